package charts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
)

// LaySpark places one thin bar per value in w times h pixels; zero is a dash of one pixel on the
// baseline. More values than fit are added up.
func LaySpark(values []int64, w, h float32) []Rect {
	if len(values) == 0 || w < 1 {
		return nil
	}
	fit := max(1, int(w/2))
	per := (len(values)-1)/fit + 1
	n := (len(values)-1)/per + 1
	sums, most := make([]int64, n), int64(1)
	for i, v := range values {
		sums[i/per] += max(0, v)
		most = max(most, sums[i/per])
	}
	bars, step := make([]Rect, n), w/float32(n)
	for i, v := range sums {
		x := round(step * float32(i))
		bh := round(float32(float64(v) / float64(most) * float64(h)))
		if v > 0 {
			bh = max(2, bh) // one more than the dash, so that little is not nothing
		}
		bh = max(1, bh)
		bars[i] = Rect{x, h - bh, max(1, round(step*float32(i+1))-x-1), bh}
	}
	return bars
}

// Sparkline is a tiny chart for a row of a grid, used again for other rows.
type Sparkline struct {
	widget.BaseWidget
	values []int64
	tone   tone.Tone
}

// NewSparkline makes an empty one.
func NewSparkline() *Sparkline {
	s := &Sparkline{}
	s.ExtendBaseWidget(s)
	return s
}

// SetValues shows other amounts, in a tone: Danger and Critical are red, Warn is amber.
func (s *Sparkline) SetValues(values []int64, t tone.Tone) {
	s.values, s.tone = values, t
	s.Refresh()
}

// Text implements Chart.
func (s *Sparkline) Text() string {
	most, at := int64(0), 0
	for i, v := range s.values {
		if v > most {
			most, at = v, i
		}
	}
	if most == 0 {
		return say.L("No activity")
	}
	return say.L("{{.Total}} in all, most at {{.At}} of {{.Of}} with {{.Most}}", say.V{
		"Total": say.Count(sum(s.values)), "At": at + 1, "Of": len(s.values), "Most": say.Count(most)})
}

// Table implements Chart.
func (s *Sparkline) Table() (head []string, rows [][]string) {
	for i, v := range s.values {
		rows = append(rows, []string{say.Count(int64(i + 1)), say.Count(v)})
	}
	return []string{say.L("Part"), say.L("Count")}, rows
}

func (s *Sparkline) least() fyne.Size { return fyne.NewSize(40, 18) }

func (s *Sparkline) draw(sh *sheet, size fyne.Size) {
	k := theme.Current()
	c := k.Chart(theme.Chart2xx)
	switch s.tone {
	case tone.Danger, tone.Critical:
		c = k.Chart(theme.Chart5xx)
	case tone.Warn:
		c = k.Chart(theme.Chart4xx)
	}
	for _, r := range LaySpark(s.values, size.Width, size.Height) {
		if r.H <= 1 {
			sh.rect(r, k.LineStrong, 0)
			continue
		}
		sh.rect(r, c, 0)
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Sparkline) CreateRenderer() fyne.WidgetRenderer { return newSheet(s) }

var _ Chart = (*Sparkline)(nil)
