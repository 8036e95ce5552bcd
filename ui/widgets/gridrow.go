package widgets

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/theme"
)

// row is one line of a grid. It is one widget with one layout, and is used again for other rows
// while the grid scrolls.
type row struct {
	widget.BaseWidget
	grid    *Grid
	i       int
	cells   []Cell
	struck  bool
	checked bool
	current bool // the chosen row
	hovered bool
	mods    fyne.KeyModifier // held when the button went down
	inCheck bool             // it went down on the check box
	last    time.Time        // of the press before
	view    *rowRenderer
}

func newRow(g *Grid) *row {
	r := &row{grid: g, i: -1}
	r.ExtendBaseWidget(r)
	return r
}

// set shows row i.
func (r *row) set(i int, cells []Cell, struck, checked, current bool) {
	r.i, r.cells, r.struck, r.checked, r.current = i, cells, struck, checked, current
	if r.view != nil {
		r.view.show()
	}
}

// MouseDown implements desktop.Mouseable: what is held counts when the press becomes a tap.
func (r *row) MouseDown(e *desktop.MouseEvent) {
	r.mods = e.Modifier
	r.inCheck = r.grid.cols.checks && e.Position.X < checkGap
}

// MouseUp implements desktop.Mouseable.
func (r *row) MouseUp(*desktop.MouseEvent) {}

// twice is how soon a second press opens the row.
const twice = 400 * time.Millisecond

// Tapped implements fyne.Tappable.
func (r *row) Tapped(e *fyne.PointEvent) {
	active()
	mods, inCheck := r.mods, r.inCheck || r.grid.cols.checks && e != nil && e.Position.X > 0 && e.Position.X < checkGap
	r.mods, r.inCheck = 0, false
	now := time.Now()
	again := now.Sub(r.last) < twice
	r.last = now
	r.grid.tapped(r.i, mods, inCheck, again)
}

// TappedSecondary implements fyne.SecondaryTappable.
func (r *row) TappedSecondary(e *fyne.PointEvent) {
	active()
	r.grid.menu(r.i, e.AbsolutePosition)
}

// MouseIn implements desktop.Hoverable.
func (r *row) MouseIn(e *desktop.MouseEvent) {
	r.hovered = true
	r.tint()
	r.MouseMoved(e)
}

// MouseMoved implements desktop.Hoverable: a cell that is cut says its whole text.
func (r *row) MouseMoved(e *desktop.MouseEvent) {
	if r.view != nil && r.grid.OnTip != nil {
		text, at := r.view.tipAt(e.Position.X)
		r.grid.OnTip(r, text, e.AbsolutePosition.SubtractXY(e.Position.X-at, 0))
	}
}

// MouseOut implements desktop.Hoverable.
func (r *row) MouseOut() {
	r.hovered = false
	r.tint()
	if r.grid.OnTip != nil {
		r.grid.OnTip(r, "", fyne.Position{})
	}
}

