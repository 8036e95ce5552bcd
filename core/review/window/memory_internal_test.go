package window

import "testing"

func TestARingForgetsWhatCanNoLongerCount(t *testing.T) {
	var r Ring[*int]
	c := NewClauses(Clause{Count: 100, Span: 1000})
	for i := range int64(500) {
		r.Add(c, i*600, new(int), func(int64, *int) { t.Error("one event in 600 ms is told as 100 in a second") })
	}
	if r.n > 4 || len(r.slots) > 4 {
		t.Errorf("%d events in %d slots are held; only those of two windows can count", r.n, len(r.slots))
	}
}

func TestARingHoldsNothingOfAnEventThatWasTold(t *testing.T) {
	var r Ring[*int]
	told := 0
	for i := range int64(5) {
		r.Add(NewClauses(Clause{Count: 3, Span: 1000}), i, new(int), func(_ int64, p *int) {
			if told++; p == nil {
				t.Error("an event was told without what it carries")
			}
		})
	}
	if told != 5 {
		t.Errorf("%d of 5 events were told", told)
	}
	for i := range r.n {
		if r.at(i).p != nil {
			t.Errorf("event %d is still held", i)
		}
	}
}

func TestAQueueGivesBackTheRoomOfABurst(t *testing.T) {
	q := Queue[int]{Lateness: 10_000, Limit: 1000}
	n := 0
	pass := func(int64, int) { n++ }
	const events = 100_000
	for i := range int64(events) {
		q.Add(i, 0, pass)
	}
	room := 0
	for _, s := range q.seconds {
		room += cap(s)
	}
	for _, s := range q.spare {
		room += cap(s)
	}
	if room > 20_000 {
		t.Errorf("there is room for %d events although at most 1,000 wait", room)
	}
	if q.Flush(pass); n != events {
		t.Errorf("%d of %d events were passed on", n, events)
	}
}
