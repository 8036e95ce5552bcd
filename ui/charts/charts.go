// Package charts draws amounts: [TimeBars] over time, a [Heatmap] of the week, a [Donut] of few
// parts and a [Sparkline] for rows of a grid.
//
// Each chart is a pure function from data to geometry (LayBars, LayHeat, LayDonut, LaySpark), on
// whole pixels and without the toolkit, and a thin widget that draws it with rectangles, arcs and
// text. Colours are tokens, so a chart recolours in Refresh. Colour is never alone: legends have
// words, the hover note has counts, Text says the chart in words, and [WithTable] shows it as a
// table. Charts know no service; what is tapped is told by OnTap.
package charts

import (
	"fmt"
	"math"
	"strconv"

	"gatehouse/ui/say"
	"gatehouse/ui/widgets"
)

// Chart is what every chart can also say without drawing.
type Chart interface {
	// Text says the chart in words.
	Text() string
	// Table returns the chart's numbers, written out.
	Table() (head []string, rows [][]string)
}

// Rect is a box in pixels from the top left of a chart.
type Rect struct{ X, Y, W, H float32 }

// Holds reports whether the point lies in the box.
func (r Rect) Holds(x, y float32) bool {
	return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H
}

// Short writes an amount in little room, with three digits from ten thousand on: "1,284", "50 k",
// "1.00 M".
func Short(n int64) string {
	if n < 0 {
		return "-" + Short(-max(n, -math.MaxInt64))
	}
	if n < 10_000 {
		return say.Count(n)
	}
	f, unit := float64(n)/1000, 0
	for f >= 999.5 && unit < 3 {
		f, unit = f/1000, unit+1
	}
	digits := 0
	if unit > 0 {
		digits = 2
		if f >= 9.995 {
			digits = 1
		}
		if f >= 99.95 {
			digits = 0
		}
	}
	return fmt.Sprintf("%.*f %s", digits, f, []string{"k", "M", "G", "T"}[unit])
}

// tickText writes a round number on an axis that ends at top: all in the same unit.
func tickText(v, top int64) string {
	for _, u := range []struct {
		size, from int64
		name       string
	}{{1e12, 1e12, " T"}, {1e9, 1e9, " G"}, {1e6, 1e6, " M"}, {1e3, 1e4, " k"}} {
		if v != 0 && top >= u.from {
			return strconv.FormatFloat(float64(v)/float64(u.size), 'f', -1, 64) + u.name
		}
	}
	return say.Count(v)
}

// percent writes a share; what is there but rounds to nothing is "< 1 %".
func percent(n, of int64) string {
	if of == 0 || n == 0 {
		return "0 %"
	}
	p := math.Round(float64(n) / float64(of) * 100)
	switch {
	case p < 1:
		return "< 1 %"
	case p == 100 && n < of:
		return "> 99 %"
	}
	return fmt.Sprintf("%.0f %%", p)
}

// nice returns a step of 1, 2 or 5 times a power of ten, and the top of an axis of at most parts
// such steps that holds top.
func nice(top int64, parts int) (step, end int64) {
	step = 1
	for i := 0; ; i++ {
		if n := (top-1)/step + 1; n <= int64(parts) || step > math.MaxInt64/10 {
			return step, max(1, n) * step
		}
		step = step / []int64{1, 2, 5}[i%3] * []int64{2, 5, 10}[i%3]
	}
}

func round(f float32) float32 { return float32(math.Round(float64(f))) }

// active tells the shell that somebody uses the program.
func active() {
	if widgets.OnActivity != nil {
		widgets.OnActivity()
	}
}
