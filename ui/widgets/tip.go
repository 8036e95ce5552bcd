package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/theme"
)

// After waits, for tips: it calls f on the drawing thread after d, unless stop is called first. The
// desktop sets it once, to its runner's; without one, tips come at once.
var After func(d time.Duration, f func()) (stop func())

// tipDelay is how long the pointer rests before a tip comes.
const tipDelay = 500 * time.Millisecond

// tipWidth is how wide a tip gets before its words wrap.
const tipWidth float32 = 360

// tips is the tip of one canvas: the layers that can show it, uppermost last, and what is waited for.
type tips struct {
	layers []*fyne.Container
	over   fyne.CanvasObject // what the pointer is over
	text   string
	stop   func()
}

// tipsOf are the tips by canvas; for the drawing thread only.
var tipsOf = map[fyne.Canvas]*tips{}

// TipLayer puts a layer for tips over the content of a window. What was there before is forgotten.
func TipLayer(content fyne.CanvasObject, c fyne.Canvas) fyne.CanvasObject {
	HideTips(c)
	layer := container.NewWithoutLayout()
	tipsOf[c] = &tips{layers: []*fyne.Container{layer}}
	return Stack(content, layer)
}

// PushTipLayer gives what lies over the window, such as a dialog, a layer of its own until drop is
// called: a tip under a dialog would not be seen.
func PushTipLayer(c fyne.Canvas) (layer fyne.CanvasObject, drop func()) {
	t := tipsOf[c]
	if t == nil {
		t = &tips{}
		tipsOf[c] = t
	}
	HideTips(c)
	l := container.NewWithoutLayout()
	t.layers = append(t.layers, l)
	return l, func() {
		HideTips(c)
		for i, x := range t.layers {
			if x == l {
				t.layers = append(t.layers[:i:i], t.layers[i+1:]...)
				return
			}
		}
	}
}

// HideTips takes every tip of a canvas away, at once.
func HideTips(c fyne.Canvas) {
	t := tipsOf[c]
	if t == nil {
		return
	}
	if t.stop != nil {
		t.stop()
	}
	t.stop, t.over, t.text = nil, nil, ""
	for _, l := range t.layers {
		if len(l.Objects) > 0 {
			l.RemoveAll()
			l.Refresh()
		}
	}
}

// ShowTip says text at a place of the canvas once the pointer has rested over o; "" ends that.
func ShowTip(o fyne.CanvasObject, text string, at fyne.Position) {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	t := tipsOf[c]
	if c == nil || t == nil || t.over == o && t.text == text {
		return
	}
	HideTips(c)
	if text == "" {
		return
	}
	t.over, t.text = o, text
	show := func() { t.show(c, text, at) }
	if After == nil {
		show()
		return
	}
	t.stop = After(tipDelay, show)
}

// show draws the tip, inside the canvas.
func (t *tips) show(c fyne.Canvas, text string, at fyne.Position) {
	if len(t.layers) == 0 {
		return
	}
	k := theme.Current()
	var words fyne.CanvasObject = Text(text, theme.Small, k.Text)
	if words.MinSize().Width > tipWidth {
		words = Para(text, theme.Small, k.Text, tipWidth)
	}
	box := Stack(Border(k.Raised, k.LineStrong, theme.RadiusControl), PadXY(words, 8, 5))
	m := box.MinSize()
	x := max(4, min(at.X, c.Size().Width-m.Width-4))
	y := at.Y + 22
	if y+m.Height > c.Size().Height-4 {
		y = max(4, at.Y-m.Height-6)
	}
	place(box, round(x), round(y), m.Width, m.Height)
	layer := t.layers[len(t.layers)-1]
	layer.Objects = []fyne.CanvasObject{box}
	layer.Refresh()
}

// Tip gives o a tip. It is for what has no hover of its own: texts, badges, icons.
func Tip(o fyne.CanvasObject, text string) fyne.CanvasObject {
	if text == "" {
		return o
	}
	t := &tipped{content: o, text: text}
	t.ExtendBaseWidget(t)
	return t
}

// tipped is something with a tip.
type tipped struct {
	widget.BaseWidget
	content fyne.CanvasObject
	text    string
}

// CreateRenderer implements fyne.Widget.
func (t *tipped) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(t.content) }

// MouseIn implements desktop.Hoverable.
func (t *tipped) MouseIn(e *desktop.MouseEvent) { ShowTip(t, t.text, e.AbsolutePosition) }

// MouseMoved implements desktop.Hoverable.
func (t *tipped) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (t *tipped) MouseOut() { ShowTip(t, "", fyne.Position{}) }

var _ desktop.Hoverable = (*tipped)(nil)
