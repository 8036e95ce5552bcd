package widgets

import (
	"fyne.io/fyne/v2"
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

// Check is a check box with words; Esc leaves the dialog.
type Check struct{ widget.Check }

// NewCheck makes a check box.
func NewCheck(label string, changed func(bool)) *Check {
	c := &Check{}
	c.ExtendBaseWidget(c)
	c.Text, c.OnChanged = label, changed
	return c
}

// TypedKey implements fyne.Focusable.
func (c *Check) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape && Escape(c) {
		return
	}
	c.Check.TypedKey(k)
}
