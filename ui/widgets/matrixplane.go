package widgets

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/inert"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
)

// matrixPlane draws one part of a matrix. It keeps what it drew before and uses it again, so that
// scrolling makes nothing new.
type matrixPlane struct {
	widget.BaseWidget
	matrix *Matrix
	rects  pool[*canvas.Rectangle]
	texts  pool[*canvas.Text]
	images pool[*canvas.Image]
	shown  []fyne.CanvasObject
}

// pool is drawings that are used again.
type pool[T fyne.CanvasObject] struct {
	all  []T
	used int
}

// next returns one that is free, or a new one.
func (p *pool[T]) next(fresh func() T) T {
	if p.used == len(p.all) {
		p.all = append(p.all, fresh())
	}
	p.used++
	return p.all[p.used-1]
}

func newPlane(m *Matrix) *matrixPlane {
	p := &matrixPlane{matrix: m}
	p.ExtendBaseWidget(p)
	return p
}

// begin starts to draw anew.
func (p *matrixPlane) begin() {
	p.rects.used, p.texts.used, p.images.used, p.shown = 0, 0, 0, p.shown[:0]
}

// end shows what was drawn.
func (p *matrixPlane) end() { canvas.Refresh(p) }

// rect draws a rectangle.
func (p *matrixPlane) rect(fill color.NRGBA, x, y, w, h, radius float32) *canvas.Rectangle {
	r := p.rects.next(func() *canvas.Rectangle { return &canvas.Rectangle{} })
	r.FillColor, r.CornerRadius, r.StrokeWidth, r.StrokeColor = fill, radius, 0, color.NRGBA{}
	place(r, x, y, w, h)
	p.shown = append(p.shown, r)
	return r
}

// icon draws an icon.
func (p *matrixPlane) icon(name string, c color.NRGBA, x, y, size float32) {
	i := p.images.next(func() *canvas.Image { return &canvas.Image{FillMode: canvas.ImageFillContain} })
	setImage(i, theme.Icon(name, c))
	place(i, x, y, size, size)
	p.shown = append(p.shown, i)
}

// text draws words, cut to a width, in the middle of a height.
func (p *matrixPlane) text(s string, size float32, c color.NRGBA, mono bool, x, y, w, h float32, centre bool) float32 {
	t := p.texts.next(func() *canvas.Text { return &canvas.Text{} })
	t.TextStyle.Monospace, t.TextSize, t.Color, t.FontSource = mono, size, c, nil
	t.Text = cutText(t, inert.Text(s), w)
	m := t.MinSize()
	if centre {
		x += (w - m.Width) / 2
	}
	place(t, round(x), round(y+(h-m.Height)/2), m.Width, m.Height)
	p.shown = append(p.shown, t)
	return m.Width
}

// mark draws a cell.
func (p *matrixPlane) mark(c MatrixCell, x, y, h float32) {
	k := theme.Current()
	mid := x + matrixColumn/2
	fill, line, fg := k.AccentSoft, k.AccentLine, k.AccentText
	icons := []string{"check"}
	switch c.State {
	case MatrixNo:
		p.rect(k.LineStrong, mid-2, round(y+h/2)-2, 4, 4, 2)
		return
	case MatrixOTP:
		icons = []string{"check", "smartphone"}
	case MatrixAll:
		fill, line, fg, icons = k.NeutralSoft, k.NeutralSoft, k.Neutral, []string{"door-open"}
	case MatrixGains, MatrixOTPs:
		fill, line, fg, icons = k.OkSoft, k.Ok, k.Ok, []string{"plus"}
		if c.State == MatrixOTPs {
			icons = []string{"plus", "smartphone"}
		}
	case MatrixLosses:
		fill, line, fg, icons = k.DangerSoft, k.Danger, k.Danger, []string{"minus"}
	}
	if c.Fixed && c.State != MatrixAll {
		fill, line = k.Surface, k.Line
	}
	r := p.rect(fill, mid-22, round(y+(h-24)/2), 44, 24, theme.RadiusBadge)
	r.StrokeColor, r.StrokeWidth = line, 1
	at := mid - float32(len(icons))*14/2
	for _, name := range icons {
		p.icon(name, fg, round(at), round(y+(h-14)/2), 14)
		at += 14
	}
}

