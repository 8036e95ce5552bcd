package review

import (
	"gatehouse/core/auditlog"
	"gatehouse/core/review/window"
	"gatehouse/core/vault"
)

// Sequencer is the half of a review that needs order: it counts, sorts events into windows and
// groups what matched. It is not safe for concurrent use, and its results depend on nothing but the
// rows in their order.
type Sequencer struct {
	engine *Engine
	queue  window.Queue[pending]
	tracks []map[string]*track // by keyer
	served []Bits              // by keyer: the rules its windows count
	pass   func(int64, pending)
	key    []byte

	sets     []Bits // distinct sets of rules seen, so that a waiting event holds a small number
	setIndex map[Bits]uint32

	groups   *groups
	tally    tally
	profiles map[profile]*profile
	names    map[string]string // of sources

	texts    int // bytes of lines held by waiting events
	begun    bool
	last     Position
	lastTime int64
	released int
}

// pending is an event that waits for its minute to pass.
type pending struct {
	at    Position
	track *track // nil when no window counts it
	hit   *hit   // what is kept of it; nil for one of a crowd
	set   uint32
	keyer uint16
	lead  bool // the entry that stands for the event itself, too
	owner bool // the entry that accounts for the hit's text
}

// ref is an event inside a window.
type ref struct {
	at  Position
	hit *hit
}

// track is what is known about one key of a group-by list, such as one client.
type track struct {
	name    string
	rings   []*window.Ring[ref] // by window
	values  []*window.Distinct[ref]
	last    int64 // newest event, also of those waiting
	waiting int

	second  int64 // for busy: the five seconds being counted
	arrived int
	busy    int64 // when it was busy last
}

// newSequencer returns the sequencer of an engine.
func newSequencer(e *Engine) *Sequencer {
	s := &Sequencer{
		engine: e, queue: window.Queue[pending]{Lateness: lateness.Milliseconds(), Limit: maxPending},
		setIndex: map[Bits]uint32{}, profiles: map[profile]*profile{}, names: map[string]string{}, groups: newGroups(e), tally: newTally(),
	}
	s.tracks, s.served = make([]map[string]*track, len(e.keyers)), make([]Bits, len(e.keyers))
	for i := range s.tracks {
		s.tracks[i] = map[string]*track{}
	}
	for _, w := range e.wins {
		w.rules.Each(func(r int) { s.served[w.keyer].Set(r) })
	}
	s.pass = s.release
	return s
}

// Add takes the next rows in order of the input. It keeps nothing of them.
func (s *Sequencer) Add(rows []Row) {
	for i := range rows {
		s.add(&rows[i])
	}
}

// add takes one row.
func (s *Sequencer) add(r *Row) {
	t := r.Event.Time
	if t == 0 {
		t = s.lastTime
	}
	if s.begun && r.At.File != s.last.File && t < s.queue.Floor() {
		s.queue.Flush(s.pass) // files that overlap in time are each sorted by themselves
	}
	s.begun, s.last, s.lastTime = true, r.At, t
	s.tally.add(r, t)
	if !r.rules.Any() {
		return
	}
	direct := r.rules.Meets(&s.engine.direct)
	var h *hit
	if direct {
		h = s.newHit(r)
	}
	set, owned := s.set(&r.rules), false
	for k := range s.tracks {
		if !r.rules.Meets(&s.served[k]) {
			continue
		}
		tr := s.track(k, r)
		if h == nil && s.worthKeeping(tr, r, t) {
			h = s.newHit(r)
		}
		tr.waiting++
		tr.last = max(tr.last, t)
		s.queue.Add(t, pending{at: r.At, track: tr, hit: h, set: set, keyer: uint16(k), lead: direct, owner: h != nil && !owned}, s.pass)
		direct, owned = false, h != nil
	}
	if direct {
		s.queue.Add(t, pending{at: r.At, hit: h, set: set, lead: true, owner: true}, s.pass)
	}
}

// set returns the number of a set of rules.
func (s *Sequencer) set(b *Bits) uint32 {
	if n := len(s.sets); n > 0 && s.sets[0] == *b { // the most common one, usually
		return 0
	}
	i, ok := s.setIndex[*b]
	if !ok {
		i = uint32(len(s.sets))
		s.sets = append(s.sets, *b)
		s.setIndex[*b] = i
	}
	return i
}

// track returns the track of a row under a group-by list.
func (s *Sequencer) track(k int, r *Row) *track {
	by := s.engine.keyers[k]
	s.key = s.key[:0]
	for i, name := range by {
		if i > 0 {
			s.key = append(s.key, 0)
		}
		s.key = appendField(s.key, name, r)
	}
	tr, ok := s.tracks[k][string(s.key)]
	if !ok {
		tr = &track{name: string(s.key), rings: make([]*window.Ring[ref], len(s.engine.wins)), second: -1 << 62}
		s.tracks[k][tr.name] = tr
	}
	return tr
}

