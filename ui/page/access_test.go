package page_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/page/api"
	"gatehouse/ui/page/limit"
	"gatehouse/ui/page/principal"
	"gatehouse/ui/page/role"
	"gatehouse/ui/runner"
	"gatehouse/ui/theme"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// shown is a page of the access section as these tests use it.
type shown interface {
	page.Page
	nav.Commander
	nav.Drafter
	nav.Keeper
}

// desk is a page in a window.
type desk struct {
	t      *testing.T
	run    *runner.Steps
	window fyne.Window
	page   shown
	went   nav.Route
	copied string
	toasts []page.Toast
	denied map[string]bool
}

// builders make the pages, by the route that leads there.
var builders = map[string]func(page.Env, *runner.Steps, vm.House, nav.Route) shown{
	nav.APIs.Page: func(e page.Env, run *runner.Steps, h vm.House, r nav.Route) shown {
		return api.New(e, vm.NewAPIs(run, h), r)
	},
	nav.Principals.Page: func(e page.Env, run *runner.Steps, h vm.House, r nav.Route) shown {
		return principal.New(e, vm.NewPrincipals(run, h), r)
	},
	nav.Roles.Page: func(e page.Env, run *runner.Steps, h vm.House, r nav.Route) shown {
		return role.New(e, vm.NewRoles(run, h), r)
	},
	nav.Limits.Page: func(e page.Env, run *runner.Steps, h vm.House, r nav.Route) shown {
		return limit.New(e, vm.NewLimits(run, h), r)
	},
}

// open shows a page over a house.
func open(t *testing.T, h *uitest.House, r nav.Route, m theme.Mode, denied ...string) *desk {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.Theme{Mode: m})
	d := &desk{t: t, run: &runner.Steps{Time: uitest.Now}, denied: map[string]bool{}}
	for _, id := range denied {
		d.denied[id] = true
	}
	d.window = test.NewTempWindow(t, widgets.Gap(10, 10))
	d.window.SetPadded(false)
	env := page.Env{Window: d.window, Runner: d.run, Go: func(r nav.Route) { d.went = r }, CopyText: func(s string) { d.copied = s }, Copy: func(string) {},
		Toast: func(t page.Toast) { d.toasts = append(d.toasts, t) }, Permitted: func(id string) bool { return !d.denied[id] },
		Tip: func(fyne.CanvasObject, string, fyne.Position) {}, Columns: func(string) map[string]widgets.Fixed { return nil }, KeepColumns: func(string, map[string]widgets.Fixed) {}}
	d.page = builders[r.Page](env, d.run, h, r)
	d.window.SetContent(widgets.Stack(widgets.Rect(theme.Current().Ground, 0), d.page.Object()))
	d.window.Resize(fyne.NewSize(1076, 720))
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	d.page.Start(ctx)
	d.run.Settle()
	return d
}

// do carries out a command of the page.
func (d *desk) do(id string) {
	d.t.Helper()
	if !d.page.Can(id) {
		d.t.Fatalf("%s cannot be done", id)
	}
	d.page.Do(id)
	d.run.Settle()
}

func (d *desk) press(label string) {
	d.t.Helper()
	uitest.Press(d.t, d.window, label)
	d.run.Settle()
}

// pressIcon presses a button without a word by its tip.
func (d *desk) pressIcon(tip string) {
	d.t.Helper()
	var found *widgets.Button
	uitest.Walk(d.window.Content(), func(o fyne.CanvasObject) bool {
		if b, ok := o.(*widgets.Button); ok && b.Tip == tip {
			found = b
		}
		return found != nil
	})
	if found == nil || found.Disabled() {
		d.t.Fatalf("no button to press says %q", tip)
	}
	test.Tap(found)
	d.run.Settle()
}

func (d *desk) says(part string) {
	d.t.Helper()
	if all := strings.Join(uitest.Texts(d.window), " "); !strings.Contains(all, part) {
		d.t.Errorf("the screen does not say %q, but: %s", part, all)
	}
}