// ring is drawn around the chosen cell.
func (p *matrixPlane) ring(x, y, w, h float32, focused bool) {
	k := theme.Current()
	r := p.rect(color.NRGBA{}, x, y, w, h, theme.RadiusControl)
	r.StrokeColor, r.StrokeWidth = k.LineStrong, 2
	if focused {
		r.StrokeColor = k.Accent
	}
}

// line draws the head of a row.
func (p *matrixPlane) line(l MatrixLine, y, h, w float32) {
	k := theme.Current()
	if l.Group {
		used := p.text(l.Title, theme.Small, k.Text, false, 16, y, w-40, h, false)
		p.texts.all[p.texts.used-1].FontSource = theme.Medium
		p.text(l.Note, theme.Small, k.Text3, false, 16+used+8, y, w-40-used, h, false)
		return
	}
	fg, bg := k.Of([]tone.Tone{tone.Neutral, tone.Info, tone.Warn}[l.TagFill])
	p.rect(bg, 16, round(y+(h-20)/2), matrixTag, 20, theme.RadiusBadge)
	p.text(l.Tag, theme.Caption, fg, true, 16, y, matrixTag, h, true)
	p.text(l.Text, theme.Small, k.Text, true, 16+matrixTag+10, y, w-matrixTag-34, h, false)
}

// head draws the head of a column: its name in at most two lines, and a number below.
func (p *matrixPlane) head(c MatrixHead, x float32, chosen bool) {
	k := theme.Current()
	fg := k.Text
	if chosen {
		fg = k.AccentText
	}
	first, second := twoLines(c.Title)
	y := float32(8)
	if second == "" {
		y = 14
	}
	p.text(first, theme.Caption, fg, false, x+4, y, matrixColumn-8, 16, true)
	if second != "" {
		p.text(second, theme.Caption, fg, false, x+4, y+14, matrixColumn-8, 16, true)
		y += 14
	}
	p.text(c.Note, theme.Caption-1, k.Text3, false, x+4, y+15, matrixColumn-8, 16, true)
}

// twoLines breaks a name that is long for a column behind one of its signs.
func twoLines(s string) (first, second string) {
	const fits = 10
	if len(s) <= fits {
		return s, ""
	}
	best := -1
	for i := 0; i < len(s)-1; i++ {
		if strings.IndexByte(".-_@", s[i]) >= 0 && (best < 0 || abs(i-len(s)/2) < abs(best-len(s)/2)) {
			best = i
		}
	}
	if best < 0 {
		return s, ""
	}
	return s[:best+1], s[best+1:]
}

func abs(n int) int { return max(n, -n) }

// CreateRenderer implements fyne.Widget.
func (p *matrixPlane) CreateRenderer() fyne.WidgetRenderer { return &planeRenderer{p} }

type planeRenderer struct{ p *matrixPlane }

// Layout implements fyne.WidgetRenderer.
func (r *planeRenderer) Layout(fyne.Size) {}

// MinSize implements fyne.WidgetRenderer: all cells, for the scroll bars.
func (r *planeRenderer) MinSize() fyne.Size {
	m := r.p.matrix
	if r.p != m.cells || m.Rows == nil {
		return fyne.Size{}
	}
	return fyne.NewSize(float32(m.Columns())*matrixColumn, float32(m.Rows())*rowHeight())
}

// Refresh implements fyne.WidgetRenderer.
func (r *planeRenderer) Refresh() {}

// Objects implements fyne.WidgetRenderer.
func (r *planeRenderer) Objects() []fyne.CanvasObject { return r.p.shown }

// Destroy implements fyne.WidgetRenderer.
func (r *planeRenderer) Destroy() {}
