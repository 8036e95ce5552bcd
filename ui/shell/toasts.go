package shell

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/widgets"
)

// Toast says what was done, and offers what may follow.
type Toast struct {
	Mark    tone.Mark // its word is not shown; Text says it
	Text    string
	Actions []ToastAction
	Undo    func() // takes it back, or nil
}

// ToastAction is something that may follow.
type ToastAction struct {
	Label, Icon string
	Run         func()
}

// How long a toast stays, how long at least after the mouse left it, and how many there are.
const (
	toastStays  = 8 * time.Second
	toastLeaves = 2 * time.Second
	maxToasts   = 3
)

// toastText is the widest line of a toast.
const toastText float32 = 380

// Toasts are the messages at the bottom right, newest at the bottom. They never take the keys, and
// what lies beside them can be used.
type Toasts struct {
	run   runner.Runner
	layer *fyne.Container
	shown []*toastView
}

// NewToasts makes a layer without toasts.
func NewToasts(run runner.Runner) *Toasts {
	return &Toasts{run: run, layer: container.New(corner{})}
}

// Object is the layer; it lies above everything of the window but dialogs.
func (t *Toasts) Object() fyne.CanvasObject { return t.layer }

// Show adds a toast; the oldest goes when there are too many.
func (t *Toasts) Show(m Toast) {
	v := &toastView{toast: m, toasts: t, left: toastStays}
	v.ExtendBaseWidget(v)
	t.shown = append(t.shown, v)
	for len(t.shown) > maxToasts {
		t.shown[0].hold()
		t.shown = t.shown[1:]
	}
	v.wait()
	t.redraw()
}

// Len is how many toasts are shown.
func (t *Toasts) Len() int { return len(t.shown) }

// CanUndo reports whether a toast offers to take something back.
func (t *Toasts) CanUndo() bool {
	return slices.ContainsFunc(t.shown, func(v *toastView) bool { return v.toast.Undo != nil })
}

// Undo takes back what the newest toast with an undo tells of. It reports whether there was one.
func (t *Toasts) Undo() bool {
	for _, v := range slices.Backward(t.shown) {
		if v.toast.Undo != nil {
			v.act(v.toast.Undo)
			return true
		}
	}
	return false
}

// Clear takes all toasts away, as when the vault is locked.
func (t *Toasts) Clear() {
	for _, v := range t.shown {
		v.hold()
	}
	t.shown = nil
	t.redraw()
}

func (t *Toasts) drop(v *toastView) {
	v.hold()
	t.shown = slices.DeleteFunc(t.shown, func(x *toastView) bool { return x == v })
	t.redraw()
}

// redraw shows the toasts of now in the colours of now.
func (t *Toasts) redraw() {
	t.layer.Objects = nil
	k := theme.Current()
	for _, v := range t.shown {
		if v.content == nil || v.colors != k {
			v.build()
		}
		t.layer.Objects = append(t.layer.Objects, v)
	}
	t.layer.Refresh()
}

// corner lays toasts out from the bottom right upwards, above the status bar.
type corner struct{}

// MinSize implements fyne.Layout.
func (corner) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout implements fyne.Layout.
func (corner) Layout(os []fyne.CanvasObject, s fyne.Size) {
	y := s.Height - theme.StatusHeight - floatMargin
	for _, o := range slices.Backward(os) {
		m := o.MinSize()
		y -= m.Height
		place(o, whole(s.Width-floatMargin-m.Width), whole(y), m.Width, m.Height)
		y -= 8
	}
}

// toastView is one toast on the screen.
type toastView struct {
	widget.BaseWidget
	toast   Toast
	toasts  *Toasts
	content fyne.CanvasObject
	colors  *theme.Tokens
	left    time.Duration // until it goes
	since   time.Time     // when the wait began
	stop    func()        // ends the wait; nil while it is held
	inside  int           // mouse and keys that are on it
}

// wait begins to wait for the end, hold stops that.
func (v *toastView) wait() {
	v.hold()
	v.since = v.toasts.run.Now()
	v.stop = v.toasts.run.After(v.left, func() {
		v.stop = nil
		v.toasts.drop(v)
	})
}

func (v *toastView) hold() {
	if v.stop != nil {
		v.stop()
		v.stop = nil
		v.left = max(toastLeaves, v.left-v.toasts.run.Now().Sub(v.since))
	}
}

