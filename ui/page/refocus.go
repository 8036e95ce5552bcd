package page

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/widgets"
)

// Refocus leaves the keys where they are in a part of a page that is drawn again and again: each
// drawing makes new buttons, and a button of a name takes over from the one before.
type Refocus struct {
	now   map[string]fyne.Focusable // by name, of the drawing that is shown
	names map[fyne.Focusable]string // of all drawings since the keys were last seen
	last  string                    // pressed last; a dialog may lie over it
}

// Begin begins a drawing.
func (r *Refocus) Begin() { r.now = map[string]fyne.Focusable{} }

// Name names a button of the drawing, and returns it.
func (r *Refocus) Name(name string, b *widgets.Button) *widgets.Button {
	if r.names == nil {
		r.names = map[fyne.Focusable]string{}
	}
	r.now[name], r.names[b] = b, name
	if do := b.OnTapped; do != nil {
		b.OnTapped = func() {
			r.last = name
			do()
		}
	}
	return b
}

// Settle gives the keys to the button of the same name, or to another where that is gone, if a button
// of an earlier drawing has them. It waits while something lies over the page.
func (r *Refocus) Settle(c fyne.Canvas, other string) {
	if c.Overlays().Top() != nil || r.now == nil {
		return
	}
	name, mine := r.names[c.Focused()]
	if c.Focused() == nil && r.last != "" {
		name, mine = r.last, true
	}
	clear(r.names)
	for name, b := range r.now {
		r.names[b] = name
	}
	if !mine {
		r.last = ""
		return
	}
	b, there := r.now[name]
	if !there {
		b, there = r.now[other]
	}
	if there && c.Focused() != b {
		c.Focus(b)
	}
}
