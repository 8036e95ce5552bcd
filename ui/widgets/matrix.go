package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/theme"
)

// The measures of a matrix.
const (
	matrixHead   float32 = 60
	matrixColumn float32 = 76
	matrixTag    float32 = 56 // a method at the head of a row
	matrixLead   float32 = 270
)

// MatrixLine is the head of one row: a group over the rows below it, or a method and what it is for.
type MatrixLine struct {
	Group       bool
	Title, Note string // of a group
	Tag, Text   string // of a row
	TagFill     int    // how the method feels: 0 reads, 1 writes, 2 deletes
}

// MatrixHead is the head of one column.
type MatrixHead struct{ Title, Note string }

// MatrixState is what one cell says.
type MatrixState uint8

// The states of cells.
const (
	MatrixNo     MatrixState = iota // a dot
	MatrixYes                       // a check
	MatrixOTP                       // a check and a telephone
	MatrixAll                       // anybody may
	MatrixGains                     // it is going to be yes
	MatrixOTPs                      // it is going to be with a one-time password
	MatrixLosses                    // it is going to be no
)

// MatrixCell is one cell. Fixed ones cannot be changed here: they are open for another reason.
type MatrixCell struct {
	State MatrixState
	Fixed bool
}

// Matrix is rows by columns of small marks, of which only those that are seen exist. Keys move a cell;
// what they do with it is the page's.
type Matrix struct {
	widget.BaseWidget
	Rows, Columns func() int
	Line          func(i int) MatrixLine
	Head          func(j int) MatrixHead
	Cell          func(i, j int) MatrixCell
	OnChoose      func(i, j int)
	OnToggle      func() // Space
	OnDemand      func() // O: with a one-time password or without
	OnOpen        func() // Enter
	OnEscape      func()

	row, column int // of the chosen cell; -1 while there is none
	focused     bool
	scroll      *container.Scroll
	cells       *matrixPlane
	lines       *matrixPlane
	heads       *matrixPlane
	clips       [2]*container.Clip
	corner      fyne.CanvasObject
	rules       []fyne.CanvasObject
	lead        float32
}

// NewMatrix makes a matrix without a chosen cell. The corner says what the rows are.
func NewMatrix(corner string) *Matrix {
	m := &Matrix{row: -1, column: -1, lead: matrixLead}
	k := theme.Current()
	m.cells, m.lines, m.heads = newPlane(m), newPlane(m), newPlane(m)
	m.scroll = container.NewScroll(m.cells)
	m.scroll.OnScrolled = func(fyne.Position) { m.fit() }
	m.clips = [2]*container.Clip{container.NewClip(m.lines), container.NewClip(m.heads)}
	m.corner = Pad(Lead(Text(corner, theme.Small, k.Text3)), 22, 0, 0, 16)
	m.rules = []fyne.CanvasObject{Rect(k.Ground, 0), Rect(k.Line, 0), Rect(k.Line, 0)}
	m.ExtendBaseWidget(m)
	return m
}

// Chosen is the chosen cell; -1 while there is none.
func (m *Matrix) Chosen() (row, column int) { return m.row, m.column }

// Choose makes a cell the chosen one and scrolls as little as it needs to be seen.
func (m *Matrix) Choose(row, column int) {
	m.row, m.column = row, column
	if row >= 0 && m.scroll.Size().Height > 0 {
		m.reveal()
	}
	m.fit()
}

// reveal scrolls to the chosen cell, and to the head of its group when that stands right above it.
func (m *Matrix) reveal() {
	o, s, h := m.scroll.Offset, m.scroll.Size(), rowHeight()
	top := m.row
	if top > 0 && m.Line(top-1).Group {
		top--
	}
	o.X = max(min(o.X, float32(m.column)*matrixColumn), float32(m.column+1)*matrixColumn-s.Width)
	o.Y = max(min(o.Y, float32(top)*h), float32(m.row+1)*h-s.Height)
	o.X, o.Y = max(0, o.X), max(0, o.Y)
	if o != m.scroll.Offset {
		m.scroll.ScrollToOffset(o)
	}
}

