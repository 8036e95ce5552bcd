package page

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Changes shows what differs between two policies, in words, by effect. Open says which lines are
// open, by their place over all groups; toggle opens and closes one. It also returns the lines that
// can be opened, by their place, so that a page can leave the keys on one when it draws again.
func Changes(groups []vm.ChangeGroup, open func(place int) bool, toggle func(place int)) (o fyne.CanvasObject, lines map[int]fyne.Focusable) {
	k := theme.Current()
	var os []fyne.CanvasObject
	place := 0
	lines = map[int]fyne.Focusable{}
	for i, g := range groups {
		if i > 0 {
			os = append(os, widgets.Gap(0, 6), widgets.HLine())
		}
		os = append(os, widgets.Sized(0, 34, widgets.PadXY(widgets.Row(8, widgets.Medium(g.Effect.Title(), theme.Small, k.Text2), widgets.Text(say.Count(int64(g.Count)), theme.Small, k.Text3), widgets.Flex()), 16, 0)))
		for _, l := range g.Lines {
			at := place
			place++
			isOpen := open(at)
			line := changeLine(l, isOpen, func() { toggle(at) })
			os = append(os, line)
			if f, ok := line.(fyne.Focusable); ok {
				lines[at] = f
			}
			if isOpen {
				os = append(os, changeNames(l))
			}
		}
		if g.More > 0 {
			os = append(os, widgets.Sized(0, 28, widgets.Pad(widgets.Lead(widgets.Text(say.N(int64(g.More), "and {{.Count}} more", "and {{.Count}} more"), theme.Small, k.Text3)), 0, 16, 0, 42)))
		}
	}
	return widgets.Col(0, os...), lines
}

// changeLine is one line; it can be opened when there are names to see.
func changeLine(l vm.ChangeLine, open bool, tapped func()) fyne.CanvasObject {
	k := theme.Current()
	fg, _ := k.Of(l.Mark.Tone)
	icon := "chevron-right"
	if open {
		icon = "chevron-down"
	}
	chevron := widgets.Gap(16, 16)
	if len(l.Names) > 0 {
		chevron = widgets.Sized(16, 16, widgets.Icon(theme.Icon(icon, k.Text2), 16))
	}
	row := widgets.Sized(0, 28, widgets.PadXY(widgets.Row(10, widgets.Icon(theme.Icon(l.Mark.Icon, fg), 16), widgets.Grow(widgets.Cut(widgets.Text(l.Text, theme.Body, k.Text))),
		widgets.CutTo(widgets.Text(l.Note, theme.Small, k.Text3), 200), chevron), 16, 0))
	if len(l.Names) == 0 {
		return widgets.Tip(row, l.Text)
	}
	return widgets.NewTappable(row, 0, tapped)
}

// changeNames lists what a line counts.
func changeNames(l vm.ChangeLine) fyne.CanvasObject {
	k := theme.Current()
	var os []fyne.CanvasObject
	for _, n := range l.Names {
		os = append(os, widgets.Sized(0, 22, widgets.Cut(widgets.Text(n, theme.Small, k.Text2))))
	}
	if l.More > 0 {
		os = append(os, widgets.Sized(0, 22, widgets.Lead(widgets.Text(say.N(int64(l.More), "and {{.Count}} more", "and {{.Count}} more"), theme.Small, k.Text3))))
	}
	return widgets.Pad(widgets.Col(0, os...), 0, 16, 4, 42)
}
