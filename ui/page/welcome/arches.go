package welcome

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

const archCount = 8

// newArches draws the motif of the gate: nested arches in hairlines that fade outwards.
func newArches() fyne.CanvasObject {
	k := theme.Current()
	var os []fyne.CanvasObject
	for i := archCount - 1; i >= 0; i-- {
		line := k.LineStrong
		line.A = uint8(220 - i*26)
		os = append(os, widgets.Rect(line, 0), widgets.Rect(k.Ground, 0))
	}
	return container.New(arches{}, os...)
}

// arches places pairs of rectangles with round tops, the outer ones first.
type arches struct{}

// MinSize implements fyne.Layout.
func (arches) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, 200) }

// Layout implements fyne.Layout.
func (arches) Layout(os []fyne.CanvasObject, s fyne.Size) {
	for n := range archCount {
		i := float32(archCount - 1 - n)
		w, h := 120+i*92, 190+i*84
		x, y := float32(int(s.Width/2-w/2)), s.Height-h
		outer, inner := os[2*n].(*canvas.Rectangle), os[2*n+1].(*canvas.Rectangle)
		outer.TopLeftCornerRadius, outer.TopRightCornerRadius = w/2, w/2
		inner.TopLeftCornerRadius, inner.TopRightCornerRadius = w/2-1, w/2-1
		outer.Move(fyne.NewPos(x, y))
		outer.Resize(fyne.NewSize(w, h))
		inner.Move(fyne.NewPos(x+1, y+1))
		inner.Resize(fyne.NewSize(w-2, h-1))
	}
}
