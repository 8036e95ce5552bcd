package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"gatehouse/ui/inert"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
)

// Style is how a cell's text is set.
type Style uint8

// The styles of cells.
const (
	Plain  Style = iota // secondary text
	Strong              // the name of the row's thing
	Dim                 // what matters least
	Code                // fixed width
	Tagged              // in a frame
)

// Cell is what one column shows of one row: text in a style, or a badge.
type Cell struct {
	Text  string
	More  string // behind the text, dim: "+2"
	Style Style
	Tone  tone.Tone // of the text; Neutral = the style's own colour
	Mark  tone.Mark // a badge instead of the text
	Icon  string    // before the text
	Tip   string    // what the pointer is told; "" = the whole text where it is cut
}

// painted are the objects of one cell.
type painted struct {
	frame, tint *canvas.Rectangle
	icon        *canvas.Image
	text, more  *canvas.Text
	cut         bool // the text is longer than its column
}

func newPainted() *painted {
	return &painted{frame: Rect(color.NRGBA{}, theme.RadiusBadge), tint: Rect(color.NRGBA{}, theme.RadiusBadge-1),
		icon: &canvas.Image{FillMode: canvas.ImageFillContain}, text: &canvas.Text{}, more: &canvas.Text{}}
}

func (p *painted) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.frame, p.tint, p.icon, p.text, p.more}
}

// hide shows nothing.
func (p *painted) hide() {
	for _, o := range p.objects() {
		o.Hide()
	}
}

// boxed reports whether the cell stands in a frame or on a tint.
func (c *Cell) boxed() bool { return !c.Mark.IsZero() || c.Style == Tagged && c.Text != "" }

// paint gives the objects of a cell their colours and words.
func (p *painted) paint(c *Cell, struck bool) {
	k := theme.Current()
	t := p.text
	t.TextStyle, t.FontSource, t.Hidden = fyne.TextStyle{}, nil, false
	p.frame.Hidden, p.tint.Hidden, p.icon.Hidden, p.more.Hidden = true, true, true, c.More == ""
	if !c.Mark.IsZero() {
		fg, bg := k.Of(c.Mark.Tone)
		p.frame.FillColor, p.frame.Hidden = bg, false
		t.Text, t.TextSize, t.Color, t.FontSource = c.Mark.Word, theme.Caption+0.5, fg, theme.Medium
		p.setIcon(c.Mark.Icon, fg)
		return
	}
	t.Text, t.TextSize, t.Color = inert.Text(c.Text), theme.Small, k.Text2
	switch c.Style {
	case Strong:
		t.TextSize, t.Color, t.FontSource = theme.Body, k.Text, theme.Medium
	case Dim:
		t.Color = k.Text3
	case Code:
		t.TextSize, t.TextStyle.Monospace = theme.Small-0.5, true
	case Tagged:
		t.TextSize, t.TextStyle.Monospace = theme.Caption, true
		if c.Text != "" {
			p.frame.FillColor, p.tint.FillColor = k.Line, k.Surface
			p.frame.Hidden, p.tint.Hidden = false, false
		}
	}
	if struck {
		t.TextStyle.Strikethrough, t.Color = true, k.Text3
	}
	if c.Tone != tone.Neutral {
		t.Color, _ = k.Of(c.Tone)
	}
	if c.Icon != "" {
		p.setIcon(c.Icon, k.Text3)
	}
	if c.More != "" {
		p.more.Text, p.more.TextSize, p.more.Color = c.More, theme.Small, k.Text3
	}
}

// setIcon shows an icon.
func (p *painted) setIcon(name string, c color.NRGBA) {
	if name == "" {
		return
	}
	p.icon.Hidden = false
	setImage(p.icon, theme.Icon(name, c))
}

// setImage gives an image another resource. The image reads it when it is refreshed, which costs, so
// that happens only where it is another one.
func setImage(img *canvas.Image, r fyne.Resource) {
	if img.Resource == nil || img.Resource.Name() != r.Name() {
		img.Resource = r
		img.Refresh()
	}
}

// lay places the objects of a cell.
func (p *painted) lay(c *Cell, at span, height float32, right bool) {
	x, w := at.x, at.w
	t := p.text
	full, inner, lead := inert.Text(c.Text), w, float32(0)
	if !c.Mark.IsZero() {
		full = c.Mark.Word
	}
	if c.More != "" {
		m := p.more.MinSize().Width
		inner -= m + 6
	}
	switch {
	case c.boxed() && !p.icon.Hidden:
		lead, inner = 22, inner-29
	case c.boxed():
		lead, inner = 6, inner-13
	case !p.icon.Hidden:
		lead, inner = 22, inner-22
	}
	t.Text = cutText(t, full, inner)
	p.cut = t.Text != full
	m := t.MinSize()
	end := x + lead + m.Width
	if c.boxed() {
		bw := min(w, round(m.Width+lead+7))
		if right {
			x += w - bw
		}
		place(p.frame, x, round((height-20)/2), bw, 20)
		place(p.tint, x+1, round((height-20)/2)+1, bw-2, 18)
		place(p.icon, x+6, round((height-12)/2), 12, 12)
		end = x + bw
	} else {
		if right {
			x += w - m.Width - lead
		}
		place(p.icon, x, round((height-14)/2), 14, 14)
	}
	place(t, x+lead, round((height-m.Height)/2), m.Width, m.Height)
	if c.More != "" {
		mm := p.more.MinSize()
		place(p.more, end+6, round((height-mm.Height)/2), mm.Width, mm.Height)
	}
}
