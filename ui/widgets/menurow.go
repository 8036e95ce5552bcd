package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/theme"
)

// menuRow is one line of a menu.
type menuRow struct {
	widget.BaseWidget
	menu *Menu
	i    int
	box  *fyne.Container
}

func newMenuRow(m *Menu, i int) *menuRow {
	r := &menuRow{menu: m, i: i, box: container.NewStack()}
	r.ExtendBaseWidget(r)
	r.draw()
	return r
}

// draw draws the line as it is now.
func (r *menuRow) draw() {
	k := theme.Current()
	it := r.menu.items[r.i]
	fg, icon := k.Text, k.Text2
	switch {
	case it.Disabled:
		fg, icon = k.Disabled, k.Disabled
	case it.Danger:
		fg, icon = k.Danger, k.Danger
	}
	var mark fyne.CanvasObject = Gap(14, 14)
	if it.Icon != "" {
		mark = Icon(theme.Icon(it.Icon, icon), 14)
	}
	in := []fyne.CanvasObject{mark, Text(it.Title, theme.Body, fg), Flex()}
	switch {
	case it.Disabled && it.Reason != "":
		in = append(in, Gap(16, 0), Text(it.Reason, theme.Small, k.Text3))
	case it.Key != "":
		in = append(in, Gap(16, 0), KeyCap(it.Key))
	}
	var back fyne.CanvasObject = Gap(0, 0)
	if r.menu.at == r.i {
		back = Rect(k.AccentSoft, theme.RadiusBadge)
	}
	r.box.Objects = []fyne.CanvasObject{Sized(0, 30, Stack(back, PadXY(Row(10, in...), 10, 0)))}
}

// Refresh implements fyne.Widget.
func (r *menuRow) Refresh() {
	r.draw()
	r.box.Refresh()
}

// Tapped implements fyne.Tappable.
func (r *menuRow) Tapped(*fyne.PointEvent) {
	active()
	r.menu.choose(r.i)
}

// MouseIn implements desktop.Hoverable.
func (r *menuRow) MouseIn(*desktop.MouseEvent) {
	if !r.menu.items[r.i].Disabled {
		r.menu.light(r.i)
	}
}

// MouseMoved implements desktop.Hoverable.
func (r *menuRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *menuRow) MouseOut() {}

// CreateRenderer implements fyne.Widget.
func (r *menuRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.box) }
