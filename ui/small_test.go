package ui_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"gatehouse/ui/nav"
	"gatehouse/ui/shell"
	"gatehouse/ui/uitest"
)

// smallest is the window in which everything must find room, without its menu bar.
var smallest = fyne.NewSize(1000, 612)

// TestNothingMakesTheWindowGrow: a window grows to what its content needs at least, and then part of
// it lies beside the screen. What a vault holds must therefore never ask for room, and neither may
// what stands there until it was read.
func TestNothingMakesTheWindowGrow(t *testing.T) {
	for name, h := range map[string]*uitest.House{"empty": uitest.Empty(), "full": uitest.Full(), "many": uitest.Many(1000)} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, h)
			fits := func(where string) {
				t.Helper()
				if m := d.Window().Content().MinSize(); m.Width > smallest.Width || m.Height > smallest.Height {
					t.Errorf("%s needs %v", where, m)
				}
			}
			uitest.Press(t, d.Window(), "Explore with sample data")
			for stage := 0; d.run.Waiting() > 0 && stage < 20; stage++ {
				d.run.Step(0)
				fits("opening")
			}
			for _, item := range shell.Items() {
				d.Go(item.Route)
				fits(item.Route.Page + " before it is read")
				d.settle()
				fits(item.Route.Page)
				if name != "empty" && item.Route != nav.Overview && item.Route != nav.Settings {
					d.choose(0)
					fits(item.Route.Page + " with a row chosen")
				}
			}
			for _, wizard := range []struct{ opens, next string }{
				{"Export bundle…", "See what changes"}, {"Import logs…", "See what they are"}, {"Import an OpenAPI document…", "See what changes"},
				{"Make API keys for many principals…", "Look at it"}, {"Take over API keys of another system…", "Read the lines"},
			} {
				d.action(wizard.opens)
				fits(wizard.opens)
				if wizard.opens == "Import logs…" {
					uitest.Fill(t, d.Window(), "/var/log/nginx/access.log", "/tmp/a.log")
					d.press("Add")
				}
				h.Fail = brokenDocument
				d.press(wizard.next)
				h.Fail = nil
				fits(wizard.opens + " when it fails")
				if uitest.Says(d.Window(), wizard.next) {
					d.press(wizard.next)
					fits(wizard.opens + " one step on")
				}
			}
		})
	}
}
