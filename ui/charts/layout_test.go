package charts_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"gatehouse/ui/charts"
)

var start = time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)

// wide is a measure of six pixels a letter.
func wide(s string) float32 { return 6 * float32(len([]rune(s))) }

// spread makes n buckets over a span, with values that differ.
func spread(n int, span time.Duration) []charts.Bucket {
	out := make([]charts.Bucket, n)
	for i := range out {
		v := int64(4000 + (i*7919)%9000)
		out[i] = charts.Bucket{From: start.Add(span * time.Duration(i) / time.Duration(n)), To: start.Add(span * time.Duration(i+1) / time.Duration(n)), Values: []int64{v, v / 20, int64(i % 9 * 300), int64(i % 5)}}
	}
	return out
}

func TestStacksAreWholePixelsAndSumUp(t *testing.T) {
	l := charts.LayBars(600, 220, 4, spread(72, 24*time.Hour), wide)
	if len(l.Bars) != 72 || l.Top%5000 != 0 {
		t.Fatalf("%d bars up to %d", len(l.Bars), l.Top)
	}
	for _, b := range l.Bars {
		y := b.Column.Y + b.Column.H
		for s, p := range b.Parts {
			if p.H != float32(int(p.H)) || p.X != float32(int(p.X)) || p.Y != y-p.H {
				t.Fatalf("part %+v does not stand on %v", p, y)
			}
			if (b.Values[s] > 0) != (p.H >= 1) {
				t.Fatalf("%d is %v pixels high", b.Values[s], p.H)
			}
			y -= p.H
		}
		want := float64(b.Total()) / float64(l.Top) * float64(b.Column.H)
		if got := float64(b.Column.Y + b.Column.H - y); got < want-1 || got > want+1 {
			t.Errorf("a bar of %d is %v high, want %.1f", b.Total(), got, want)
		}
	}
}

func TestTicksAreNice(t *testing.T) {
	for most, want := range map[int64][]string{
		0: {"0", "1"}, 1: {"0", "1"}, 3: {"0", "1", "2", "3"}, 37: {"0", "10", "20", "30", "40"}, 32_400: {"0", "10 k", "20 k", "30 k", "40 k"}, 1_400_000: {"0", "0.5 M", "1 M", "1.5 M"},
	} {
		l := charts.LayBars(600, 200, 1, []charts.Bucket{{From: start, To: start.Add(time.Hour), Values: []int64{most}}}, wide)
		var got []string
		for _, y := range l.Y {
			got = append(got, y.Text)
		}
		if len(got) != len(want) {
			t.Errorf("up to %d: got %q, want %q", most, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("up to %d: got %q, want %q", most, got, want)
			}
		}
	}
}

func TestTimeLabelsNeverTouch(t *testing.T) {
	const day = 24 * time.Hour
	for _, span := range []time.Duration{time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, day, 2 * day, 7 * day, 14 * day, 30 * day, 90 * day, 180 * day, 365 * day, 730 * day} {
		for _, w := range []float32{240, 320, 600, 1200} {
			l := charts.LayBars(w, 200, 4, spread(72, span), wide)
			if len(l.X) < 2 {
				t.Errorf("%v in %v pixels has %d labels", span, w, len(l.X))
			}
			end := l.Plot.X - 100
			for _, x := range l.X {
				if x.Start < end+8 || x.Start < l.Plot.X || x.Start+x.Width > w {
					t.Errorf("%v in %v pixels: %q lies from %v to %v, the one before ends at %v", span, w, x.Text, x.Start, x.Start+x.Width, end)
				}
				end = x.Start + x.Width
			}
		}
	}
}

func TestMergingKeepsTotals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 900).Draw(t, "buckets")
		var want, got int64
		buckets := make([]charts.Bucket, n)
		for i := range buckets {
			vs := rapid.SliceOfN(rapid.Int64Range(0, 1e9), 3, 3).Draw(t, "values")
			buckets[i] = charts.Bucket{From: start.Add(time.Duration(i) * time.Minute), To: start.Add(time.Duration(i+1) * time.Minute), Values: vs}
			want += vs[0] + vs[1] + vs[2]
		}
		l := charts.LayBars(float32(rapid.IntRange(100, 2000).Draw(t, "width")), 200, 3, buckets, wide)
		next := 0
		for _, b := range l.Bars {
			if b.First != next {
				t.Fatalf("bar starts at %d, want %d", b.First, next)
			}
			next = b.Last + 1
			got += b.Total()
		}
		if got != want || len(l.Bars) > charts.MaxBars || next != n {
			t.Fatalf("%d bars of %d buckets hold %d, want %d", len(l.Bars), next, got, want)
		}
	})
}

func TestDonutArcsFillTheCircle(t *testing.T) {
	arcs := charts.LayDonut([]int64{3, 0, 1_000_000, 5}, 2)
	if len(arcs) != 3 || arcs[1].Index != 2 {
		t.Fatalf("got %+v", arcs)
	}
	total := float32(0)
	for _, a := range arcs {
		total += a.To - a.From
		if a.To-a.From < 2 {
			t.Errorf("%+v cannot be seen", a)
		}
	}
	if total < 353.9 || total > 354.1 {
		t.Errorf("the arcs have %v degrees together", total)
	}
	if one := charts.LayDonut([]int64{0, 7}, 2); len(one) != 1 || one[0].To-one[0].From != 360 {
		t.Errorf("one part is not the whole: %+v", one)
	}
	if charts.LayDonut(nil, 2) != nil {
		t.Error("nothing has arcs")
	}
}

func TestSparksKeepTheirBaseline(t *testing.T) {
	bars := charts.LaySpark([]int64{0, 1, 1000}, 80, 18)
	if bars[0].H != 1 || bars[1].H != 2 || bars[2].H != 18 || bars[2].Y != 0 {
		t.Errorf("got %+v", bars)
	}
	if n := len(charts.LaySpark(make([]int64, 500), 80, 18)); n > 40 {
		t.Errorf("%d bars in 80 pixels", n)
	}
	if charts.LaySpark(nil, 80, 18) != nil {
		t.Error("nothing has bars")
	}
}

func TestHeatLevelsGoFromNothingToMost(t *testing.T) {
	var w charts.Week
	w[0][9], w[6][23] = 1, 1000
	l := charts.LayHeat(500, 220, w)
	if l.Levels[0][0] != 0 || l.Levels[0][9] != 1 || l.Levels[6][23] != 5 {
		t.Error("levels are wrong")
	}
	if r := l.Cells[6][23]; r.X+r.W > 500 || r.Y+r.H > 220 {
		t.Errorf("the last cell leaves the chart: %+v", r)
	}
	if d, h := l.CellAt(l.Cells[3][7].X, l.Cells[3][7].Y); d != 3 || h != 7 {
		t.Errorf("hit %d %d", d, h)
	}
}

func TestShortNumbers(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 1284: "1,284", 9999: "9,999", 10_000: "10 k", 50_100: "50 k", 999_499: "999 k", 999_500: "1.00 M", 12_345_678: "12.3 M", 2_000_000_000: "2.00 G", -50_000: "-50 k"} {
		if got := charts.Short(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

func BenchmarkTimeBarsLayout(b *testing.B) {
	buckets := spread(180, 60*time.Hour)
	for b.Loop() {
		charts.LayBars(900, 220, 4, buckets, wide)
	}
}
