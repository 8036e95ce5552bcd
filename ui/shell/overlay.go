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
	tips    fyne.CanvasObject // where tips of the content are drawn
	drop    func()
	keys    func(*fyne.KeyEvent) // what had the keys that nothing has
	runes   func(rune)
	open    bool
}

// showLayer opens a layer over c. Without a scrim the page stays as bright as it is.
func showLayer(c fyne.Canvas, content fyne.CanvasObject, scrim bool, focus fyne.Focusable, at func(window, content fyne.Size) (fyne.Position, fyne.Size)) *layer {
	l := &layer{over: c, content: content, at: at, focus: focus, before: c.Focused(), open: true, scrim: widgets.Rect(color.NRGBA{}, 0)}
	if scrim {
		l.scrim.FillColor = theme.Current().Scrim
	}
	l.ExtendBaseWidget(l)
	l.tips, l.drop = widgets.PushTipLayer(c)
	l.catch()
	c.Overlays().Add(l)
	if focus != nil {
		c.Focus(focus)
	}
	return l
}

// catch brings the keys back to the layer when a press on nothing took them away.
func (l *layer) catch() {
	c := l.over
	l.keys, l.runes = c.OnTypedKey(), c.OnTypedRune()
	mine := func() bool { return l.open && l.focus != nil && c.Overlays().Top() == fyne.CanvasObject(l) }
	keys, runes := l.keys, l.runes
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		if mine() {
			c.Focus(l.focus)
			l.focus.TypedKey(e)
		} else if keys != nil {
			keys(e)
		}
	})
	c.SetOnTypedRune(func(r rune) {
		if mine() {
			c.Focus(l.focus)
			l.focus.TypedRune(r)
		} else if runes != nil {
			runes(r)
		}
	})
}

// Dismiss implements widgets.Dismisser.
func (l *layer) Dismiss() {
	if !l.open {
		return
	}
	l.open = false
	l.drop()
	l.over.SetOnTypedKey(l.keys)
	l.over.SetOnTypedRune(l.runes)
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
	return []fyne.CanvasObject{r.l.scrim, r.l.content, r.l.tips}
}

// Destroy implements fyne.WidgetRenderer.
func (r *layerRenderer) Destroy() {}

var (
	_ widgets.Dismisser = (*layer)(nil)
	_ fyne.Tappable     = (*layer)(nil)
)
