package principal

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// shownSecret is the secret for typing it in: hidden until one wants to see it, and then not for long.
type shownSecret struct {
	object fyne.CanvasObject
	lines  []string
	texts  []*canvas.Text
	note   *canvas.Text
	eye    *widgets.Button
	stop   func()
	shown  bool
}

// secretGroups are how many groups of four stand in a line.
const secretGroups = 4

// newShownSecret makes the hidden secret, with the way to copy it.
func newShownSecret(secret string, copies func(string)) *shownSecret {
	k := theme.Current()
	s := &shownSecret{note: widgets.Text("", theme.Caption, k.Text3)}
	groups := strings.Fields(secret)
	for i := 0; i < len(groups); i += secretGroups {
		s.lines = append(s.lines, strings.Join(groups[i:min(len(groups), i+secretGroups)], " "))
	}
	var os []fyne.CanvasObject
	for range s.lines {
		t := widgets.Mono("", theme.Body, k.Text)
		s.texts, os = append(s.texts, t), append(os, t)
	}
	s.eye = widgets.NewIconButton(widgets.Ghost, "eye", "", s.toggle)
	s.eye.Height = 24
	link := widgets.NewSmallButton(widgets.Link, "copy", say.L("Copy the secret"), func() { copies(strings.Join(groups, "")) })
	box := widgets.Sunken(widgets.Pad(widgets.Row(4, widgets.Grow(widgets.Col(2, append(os, s.note)...)), s.eye), 8, 6, 8, 10))
	s.object = widgets.Sized(secretColumn, 0, widgets.Col(2, widgets.Row(4, widgets.Text(say.L("No camera?"), theme.Small, k.Text3), link, widgets.Flex()), box))
	s.hide()
	return s
}

func (s *shownSecret) toggle() {
	if s.shown {
		s.hide()
		return
	}
	s.shown = true
	if widgets.After != nil {
		s.stop = widgets.After(widgets.SecretShown, s.hide)
	}
	s.draw()
}

func (s *shownSecret) hide() {
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
	s.shown = false
	s.draw()
}

func (s *shownSecret) draw() {
	s.note.Text, s.eye.Icon, s.eye.Tip = say.L("Hidden. The eye shows it for 15 s."), "eye", say.L("Show for 15 seconds")
	if s.shown {
		s.note.Text, s.eye.Icon, s.eye.Tip = say.L("Small or large letters, blanks or not."), "eye-off", say.L("Hide")
	}
	for i, t := range s.texts {
		if t.Text = s.lines[i]; !s.shown {
			t.Text = "•••• •••• •••• ••••"
		}
		t.Refresh()
	}
	s.note.Refresh()
	s.eye.Refresh()
}

// codeClock says how long the code of now is still shown.
type codeClock struct {
	object fyne.CanvasObject
	p      *Page
	ring   *widgets.Ring
	words  *canvas.Text
	halt   func()
}

func (p *Page) newClock() *codeClock {
	c := &codeClock{p: p, ring: widgets.NewRing(18), words: widgets.Text("", theme.Small, theme.Current().Text2)}
	c.object = widgets.Row(8, c.ring.Object(), c.words, widgets.Flex())
	c.draw()
	return c
}

func (c *codeClock) draw() {
	words, over := vm.NextCode(c.p.env.Runner.Now())
	c.words.Text = words
	c.words.Refresh()
	c.ring.SetOver(over)
}

// start counts as long as what it stands in is open.
func (c *codeClock) start(open func() bool) {
	c.stop()
	c.draw()
	c.halt = c.p.env.Runner.After(time.Second, func() {
		if c.halt = nil; open() {
			c.start(open)
		}
	})
}

// stop ends counting.
func (c *codeClock) stop() {
	if c.halt != nil {
		c.halt()
		c.halt = nil
	}
}
