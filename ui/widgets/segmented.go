package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/theme"
)

// Segmented is a small switch between views of the same thing.
type Segmented struct {
	OnChanged func(i int)

	root    *fyne.Container
	words   []string
	texts   []*canvas.Text
	grounds []*fyne.Container
	at      int
}

// NewSegmented makes a switch; set its words with [Segmented.Show].
func NewSegmented(changed func(int)) *Segmented {
	return &Segmented{OnChanged: changed, root: container.NewStack(), at: -1}
}

// Object is what is shown.
func (s *Segmented) Object() fyne.CanvasObject { return s.root }

// Show shows these words, with the one at place at chosen. The same words keep their objects, so
// that the focus stays where it is.
func (s *Segmented) Show(words []string, at int) {
	s.at = at
	if !slices.Equal(words, s.words) {
		s.words = slices.Clone(words)
		s.build()
	}
	s.Refresh()
}

func (s *Segmented) build() {
	k := theme.Current()
	s.texts, s.grounds = nil, nil
	var os []fyne.CanvasObject
	for i, w := range s.words {
		t, ground := Medium(w, theme.Small, k.Text2), container.NewStack()
		s.texts, s.grounds = append(s.texts, t), append(s.grounds, ground)
		os = append(os, NewTappable(Sized(0, 24, Stack(ground, PadXY(Mid(t), 10, 0))), theme.RadiusBadge, func() { s.choose(i) }))
	}
	s.root.Objects = []fyne.CanvasObject{container.NewStack(), Sized(0, theme.SmallHeight, PadXY(Row(0, os...), 2, 2))}
}

// Refresh shows what is chosen, in the colours of the theme.
func (s *Segmented) Refresh() {
	k := theme.Current()
	if len(s.root.Objects) > 0 {
		s.root.Objects[0].(*fyne.Container).Objects = []fyne.CanvasObject{Border(k.Sunken, k.Line, theme.RadiusControl)}
	}
	for i, t := range s.texts {
		t.Color, s.grounds[i].Objects = k.Text2, nil
		if i == s.at {
			t.Color = k.Text
			s.grounds[i].Objects = []fyne.CanvasObject{Border(k.Control(), k.LineStrong, theme.RadiusBadge)}
		}
	}
	s.root.Refresh()
}

func (s *Segmented) choose(i int) {
	if i != s.at && s.OnChanged != nil {
		s.OnChanged(i)
	}
}
