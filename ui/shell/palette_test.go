package shell_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/nav"
	"gatehouse/ui/runner"
	"gatehouse/ui/shell"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// house is a vault with just what the palette reads.
type house struct{ vm.House }

type (
	anyKeys   interface{ vm.Keys }
	anyLimits interface{ vm.Limits }

	keys      struct{ anyKeys }
	directory struct{ vm.Directory }
	catalog   struct{ vm.Catalog }
	limits    struct{ anyLimits }
)

func (house) Keys() vm.Keys           { return keys{} }
func (house) Directory() vm.Directory { return directory{} }
func (house) Catalog() vm.Catalog     { return catalog{} }
func (house) Limits() vm.Limits       { return limits{} }

func (keys) Keys(context.Context) ([]vm.Key, error) {
	ks := []vm.Key{
		{ID: "k1", Name: "Revenue dashboard", Prefix: "gh_live_3nVb80Qs", State: "active"},
		{ID: "k2", Name: "Partner preview", Prefix: "gh_test_yT51kHd7", State: "active", Expires: day.Add(-time.Hour)},
	}
	for i := range 40 {
		ks = append(ks, vm.Key{ID: fmt.Sprint("n", i), Name: fmt.Sprint("Night job ", i), Prefix: fmt.Sprintf("gh_live_%08d", i), State: "active"})
	}
	return ks, nil
}
func (directory) Principals(context.Context) ([]vm.Principal, error) {
	return []vm.Principal{{ID: "p1", Name: "svc-billing", Service: true}}, nil
}
func (directory) Roles(context.Context) ([]vm.Role, error) {
	return []vm.Role{{ID: "r1", Name: "code-reviewer", Principals: 9}}, nil
}
func (catalog) APIs(context.Context) ([]vm.API, error) {
	return []vm.API{{ID: "a1", Name: "Orders API", Routes: []vm.Route{{ID: "t1", Path: "/orders/{id}/revisions", Methods: []string{"GET"}}}}}, nil
}
func (limits) Limits(context.Context) ([]vm.Limit, error) { return nil, nil }

func newPalette() (*vm.Palette, *runner.Steps) {
	steps := &runner.Steps{Time: day}
	actions := func() []vm.PaletteAction {
		return []vm.PaletteAction{
			{ID: "apikey.revoke", Title: "Revoke API key…", Icon: "ban", Enabled: true, Permitted: true},
			{ID: "go.findings", Title: "Review new findings", Icon: "search-alert", Key: "Ctrl+9", Enabled: true, Permitted: true},
			{ID: "bundle.revoke", Title: "Revert to the last bundle", Icon: "package", Permitted: true, Why: "nothing was exported yet"},
		}
	}
	pages := func() []vm.PalettePage {
		return []vm.PalettePage{{Route: nav.Overview, Title: "Overview", Icon: "gauge"}}
	}
	return vm.NewPalette(steps, house{}, actions, pages, nil), steps
}

// openPalette opens the palette over a window whose page has a field with the keys.
func openPalette(t *testing.T) (w fyne.Window, v *shell.PaletteView, p *vm.Palette, field *widgets.Entry, picked *[]vm.PaletteTarget) {
	t.Helper()
	w, s := window(t, theme.LightMode, plain)
	field = widgets.NewEntry("on the page")
	s.Show(nav.Keys, field, false, false)
	w.Canvas().Focus(field)
	p, steps := newPalette()
	v, picked = openPaletteOf(t, w, p)
	steps.Settle()
	return w, v, p, field, picked
}

// openPaletteOf opens a palette that has read nothing yet.
func openPaletteOf(t *testing.T, w fyne.Window, p *vm.Palette) (v *shell.PaletteView, picked *[]vm.PaletteTarget) {
	t.Helper()
	picked = &[]vm.PaletteTarget{}
	v = shell.OpenPalette(context.Background(), w.Canvas(), p, func(to vm.PaletteTarget) {
		if w.Canvas().Overlays().Top() != nil {
			t.Error("the palette still lies over the window when something is picked")
		}
		*picked = append(*picked, to)
	})
	return v, picked
}

// press sends keys to what has them.
func press(w fyne.Window, names ...fyne.KeyName) {
	for _, n := range names {
		w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: n})
	}
}

func TestPaletteIsUsedByKeysAlone(t *testing.T) {
	w, v, p, field, picked := openPalette(t)
	entry := w.Canvas().Focused()
	test.Type(entry, "rev")
	press(w, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp)
	if p.Index() != 1 || w.Canvas().Focused() != entry {
		t.Errorf("at %d, keys at %T", p.Index(), w.Canvas().Focused())
	}
	press(w, fyne.KeyEnd)
	if p.Index() != len(p.Rows())-1 {
		t.Errorf("End goes to %d of %d", p.Index(), len(p.Rows()))
	}
	press(w, fyne.KeyHome, fyne.KeyPageDown, fyne.KeyPageUp, fyne.KeyDown, fyne.KeyReturn)
	if len(*picked) != 1 || (*picked)[0].Action != "go.findings" || v.IsOpen() {
		t.Errorf("picked %v", *picked)
	}
	if w.Canvas().Focused() != fyne.Focusable(field) {
		t.Errorf("the keys went to %T", w.Canvas().Focused())
	}
}