// Tapped implements fyne.Tappable: it chooses the cell under the pointer.
func (m *Matrix) Tapped(e *fyne.PointEvent) {
	active()
	if c := fyne.CurrentApp().Driver().CanvasForObject(m); c != nil {
		c.Focus(m)
	}
	x, y := e.Position.X-m.lead+m.scroll.Offset.X, e.Position.Y-matrixHead+m.scroll.Offset.Y
	if e.Position.Y < matrixHead || y < 0 || m.OnChoose == nil {
		return
	}
	i, j := int(y/rowHeight()), int(x/matrixColumn)
	if e.Position.X < m.lead {
		j = max(0, m.column)
	}
	if i < m.Rows() && j < m.Columns() && !m.Line(i).Group {
		m.OnChoose(i, j)
	}
}

// ScrollTo scrolls as little as row i needs to be seen.
func (m *Matrix) ScrollTo(i int) {
	o, s, h := m.scroll.Offset, m.scroll.Size(), rowHeight()
	o.Y = max(0, max(min(o.Y, float32(i)*h), float32(i+1)*h-s.Height))
	m.scroll.ScrollToOffset(o)
	m.fit()
}

// Refresh implements fyne.CanvasObject.
func (m *Matrix) Refresh() {
	m.row = min(m.row, m.Rows()-1)
	m.column = min(m.column, m.Columns()-1)
	m.cells.Resize(m.cells.MinSize().Max(m.scroll.Size()))
	m.scroll.Refresh()
	m.fit()
}

// fit draws what is seen.
func (m *Matrix) fit() {
	o, s, h := m.scroll.Offset, m.scroll.Size(), rowHeight()
	if s.Height <= 0 {
		return
	}
	top, left := max(0, int(o.Y/h)), max(0, int(o.X/matrixColumn))
	bottom, right := min(m.Rows(), int((o.Y+s.Height)/h)+1), min(m.Columns(), int((o.X+s.Width)/matrixColumn)+1)
	m.cells.begin()
	for i := top; i < bottom; i++ {
		m.band(m.cells, i, float32(i)*h, m.cells.Size().Width, m.Line(i).Group)
		if m.Line(i).Group {
			continue
		}
		for j := left; j < right; j++ {
			m.cells.mark(m.Cell(i, j), float32(j)*matrixColumn, float32(i)*h, h)
		}
	}
	if m.row >= 0 && m.column >= 0 {
		m.cells.ring(float32(m.column)*matrixColumn+8, float32(m.row)*h+2, matrixColumn-16, h-4, m.focused)
	}
	m.cells.end()
	m.lines.begin()
	for i := top; i < bottom; i++ {
		m.band(m.lines, i, float32(i)*h-o.Y, m.lead, m.Line(i).Group)
		m.lines.line(m.Line(i), float32(i)*h-o.Y, h, m.lead)
	}
	m.lines.end()
	m.heads.begin()
	for j := left; j < right; j++ {
		m.heads.head(m.Head(j), float32(j)*matrixColumn-o.X, j == m.column)
	}
	m.heads.end()
}

// band is what lies under a row.
func (m *Matrix) band(p *matrixPlane, i int, y, w float32, group bool) {
	k, h := theme.Current(), rowHeight()
	switch {
	case group:
		p.rect(k.Ground, 0, y, w, h, 0)
	case i == m.row:
		p.rect(k.Selected, 0, y, w, h, 0)
	}
	p.rect(k.Line, 0, y+h-1, w, 1, 0)
}

// CreateRenderer implements fyne.Widget.
func (m *Matrix) CreateRenderer() fyne.WidgetRenderer { return &matrixRenderer{m} }

type matrixRenderer struct{ m *Matrix }

// Layout implements fyne.WidgetRenderer.
func (r *matrixRenderer) Layout(s fyne.Size) {
	m := r.m
	m.lead = min(matrixLead, max(150, s.Width/3))
	place(m.rules[0], 0, 0, s.Width, matrixHead)
	place(m.rules[1], 0, matrixHead-1, s.Width, 1)
	place(m.rules[2], m.lead-1, 0, 1, s.Height)
	place(m.corner, 0, 0, m.lead-1, matrixHead-1)
	place(m.clips[0], 0, matrixHead, m.lead-1, s.Height-matrixHead)
	place(m.clips[1], m.lead, 0, s.Width-m.lead, matrixHead-1)
	place(m.scroll, m.lead, matrixHead, s.Width-m.lead, s.Height-matrixHead)
	m.fit()
}

