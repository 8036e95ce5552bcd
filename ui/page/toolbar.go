package page

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// toolBar lays out the line over the rows. In a narrow window the search field gives way first, and
// then filters are counted instead of shown; nothing lies over another.
type toolBar struct {
	chips  *widgets.Chips
	search fyne.CanvasObject
}

const toolGap, searchLeast, searchMost float32 = 8, 132, 248

// absent reports whether o takes no room now, nor a gap.
func absent(o fyne.CanvasObject) bool { return !o.Visible() || o.MinSize().Width == 0 }

// fixed is the width of all but filters and search, with the gaps.
func (l toolBar) fixed(os []fyne.CanvasObject) float32 {
	w := -toolGap
	for _, o := range os {
		if absent(o) {
			continue
		}
		w += toolGap
		if o != l.search && o != l.chips.Object() {
			w += o.MinSize().Width
		}
	}
	return w
}

// MinSize implements fyne.Layout.
func (l toolBar) MinSize(os []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.fixed(os)+searchLeast+l.chips.Object().MinSize().Width, theme.SmallHeight)
}

// Layout implements fyne.Layout.
func (l toolBar) Layout(os []fyne.CanvasObject, s fyne.Size) {
	room := max(0, s.Width-l.fixed(os))
	search := float32(int(min(searchMost, max(searchLeast, room-l.chips.Natural()))))
	x := float32(0)
	for _, o := range os {
		if absent(o) {
			continue
		}
		m := o.MinSize()
		switch o {
		case l.search:
			m.Width = search
			x = float32(int(x))
		case l.chips.Object():
			m.Width = max(0, room-search)
		}
		o.Move(fyne.NewPos(x, float32(int((s.Height-m.Height)/2))))
		o.Resize(m)
		x += m.Width + toolGap
	}
}
