package ui_test

import (
	"fmt"
	"os"
	"testing"

	"fyne.io/fyne/v2"

	"gatehouse/core/fault"
	"gatehouse/ui/nav"
	"gatehouse/ui/shell"
	"gatehouse/ui/uitest"
	"gatehouse/ui/widgets"
)

// shooting reports whether somebody wants the pictures (make shots). Without, the same drawing runs
// in the smallest set, so that a page that cannot be drawn fails the suite.
func shooting() bool { return os.Getenv("GATEHOUSE_SHOTS") != "" }

// states are the amounts in which every page is drawn.
func states() map[string]func() *uitest.House {
	all := map[string]func() *uitest.House{
		"empty": uitest.Empty, "10": uitest.Full, "error": failing,
	}
	if shooting() {
		all["10000"] = func() *uitest.House { return uitest.Many(10_000) }
	} else {
		all["1000"] = func() *uitest.House { return uitest.Many(1_000) }
	}
	return all
}

// looks are the colours and scales in which every page is drawn.
func looks() (themes []string, scales []float32) {
	if shooting() {
		return []string{"light", "dark"}, []float32{1, 1.5}
	}
	return []string{"light"}, []float32{1}
}

// TestShots draws every page in every state, light and dark, at both scales. With
// GATEHOUSE_SHOTS=folder it keeps the pictures: look at them before calling a page done. With
// -run TestShots/10/light it draws some of them.
func TestShots(t *testing.T) {
	themes, scales := looks()
	for state, house := range states() {
		for _, theme := range themes {
			for _, scale := range scales {
				t.Run(fmt.Sprintf("%s/%s/%g", state, theme, scale), func(t *testing.T) {
					shootPages(t, house(), state, theme, scale)
				})
			}
		}
	}
}

// shootPages draws every page once.
func shootPages(t *testing.T, h *uitest.House, state, theme string, scale float32) {
	fail := h.Fail
	h.Fail = nil
	d := newDesk(t, h, theme)
	d.scale(scale)
	d.open()
	h.Fail = fail
	for _, item := range shell.Items() {
		d.goTo(item.Route)
		d.shot(fmt.Sprintf("%s-%s-%s-%g", item.Route.Page, state, theme, scale))
		if state != "10000" || scale != 1 || item.Route == nav.Overview || item.Route == nav.Settings {
			continue
		}
		var list fyne.Focusable
		if item.Route == nav.Matrix {
			list = uitest.Find[*widgets.Matrix](t, d.Window(), 0)
		} else {
			list = grid(t, d)
		}
		d.Window().Canvas().Focus(list)
		list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
		d.settle()
		d.shot(fmt.Sprintf("%s-end-%s", item.Route.Page, theme))
	}
}

// scale draws larger, on the same window of 1280 by 800.
func (d *desk) scale(f float32) {
	d.Window().Canvas().(interface{ SetScale(float32) }).SetScale(f)
}

// shot keeps a picture of the window. Where nobody wants it, it is drawn in half the size: every part
// is drawn all the same, and painting is most of what these tests take.
func (d *desk) shot(name string) {
	d.t.Helper()
	if !shooting() {
		d.scale(0.5)
		defer d.scale(1.0)
	}
	uitest.Shot(d.t, d.Window(), name)
}

func failing() *uitest.House {
	h := uitest.Full()
	h.Fail = fault.New(fault.Damaged, "The evidence file's last segment is not what was written. The vault itself is whole; restore the evidence file from a backup.")
	return h
}
