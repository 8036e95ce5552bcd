package shell

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/nav"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// sidebar lists the pages. Its rows live as long as the frame.
type sidebar struct {
	object fyne.CanvasObject
	rows   map[string]*navRow // by page
	at     string
}

const navRowHeight float32 = 30

func newSidebar(info vm.VaultInfo, open func(nav.Route)) *sidebar {
	k := theme.Current()
	s := &sidebar{rows: map[string]*navRow{}}
	name := widgets.Col(1, widgets.Semi("Gatehouse", theme.Section, k.Text), widgets.Row(0, widgets.Grow(widgets.Cut(widgets.Text(info.Name, theme.Caption, k.Text3)))))
	head := widgets.Col(0, widgets.Sized(0, theme.TopHeight-1, widgets.Pad(widgets.Row(10, widgets.Logo(28), widgets.Grow(widgets.Tip(name, info.Path))), 0, 12, 0, 14)), widgets.HLine())
	pages, foot := []fyne.CanvasObject{widgets.Gap(0, 9)}, []fyne.CanvasObject{widgets.HLine(), widgets.Gap(0, 6)}
	group := ""
	for _, i := range Items() {
		if i.Group != group && !i.Foot {
			group = i.Group
			pages = append(pages, widgets.Sized(0, 28, widgets.Pad(widgets.Lead(widgets.Medium(i.Group, theme.Caption, k.Text3)), 8, 0, 0, 18)))
		}
		row := newNavRow(i, open)
		s.rows[i.Route.Page] = row
		line := widgets.PadXY(row, 8, 0)
		if i.Foot {
			foot = append(foot, line)
		} else {
			pages = append(pages, line)
		}
	}
	// In a low window the pages scroll, and the foot stays.
	body := container.NewVScroll(widgets.Col(0, pages...))
	s.object = widgets.Sized(theme.SidebarWidth, 0, widgets.Stack(widgets.Rect(theme.Current().Ground, 0), widgets.Fill(0, widgets.Grow(widgets.Col(0, append([]fyne.CanvasObject{head, widgets.Grow(body)}, append(foot, widgets.Gap(0, 6))...)...)), widgets.VLine())))
	return s
}

// show marks the page where one is.
func (s *sidebar) show(page string) {
	if s.at == page {
		return
	}
	before := s.at
	s.at = page
	for _, p := range []string{before, page} {
		if r := s.rows[p]; r != nil {
			r.setCurrent(p == page)
		}
	}
}

// setBadges shows these badges and no others.
func (s *sidebar) setBadges(badges map[string]vm.Badge) {
	for page, r := range s.rows {
		r.setBadge(badges[page])
	}
}

// navRow is one page in the sidebar.
type navRow struct {
	widget.BaseWidget
	item  Item
	badge vm.Badge
	open  func(nav.Route)

	current, hovered, focused bool
}

func newNavRow(i Item, open func(nav.Route)) *navRow {
	r := &navRow{item: i, open: open}
	r.ExtendBaseWidget(r)
	return r
}

func (r *navRow) setCurrent(on bool) {
	r.current = on
	r.Refresh()
}

