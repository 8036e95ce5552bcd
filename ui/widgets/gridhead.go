package widgets

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/theme"
)

// gridHead is the line of titles over the rows. A title that orders is pressed; a title is dragged to
// another place, the border between two titles to another width. By keyboard it is one stop: Left and
// Right choose a title, Enter orders, Shift with Left and Right changes the width, Ctrl with them the
// place.
type gridHead struct {
	widget.BaseWidget
	grid    *Grid
	sort    string
	desc    bool
	at      int // title chosen by keyboard
	focused bool
	shift   bool
	ctrl    bool
	hover   int // title under the pointer, or -1
	edge    int // column whose border is under the pointer, or -1
	drag    int // column whose border is dragged, or -1
	carried int // column that is dragged to another place, or -1
	wide    float32
}

func newGridHead(g *Grid) *gridHead {
	h := &gridHead{grid: g, hover: -1, edge: -1, drag: -1, carried: -1}
	h.ExtendBaseWidget(h)
	return h
}

const grip = 5 // pixels at both sides of a border that catch the pointer

// column returns the column under x, and the one whose right border is there.
func (h *gridHead) column(x float32) (col, edge int) {
	col, edge = -1, -1
	for i, s := range h.grid.cols.spans(h.Size().Width) {
		if s.w <= 0 {
			continue
		}
		if x >= s.x-cellPad && x < s.x+s.w+cellPad {
			col = i
		}
		if end := s.x + s.w + cellPad; x >= end-grip && x <= end+grip && h.grid.cols.all[i].ID != "" {
			edge = i
		}
	}
	return col, edge
}

// Tapped implements fyne.Tappable.
func (h *gridHead) Tapped(e *fyne.PointEvent) {
	active()
	if h.grid.cols.checks && e.Position.X < checkGap {
		h.toggleAll()
		return
	}
	if col, edge := h.column(e.Position.X); edge < 0 {
		h.press(col)
	}
}

// toggleAll selects everything, or nothing when everything is selected.
func (h *gridHead) toggleAll() {
	if r := h.grid.Rows; r.SelectedCount() == r.Len() {
		r.ClearSelection()
	} else {
		r.SelectAll()
	}
}

func (h *gridHead) press(col int) {
	if col >= 0 && h.grid.cols.all[col].Sorts && h.grid.OnSort != nil {
		h.grid.OnSort(h.grid.cols.all[col].ID)
	}
}

// Dragged implements fyne.Draggable: a border or a title follows the pointer.
func (h *gridHead) Dragged(e *fyne.DragEvent) {
	if h.drag < 0 && h.carried < 0 {
		switch col, edge := h.column(e.Position.X - e.Dragged.DX); {
		case edge >= 0:
			h.drag, h.wide = edge, h.grid.cols.spans(h.Size().Width)[edge].w+2*cellPad
		case col >= 0 && h.grid.cols.all[col].ID != "":
			h.carried = col
		default:
			return
		}
	}
	if h.drag >= 0 {
		h.wide += e.Dragged.DX
		h.resize(h.drag, h.wide)
		return
	}
	h.carry(e.Position.X)
}

// DragEnd implements fyne.Draggable.
func (h *gridHead) DragEnd() {
	h.drag, h.carried = -1, -1
	h.Refresh()
}

// carry moves the carried column past the one whose middle the pointer has passed.
func (h *gridHead) carry(x float32) {
	spans := h.grid.cols.spans(h.Size().Width)
	over, _ := h.column(x)
	if over < 0 || over == h.carried || h.grid.cols.all[over].ID == "" {
		return
	}
	middle, right := spans[over].x+spans[over].w/2, spans[over].x > spans[h.carried].x
	if right == (x > middle) {
		h.grid.take(h.grid.cols.moved(h.carried, over))
	}
}

// move exchanges the chosen column with its shown neighbour.
func (h *gridHead) move(d int) {
	order, spans := h.grid.cols.order(), h.grid.cols.spans(h.Size().Width)
	for n := slices.Index(order, h.at) + d; n >= 0 && n < len(order); n += d {
		if spans[order[n]].w > 0 && h.grid.cols.all[order[n]].ID != "" {
			h.grid.take(h.grid.cols.moved(h.at, order[n]))
			return
		}
	}
}

func (h *gridHead) resize(col int, w float32) {
	id := h.grid.cols.all[col].ID
	f := h.grid.cols.chosen[id]
	f.Width = max(minDrag, round(w))
	h.grid.fix(id, f)
}