// undo takes back what the newest message tells of.
func (d *desk) undo() {
	d.t.Helper()
	if len(d.toasts) == 0 || d.toasts[len(d.toasts)-1].Undo == nil {
		d.t.Fatalf("nothing to undo: %+v", d.toasts)
	}
	d.toasts[len(d.toasts)-1].Undo()
	d.run.Settle()
}

// grid is what takes the keys of the rows.
func (d *desk) grid() fyne.Focusable {
	switch p := d.page.(type) {
	case *principal.Page:
		return p.Grid.Focusable()
	case *api.Page:
		return p.Grid.Focusable()
	}
	d.t.Fatal("this page has no grid")
	return nil
}

// asks reports whether a dialog lies over the page.
func (d *desk) asks() bool { return dialogs.Active(d.window.Canvas()) }

// longest is a house whose names are as long as the vault lets them be.
func longest() *uitest.House {
	h := uitest.Full()
	long := strings.Repeat("averylongname.", 5)[:64]
	for i := range h.AllAPIs {
		h.AllAPIs[i].Name, h.AllAPIs[i].Base = long[:63]+fmt.Sprint(i), "/"+strings.Repeat("deep/", 12)+"base"
		h.AllAPIs[i].Hosts = []string{strings.Repeat("host.", 20) + "example", "b.example"}
		for j := range h.AllAPIs[i].Routes {
			h.AllAPIs[i].Routes[j].Path = "/" + strings.Repeat("segment/", 12) + fmt.Sprint(j)
			h.AllAPIs[i].Routes[j].Methods, h.AllAPIs[i].Routes[j].Public = vm.Methods(), j == 0
		}
	}
	for i := range h.AllRoles {
		h.AllRoles[i].Name, h.AllRoles[i].Principals = long[:63]+fmt.Sprint(i), 1_234_567
		for j := range h.AllRoles[i].Grants {
			h.AllRoles[i].Grants[j].Path, h.AllRoles[i].Grants[j].Methods, h.AllRoles[i].Grants[j].OTP = "/"+strings.Repeat("segment/", 12)+"**", vm.Methods(), true
		}
	}
	for i := range h.People {
		h.People[i].Name, h.People[i].Owner, h.People[i].Email = long[:63]+fmt.Sprint(i), strings.Repeat("Abteilung für Wörter ", 9), strings.Repeat("a", 60)+"@nordwind.example"
		h.People[i].Notes = strings.Repeat("notes and more notes ", 20)
	}
	for i := range h.AllKeys {
		h.AllKeys[i].Name = strings.Repeat("a key with a long name ", 6)
	}
	for i := range h.AllLimits {
		h.AllLimits[i].Name, h.AllLimits[i].Rate, h.AllLimits[i].Burst, h.AllLimits[i].Match = long[:63]+fmt.Sprint(i), 1_000_000, 1_000_000, "/"+strings.Repeat("segment/", 12)+"**"
	}
	return h
}

// TestEveryPageIsDrawn draws each page with nothing, some, many and the longest there can be, light
// and dark, with the drawer of one thing.
func TestEveryPageIsDrawn(t *testing.T) {
	houses := map[string]func() *uitest.House{"none": uitest.Empty, "some": uitest.Full, "many": func() *uitest.House { return uitest.Many(10_000) }, "longest": longest}
	empty := map[string]string{nav.APIs.Page: "No APIs yet", nav.Principals.Page: "No principals yet", nav.Roles.Page: "No roles yet", nav.Limits.Page: "No rate limits yet"}
	first := map[string]string{nav.APIs.Page: "a1", nav.Principals.Page: "p1", nav.Roles.Page: "o2", nav.Limits.Page: "l1"}
	for name := range builders {
		for state, house := range houses {
			for look, m := range map[string]theme.Mode{"light": theme.LightMode, "dark": theme.DarkMode} {
				t.Run(name+" "+state+" "+look, func(t *testing.T) {
					d := open(t, house(), nav.Route{Page: name, Item: first[name]}, m)
					if state == "none" {
						d.says(empty[name])
					} else {
						d.says("History")
					}
					uitest.Shot(t, d.window, "access-"+name+"-"+state+"-"+look)
				})
			}
		}
	}
}
