package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// setText changes what a text says.
func setText(o fyne.CanvasObject, s string) {
	if t, ok := o.(*canvas.Text); ok && t.Text != s {
		t.Text = s
		t.Refresh()
	}
}
