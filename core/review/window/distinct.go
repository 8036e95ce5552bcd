package window

// maxHeld is how many events of one key a [Distinct] keeps for telling: enough for the evidence of
// any threshold a person sets, small enough that one key costs little. Older ones are forgotten.
const maxHeld = 10_000

// Distinct is the state of one key when distinct values are counted, for one clause. The zero value
// is empty.
type Distinct[P any] struct {
	held   []valued[P]    // events of the window, oldest first
	counts map[string]int // events of the window by value
}

// valued is an event with its value.
type valued[P any] struct {
	slot[P]
	value string
}

// Last returns the time of the newest event; false when there is none.
func (d *Distinct[P]) Last() (int64, bool) {
	if len(d.held) == 0 {
		return 0, false
	}
	return d.held[len(d.held)-1].t, true
}

// Add counts an event with a value at time t. When the window holds at least c.Count distinct
// values, tell is called for every event of it that has not been told before.
func (d *Distinct[P]) Add(c Clause, t int64, value string, p P, tell func(t int64, p P)) {
	if d.counts == nil {
		d.counts = map[string]int{}
	}
	drop := 0
	for drop < len(d.held) && (t-d.held[drop].t >= c.Span || d.held[drop].t-t >= c.Span || len(d.held)-drop >= maxHeld) {
		v := d.held[drop].value
		if d.counts[v]--; d.counts[v] == 0 {
			delete(d.counts, v)
		}
		drop++
	}
	if drop > 0 {
		d.held = append(d.held[:0], d.held[drop:]...)
	}
	d.held = append(d.held, valued[P]{slot: slot[P]{t: t, p: p}, value: value})
	d.counts[value]++
	if len(d.counts) < c.Count {
		return
	}
	for i := range d.held {
		if s := &d.held[i]; !s.told {
			s.told = true
			tell(s.t, s.p)
		}
	}
}