func (r *navRow) setBadge(b vm.Badge) {
	if r.badge != b {
		r.badge = b
		r.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (r *navRow) Tapped(*fyne.PointEvent) {
	touched()
	widgets.ShowTip(r, "", fyne.Position{})
	r.open(r.item.Route)
}

// MouseIn implements desktop.Hoverable.
func (r *navRow) MouseIn(e *desktop.MouseEvent) {
	r.hovered = true
	r.Refresh()
	widgets.ShowTip(r, r.badge.Tip, e.AbsolutePosition)
}

// MouseMoved implements desktop.Hoverable.
func (r *navRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *navRow) MouseOut() {
	r.hovered = false
	r.Refresh()
	widgets.ShowTip(r, "", fyne.Position{})
}

// FocusGained implements fyne.Focusable.
func (r *navRow) FocusGained() { r.focused = true; r.Refresh() }

// FocusLost implements fyne.Focusable.
func (r *navRow) FocusLost() { r.focused = false; r.Refresh() }

// TypedRune implements fyne.Focusable.
func (r *navRow) TypedRune(rune) {}

// TypedKey implements fyne.Focusable: Enter and Space open, Up and Down go to the neighbour.
func (r *navRow) TypedKey(e *fyne.KeyEvent) {
	c := fyne.CurrentApp().Driver().CanvasForObject(r)
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		r.Tapped(nil)
	case fyne.KeyDown:
		if c != nil && r.item.Route != items[len(items)-1].Route {
			c.FocusNext()
		}
	case fyne.KeyUp:
		if c != nil && r.item.Route != items[0].Route {
			c.FocusPrevious()
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (r *navRow) CreateRenderer() fyne.WidgetRenderer {
	image := func() *canvas.Image { return &canvas.Image{FillMode: canvas.ImageFillContain} }
	none := color.NRGBA{}
	n := &navRenderer{r: r, ring: widgets.Rect(none, theme.RadiusControl), fill: widgets.Rect(none, theme.RadiusControl-1), over: widgets.Rect(none, theme.RadiusControl),
		icon: image(), label: widgets.Text(r.item.Title, theme.Body, none), pill: widgets.Rect(none, 9), mark: image(), words: widgets.Medium("", theme.Caption, none)}
	n.update()
	return n
}

// navRenderer draws a row of the sidebar: tint and weight for the page where one is, a badge.
type navRenderer struct {
	r                      *navRow
	ring, fill, over, pill *canvas.Rectangle
	icon, mark             *canvas.Image
	label, words           *canvas.Text
}

func (n *navRenderer) update() {
	k := theme.Current()
	none := color.NRGBA{}
	icon, text, font, tint := k.Text3, k.Text2, fyne.Resource(nil), none
	if n.r.current {
		icon, text, font, tint = k.AccentText, k.Text, theme.Medium, k.AccentSoft
	}
	n.ring.FillColor, n.fill.FillColor, n.over.FillColor = tint, none, none
	if n.r.focused {
		n.ring.FillColor, n.fill.FillColor = k.Accent, k.Ground
		if n.r.current {
			n.fill.FillColor = k.AccentSoft
		}
	}
	if n.r.hovered {
		n.over.FillColor = k.Hover
	}
	n.icon.Resource = theme.Icon(n.r.item.Icon, icon)
	n.label.Color, n.label.FontSource = text, font
	b := n.r.badge
	fg, bg := k.Of(b.Mark.Tone)
	n.pill.FillColor, n.words.Color, n.words.Text = bg, fg, b.Mark.Word
	n.pill.Hidden, n.words.Hidden, n.mark.Hidden = b.Mark.IsZero(), b.Mark.IsZero(), b.Mark.IsZero() || b.Mark.Icon == ""
	if b.Mark.Icon != "" {
		n.mark.Resource = theme.Icon(b.Mark.Icon, fg)
	}
}

// Layout implements fyne.WidgetRenderer.
func (n *navRenderer) Layout(s fyne.Size) {
	place(n.ring, 0, 0, s.Width, s.Height)
	place(n.fill, 1, 1, s.Width-2, s.Height-2)
	place(n.over, 0, 0, s.Width, s.Height)
	place(n.icon, 10, whole((s.Height-16)/2), 16, 16)
	m := n.label.MinSize()
	place(n.label, 36, whole((s.Height-m.Height)/2), m.Width, m.Height)
	if n.pill.Hidden {
		return
	}
	w := n.words.MinSize()
	width := float32(int(w.Width+0.99)) + 12
	if !n.mark.Hidden {
		width += 16
	}
	width = max(width, 18)
	x, y := s.Width-6-width, whole((s.Height-18)/2)
	place(n.pill, x, y, width, 18)
	place(n.mark, x+6, y+3, 12, 12)
	place(n.words, whole(x+width-6-w.Width), whole(y+(18-w.Height)/2), w.Width, w.Height)
}

// MinSize implements fyne.WidgetRenderer.
func (n *navRenderer) MinSize() fyne.Size { return fyne.NewSize(120, navRowHeight) }

// Refresh implements fyne.WidgetRenderer.
func (n *navRenderer) Refresh() {
	n.update()
	n.Layout(n.r.Size())
	for _, o := range n.Objects() {
		o.Refresh()
	}
}

// Objects implements fyne.WidgetRenderer.
func (n *navRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{n.ring, n.fill, n.over, n.icon, n.label, n.pill, n.mark, n.words}
}

// Destroy implements fyne.WidgetRenderer.
func (n *navRenderer) Destroy() {}

var (
	_ fyne.Focusable    = (*navRow)(nil)
	_ desktop.Hoverable = (*navRow)(nil)
)
