package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"gatehouse/ui/theme"
)

// Ring is a small circle that empties as time goes by.
type Ring struct {
	root *fyne.Container
	left *canvas.Arc
}

// NewRing makes a full ring of a size.
func NewRing(size float32) *Ring {
	k := theme.Current()
	track := &canvas.Arc{EndAngle: 360, FillColor: k.Line, CutoutRatio: 0.72}
	r := &Ring{left: &canvas.Arc{EndAngle: 360, FillColor: k.Accent, CutoutRatio: 0.72}}
	r.root = Sized(size, size, Stack(track, r.left))
	return r
}

// Object is what is shown.
func (r *Ring) Object() fyne.CanvasObject { return r.root }

// SetOver says which part of the time is over, from 0 to 1.
func (r *Ring) SetOver(part float64) {
	r.left.StartAngle = float32(360 * min(1, max(0, part)))
	r.left.Refresh()
}
