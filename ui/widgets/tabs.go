package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"gatehouse/ui/theme"
)

// tabHeight is how high a line of tabs is, with the divider below it.
const tabHeight float32 = 40

// Tabs are views of one thing, of which one is open: a word for each over a divider, the open one
// underlined. Left, Right, Home and End move; the body is the caller's.
type Tabs struct {
	OnChanged func(i int)

	root  *fyne.Container
	words []string
	parts []*tabPart
	at    int
}

// tabPart is the word of one view.
type tabPart struct {
	Tappable
	tabs *Tabs
	i    int
	word *canvas.Text
	line *canvas.Rectangle
}

// NewTabs makes a line of tabs; set its words with [Tabs.Show].
func NewTabs(changed func(int)) *Tabs {
	return &Tabs{OnChanged: changed, root: Stack(), at: -1}
}

// Object is what is shown.
func (t *Tabs) Object() fyne.CanvasObject { return t.root }

// At is the place of the open one.
func (t *Tabs) At() int { return t.at }

// Show shows these words, with the one at place at open. The same words keep their objects, so that
// the focus stays.
func (t *Tabs) Show(words []string, at int) {
	t.at = at
	if !slices.Equal(words, t.words) {
		t.words = slices.Clone(words)
		t.build()
	}
	t.Refresh()
}

func (t *Tabs) build() {
	t.parts = nil
	var os []fyne.CanvasObject
	for i, w := range t.words {
		p := &tabPart{tabs: t, i: i, word: Medium(w, theme.Body, theme.Current().Text2), line: Rect(theme.Current().Accent, 1)}
		p.content = Sized(0, tabHeight-1, Stack(Mid(p.word), Col(0, Flex(), Sized(0, 2, p.line))))
		p.radius = theme.RadiusBadge
		p.OnTapped = func() { t.open(i) }
		p.ExtendBaseWidget(p)
		t.parts = append(t.parts, p)
		os = append(os, p)
	}
	t.root.Objects = []fyne.CanvasObject{Sized(0, tabHeight, Col(0, Lead(Row(22, os...)), HLine()))}
}

// Refresh shows which one is open, in the colours of the theme.
func (t *Tabs) Refresh() {
	k := theme.Current()
	for i, p := range t.parts {
		p.word.Color, p.line.FillColor = k.Text2, k.Accent
		p.line.Hidden = i != t.at
		if i == t.at {
			p.word.Color = k.Text
		}
		p.Refresh()
	}
	t.root.Refresh()
}

func (t *Tabs) open(i int) {
	if i == t.at {
		return
	}
	t.at = i
	t.Refresh()
	if t.OnChanged != nil {
		t.OnChanged(i)
	}
}

// TypedKey implements fyne.Focusable.
func (p *tabPart) TypedKey(e *fyne.KeyEvent) {
	to := p.i
	switch e.Name {
	case fyne.KeyLeft:
		to--
	case fyne.KeyRight:
		to++
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = len(p.tabs.parts) - 1
	default:
		p.Tappable.TypedKey(e)
		return
	}
	active()
	if to < 0 || to >= len(p.tabs.parts) {
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		c.Focus(p.tabs.parts[to])
	}
	p.tabs.open(to)
}
