package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/theme"
)

// MaxRows is how many rows one grid shows: positions are float32, and beyond this many rows of 36
// pixels they drift by half a pixel. Narrow the filter, or export.
const MaxRows = 100_000

// Grid shows rows of things: a header, virtual rows, and a foot that says what one sees. One row
// is chosen at a time; the arrow keys, Page Up and Down, Home and End move the choice.
type Grid struct {
	Columns  []Column
	Len      func() int
	Row      func(i int) (cells []Cell, struck bool)
	OnSelect func(i int)
	OnOpen   func(i int) // Enter
	OnDelete func(i int) // Delete

	list     *gridList
	root     *fyne.Container
	over     *fyne.Container
	foot     *canvas.Text
	footNote *canvas.Text
	selected int
	quiet    bool // a choice made by the program, not by the person
}

// NewGrid makes a grid with these columns; Len and Row must be set before it is shown.
func NewGrid(cols ...Column) *Grid {
	g := &Grid{Columns: cols, selected: -1}
	k := theme.Current()
	g.list = newGridList(g)
	g.over = container.NewStack()
	g.foot, g.footNote = Text("", theme.Small, k.Text3), Text("", theme.Small, k.Text3)
	body := Stack(themed(g.list), g.over)
	g.root = Stack(Rect(k.Surface, 0), Col(0, g.head(), Grow(body), HLine(), Sized(0, 31, PadXY(Row(12, g.foot, Flex(), g.footNote), 16, 0))))
	return g
}

// Object is what is shown.
func (g *Grid) Object() fyne.CanvasObject { return g.root }

// Focusable is what takes the keys.
func (g *Grid) Focusable() fyne.Focusable { return g.list }

// head is the line of titles.
func (g *Grid) head() fyne.CanvasObject {
	k := theme.Current()
	titles := make([]fyne.CanvasObject, len(g.Columns))
	for i, c := range g.Columns {
		t := Medium(c.Title, theme.Small, k.Text3)
		if c.Right {
			t.Alignment = fyne.TextAlignTrailing
		}
		titles[i] = t
	}
	return Col(0, Sized(0, theme.HeadHeight, Stack(Rect(k.Ground, 0), container.New(headLayout{g.Columns}, titles...))), HLine())
}

// headLayout puts titles over their columns.
type headLayout struct{ cols []Column }

// MinSize implements fyne.Layout.
func (h headLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	w := float32(2 * edgePad)
	for _, c := range h.cols {
		w += max(c.Width, 48)
	}
	return fyne.NewSize(w, theme.HeadHeight)
}

// Layout implements fyne.Layout.
func (h headLayout) Layout(os []fyne.CanvasObject, s fyne.Size) {
	for i, span := range columnSpans(h.cols, s.Width) {
		m := os[i].MinSize()
		place(os[i], span[0], round((s.Height-m.Height)/2), span[1], m.Height)
	}
}

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

// Refresh shows the rows as they are now, with row selected chosen (-1 for none).
func (g *Grid) Refresh(selected int) {
	g.quiet = true
	defer func() { g.quiet = false }()
	g.selected = selected
	g.list.UnselectAll()
	if selected >= 0 && selected < g.len() {
		g.list.Select(selected)
	}
	g.list.Refresh()
}

// Select chooses row i as if it had been clicked.
func (g *Grid) Select(i int) { g.list.Select(i) }

// Selected is the chosen row, or -1.
func (g *Grid) Selected() int { return g.selected }

func (g *Grid) len() int {
	if g.Len == nil {
		return 0
	}
	return min(MaxRows, g.Len())
}

func (g *Grid) update(i int, o fyne.CanvasObject) {
	if i < 0 || i >= g.len() { // the list may ask for rows that are gone since
		return
	}
	cells, struck := g.Row(i)
	o.(*row).set(cells, struck)
}

// gridList is a list whose keys move the choice.
type gridList struct {
	widget.List
	grid *Grid
}

func newGridList(g *Grid) *gridList {
	l := &gridList{grid: g}
	l.ExtendBaseWidget(l)
	l.HideSeparators = true
	l.Length = g.len
	l.CreateItem = func() fyne.CanvasObject { return newRow(g.Columns, theme.RowHeight) }
	l.UpdateItem = g.update
	l.OnSelected = func(i int) {
		g.selected = i
		if !g.quiet {
			active()
		}
		if !g.quiet && g.OnSelect != nil {
			g.OnSelect(i)
		}
	}
	return l
}

// FocusGained implements fyne.Focusable; the choice is the focus.
func (l *gridList) FocusGained() {
	if l.grid.selected < 0 {
		l.Select(0)
	}
}

// FocusLost implements fyne.Focusable.
func (l *gridList) FocusLost() {}

// TypedKey implements fyne.Focusable.
func (l *gridList) TypedKey(e *fyne.KeyEvent) {
	g, page := l.grid, max(1, int(l.Size().Height/theme.RowHeight)-1)
	to := g.selected
	switch e.Name {
	case fyne.KeyDown:
		to++
	case fyne.KeyUp:
		to--
	case fyne.KeyPageDown:
		to += page
	case fyne.KeyPageUp:
		to -= page
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = g.len() - 1
	case fyne.KeyReturn, fyne.KeyEnter:
		if g.OnOpen != nil && g.selected >= 0 {
			g.OnOpen(g.selected)
		}
		return
	case fyne.KeyDelete:
		if g.OnDelete != nil && g.selected >= 0 {
			g.OnDelete(g.selected)
		}
		return
	default:
		return
	}
	if n := g.len(); n > 0 {
		l.Select(min(n-1, max(0, to)))
	}
}

// gridTheme lets rows touch: the list draws the tint of the chosen row, the rows their own lines.
type gridTheme struct{}

// Color implements fyne.Theme.
func (gridTheme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if n == base.ColorNameShadow {
		return color.Transparent // the rows' own lines say where the list ends
	}
	return current().Color(n, v)
}

// Font implements fyne.Theme.
func (gridTheme) Font(s fyne.TextStyle) fyne.Resource { return current().Font(s) }

// Icon implements fyne.Theme.
func (gridTheme) Icon(n fyne.ThemeIconName) fyne.Resource { return current().Icon(n) }

// Size implements fyne.Theme.
func (gridTheme) Size(n fyne.ThemeSizeName) float32 {
	if n == base.SizeNamePadding || n == base.SizeNameSelectionRadius {
		return 0
	}
	return current().Size(n)
}

func current() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }

// Skeleton stands for rows that are being read; it keeps their height.
func Skeleton(rows int) fyne.CanvasObject {
	k := theme.Current()
	bar := func(w float32) fyne.CanvasObject { return Sized(w, 10, Rect(k.NeutralSoft, 5)) }
	var os []fyne.CanvasObject
	for i := range rows {
		f := float32(i%3) * 28
		os = append(os, Sized(0, theme.RowHeight-1, PadXY(Row(40, bar(150+f), bar(120), bar(90-f/2), Flex(), bar(64)), 16, 0)), HLine())
	}
	return Col(0, append(os, Flex())...)
}

var _ fyne.Focusable = (*gridList)(nil)

// themed shows a list with rows that touch.
func themed(l *gridList) fyne.CanvasObject { return container.NewThemeOverride(l, gridTheme{}) }
