// Package window counts events in sliding windows of event time, exactly.
//
// A window (t-span, t] is looked at after each event: if it holds at least Count events, all of
// them matched. A [Ring] is the state of one key (one client, say) and holds no more events than
// the largest count: an older event inside the window has been reported before, because the event
// after which it was reported lies inside the window too. So memory is bounded by the thresholds,
// not by the traffic.
//
// Events must come in order of time; [Queue] sorts them, with a bounded lateness. An event that
// goes back in time further than a window is long starts its ring anew rather than count with
// events it has nothing to do with. [Distinct] is the same for distinct values.
//
// The package knows neither checks nor lines: what an event carries is a type parameter.
package window

// Clause is one threshold: at least Count events within Span milliseconds.
type Clause struct {
	Count int
	Span  int64
}

// Clauses are thresholds of which one is enough. They share the state of a key.
type Clauses struct {
	all   []Clause
	count int   // the largest
	span  int64 // the longest
}

// NewClauses returns the clauses; counts below 1 are 1.
func NewClauses(all ...Clause) Clauses {
	c := Clauses{}
	for _, a := range all {
		a.Count = max(1, a.Count)
		c.all = append(c.all, a)
		c.count, c.span = max(c.count, a.Count), max(c.span, a.Span)
	}
	return c
}

// Span returns the longest span: a ring without an event for so long says nothing any more.
func (c Clauses) Span() int64 { return c.span }

// Count returns the largest count.
func (c Clauses) Count() int { return c.count }

// slot is an event in a ring.
type slot[P any] struct {
	t    int64
	told bool
	p    P
}

// Ring is the state of one key. The zero value is empty.
type Ring[P any] struct {
	slots []slot[P] // a ring buffer of len(slots), growing up to the largest count
	head  int       // index of the oldest
	n     int
}

// Last returns the time of the newest event; false when there is none.
func (r *Ring[P]) Last() (int64, bool) {
	if r.n == 0 {
		return 0, false
	}
	return r.at(r.n - 1).t, true
}

// at returns the i-th event, 0 being the oldest.
func (r *Ring[P]) at(i int) *slot[P] {
	i += r.head
	if i >= len(r.slots) {
		i -= len(r.slots)
	}
	return &r.slots[i]
}

// Add counts an event at time t. When a clause is satisfied, tell is called for every event of its
// window that has not been told before, oldest first. What lies two windows back is forgotten: not
// even the latest of late events, which is less than a window behind the newest, counts with it.
func (r *Ring[P]) Add(c Clauses, t int64, p P, tell func(t int64, p P)) {
	if last, ok := r.Last(); ok && t < last && last-t >= c.span {
		r.n, r.head = 0, 0
	}
	for r.n > 0 && t-r.at(0).t >= 2*c.span {
		r.drop()
	}
	r.push(c.count, slot[P]{t: t, p: p})
	first := r.n
	for _, a := range c.all {
		if r.n >= a.Count && t-r.at(r.n-a.Count).t < a.Span {
			first = min(first, r.n-a.Count)
		}
	}
	for i := first; i < r.n; i++ {
		if s := r.at(i); !s.told {
			told := s.p
			*s = slot[P]{t: s.t, told: true} // it is counted further, but told only once
			tell(s.t, told)
		}
	}
}

// drop forgets the oldest event.
func (r *Ring[P]) drop() {
	r.slots[r.head] = slot[P]{}
	if r.head++; r.head == len(r.slots) {
		r.head = 0
	}
	r.n--
}

// push appends an event and drops the oldest of a full ring.
func (r *Ring[P]) push(limit int, s slot[P]) {
	switch {
	case r.n < len(r.slots):
	case len(r.slots) < limit:
		r.grow(min(limit, max(1, 2*len(r.slots))))
	default:
		r.drop()
	}
	r.n++
	*r.at(r.n - 1) = s
}

// grow makes room for n events.
func (r *Ring[P]) grow(n int) {
	slots := make([]slot[P], n)
	for i := range r.n {
		slots[i] = *r.at(i)
	}
	r.slots, r.head = slots, 0
}
