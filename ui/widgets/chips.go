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

	root   *fyne.Container
	add    *Button
	more   *Button
	shown  []Chip
	hidden int // how many of the last have no room
}

// NewChips makes an empty line of filters.
func NewChips() *Chips {
	c := &Chips{}
	c.root = container.New(chipRow{c})
	c.more = NewSmallButton(Secondary, "", "", nil)
	c.more.Tip = say.L("Filters that have no room here")
	c.more.OnTapped = func() { ShowMenuUnder(c.more, c.rest()) }
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
	os = append(os, c.more, c.add)
	if len(chips) > 1 {
		os = append(os, NewSmallButton(Link, "", say.L("Clear all"), func() { c.OnClear() }))
	}
	c.root.Objects = os
	c.root.Refresh()
}

// rest are the filters without room, as a menu that takes them away.
func (c *Chips) rest() []MenuItem {
	var items []MenuItem
	for _, ch := range c.shown[len(c.shown)-c.hidden:] {
		items = append(items, MenuItem{Icon: "x", Title: ch.Name + " " + ch.Value, Run: func() { c.OnRemove(ch.ID) }})
	}
	return items
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

// chipRow lays out from left to right in one line, because the bar over a list keeps its height. The
// filters that do not fit are behind a button that counts them; none in force is out of reach.
type chipRow struct{ chips *Chips }

// chipGap is the room between two filters.
const chipGap float32 = 8

// MinSize implements fyne.Layout.
func (l chipRow) MinSize([]fyne.CanvasObject) fyne.Size {
	width := l.chips.add.MinSize().Width
	if len(l.chips.shown) > 0 {
		width += 40 + chipGap
	}
	return fyne.NewSize(width, theme.SmallHeight)
}

// Layout implements fyne.Layout.
func (l chipRow) Layout(os []fyne.CanvasObject, s fyne.Size) {
	n := len(l.chips.shown)
	fits := l.fitting(os, s.Width)
	if l.chips.hidden = n - fits; l.chips.hidden > 0 {
		l.chips.more.Label = "+" + say.Count(int64(l.chips.hidden))
		l.chips.more.Refresh()
	}
	x := float32(0)
	for i, o := range os {
		hide := i < n && i >= fits || o == l.chips.more && fits == n
		if hide != !o.Visible() {
			if hide {
				o.Hide()
			} else {
				o.Show()
			}
		}
		if hide {
			continue
		}
		m := o.MinSize()
		place(o, round(x), round((s.Height-m.Height)/2), m.Width, m.Height)
		x += m.Width + chipGap
	}
}

// fitting says how many filters have room, beside what always stays.
func (l chipRow) fitting(os []fyne.CanvasObject, width float32) int {
	n := len(l.chips.shown)
	rest := width
	for _, o := range os[n:] {
		if o != l.chips.more {
			rest -= o.MinSize().Width + chipGap
		}
	}
	rest += chipGap
	all := float32(0)
	for _, o := range os[:n] {
		all += o.MinSize().Width + chipGap
	}
	if all <= rest {
		return n
	}
	rest -= 40 + chipGap
	for i, o := range os[:n] {
		if rest -= o.MinSize().Width + chipGap; rest < 0 {
			return i
		}
	}
	return n
}

// Natural is the width at which every filter is seen.
func (c *Chips) Natural() float32 {
	w := float32(0)
	for _, o := range c.root.Objects {
		if o != fyne.CanvasObject(c.more) {
			w += o.MinSize().Width + chipGap
		}
	}
	return max(0, w-chipGap)
}
