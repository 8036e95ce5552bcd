package shell_test

import (
	"context"
	"fmt"
	"image/png"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/action"
	"gatehouse/ui/nav"
	"gatehouse/ui/runner"
	"gatehouse/ui/shell"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

var day = time.Date(2026, 11, 24, 14, 2, 0, 0, time.UTC)

var info = vm.VaultInfo{Name: "production.gate", Path: "/srv/vaults/production.gate", Admin: "Mira Kovač", Role: "policy administrator"}

// window shows a frame in the colours of a mode.
func window(t testing.TB, mode theme.Mode, s func() *shell.Shell) (fyne.Window, *shell.Shell) {
	t.Helper()
	app := test.NewApp()
	app.Settings().SetTheme(theme.Theme{Mode: mode})
	w := app.NewWindow("")
	w.SetPadded(false)
	frame := s()
	w.SetContent(frame.Layers())
	w.Resize(fyne.NewSize(1280, 800))
	t.Cleanup(func() { w.Close(); test.NewApp() })
	return w, frame
}

func plain() *shell.Shell { return shell.New(info) }

// shot writes a picture where GATEHOUSE_SHOTS says.
func shot(t *testing.T, w fyne.Window, name string) {
	t.Helper()
	dir := os.Getenv("GATEHOUSE_SHOTS")
	if dir == "" {
		return
	}
	f, err := os.Create(dir + "/" + name + ".png")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, w.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}

// walk visits what can be seen.
func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o)
	var kids []fyne.CanvasObject
	switch c := o.(type) {
	case *fyne.Container:
		kids = c.Objects
	case *container.Scroll:
		kids = []fyne.CanvasObject{c.Content}
	case fyne.Widget:
		kids = test.WidgetRenderer(c).Objects()
	}
	for _, k := range kids {
		walk(k, visit)
	}
}

func says(o fyne.CanvasObject, s string) (found bool) {
	walk(o, func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok && t.Text == s {
			found = true
		}
	})
	return found
}

// button finds the nth button with a label or, for none, an icon.
func button(o fyne.CanvasObject, name string) (found *widgets.Button) {
	walk(o, func(o fyne.CanvasObject) {
		if b, ok := o.(*widgets.Button); ok && (b.Label == name || b.Label == "" && b.Icon == name) {
			found = b
		}
	})
	return found
}

// tap presses what says s.
func tap(t *testing.T, o fyne.CanvasObject, s string) {
	t.Helper()
	var target fyne.Tappable
	walk(o, func(o fyne.CanvasObject) {
		if x, ok := o.(fyne.Tappable); ok && says(o, s) {
			target = x // the innermost comes last
		}
	})
	if target == nil {
		t.Fatalf("nothing to press says %q", s)
	}
	target.Tapped(&fyne.PointEvent{})
}

func page(words string) fyne.CanvasObject {
	return widgets.Mid(widgets.Text(words, theme.Body, theme.Current().Text))
}

func jobs() []vm.JobRow {
	return []vm.JobRow{
		{ID: "1", Title: "Importing eu-edge-2 access log", Label: "48,000 lines/s", Percent: "62 %", Fraction: 0.62, Left: "2 min left", CanCancel: true},
		{ID: "2", Title: "Checking the journal", Label: "4,812 entries hold", When: "3 min ago", Fraction: -1, State: tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: "Done"}},
	}
}

func badges() map[string]vm.Badge {
	return map[string]vm.Badge{
		"keys":    {Mark: tone.Mark{Tone: tone.Warn, Icon: "clock", Word: "7"}, Tip: "7 keys end within 30 days"},
		"bundles": {Mark: tone.Mark{Word: "3"}, Tip: "3 bundles"},
		"imports": {Mark: tone.Mark{Tone: tone.Info, Word: "62 %"}, Tip: "An import runs"}, "findings": {Mark: tone.Mark{Tone: tone.Danger, Icon: "circle-alert", Word: "3"}, Tip: "3 critical of 23 open"},
	}
}

// full is a frame with everything to say.
func full(s *shell.Shell) {
	s.SetBadges(badges())
	s.SetJournal(tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: "Journal verified 14:02"})
	s.SetJobs(jobs())
	s.SetClipboard("0:18")
	s.Show(nav.Keys, page("the keys"), true, false)
}

