package widgets

import "fyne.io/fyne/v2"

// Dismisser is an overlay that Esc closes.
type Dismisser interface{ Dismiss() }

// Revealer is an overlay of which a part may be scrolled out of sight; what gets the keys is scrolled
// back.
type Revealer interface{ Reveal(o fyne.CanvasObject) }

// overlay is what lies on top of the canvas that o stands in, or nil.
func overlay(o fyne.CanvasObject) fyne.CanvasObject {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		return c.Overlays().Top()
	}
	return nil
}

// Escape closes the overlay that o stands in, if it can be closed. It reports whether it did.
func Escape(o fyne.CanvasObject) bool {
	d, ok := overlay(o).(Dismisser)
	if ok {
		d.Dismiss()
	}
	return ok
}

// reveal brings into sight what got the keys.
func reveal(o fyne.CanvasObject) {
	if r, ok := overlay(o).(Revealer); ok {
		r.Reveal(o)
	}
}
