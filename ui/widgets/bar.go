package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/theme"
)

// Bar is a thin progress bar.
type Bar struct {
	widget.BaseWidget
	value float64
	min   fyne.Size
}

// NewBar makes a bar of at least this size.
func NewBar(w, h float32) *Bar {
	b := &Bar{min: fyne.NewSize(w, h)}
	b.ExtendBaseWidget(b)
	return b
}

// SetValue shows how much is done, from 0 to 1.
func (b *Bar) SetValue(v float64) {
	b.value = min(1, max(0, v))
	b.Refresh()
}

// Value is what the bar shows.
func (b *Bar) Value() float64 { return b.value }

// CreateRenderer implements fyne.Widget.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	k := theme.Current()
	return &barRenderer{b: b, track: Rect(k.NeutralSoft, b.min.Height/2), done: Rect(k.Accent, b.min.Height/2)}
}

type barRenderer struct {
	b           *Bar
	track, done *canvas.Rectangle
}

// MinSize implements fyne.WidgetRenderer.
func (r *barRenderer) MinSize() fyne.Size { return r.b.min }

// Layout implements fyne.WidgetRenderer.
func (r *barRenderer) Layout(s fyne.Size) {
	place(r.track, 0, 0, s.Width, s.Height)
	place(r.done, 0, 0, round(s.Width*float32(r.b.value)), s.Height)
}

// Refresh implements fyne.WidgetRenderer.
func (r *barRenderer) Refresh() {
	k := theme.Current()
	r.track.FillColor, r.done.FillColor = k.NeutralSoft, k.Accent
	r.Layout(r.b.Size())
	r.track.Refresh()
	r.done.Refresh()
}

// Objects implements fyne.WidgetRenderer.
func (r *barRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.track, r.done} }

// Destroy implements fyne.WidgetRenderer.
func (r *barRenderer) Destroy() {}

// Tappable makes any drawing tappable and focusable: navigation rows, recent vaults, cards.
type Tappable struct {
	widget.BaseWidget
	OnTapped func()
	Tip      string // said when the pointer rests on it

	content          fyne.CanvasObject
	radius           float32
	hovered, focused bool
	self             fyne.CanvasObject
}

// NewTappable wraps content; radius is that of its hover tint.
func NewTappable(content fyne.CanvasObject, radius float32, tapped func()) *Tappable {
	t := &Tappable{content: content, radius: radius, OnTapped: tapped}
	t.ExtendBaseWidget(t)
	return t
}

// ExtendBaseWidget implements fyne.Widget; see [Button.ExtendBaseWidget].
func (t *Tappable) ExtendBaseWidget(w fyne.Widget) {
	if t.self == nil {
		t.self = w
	}
	t.BaseWidget.ExtendBaseWidget(w)
}

// outer is what stands in the canvas.
func (t *Tappable) outer() fyne.CanvasObject {
	if t.self == nil {
		return t
	}
	return t.self
}

// SetContent shows something else.
func (t *Tappable) SetContent(o fyne.CanvasObject) {
	t.content = o
	t.Refresh()
}

// Tapped implements fyne.Tappable.
func (t *Tappable) Tapped(*fyne.PointEvent) {
	active()
	if t.OnTapped != nil {
		t.OnTapped()
	}
}

// MouseIn implements desktop.Hoverable.
func (t *Tappable) MouseIn(e *desktop.MouseEvent) {
	t.hovered = true
	t.Refresh()
	ShowTip(t.outer(), t.Tip, e.AbsolutePosition)
}

// MouseMoved implements desktop.Hoverable.
func (t *Tappable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (t *Tappable) MouseOut() {
	t.hovered = false
	t.Refresh()
	ShowTip(t.outer(), "", fyne.Position{})
}

// FocusGained implements fyne.Focusable.
func (t *Tappable) FocusGained() {
	t.focused = true
	t.Refresh()
	reveal(t.outer())
}

// FocusLost implements fyne.Focusable.
func (t *Tappable) FocusLost() { t.focused = false; t.Refresh() }

// TypedRune implements fyne.Focusable.
func (t *Tappable) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (t *Tappable) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		t.Tapped(nil)
	case fyne.KeyEscape:
		Escape(t.outer())
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Tappable) CreateRenderer() fyne.WidgetRenderer {
	return &tappableRenderer{t: t, tint: Rect(theme.Current().Hover, t.radius), ring: &canvas.Rectangle{CornerRadius: t.radius, StrokeWidth: 1, StrokeColor: theme.Current().Accent, FillColor: Rect(theme.Current().Hover, 0).FillColor}}
}

type tappableRenderer struct {
	t          *Tappable
	tint, ring *canvas.Rectangle
}

// MinSize implements fyne.WidgetRenderer.
func (r *tappableRenderer) MinSize() fyne.Size { return r.t.content.MinSize() }

// Layout implements fyne.WidgetRenderer.
func (r *tappableRenderer) Layout(s fyne.Size) {
	r.tint.Hidden, r.ring.Hidden = !r.t.hovered, !r.t.focused
	place(r.tint, 0, 0, s.Width, s.Height)
	place(r.ring, 0, 0, s.Width, s.Height)
	place(r.t.content, 0, 0, s.Width, s.Height)
}

// Refresh implements fyne.WidgetRenderer.
func (r *tappableRenderer) Refresh() {
	k := theme.Current()
	r.tint.FillColor, r.ring.FillColor, r.ring.StrokeColor = k.Hover, k.Hover, k.Accent
	r.Layout(r.t.Size())
	r.tint.Refresh()
	r.ring.Refresh()
	r.t.content.Refresh()
}

// Objects implements fyne.WidgetRenderer.
func (r *tappableRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.tint, r.t.content, r.ring}
}

// Destroy implements fyne.WidgetRenderer.
func (r *tappableRenderer) Destroy() {}

var _ fyne.Focusable = (*Tappable)(nil)
