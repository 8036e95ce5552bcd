package finding

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// gripHeight is the room of the line between the rows and the pane.
const gripHeight float32 = 9

// grip is the line that one drags to give the pane more or less room. It takes the focus, too: the
// arrow keys move it, Enter goes to the next of three heights.
type grip struct {
	widget.BaseWidget
	onMove func(dy float32) // down is positive
	onNext func()

	focused, hovered bool
}

func newGrip(move func(float32), next func()) *grip {
	g := &grip{onMove: move, onNext: next}
	g.ExtendBaseWidget(g)
	return g
}

// keyStep is how far one press of a key moves the line.
const keyStep float32 = 24

// Dragged implements fyne.Draggable.
func (g *grip) Dragged(e *fyne.DragEvent) { g.onMove(e.Dragged.DY) }

// DragEnd implements fyne.Draggable.
func (g *grip) DragEnd() {}

// DoubleTapped implements fyne.DoubleTappable.
func (g *grip) DoubleTapped(*fyne.PointEvent) { g.onNext() }

// Cursor implements desktop.Cursorable.
func (g *grip) Cursor() desktop.Cursor { return desktop.VResizeCursor }

// MouseIn implements desktop.Hoverable.
func (g *grip) MouseIn(*desktop.MouseEvent) { g.hovered = true; g.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (g *grip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (g *grip) MouseOut() { g.hovered = false; g.Refresh() }

// FocusGained implements fyne.Focusable.
func (g *grip) FocusGained() { g.focused = true; g.Refresh() }

// FocusLost implements fyne.Focusable.
func (g *grip) FocusLost() { g.focused = false; g.Refresh() }

// TypedRune implements fyne.Focusable.
func (g *grip) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (g *grip) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp:
		g.onMove(-keyStep)
	case fyne.KeyDown:
		g.onMove(keyStep)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		g.onNext()
	}
}

// CreateRenderer implements fyne.Widget.
func (g *grip) CreateRenderer() fyne.WidgetRenderer {
	r := &gripRenderer{g: g, ground: widgets.Rect(color.NRGBA{}, 0), above: widgets.Rect(color.NRGBA{}, 0), below: widgets.Rect(color.NRGBA{}, 0), mark: widgets.Rect(color.NRGBA{}, 1.5)}
	r.Refresh()
	return r
}

// gripRenderer draws two lines and a mark between them.
type gripRenderer struct {
	g                          *grip
	ground, above, below, mark *canvas.Rectangle
}

// MinSize implements fyne.WidgetRenderer.
func (r *gripRenderer) MinSize() fyne.Size { return fyne.NewSize(48, gripHeight) }

// Layout implements fyne.WidgetRenderer.
func (r *gripRenderer) Layout(s fyne.Size) {
	r.ground.Resize(s)
	r.above.Resize(fyne.NewSize(s.Width, 1))
	r.below.Move(fyne.NewPos(0, s.Height-1))
	r.below.Resize(fyne.NewSize(s.Width, 1))
	r.mark.Move(fyne.NewPos(float32(int(s.Width/2-18)), float32(int(s.Height/2-1))))
	r.mark.Resize(fyne.NewSize(36, 3))
}

// Refresh implements fyne.WidgetRenderer.
func (r *gripRenderer) Refresh() {
	k := theme.Current()
	r.ground.FillColor, r.above.FillColor, r.below.FillColor, r.mark.FillColor = k.Ground, k.Line, k.Line, k.LineStrong
	if r.g.hovered || r.g.focused {
		r.mark.FillColor = k.Accent
	}
	if r.g.focused {
		r.above.FillColor, r.below.FillColor = k.AccentLine, k.AccentLine
	}
	for _, o := range []*canvas.Rectangle{r.ground, r.above, r.below, r.mark} {
		o.Refresh()
	}
}

// Objects implements fyne.WidgetRenderer.
func (r *gripRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.above, r.below, r.mark}
}

// Destroy implements fyne.WidgetRenderer.
func (r *gripRenderer) Destroy() {}

var (
	_ fyne.Draggable     = (*grip)(nil)
	_ fyne.Focusable     = (*grip)(nil)
	_ desktop.Cursorable = (*grip)(nil)
)
