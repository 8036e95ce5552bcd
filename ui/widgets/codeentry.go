package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/theme"
)

// CodeEntry is a field for a one-time password: a box for each digit. It takes digits only, also from
// the clipboard, with blanks and dashes between them; Backspace takes the last one away.
type CodeEntry struct {
	widget.BaseWidget
	OnChanged   func(code string)
	OnSubmitted func(code string) // Enter

	digits  int
	code    string
	focused bool
}

// NewCodeEntry makes an empty field of so many digits.
func NewCodeEntry(digits int) *CodeEntry {
	c := &CodeEntry{digits: digits}
	c.ExtendBaseWidget(c)
	return c
}

// Code is what is typed so far.
func (c *CodeEntry) Code() string { return c.code }

// Full reports whether every box has its digit.
func (c *CodeEntry) Full() bool { return len(c.code) == c.digits }

// Clear empties the boxes.
func (c *CodeEntry) Clear() { c.set("") }

func (c *CodeEntry) set(code string) {
	if code == c.code {
		return
	}
	c.code = code
	c.Refresh()
	if c.OnChanged != nil {
		c.OnChanged(code)
	}
}

// TypedRune implements fyne.Focusable.
func (c *CodeEntry) TypedRune(r rune) {
	active()
	if r >= '0' && r <= '9' && !c.Full() {
		c.set(c.code + string(r))
	}
}

// TypedKey implements fyne.Focusable.
func (c *CodeEntry) TypedKey(e *fyne.KeyEvent) {
	active()
	switch e.Name {
	case fyne.KeyBackspace:
		c.set(c.code[:max(0, len(c.code)-1)])
	case fyne.KeyDelete:
		c.set("")
	case fyne.KeyReturn, fyne.KeyEnter:
		if c.OnSubmitted != nil {
			c.OnSubmitted(c.code)
		}
	case fyne.KeyEscape:
		Escape(c)
	}
}

// TypedShortcut implements fyne.Shortcutable: what is pasted replaces what is typed, if it is a code.
func (c *CodeEntry) TypedShortcut(s fyne.Shortcut) {
	if p, ok := s.(*fyne.ShortcutPaste); ok && p.Clipboard != nil {
		c.Paste(p.Clipboard.Content())
	}
}

// Paste takes a code from somewhere else; what is none changes nothing.
func (c *CodeEntry) Paste(text string) {
	code := strings.NewReplacer(" ", "", "-", "", "\n", "", "\u00a0", "").Replace(strings.TrimSpace(text))
	if len(code) == c.digits && strings.Trim(code, "0123456789") == "" {
		c.set(code)
	}
}

// FocusGained implements fyne.Focusable.
func (c *CodeEntry) FocusGained() { c.focused = true; c.Refresh() }

// FocusLost implements fyne.Focusable.
func (c *CodeEntry) FocusLost() { c.focused = false; c.Refresh() }

// Tapped implements fyne.Tappable.
func (c *CodeEntry) Tapped(*fyne.PointEvent) {
	active()
	if cv := fyne.CurrentApp().Driver().CanvasForObject(c); cv != nil {
		cv.Focus(c)
	}
}

// Cursor implements desktop.Cursorable.
func (c *CodeEntry) Cursor() desktop.Cursor { return desktop.TextCursor }

// CreateRenderer implements fyne.Widget.
func (c *CodeEntry) CreateRenderer() fyne.WidgetRenderer {
	return &codeRenderer{c: c, face: c.face()}
}

// face draws the boxes as they are now: the one that is filled next is marked while the keys are here.
func (c *CodeEntry) face() *fyne.Container {
	k := theme.Current()
	w, h, gap := float32(48), float32(52), float32(8)
	if c.digits > 6 {
		w, h, gap = 34, 44, 6
	}
	var os []fyne.CanvasObject
	for i := range c.digits {
		if i == c.digits/2 {
			os = append(os, Sized(8, h, Mid(Sized(8, 1, Rect(k.LineStrong, 0)))))
		}
		line, width := k.LineStrong, float32(1)
		if c.focused && i == min(len(c.code), c.digits-1) {
			line, width = k.Accent, 2
		}
		box := []fyne.CanvasObject{Rect(line, theme.RadiusControl), Pad(Rect(k.Field(), theme.RadiusControl-width), width, width, width, width)}
		switch {
		case i < len(c.code):
			box = append(box, Mid(Semi(c.code[i:i+1], 20, k.Text)))
		case c.focused && i == len(c.code):
			box = append(box, Mid(Sized(1, 20, Rect(k.Text, 0))))
		}
		os = append(os, Sized(w, h, Stack(box...)))
	}
	return Row(gap, os...)
}

type codeRenderer struct {
	c    *CodeEntry
	face *fyne.Container
}

// MinSize implements fyne.WidgetRenderer.
func (r *codeRenderer) MinSize() fyne.Size { return r.face.MinSize() }

// Layout implements fyne.WidgetRenderer.
func (r *codeRenderer) Layout(s fyne.Size) { place(r.face, 0, 0, s.Width, s.Height) }

// Refresh implements fyne.WidgetRenderer.
func (r *codeRenderer) Refresh() {
	r.face.Objects = r.c.face().Objects
	r.face.Refresh()
}

// Objects implements fyne.WidgetRenderer.
func (r *codeRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.face} }

// Destroy implements fyne.WidgetRenderer.
func (r *codeRenderer) Destroy() {}

var (
	_ fyne.Focusable     = (*CodeEntry)(nil)
	_ fyne.Shortcutable  = (*CodeEntry)(nil)
	_ fyne.Tappable      = (*CodeEntry)(nil)
	_ desktop.Cursorable = (*CodeEntry)(nil)
)
