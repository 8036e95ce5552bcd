package shell_test

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/nav"
	"gatehouse/ui/runner"
	"gatehouse/ui/shell"
	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

func withToasts(t *testing.T) (fyne.Window, *shell.Shell, *shell.Toasts, *runner.Steps) {
	t.Helper()
	w, s := window(t, theme.LightMode, plain)
	steps := &runner.Steps{Time: day}
	toasts := shell.NewToasts(steps)
	s.SetToasts(toasts)
	return w, s, toasts, steps
}

func TestToastGoesAfterEightSeconds(t *testing.T) {
	w, _, toasts, steps := withToasts(t)
	toasts.Show(shell.Toast{Text: "Paused 3 API keys."})
	steps.Advance(7 * time.Second)
	if !says(w.Content(), "Paused 3 API keys.") {
		t.Error("it went too early")
	}
	steps.Advance(time.Second)
	if toasts.Len() != 0 || says(w.Content(), "Paused 3 API keys.") {
		t.Error("it stays")
	}
}

func TestToastStaysWhileTheMouseIsOnIt(t *testing.T) {
	w, _, toasts, steps := withToasts(t)
	toasts.Show(shell.Toast{Text: "Paused 3 API keys.", Undo: func() {}})
	steps.Advance(7 * time.Second)
	for x := float32(1100); x < 1262; x += 3 { // over its words and its buttons
		test.MoveMouse(w.Canvas(), fyne.NewPos(x, 736))
		steps.Advance(time.Second)
	}
	if toasts.Len() != 1 {
		t.Fatal("it went under the mouse")
	}
	test.MoveMouse(w.Canvas(), fyne.NewPos(600, 300))
	steps.Advance(time.Second)
	if toasts.Len() != 1 {
		t.Error("it went at once when the mouse left")
	}
	steps.Advance(time.Second)
	if toasts.Len() != 0 {
		t.Error("it stays when the mouse is gone")
	}
}

func TestToastsAreThreeAtMostAndTheNewestIsUndone(t *testing.T) {
	w, _, toasts, steps := withToasts(t)
	var undone []int
	for i := range 5 {
		toast := shell.Toast{Text: fmt.Sprint("Change ", i)}
		if i < 4 {
			toast.Undo = func() { undone = append(undone, i) }
		}
		toasts.Show(toast)
	}
	shot(t, w, "toasts")
	if toasts.Len() != 3 || says(w.Content(), "Change 1") {
		t.Errorf("%d toasts", toasts.Len())
	}
	for toasts.Undo() {
	}
	if fmt.Sprint(undone) != "[3 2]" || toasts.Len() != 1 {
		t.Errorf("undone %v, %d left", undone, toasts.Len())
	}
	toasts.Clear()
	steps.Advance(time.Minute)
	if toasts.Len() != 0 || toasts.Undo() {
		t.Error("cleared toasts are there")
	}
}

func TestToastsNeitherTakeTheKeysNorCoverThePage(t *testing.T) {
	w, s, toasts, _ := withToasts(t)
	pressed := 0
	field := widgets.NewEntry("")
	s.Show(nav.Keys, widgets.Col(0, field, widgets.Grow(widgets.NewTappable(widgets.Gap(10, 10), 0, func() { pressed++ }))), false, false)
	w.Canvas().Focus(field)
	exported := 0
	toasts.Show(shell.Toast{Text: "Paused 3 API keys.", Actions: []shell.ToastAction{{Label: "Export", Icon: "arrow-right", Run: func() { exported++ }}}})
	if w.Canvas().Focused() != fyne.Focusable(field) {
		t.Error("the toast took the keys")
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(700, 700))
	test.TapCanvas(w.Canvas(), fyne.NewPos(1000, 660))
	if pressed != 2 {
		t.Errorf("%d presses beside the toast reached the page", pressed)
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(1255, 752))
	if pressed != 2 {
		t.Error("a press on the toast reached the page")
	}
	tap(t, toasts.Object(), "Export")
	if exported != 1 || toasts.Len() != 0 {
		t.Errorf("exported %d times, %d toasts left", exported, toasts.Len())
	}
}
