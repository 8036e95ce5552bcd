package shell

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// touched tells the lock that somebody is there.
func touched() {
	if widgets.OnActivity != nil {
		widgets.OnActivity()
	}
}

// place moves and resizes in one go.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// whole keeps positions on whole pixels.
func whole(f float32) float32 { return float32(int(f + 0.5)) }

// floatMargin is how far from the edge what floats over a page stays.
const floatMargin float32 = 16

// avatar shows who is at work by initials.
func avatar(name string) fyne.CanvasObject {
	k := theme.Current()
	return widgets.Sized(28, 28, widgets.Stack(widgets.Border(k.AccentSoft, k.AccentLine, 14), widgets.Mid(widgets.Semi(initials(name), theme.Caption, k.AccentText))))
}