// appendField appends a field's text: only the fields that don't depend on a worker's state.
func appendField(b []byte, name string, r *Row) []byte {
	switch name {
	case "gh.route":
		return append(b, r.Route...)
	case "gh.principal":
		return append(b, r.Principal...)
	}
	if f := &fields[fieldIndex[name]]; f.kind == textField && f.bit != 0 {
		return append(b, f.text(nil, r)...)
	}
	return b
}

// fewEvents is the largest threshold for whose windows every event is kept with its hash.
const fewEvents = 20

// busySpan and busyEvents say when a client is busy enough for its lines to be kept: a window of 10 s
// with 100 events touches three spans of 5 s, so one of them holds more than busyEvents.
const (
	busySpan   = 5000
	busyEvents = 20
)

// worthKeeping reports whether a row that matters only to windows is kept with its hash: when its
// window needs few events, or when its client is busy.
func (s *Sequencer) worthKeeping(tr *track, r *Row, t int64) bool {
	for i := range s.engine.wins {
		w := &s.engine.wins[i]
		if (w.value != nil || w.clauses.Count() <= fewEvents) && r.rules.Meets(&w.rules) {
			return true
		}
	}
	if second := t / busySpan; second != tr.second {
		tr.second, tr.arrived = second, 0
	}
	if tr.arrived++; tr.arrived > busyEvents {
		tr.busy = t
	}
	return tr.arrived > busyEvents || (tr.busy != 0 && t-tr.busy < 2*busySpan)
}

// release handles an event whose time has come.
func (s *Sequencer) release(t int64, p pending) {
	set := s.sets[p.set]
	if p.owner {
		s.texts -= len(p.hit.raw)
	}
	if p.lead {
		s.direct(t, p, &set)
	}
	if p.track != nil {
		p.track.waiting--
		s.windows(t, p, &set)
		if p.hit != nil && len(s.tracks[p.keyer]) > maxClients {
			p.hit.raw = "" // who was told of it took the text
		}
	}
	if s.released++; s.released&(1<<16-1) == 0 {
		s.sweep()
	}
}

// direct groups the checks that the event matched by itself, each once with its highest severity.
func (s *Sequencer) direct(t int64, p pending, set *Bits) {
	best := -1
	set.Each(func(i int) {
		if !s.engine.direct.Has(i) {
			return
		}
		switch {
		case best < 0:
			best = i
		case s.engine.rules[i].check != s.engine.rules[best].check:
			s.groups.add(t, p.at, p.hit, s.engine.rules[best].match(), "")
			best = i
		case s.engine.rules[i].severity > s.engine.rules[best].severity:
			best = i
		}
	})
	if best >= 0 {
		s.groups.add(t, p.at, p.hit, s.engine.rules[best].match(), "")
	}
}

// windows counts the event in every window of its keyer.
func (s *Sequencer) windows(t int64, p pending, set *Bits) {
	for i := range s.engine.wins {
		w := &s.engine.wins[i]
		if w.keyer != int(p.keyer) || !set.Meets(&w.rules) {
			continue
		}
		tell := func(t int64, e ref) {
			s.groups.add(t, e.at, e.hit, match{check: w.check, severity: w.severity, title: s.engine.config.Checks[w.check].Title}, p.track.name)
		}
		if w.value != nil {
			s.distinct(i, w, t, p, tell)
			continue
		}
		ring := p.track.rings[i]
		if ring == nil {
			ring = &window.Ring[ref]{}
			p.track.rings[i] = ring
		}
		ring.Add(w.clauses, t, ref{p.at, p.hit}, tell)
	}
}

// distinct counts the event's value.
func (s *Sequencer) distinct(i int, w *windowSpec, t int64, p pending, tell func(int64, ref)) {
	if p.hit == nil {
		return
	}
	if p.track.values == nil {
		p.track.values = make([]*window.Distinct[ref], len(s.engine.wins))
	}
	if p.track.values[i] == nil {
		p.track.values[i] = &window.Distinct[ref]{}
	}
	p.track.values[i].Add(w.distinct, t, p.hit.values[i], ref{p.at, p.hit}, tell)
}

// sweep forgets clients that have been quiet longer than any window and closes groups that have been
// silent.
func (s *Sequencer) sweep() {
	floor, span := s.queue.Floor(), int64(0)
	for i := range s.engine.wins {
		span = max(span, s.engine.wins[i].clauses.Span())
	}
	for _, m := range s.tracks {
		for name, tr := range m {
			if tr.waiting == 0 && floor-tr.last > span {
				delete(m, name)
			}
		}
	}
	s.groups.sweep(floor)
}

// Finish closes all windows and groups and returns what was found.
func (s *Sequencer) Finish() *Result {
	s.queue.Flush(s.pass)
	r := &Result{
		Findings: s.groups.finish(), Aggregates: s.tally.aggregates(), Events: s.tally.events,
		Revision: s.tally.revision, Late: s.queue.Late, First: s.tally.first, Last: s.tally.last,
	}
	r.Logged = Logged{Carried: s.tally.carried().Has(auditlog.FieldRevision), Revision: s.tally.logged, At: vault.Millis(s.tally.loggedAt)}
	r.Usages = s.tally.usages()
	r.Coverage = s.tally.coverage(s.engine, r.Findings)
	return r
}
