package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Meter says under a field how good the password in it is: four bars and a word.
type Meter struct{ root *fyne.Container }

// NewMeter makes a meter that measures nothing yet.
func NewMeter() *Meter { return &Meter{container.NewStack()} }

// Object is what is shown.
func (m *Meter) Object() fyne.CanvasObject { return m.root }

// Show shows how strong a password is.
func (m *Meter) Show(s vm.Strength) {
	k := theme.Current()
	bars := make([]fyne.CanvasObject, 4)
	for i := range bars {
		fill := k.NeutralSoft
		if i < s.Score {
			fill, _ = k.Of(s.Mark.Tone)
		}
		bars[i] = widgets.Sized(26, 4, widgets.Rect(fill, 2))
	}
	var word fyne.CanvasObject = widgets.Help(say.N(vm.MinPassword, "At least {{.Count}} character", "At least {{.Count}} characters"))
	if !s.Mark.IsZero() {
		word = widgets.Badge(s.Mark)
	}
	m.root.Objects = []fyne.CanvasObject{widgets.Sized(0, 20, widgets.Row(8, widgets.Row(4, bars...), widgets.Flex(), word))}
	m.root.Refresh()
}
