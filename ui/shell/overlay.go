package shell

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// layer is something above the page that Esc, or a press beside it, closes. When it closes, the keys
// go back to where they were.
type layer struct {
	widget.BaseWidget
	over    fyne.Canvas
	scrim   *canvas.Rectangle
	content fyne.CanvasObject
	at      func(window, content fyne.Size) (fyne.Position, fyne.Size)
	focus   fyne.Focusable // gets the keys back after a press on nothing
	before  fyne.Focusable
	closed  func()
	open    bool
}

// showLayer opens a layer over c. Without a scrim the page stays as bright as it is.
func showLayer(c fyne.Canvas, content fyne.CanvasObject, scrim bool, focus fyne.Focusable, at func(window, content fyne.Size) (fyne.Position, fyne.Size)) *layer {
	l := &layer{over: c, content: content, at: at, focus: focus, before: c.Focused(), open: true, scrim: widgets.Rect(color.NRGBA{}, 0)}
	if scrim {
		l.scrim.FillColor = theme.Current().Scrim
	}
	l.ExtendBaseWidget(l)
	c.Overlays().Add(l)
	if focus != nil {
		c.Focus(focus)
	}
	return l
}

// Dismiss implements widgets.Dismisser.
func (l *layer) Dismiss() {
	if !l.open {
		return
	}
	l.open = false
	l.over.Overlays().Remove(l)
	if l.before != nil {
		l.over.Focus(l.before)
	}
	call(l.closed)
}

// Tapped implements fyne.Tappable: a press beside the content closes.
func (l *layer) Tapped(e *fyne.PointEvent) {
	touched()
	p, s := l.content.Position(), l.content.Size()
	if e.Position.X < p.X || e.Position.Y < p.Y || e.Position.X >= p.X+s.Width || e.Position.Y >= p.Y+s.Height {
		l.Dismiss()
		return
	}
	if l.focus != nil {
		l.over.Focus(l.focus)
	}
}

// CreateRenderer implements fyne.Widget.
func (l *layer) CreateRenderer() fyne.WidgetRenderer { return &layerRenderer{l} }

type layerRenderer struct{ l *layer }

// Layout implements fyne.WidgetRenderer.
func (r *layerRenderer) Layout(s fyne.Size) {
	r.l.scrim.Resize(s)
	p, m := r.l.at(s, r.l.content.MinSize())
	place(r.l.content, whole(p.X), whole(p.Y), m.Width, m.Height)
}

// MinSize implements fyne.WidgetRenderer.
func (r *layerRenderer) MinSize() fyne.Size { return fyne.Size{} }

// Refresh implements fyne.WidgetRenderer.
func (r *layerRenderer) Refresh() {
	r.Layout(r.l.Size())
	r.l.content.Refresh()
}

// Objects implements fyne.WidgetRenderer.
func (r *layerRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.l.scrim, r.l.content}
}

// Destroy implements fyne.WidgetRenderer.
func (r *layerRenderer) Destroy() {}

var (
	_ widgets.Dismisser = (*layer)(nil)
	_ fyne.Tappable     = (*layer)(nil)
)
