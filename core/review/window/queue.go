package window

import "slices"

// slotsOfQueue is how many seconds a queue can span: the lateness and some.
const slotsOfQueue = 128

// maxSpare is how many emptied seconds are kept to be filled again. A queue that kept the room of each
// would hold, after a burst, many times what waits in it.
const maxSpare = 4

// Queue puts events in order of (time, arrival) although they come up to Lateness late. It is a
// calendar of seconds: adding costs the same however many events wait. When more than Limit wait,
// the oldest go early, which shortens the lateness and loses nothing.
//
// An event that is later than that is passed on when it comes; Late counts them.
type Queue[P any] struct {
	Lateness int64 // milliseconds, at most two minutes less eight seconds
	Limit    int
	Late     uint64

	seconds [slotsOfQueue][]timed[P]
	spare   [][]timed[P] // room of seconds that were passed on
	low     int64        // the earliest second that may hold events
	high    int64        // the latest
	floor   int64        // everything before this time has been passed on
	waiting int
	begun   bool
}

// timed is an event in the queue.
type timed[P any] struct {
	t int64
	p P
}

// Add takes an event and passes on, by pass, those whose time has come.
func (q *Queue[P]) Add(t int64, p P, pass func(t int64, p P)) {
	sec := floorDiv(t, 1000)
	if !q.begun {
		q.begun, q.low, q.high, q.floor = true, sec, sec, t-q.Lateness
	}
	if t < q.floor {
		q.Late++
		pass(t, p)
		return
	}
	if sec > q.high {
		q.release(t-q.Lateness, pass)
		q.high = sec
	}
	q.low = min(q.low, sec)
	slot := &q.seconds[uint64(sec)%slotsOfQueue]
	if n := len(q.spare); *slot == nil && n > 0 {
		*slot, q.spare = q.spare[n-1], q.spare[:n-1]
	}
	*slot = append(*slot, timed[P]{t, p})
	if q.waiting++; q.Limit > 0 && q.waiting > q.Limit {
		q.shed(pass)
	}
}

// release passes on every whole second before the given time.
func (q *Queue[P]) release(until int64, pass func(t int64, p P)) {
	end := floorDiv(until, 1000)
	for q.low < end {
		if q.waiting == 0 { // nothing in between: jump over nights and gaps
			q.low = end
			break
		}
		q.empty(q.low, pass)
		q.low++
	}
	q.floor = max(q.floor, end*1000)
}

// shed passes on the oldest second that holds events.
func (q *Queue[P]) shed(pass func(t int64, p P)) {
	for len(q.seconds[uint64(q.low)%slotsOfQueue]) == 0 {
		q.low++
	}
	slot := q.seconds[uint64(q.low)%slotsOfQueue]
	last := slot[0].t
	for _, e := range slot {
		last = max(last, e.t)
	}
	q.empty(q.low, pass)
	q.floor = max(q.floor, last)
}

// empty passes on one second's events in order of time, then arrival.
func (q *Queue[P]) empty(sec int64, pass func(t int64, p P)) {
	slot := &q.seconds[uint64(sec)%slotsOfQueue]
	if len(*slot) == 0 {
		return
	}
	byTime := func(a, b timed[P]) int {
		switch {
		case a.t < b.t:
			return -1
		case a.t > b.t:
			return 1
		}
		return 0
	}
	if !slices.IsSortedFunc(*slot, byTime) {
		slices.SortStableFunc(*slot, byTime)
	}
	for i := range *slot {
		pass((*slot)[i].t, (*slot)[i].p)
	}
	q.waiting -= len(*slot)
	clear(*slot)
	if len(q.spare) < maxSpare {
		q.spare = append(q.spare, (*slot)[:0])
	}
	*slot = nil
}

// Flush passes on everything and starts anew: the next event may have any time.
func (q *Queue[P]) Flush(pass func(t int64, p P)) {
	for sec := q.low; q.begun && sec <= q.high; sec++ {
		q.empty(sec, pass)
	}
	q.begun = false
}

// Floor returns the time before which everything has been passed on.
func (q *Queue[P]) Floor() int64 { return q.floor }

// floorDiv divides rounding down, also below zero.
func floorDiv(a, b int64) int64 {
	d := a / b
	if a%b < 0 {
		d--
	}
	return d
}
