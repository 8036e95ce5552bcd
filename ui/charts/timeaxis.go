package charts

import (
	"sort"
	"time"
)

// labelGap is the least room between two words of the time axis.
const labelGap = 12

// stride is a distance between ticks: so many minutes, days or months.
type stride struct{ minutes, days, months int }

// strides go from fine to coarse; the finest whose words do not touch is used.
var strides = []stride{
	{minutes: 1}, {minutes: 5}, {minutes: 10}, {minutes: 15}, {minutes: 30}, {minutes: 60}, {minutes: 120}, {minutes: 180}, {minutes: 240}, {minutes: 360}, {minutes: 720},
	{days: 1}, {days: 2}, {days: 7}, {days: 14}, {months: 1}, {months: 2}, {months: 3}, {months: 6}, {months: 12}, {months: 60}, {months: 120},
}

// timeTicks chooses words for the time axis that fit beside each other.
func timeTicks(bars []Bar, plot Rect, measure func(string) float32) []Tick {
	if len(bars) == 0 || plot.W < 1 {
		return nil
	}
	from, to := bars[0].From, bars[len(bars)-1].To
	for _, s := range strides {
		if len(s.times(from, to, int(plot.W/20)+2)) > int(plot.W/20) {
			continue // no two words fit into 20 pixels each; saves the measuring
		}
		ticks := s.ticks(bars, plot, measure)
		if apart(ticks) && len(ticks) > 0 {
			return ticks
		}
	}
	return nil
}

// apart reports whether no two words touch.
func apart(ticks []Tick) bool {
	for i := 1; i < len(ticks); i++ {
		if ticks[i].Start < ticks[i-1].Start+ticks[i-1].Width+labelGap {
			return false
		}
	}
	return true
}

// start returns the round time at or before t.
func (s stride) start(t time.Time) time.Time {
	y, m, d := t.Date()
	switch {
	case s.months > 0:
		all := y*12 + int(m) - 1
		return time.Date(0, time.Month(all-all%s.months+1), 1, 0, 0, 0, 0, t.Location())
	case s.days > 0:
		return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
	}
	minute := t.Hour()*60 + t.Minute()
	return time.Date(y, m, d, 0, minute-minute%s.minutes, 0, 0, t.Location())
}

// times lists round times within from and to, but no more than limit. Clocks that are put forward
// skip a time, which must not be listed twice.
func (s stride) times(from, to time.Time, limit int) []time.Time {
	var out []time.Time
	at := s.start(from)
	y, m, d := at.Date()
	minute := at.Hour()*60 + at.Minute()
	last := time.Time{}
	for i := 0; len(out) < limit; i++ {
		t := time.Date(y, m+time.Month(i*s.months), d+i*s.days, 0, minute+i*s.minutes, 0, 0, at.Location())
		if t.After(to) {
			break
		}
		if t.Before(from) || !t.After(last) {
			continue
		}
		out, last = append(out, t), t
	}
	return out
}

// ticks places the words of one stride, inside the plot.
func (s stride) ticks(bars []Bar, plot Rect, measure func(string) float32) []Tick {
	from, to := bars[0].From, bars[len(bars)-1].To
	var out []Tick
	for _, t := range s.times(from, to, int(plot.W)) {
		text := s.word(t, to.Sub(from))
		w := float32(int(measure(text) + 1))
		x := xOf(bars, t)
		start := min(max(round(x-w/2), plot.X), plot.X+plot.W-w)
		out = append(out, Tick{Text: text, At: x, Start: round(start), Width: w})
	}
	return out
}

// word writes a time as finely as the stride needs.
func (s stride) word(t time.Time, span time.Duration) string {
	switch {
	case s.months >= 12:
		return t.Format("2006")
	case s.months > 0 && span > 360*24*time.Hour:
		return t.Format("Jan 2006")
	case s.months > 0:
		return t.Format("Jan")
	case s.days > 0, span > 25*time.Hour && t.Hour() == 0 && t.Minute() == 0:
		return t.Format("2 Jan")
	}
	return t.Format("15:04")
}

// xOf returns the pixel of a time; buckets may differ in length.
func xOf(bars []Bar, t time.Time) float32 {
	i := max(0, sort.Search(len(bars), func(i int) bool { return bars[i].From.After(t) })-1)
	b := bars[i]
	part := float32(0)
	if d := b.To.Sub(b.From); d > 0 {
		part = min(1, max(0, float32(float64(t.Sub(b.From))/float64(d))))
	}
	return round(b.Column.X + part*b.Column.W)
}

// spanText writes a span of time: "21 Nov, 09:00–09:20".
func spanText(from, to time.Time) string {
	if midnight(from) && midnight(to) {
		last := to.AddDate(0, 0, -1)
		if !last.After(from) {
			return from.Format("2 Jan 2006")
		}
		return from.Format("2 Jan 2006") + "–" + last.Format("2 Jan 2006")
	}
	if from.YearDay() == to.YearDay() && from.Year() == to.Year() || to.Sub(from) < 24*time.Hour {
		return from.Format("2 Jan, 15:04") + "–" + to.Format("15:04")
	}
	return from.Format("2 Jan, 15:04") + "–" + to.Format("2 Jan, 15:04")
}

func midnight(t time.Time) bool { return t.Hour() == 0 && t.Minute() == 0 }
