package widgets

import (
	"maps"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/theme"
)

// MaxRows is how many rows one grid shows: positions are float32, and beyond this many rows of 36
// pixels they drift by half a pixel. Narrow the filter, or export.
const MaxRows = 100_000

// Rows is what a grid shows: things in an order, one of them chosen, some selected.
type Rows interface {
	Len() int
	Index() int // the chosen row, or -1
	ChooseRow(i int)
	IsSelected(i int) bool
	SelectedCount() int
	Toggle(i int)   // selects row i, or no longer
	SelectTo(i int) // selects all between the last one and row i
	SelectAll()
	ClearSelection()
}

// Line is one row in words.
type Line struct {
	Cells  []Cell
	Struck bool // it ended: its name is struck through
}

// Grid shows rows of things: a header that stays, virtual rows, and a foot that says what one sees.
//
// One row is chosen: the arrow keys, Page Up and Down, Home and End move the choice, Enter opens it.
// Any number is selected, by id, with the check boxes, Space, Ctrl+A, or Shift and a move. Filtering
// and ordering happen in what fills the grid, never here.
type Grid struct {
	Rows     Rows
	Row      func(i int) Line
	OnOpen   func(i int) // Enter, or a second press
	OnDelete func()      // Delete
	OnEscape func()      // Esc while nothing is selected
	OnUndo   func()
	OnCopy   func()                        // Ctrl+C
	OnMenu   func(i int, at fyne.Position) // right button, Menu key; at on the canvas
	OnSort   func(column string)           // a head was pressed
	// OnColumns is told when one moved or hid a column; keep what it says.
	OnColumns func(chosen map[string]Fixed)
	// OnTip is told what the pointer is over, when there is more to say than one sees; "" = nothing.
	OnTip func(over fyne.CanvasObject, text string, at fyne.Position)

	cols       columns
	generation int // of the columns
	list       *gridList
	head       *gridHead
	root       *fyne.Container
	over       *fyne.Container
	bulk       *fyne.Container
	foot       *canvas.Text
	footNote   *canvas.Text
	current    int
	focused    bool
}

// NewGrid makes a grid with these columns; Rows and Row must be set before it is shown.
func NewGrid(cols ...Column) *Grid {
	g := &Grid{current: -1}
	g.cols.all = cols
	k := theme.Current()
	g.list, g.head = newGridList(g), newGridHead(g)
	g.over, g.bulk = container.NewStack(), container.NewStack()
	g.foot, g.footNote = Text("", theme.Small, k.Text3), Text("", theme.Small, k.Text3)
	rows := container.NewHScroll(container.New(gridBody{g}, g.head, g.list))
	body := Stack(rows, Pad(g.over, theme.HeadHeight, 0, 0, 0), container.New(bulkLayout{}, g.bulk))
	g.root = Stack(Col(0, Grow(body), HLine(), Sized(0, 31, PadXY(Row(12, g.foot, Flex(), g.footNote), 16, 0))))
	return g
}

// Selectable gives every row a check box.
func (g *Grid) Selectable() *Grid {
	g.cols.checks = true
	return g
}

// Object is what is shown.
func (g *Grid) Object() fyne.CanvasObject { return g.root }

// Focusable is what takes the keys.
func (g *Grid) Focusable() fyne.Focusable { return g.list }

// SetFoot says what one sees, and something at the right.
func (g *Grid) SetFoot(left, right string) {
	g.foot.Text, g.footNote.Text = left, right
	g.foot.Refresh()
	g.footNote.Refresh()
	g.root.Refresh()
}

// SetOver puts something in place of the rows (empty, loading, error); nil shows the rows.
func (g *Grid) SetOver(o fyne.CanvasObject) {
	g.over.RemoveAll()
	if o != nil {
		g.over.Add(Stack(Rect(theme.Current().Surface, 0), o))
	}
	g.over.Refresh()
}

// SetBulk floats something over the rows, above the foot: what can be done with the selection.
func (g *Grid) SetBulk(o fyne.CanvasObject) {
	g.bulk.RemoveAll()
	if o != nil {
		g.bulk.Add(o)
	}
	g.root.Refresh()
}

// SetSort says by which column the rows are in order, "" for none.
func (g *Grid) SetSort(column string, desc bool) {
	if g.head.sort != column || g.head.desc != desc {
		g.head.sort, g.head.desc = column, desc
		g.head.Refresh()
	}
}

// Columns returns the columns as they are shown, for a menu that shows and hides them.
func (g *Grid) Columns() []Column {
	out := make([]Column, len(g.cols.all))
	for i := range out {
		out[i] = g.cols.of(i)
	}
	return out
}

// SetColumns takes over widths and hidden columns, as OnColumns gave them.
func (g *Grid) SetColumns(chosen map[string]Fixed) {
	g.cols.chosen = chosen
	g.columnsChanged()
}

// ShowColumn shows or hides a column.
func (g *Grid) ShowColumn(id string, shown bool) {
	f := g.cols.chosen[id]
	f.Hidden = !shown
	g.fix(id, f)
}

// fix takes over what one chose for a column, and tells.
func (g *Grid) fix(id string, f Fixed) {
	if id == "" {
		return
	}
	chosen := maps.Clone(g.cols.chosen)
	if chosen == nil {
		chosen = map[string]Fixed{}
	}
	chosen[id] = f
	g.take(chosen)
}