func TestPaletteTabNarrowsAndEscCloses(t *testing.T) {
	w, v, p, field, picked := openPalette(t)
	test.Type(w.Canvas().Focused(), "@bil")
	press(w, fyne.KeyTab)
	if p.Scope() != vm.PaletteRoles || p.Query() != "bil" || !says(w.Canvas().Overlays().Top(), "Roles") {
		t.Errorf("Tab leads to %s with %q", p.Scope().Word(), p.Query())
	}
	if !says(w.Canvas().Overlays().Top(), "Nothing fits “bil”") {
		t.Error("the empty result says nothing")
	}
	shot(t, w, "palette-nothing")
	press(w, fyne.KeyReturn)
	press(w, fyne.KeyEscape)
	if v.IsOpen() || len(*picked) != 0 || w.Canvas().Focused() != fyne.Focusable(field) {
		t.Error("Esc does not close the palette and give the keys back")
	}
}

func TestPaletteLetsEnterWaitForWhatIsStillRead(t *testing.T) {
	for _, c := range []struct {
		name, then string
		want       nav.Route
	}{
		{"Enter acts on what comes", "", nav.Principal("p1")},
		{"typing on asks another question", "x", nav.Route{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, s := window(t, theme.LightMode, plain)
			s.Show(nav.Keys, widgets.NewEntry("on the page"), false, false)
			p, steps := newPalette()
			_, picked := openPaletteOf(t, w, p)
			test.Type(w.Canvas().Focused(), "@bil")
			press(w, fyne.KeyReturn)
			if len(*picked) != 0 {
				t.Fatalf("picked %v of nothing", *picked)
			}
			test.Type(w.Canvas().Focused(), c.then)
			steps.Settle()
			if got := append(*picked, vm.PaletteTarget{})[0].Route; got != c.want {
				t.Errorf("picked %v", *picked)
			}
		})
	}
}

func TestPaletteDoesNotRunWhatCannotBeDone(t *testing.T) {
	w, v, _, _, picked := openPalette(t)
	test.Type(w.Canvas().Focused(), "revert")
	if !says(w.Canvas().Overlays().Top(), "nothing was exported yet") {
		t.Error("the reason is missing")
	}
	press(w, fyne.KeyReturn)
	if !v.IsOpen() || len(*picked) != 0 {
		t.Error("it ran")
	}
}

func TestPaletteFollowsTheMouse(t *testing.T) {
	w, v, p, _, picked := openPalette(t)
	test.Type(w.Canvas().Focused(), "rev")
	test.MoveMouse(w.Canvas(), fyne.NewPos(500, 88+53+6+28+34+17))
	test.MoveMouse(w.Canvas(), fyne.NewPos(501, 88+53+6+28+34+17))
	if p.Index() != 1 {
		t.Errorf("the mouse leads to row %d", p.Index())
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(501, 88+53+6+28+34+17))
	if len(*picked) != 1 || v.IsOpen() {
		t.Errorf("a press picks %v", *picked)
	}
	w, v, _, _, _ = openPalette(t)
	test.TapCanvas(w.Canvas(), fyne.NewPos(600, 110))
	if !v.IsOpen() {
		t.Error("a press on the palette closes it")
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(40, 700))
	if v.IsOpen() {
		t.Error("a press beside the palette leaves it open")
	}
}

func TestPaletteKeepsTheRowInSight(t *testing.T) {
	w, _, p, _, _ := openPalette(t)
	test.Type(w.Canvas().Focused(), "#night")
	press(w, fyne.KeyEnd)
	shot(t, w, "palette-end")
	if len(p.Rows()) != 30 || p.Index() != 29 {
		t.Fatalf("%d rows, at %d", len(p.Rows()), p.Index())
	}
	last := p.Rows()[29].Note
	var y float32
	walk(w.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if says(o, last) {
			y = fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
		}
	})
	if y < 300 || y > 700 {
		t.Errorf("%q is drawn at %v", last, y)
	}
}

func TestPaletteGetsLostKeysBack(t *testing.T) {
	w, v, p, _, _ := openPalette(t)
	entry := w.Canvas().Focused()
	w.Canvas().Unfocus() // as a press on the scroll bar does
	test.TypeOnCanvas(w.Canvas(), "rev")
	if p.Query() != "rev" || w.Canvas().Focused() != entry {
		t.Errorf("what is typed goes elsewhere: %q", p.Query())
	}
	w.Canvas().Unfocus()
	w.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if v.IsOpen() || w.Canvas().OnTypedKey() != nil {
		t.Error("Esc does not close, or the keys of the window are still caught")
	}
}
