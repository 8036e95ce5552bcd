package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/theme"
)

// Segmented is a small switch between views of the same thing.
type Segmented struct {
	OnChanged func(i int)

	root  *fyne.Container
	words []string
	at    int
}

// NewSegmented makes a switch; set its words with [Segmented.Show].
func NewSegmented(changed func(int)) *Segmented {
	return &Segmented{OnChanged: changed, root: container.NewStack(), at: -1}
}

// Object is what is shown.
func (s *Segmented) Object() fyne.CanvasObject { return s.root }

// Show shows these words, with the one at place at chosen.
func (s *Segmented) Show(words []string, at int) {
	if at == s.at && slices.Equal(words, s.words) {
		return
	}
	s.words, s.at = words, at
	k := theme.Current()
	var os []fyne.CanvasObject
	for i, w := range words {
		t := Medium(w, theme.Small, k.Text2)
		var bg fyne.CanvasObject = Gap(0, 0)
		if i == at {
			t.Color = k.Text
			bg = Border(k.Control(), k.LineStrong, theme.RadiusBadge)
		}
		os = append(os, NewTappable(Sized(0, 24, Stack(bg, PadXY(Mid(t), 10, 0))), theme.RadiusBadge, func() { s.choose(i) }))
	}
	s.root.RemoveAll()
	s.root.Add(Sized(0, theme.SmallHeight, Stack(Border(k.Sunken, k.Line, theme.RadiusControl), PadXY(Row(0, os...), 2, 2))))
	s.root.Refresh()
}

func (s *Segmented) choose(i int) {
	if i != s.at && s.OnChanged != nil {
		s.OnChanged(i)
	}
}
