package review

import (
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
	"gatehouse/core/review/literal"
	"gatehouse/core/review/sigma"
	"gatehouse/core/review/window"
)

// Config says what an [Engine] works with.
type Config struct {
	Import   string            // id of the import
	Files    []string          // names of its files; Position.File is an index into it
	Format   auditlog.Format   // of the log, for what LOG-01 may ask of it
	Checks   []*Check          // nil means Catalogue()
	Policies PolicySource      // nil means that no event can be judged
	Proxies  []netip.Prefix    // whose X-Forwarded-For counts; none means nobody's
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
	// event, and says what else the checks need. It is called from many goroutines.
	Judge(row *Row) Verdicts
}

// Verdicts is what policy says about an event beyond the expected status.
type Verdicts struct {
	KeyState KeyState
	KeySince int64 // Unix ms since when the key has been revoked or expired; 0 otherwise
	Limited  bool  // some limit matches, so that 429 agrees
	Public   bool  // the route asks for no credential
}

// KeyState is the state of an API key at the time of an event.
type KeyState uint8

// The states. The zero value says that the log names no key.
const (
	NoKey KeyState = iota
	KeyActive
	KeySuspended
	KeyRevoked
	KeyExpired
	KeyUnknown
)

var keyStates = [...][]byte{nil, []byte("active"), []byte("suspended"), []byte("revoked"), []byte("expired"), []byte("unknown")}

// bytes returns the state as checks name it.
func (k KeyState) bytes() []byte { return keyStates[k] }

// Engine holds the compiled checks of one review. It is immutable and safe for concurrent use.
type Engine struct {
	config Config
	rules  []rule
	sets   []*literal.Set // by field
	direct Bits           // rules whose every event is a match by itself
	timed  Bits           // rules that feed windows
	wins   []windowSpec
	keyers [][]string // the distinct group-by lists of the windows
}

// rule is one compiled Sigma rule.
type rule struct {
	check    int
	severity Severity
	title    string
	program  program
}

// windowSpec is what one check counts over the events of some rules.
type windowSpec struct {
	check    int
	severity Severity
	rules    Bits
	keyer    int // index into Engine.keyers
	clauses  window.Clauses
	distinct window.Clause // value_count
	value    *field        // whose values are counted; nil means event_count
}

// NewEngine compiles the checks.
func NewEngine(c Config) (*Engine, error) {
	if c.Checks == nil {
		all, err := Catalogue()
		if err != nil {
			return nil, err
		}
		c.Checks = all
	}
	if err := knownParams(c.Checks, c.Params); err != nil {
		return nil, err
	}
	e := &Engine{config: c}
	comp := newCompiler()
	for i, check := range c.Checks {
		if err := e.add(comp, i, check); err != nil {
			return nil, err
		}
	}
	e.sets = comp.sets()
	return e, nil
}