func (r *row) tint() {
	if r.view != nil {
		r.view.tint()
		r.view.back.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (r *row) CreateRenderer() fyne.WidgetRenderer {
	none := color.NRGBA{}
	v := &rowRenderer{row: r, back: Rect(none, 0), line: Rect(none, 0), box: Rect(none, 4), fill: Rect(none, 3), tick: &canvas.Image{FillMode: canvas.ImageFillContain}}
	for i := range v.frame {
		v.frame[i] = Rect(none, 0)
	}
	v.objects = []fyne.CanvasObject{v.back, v.line, v.frame[0], v.frame[1], v.frame[2], v.frame[3], v.box, v.fill, v.tick}
	for range r.grid.cols.all {
		p := newPainted()
		v.cells = append(v.cells, p)
		v.objects = append(v.objects, p.objects()...)
	}
	r.view = v
	v.show()
	return v
}

// rowRenderer draws a row.
type rowRenderer struct {
	row               *row
	back, line        *canvas.Rectangle    // the tint of the whole row, the divider under it
	frame             [4]*canvas.Rectangle // the lines round the chosen row
	box, fill         *canvas.Rectangle    // the check box
	tick              *canvas.Image
	cells             []*painted
	objects           []fyne.CanvasObject
	spans             []span
	width             float32
	columnsGeneration int
}

// MinSize implements fyne.WidgetRenderer.
func (v *rowRenderer) MinSize() fyne.Size { return fyne.NewSize(100, rowHeight()) }

// Layout implements fyne.WidgetRenderer.
func (v *rowRenderer) Layout(fyne.Size) { v.lay() }

// show takes over what the row says now.
func (v *rowRenderer) show() {
	k := theme.Current()
	v.tint()
	v.line.FillColor = k.Line
	v.box.Hidden, v.fill.Hidden, v.tick.Hidden = !v.row.grid.cols.checks, !v.row.grid.cols.checks, !v.row.checked
	v.box.FillColor, v.fill.FillColor = k.LineStrong, k.Field()
	if v.row.checked {
		v.box.FillColor, v.fill.FillColor = k.Accent, k.Accent
		setImage(v.tick, theme.Icon("check", k.OnAccent))
	}
	for i, p := range v.cells {
		if i >= len(v.row.cells) {
			p.hide()
			continue
		}
		c := &v.row.cells[i]
		p.paint(c, v.row.struck && c.Style == Strong)
	}
	v.lay()
	v.row.grid.repaint(v.row)
}

// tint colours the row by its state.
func (v *rowRenderer) tint() {
	k := theme.Current()
	fill := color.NRGBA{}
	switch {
	case v.row.checked || v.row.current:
		fill = k.Selected
	case v.row.hovered:
		fill = k.Hover
	}
	v.back.FillColor, v.back.Hidden = fill, fill.A == 0
	g := v.row.grid
	begin := g.focused && g.current < 0 && v.row.i == 0 // where the first key leads
	line := k.AccentLine
	if g.focused {
		line = k.Accent
	}
	for _, l := range v.frame {
		l.FillColor, l.Hidden = line, !v.row.current && !begin
	}
}

// lay places everything for the row's width.
func (v *rowRenderer) lay() {
	s := v.row.Size()
	if s.Width == 0 {
		return
	}
	g := v.row.grid
	if v.spans == nil || v.width != s.Width || v.columnsGeneration != g.generation {
		v.spans, v.width, v.columnsGeneration = g.cols.spans(s.Width), s.Width, g.generation
	}
	place(v.back, 0, 0, s.Width, s.Height-1)
	place(v.line, 0, s.Height-1, s.Width, 1)
	place(v.frame[0], 1, 1, s.Width-2, 1)
	place(v.frame[1], 1, s.Height-3, s.Width-2, 1)
	place(v.frame[2], 1, 2, 1, s.Height-5)
	place(v.frame[3], s.Width-2, 2, 1, s.Height-5)
	y := round((s.Height - 1 - 16) / 2)
	place(v.box, 16, y, 16, 16)
	place(v.fill, 17, y+1, 14, 14)
	place(v.tick, 18, y+2, 12, 12)
	for i, p := range v.cells {
		switch {
		case i >= len(v.row.cells):
		case v.spans[i].w <= 0:
			p.hide()
		default:
			p.lay(&v.row.cells[i], v.spans[i], s.Height-1, g.cols.all[i].Right)
		}
	}
}

// tipAt is what the cell under x has to say beyond what is seen, and where the cell begins.
func (v *rowRenderer) tipAt(x float32) (text string, at float32) {
	for i, p := range v.cells {
		if i >= len(v.row.cells) || i >= len(v.spans) || v.spans[i].w <= 0 || x < v.spans[i].x || x > v.spans[i].x+v.spans[i].w {
			continue
		}
		c := v.row.cells[i]
		switch {
		case c.Tip != "":
			return c.Tip, v.spans[i].x
		case p.cut && c.Mark.IsZero():
			return c.Text, v.spans[i].x
		case p.cut:
			return c.Mark.Word, v.spans[i].x
		}
	}
	return "", 0
}

// Refresh implements fyne.WidgetRenderer.
func (v *rowRenderer) Refresh() { v.show() }

// Objects implements fyne.WidgetRenderer.
func (v *rowRenderer) Objects() []fyne.CanvasObject { return v.objects }

// Destroy implements fyne.WidgetRenderer.
func (v *rowRenderer) Destroy() {}

var (
	_ fyne.Tappable          = (*row)(nil)
	_ fyne.SecondaryTappable = (*row)(nil)
	_ desktop.Mouseable      = (*row)(nil)
	_ desktop.Hoverable      = (*row)(nil)
)
