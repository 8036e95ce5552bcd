package charts

import (
	"time"

	"gatehouse/ui/theme"
)

// Series is one kind of thing that is counted, at its place in the stack.
type Series struct {
	ID, Label string
	Colour    theme.ChartColour
}

// Bucket is what was counted in a span of time: one value per series. Times are shown in the
// location of From.
type Bucket struct {
	From, To time.Time
	Values   []int64
}

// MaxBars is how many bars one chart draws; more buckets are added up.
const MaxBars = 180

const minStep = 4 // pixels from bar to bar

// Bar is one drawn bar: the buckets First to Last, added up.
type Bar struct {
	Bucket
	First, Last int
	Column      Rect   // the whole height, for hits and highlights
	Parts       []Rect // one per series, bottom first; no height for nothing
}

// Total is what the whole bar counts.
func (b Bar) Total() int64 { return sum(b.Values) }

// Tick is a word on an axis and the pixel that it belongs to.
type Tick struct {
	Text  string
	At    float32
	Start float32 // of the word, on the time axis
	Width float32
}

// BarLayout is where everything of a TimeBars is.
type BarLayout struct {
	Plot Rect
	Bars []Bar
	Y, X []Tick
	Top  int64 // the value at the upper edge of the plot
}

// LayBars places n series of buckets in w times h pixels; measure tells the width of a label.
func LayBars(w, h float32, n int, buckets []Bucket, measure func(string) float32) BarLayout {
	const top, bottom = 8, 24
	l := BarLayout{Plot: Rect{0, top, 0, max(0, round(h)-top-bottom)}}
	bars := merge(buckets, n, MaxBars)
	l.scale(bars)
	left := float32(0)
	for _, t := range l.Y {
		left = max(left, measure(t.Text))
	}
	l.Plot.X = round(left + 9)
	l.Plot.W = max(0, round(w)-l.Plot.X)
	if fit := max(1, int(l.Plot.W/minStep)); len(bars) > fit {
		bars = merge(buckets, n, fit)
		l.scale(bars)
	}
	l.place(bars)
	l.X = timeTicks(l.Bars, l.Plot, measure)
	return l
}

// merge adds neighbouring buckets up until at most limit are left.
func merge(buckets []Bucket, n, limit int) []Bar {
	if len(buckets) == 0 {
		return nil
	}
	per := (len(buckets)-1)/limit + 1
	bars := make([]Bar, 0, (len(buckets)-1)/per+1)
	values := make([]int64, n*((len(buckets)-1)/per+1))
	for first := 0; first < len(buckets); first += per {
		last := min(first+per, len(buckets)) - 1
		b := Bar{First: first, Last: last, Bucket: Bucket{From: buckets[first].From, To: buckets[last].To}}
		b.Values, values = values[:n:n], values[n:]
		for _, in := range buckets[first : last+1] {
			for s := range min(n, len(in.Values)) {
				b.Values[s] += max(0, in.Values[s])
			}
		}
		bars = append(bars, b)
	}
	return bars
}

// scale chooses the ticks of the value axis.
func (l *BarLayout) scale(bars []Bar) {
	most := int64(0)
	for _, b := range bars {
		most = max(most, b.Total())
	}
	step, end := nice(most, max(1, min(5, int(l.Plot.H/36))))
	l.Top, l.Y = end, nil
	for v := int64(0); v <= end; v += step {
		y := l.Plot.Y + round(l.Plot.H*(1-float32(float64(v)/float64(end))))
		l.Y = append(l.Y, Tick{Text: tickText(v, end), At: y})
	}
}

// place gives every bar its column and its parts.
func (l *BarLayout) place(bars []Bar) {
	step := l.Plot.W / float32(max(1, len(bars)))
	gap := float32(2)
	if step < 6 {
		gap = 1
	}
	parts := make([]Rect, len(bars)*seriesOf(bars))
	for i := range bars {
		b := &bars[i]
		x, next := l.Plot.X+round(step*float32(i)), l.Plot.X+round(step*float32(i+1))
		b.Column = Rect{x, l.Plot.Y, max(1, next-x), l.Plot.H}
		b.Parts, parts = parts[:len(b.Values):len(b.Values)], parts[len(b.Values):]
		b.stack(l.Top, max(1, b.Column.W-gap))
	}
	l.Bars = bars
}

func seriesOf(bars []Bar) int {
	if len(bars) == 0 {
		return 0
	}
	return len(bars[0].Values)
}

// stack gives the parts whole pixels: together they are as high as the sum, and what is there
// shows at least one pixel, taken from the highest part.
func (b *Bar) stack(top int64, width float32) {
	var cum int64
	var used, sumUp float32
	high := 0
	for s, v := range b.Values {
		cum += v
		end := round(float32(float64(cum) / float64(top) * float64(b.Column.H)))
		h := end - sumUp
		sumUp = end
		if v > 0 {
			h = max(1, h)
		}
		b.Parts[s] = Rect{b.Column.X, 0, width, h}
		used += h
		if h > b.Parts[high].H {
			high = s
		}
	}
	if over := used - sumUp; over > 0 && b.Parts[high].H > over {
		b.Parts[high].H -= over
	}
	y := b.Column.Y + b.Column.H
	for s := range b.Parts {
		y -= b.Parts[s].H
		b.Parts[s].Y = y
	}
}

// BarAt returns the bar under a point and the series in it (-1 for none), or -1, -1.
func (l BarLayout) BarAt(x, y float32) (bar, series int) {
	for i, b := range l.Bars {
		if !b.Column.Holds(x, y) {
			continue
		}
		for s, p := range b.Parts {
			if y >= p.Y && y < p.Y+p.H {
				return i, s
			}
		}
		return i, -1
	}
	return -1, -1
}

func sum(vs []int64) (n int64) {
	for _, v := range vs {
		n += v
	}
	return n
}
