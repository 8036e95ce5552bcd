package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
)

// Rect is a filled rectangle. Its fill is never nil: the software painter cannot draw that.
func Rect(fill color.NRGBA, radius float32) *canvas.Rectangle {
	return &canvas.Rectangle{FillColor: fill, CornerRadius: radius}
}

// Border is a fill with a line of one pixel round it, as two rectangles: Fyne centres a stroke on
// the edge, which blurs one pixel into two half-lit ones.
func Border(fill, line color.NRGBA, radius float32) *fyne.Container {
	return Stack(Rect(line, radius), Pad(Rect(fill, max(0, radius-1)), 1, 1, 1, 1))
}

// Plate is a Border for large surfaces. Only its top and bottom bands have round corners: painters
// that work in software fill a plain rectangle several times faster than a round one.
func Plate(fill, line color.NRGBA, radius float32) *fyne.Container {
	var os []fyne.CanvasObject
	for _, c := range []color.NRGBA{line, fill} {
		r := radius
		if c == fill {
			r--
		}
		top, bottom := Rect(c, 0), Rect(c, 0)
		top.TopLeftCornerRadius, top.TopRightCornerRadius = r, r
		bottom.BottomLeftCornerRadius, bottom.BottomRightCornerRadius = r, r
		os = append(os, top, bottom)
	}
	return container.New(plate{radius}, append(os, Rect(line, 0), Rect(line, 0), Rect(fill, 0))...)
}

// plateEdge is how many parts of a Plate are its edge; after them comes its middle.
const plateEdge = 6

// plate lays the bands of a Plate: the line's, the fill's, then left, right and middle, which reach one
// pixel into the bands so that no scale leaves a seam between them.
type plate struct{ radius float32 }

// MinSize implements fyne.Layout.
func (l plate) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSquareSize(2 * l.radius) }

// Layout implements fyne.Layout.
func (l plate) Layout(os []fyne.CanvasObject, s fyne.Size) {
	r := l.radius
	place(os[0], 0, 0, s.Width, r)
	place(os[1], 0, s.Height-r, s.Width, r)
	place(os[2], 1, 1, s.Width-2, r-1)
	place(os[3], 1, s.Height-r, s.Width-2, r-1)
	place(os[4], 0, r-1, 1, s.Height-2*r+2)
	place(os[5], s.Width-1, r-1, 1, s.Height-2*r+2)
	for _, middle := range os[plateEdge:] {
		place(middle, 1, r-1, s.Width-2, s.Height-2*r+2)
	}
}

// Card is the second elevation.
func Card(o fyne.CanvasObject) *fyne.Container {
	k := theme.Current()
	return Stack(Plate(k.Surface, k.Line, theme.RadiusCard), o)
}

// CardOnSurface is a Card where Surface is beneath it already: only its edge is drawn.
func CardOnSurface(o fyne.CanvasObject) *fyne.Container {
	k := theme.Current()
	edge := Plate(k.Surface, k.Line, theme.RadiusCard)
	edge.Objects = edge.Objects[:plateEdge]
	return Stack(edge, o)
}

// Mat is a margin of Ground round a card that is drawn with CardOnSurface, in four strips: a page of cards
// alone would be painted three times over with planes that lie on each other. The strips reach under the
// card's corners, and one pixel beyond the margin, so that no scale leaves a seam between two mats.
func Mat(margin float32, card fyne.CanvasObject) fyne.CanvasObject {
	c := theme.Current().Ground
	return container.New(mat{margin}, Rect(c, 0), Rect(c, 0), Rect(c, 0), Rect(c, 0), card)
}

// mat lays the strips above, below, left and right, and the card.
type mat struct{ margin float32 }

// MinSize implements fyne.Layout.
func (l mat) MinSize(os []fyne.CanvasObject) fyne.Size {
	return os[4].MinSize().AddWidthHeight(2*l.margin, 2*l.margin)
}

// Layout implements fyne.Layout.
func (l mat) Layout(os []fyne.CanvasObject, s fyne.Size) {
	m, band := l.margin, l.margin+theme.RadiusCard+1
	place(os[0], -1, -1, s.Width+2, band)
	place(os[1], -1, s.Height+1-band, s.Width+2, band)
	place(os[2], -1, 0, m+2, s.Height)
	place(os[3], s.Width-m-1, 0, m+2, s.Height)
	place(os[4], m, m, s.Width-2*m, s.Height-2*m)
}

// Sunken is where code, secrets and evidence lie.
func Sunken(o fyne.CanvasObject) *fyne.Container {
	k := theme.Current()
	return Stack(Plate(k.Sunken, k.LineStrong, theme.RadiusControl), o)
}

// Raised is the third elevation: dialogs and what floats. Leave room for its shadow.
func Raised(o fyne.CanvasObject, radius float32) *fyne.Container {
	k := theme.Current()
	base := Rect(k.FloatLine(), radius)
	base.Shadow = canvas.Shadow{Color: k.Shadow, BlurRadius: 18, Offset: fyne.NewPos(0, 8), Variant: canvas.DropShadow}
	return Stack(base, Pad(Rect(k.Raised, radius-1), 1, 1, 1, 1), o)
}