func TestFrameNamesThePageAndForwards(t *testing.T) {
	w, s := window(t, theme.LightMode, plain)
	var log []string
	note := func(s string) func() { return func() { log = append(log, s) } }
	s.OnGo = func(r nav.Route) { log = append(log, r.String()) }
	s.OnBack, s.OnForward, s.OnLock, s.OnPalette, s.OnClear = note("back"), note("forward"), note("lock"), note("palette"), note("clear")
	s.OnCancelJob = func(id string) { log = append(log, fmt.Sprint("stop ", id)) }
	full(s)
	o := w.Content()
	for _, words := range []string{"Access", "API keys", "the keys", "Journal verified 14:02", "Clipboard clears in 0:18", "62 %", "2 min left", "production.gate", "Mira Kovač"} {
		if !says(o, words) {
			t.Errorf("the frame does not say %q", words)
		}
	}
	tap(t, o, "Findings")
	tap(t, o, "Lock")
	tap(t, o, "Search or run a command")
	tap(t, o, "Clear now")
	button(o, "arrow-left").Tapped(nil)
	button(o, "arrow-right").Tapped(nil) // grey
	button(o, "x").Tapped(nil)
	if got := strings.Join(log, ", "); got != "findings, lock, palette, clear, back, stop 1" {
		t.Errorf("it forwards %s", got)
	}
	s.SetClipboard("")
	s.SetJobs(nil)
	if says(o, "Clear now") || says(o, "Importing eu-edge-2 access log") {
		t.Error("what ended is still said")
	}
}

func TestSidebarMarksThePageByWeightAndKeepsItsRows(t *testing.T) {
	w, s := window(t, theme.LightMode, plain)
	weight := func(words string) (medium bool) {
		walk(w.Content(), func(o fyne.CanvasObject) {
			if x, ok := o.(*canvas.Text); ok && x.Text == words && x.Position().X == 36 {
				medium = x.FontSource == theme.Medium
			}
		})
		return medium
	}
	s.Show(nav.Roles, page("a"), false, false)
	if !weight("Roles") || weight("APIs") {
		t.Error("Roles is not marked alone")
	}
	s.Show(nav.API("x"), page("b"), true, false)
	if weight("Roles") || !weight("APIs") {
		t.Error("the mark did not move")
	}
}

func TestSidebarIsReachedFromTopToBottom(t *testing.T) {
	w, s := window(t, theme.LightMode, plain)
	var went []string
	s.OnGo = func(r nav.Route) { went = append(went, r.Page) }
	var want []string
	for _, i := range shell.Items() {
		want = append(want, i.Route.Page)
		w.Canvas().FocusNext()
		w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}
	if !slices.Equal(went, want) {
		t.Errorf("order %v, want %v", went, want)
	}
	w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if went[len(went)-1] != "journal" {
		t.Errorf("up from the last goes to %s", went[len(went)-1])
	}
}

func TestJobsListStopsAndForgets(t *testing.T) {
	w, s := window(t, theme.LightMode, plain)
	var log []string
	s.OnCancelJob = func(id string) { log = append(log, fmt.Sprint("stop ", id)) }
	s.OnDismissJob = func(id string) { log = append(log, fmt.Sprint("forget ", id)) }
	full(s)
	tap(t, w.Content(), "62 %")
	top := w.Canvas().Overlays().Top()
	if !says(top, "48,000 lines/s, 2 min left") || !says(top, "4,812 entries hold, 3 min ago") || !says(top, "Done") {
		t.Fatal("the list does not say what runs and what ended")
	}
	shot(t, w, "jobs")
	button(top, "circle-x").Tapped(nil)
	button(top, "x").Tapped(nil)
	if got := strings.Join(log, ", "); got != "stop 1, forget 2" {
		t.Errorf("pressed: %s", got)
	}
	stop := button(top, "circle-x")
	w.Canvas().Focus(stop)
	j := jobs()
	j[0].Percent, j[0].Fraction = "70 %", 0.7
	s.SetJobs(j[:1])
	if !says(top, "70 %") || says(top, "Done") || w.Canvas().Focused() != fyne.Focusable(stop) {
		t.Error("the list does not follow in place")
	}
	s.SetJobs(nil)
	if !says(top, "Nothing runs.") {
		t.Error("the empty list says nothing")
	}
	stop.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if w.Canvas().Overlays().Top() != nil {
		t.Error("Esc does not close the list")
	}
}

