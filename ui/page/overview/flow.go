package overview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// flow lays cards with mats side by side, and in several lines where they would get narrower than least.
type flow struct {
	least  float32
	shares []float32 // of the width; nil = equal
	lines  int
}

// fit chooses the number of lines for a width.
func (l *flow) fit(width float32, n int) {
	for l.lines = 1; l.lines < n; l.lines++ {
		if n%l.lines == 0 && width/float32(n/l.lines)-2*cardMat >= l.least {
			return
		}
	}
}

// heights are those of the lines.
func (l *flow) heights(os []fyne.CanvasObject) []float32 {
	out, per := make([]float32, max(1, l.lines)), len(os)/max(1, l.lines)
	for i, o := range os {
		out[i/per] = max(out[i/per], o.MinSize().Height)
	}
	return out
}

// MinSize implements fyne.Layout.
func (l *flow) MinSize(os []fyne.CanvasObject) fyne.Size {
	h := float32(0)
	for _, x := range l.heights(os) {
		h += x
	}
	return fyne.NewSize(0, h)
}

// Layout implements fyne.Layout.
func (l *flow) Layout(os []fyne.CanvasObject, s fyne.Size) {
	hs := l.heights(os)
	per := len(os) / len(hs)
	y := float32(0)
	for line, h := range hs {
		x := float32(0)
		for i := range per {
			w := float32(int(s.Width/float32(per) + 0.5))
			if per == len(l.shares) {
				w = float32(int(s.Width*l.shares[i] + 0.5))
			}
			if i == per-1 {
				w = s.Width - x
			}
			o := os[line*per+i]
			o.Move(fyne.NewPos(x, y))
			o.Resize(fyne.NewSize(w, h))
			x += w
		}
		y += h
	}
}

// fitted tells the flows how wide the page is before what scrolls is measured: their height depends
// on it.
type fitted struct{ flows []*fyne.Container }

// MinSize implements fyne.Layout.
func (l fitted) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, 100) }

// Layout implements fyne.Layout.
func (l fitted) Layout(os []fyne.CanvasObject, s fyne.Size) {
	for _, c := range l.flows {
		c.Layout.(*flow).fit(s.Width-2*pageMat, len(c.Objects))
	}
	os[0].Move(fyne.Position{})
	os[0].Resize(s)
	if x, ok := os[0].(*container.Scroll); ok {
		x.Refresh()
	}
}

// scrolled lets lines of cards scroll that are as wide as the page.
func scrolled(lines ...fyne.CanvasObject) fyne.CanvasObject {
	var flows []*fyne.Container
	for _, o := range lines {
		if c, ok := o.(*fyne.Container); ok {
			if _, is := c.Layout.(*flow); is {
				flows = append(flows, c)
			}
		}
	}
	below := widgets.Grow(widgets.Rect(theme.Current().Ground, 0))
	return container.New(fitted{flows}, container.NewVScroll(widgets.Mat(pageMat, widgets.Col(0, append(lines, below)...))))
}
