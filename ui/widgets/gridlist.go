package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// gridList are the rows of a grid: a list whose keys move the choice and change the selection.
type gridList struct {
	widget.List
	grid  *Grid
	shift bool // held
}

func newGridList(g *Grid) *gridList {
	l := &gridList{grid: g}
	l.ExtendBaseWidget(l)
	l.HideSeparators = true
	l.Length = g.len
	l.CreateItem = func() fyne.CanvasObject { return newRow(g) }
	l.UpdateItem = g.update
	return l
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
	l.RefreshItem(max(0, l.grid.current))
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
	y := float32(l.grid.current+1)*rowHeight() - l.GetScrollOffset()
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

// gridTheme lets rows touch, and leaves their tints to them.
type gridTheme struct{}

// Color implements fyne.Theme.
func (gridTheme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	switch n {
	case base.ColorNameShadow, base.ColorNameHover, base.ColorNameSelection, base.ColorNameFocus:
		return color.Transparent
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

// themed shows a list with rows that touch.
func themed(l *gridList) fyne.CanvasObject { return container.NewThemeOverride(l, gridTheme{}) }

var (
	_ fyne.Focusable    = (*gridList)(nil)
	_ fyne.Shortcutable = (*gridList)(nil)
	_ desktop.Keyable   = (*gridList)(nil)
)
