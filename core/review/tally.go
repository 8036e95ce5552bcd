package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gatehouse/core/auditlog"
	"gatehouse/core/fleet"
)

// tally counts what a review says about the log as a whole.
type tally struct {
	events, judged, assumed uint64
	first, last             int64
	revision                string // of the newest policy that judged, and when
	revised                 int64
	logged                  string // the newest revision in the log itself, and when
	loggedAt                int64

	uses map[string]*Usage // by public id
	use  *Usage            // of the last key

	minutes map[int64]*Aggregate
	minute  *Aggregate

	shapes map[shape]uint64
	shape  shape // the current run of equal shapes
	run    uint64
}

// shape is which fields an event had, and which its log carries.
type shape struct {
	has, carried auditlog.Field
	served       bool // 2xx: somebody should have been asked who they are
	public       bool
}

// newTally returns an empty tally.
func newTally() tally {
	return tally{uses: map[string]*Usage{}, minutes: map[int64]*Aggregate{}, shapes: map[shape]uint64{}}
}

// add counts one row at a time.
func (t *tally) add(r *Row, at int64) {
	e := &r.Event
	if t.events == 0 {
		t.first, t.last = at, at
	}
	t.events++
	t.first, t.last = min(t.first, at), max(t.last, at)
	if r.Judged {
		t.judged++
		if at >= t.revised && r.Revision != t.revision {
			t.revision, t.revised = r.Revision, at
		}
		if r.Assumed {
			t.assumed++
		}
	}
	if e.Has&auditlog.FieldRevision != 0 {
		t.sawRevision(e.Revision, at)
	}
	t.used(r, at)
	m := at / 60_000
	if t.minute == nil || t.minute.Minute != m {
		if t.minute = t.minutes[m]; t.minute == nil {
			t.minute = &Aggregate{Minute: m}
			t.minutes[m] = t.minute
		}
	}
	t.minute.Events++
	if c := int(e.Status) / 100; c >= 1 && c <= 5 {
		t.minute.Class[c]++
	} else {
		t.minute.Class[0]++
	}
	t.minute.Bytes += uint64(max(0, e.BytesOut, e.BytesSent))
	s := shape{has: e.Has, carried: e.Carried, served: e.Status >= 200 && e.Status < 300, public: r.public}
	if s != t.shape {
		t.shapes[t.shape] += t.run
		t.shape, t.run = s, 0
	}
	t.run++
}

// sawRevision notes which revision a gateway says that it enforced. The text is the log's; no more of
// it is kept than a revision of ours has.
func (t *tally) sawRevision(text []byte, at int64) {
	if at < t.loggedAt {
		return
	}
	t.loggedAt = at
	if text = text[:min(len(text), fleet.MaxRevision)]; string(text) != t.logged {
		t.logged = strings.ToValidUTF8(string(text), "?")
	}
}

// aggregates returns the minutes in order.
func (t *tally) aggregates() []Aggregate {
	all := make([]Aggregate, 0, len(t.minutes))
	for _, a := range t.minutes {
		all = append(all, *a)
	}
	slices.SortFunc(all, func(a, b Aggregate) int { return cmp.Compare(a.Minute, b.Minute) })
	return all
}

// settle closes the current run.
func (t *tally) settle() {
	if t.run > 0 {
		t.shapes[t.shape] += t.run
		t.run = 0
	}
}

// field counts the events that could have held a required field, and those that did. Who called is
// asked of events that were served on routes that aren't public.
func (t *tally) field(q *requirement) (present, events uint64) {
	t.settle()
	for s, n := range t.shapes {
		carried := s.carried&q.fields != 0 || s.has&q.fields != 0
		if !carried || (q.name == "identity" && (!s.served || s.public)) {
			continue
		}
		events += n
		if s.has&q.fields != 0 {
			present += n
		}
	}
	return present, events
}

// carried returns every field that some event's log carries.
func (t *tally) carried() auditlog.Field {
	t.settle()
	all := auditlog.Field(0)
	for s, n := range t.shapes {
		if n > 0 {
			all |= s.carried | s.has
		}
	}
	return all
}

// coverage says for every check whether it passed, failed or could not be assessed and why, and the
// same for every required field.
func (t *tally) coverage(e *Engine, findings []StoredFinding) []Coverage {
	found := map[string]uint64{}
	for i := range findings {
		found[findings[i].Check]++
	}
	carried := t.carried()
	var all []Coverage
	for _, c := range e.config.Checks {
		v := Coverage{Check: c.ID, Verdict: Pass, Present: t.events, Events: t.events}
		need := c.missingFor(carried, t.judged > 0)
		switch {
		case found[c.ID] > 0:
			v.Verdict, v.Detail = Fail, fmt.Sprintf("%d findings", found[c.ID])
		case t.events == 0:
			v.Verdict, v.Detail = NotAssessable, "there are no events"
		case need == needPolicy:
			v.Verdict, v.Present, v.Detail = NotAssessable, 0, "no policy judges these events: export a bundle, or add the APIs and routes"
		case need != "":
			v.Verdict, v.Present, v.Detail = NotAssessable, 0, "the log format does not carry "+need
		}
		if c.asks(needPolicy) && v.Verdict != NotAssessable {
			v.Present = t.judged
			if t.assumed > 0 {
				v.Detail = strings.TrimPrefix(v.Detail+", policy assumed: nothing had been exported", ", ")
			}
		}
		all = append(all, v)
		if slices.Contains(c.GroupBy, "missing") {
			all = append(all, t.fieldCoverage(c)...)
		}
	}
	return all
}

// enough is the share of events, in thousandths, that must hold a required field: requests that were
// no HTTP lack some.
const enough = 999

// fieldCoverage gives a verdict for each required field.
func (t *tally) fieldCoverage(c *Check) []Coverage {
	var all []Coverage
	for i := range requirements {
		q := &requirements[i]
		present, events := t.field(q)
		v := Coverage{Check: c.ID, Field: q.name, Verdict: Pass, Present: present, Events: events}
		switch {
		case events == 0:
			v.Verdict, v.Detail = NotAssessable, "the log format has no place for it: "+q.advice
		case present*1000 < events*enough:
			v.Verdict = Fail
		}
		all = append(all, v)
	}
	return all
}
