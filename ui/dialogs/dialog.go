// Package dialogs is the one place where the desktop interrupts: forms, confirmations, and the one
// time a secret is shown.
//
// A dialog lies over the page with its own ring of focus. Esc closes it where it may be closed;
// Enter in a field submits. Buttons say the verb, never "OK". While a dialog works its buttons are
// grey, and what went wrong stands above them, in words.
package dialogs

import (
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/widgets"
)

// Dialog is an open dialog.
type Dialog struct {
	widget.BaseWidget
	OnClosed func()

	over    fyne.Canvas
	content fyne.CanvasObject
	scrim   *canvas.Rectangle
	locked  bool // Esc does nothing
	open    bool
	draft   func() any // what was filled in so far
	submit  func()     // a form's
	scroll  *container.Scroll
}

// width of the dialogs, and of what they hold.
const (
	Width   float32 = 560
	padding float32 = 24
	Inner           = Width - 2*padding
)

// show puts content over c and focuses first.
func show(c fyne.Canvas, content fyne.CanvasObject, first fyne.Focusable) *Dialog {
	d := &Dialog{over: c, open: true}
	d.scrim = widgets.Rect(theme.Current().Scrim, 0)
	d.content = widgets.Raised(widgets.PadXY(content, padding, padding), theme.RadiusDialog)
	d.ExtendBaseWidget(d)
	c.Overlays().Add(d)
	slog.Debug("ready: dialog")
	if first != nil {
		c.Focus(first)
	}
	return d
}

// Dismiss implements widgets.Dismisser: Esc closes what may be closed.
func (d *Dialog) Dismiss() {
	if !d.locked {
		d.Close()
	}
}

// Close closes the dialog; calling it again does nothing.
func (d *Dialog) Close() {
	if !d.open {
		return
	}
	d.open = false
	d.over.Overlays().Remove(d)
	slog.Debug("closed: dialog")
	if d.OnClosed != nil {
		d.OnClosed()
	}
}

// Wipe takes the dialog away with all that it says: the vault is locked, and nobody is told that it
// was closed.
func (d *Dialog) Wipe() {
	d.open, d.OnClosed, d.draft = false, nil, nil
	d.over.Overlays().Remove(d)
	d.content = canvas.NewRectangle(theme.Current().Scrim)
	d.Refresh()
}

// Submit does what the verb of a form does: Enter in a field that is no [widgets.Entry].
func (d *Dialog) Submit() {
	if d.submit != nil {
		d.submit()
	}
}

// Reveal implements widgets.Revealer: what got the keys is scrolled into sight.
func (d *Dialog) Reveal(o fyne.CanvasObject) {
	if d.scroll == nil || d.scroll.Size().Height == 0 {
		return
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	top := at(o).Y - at(d.scroll.Content).Y
	bottom := top + o.Size().Height
	if top < 0 || bottom > d.scroll.Content.Size().Height {
		return // it stands elsewhere
	}
	const spare = 24 // a label above, a note below
	if y := max(0, top-spare); y < d.scroll.Offset.Y {
		d.scroll.ScrollToOffset(fyne.NewPos(0, y))
	} else if y := bottom + spare - d.scroll.Size().Height; y > d.scroll.Offset.Y {
		d.scroll.ScrollToOffset(fyne.NewPos(0, y))
	}
}

// IsOpen reports whether the dialog is shown.
func (d *Dialog) IsOpen() bool { return d.open }

// Tapped implements fyne.Tappable; taps beside the dialog go nowhere.
func (d *Dialog) Tapped(*fyne.PointEvent) {}

// CreateRenderer implements fyne.Widget.
func (d *Dialog) CreateRenderer() fyne.WidgetRenderer { return &dialogRenderer{d} }

type dialogRenderer struct{ d *Dialog }

// Layout implements fyne.WidgetRenderer: the content stands in the middle, at its own height.
func (r *dialogRenderer) Layout(s fyne.Size) {
	r.d.scrim.Resize(s)
	m := r.d.content.MinSize()
	w, h := min(s.Width, max(Width, m.Width)), min(s.Height, m.Height)
	r.d.content.Move(fyne.NewPos(float32(int((s.Width-w)/2)), float32(int((s.Height-h)/2))))
	r.d.content.Resize(fyne.NewSize(w, h))
}

// MinSize implements fyne.WidgetRenderer.
func (r *dialogRenderer) MinSize() fyne.Size { return r.d.content.MinSize() }

// Refresh implements fyne.WidgetRenderer. What is inside is laid out anew, too: something may have come
// and something else gone, and the whole is as high as before.
func (r *dialogRenderer) Refresh() {
	r.Layout(r.d.Size())
	r.d.content.Refresh()
}

// Objects implements fyne.WidgetRenderer.
func (r *dialogRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.d.scrim, r.d.content}
}

// Destroy implements fyne.WidgetRenderer.
func (r *dialogRenderer) Destroy() {}

// Active reports whether a dialog or a popup lies over c.
func Active(c fyne.Canvas) bool { return c.Overlays().Top() != nil }

// head is the icon, title and note of a dialog.
func head(t tone.Tone, icon, title, note string) fyne.CanvasObject {
	k := theme.Current()
	fg, bg := k.Of(t)
	words := []fyne.CanvasObject{}
	for _, l := range lines(title, theme.Title, Inner-48) {
		words = append(words, widgets.Semi(l, theme.Title, k.Text))
	}
	if note != "" {
		words = append(words, widgets.Para(note, theme.Small, k.Text3, Inner-48))
	}
	mark := widgets.Sized(36, 36, widgets.Stack(widgets.Rect(bg, 18), widgets.Mid(widgets.Icon(theme.Icon(icon, fg), 20))))
	return widgets.Row(12, mark, widgets.Grow(widgets.Col(2, words...)))
}

// lines breaks a title that is too long; the name in it may be of any length.
func lines(s string, size, width float32) []string {
	var out []string
	for _, o := range widgets.Para(s, size, theme.Current().Text, width).Objects {
		out = append(out, o.(*canvas.Text).Text)
	}
	return out
}

var (
	_ widgets.Dismisser = (*Dialog)(nil)
	_ widgets.Revealer  = (*Dialog)(nil)
	_ fyne.Tappable     = (*Dialog)(nil)
)
