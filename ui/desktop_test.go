package ui_test

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui"
	"gatehouse/ui/nav"
	"gatehouse/ui/runner"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

// desk is the whole desktop over a house in memory, with time and threads in the test's hands.
type desk struct {
	*ui.App
	t      *testing.T
	app    fyne.App
	run    *runner.Steps
	opener *uitest.Opener
	seen   *uitest.Recents
	suffix string // of pictures
}

func newDesk(t *testing.T, h *uitest.House, look ...string) *desk {
	t.Helper()
	app := test.NewTempApp(t)
	for _, l := range look {
		app.Preferences().SetString("look.mode", l)
	}
	d := &desk{t: t, app: app, run: &runner.Steps{Time: uitest.Now}, opener: &uitest.Opener{House: h}, seen: &uitest.Recents{}}
	d.App = ui.New(ui.Deps{App: app, Runner: d.run, Opener: d.opener, Recents: d.seen, Folder: t.TempDir(), Version: "0.1.0", Spawn: d.spawn})
	d.Window().Resize(fyne.NewSize(1280, 800))
	return d
}

// benchDesk is the desktop for a benchmark, with a house open.
func benchDesk(b *testing.B, h vm.House) *desk {
	b.Helper()
	app := test.NewApp()
	b.Cleanup(func() { test.NewApp() })
	d := &desk{app: app, run: &runner.Steps{Time: uitest.Now}}
	d.App = ui.New(ui.Deps{App: app, Runner: d.run, Opener: &uitest.Opener{}, Recents: &uitest.Recents{}, Folder: b.TempDir(), Version: "0.1.0", Spawn: d.spawn})
	d.Window().Resize(fyne.NewSize(1280, 800))
	d.Begin(h)
	d.run.Settle()
	return d
}

// open opens the house through the sample, as the first screen offers it.
func (d *desk) open() *desk {
	d.t.Helper()
	d.press("Explore with sample data")
	return d
}

// spawn runs a job's work as all other work, when the test lets it.
func (d *desk) spawn(work func()) {
	d.run.Start(context.Background(), func(context.Context) any { work(); return nil }, func(any) {})
}

// choose chooses row i of the page's list by the keys.
func (d *desk) choose(i int) {
	d.t.Helper()
	g := grid(d.t, d)
	d.Window().Canvas().Focus(g)
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	for range i {
		g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	}
	d.settle()
}

// press presses a button and lets everything happen that follows.
func (d *desk) press(label string) {
	d.t.Helper()
	uitest.Press(d.t, d.Window(), label)
	d.settle()
}

// settle lets all work and all short waits end.
func (d *desk) settle() { d.run.Settle() }

func (d *desk) goTo(r nav.Route) {
	d.Go(r)
	d.settle()
}

func (d *desk) says(words ...string) {
	d.t.Helper()
	for _, s := range words {
		if !uitest.Says(d.Window(), s) {
			d.t.Errorf("the screen does not say %q; it says %q", s, uitest.Texts(d.Window()))
		}
	}
}

func (d *desk) saysNot(words ...string) {
	d.t.Helper()
	for _, s := range words {
		if uitest.Says(d.Window(), s) {
			d.t.Errorf("the screen says %q", s)
		}
	}
}

// keyed is something that takes keys and draws.
type keyed interface {
	fyne.CanvasObject
	fyne.Focusable
	ScrollTo(int)
}

// grid finds the first grid of the page.
func grid(t *testing.T, d *desk) keyed {
	t.Helper()
	return uitest.Find[keyed](t, d.Window(), 0)
}
