package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/inert"
	"gatehouse/ui/theme"
)

// Kind is how loud a button is.
type Kind uint8

// The kinds. A view has one primary button; danger is outlined until it is the last step.
const (
	Secondary Kind = iota
	Primary
	Ghost       // no frame: icon buttons, "cancel"
	Danger      // outlined
	DangerFinal // filled: the last step of a destructive act
	Link        // accent text
)

// Button is a button of ours: an icon, a word, or both.
type Button struct {
	widget.BaseWidget
	Icon, Label string
	Kind        Kind
	Height      float32 // theme.ControlHeight when 0
	OnTapped    func()
	Tip         string // said when the pointer rests on it; every button without a word has one

	disabled, hovered, focused bool
	self                       fyne.CanvasObject
}

// NewButton makes a button of control height.
func NewButton(k Kind, icon, label string, tapped func()) *Button {
	b := &Button{Icon: icon, Label: label, Kind: k, OnTapped: tapped}
	b.ExtendBaseWidget(b)
	return b
}

// NewSmallButton makes a button of tool-bar height.
func NewSmallButton(k Kind, icon, label string, tapped func()) *Button {
	b := NewButton(k, icon, label, tapped)
	b.Height = theme.SmallHeight
	return b
}

// NewIconButton makes a button of tool-bar height without a word; tip says what it does.
func NewIconButton(k Kind, icon, tip string, tapped func()) *Button {
	b := NewSmallButton(k, icon, "", tapped)
	b.Tip = tip
	return b
}

// CutButton shows a button no wider than width; a longer label is cut.
func CutButton(b *Button, width float32) fyne.CanvasObject {
	t := Medium(b.Label, theme.Small, theme.Current().Text)
	if m := b.MinSize().Width; m > width {
		b.Tip = b.Label
		b.SetLabel(cutText(t, b.Label, float32(int(width))-(m-t.MinSize().Width))) // its own width is rounded up
	}
	return b
}

// ExtendBaseWidget implements fyne.Widget. It keeps what embeds the button: the canvas knows only
// that one, and a tip or Esc must find the canvas.
func (b *Button) ExtendBaseWidget(w fyne.Widget) {
	if b.self == nil {
		b.self = w
	}
	b.BaseWidget.ExtendBaseWidget(w)
}

// outer is what stands in the canvas: the button, or what embeds it.
func (b *Button) outer() fyne.CanvasObject {
	if b.self == nil {
		return b
	}
	return b.self
}

// SetLabel changes the word.
func (b *Button) SetLabel(s string) {
	b.Label = s
	b.Refresh()
}

// Disable greys the button out; it keeps its place.
func (b *Button) Disable() { b.SetEnabled(false) }

// Enable makes it work again.
func (b *Button) Enable() { b.SetEnabled(true) }

// SetEnabled enables or disables.
func (b *Button) SetEnabled(on bool) {
	if b.disabled == !on {
		return
	}
	b.disabled = !on
	b.Refresh()
}

// Disabled reports whether the button does nothing.
func (b *Button) Disabled() bool { return b.disabled }

// Tapped implements fyne.Tappable.
func (b *Button) Tapped(*fyne.PointEvent) {
	active()
	ShowTip(b.outer(), "", fyne.Position{})
	if !b.disabled && b.OnTapped != nil {
		b.OnTapped()
	}
}

// MouseIn implements desktop.Hoverable.
func (b *Button) MouseIn(e *desktop.MouseEvent) {
	b.hovered = true
	b.Refresh()
	ShowTip(b.outer(), b.Tip, e.AbsolutePosition)
}

// MouseMoved implements desktop.Hoverable.
func (b *Button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *Button) MouseOut() {
	b.hovered = false
	b.Refresh()
	ShowTip(b.outer(), "", fyne.Position{})
}

// FocusGained implements fyne.Focusable.
func (b *Button) FocusGained() {
	b.focused = true
	b.Refresh()
	reveal(b.outer())
}

// FocusLost implements fyne.Focusable.
func (b *Button) FocusLost() { b.focused = false; b.Refresh() }

// TypedRune implements fyne.Focusable.
func (b *Button) TypedRune(rune) {}

// TypedKey implements fyne.Focusable: Enter and Space press, Esc leaves the dialog.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		b.Tapped(nil)
	case fyne.KeyEscape:
		Escape(b.outer())
	}
}

// colors returns fill, line and text of the button as it is now.
func (b *Button) colors() (fill, line, fg color.NRGBA) {
	k := theme.Current()
	none := color.NRGBA{}
	switch {
	case b.disabled && (b.Kind == Ghost || b.Kind == Link):
		return none, none, k.Disabled
	case b.disabled:
		return k.Sunken, k.Line, k.Disabled
	}
	switch b.Kind {
	case Primary:
		if b.hovered {
			return k.AccentHover, k.AccentHover, k.OnAccent
		}
		return k.Accent, k.Accent, k.OnAccent
	case DangerFinal:
		return k.DangerFill, k.DangerFill, k.OnDanger
	case Danger:
		return k.Control(), k.LineStrong, k.Danger
	case Ghost:
		return none, none, k.Text2
	case Link:
		return none, none, k.AccentText
	}
	return k.Control(), k.LineStrong, k.Text
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{b: b,
		ring: Rect(color.NRGBA{}, theme.RadiusControl+2), line: Rect(color.NRGBA{}, theme.RadiusControl), fill: Rect(color.NRGBA{}, theme.RadiusControl-1), over: Rect(color.NRGBA{}, theme.RadiusControl),
		icon: &canvas.Image{FillMode: canvas.ImageFillContain}, text: &canvas.Text{FontSource: theme.Medium}}
	r.update()
	return r
}

