package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/theme"
)

// CardHead is the title line of a card. Where it is too narrow for all, the note is cut first and then
// the title, and what stands at the right stays whole.
func CardHead(title, note string, right ...fyne.CanvasObject) fyne.CanvasObject {
	k := theme.Current()
	texts := []*canvas.Text{Semi(title, theme.Section, k.Text)}
	if note != "" {
		texts = append(texts, Text(note, theme.Small, k.Text3))
	}
	var l headLine
	var os []fyne.CanvasObject
	for _, t := range texts {
		l.natural = append(l.natural, t.MinSize().Width)
		os = append(os, Cut(t))
	}
	return Sized(0, 44, PadXY(container.New(l, append(os, right...)...), 16, 0))
}

// headLine puts texts at the left, as wide as they are while there is room, and the rest at the right.
type headLine struct{ natural []float32 }

const headGap float32 = 8

// MinSize implements fyne.Layout.
func (l headLine) MinSize(os []fyne.CanvasObject) fyne.Size { return box{gap: headGap}.MinSize(os) }

// Layout implements fyne.Layout.
func (l headLine) Layout(os []fyne.CanvasObject, s fyne.Size) {
	put := func(o fyne.CanvasObject, x, w float32) {
		h := o.MinSize().Height
		place(o, round(x), round((s.Height-h)/2), w, h)
	}
	end := s.Width
	for i := len(os) - 1; i >= len(l.natural); i-- {
		if !os[i].Visible() {
			continue
		}
		w := os[i].MinSize().Width
		put(os[i], end-w, w)
		end -= w + headGap
	}
	x := float32(0)
	for i, w := range l.natural {
		w = max(0, min(w, end-x))
		put(os[i], x, w)
		x += w + headGap
	}
}
