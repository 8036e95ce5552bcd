package review

import (
	"gatehouse/core/auditlog"
)

// Config says what an [Engine] works with.
type Config struct {
	Import   string            // id of the import
	Files    []string          // names of its files; Position.File is an index into it
	Format   auditlog.Format   // of the log, for what LOG-01 may ask of it
	Checks   []*Check          // nil means Catalogue()
	Policies PolicySource      // nil means that no event can be judged
	Params   map[string]string // thresholds changed by an administrator: "AUTH-02.burst" -> "8"
}

// PolicySource gives the policy that was in force at a time. It is called once for every event,
// from many goroutines.
type PolicySource interface {
	// At returns the policy at a time in Unix milliseconds; nil means that the event is not
	// assessable. Revision names the policy; assumed says that nothing had been exported yet.
	At(ms int64) (p Policy, revision string, assumed bool)
}

// Policy is one revision of policy, as far as a review asks it. [NewTimeline] makes it from
// snapshots.
type Policy interface {
	// Judge fills the row's Judged, Expected, Reason, Route, RouteID, Principal and Key from its
	// event, and says what else the checks need.
	Judge(row *Row) Verdicts
}

// Verdicts is what policy says about an event beyond the expected status.
type Verdicts struct {
	KeyState string // "active", "revoked", "expired", "unknown" …; "" when the log names no key
	KeySince int64  // Unix ms since when the key has been revoked or expired; 0 otherwise
	Limited  bool   // some limit matches, so that 429 agrees
	Public   bool   // the route asks for no credential
}

// Engine holds the compiled checks of one review. It is immutable and safe for concurrent use.
type Engine struct {
	config Config
}

// NewEngine compiles the checks.
func NewEngine(c Config) (*Engine, error) {
	return &Engine{config: c}, nil
}

// Checks returns the checks of the engine in the order of the bits of [Row.Hits].
func (e *Engine) Checks() []*Check { return e.config.Checks }

// Worker returns a new worker: one for each goroutine that enriches.
func (e *Engine) Worker() *Worker { return &Worker{engine: e} }

// Sequencer returns the engine's sequencer. There is one for a review.
func (e *Engine) Sequencer() *Sequencer { return &Sequencer{engine: e} }

// Worker is the parallel half of a review. It is not safe for concurrent use.
type Worker struct {
	engine *Engine
}

// Enrich appends the enriched event to the chunk. The event's text is copied; raw, the line itself,
// must stay as it is as long as the chunk is used.
func (w *Worker) Enrich(ev *auditlog.Event, raw []byte, at Position, chunk *Chunk) {
	chunk.Rows = append(chunk.Rows, Row{Event: *ev, At: at, Raw: raw})
	chunk.keepEvent(&chunk.Rows[len(chunk.Rows)-1].Event)
}

// Sequencer is the half of a review that needs order. It is not safe for concurrent use.
type Sequencer struct {
	engine *Engine
}

// Add takes the next rows in order of the input. It keeps nothing of them.
func (s *Sequencer) Add(rows []Row) {}

// Finish closes all windows and groups and returns what was found.
func (s *Sequencer) Finish() *Result { return &Result{} }
