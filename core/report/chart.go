package report

import (
	"fmt"
	"time"

	"gatehouse/core/review"
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
	maxLanes              = 16
	laneColumn            = 4 // width of the narrowest mark
)

// chart is requests over time, by class of status, and below it a lane for each check that found
// something, marked where its findings last from their first request to their last.
type chart struct {
	Width, Height int
	Step          string
	Grid          []gridLine
	Bars, Lanes   []box
	Times, Names  []mark
	Legend        []legend
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
	c := &chart{Width: chartWidth, Step: stepName(step)}
	for _, k := range classes {
		if total[k.index] > 0 {
			c.Legend = append(c.Legend, legend{k.class, k.name, total[k.index]})
		}
	}
	top := roundUp(most)
	c.grid(top)
	c.bars(sums, top)
	c.lanes(d.Findings, begin, step, n)
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

// lanes marks when the findings happened, a lane for each check, the gravest check first.
func (c *chart) lanes(findings []Finding, begin time.Time, step time.Duration, n int) {
	x0, _ := at(0, n)
	xn, w := at(n-1, n)
	columns := int(xn+w-x0)/laneColumn + 1
	column := func(t time.Time) int {
		return min(max(int(int64(columns)*int64(t.Sub(begin)/time.Millisecond)/int64(time.Duration(n)*step/time.Millisecond)), 0), columns-1)
	}
	var order []string // findings come gravest first, so do their checks
	worst := map[string][]review.Severity{}
	for i := range findings {
		f := &findings[i]
		lane := worst[f.Check]
		if lane == nil {
			if len(order) == maxLanes {
				continue
			}
			lane = make([]review.Severity, columns)
			worst[f.Check], order = lane, append(order, f.Check)
		}
		for j := column(f.First); j <= column(f.Last); j++ {
			lane[j] = max(lane[j], f.Severity)
		}
	}
	for i, check := range order {
		y := laneTop + i*laneHeight
		c.Names = append(c.Names, mark{plotLeft - 8, y + laneBar, check})
		lane := worst[check]
		for j := 0; j < columns; {
			k := j + 1
			for k < columns && lane[k] == lane[j] {
				k++
			}
			if lane[j] > 0 {
				c.Lanes = append(c.Lanes, newBox("f-"+lane[j].String(), x0+float64(j*laneColumn), float64(y), float64((k-j)*laneColumn), laneBar))
			}
			j = k
		}
	}
	c.Height = laneTop + len(order)*laneHeight
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