// MouseIn implements desktop.Hoverable.
func (h *gridHead) MouseIn(e *desktop.MouseEvent) { h.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (h *gridHead) MouseMoved(e *desktop.MouseEvent) {
	col, edge := h.column(e.Position.X)
	if col != h.hover || edge != h.edge {
		h.hover, h.edge = col, edge
		h.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (h *gridHead) MouseOut() {
	h.hover, h.edge = -1, -1
	h.Refresh()
}

// Cursor implements desktop.Cursorable.
func (h *gridHead) Cursor() desktop.Cursor {
	if h.edge >= 0 || h.drag >= 0 {
		return desktop.HResizeCursor
	}
	return desktop.DefaultCursor
}

// FocusGained implements fyne.Focusable.
func (h *gridHead) FocusGained() {
	h.focused = true
	h.step(0)
}

// FocusLost implements fyne.Focusable.
func (h *gridHead) FocusLost() {
	h.focused, h.shift, h.ctrl = false, false, false
	h.Refresh()
}

// KeyDown implements desktop.Keyable.
func (h *gridHead) KeyDown(e *fyne.KeyEvent) { h.hold(e.Name, true) }

// hold remembers which keys are held that change what the arrows do.
func (h *gridHead) hold(key fyne.KeyName, down bool) {
	switch key {
	case desktop.KeyShiftLeft, desktop.KeyShiftRight:
		h.shift = down
	case desktop.KeyControlLeft, desktop.KeyControlRight:
		h.ctrl = down
	}
}

// KeyUp implements desktop.Keyable.
func (h *gridHead) KeyUp(e *fyne.KeyEvent) { h.hold(e.Name, false) }

// TypedRune implements fyne.Focusable.
func (h *gridHead) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (h *gridHead) TypedKey(e *fyne.KeyEvent) {
	active()
	step := 0
	switch e.Name {
	case fyne.KeyLeft:
		step = -1
	case fyne.KeyRight:
		step = 1
	case fyne.KeyReturn, fyne.KeyEnter:
		h.press(h.at)
		return
	case fyne.KeySpace:
		if h.grid.cols.checks {
			h.toggleAll()
		}
		return
	case fyne.KeyEscape:
		Escape(h)
		return
	default:
		return
	}
	if h.ctrl && h.grid.cols.all[h.at].ID != "" {
		h.move(step)
		return
	}
	if h.shift && h.grid.cols.all[h.at].ID != "" {
		h.resize(h.at, h.grid.cols.spans(h.Size().Width)[h.at].w+2*cellPad+float32(step)*16)
		return
	}
	h.step(step)
}

// step moves to the next title that is shown; without a direction to the nearest one.
func (h *gridHead) step(d int) {
	order, spans := h.grid.cols.order(), h.grid.cols.spans(h.Size().Width)
	for n := slices.Index(order, h.at) + d; n >= 0 && n < len(order); n += d {
		if spans[order[n]].w > 0 {
			h.at = order[n]
			break
		}
		if d == 0 {
			d = 1
		}
	}
	h.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (h *gridHead) CreateRenderer() fyne.WidgetRenderer {
	none := color.NRGBA{}
	r := &headRenderer{head: h, back: Rect(none, 0), line: Rect(none, 0), ring: Rect(none, 4), ringFill: Rect(none, 3), edge: Rect(none, 0),
		box: Rect(none, 4), fill: Rect(none, 3), tick: &canvas.Image{FillMode: canvas.ImageFillContain}, arrow: &canvas.Image{FillMode: canvas.ImageFillContain}}
	r.objects = []fyne.CanvasObject{r.back, r.line, r.ring, r.ringFill, r.edge, r.box, r.fill, r.tick, r.arrow}
	for _, c := range h.grid.cols.all {
		t := Medium(c.Title, theme.Small, theme.Current().Text3)
		r.titles = append(r.titles, t)
		r.objects = append(r.objects, t)
	}
	return r
}

// headRenderer draws the titles.
type headRenderer struct {
	head           *gridHead
	back, line     *canvas.Rectangle
	ring, ringFill *canvas.Rectangle // round the title that has the keys
	edge           *canvas.Rectangle // the border that can be dragged
	box, fill      *canvas.Rectangle
	tick, arrow    *canvas.Image
	titles         []*canvas.Text
	objects        []fyne.CanvasObject
}

// MinSize implements fyne.WidgetRenderer.
func (r *headRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.head.grid.cols.minWidth(), theme.HeadHeight)
}

// Layout implements fyne.WidgetRenderer.
func (r *headRenderer) Layout(s fyne.Size) {
	k, g := theme.Current(), r.head.grid
	h := s.Height - 1
	place(r.back, 0, 0, s.Width, h)
	place(r.line, 0, h, s.Width, 1)
	r.back.FillColor, r.line.FillColor = k.Ground, k.Line
	r.layCheck(h)
	r.arrow.Hidden, r.ring.Hidden, r.ringFill.Hidden, r.edge.Hidden = true, true, true, true
	for i, at := range g.cols.spans(s.Width) {
		t := r.titles[i]
		if t.Hidden = at.w <= 0; t.Hidden {
			continue
		}
		sorted := g.cols.all[i].ID != "" && g.cols.all[i].ID == r.head.sort
		t.Color = k.Text3
		if sorted || g.cols.all[i].Sorts && r.head.hover == i {
			t.Color = k.Text
		}
		room := at.w
		if sorted {
			room -= 16
		}
		t.Text = cutText(t, g.cols.all[i].Title, room)
		m := t.MinSize()
		x := at.x
		if g.cols.all[i].Right {
			x += room - m.Width
		}
		place(t, x, round((h-m.Height)/2), m.Width, m.Height)
		if sorted {
			r.layArrow(x+m.Width+3, h)
		}
		if r.head.focused && r.head.at == i {
			r.ring.Hidden, r.ringFill.Hidden = false, false
			r.ring.FillColor, r.ringFill.FillColor = k.Accent, k.Ground
			place(r.ring, at.x-cellPad+2, 3, at.w+2*cellPad-4, h-6)
			place(r.ringFill, at.x-cellPad+3, 4, at.w+2*cellPad-6, h-8)
		}
		if i == r.head.carried {
			r.ring.Hidden, r.ringFill.Hidden = false, false
			r.ring.FillColor, r.ringFill.FillColor = k.AccentLine, k.Hover
			place(r.ring, at.x-cellPad+2, 3, at.w+2*cellPad-4, h-6)
			place(r.ringFill, at.x-cellPad+3, 4, at.w+2*cellPad-6, h-8)
		}
		if i == r.head.edge || i == r.head.drag {
			r.edge.Hidden, r.edge.FillColor = false, k.AccentLine
			place(r.edge, at.x+at.w+cellPad-1, 4, 2, h-8)
		}
	}
}

func (r *headRenderer) layArrow(x, h float32) {
	name := "arrow-up"
	if r.head.desc {
		name = "arrow-down"
	}
	r.arrow.Hidden = false
	setImage(r.arrow, theme.Icon(name, theme.Current().Text))
	place(r.arrow, round(x), round((h-12)/2), 12, 12)
}

// layCheck draws the box that selects all: empty, a dash, or checked.
func (r *headRenderer) layCheck(h float32) {
	k, g := theme.Current(), r.head.grid
	on := g.cols.checks
	r.box.Hidden, r.fill.Hidden, r.tick.Hidden = !on, !on, true
	if !on || g.Rows == nil {
		return
	}
	y := round((h - 16) / 2)
	place(r.box, 16, y, 16, 16)
	place(r.fill, 17, y+1, 14, 14)
	place(r.tick, 18, y+2, 12, 12)
	r.box.FillColor, r.fill.FillColor = k.LineStrong, k.Field()
	if n := g.Rows.SelectedCount(); n > 0 {
		name := "minus"
		if n == g.Rows.Len() {
			name = "check"
		}
		r.box.FillColor, r.fill.FillColor = k.Accent, k.Accent
		r.tick.Hidden = false
		setImage(r.tick, theme.Icon(name, k.OnAccent))
	}
}

// Refresh implements fyne.WidgetRenderer.
func (r *headRenderer) Refresh() {
	r.Layout(r.head.Size())
	canvas.Refresh(r.head)
}

// Objects implements fyne.WidgetRenderer.
func (r *headRenderer) Objects() []fyne.CanvasObject { return r.objects }

// Destroy implements fyne.WidgetRenderer.
func (r *headRenderer) Destroy() {}

var (
	_ fyne.Tappable      = (*gridHead)(nil)
	_ fyne.Draggable     = (*gridHead)(nil)
	_ fyne.Focusable     = (*gridHead)(nil)
	_ desktop.Hoverable  = (*gridHead)(nil)
	_ desktop.Cursorable = (*gridHead)(nil)
	_ desktop.Keyable    = (*gridHead)(nil)
)
