package report

import (
	"fmt"
	"time"
)

// The chart's geometry, in units of its view box.
const (
	chartWidth            = 1060
	plotLeft, plotTop     = 64, 10
	plotRight, plotBottom = 1056, 170
	labelBottom           = 188
	gridDivision          = 4
	laneTop, laneHeight   = 202, 17
	laneBar               = 9
	maxLanes              = 12
)

// chart is requests over time, by class of status, and below it a lane for each of the gravest
// findings, from its first request to its last.
type chart struct {
	Width, Height int
	Step          string
	Grid          []gridLine
	Bars, Lanes   []box
	Times, Names  []mark
	Legend        []legend
	More          int // findings without a lane
}

type box struct {
	Class string
	X, Y  string
	W, H  string
}

type gridLine struct {
	X1, X2, Y      int
	LabelX, LabelY int
	Label          string
}

type mark struct {
	LabelX, LabelY int
	Label          string
}

type legend struct {
	Class, Name string
	Count       uint64
}

// classes are the classes of status from the bottom of a bar to its top.
var classes = []struct {
	index       int
	class, name string
}{{2, "s2", "2xx"}, {3, "s3", "3xx"}, {4, "s4", "4xx"}, {5, "s5", "5xx"}, {0, "s0", "other"}}

// steps are the widths that a bar may have.
var steps = []time.Duration{
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
	24 * time.Hour, 2 * 24 * time.Hour, 7 * 24 * time.Hour, 28 * 24 * time.Hour, 364 * 24 * time.Hour, 3640 * 24 * time.Hour,
}

// newChart draws the document's activity, nil when there is none.
func newChart(d *Document) *chart {
	if len(d.minutes) == 0 {
		return nil
	}
	first, last := d.minutes[0].At, d.minutes[len(d.minutes)-1].At
	step := steps[len(steps)-1]
	for _, s := range steps {
		if last.Sub(first.Truncate(s)) < s*htmlBars {
			step = s
			break
		}
	}
	begin := first.Truncate(step)
	n := int(last.Sub(begin)/step) + 1
	sums := make([][6]uint64, n)
	var total [6]uint64
	most := uint64(1)
	for _, m := range d.minutes {
		i := int(m.At.Sub(begin) / step)
		sum := uint64(0)
		for c, v := range m.Class {
			if c == 1 { // informational answers are rare enough to be other
				c = 0
			}
			sums[i][c] += v
			total[c] += v
		}
		for _, v := range sums[i] {
			sum += v
		}
		most = max(most, sum)
	}
	lanes := min(len(d.Findings), maxLanes)
	c := &chart{Width: chartWidth, Height: laneTop + lanes*laneHeight, Step: stepName(step), More: len(d.Findings) - lanes}
	for _, k := range classes {
		if total[k.index] > 0 {
			c.Legend = append(c.Legend, legend{k.class, k.name, total[k.index]})
		}
	}
	top := roundUp(most)
	c.grid(top)
	c.bars(sums, top)
	c.lanes(d.Findings[:lanes], begin, step, n)
	c.times(begin, step, n)
	return c
}

// stepName writes the width of a bar.
func stepName(step time.Duration) string {
	switch {
	case step < time.Hour:
		return plural(int(step/time.Minute), "minute")
	case step < 24*time.Hour:
		return plural(int(step/time.Hour), "hour")
	}
	return plural(int(step/(24*time.Hour)), "day")
}

// roundUp returns the next number that divides well into the grid.
func roundUp(n uint64) uint64 {
	for unit := uint64(gridDivision); ; unit *= 10 {
		for _, f := range []uint64{1, 2, 3, 5} {
			if unit*f >= n {
				return unit * f
			}
		}
	}
}

func (c *chart) grid(top uint64) {
	for i := range gridDivision + 1 {
		y := plotBottom - (plotBottom-plotTop)*i/gridDivision
		c.Grid = append(c.Grid, gridLine{plotLeft, plotRight, y, plotLeft - 8, y + 4, short(top * uint64(i) / gridDivision)})
	}
}

// short writes a number for an axis.
func short(n uint64) string {
	switch {
	case n >= 10_000_000:
		return fmt.Sprintf("%d M", n/1_000_000)
	case n >= 10_000:
		return fmt.Sprintf("%d k", n/1000)
	}
	return number(n)
}

// at returns where a bar begins and how wide it is.
func at(i, n int) (x, w float64) {
	slot := min(float64(plotRight-plotLeft)/float64(n), 60)
	gap := min(slot*0.22, 3)
	return plotLeft + slot*float64(i) + gap/2, slot - gap
}

func (c *chart) bars(sums [][6]uint64, top uint64) {
	for i, sum := range sums {
		x, w := at(i, len(sums))
		y := float64(plotBottom)
		for _, k := range classes {
			if v := sum[k.index]; v > 0 {
				h := float64(v) * (plotBottom - plotTop) / float64(top)
				y -= h
				c.Bars = append(c.Bars, newBox(k.class, x, y, w, h))
			}
		}
	}
}

// lanes writes when the gravest findings happened.
func (c *chart) lanes(findings []Finding, begin time.Time, step time.Duration, n int) {
	x0, _ := at(0, n)
	xn, w := at(n-1, n)
	perStep := (xn + w - x0) / float64(n)
	for i := range findings {
		f := &findings[i]
		y := laneTop + i*laneHeight
		from := x0 + perStep*float64(f.First.Sub(begin))/float64(step)
		long := perStep * float64(f.Last.Sub(f.First)) / float64(step)
		from = min(max(from, plotLeft), plotRight-4)
		c.Lanes = append(c.Lanes, newBox("f-"+f.Severity.String(), from, float64(y), min(max(long, 4), plotRight-from), laneBar))
		c.Names = append(c.Names, mark{plotLeft - 8, y + laneBar, f.Check})
	}
}

func newBox(class string, x, y, w, h float64) box {
	f := func(v float64) string { return fmt.Sprintf("%.2f", v) }
	return box{class, f(x), f(y), f(w), f(h)}
}

// times writes up to six labels below the bars.
func (c *chart) times(begin time.Time, step time.Duration, n int) {
	layout := "15:04"
	if step >= 24*time.Hour {
		layout = "2 Jan 2006"
	} else if step*time.Duration(n) > 24*time.Hour {
		layout = "2 Jan 15:04"
	}
	every := max(1, (n+5)/6)
	for i := 0; i < n; i += every {
		x, w := at(i, n)
		mid := min(max(int(x+w/2), plotLeft+16), plotRight-32)
		c.Times = append(c.Times, mark{mid, labelBottom, begin.Add(step * time.Duration(i)).Format(layout)})
	}
}
