package charts

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// TimeBars shows stacked amounts over time. Left, Right, Home and End move a cursor, Enter taps.
type TimeBars struct {
	widget.BaseWidget
	// OnTap is told the bucket (the first of a bar that adds several up) and the series, "" for all.
	OnTap func(bucket int, series string)
	// Empty is said when there is nothing to draw.
	Empty string

	series        []Series
	buckets       []Bucket
	lay           BarLayout
	laid          fyne.Size
	hover, cursor int
	focused       bool
	legend        *legend
}

// NewTimeBars makes an empty chart of these series, the first at the bottom.
func NewTimeBars(series ...Series) *TimeBars {
	c := &TimeBars{series: series, hover: -1, cursor: -1, Empty: say.L("Nothing happened in this time")}
	c.legend = newLegend(c)
	c.ExtendBaseWidget(c)
	return c
}

// SetBuckets shows other numbers, in order of time.
func (c *TimeBars) SetBuckets(buckets []Bucket) {
	c.buckets, c.laid, c.hover, c.cursor = buckets, fyne.Size{}, -1, -1
	c.Refresh()
	c.legend.Refresh()
}

// Legend is what the colours mean, with totals, for the head of a card.
func (c *TimeBars) Legend() fyne.CanvasObject { return c.legend }

// totals counts each series.
func (c *TimeBars) totals() []int64 {
	out := make([]int64, len(c.series))
	for _, b := range c.buckets {
		for i := range min(len(out), len(b.Values)) {
			out[i] += max(0, b.Values[i])
		}
	}
	return out
}

// Text implements Chart.
func (c *TimeBars) Text() string {
	totals := c.totals()
	if sum(totals) == 0 {
		return c.Empty
	}
	parts := make([]string, len(c.series))
	for i, s := range c.series {
		parts[i] = s.Label + " " + Short(totals[i])
	}
	return say.L("{{.Span}}: {{.Total}} in all ({{.Parts}})", say.V{
		"Span": spanText(c.buckets[0].From, c.buckets[len(c.buckets)-1].To), "Total": say.Count(sum(totals)), "Parts": strings.Join(parts, ", ")})
}

// Table implements Chart.
func (c *TimeBars) Table() (head []string, rows [][]string) {
	head = []string{say.L("Time")}
	for _, s := range c.series {
		head = append(head, s.Label)
	}
	head = append(head, say.L("Total"))
	for _, b := range merge(c.buckets, len(c.series), max(1, len(c.buckets))) {
		row := []string{spanText(b.From, b.To)}
		for _, v := range b.Values {
			row = append(row, say.Count(v))
		}
		rows = append(rows, append(row, say.Count(b.Total())))
	}
	return head, rows
}

func (c *TimeBars) least() fyne.Size { return fyne.NewSize(240, 120) }

// arrange lays the bars out for a size, once.
func (c *TimeBars) arrange(size fyne.Size) {
	if c.laid == size {
		return
	}
	c.laid = size
	old := c.lay.Bars
	st := style{size: theme.Caption}
	c.lay = LayBars(size.Width, size.Height, len(c.series), c.buckets, func(s string) float32 { return width(s, st) })
	c.hover, c.cursor = follow(old, c.lay.Bars, c.hover), follow(old, c.lay.Bars, c.cursor)
}

// follow finds the bar that holds now what bar i held before: another width adds up others.
func follow(old, now []Bar, i int) int {
	if i < 0 || i >= len(old) {
		return -1
	}
	return slices.IndexFunc(now, func(b Bar) bool { return b.First <= old[i].First && old[i].First <= b.Last })
}

func (c *TimeBars) draw(s *sheet, size fyne.Size) {
	c.arrange(size)
	k, l := theme.Current(), c.lay
	label := style{size: theme.Caption, colour: k.Text3}
	right := label
	right.align = fyne.TextAlignTrailing
	for _, t := range l.Y {
		s.rect(Rect{l.Plot.X, t.At, l.Plot.W, 1}, k.Line, 0)
		s.text(t.Text, Rect{0, t.At - 7, l.Plot.X - 8, 14}, right)
	}
	for _, t := range l.X {
		s.text(t.Text, Rect{t.Start, l.Plot.Y + l.Plot.H + 7, t.Width, 14}, label)
	}
	if sum(c.totals()) == 0 {
		s.text(c.Empty, Rect{l.Plot.X, l.Plot.Y, l.Plot.W, l.Plot.H}, style{size: theme.Body, colour: k.Text3, align: fyne.TextAlignCenter})
		return
	}
	shown := c.shown()
	if shown >= 0 {
		b := l.Bars[shown].Column
		s.rect(Rect{b.X - 2, b.Y, l.Bars[shown].Parts[0].W + 4, b.H}, k.NeutralSoft, 3)
	}
	for _, b := range l.Bars {
		for i, p := range b.Parts {
			if p.H > 0 {
				s.rect(p, k.Chart(c.series[i].Colour), 0)
			}
		}
	}
	if shown < 0 {
		return
	}
	b := l.Bars[shown]
	if c.focused && shown == c.cursor {
		s.rect(Rect{b.Column.X - 2, b.Column.Y + b.Column.H + 1, b.Parts[0].W + 4, 2}, k.Accent, 0)
	}
	var lines [][2]string
	var swatches []theme.ChartColour
	for i := len(c.series) - 1; i >= 0; i-- {
		lines = append(lines, [2]string{c.series[i].Label, say.Count(b.Values[i])})
		swatches = append(swatches, c.series[i].Colour)
	}
	s.note(b.Column, size, spanText(b.From, b.To), lines, swatches)
}

