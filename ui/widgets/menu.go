package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/theme"
)

// MenuItem is one line of a menu.
type MenuItem struct {
	Icon, Title, Key string
	Danger, Disabled bool
	Reason           string // why it is disabled, said in place of the key
	Divider          bool   // a line between others
	Run              func()
}

// Menu lies over the page until something is chosen: Up and Down move, Enter chooses, Esc and a
// press beside it leave.
type Menu struct {
	widget.BaseWidget
	over    fyne.Canvas
	items   []MenuItem
	at      int
	content *fyne.Container
	pos     fyne.Position
	rows    []*menuRow
}

// ShowMenu opens a menu at a place of the canvas.
func ShowMenu(c fyne.Canvas, at fyne.Position, items []MenuItem) *Menu {
	HideTips(c)
	m := &Menu{over: c, items: items, at: -1, pos: at}
	var os []fyne.CanvasObject
	for i, it := range items {
		if it.Divider {
			os = append(os, PadXY(HLine(), 0, 4))
			m.rows = append(m.rows, nil)
			continue
		}
		r := newMenuRow(m, i)
		m.rows = append(m.rows, r)
		os = append(os, r)
	}
	m.content = Raised(PadXY(Col(0, os...), 5, 5), theme.RadiusCard)
	m.ExtendBaseWidget(m)
	c.Overlays().Add(m)
	c.Focus(m)
	m.step(1)
	return m
}

// ShowMenuUnder opens a menu under what was pressed.
func ShowMenuUnder(o fyne.CanvasObject, items []MenuItem) *Menu {
	d := fyne.CurrentApp().Driver()
	c := d.CanvasForObject(o)
	if c == nil {
		return nil
	}
	return ShowMenu(c, d.AbsolutePositionForObject(o).AddXY(0, o.Size().Height+4), items)
}

// Dismiss implements Dismisser.
func (m *Menu) Dismiss() { m.over.Overlays().Remove(m) }

// Tapped implements fyne.Tappable: a press beside the menu leaves it.
func (m *Menu) Tapped(*fyne.PointEvent) { m.Dismiss() }

// TappedSecondary implements fyne.SecondaryTappable.
func (m *Menu) TappedSecondary(*fyne.PointEvent) { m.Dismiss() }

// FocusGained implements fyne.Focusable.
func (m *Menu) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (m *Menu) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (m *Menu) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (m *Menu) TypedKey(e *fyne.KeyEvent) {
	active()
	switch e.Name {
	case fyne.KeyDown:
		m.step(1)
	case fyne.KeyUp:
		m.step(-1)
	case fyne.KeyHome:
		m.at = -1
		m.step(1)
	case fyne.KeyEnd:
		m.at = len(m.items)
		m.step(-1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		m.choose(m.at)
	case fyne.KeyEscape:
		m.Dismiss()
	}
}

// step moves to the next line that can be chosen.
func (m *Menu) step(d int) {
	for at := m.at + d; at >= 0 && at < len(m.items); at += d {
		if it := m.items[at]; !it.Divider && !it.Disabled {
			m.light(at)
			return
		}
	}
}

func (m *Menu) light(at int) {
	m.at = at
	for _, r := range m.rows {
		if r != nil {
			r.Refresh()
		}
	}
}

func (m *Menu) choose(i int) {
	if i < 0 || i >= len(m.items) || m.items[i].Disabled || m.items[i].Divider {
		return
	}
	m.Dismiss()
	if m.items[i].Run != nil {
		m.items[i].Run()
	}
}

// CreateRenderer implements fyne.Widget.
func (m *Menu) CreateRenderer() fyne.WidgetRenderer { return &menuRenderer{m} }

type menuRenderer struct{ m *Menu }

// Layout implements fyne.WidgetRenderer: inside the canvas, even at its edge.
func (r *menuRenderer) Layout(s fyne.Size) {
	m := r.m.content.MinSize()
	w, h := max(200, m.Width), min(m.Height, s.Height-16)
	x := max(8, min(r.m.pos.X, s.Width-w-8))
	y := r.m.pos.Y
	if y+h > s.Height-8 {
		y = max(8, s.Height-h-8)
	}
	place(r.m.content, round(x), round(y), w, h)
}

// MinSize implements fyne.WidgetRenderer.
func (r *menuRenderer) MinSize() fyne.Size { return r.m.content.MinSize() }

// Refresh implements fyne.WidgetRenderer.
func (r *menuRenderer) Refresh() {
	r.Layout(r.m.Size())
	canvas.Refresh(r.m.content)
}

// Objects implements fyne.WidgetRenderer.
func (r *menuRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.m.content} }

// Destroy implements fyne.WidgetRenderer.
func (r *menuRenderer) Destroy() {}

// ShowChooser opens a picker's list under o without its field: one types and chooses.
func ShowChooser(c fyne.Canvas, o fyne.CanvasObject, options []Option, chosen func(id string)) {
	p := NewPicker("", options, func(ids []string) {
		if len(ids) > 0 {
			chosen(ids[0])
		}
	})
	p.openAt(c, fyne.CurrentApp().Driver().AbsolutePositionForObject(o).AddXY(0, o.Size().Height+4), 340)
}

var (
	_ fyne.Focusable = (*Menu)(nil)
	_ Dismisser      = (*Menu)(nil)
)
