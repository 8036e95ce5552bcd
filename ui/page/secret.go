package page

import (
	"gatehouse/ui/say"
	"gatehouse/ui/widgets"
)

// Secret is a field that hides what is typed, with an eye that shows it.
type Secret struct {
	Entry *widgets.Entry // what stands in a form
	eye   *widgets.Button
}

// NewSecret makes a field for a password.
func NewSecret(hint string) *Secret {
	s := &Secret{Entry: widgets.NewPassword(hint)}
	s.eye = widgets.NewIconButton(widgets.Ghost, "eye", say.L("Show what is typed"), func() { s.Reveal(s.Entry.Password) })
	s.eye.Height = 20
	s.Entry.ActionItem = s.eye
	return s
}

// Reveal shows what is typed, or hides it again.
func (s *Secret) Reveal(on bool) {
	s.Entry.Password = !on
	s.eye.Icon, s.eye.Tip = "eye", say.L("Show what is typed")
	if on {
		s.eye.Icon, s.eye.Tip = "eye-off", say.L("Hide what is typed")
	}
	s.eye.Refresh()
	s.Entry.Refresh()
}

// Wipe forgets what was typed.
func (s *Secret) Wipe() {
	s.Reveal(false)
	s.Entry.SetText("")
}

// Text is what was typed.
func (s *Secret) Text() string { return s.Entry.Text }

// ShowSuggestion fills two fields with a suggestion, which can be read until one of them is edited.
func ShowSuggestion(password, again *Secret, words string) {
	first, second := password.Entry.OnChanged, again.Entry.OnChanged
	password.Entry.OnChanged, again.Entry.OnChanged = nil, nil
	for _, s := range []*Secret{password, again} {
		s.Reveal(true)
		s.Entry.SetText(words)
	}
	hide := func() {
		password.Entry.OnChanged, again.Entry.OnChanged = first, second
		password.Reveal(false)
		again.Reveal(false)
	}
	follow := func(then func(string)) func(string) {
		return func(text string) {
			hide()
			if then != nil {
				then(text)
			}
		}
	}
	password.Entry.OnChanged, again.Entry.OnChanged = follow(first), follow(second)
	if first != nil {
		first(words)
	}
}
