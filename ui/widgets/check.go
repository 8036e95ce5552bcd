package widgets

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/theme"
)

// Check is a box to tick, with words: a press or Space ticks it, Esc leaves the dialog. Its box stands
// at the edge of the column, as the boxes of a grid do, which the toolkit's own does not.
type Check struct {
	Tappable
	Text      string
	Checked   bool
	OnChanged func(bool)
}

// NewCheck makes a box that is not ticked.
func NewCheck(label string, changed func(bool)) *Check {
	c := &Check{Text: label, OnChanged: changed}
	c.radius = theme.RadiusBadge
	c.OnTapped = func() { c.SetChecked(!c.Checked) }
	c.content = Gap(0, 0)
	c.ExtendBaseWidget(c)
	return c
}

// SetChecked ticks the box, or empties it, and tells.
func (c *Check) SetChecked(on bool) {
	if c.Checked == on {
		return
	}
	c.Checked = on
	c.Refresh()
	if c.OnChanged != nil {
		c.OnChanged(on)
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	c.content = c.face()
	return c.Tappable.CreateRenderer()
}

// Refresh implements fyne.Widget; it takes over the colours of the theme.
func (c *Check) Refresh() {
	c.content = c.face()
	c.Tappable.Refresh()
}

// face draws the box as it is now.
func (c *Check) face() fyne.CanvasObject {
	k := theme.Current()
	line, fill := k.LineStrong, k.Field()
	var tick fyne.CanvasObject = Gap(12, 12)
	if c.Checked {
		line, fill, tick = k.Accent, k.Accent, Icon(theme.Icon("check", k.OnAccent), 12)
	}
	box := Sized(16, 16, Stack(Border(fill, line, 4), PadXY(tick, 2, 2)))
	return Sized(0, 28, Pad(Row(10, box, Text(c.Text, theme.Body, k.Text)), 0, 4, 0, 0))
}

// TypedKey implements fyne.Focusable: Enter is the form's, not the box's.
func (c *Check) TypedKey(e *fyne.KeyEvent) {
	if e.Name != fyne.KeyReturn && e.Name != fyne.KeyEnter {
		c.Tappable.TypedKey(e)
	}
}

var _ fyne.Focusable = (*Check)(nil)
