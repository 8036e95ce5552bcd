package posture

import "gatehouse/core/review"

// MaxSubjects is how many subjects a finding names; its count is of all.
const MaxSubjects = 1000

// The kinds of subject, in the words of the journal's actions.
const (
	KindKey           = "apikey"
	KindPrincipal     = "principal"
	KindRole          = "role"
	KindAPI           = "api"
	KindRoute         = "route"
	KindGateway       = "gateway"
	KindAudience      = "audience" // its id is its name
	KindSigningKey    = "signing_key"
	KindAdministrator = "administrator"
)

// Subject is a thing that a finding is about.
type Subject struct {
	Kind   string `json:"kind"`
	ID     string `json:"id"`
	Name   string `json:"name"`
	Detail string `json:"detail,omitempty"` // what about it: "expired 2026-11-03"
}

// Finding is what one check found.
type Finding struct {
	Check    Check           `json:"check"`
	Severity review.Severity `json:"severity"` // the worst of its subjects; the check's unless it says otherwise
	Count    int             `json:"count"`
	Subjects []Subject       `json:"subjects"` // at most MaxSubjects of them
	Accepted int             `json:"accepted"` // how many more somebody accepted
}

// Skipped is a check that could not be assessed.
type Skipped struct {
	Check Check  `json:"check"`
	Why   string `json:"why"`
}

// Result is what a vault looks like.
type Result struct {
	Findings []Finding // what is open: worst first
	Accepted []Finding // what somebody accepted, in the same order; Count is of the accepted
	Skipped  []Skipped
}

// Count returns the open findings by the name of their severity.
func (r *Result) Count() map[string]int {
	n := map[string]int{}
	for i := range r.Findings {
		n[r.Findings[i].Severity.String()]++
	}
	return n
}

// finder collects the subjects of one check.
type finder struct {
	check    Check
	allowed  func(subject string) bool // whether somebody accepted it
	open     Finding
	accepted Finding
}

// add notes a subject. Its name is asked for only when it is kept: 100,000 keys may be subjects.
func (f *finder) add(kind, id string, name func() (name, detail string)) {
	f.addAs(f.check.Severity, kind, id, name)
}

// addAs notes a subject that is worse, or less bad, than the check says.
func (f *finder) addAs(severity review.Severity, kind, id string, name func() (name, detail string)) {
	to := &f.open
	if f.allowed(id) {
		to = &f.accepted
	}
	to.Count++
	to.Severity = max(to.Severity, severity)
	if len(to.Subjects) < MaxSubjects {
		n, d := name()
		to.Subjects = append(to.Subjects, Subject{kind, id, n, d})
	}
}
