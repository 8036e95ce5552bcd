package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// renderBulk floats what can be done with the selection.
func (l *List) renderBulk(ready bool) {
	n := l.vm.SelectedCount()
	if n == 0 || !ready {
		l.Grid.SetBulk(nil)
		return
	}
	clear := widgets.NewSmallButton(widgets.Link, "", say.L("Clear"), l.vm.ClearSelection)
	bar := &bulkBar{lead: []fyne.CanvasObject{widgets.Medium(say.N(int64(n), "{{.Count}} selected", "{{.Count}} selected"), theme.Body, theme.Current().Text), clear, widgets.VLineH(24)}}
	for _, c := range l.cfg.Commands {
		if c.Bulk && !c.Danger {
			bar.add(l, c)
		}
	}
	for _, c := range l.cfg.Commands {
		if c.Bulk && c.Danger {
			bar.add(l, c)
		}
	}
	bar.more = widgets.NewIconButton(widgets.Ghost, "ellipsis", say.L("More for the selection"), nil)
	bar.more.OnTapped = func() {
		var items []widgets.MenuItem
		for i, c := range bar.commands {
			if !bar.buttons[i].Visible() {
				items = append(items, widgets.MenuItem{Icon: c.Icon, Title: c.Label(), Danger: c.Danger, Disabled: !l.can(c), Run: c.Run})
			}
		}
		widgets.ShowMenuUnder(bar.more, items)
	}
	bar.more.Hide()
	os := append([]fyne.CanvasObject{}, bar.lead...)
	for _, b := range bar.buttons {
		os = append(os, b)
	}
	l.Grid.SetBulk(widgets.Raised(widgets.Sized(0, 44, widgets.PadXY(container.New(bar, append(os, bar.more)...), 16, 0)), theme.RadiusCard))
}

// bulkBar lays out what can be done with a selection in a line. Where that is too narrow, first what
// is not possible now and then what stands last goes into a menu at its end.
type bulkBar struct {
	lead     []fyne.CanvasObject
	commands []Command
	buttons  []*widgets.Button
	more     *widgets.Button
}

const bulkGap float32 = 10

// add puts a command at the end.
func (b *bulkBar) add(l *List, c Command) {
	kind := widgets.Ghost
	if c.Danger {
		kind = widgets.DangerFinal
	}
	button := widgets.NewSmallButton(kind, c.Icon, c.Label(), c.Run)
	button.SetEnabled(l.can(c))
	b.commands, b.buttons = append(b.commands, c), append(b.buttons, button)
}

// MinSize implements fyne.Layout: all buttons, without the menu.
func (b *bulkBar) MinSize([]fyne.CanvasObject) fyne.Size {
	w := -bulkGap
	for _, o := range b.lead {
		w += o.MinSize().Width + bulkGap
	}
	for _, o := range b.buttons {
		w += o.MinSize().Width + bulkGap
	}
	return fyne.NewSize(w, theme.SmallHeight)
}

// Layout implements fyne.Layout.
func (b *bulkBar) Layout(os []fyne.CanvasObject, s fyne.Size) {
	gone := b.away(s.Width)
	for i, o := range b.buttons {
		setShown(o, !gone[i])
	}
	setShown(b.more, len(gone) > 0)
	x := float32(0)
	for _, o := range os {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		o.Move(fyne.NewPos(x, float32(int((s.Height-m.Height)/2))))
		o.Resize(m)
		x += m.Width + bulkGap
	}
}

// away are the buttons that find no room.
func (b *bulkBar) away(room float32) map[int]bool {
	gone, need := map[int]bool{}, b.MinSize(nil).Width
	drop := func(i int) {
		if need > room+0.5 && !gone[i] {
			if len(gone) == 0 {
				need += b.more.MinSize().Width + bulkGap
			}
			gone[i] = true
			need -= b.buttons[i].MinSize().Width + bulkGap
		}
	}
	for i := len(b.buttons) - 1; i >= 0; i-- {
		if b.buttons[i].Disabled() {
			drop(i)
		}
	}
	for i := len(b.buttons) - 1; i >= 0; i-- {
		drop(i)
	}
	return gone
}

// setShown shows or hides o, and touches nothing that is so already.
func setShown(o fyne.CanvasObject, on bool) {
	switch {
	case on && !o.Visible():
		o.Show()
	case !on && o.Visible():
		o.Hide()
	}
}
