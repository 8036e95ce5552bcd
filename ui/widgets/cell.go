package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

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
	Style Style
	Tone  tone.Tone // of the text; Neutral = the style's own colour
	Mark  tone.Mark // a badge instead of the text
}

// Column is one column of a grid.
type Column struct {
	Title string
	Width float32 // negative: a share of what is left
	Right bool
}

const (
	cellPad = 8 // room at both sides of a cell
	edgePad = 8 // room before the first and after the last cell
)

// columnSpans returns where each column starts and how wide its content is.
func columnSpans(cols []Column, width float32) [][2]float32 {
	var fixed, shares float32
	for _, c := range cols {
		if c.Width > 0 {
			fixed += c.Width
		} else {
			shares -= c.Width
		}
	}
	rest := max(0, width-2*edgePad-fixed)
	spans := make([][2]float32, len(cols))
	x := float32(edgePad)
	for i, c := range cols {
		w := c.Width
		if w <= 0 {
			w = round(rest * -w / shares)
		}
		spans[i] = [2]float32{x + cellPad, max(0, w-2*cellPad)}
		x += w
	}
	return spans
}

// row is one line of a grid. It is one widget with one layout, and is used again for other rows
// while the grid scrolls.
type row struct {
	widget.BaseWidget
	cols   []Column
	height float32
	cells  []Cell
	struck bool
}

func newRow(cols []Column, height float32) *row {
	r := &row{cols: cols, height: height}
	r.ExtendBaseWidget(r)
	return r
}

// set shows other cells.
func (r *row) set(cells []Cell, struck bool) {
	r.cells, r.struck = cells, struck
	r.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (r *row) CreateRenderer() fyne.WidgetRenderer {
	v := &rowRenderer{row: r, line: Rect(theme.Current().Line, 0)}
	v.objects = append(v.objects, v.line)
	for range r.cols {
		p := &painted{frame: Rect(color.NRGBA{}, theme.RadiusBadge), tint: Rect(color.NRGBA{}, theme.RadiusBadge-1), icon: &canvas.Image{FillMode: canvas.ImageFillContain}, text: &canvas.Text{}}
		v.cells = append(v.cells, p)
		v.objects = append(v.objects, p.frame, p.tint, p.icon, p.text)
	}
	return v
}

// painted are the objects of one cell.
type painted struct {
	frame, tint *canvas.Rectangle
	icon        *canvas.Image
	text        *canvas.Text
}

// rowRenderer draws a row.
type rowRenderer struct {
	row     *row
	line    *canvas.Rectangle
	cells   []*painted
	objects []fyne.CanvasObject
	spans   [][2]float32
	width   float32
}

// MinSize implements fyne.WidgetRenderer.
func (v *rowRenderer) MinSize() fyne.Size { return fyne.NewSize(100, v.row.height) }

// Layout implements fyne.WidgetRenderer.
func (v *rowRenderer) Layout(s fyne.Size) {
	if v.spans == nil || v.width != s.Width {
		v.spans, v.width = columnSpans(v.row.cols, s.Width), s.Width
	}
	place(v.line, 0, s.Height-1, s.Width, 1)
	for i, p := range v.cells {
		c := Cell{}
		if i < len(v.row.cells) {
			c = v.row.cells[i]
		}
		p.paint(c, v.row.struck && c.Style == Strong)
		p.lay(c, v.spans[i], s.Height-1, v.row.cols[i].Right)
	}
}

// paint gives the objects of a cell their colours and words.
func (p *painted) paint(c Cell, struck bool) {
	k := theme.Current()
	none := color.NRGBA{}
	p.frame.FillColor, p.tint.FillColor, p.icon.Hidden = none, none, true
	t := p.text
	t.TextStyle, t.FontSource = fyne.TextStyle{}, nil
	if !c.Mark.IsZero() {
		fg, bg := k.Of(c.Mark.Tone)
		p.frame.FillColor = bg
		t.Text, t.TextSize, t.Color, t.FontSource = c.Mark.Word, theme.Caption+0.5, fg, theme.Medium
		if c.Mark.Icon != "" {
			p.icon.Resource, p.icon.Hidden = theme.Icon(c.Mark.Icon, fg), false
		}
		return
	}
	t.Text, t.TextSize, t.Color = c.Text, theme.Small, k.Text2
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
		}
	}
	if struck {
		t.TextStyle.Strikethrough, t.Color = true, k.Text3
	}
	if c.Tone != tone.Neutral {
		t.Color, _ = k.Of(c.Tone)
	}
}

// lay places the objects of a cell.
func (p *painted) lay(c Cell, span [2]float32, height float32, right bool) {
	x, w := span[0], span[1]
	t := p.text
	boxed := !c.Mark.IsZero() || c.Style == Tagged && c.Text != ""
	inner := w
	lead := float32(0)
	if boxed {
		lead = 6
		inner -= 13
		if !p.icon.Hidden {
			lead, inner = 22, inner-16
		}
	}
	t.Text = cutText(t, t.Text, inner)
	m := t.MinSize()
	if boxed {
		bw := min(w, round(m.Width+lead+7))
		if right {
			x += w - bw
		}
		place(p.frame, x, round((height-20)/2), bw, 20)
		place(p.tint, x+1, round((height-20)/2)+1, bw-2, 18)
		place(p.icon, x+6, round((height-12)/2), 12, 12)
	} else if right {
		x += w - m.Width
	}
	place(t, x+lead, round((height-m.Height)/2), m.Width, m.Height)
}

// Refresh implements fyne.WidgetRenderer.
func (v *rowRenderer) Refresh() {
	v.line.FillColor = theme.Current().Line
	v.Layout(v.row.Size())
	for _, o := range v.objects {
		o.Refresh()
	}
}

// Objects implements fyne.WidgetRenderer.
func (v *rowRenderer) Objects() []fyne.CanvasObject { return v.objects }

// Destroy implements fyne.WidgetRenderer.
func (v *rowRenderer) Destroy() {}