// MinSize implements fyne.WidgetRenderer.
func (r *matrixRenderer) MinSize() fyne.Size { return fyne.NewSize(320, 160) }

// Refresh implements fyne.WidgetRenderer.
func (r *matrixRenderer) Refresh() { canvas.Refresh(r.m) }

// Objects implements fyne.WidgetRenderer.
func (r *matrixRenderer) Objects() []fyne.CanvasObject {
	m := r.m
	return []fyne.CanvasObject{m.rules[0], m.scroll, m.clips[0], m.clips[1], m.corner, m.rules[1], m.rules[2]}
}

// Destroy implements fyne.WidgetRenderer.
func (r *matrixRenderer) Destroy() {}

// FocusGained implements fyne.Focusable.
func (m *Matrix) FocusGained() { m.focused = true; m.fit() }

// FocusLost implements fyne.Focusable.
func (m *Matrix) FocusLost() { m.focused = false; m.fit() }

// KeyDown implements desktop.Keyable.
func (m *Matrix) KeyDown(*fyne.KeyEvent) {}

// KeyUp implements desktop.Keyable.
func (m *Matrix) KeyUp(*fyne.KeyEvent) {}

// TypedShortcut implements fyne.Shortcutable.
func (m *Matrix) TypedShortcut(fyne.Shortcut) {}

// TypedRune implements fyne.Focusable.
func (m *Matrix) TypedRune(r rune) {
	active()
	if (r == 'o' || r == 'O') && m.OnDemand != nil && m.row >= 0 {
		m.OnDemand()
	}
}

// TypedKey implements fyne.Focusable.
func (m *Matrix) TypedKey(e *fyne.KeyEvent) {
	active()
	page := max(1, int(m.scroll.Size().Height/rowHeight())-1)
	switch e.Name {
	case fyne.KeyDown:
		m.move(1, 0)
	case fyne.KeyUp:
		m.move(-1, 0)
	case fyne.KeyRight:
		m.move(0, 1)
	case fyne.KeyLeft:
		m.move(0, -1)
	case fyne.KeyPageDown:
		m.move(page, 0)
	case fyne.KeyPageUp:
		m.move(-page, 0)
	case fyne.KeyHome:
		m.move(-m.Rows(), 0)
	case fyne.KeyEnd:
		m.move(m.Rows(), 0)
	case fyne.KeySpace:
		m.call(m.OnToggle)
	case fyne.KeyReturn, fyne.KeyEnter:
		m.call(m.OnOpen)
	case fyne.KeyEscape:
		if m.OnEscape != nil {
			m.OnEscape()
		}
	}
}

// call does something with the chosen cell, or chooses the first one.
func (m *Matrix) call(f func()) {
	switch {
	case m.row < 0:
		m.move(0, 0)
	case f != nil:
		f()
	}
}

// move chooses the cell so far away, past heads of groups.
func (m *Matrix) move(rows, columns int) {
	n := m.Rows()
	if n == 0 || m.Columns() == 0 || m.OnChoose == nil {
		return
	}
	i := min(n-1, max(0, max(0, m.row)+rows))
	j := min(m.Columns()-1, max(0, max(0, m.column)+columns))
	step := 1
	if rows < 0 {
		step = -1
	}
	for k := i; k >= 0 && k < n; k += step {
		if !m.Line(k).Group {
			m.OnChoose(k, j)
			return
		}
	}
	for k := i; k >= 0 && k < n; k -= step {
		if !m.Line(k).Group {
			m.OnChoose(k, j)
			return
		}
	}
}

var (
	_ fyne.Focusable    = (*Matrix)(nil)
	_ fyne.Tappable     = (*Matrix)(nil)
	_ fyne.Shortcutable = (*Matrix)(nil)
	_ desktop.Keyable   = (*Matrix)(nil)
)
