package ui_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/nav"
	"gatehouse/ui/uitest"
	"gatehouse/ui/widgets"
)

// buttons are all that can be pressed now.
func buttons(d *desk) (all []*widgets.Button) {
	root := d.Window().Content()
	if o := d.Window().Canvas().Overlays().Top(); o != nil {
		root = o
	}
	uitest.Walk(root, func(o fyne.CanvasObject) bool {
		if b, ok := o.(*widgets.Button); ok && !b.Disabled() {
			all = append(all, b)
		}
		return false
	})
	return all
}

// TestEveryButtonDoesItsWork presses every button of every page, and every button of what that
// opens: a button that fails ends the program.
func TestEveryButtonDoesItsWork(t *testing.T) {
	for _, r := range []nav.Route{nav.Overview, nav.APIs, nav.Principals, nav.Roles, nav.Keys, nav.Bundles, nav.Imports, nav.Finding("f1")} {
		fresh := func() *desk {
			d := newDesk(t, uitest.Full()).open()
			d.goTo(r)
			if r.Page != nav.Overview.Page && r.Item == "" {
				d.choose(0)
				d.settle()
			}
			return d
		}
		n := len(buttons(fresh()))
		if n < 2 {
			t.Errorf("%v has %d buttons", r, n)
		}
		for i := range n {
			d := fresh()
			test.Tap(buttons(d)[i])
			d.settle()
			if d.Window().Canvas().Overlays().Top() == nil {
				continue
			}
			for _, b := range buttons(d) {
				test.Tap(b)
				d.settle()
			}
		}
	}
}

func TestLongNamesPushNothingOut(t *testing.T) {
	h := uitest.Full()
	long := strings.Repeat("A very long name ", 20)
	h.Info.Name, h.Info.Admin, h.Info.Path = long+".gate", long, "/"+long+"/"+long+".gate"
	h.AllKeys[1].Name, h.People[0].Name, h.AllAPIs[0].Name, h.AllRoles[0].Name = long, long, long, long
	d := newDesk(t, h).open()
	for _, r := range []nav.Route{nav.Overview, nav.APIs, nav.Principals, nav.Roles, nav.Keys, nav.Bundles, nav.Imports, nav.Finding("f1")} {
		d.goTo(r)
		if r.Page != nav.Overview.Page {
			d.choose(0)
			d.settle()
		}
		if w := d.Window().Content().MinSize().Width; w > 1280 {
			t.Errorf("%v needs %v pixels", r, w)
		}
	}
}