// HLine is a divider across, VLine one down.
func HLine() fyne.CanvasObject { return Sized(0, 1, Rect(theme.Current().Line, 0)) }

// VLine is a divider down, VLineH one of a given height.
func VLine() fyne.CanvasObject { return Sized(1, 0, Rect(theme.Current().Line, 0)) }

// VLineH is a short divider between words of a bar.
func VLineH(h float32) fyne.CanvasObject { return Sized(1, h, Rect(theme.Current().Line, 0)) }

// Badge is an icon and a word on a soft tint, 20 pixels high. A mark without a word is nothing.
func Badge(m tone.Mark) fyne.CanvasObject {
	if m.IsZero() {
		return Gap(0, 20)
	}
	fg, bg := theme.Current().Of(m.Tone)
	in := []fyne.CanvasObject{}
	left := float32(7)
	if m.Icon != "" {
		in, left = append(in, Icon(theme.Icon(m.Icon, fg), 12)), 6
	}
	in = append(in, Medium(m.Word, theme.Caption+0.5, fg))
	return Sized(0, 20, Stack(Rect(bg, theme.RadiusBadge), Pad(Row(4, in...), 0, 7, 0, left)))
}

// Tag is a neutral word in a frame: a scope, a method, a file.
func Tag(text string) fyne.CanvasObject {
	k := theme.Current()
	return Sized(0, 20, Stack(Border(k.Surface, k.Line, theme.RadiusBadge), PadXY(Mono(text, theme.Caption, k.Text2), 6, 0)))
}

// Banner is a sentence with an icon on a tint, and room for a second line and for buttons.
func Banner(m tone.Mark, more string, width float32, right ...fyne.CanvasObject) *fyne.Container {
	k := theme.Current()
	fg, bg := k.Of(m.Tone)
	textWidth := width - 12 - 16 - 10 - 12
	for _, o := range right {
		textWidth -= o.MinSize().Width + 10
	}
	lines := []fyne.CanvasObject{}
	for _, l := range wrap(m.Word, textWidth, func(s string) float32 { return Medium(s, theme.Body, k.Text).MinSize().Width }) {
		lines = append(lines, Medium(l, theme.Body, k.Text))
	}
	if more != "" {
		lines = append(lines, Para(more, theme.Small, k.Text2, textWidth))
	}
	os := append([]fyne.CanvasObject{Icon(theme.Icon(m.Icon, fg), 16), Grow(Col(2, lines...))}, right...)
	return Stack(Rect(bg, theme.RadiusCard), PadXY(Row(10, os...), 12, 8))
}

// Fact is one line of a list of facts: a name in a column of width w, and what it is.
func Fact(name string, w float32, v fyne.CanvasObject) fyne.CanvasObject {
	return Sized(0, 28, Row(0, Sized(w, 0, Text(name, theme.Small, theme.Current().Text3)), Grow(Lead(v))))
}

// FactText is a Fact whose value is a text that shortens.
func FactText(name string, w float32, v string) fyne.CanvasObject {
	k := theme.Current()
	return Sized(0, 28, Row(0, Sized(w, 0, Text(name, theme.Small, k.Text3)), Grow(Cut(Text(v, theme.Small, k.Text)))))
}

// Labelled is a row of a form: the label above the control, help or an error below.
func Labelled(label string, o fyne.CanvasObject, help ...fyne.CanvasObject) *fyne.Container {
	os := []fyne.CanvasObject{Medium(label, theme.Small, theme.Current().Text2), o}
	return Col(5, append(os, help...)...)
}

// Help is the small print under a control.
func Help(s string) *canvas.Text { return Text(s, theme.Small, theme.Current().Text3) }

// Placeholder is what a page says when it has nothing to show: what it is for, and the next step.
func Placeholder(t tone.Tone, icon, title string, lines []string, actions ...fyne.CanvasObject) fyne.CanvasObject {
	k := theme.Current()
	fg, bg := k.Of(t)
	os := []fyne.CanvasObject{
		Mid(Sized(48, 48, Stack(Rect(bg, 24), Mid(Icon(theme.Icon(icon, fg), 24))))), Gap(0, 14),
		Mid(Semi(title, theme.Section+1, k.Text)), Gap(0, 6),
	}
	for _, l := range lines {
		for _, part := range balanced(l, 560, func(s string) float32 { return Text(s, theme.Body, k.Text2).MinSize().Width }) {
			os = append(os, Mid(Text(part, theme.Body, k.Text2)), Gap(0, 2))
		}
	}
	if len(actions) > 0 {
		os = append(os, Gap(0, 14), Mid(Row(8, actions...)))
	}
	return Mid(Col(0, os...))
}

// Logo is the mark: a gate with two towers on a tile in the accent.
func Logo(size float32) fyne.CanvasObject {
	k := theme.Current()
	p := float32(int(size * 0.19))
	img := canvas.NewImageFromResource(theme.Icon("gatehouse", k.OnAccent))
	img.FillMode = canvas.ImageFillContain
	return Sized(size, size, Stack(Rect(k.Accent, size/4), Pad(img, p, p, p, p)))
}