func TestShortcutsListActionsByMenuAndKeysOfLists(t *testing.T) {
	run := func() {}
	groups := shell.Shortcuts([]action.Action{
		{ID: "a", Title: "Lock", Menu: "Vault", Key: "Ctrl+L", Run: run}, {ID: "b", Title: "Back", Menu: "Go", Key: "Alt+Left", Run: run},
		{ID: "c", Title: "Quit", Menu: "Vault", Key: "Ctrl+Q", Run: run}, {ID: "d", Title: "Revoke…", Menu: "Key", Hint: "Delete", Run: run}, {ID: "e", Title: "Light", Menu: "Look", Run: run},
	})
	if len(groups) != 3 || len(groups[0].Lines) != 2 || groups[1].Title != "Go" {
		t.Fatalf("groups %v", groups)
	}
	if last := groups[2].Lines[len(groups[2].Lines)-1]; last.Title != "Revoke…" || last.Keys[0] != "Delete" {
		t.Errorf("the key of a list stands as %v", last)
	}
	w, _ := window(t, theme.LightMode, plain)
	shell.OpenShortcuts(w.Canvas(), groups)
	shot(t, w, "shortcuts")
	top := w.Canvas().Overlays().Top()
	if !says(top, "Ctrl") || !says(top, "Select a range") {
		t.Error("the sheet lacks keys")
	}
	test.Type(w.Canvas().Focused(), "lock")
	if !says(top, "Lock") || says(top, "Select a range") {
		t.Error("the search does not narrow the sheet")
	}
	w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if w.Canvas().Overlays().Top() != nil {
		t.Error("Esc does not close the sheet")
	}
}

func TestGoldens(t *testing.T) {
	for name, mode := range map[string]theme.Mode{"light": theme.LightMode, "dark": theme.DarkMode} {
		t.Run(name, func(t *testing.T) {
			w, s := window(t, mode, plain)
			toasts := shell.NewToasts(&runner.Steps{Time: day})
			s.SetToasts(toasts)
			full(s)
			toasts.Show(shell.Toast{Mark: tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: "Done"}, Text: "Paused 3 API keys. Export a bundle to make it count.", Undo: func() {},
				Actions: []shell.ToastAction{{Label: "Export", Icon: "arrow-right"}}})
			shot(t, w, "frame-"+name)
			test.AssertRendersToImage(t, "frame-"+name+".png", w.Canvas())
			toasts.Clear()
			p, steps := newPalette()
			shell.OpenPalette(context.Background(), w.Canvas(), p, func(vm.PaletteTarget) {})
			steps.Settle()
			test.Type(w.Canvas().Focused(), "rev")
			shot(t, w, "palette-"+name)
			test.AssertRendersToImage(t, "palette-"+name+".png", w.Canvas())
		})
	}
}

func BenchmarkShow(b *testing.B) {
	_, s := window(b, theme.LightMode, plain)
	full(s)
	items := shell.Items()
	pages := []fyne.CanvasObject{page("one"), page("two")}
	for i := 0; b.Loop(); i++ {
		s.Show(items[i%len(items)].Route, pages[i%2], i%2 == 0, false)
	}
}

func TestStatusBarDropsWhatHasNoRoom(t *testing.T) {
	w, s := window(t, theme.LightMode, plain)
	full(s)
	w.Resize(fyne.NewSize(960, 600))
	shot(t, w, "narrow")
	if says(w.Content(), "/srv/vaults") || !says(w.Content(), "production.gate") || !says(w.Content(), "Clear now") {
		t.Error("the folder should go first, and what can be pressed stay")
	}
	w.Resize(fyne.NewSize(1280, 800))
	if !says(w.Content(), "/srv/vaults") {
		t.Error("the folder does not come back")
	}
}

func TestBadgeIsSaidInWordsUnderThePointer(t *testing.T) {
	w, s := window(t, theme.LightMode, plain)
	w.SetContent(widgets.TipLayer(s.Layers(), w.Canvas()))
	full(s)
	test.MoveMouse(w.Canvas(), fyne.NewPos(100, 255))
	if !says(w.Content(), "7 keys end within 30 days") {
		t.Error("the badge has no tip")
	}
	test.MoveMouse(w.Canvas(), fyne.NewPos(600, 300))
	if says(w.Content(), "7 keys end within 30 days") {
		t.Error("the tip stays")
	}
}