// shown is the bar that the note is about: under the mouse, or else at the cursor.
func (c *TimeBars) shown() int {
	at := c.hover
	if at < 0 && c.focused {
		at = c.cursor
	}
	if at >= len(c.lay.Bars) || len(c.series) == 0 {
		return -1
	}
	return at
}

func (c *TimeBars) tap(bar, series int) {
	if c.OnTap == nil || bar < 0 || bar >= len(c.lay.Bars) {
		return
	}
	id := ""
	if series >= 0 {
		id = c.series[series].ID
	}
	c.OnTap(c.lay.Bars[bar].First, id)
}

// Tapped implements fyne.Tappable.
func (c *TimeBars) Tapped(e *fyne.PointEvent) {
	active()
	c.tap(c.lay.BarAt(e.Position.X, e.Position.Y))
}

// MouseIn implements desktop.Hoverable.
func (c *TimeBars) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (c *TimeBars) MouseMoved(e *desktop.MouseEvent) {
	if bar, _ := c.lay.BarAt(e.Position.X, e.Position.Y); bar != c.hover {
		c.hover = bar
		c.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (c *TimeBars) MouseOut() { c.hover = -1; c.Refresh() }

// FocusGained implements fyne.Focusable: the cursor starts at the newest bar.
func (c *TimeBars) FocusGained() {
	c.focused = true
	if c.cursor < 0 {
		c.cursor = len(c.lay.Bars) - 1
	}
	c.Refresh()
}

// FocusLost implements fyne.Focusable.
func (c *TimeBars) FocusLost() { c.focused = false; c.Refresh() }

// TypedRune implements fyne.Focusable.
func (c *TimeBars) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (c *TimeBars) TypedKey(e *fyne.KeyEvent) {
	active()
	to := c.cursor
	switch e.Name {
	case fyne.KeyLeft:
		to--
	case fyne.KeyRight:
		to++
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = len(c.lay.Bars) - 1
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		c.tap(c.cursor, -1)
		return
	case fyne.KeyEscape:
		widgets.Escape(c)
		return
	default:
		return
	}
	c.cursor, c.hover = max(0, min(to, len(c.lay.Bars)-1)), -1
	c.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (c *TimeBars) CreateRenderer() fyne.WidgetRenderer { return newSheet(c) }

// legend says what the colours of a TimeBars mean.
type legend struct {
	widget.BaseWidget
	chart *TimeBars
}

func newLegend(c *TimeBars) *legend {
	l := &legend{chart: c}
	l.ExtendBaseWidget(l)
	return l
}

// width is how wide the legend is with the counts of its series, or without.
func (l *legend) width(counts bool) float32 {
	w := float32(0)
	totals := l.chart.totals()
	for i, s := range l.chart.series {
		w += 16 + width(s.Label, style{size: theme.Small}) + 18
		if counts {
			w += 6 + width(Short(totals[i]), style{size: theme.Small})
		}
	}
	return max(0, w-18)
}

// least leaves the counts out: they stand in the table, too.
func (l *legend) least() fyne.Size { return fyne.NewSize(l.width(false), 18) }

// draw puts the legend at the right end of its room.
func (l *legend) draw(s *sheet, size fyne.Size) {
	k := theme.Current()
	name, count := style{size: theme.Small, colour: k.Text2}, style{size: theme.Small, colour: k.Text3}
	counts := l.width(true) <= size.Width
	x, y := round(size.Width-l.width(counts)), round((size.Height-18)/2)
	totals := l.chart.totals()
	for i, series := range l.chart.series {
		s.rect(Rect{x, y + 4, 10, 10}, k.Chart(series.Colour), 2)
		x += 16
		w := width(series.Label, name)
		s.text(series.Label, Rect{x, y, w, 18}, name)
		x += w
		if counts {
			n := Short(totals[i])
			w = width(n, count)
			s.text(n, Rect{x + 6, y, w, 18}, count)
			x += 6 + w
		}
		x += 18
	}
}

// CreateRenderer implements fyne.Widget.
func (l *legend) CreateRenderer() fyne.WidgetRenderer { return newSheet(l) }

var (
	_ Chart             = (*TimeBars)(nil)
	_ fyne.Focusable    = (*TimeBars)(nil)
	_ fyne.Tappable     = (*TimeBars)(nil)
	_ desktop.Hoverable = (*TimeBars)(nil)
)
