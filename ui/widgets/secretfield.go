package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
)

// SecretShown is how long a revealed secret can be read.
const SecretShown = 15 * time.Second

// secretDots stand for a secret of any length: their number says nothing about it.
const secretDots = "••••••••"

// SecretField shows a secret by its prefix, which one may search for, and dots. The field holds the
// secret only while it can be read: it asks with OnReveal, is answered with [SecretField.Show], and
// forgets after [SecretShown], when the eye loses the focus, or with [SecretField.Mask]. To copy it
// need not be shown: OnCopy is the caller's.
type SecretField struct {
	OnReveal func()
	OnCopy   func()
	After    func(d time.Duration, f func()) (stop func())

	prefix string
	words  *canvas.Text
	eye    *secretEye
	copy   *Button
	root   *fyne.Container
	stop   func()
	shown  bool
}

// secretEye is the button that shows and hides; who leaves it has read enough.
type secretEye struct {
	Button
	left func()
}

// FocusLost implements fyne.Focusable.
func (e *secretEye) FocusLost() {
	e.Button.FocusLost()
	e.left()
}

// NewSecretField makes a masked field. Without reveal there is no eye, and without copied no button
// that copies.
func NewSecretField(prefix string, reveal, copied func(), after func(time.Duration, func()) (stop func())) *SecretField {
	s := &SecretField{OnReveal: reveal, OnCopy: copied, After: after, prefix: prefix}
	s.words = Mono("", theme.Small, theme.Current().Text)
	s.eye = &secretEye{left: s.Mask}
	s.eye.Kind, s.eye.Height = Ghost, 24
	s.eye.OnTapped = s.toggle
	s.eye.ExtendBaseWidget(s.eye)
	s.copy = NewIconButton(Ghost, "copy", say.L("Copy without showing"), func() { s.OnCopy() })
	s.copy.Height = 24
	s.eye.Hidden, s.copy.Hidden = reveal == nil, copied == nil
	s.root = Sized(0, theme.ControlHeight, Sunken(Pad(Row(2, Grow(Sized(0, theme.ControlHeight-2, container.NewClip(container.New(clipped{}, s.words)))), s.eye, s.copy), 0, 4, 0, 10)))
	s.draw(secretDots)
	return s
}

// Object is what is shown.
func (s *SecretField) Object() fyne.CanvasObject { return s.root }

// NameCopy says what the button that copies takes, where that is not the secret.
func (s *SecretField) NameCopy(tip string) *SecretField {
	s.copy.Tip = tip
	return s
}

// Revealed reports whether the secret can be read now.
func (s *SecretField) Revealed() bool { return s.shown }

// SetPrefix shows another secret, masked.
func (s *SecretField) SetPrefix(prefix string) {
	s.prefix = prefix
	s.draw(secretDots)
	s.Mask()
}

func (s *SecretField) toggle() {
	if s.shown {
		s.Mask()
		return
	}
	if s.OnReveal != nil {
		s.OnReveal()
	}
}

// Show lets the secret be read: it is what follows the prefix.
func (s *SecretField) Show(rest string) {
	if s.stop != nil {
		s.stop()
	}
	s.shown = true
	s.draw(rest)
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.eye); c != nil {
		c.Focus(s.eye) // so that leaving it is noticed
	}
	if s.After != nil {
		s.stop = s.After(SecretShown, s.Mask)
	}
}

// Mask hides the secret and forgets it.
func (s *SecretField) Mask() {
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
	if !s.shown {
		return
	}
	s.shown = false
	s.draw(secretDots)
}

// Refresh takes over the colours of the theme.
func (s *SecretField) Refresh() {
	s.words.Color = theme.Current().Text
	s.root.Refresh()
}

func (s *SecretField) draw(rest string) {
	s.words.Text = s.prefix + rest
	s.eye.Icon, s.eye.Tip = "eye", say.L("Show for 15 seconds")
	if s.shown {
		s.eye.Icon, s.eye.Tip = "eye-off", say.L("Hide")
	}
	s.words.Refresh()
	s.eye.Refresh()
	s.root.Refresh()
}

// clipped is the layout of one text that ends at the edge, without an ellipsis: [Cut] would remember
// the text.
type clipped struct{}

// MinSize implements fyne.Layout.
func (clipped) MinSize(os []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(16, os[0].MinSize().Height)
}

// Layout implements fyne.Layout.
func (clipped) Layout(os []fyne.CanvasObject, s fyne.Size) {
	h := os[0].MinSize().Height
	place(os[0], 0, round((s.Height-h)/2), s.Width, h)
}
