package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// choiceRow is a switch between a few choices. Its parts stay the same objects, so that the focus
// stays where it is.
type choiceRow struct {
	root    *fyne.Container
	choices []vm.Choice
	parts   map[string]*widgets.Tappable
	grounds map[string]*fyne.Container
	texts   map[string]*fyne.Container
}

func newChoiceRow(choices []vm.Choice, chosen func(id string)) *choiceRow {
	k := theme.Current()
	r := &choiceRow{choices: choices, parts: map[string]*widgets.Tappable{}, grounds: map[string]*fyne.Container{}, texts: map[string]*fyne.Container{}}
	var os []fyne.CanvasObject
	for _, c := range choices {
		r.grounds[c.ID], r.texts[c.ID] = container.NewStack(), container.NewStack()
		part := widgets.NewTappable(widgets.Sized(0, 24, widgets.Stack(r.grounds[c.ID], widgets.PadXY(widgets.Mid(r.texts[c.ID]), 12, 0))), theme.RadiusBadge, func() { chosen(c.ID) })
		r.parts[c.ID] = part
		os = append(os, part)
	}
	r.root = widgets.Sized(0, theme.SmallHeight, widgets.Stack(widgets.Border(k.Sunken, k.Line, theme.RadiusControl), widgets.PadXY(widgets.Row(0, os...), 2, 2)))
	return r
}

// show marks the choice in force.
func (r *choiceRow) show(id string) {
	k := theme.Current()
	for _, c := range r.choices {
		r.grounds[c.ID].Objects, r.texts[c.ID].Objects = nil, []fyne.CanvasObject{widgets.Medium(c.Label, theme.Small, k.Text2)}
		if c.ID == id {
			r.grounds[c.ID].Objects = []fyne.CanvasObject{widgets.Border(k.Control(), k.LineStrong, theme.RadiusBadge)}
			mark := widgets.Icon(theme.Icon("check", k.AccentText), 12)
			r.texts[c.ID].Objects = []fyne.CanvasObject{widgets.Row(5, mark, widgets.Medium(c.Label, theme.Small, k.Text))}
		}
		r.grounds[c.ID].Refresh()
		r.texts[c.ID].Refresh()
	}
	r.root.Refresh()
}

// stepper is a value between two buttons.
type stepper struct {
	root       *fyne.Container
	value      *fyne.Container
	less, more *widgets.Button
}

func newStepper(step func(int)) *stepper {
	s := &stepper{value: container.NewStack()}
	s.less = widgets.NewIconButton(widgets.Secondary, "minus", say.L("Less"), func() { step(-1) })
	s.more = widgets.NewIconButton(widgets.Secondary, "plus", say.L("More"), func() { step(1) })
	s.root = widgets.Row(6, s.less, widgets.Sized(96, 0, widgets.Mid(s.value)), s.more)
	return s
}

// show shows a value. At a limit both buttons stay as they are: one that turns grey under the focus
// would lose it.
func (s *stepper) show(value string) {
	s.value.Objects = []fyne.CanvasObject{widgets.Medium(value, theme.Body, theme.Current().Text)}
	s.value.Refresh()
}

// The width of the cards, and what a setting's control takes of it.
const width, controlWidth float32 = 740, 300

// setting is one line of a card: what it is, what it means, and at the right how it is chosen.
func setting(name, help string, control fyne.CanvasObject) fyne.CanvasObject {
	k := theme.Current()
	words := widgets.Col(2, widgets.Row(0, widgets.Grow(widgets.Cut(widgets.Medium(name, theme.Body, k.Text)))), widgets.Para(help, theme.Small, k.Text3, width-controlWidth-48))
	return widgets.PadXY(widgets.Row(16, widgets.Grow(words), widgets.Sized(controlWidth, 0, widgets.Trail(control))), 16, 10)
}

// section is a card with a title.
func section(icon, title string, rows ...fyne.CanvasObject) fyne.CanvasObject {
	k := theme.Current()
	os := []fyne.CanvasObject{widgets.Sized(0, 44, widgets.PadXY(widgets.Row(10, widgets.Icon(theme.Icon(icon, k.Text3), 16), widgets.Semi(title, theme.Section, k.Text), widgets.Flex()), 16, 0))}
	for _, r := range rows {
		os = append(os, widgets.PadXY(widgets.HLine(), 1, 0), r)
	}
	return widgets.Card(widgets.Col(0, os...))
}
