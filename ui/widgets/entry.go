package widgets

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/theme"
)

// Entry is a field of one line: Esc leaves the dialog it stands in, or calls OnEscape.
type Entry struct {
	widget.Entry
	OnEscape func()
	OnKey    func(fyne.KeyName) bool // sees every key first; true = it was for it
}

// NewEntry makes a field with a hint.
func NewEntry(hint string) *Entry {
	e := &Entry{}
	e.ExtendBaseWidget(e)
	e.PlaceHolder = hint
	e.Scroll = fyne.ScrollHorizontalOnly
	return e
}

// NewPassword makes a field that hides what is typed.
func NewPassword(hint string) *Entry {
	e := &Entry{}
	e.ExtendBaseWidget(e)
	e.PlaceHolder = hint
	e.Password = true
	return e
}

// NewSearch makes a search field; Esc clears it.
func NewSearch(hint string, changed func(string)) *Entry {
	e := NewEntry(hint)
	e.Icon = theme.Icon("search", theme.Current().Text3)
	e.OnChanged = changed
	e.OnEscape = func() { e.SetText("") }
	return e
}

// NewLines makes a field of several lines.
func NewLines(hint string, rows int) *Entry {
	e := &Entry{}
	e.ExtendBaseWidget(e)
	e.PlaceHolder = hint
	e.MultiLine = true
	e.Wrapping = fyne.TextWrapBreak
	e.SetMinRowsVisible(rows)
	return e
}

// CreateRenderer implements fyne.Widget.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	r := &sharpEntry{WidgetRenderer: e.Entry.CreateRenderer(), e: e}
	for _, o := range r.WidgetRenderer.Objects() {
		if line, ok := o.(*canvas.Rectangle); ok && line.StrokeWidth > 0 {
			r.line = line
		}
	}
	return r
}

// sharpEntry puts the line round a field on whole pixels: a stroke is centred on the edge, and
// Fyne's stands half a pixel off at the right and below.
type sharpEntry struct {
	fyne.WidgetRenderer
	e    *Entry
	line *canvas.Rectangle
}

// MinSize implements fyne.WidgetRenderer.
func (r *sharpEntry) MinSize() fyne.Size {
	m := r.WidgetRenderer.MinSize()
	return fyne.NewSize(m.Width, max(theme.ControlHeight, float32(math.Ceil(float64(m.Height)))))
}

// Layout implements fyne.WidgetRenderer.
func (r *sharpEntry) Layout(s fyne.Size) {
	r.WidgetRenderer.Layout(s)
	r.sharpen(s)
}

// Refresh implements fyne.WidgetRenderer.
func (r *sharpEntry) Refresh() {
	r.WidgetRenderer.Refresh()
	r.sharpen(r.e.Size())
}

func (r *sharpEntry) sharpen(s fyne.Size) {
	if r.line != nil && s.Width > 1 && s.Height > 1 {
		w := r.line.StrokeWidth
		place(r.line, w/2, w/2, s.Width-w, s.Height-w)
	}
}

// FocusGained implements fyne.Focusable.
func (e *Entry) FocusGained() {
	e.Entry.FocusGained()
	reveal(e)
}

// AcceptsTab implements fyne.Tabbable: Tab goes on to the next field, from several lines, too. Nobody
// who has only the keys would get out of them otherwise.
func (e *Entry) AcceptsTab() bool { return false }

// TypedRune implements fyne.Focusable.
func (e *Entry) TypedRune(r rune) {
	active()
	e.Entry.TypedRune(r)
}

// TypedKey implements fyne.Focusable.
func (e *Entry) TypedKey(k *fyne.KeyEvent) {
	active()
	if e.OnKey != nil && e.OnKey(k.Name) {
		return
	}
	if k.Name == fyne.KeyEscape {
		if e.OnEscape != nil {
			e.OnEscape()
			return
		}
		if Escape(e) {
			return
		}
	}
	e.Entry.TypedKey(k)
}
