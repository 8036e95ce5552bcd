package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/theme"
)

// maxLogLines is how many lines one piece of log text takes; the rest is cut with an ellipsis.
const maxLogLines = 3

// NewLogText shows text of a log in fixed width, broken anywhere, in as many lines as the width
// needs, up to three. The text must be escaped already.
func NewLogText(s string) fyne.CanvasObject {
	k := theme.Current()
	l := &logText{text: s, glyph: Mono("0", theme.Small, k.Text2).MinSize()}
	var os []fyne.CanvasObject
	for range maxLogLines {
		os = append(os, Mono("", theme.Small, k.Text))
	}
	return container.New(l, os...)
}

// logText breaks a text into its lines; every letter is as wide as every other.
type logText struct {
	text  string
	glyph fyne.Size
	width float32
}

// lines breaks the text for a width.
func (l *logText) lines(width float32) []string {
	per := max(8, int(width/l.glyph.Width))
	r := []rune(l.text)
	var out []string
	for len(r) > per && len(out) < maxLogLines-1 {
		out = append(out, string(r[:per]))
		r = r[per:]
	}
	if len(r) > per {
		r = append(append([]rune{}, r[:per-1]...), '…')
	}
	return append(out, string(r))
}

// MinSize implements fyne.Layout: the height is that of the width last given.
func (l *logText) MinSize([]fyne.CanvasObject) fyne.Size {
	width := l.width
	if width == 0 {
		width = 560
	}
	return fyne.NewSize(80, float32(len(l.lines(width)))*round(l.glyph.Height+1))
}

// Layout implements fyne.Layout.
func (l *logText) Layout(os []fyne.CanvasObject, s fyne.Size) {
	l.width = s.Width
	lines := l.lines(s.Width)
	for i, o := range os {
		t := o.(*canvas.Text)
		t.Text = ""
		if i < len(lines) {
			t.Text = lines[i]
		}
		place(t, 0, float32(i)*round(l.glyph.Height+1), s.Width, l.glyph.Height)
	}
}