// enter and leave count the mouse and the keys that are on the toast: then it stays.
func (v *toastView) enter() {
	v.inside++
	v.hold()
}

func (v *toastView) leave() {
	v.inside = max(0, v.inside-1)
	if v.inside == 0 && slices.Contains(v.toasts.shown, v) {
		v.wait()
	}
}

// act takes the toast away and then does something.
func (v *toastView) act(f func()) {
	v.toasts.drop(v)
	call(f)
}

// build draws the toast in the colours of now.
func (v *toastView) build() {
	k := theme.Current()
	v.colors = k
	fg, _ := k.Of(v.toast.Mark.Tone)
	width := min(toastText, widgets.Text(v.toast.Text, theme.Body, k.Text).MinSize().Width+1)
	icon := v.toast.Mark.Icon
	if icon == "" {
		icon = "info"
	}
	os := []fyne.CanvasObject{widgets.Icon(theme.Icon(icon, fg), 16), widgets.Sized(width, 0, widgets.Para(v.toast.Text, theme.Body, k.Text, width)), widgets.Gap(2, 0)}
	if v.toast.Undo != nil || len(v.toast.Actions) > 0 {
		os = append(os, widgets.VLineH(16))
	}
	if v.toast.Undo != nil {
		os = append(os, v.button(widgets.Link, "undo-2", say.L("Undo"), v.toast.Undo))
	}
	for _, a := range v.toast.Actions {
		os = append(os, v.button(widgets.Link, a.Icon, a.Label, a.Run))
	}
	closing := v.button(widgets.Ghost, "x", "", nil)
	closing.Tip = say.L("Close")
	os = append(os, closing)
	v.content = widgets.Raised(widgets.Pad(widgets.Row(8, os...), 8, 8, 8, 14), theme.RadiusCard)
	v.Refresh()
}

func (v *toastView) button(kind widgets.Kind, icon, label string, run func()) *toastButton {
	b := &toastButton{view: v}
	b.Kind, b.Icon, b.Label, b.Height = kind, icon, label, 24
	b.OnTapped = func() { v.act(run) }
	b.ExtendBaseWidget(b)
	return b
}

// MouseIn implements desktop.Hoverable.
func (v *toastView) MouseIn(*desktop.MouseEvent) { v.enter() }

// MouseMoved implements desktop.Hoverable.
func (v *toastView) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (v *toastView) MouseOut() { v.leave() }

// Tapped implements fyne.Tappable: a press on a toast does not reach the page below.
func (v *toastView) Tapped(*fyne.PointEvent) {}

// CreateRenderer implements fyne.Widget.
func (v *toastView) CreateRenderer() fyne.WidgetRenderer { return &toastRenderer{v} }

type toastRenderer struct{ v *toastView }

// Layout implements fyne.WidgetRenderer.
func (r *toastRenderer) Layout(s fyne.Size) { place(r.v.content, 0, 0, s.Width, s.Height) }

// MinSize implements fyne.WidgetRenderer.
func (r *toastRenderer) MinSize() fyne.Size {
	m := r.v.content.MinSize()
	return fyne.NewSize(float32(int(m.Width+0.99)), max(40, float32(int(m.Height+0.99))))
}

// Refresh implements fyne.WidgetRenderer.
func (r *toastRenderer) Refresh() {
	r.Layout(r.v.Size())
	canvas.Refresh(r.v)
}

// Objects implements fyne.WidgetRenderer.
func (r *toastRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.v.content} }

// Destroy implements fyne.WidgetRenderer.
func (r *toastRenderer) Destroy() {}

// toastButton is a button that keeps its toast while the mouse or the keys are on it: only the
// innermost thing under the mouse hears of it.
type toastButton struct {
	widgets.Button
	view *toastView
}

// MouseIn implements desktop.Hoverable.
func (b *toastButton) MouseIn(e *desktop.MouseEvent) { b.view.enter(); b.Button.MouseIn(e) }

// MouseOut implements desktop.Hoverable.
func (b *toastButton) MouseOut() { b.view.leave(); b.Button.MouseOut() }

// FocusGained implements fyne.Focusable.
func (b *toastButton) FocusGained() { b.view.enter(); b.Button.FocusGained() }

// FocusLost implements fyne.Focusable.
func (b *toastButton) FocusLost() { b.view.leave(); b.Button.FocusLost() }

var (
	_ desktop.Hoverable = (*toastView)(nil)
	_ fyne.Tappable     = (*toastView)(nil)
)
