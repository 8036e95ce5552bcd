package widgets

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/inert"
	"gatehouse/ui/theme"
)

// Text is plain text of one line. What does not print is written out; see [inert.Text].
func Text(s string, size float32, c color.NRGBA) *canvas.Text {
	return &canvas.Text{Text: inert.Text(s), TextSize: size, Color: c}
}

// Medium is text in the weight of names and labels.
func Medium(s string, size float32, c color.NRGBA) *canvas.Text {
	t := Text(s, size, c)
	t.FontSource = theme.Medium
	return t
}

// Semi is text in the weight of titles.
func Semi(s string, size float32, c color.NRGBA) *canvas.Text {
	t := Text(s, size, c)
	t.TextStyle.Bold = true
	return t
}

// Mono is text of fixed width: prefixes, routes, log lines, digests.
func Mono(s string, size float32, c color.NRGBA) *canvas.Text {
	t := Text(s, size, c)
	t.TextStyle.Monospace = true
	return t
}

// ReadFonts reads the fonts of proportional texts, so that the first text of each kind need not. The
// toolkit keeps them; no text may be measured elsewhere meanwhile.
func ReadFonts() {
	for _, t := range []*canvas.Text{Text("a", theme.Body, color.NRGBA{}), Medium("a", theme.Body, color.NRGBA{}), Semi("a", theme.Body, color.NRGBA{})} {
		t.MinSize()
	}
}

// cutKey names one shortening; see cutText.
type cutKey struct {
	text  string
	size  float32
	style fyne.TextStyle
	font  string
	width int
}

// cuts remembers shortenings: a grid measures the same texts at the same widths again and again.
// It is used on the drawing thread only, and emptied when it holds maxCuts of them.
var cuts = map[cutKey]string{}

const maxCuts = 20_000

// cutText shortens full to width with an ellipsis, in as few measurements as a binary search needs.
func cutText(t *canvas.Text, full string, width float32) string {
	key := cutKey{full, t.TextSize, t.TextStyle, "", int(width)}
	if t.FontSource != nil {
		key.font = t.FontSource.Name()
	}
	if s, ok := cuts[key]; ok {
		return s
	}
	probe := *t
	fits := func(s string) bool { probe.Text = s; return probe.MinSize().Width <= width+0.5 }
	out := full
	if !fits(full) {
		r := []rune(full)
		lo, hi := 0, len(r)
		for lo < hi {
			if mid := (lo + hi + 1) / 2; fits(string(r[:mid]) + "…") {
				lo = mid
			} else {
				hi = mid - 1
			}
		}
		out = strings.TrimRight(string(r[:lo]), " ") + "…"
	}
	if len(cuts) >= maxCuts {
		clear(cuts)
	}
	cuts[key] = out
	return out
}

// cut is the layout of one text that shortens.
type cut struct{ full string }

// MinSize implements fyne.Layout: some letters always fit.
func (l cut) MinSize(os []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(16, os[0].MinSize().Height)
}

// Layout implements fyne.Layout. The text gets its own height and is centred by hand: in a taller
// box Fyne draws a strike-through at the wrong place.
func (l cut) Layout(os []fyne.CanvasObject, s fyne.Size) {
	t := os[0].(*canvas.Text)
	t.Text = cutText(t, l.full, s.Width)
	h := t.MinSize().Height
	t.Move(fyne.NewPos(0, round((s.Height-h)/2)))
	t.Resize(fyne.NewSize(s.Width, h))
}

// Cut shortens t to the width it gets.
func Cut(t *canvas.Text) *fyne.Container { return container.New(cut{t.Text}, t) }

// CutTo shortens t only when it is wider than width, so that a long name cannot push others away.
func CutTo(t *canvas.Text, width float32) fyne.CanvasObject {
	if t.MinSize().Width <= width {
		return t
	}
	return Sized(width, 0, Cut(t))
}

// Para breaks words into lines of a known width. A word that is too long for a line is broken.
func Para(s string, size float32, c color.NRGBA, width float32) *fyne.Container {
	var lines []fyne.CanvasObject
	for _, l := range wrap(s, width, func(s string) float32 { return Text(s, size, c).MinSize().Width }) {
		lines = append(lines, Text(l, size, c))
	}
	return Col(round(size*0.22), lines...)
}

// wrap breaks s into lines that measure at most width.
func wrap(s string, width float32, measure func(string) float32) []string {
	var lines []string
	for para := range strings.SplitSeq(s, "\n") {
		line := ""
		for _, w := range strings.Fields(para) {
			if next := strings.TrimSpace(line + " " + w); measure(next) <= width {
				line = next
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			head, tail := breakWord(w, width, measure)
			lines = append(lines, head...)
			line = tail
		}
		lines = append(lines, line)
	}
	return lines
}

// balanced breaks s into as few lines as wrap, of about the same length: centred text with a last
// line of one word looks like an accident.
func balanced(s string, width float32, measure func(string) float32) []string {
	lines := wrap(s, width, measure)
	for n := len(lines); n > 1 && width > 80; width -= 12 {
		next := wrap(s, width-12, measure)
		if len(next) > n {
			break
		}
		lines = next
	}
	return lines
}

// breakWord cuts a word that is longer than a line; tail is what starts the next line.
func breakWord(w string, width float32, measure func(string) float32) (full []string, tail string) {
	r := []rune(w)
	for measure(string(r)) > width && len(r) > 1 {
		n := len(r) - 1
		for n > 1 && measure(string(r[:n])) > width {
			n--
		}
		full, r = append(full, string(r[:n])), r[n:]
	}
	return full, string(r)
}