// knownParams refuses a changed threshold that no check has: a mistyped name would change nothing.
func knownParams(checks []*Check, params map[string]string) error {
	known := map[string]bool{}
	for _, c := range checks {
		for _, p := range c.Params {
			known[c.ID+"."+p.Name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if !known[name] {
			return fault.New(fault.Invalid, "no check has a parameter %s; there are %s", name, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		}
	}
	return nil
}

// Checks returns the checks of the engine.
func (e *Engine) Checks() []*Check { return e.config.Checks }

// fileName returns the name of the import's i-th file.
func (e *Engine) fileName(i uint32) string {
	if int(i) < len(e.config.Files) {
		return e.config.Files[i]
	}
	return ""
}

// add compiles one check.
func (e *Engine) add(comp *compiler, i int, check *Check) error {
	comp.file = check.File
	counted := map[string]bool{}
	for _, c := range check.file.Correlations {
		for _, name := range c.Rules {
			counted[name] = true
		}
	}
	numbers := map[string]int{}
	for _, r := range check.file.Rules {
		if len(e.rules) == maxRules {
			return fault.New(fault.Invalid, "%s: more than %d rules in all checks", check.File, maxRules)
		}
		p, err := comp.compile(r.Condition)
		if err != nil {
			return err
		}
		sev := check.Severity
		if s, err := ParseSeverity(r.Level); err == nil {
			sev = s
		}
		n := len(e.rules)
		numbers[r.Name] = n
		e.rules = append(e.rules, rule{check: i, severity: sev, title: r.Title, program: p})
		if counted[r.Name] {
			e.timed.Set(n)
		} else {
			e.direct.Set(n)
		}
	}
	return e.addWindows(i, check, numbers)
}

// addWindows adds the correlations of a check. Counts of the same rules and grouping become clauses
// of one window.
func (e *Engine) addWindows(i int, check *Check, numbers map[string]int) error {
	type group struct {
		spec    windowSpec
		clauses []window.Clause
	}
	var groups []*group
	for _, c := range check.file.Correlations {
		count, span, err := e.threshold(check, c)
		if err != nil {
			return err
		}
		g := &group{spec: windowSpec{check: i, severity: check.Severity}}
		for _, name := range c.Rules {
			g.spec.rules.Set(numbers[name])
		}
		if g.spec.keyer, err = e.keyer(check, c.GroupBy); err != nil {
			return err
		}
		clause := window.Clause{Count: count, Span: span.Milliseconds()}
		if c.Field != "" {
			if !keyable(c.Field) {
				return fault.New(fault.Invalid, "%s:%d: values of field %q can't be counted", check.File, c.Line, c.Field)
			}
			g.spec.value, g.spec.distinct = &fields[fieldIndex[c.Field]], clause
			groups = append(groups, g)
			continue
		}
		for _, other := range groups {
			if other.spec.value == nil && other.spec.rules == g.spec.rules && other.spec.keyer == g.spec.keyer {
				g = other
			}
		}
		if g.clauses == nil {
			groups = append(groups, g)
		}
		g.clauses = append(g.clauses, clause)
	}
	for _, g := range groups {
		g.spec.clauses = window.NewClauses(append(g.clauses, g.spec.distinct)...)
		if g.spec.value == nil {
			g.spec.clauses = window.NewClauses(g.clauses...)
		}
		e.wins = append(e.wins, g.spec)
	}
	return nil
}

// keyable reports whether windows can be told apart, and values be counted, by a field: it must be a
// text that is there after the event has been enriched.
func keyable(name string) bool {
	i, ok := fieldIndex[name]
	return ok && fields[i].kind == textField && (fields[i].bit != 0 || name == "gh.route" || name == "gh.principal")
}

// keyer returns the index of a group-by list.
func (e *Engine) keyer(check *Check, by []string) (int, error) {
	for _, name := range by {
		if !keyable(name) {
			return 0, fault.New(fault.Invalid, "%s: group-by: events can't be grouped by field %q", check.File, name)
		}
	}
	for i, k := range e.keyers {
		if slices.Equal(k, by) {
			return i, nil
		}
	}
	e.keyers = append(e.keyers, by)
	return len(e.keyers) - 1, nil
}

// threshold returns a correlation's count and timespan, as changed by parameters.
func (e *Engine) threshold(check *Check, c *sigma.Correlation) (count int, span time.Duration, err error) {
	count, span = c.Threshold(), c.Timespan
	for _, p := range check.Params {
		text, ok := e.config.Params[check.ID+"."+p.Name]
		if !ok {
			continue
		}
		switch p.Of {
		case c.Name + ".count":
			if count, err = strconv.Atoi(text); err != nil || count < 1 {
				return 0, 0, fault.New(fault.Invalid, "parameter %s.%s: %q is no count", check.ID, p.Name, text)
			}
		case c.Name + ".timespan":
			if span, err = time.ParseDuration(text); err != nil || span <= 0 {
				return 0, 0, fault.New(fault.Invalid, "parameter %s.%s: %q is no duration", check.ID, p.Name, text)
			}
		}
	}
	return count, span, nil
}

// Worker returns a new worker: one for each goroutine that enriches.
func (e *Engine) Worker() *Worker { return newWorker(e) }

// Sequencer returns the engine's sequencer. There is one for a review.
func (e *Engine) Sequencer() *Sequencer { return newSequencer(e) }
