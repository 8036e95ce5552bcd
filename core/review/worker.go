package review

import (
	"gatehouse/core/auditlog"
	"gatehouse/core/review/inject"
)

// Worker is the parallel half of a review. It is not safe for concurrent use.
type Worker struct {
	engine   *Engine
	detector *inject.Detector

	// of the event being enriched
	verdicts      Verdicts
	drift         []byte
	authenticated []byte
	scanned       uint64     // fields whose literals have been looked for
	hits          [][]uint64 // by field
	folded        []byte
}

// newWorker returns a worker of an engine.
func newWorker(e *Engine) *Worker {
	w := &Worker{engine: e, detector: inject.NewDetector(), hits: make([][]uint64, len(fields))}
	for i, s := range e.sets {
		w.hits[i] = make([]uint64, s.Words())
	}
	return w
}

// Enrich appends the enriched event to the chunk. The event's text is copied; raw, the line itself,
// must stay as it is as long as the chunk is used. Raw is empty for an event from storage.
func (w *Worker) Enrich(ev *auditlog.Event, raw []byte, at Position, chunk *Chunk) {
	chunk.Rows = append(chunk.Rows, Row{Event: *ev, At: at, Raw: raw})
	r := &chunk.Rows[len(chunk.Rows)-1]
	chunk.keepEvent(&r.Event)
	if len(w.engine.config.Proxies) > 0 {
		r.Event.Source = clientOf(&r.Event, w.engine.config.Proxies)
	}
	w.enrich(r)
	w.match(r)
}

// enrich fills in what the event itself doesn't say.
func (w *Worker) enrich(r *Row) {
	w.verdicts, w.drift, w.authenticated, w.scanned = Verdicts{}, nil, nil, 0
	r.Inject = w.detector.Request(r.Event.Target, r.Event.Referer, r.Event.UserAgent)
	if r.Event.Has&(auditlog.FieldUser|auditlog.FieldForwarded) != 0 {
		r.Inject |= w.detector.Value(r.Event.User) | w.detector.Value(r.Event.Forwarded)
	}
	if src := w.engine.config.Policies; src != nil {
		if p, revision, assumed := src.At(r.Event.Time); p != nil {
			r.Revision, r.Assumed = revision, assumed
			w.verdicts = p.Judge(r)
			r.public = w.verdicts.Public
		}
	}
	w.drift = driftOf(r, &w.verdicts)
	w.authenticated = authenticatedOf(&r.Event)
	r.missing = missingOf(&r.Event)
}

// match runs every rule's event part.
func (w *Worker) match(r *Row) {
	for i := range w.engine.rules {
		if w.engine.rules[i].program.test(w, r) {
			r.rules.Set(i)
		}
	}
}

// identity are the fields that tell who called.
const identity = auditlog.FieldPrincipal | auditlog.FieldKey

// authenticatedOf says whether the request was made by somebody: nothing where the log can't tell.
func authenticatedOf(e *auditlog.Event) []byte {
	switch {
	case e.Has&(identity|auditlog.FieldUser) != 0:
		return yesNo[true]
	case e.Carried&identity != 0:
		return yesNo[false]
	}
	return nil
}
