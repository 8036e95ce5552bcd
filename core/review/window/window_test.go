package window_test

import (
	"slices"
	"testing"

	"gatehouse/core/review/window"
	"pgregory.net/rapid"
)

// event is a numbered event of a test; the number is its position.
type event struct {
	t  int64
	at int
}

func sorted(events []event) []event {
	s := slices.Clone(events)
	slices.SortStableFunc(s, func(a, b event) int { return int(a.t - b.t) })
	return s
}

// naive marks the events of every satisfied window by looking at all pairs.
func naive(events []event, clauses []window.Clause) []int {
	told := map[int]bool{}
	s := sorted(events)
	for i := range s {
		for _, c := range clauses {
			var in []int
			for j := 0; j <= i; j++ {
				if s[i].t-s[j].t < c.Span {
					in = append(in, s[j].at)
				}
			}
			if len(in) >= c.Count {
				for _, at := range in {
					told[at] = true
				}
			}
		}
	}
	var all []int
	for at := range told {
		all = append(all, at)
	}
	slices.Sort(all)
	return all
}

// disordered generates events in order of arrival, none later than the lateness.
func disordered(t *rapid.T, lateness int64) []event {
	n := rapid.IntRange(1, 120).Draw(t, "events")
	var events []event
	now, high := int64(1_700_000_000_000), int64(0)
	for i := range n {
		now += rapid.Int64Range(0, 4000).Draw(t, "step")
		at := max(now-rapid.Int64Range(0, 30_000).Draw(t, "late"), high-lateness)
		high = max(high, at)
		events = append(events, event{t: at, at: i})
	}
	return events
}

func TestWindowsEqualTheNaiveOnesWhateverTheOrderOfArrival(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const lateness = 60_000
		clauses := []window.Clause{
			{Count: rapid.IntRange(1, 8).Draw(t, "count"), Span: rapid.Int64Range(1, 20_000).Draw(t, "span")},
			{Count: rapid.IntRange(2, 20).Draw(t, "count2"), Span: rapid.Int64Range(1, 60_000).Draw(t, "span2")},
		}
		events := disordered(t, lateness)
		c := window.NewClauses(clauses...)
		var (
			ring window.Ring[int]
			got  []int
			q    = window.Queue[int]{Lateness: lateness}
		)
		pass := func(at int64, p int) { ring.Add(c, at, p, func(_ int64, p int) { got = append(got, p) }) }
		for _, e := range events {
			q.Add(e.t, e.at, pass)
		}
		q.Flush(pass)
		slices.Sort(got)
		if want := naive(events, clauses); !slices.Equal(got, want) {
			t.Fatalf("clauses %v, events %v:\ngot  %v\nwant %v", clauses, events, got, want)
		}
		if q.Late != 0 {
			t.Fatalf("%d events counted as late", q.Late)
		}
	})
}

func TestAQueuePassesOnInOrderOfTimeThenArrival(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := disordered(t, 60_000)
		q := window.Queue[int]{Lateness: 60_000}
		var got []int
		pass := func(_ int64, p int) { got = append(got, p) }
		for _, e := range events {
			q.Add(e.t, e.at, pass)
		}
		q.Flush(pass)
		for i, e := range sorted(events) {
			if got[i] != e.at {
				t.Fatalf("place %d: got event %d, want %d", i, got[i], e.at)
			}
		}
	})
}

func TestAFullQueueLosesNothingAndStaysWithinItsLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := disordered(t, 60_000)
		q := window.Queue[int]{Lateness: 60_000, Limit: 5}
		var got []int
		pass := func(_ int64, p int) { got = append(got, p) }
		for i, e := range events {
			q.Add(e.t, e.at, pass)
			if waiting := i + 1 - len(got); waiting > 5 {
				t.Fatalf("%d events wait", waiting)
			}
		}
		q.Flush(pass)
		slices.Sort(got)
		for i := range events {
			if got[i] != i {
				t.Fatalf("event %d is lost", i)
			}
		}
	})
}

func TestDistinctValuesEqualTheNaiveCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := window.Clause{Count: rapid.IntRange(1, 5).Draw(t, "count"), Span: rapid.Int64Range(1, 20_000).Draw(t, "span")}
		n := rapid.IntRange(1, 80).Draw(t, "events")
		var (
			d      window.Distinct[int]
			got    []int
			times  []int64
			values []string
			now    int64
		)
		want := map[int]bool{}
		for i := range n {
			now += rapid.Int64Range(0, 4000).Draw(t, "step")
			times = append(times, now)
			values = append(values, rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(t, "value"))
			seen := map[string]bool{}
			var in []int
			for j := 0; j <= i; j++ {
				if now-times[j] < c.Span {
					seen[values[j]] = true
					in = append(in, j)
				}
			}
			if len(seen) >= c.Count {
				for _, j := range in {
					want[j] = true
				}
			}
			d.Add(c, now, values[i], i, func(_ int64, p int) { got = append(got, p) })
		}
		if len(got) != len(want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func TestAnEventFarBackInTimeStartsAnew(t *testing.T) {
	c := window.NewClauses(window.Clause{Count: 3, Span: 10_000})
	var ring window.Ring[int]
	told := 0
	for _, at := range []int64{100_000, 100_001, 5_000, 5_001} {
		ring.Add(c, at, 0, func(int64, int) { told++ })
	}
	if told != 0 {
		t.Errorf("events of two times counted together: %d told", told)
	}
}

func TestALateEventIsPassedOnAtOnceAndCounted(t *testing.T) {
	q := window.Queue[string]{Lateness: 60_000}
	var got []string
	pass := func(_ int64, p string) { got = append(got, p) }
	q.Add(1_000_000, "now", pass)
	q.Add(2_000_000, "later", pass)
	q.Add(1_000_000, "late", pass)
	q.Add(2_000_000-59_000, "in time", pass)
	q.Flush(pass)
	if want := []string{"now", "late", "in time", "later"}; !slices.Equal(got, want) || q.Late != 1 {
		t.Errorf("got %v, %d late; want %v, 1 late", got, q.Late, want)
	}
}
