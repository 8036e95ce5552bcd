package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
)

// SearchField is the field that narrows a list: an icon, what one types, a key that leads here, and
// a button that clears. Esc clears; Esc in an empty field leaves it.
type SearchField struct {
	OnSubmitted func(string)

	entry *Entry
	clear *Button
	hint  fyne.CanvasObject
	root  *fyne.Container
	quiet bool
}

// NewSearchField makes a field; key names the shortcut that leads to it, as "Ctrl F".
func NewSearchField(placeholder, key string, changed func(string)) *SearchField {
	s := &SearchField{entry: NewEntry(placeholder)}
	s.entry.Icon = theme.Icon("search", theme.Current().Text3)
	s.clear = NewIconButton(Ghost, "x", say.L("Clear the search"), func() {
		s.entry.SetText("")
		fyne.CurrentApp().Driver().CanvasForObject(s.entry).Focus(s.entry)
	})
	s.clear.Height = 24
	s.hint = Gap(0, 0)
	if key != "" {
		s.hint = KeyCap(key)
	}
	s.entry.OnChanged = func(text string) {
		s.marks(text)
		if !s.quiet && changed != nil {
			changed(text)
		}
	}
	s.entry.OnSubmitted = func(text string) {
		if s.OnSubmitted != nil {
			s.OnSubmitted(text)
		}
	}
	s.entry.OnEscape = func() {
		if s.entry.Text != "" {
			s.entry.SetText("")
			return
		}
		fyne.CurrentApp().Driver().CanvasForObject(s.entry).Unfocus()
	}
	s.entry.ActionItem = Pad(Row(0, Stack(s.hint, s.clear)), 0, 4, 0, 0)
	s.root = container.New(&searchLayout{s, placeholder}, s.entry)
	s.marks("")
	return s
}

// searchLayout shortens the hint to the room that the field has; Fyne would cut it through a letter.
type searchLayout struct {
	field *SearchField
	hint  string
}

// MinSize implements fyne.Layout.
func (l *searchLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(120, theme.SmallHeight)
}

// Layout implements fyne.Layout.
func (l *searchLayout) Layout(os []fyne.CanvasObject, s fyne.Size) {
	e := l.field.entry
	room := s.Width - e.ActionItem.MinSize().Width - 16 - 4 - 2*7
	hint := cutText(Text("", theme.Body, theme.Current().Text3), l.hint, room)
	if e.PlaceHolder != hint {
		e.SetPlaceHolder(hint)
	}
	place(os[0], 0, 0, s.Width, s.Height)
}

// marks shows the key while the field is empty, and else what clears it.
func (s *SearchField) marks(text string) {
	if text == "" {
		s.clear.Hide()
		s.hint.Show()
	} else {
		s.clear.Show()
		s.hint.Hide()
	}
}

// Object is what is shown.
func (s *SearchField) Object() fyne.CanvasObject { return s.root }

// Entry is what takes the keys.
func (s *SearchField) Entry() *Entry { return s.entry }

// Text is what was typed.
func (s *SearchField) Text() string { return s.entry.Text }

// SetText shows a text without telling anybody.
func (s *SearchField) SetText(text string) {
	s.quiet = true
	s.entry.SetText(text)
	s.quiet = false
}

// KeyCap draws the key of a shortcut.
func KeyCap(key string) fyne.CanvasObject {
	k := theme.Current()
	return Sized(0, 18, Stack(Border(k.Ground, k.Line, 4), PadXY(Mid(Text(key, theme.Caption, k.Text3)), 5, 0)))
}