// take shows the columns as one chose them now, and tells.
func (g *Grid) take(chosen map[string]Fixed) {
	g.cols.chosen = chosen
	g.columnsChanged()
	if g.OnColumns != nil {
		g.OnColumns(chosen)
	}
}

func (g *Grid) columnsChanged() {
	g.generation++
	g.head.Refresh()
	g.list.Refresh()
	g.root.Refresh()
}

// Refresh shows the rows as they are now.
func (g *Grid) Refresh() {
	moved := g.current
	g.current = g.Rows.Index()
	g.list.Refresh()
	g.head.Refresh()
	if g.current >= 0 && g.current != moved && g.current < g.len() {
		g.list.ScrollTo(g.current)
	}
}

// Offset is how far the rows are scrolled, in pixels.
func (g *Grid) Offset() float32 { return g.list.offset() }

// SetOffset scrolls the rows.
func (g *Grid) SetOffset(y float32) { g.list.scrollTo(y) }

func (g *Grid) len() int {
	if g.Rows == nil {
		return 0
	}
	return min(MaxRows, g.Rows.Len())
}

// update shows row i in a line that is used again.
func (g *Grid) update(i int, o fyne.CanvasObject) {
	if i < 0 || i >= g.len() { // the list may ask for rows that are gone since
		return
	}
	l := g.Row(i)
	o.(*row).set(i, l.Cells, l.Struck, g.cols.checks && g.Rows.IsSelected(i), i == g.current)
}

// tapped is a press on row i.
func (g *Grid) tapped(i int, mods fyne.KeyModifier, inCheck, again bool) {
	if i < 0 || i >= g.len() {
		return
	}
	switch {
	case g.cols.checks && mods&fyne.KeyModifierShift != 0:
		g.Rows.SelectTo(i)
	case g.cols.checks && (inCheck || mods&fyne.KeyModifierShortcutDefault != 0):
		g.Rows.Toggle(i)
	case again && g.OnOpen != nil:
		g.OnOpen(i)
	default:
		g.Rows.ChooseRow(i)
	}
	g.takeFocus()
}

// takeFocus gives the keys to the rows, so that they go on where the pointer was.
func (g *Grid) takeFocus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(g.list); c != nil && c.Focused() != fyne.Focusable(g.list) {
		c.Focus(g.list)
	}
}

func (g *Grid) menu(i int, at fyne.Position) {
	if i < 0 || i >= g.len() || g.OnMenu == nil {
		return
	}
	if !g.Rows.IsSelected(i) {
		g.Rows.ChooseRow(i)
	}
	g.OnMenu(i, at)
}

// repaint has the row drawn again.
func (g *Grid) repaint(r *row) { canvas.Refresh(r) }

// gridBody puts the head over the rows; together they scroll sideways where they are too narrow.
type gridBody struct{ g *Grid }

// MinSize implements fyne.Layout.
func (l gridBody) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.g.cols.minWidth(), theme.HeadHeight+rowHeight())
}

// Layout implements fyne.Layout.
func (l gridBody) Layout(os []fyne.CanvasObject, s fyne.Size) {
	place(os[0], 0, 0, s.Width, theme.HeadHeight)
	place(os[1], 0, theme.HeadHeight, s.Width, s.Height-theme.HeadHeight)
}

// bulkLayout floats its child above the lower edge, in the middle.
type bulkLayout struct{}

// MinSize implements fyne.Layout.
func (bulkLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout implements fyne.Layout.
func (bulkLayout) Layout(os []fyne.CanvasObject, s fyne.Size) {
	m := os[0].MinSize()
	w := min(m.Width, s.Width-16)
	place(os[0], round((s.Width-w)/2), s.Height-m.Height-16, w, m.Height)
}

// Skeleton stands for rows that are being read; it keeps their height.
func Skeleton(rows int) fyne.CanvasObject {
	k := theme.Current()
	bar := func(w float32) fyne.CanvasObject { return Sized(w, 10, Rect(k.NeutralSoft, 5)) }
	line := func(f float32) fyne.CanvasObject {
		return container.New(bones{}, bar(150+f), bar(120), bar(90-f/2), bar(64))
	}
	var os []fyne.CanvasObject
	for i := range rows {
		os = append(os, Sized(0, rowHeight()-1, PadXY(line(float32(i%3)*28), 16, 0)), HLine())
	}
	return Col(0, append(os, Flex())...)
}

// bones lays the bars of a line out from the left, the last one at the right; those that find no room
// are left out, so that what is not there yet never makes a window grow.
type bones struct{}

// MinSize implements fyne.Layout.
func (bones) MinSize(os []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, os[0].MinSize().Height)
}

// Layout implements fyne.Layout.
func (bones) Layout(os []fyne.CanvasObject, s fyne.Size) {
	x := float32(0)
	for i, o := range os {
		m := o.MinSize()
		if i == len(os)-1 {
			x = max(x, s.Width-m.Width)
		}
		if x+m.Width > s.Width {
			m.Width = 0
		}
		place(o, x, round((s.Height-m.Height)/2), m.Width, m.Height)
		x += m.Width + 40
	}
}
