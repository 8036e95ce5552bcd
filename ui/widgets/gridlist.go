package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// gridList are the rows of a grid: a list whose keys move the choice and change the selection.
//
// It is no widget.List: that one keeps a distance between rows unless it stands in a theme of its own,
// and for every theme of its own the toolkit reads all fonts again and never lets go of them.
type gridList struct {
	widget.BaseWidget
	grid   *Grid
	lines  *gridLines
	scroll *container.Scroll
	shift  bool // held
}

func newGridList(g *Grid) *gridList {
	l := &gridList{grid: g}
	l.lines = &gridLines{list: l}
	l.lines.ExtendBaseWidget(l.lines)
	l.scroll = container.NewVScroll(l.lines)
	l.scroll.OnScrolled = func(fyne.Position) { l.lines.fit(false) }
	l.ExtendBaseWidget(l)
	return l
}

// CreateRenderer implements fyne.Widget.
func (l *gridList) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.scroll) }

// Refresh shows the rows as they are now.
func (l *gridList) Refresh() {
	l.scroll.Offset.Y = max(0, min(l.scroll.Offset.Y, l.lines.height()-l.scroll.Size().Height))
	l.lines.fit(true)
	l.scroll.Refresh()
}

// refreshRow shows row i as it is now, if it is seen.
func (l *gridList) refreshRow(i int) {
	if n := i - l.lines.first; n >= 0 && n < len(l.lines.shown) {
		l.grid.update(i, l.lines.shown[n])
	}
}

// offset is how far the rows are scrolled.
func (l *gridList) offset() float32 { return l.scroll.Offset.Y }

// scrollTo scrolls the rows so far.
func (l *gridList) scrollTo(y float32) {
	l.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(y, l.lines.height()-l.scroll.Size().Height))))
	l.lines.fit(false)
}

// ScrollTo scrolls as little as row i needs to be seen.
func (l *gridList) ScrollTo(i int) {
	top, bottom := float32(i)*rowHeight(), float32(i+1)*rowHeight()
	switch y := l.offset(); {
	case top < y:
		l.scrollTo(top)
	case bottom > y+l.scroll.Size().Height:
		l.scrollTo(bottom - l.scroll.Size().Height)
	}
}

// FocusGained implements fyne.Focusable; the chosen row shows who has the keys, or the first one while
// none is chosen.
func (l *gridList) FocusGained() { l.focus(true) }

// FocusLost implements fyne.Focusable.
func (l *gridList) FocusLost() {
	l.shift = false
	l.focus(false)
}

func (l *gridList) focus(on bool) {
	l.grid.focused = on
	l.refreshRow(max(0, l.grid.current))
}

// KeyDown implements desktop.Keyable: Shift extends the selection.
func (l *gridList) KeyDown(e *fyne.KeyEvent) { l.held(e, true) }

// KeyUp implements desktop.Keyable.
func (l *gridList) KeyUp(e *fyne.KeyEvent) { l.held(e, false) }

func (l *gridList) held(e *fyne.KeyEvent, down bool) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		l.shift = down
	}
}

// TypedShortcut implements fyne.Shortcutable: Ctrl+A selects all, Ctrl+C copies, Ctrl+Z takes back.
func (l *gridList) TypedShortcut(s fyne.Shortcut) {
	active()
	switch s.(type) {
	case *fyne.ShortcutSelectAll:
		if l.grid.cols.checks {
			l.grid.Rows.SelectAll()
		}
	case *fyne.ShortcutCopy:
		if l.grid.OnCopy != nil {
			l.grid.OnCopy()
		}
	case *fyne.ShortcutUndo:
		if l.grid.OnUndo != nil {
			l.grid.OnUndo()
		}
	}
}

// TypedRune implements fyne.Focusable.
func (l *gridList) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (l *gridList) TypedKey(e *fyne.KeyEvent) {
	active()
	if to, ok := l.target(e.Name); ok {
		l.move(to)
		return
	}
	g := l.grid
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if g.current < 0 {
			l.move(0)
		} else if g.OnOpen != nil {
			g.OnOpen(g.current)
		}
	case fyne.KeySpace:
		if g.cols.checks && g.len() > 0 {
			g.Rows.Toggle(max(0, g.current))
		}
	case fyne.KeyDelete:
		if g.OnDelete != nil {
			g.OnDelete()
		}
	case desktop.KeyMenu:
		l.menu()
	case fyne.KeyF10:
		if l.shift {
			l.menu()
		}
	case fyne.KeyEscape:
		l.escape()
	}
}

// target is the row that a key leads to.
func (l *gridList) target(k fyne.KeyName) (int, bool) {
	g, page := l.grid, max(1, int(l.Size().Height/rowHeight())-1)
	switch k {
	case fyne.KeyDown:
		return g.current + 1, true
	case fyne.KeyUp:
		return g.current - 1, true
	case fyne.KeyPageDown:
		return g.current + page, true
	case fyne.KeyPageUp:
		return g.current - page, true
	case fyne.KeyHome:
		return 0, true
	case fyne.KeyEnd:
		return g.len() - 1, true
	}
	return 0, false
}

func (l *gridList) move(to int) {
	n := l.grid.len()
	if n == 0 {
		return
	}
	to = min(n-1, max(0, to))
	if l.shift && l.grid.cols.checks {
		l.grid.Rows.SelectTo(to)
	} else {
		l.grid.Rows.ChooseRow(to)
	}
	l.ScrollTo(to)
}

// menu opens the menu of the chosen row under it.
func (l *gridList) menu() {
	if l.grid.current < 0 {
		return
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(l)
	y := float32(l.grid.current+1)*rowHeight() - l.offset()
	l.grid.menu(l.grid.current, at.AddXY(checkGap, y))
}

// escape gives up the selection, or else the choice, or else leaves the dialog.
func (l *gridList) escape() {
	switch g := l.grid; {
	case g.cols.checks && g.Rows.SelectedCount() > 0:
		g.Rows.ClearSelection()
	case g.OnEscape != nil:
		g.OnEscape()
	default:
		Escape(l)
	}
}

var (
	_ fyne.Focusable    = (*gridList)(nil)
	_ fyne.Shortcutable = (*gridList)(nil)
	_ desktop.Keyable   = (*gridList)(nil)
)
