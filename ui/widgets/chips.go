package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
)

// Chip is one filter in force: what is asked, and the answer that things must have.
type Chip struct{ ID, Name, Value string }

// Chips are the filters in force, each with what takes it away, and the button that adds one. Delete
// and Backspace take the focused one away.
type Chips struct {
	OnRemove func(id string)
	OnAdd    func()
	OnClear  func()

	root  *fyne.Container
	add   *Button
	shown []Chip
}

// NewChips makes an empty line of filters.
func NewChips() *Chips {
	c := &Chips{root: container.New(wrapRow{gap: 8})}
	c.add = NewSmallButton(Secondary, "plus", say.L("Filter"), func() {
		if c.OnAdd != nil {
			c.OnAdd()
		}
	})
	c.root.Objects = []fyne.CanvasObject{c.add}
	return c
}

// Object is what is shown.
func (c *Chips) Object() fyne.CanvasObject { return c.root }

// Adder is the button under which one chooses a filter.
func (c *Chips) Adder() fyne.CanvasObject { return c.add }

// Show shows these filters.
func (c *Chips) Show(chips []Chip) {
	if slices.Equal(chips, c.shown) {
		return
	}
	c.shown = slices.Clone(chips)
	var os []fyne.CanvasObject
	for _, ch := range chips {
		os = append(os, c.chip(ch))
	}
	os = append(os, c.add)
	if len(chips) > 1 {
		os = append(os, NewSmallButton(Link, "", say.L("Clear all"), func() { c.OnClear() }))
	}
	c.root.Objects = os
	c.root.Refresh()
}

// chip draws one filter.
func (c *Chips) chip(ch Chip) fyne.CanvasObject {
	k := theme.Current()
	words := Row(5, Text(ch.Name, theme.Small, k.Text2), CutTo(Medium(ch.Value, theme.Small, k.AccentText), 140), Gap(2, 0), Icon(theme.Icon("x", k.AccentText), 12))
	t := &chipButton{}
	t.content, t.radius = Sized(0, theme.SmallHeight, Stack(Border(k.AccentSoft, k.AccentLine, theme.RadiusControl), PadXY(words, 10, 0))), theme.RadiusControl
	t.OnTapped = func() { c.OnRemove(ch.ID) }
	t.Tip = say.L("Take this filter away")
	t.ExtendBaseWidget(t)
	return t
}

// chipButton is a chip that keys take away.
type chipButton struct{ Tappable }

// TypedKey implements fyne.Focusable.
func (b *chipButton) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyDelete || e.Name == fyne.KeyBackspace {
		b.Tapped(nil)
		return
	}
	b.Tappable.TypedKey(e)
}

// wrapRow lays out from left to right; what does not fit any more is left out, so that a bar keeps
// its height. The last child always stays.
type wrapRow struct{ gap float32 }

// MinSize implements fyne.Layout.
func (l wrapRow) MinSize(os []fyne.CanvasObject) fyne.Size {
	if len(os) == 0 {
		return fyne.Size{}
	}
	return fyne.NewSize(os[len(os)-1].MinSize().Width, theme.SmallHeight)
}

// Layout implements fyne.Layout.
func (l wrapRow) Layout(os []fyne.CanvasObject, s fyne.Size) {
	x := float32(0)
	for _, o := range os {
		m := o.MinSize()
		place(o, x, round((s.Height-m.Height)/2), m.Width, m.Height)
		x += m.Width + l.gap
	}
}
