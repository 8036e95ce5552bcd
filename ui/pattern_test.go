package ui_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/action"
	"gatehouse/ui/charts"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/shell"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// commands are the actions that the pages carry out, as the menu lists them.
func commands(d *desk) []action.Action {
	var out []action.Action
	for _, a := range d.Actions() {
		if a.Page != "" {
			out = append(out, a)
		}
	}
	return out
}

func TestEveryCommandOfAPageIsKnownToIt(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	for _, c := range commands(d) {
		d.goTo(nav.Route{Page: c.Page})
		p, ok := d.Page().(nav.Commander)
		if !ok {
			t.Errorf("%s: the page has no commands", c.ID)
			continue
		}
		if c.Page != nav.Settings.Page {
			d.choose(0)
		}
		// What is not possible with the first row is possible with another one, or when it was done before.
		later := []string{"keys.resume", "principals.enable", "findings.reopen", "posture.withdraw", "principals.remove", "principals.role", "matrix.review", "matrix.discard",
			"apis.route.path", "apis.route.rules", "apis.route.parameter", "apis.route.remove"} // of a route that is shown
		if !p.Can(string(c.ID)) && !slices.Contains(later, string(c.ID)) {
			t.Errorf("%s cannot be done with the first row chosen", c.ID)
		}
	}
}

func TestWhoMayNotIsNotOffered(t *testing.T) {
	h := uitest.Full()
	h.May = func(action string) bool { return strings.HasPrefix(action, "journal") } // an auditor
	d := newDesk(t, h).open()
	for _, c := range commands(d) {
		if c.Permission == "" {
			continue
		}
		d.goTo(nav.Route{Page: c.Page})
		if c.Page != nav.Settings.Page {
			d.choose(0)
		}
		if p := d.Page().(nav.Commander); p.Can(string(c.ID)) {
			t.Errorf("an auditor may %s", c.ID)
		}
		if d.Run(c.ID) {
			t.Errorf("an auditor did %s", c.ID)
		}
	}
}

func TestEveryPageIsFoundAgainAsItWasLeft(t *testing.T) {
	for _, item := range shell.Items() {
		if item.Route == nav.Overview || item.Route == nav.Settings {
			continue
		}
		d := newDesk(t, uitest.Many(300)).open()
		d.goTo(item.Route)
		d.action("Search in the page")
		d.choose(5)
		before := d.Page().(nav.Keeper).Keep()
		d.goTo(nav.Settings)
		d.action("Back")
		d.settle()
		if after := d.Page().(nav.Keeper).Keep(); !reflect.DeepEqual(before, after) {
			t.Errorf("%s was left as %+v and is found as %+v", item.Title, before, after)
		}
	}
}

// brackets marks every sentence that goes through the catalogue.
type brackets struct{}

func (brackets) One(key string, _ say.V) string         { return "⟦" + key + "⟧" }
func (brackets) Many(key string, _ int, _ say.V) string { return "⟦" + key + "⟧" }

// untranslatable are words on the screen that are no sentences of ours: names of the program and of
// formats, data of the empty house, numbers and keys.
var untranslatable = []string{"Gatehouse", "production.gate", "/home/mira/vaults", "Mira Kovač", "owner", "MK", "Ctrl", "K", "Ctrl F", "2xx", "3xx", "4xx", "5xx", "GH7Q2KZ5M3XW", "0.1.0", "→", "SHA-256", "Mira Kovač (owner)", "Gatehouse 0.1.0", "/home/mira/vaults/production.gate"}

func TestEveryWordOfThePagesIsTranslated(t *testing.T) {
	d := newDesk(t, uitest.Empty())
	say.Use(brackets{}) // after the desktop chose its own catalogue
	t.Cleanup(func() { say.Use(nil) })
	d.Begin(uitest.Empty())
	d.settle()
	for _, item := range shell.Items() {
		d.goTo(item.Route)
		for _, s := range uitest.Texts(d.Window()) {
			if strings.ContainsAny(s, "⟦⟧") || slices.Contains(untranslatable, s) || strings.Trim(s, "0123456789 %.:/,–-+…·") == "" {
				continue
			}
			t.Errorf("%s says %q without the catalogue", item.Route.Page, s)
		}
	}
}