// buttonRenderer draws a Button: a focus ring, line, fill, hover tint, icon and word.
type buttonRenderer struct {
	b                      *Button
	ring, line, fill, over *canvas.Rectangle
	icon                   *canvas.Image
	text                   *canvas.Text
}

func (r *buttonRenderer) height() float32 {
	if r.b.Height > 0 {
		return r.b.Height
	}
	return theme.ControlHeight
}

func (r *buttonRenderer) padding() float32 {
	switch {
	case r.b.Kind == Link:
		return 0 // in line with the text round it
	case r.b.Label == "":
		return round((r.height() - r.iconSize()) / 2)
	}
	return 12
}

func (r *buttonRenderer) iconSize() float32 {
	if r.b.Label == "" && r.b.Kind == Ghost {
		return 16
	}
	return 14
}

// content is the width of icon and word together.
func (r *buttonRenderer) content() float32 {
	w := float32(0)
	if r.b.Icon != "" {
		w += r.iconSize()
	}
	if r.b.Label != "" {
		if w > 0 {
			w += 6
		}
		w += r.text.MinSize().Width
	}
	return w
}

// MinSize implements fyne.WidgetRenderer.
func (r *buttonRenderer) MinSize() fyne.Size {
	return fyne.NewSize(float32(int(r.content()+0.99))+2*r.padding(), r.height())
}

// Layout implements fyne.WidgetRenderer.
func (r *buttonRenderer) Layout(s fyne.Size) {
	place(r.ring, -2, -2, s.Width+4, s.Height+4)
	place(r.line, 0, 0, s.Width, s.Height)
	place(r.fill, 1, 1, s.Width-2, s.Height-2)
	place(r.over, 0, 0, s.Width, s.Height)
	x, m := round((s.Width-r.content())/2), r.text.MinSize()
	iconX := x
	switch {
	case r.leads():
		iconX = x + round(m.Width) + 6
	case r.b.Icon != "":
		x += r.iconSize() + 6
	}
	if r.b.Icon != "" {
		place(r.icon, iconX, round((s.Height-r.iconSize())/2), r.iconSize(), r.iconSize())
	}
	place(r.text, x, round((s.Height-m.Height)/2), m.Width, m.Height)
}

// leads reports whether the icon says where the button leads; it stands after the word then.
func (r *buttonRenderer) leads() bool {
	return r.b.Label != "" && (r.b.Icon == "arrow-right" || r.b.Kind == Link && r.b.Icon == "chevron-down")
}

// update takes over what the button says and looks like now.
func (r *buttonRenderer) update() {
	k := theme.Current()
	fill, line, fg := r.b.colors()
	r.fill.FillColor, r.line.FillColor = fill, line
	r.ring.FillColor, r.over.FillColor = color.NRGBA{}, color.NRGBA{}
	if r.b.focused {
		r.ring.FillColor = k.AccentLine
		if fill.A == 0 {
			r.fill.FillColor, r.line.FillColor = k.Surface, k.Surface
		}
	}
	if r.b.hovered && !r.b.disabled && r.b.Kind != Primary && r.b.Kind != Link {
		r.over.FillColor = k.Hover
	}
	r.text.Text, r.text.Color, r.text.TextSize = inert.Text(r.b.Label), fg, theme.Body
	if r.height() < theme.ControlHeight {
		r.text.TextSize = theme.Small
	}
	r.icon.Hidden = r.b.Icon == ""
	if r.b.Icon != "" {
		c := fg
		if r.b.Kind == Secondary && !r.b.disabled {
			c = k.Text2
		}
		r.icon.Resource = theme.Icon(r.b.Icon, c)
	}
}

// Refresh implements fyne.WidgetRenderer.
func (r *buttonRenderer) Refresh() {
	r.update()
	r.Layout(r.b.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// Objects implements fyne.WidgetRenderer.
func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ring, r.line, r.fill, r.over, r.icon, r.text}
}

// Destroy implements fyne.WidgetRenderer.
func (r *buttonRenderer) Destroy() {}

// place moves and resizes in one go.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// OnActivity is told whenever somebody uses a widget; the shell locks what nobody uses. It is set
// once, before the first window, and used on the drawing thread only.
var OnActivity func()

func active() {
	if OnActivity != nil {
		OnActivity()
	}
}

var (
	_ fyne.Tappable     = (*Button)(nil)
	_ fyne.Focusable    = (*Button)(nil)
	_ fyne.Disableable  = (*Button)(nil)
	_ desktop.Hoverable = (*Button)(nil)
)
