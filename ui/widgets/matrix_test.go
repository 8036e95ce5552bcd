package widgets_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// bigMatrix is 30,000 rows by 400 columns, every fifth row the head of a group.
func bigMatrix(t *testing.T) (m *widgets.Matrix, drawn *int) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.Theme{Mode: theme.LightMode})
	drawn = new(int)
	m = widgets.NewMatrix("Route")
	m.Rows, m.Columns = func() int { return 30_000 }, func() int { return 400 }
	m.Line = func(i int) widgets.MatrixLine {
		return widgets.MatrixLine{Group: i%5 == 0, Title: "group", Tag: "GET", Text: fmt.Sprint(i)}
	}
	m.Head = func(j int) widgets.MatrixHead { return widgets.MatrixHead{Title: fmt.Sprint("role.", j)} }
	m.Cell = func(i, j int) widgets.MatrixCell {
		*drawn++
		return widgets.MatrixCell{State: widgets.MatrixState((i + j) % 7)}
	}
	m.OnChoose = m.Choose
	w := test.NewTempWindow(t, m)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(900, 600))
	return m, drawn
}

func TestAMatrixMovesByKeysPastHeads(t *testing.T) {
	m, _ := bigMatrix(t)
	toggled := 0
	m.OnToggle = func() { toggled++ }
	for i, step := range []struct {
		key         fyne.KeyName
		row, column int
	}{
		{fyne.KeySpace, 1, 0}, {fyne.KeyDown, 2, 0}, {fyne.KeyRight, 2, 1}, {fyne.KeySpace, 2, 1}, {fyne.KeyDown, 3, 1}, {fyne.KeyDown, 4, 1}, {fyne.KeyDown, 6, 1},
		{fyne.KeyUp, 4, 1}, {fyne.KeyLeft, 4, 0}, {fyne.KeyLeft, 4, 0}, {fyne.KeyEnd, 29_999, 0}, {fyne.KeyHome, 1, 0}, {fyne.KeyUp, 1, 0},
	} {
		m.TypedKey(&fyne.KeyEvent{Name: step.key})
		if r, c := m.Chosen(); r != step.row || c != step.column {
			t.Errorf("step %d, %s: at %d, %d; want %d, %d", i, step.key, r, c, step.row, step.column)
		}
	}
	if toggled != 1 {
		t.Errorf("toggled %d times: the first Space only chooses", toggled)
	}
	m.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	test.TapAt(m, fyne.NewPos(270+76*2+10, 60+2*36+5))
	if r, c := m.Chosen(); r != 2 || c != 2 {
		t.Errorf("a tap chose %d, %d", r, c)
	}
}

func TestAMatrixDrawsOnlyWhatIsSeen(t *testing.T) {
	m, drawn := bigMatrix(t)
	for range 3 {
		*drawn = 0
		m.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
		if *drawn > 4*16*10 {
			t.Errorf("%d cells were drawn", *drawn)
		}
		m.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	}
}