func TestTheKeysReachEveryPartOfEveryPage(t *testing.T) {
	for _, item := range shell.Items() {
		d := newDesk(t, uitest.Full()).open()
		d.goTo(item.Route)
		c := d.Window().Canvas()
		c.Unfocus()
		var seen []fyne.Focusable
		for range 200 {
			c.FocusNext()
			f := c.Focused()
			if f == nil || slices.Contains(seen, f) {
				break
			}
			seen = append(seen, f)
		}
		// Everything that can be pressed can have the keys, but for rows, whose list has them.
		uitest.Walk(d.Window().Content(), func(o fyne.CanvasObject) bool {
			_, pressed := o.(fyne.Tappable)
			_, menu := o.(fyne.SecondaryTappable)
			f, keys := o.(fyne.Focusable)
			part := strings.HasSuffix(fmt.Sprintf("%T", o), "listItem") // a row's frame; the row itself stands in it
			if _, donut := o.(*charts.Donut); donut {
				part = true // its legend has the keys
			}
			switch dis, can := o.(fyne.Disableable); {
			case !pressed || part || menu && !keys || can && dis.Disabled():
			case !keys:
				t.Errorf("%s: %T can be pressed and never has the keys", item.Title, o)
			case !slices.Contains(seen, f):
				t.Errorf("%s: the keys do not come to %T", item.Title, o)
			}
			return false
		})
		if len(seen) < len(shell.Items()) {
			t.Errorf("%s: only %d parts have the keys", item.Title, len(seen))
		}
	}
}

// place is where something stands in the window.
func placeOf(f fyne.Focusable) fyne.Position {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(f.(fyne.CanvasObject))
}

func TestTheKeysGoThroughThePageInReadingOrder(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	d.goTo(nav.Keys)
	c := d.Window().Canvas()
	c.Unfocus()
	var at []fyne.Position
	for range len(shell.Items()) {
		c.FocusNext()
		at = append(at, placeOf(c.Focused()))
	}
	for i := 1; i < len(at); i++ {
		if at[i].X < 204 && at[i-1].X < 204 && at[i].Y < at[i-1].Y {
			t.Errorf("in the sidebar the keys go up, from %v to %v", at[i-1], at[i])
		}
	}
}

func TestUndoTakesBackWhatWasDone(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.goTo(nav.Keys)
	d.choose(0)
	d.action("Pause API key")
	d.says("Paused 1 API key. Export a bundle to make it count.")
	g := grid(t, d)
	d.Window().Canvas().Focus(g)
	g.(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutUndo{}) // Ctrl+Z on the rows
	d.settle()
	d.says("Undone.")
	for _, k := range h.AllKeys {
		if k.ID == "k2" && k.State != "active" {
			t.Errorf("the key is %s", k.State)
		}
	}
	d.run.Advance(time.Minute)
	d.saysNot("Undone.")
}

// BenchmarkOpenPage opens each page with 10,000 rows, and with 100,000 API keys beside them.
func BenchmarkOpenPage(b *testing.B) {
	for _, item := range shell.Items() {
		b.Run(item.Route.Page, func(b *testing.B) { openPage(b, uitest.Many(10_000), item.Route) })
	}
	for _, item := range shell.Items() {
		b.Run("keys100k/"+item.Route.Page, func(b *testing.B) {
			h := uitest.Many(10_000)
			h.AllKeys = uitest.ManyKeys(100_000).AllKeys
			for i := range h.AllKeys {
				h.AllKeys[i].Principal = h.People[i%len(h.People)].ID
			}
			openPage(b, h, item.Route)
		})
	}
}

// openPage opens one page: view-model, layout and first paint of the page in the area that the frame
// leaves to it. The painter of the tests works in software, and copies every frame twice: paint-ms says
// how much of it all is painting, blank-ms what a blank area of that size takes, and window-ms what the
// whole window takes with everything round the page.
func openPage(b *testing.B, h vm.House, route nav.Route) {
	d := benchDesk(b, h)
	area := test.NewWindow(widgets.Gap(0, 0))
	area.SetPadded(false)
	area.Resize(fyne.NewSize(1076, 720))
	capture := func(w fyne.Window) time.Duration {
		began := time.Now()
		w.Canvas().Capture()
		return time.Since(began)
	}
	var paint, blank, window time.Duration
	for b.Loop() {
		d.Go(route)
		d.run.Settle()
		area.SetContent(d.Page().(page.Page).Object())
		paint += capture(area)
		b.StopTimer()
		area.SetContent(widgets.Gap(0, 0))
		blank += capture(area)
		window += capture(d.Window())
		d.Go(nav.Settings)
		d.run.Settle()
		b.StartTimer()
	}
	for unit, sum := range map[string]time.Duration{"paint-ms": paint, "blank-ms": blank, "window-ms": window} {
		b.ReportMetric(float64(sum.Microseconds())/1000/float64(b.N), unit)
	}
}
