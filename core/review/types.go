package review

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gatehouse/core/vault"
)

// Position says where a line stands: the file's index in its import, the 1-based line number and
// the byte offset of the line's start in the decompressed stream.
type Position struct {
	File   uint32
	Line   uint64
	Offset int64
}

// Before orders positions as the input does.
func (p Position) Before(q Position) bool {
	if p.File != q.File {
		return p.File < q.File
	}
	return p.Line < q.Line
}

// Severity says how much a finding matters.
type Severity uint8

// The severities, lowest first.
const (
	Informational Severity = iota + 1
	Low
	Medium
	High
	Critical
)

var severityNames = []string{"", "informational", "low", "medium", "high", "critical"}

// String returns the severity as it stands in check files and in JSON.
func (s Severity) String() string {
	if int(s) < len(severityNames) {
		return severityNames[s]
	}
	return ""
}

// ParseSeverity reads a severity's name.
func ParseSeverity(name string) (Severity, error) {
	if i := slices.Index(severityNames, name); i > 0 {
		return Severity(i), nil
	}
	return 0, fmt.Errorf("severity %q is unknown: use one of informational, low, medium, high, critical", name)
}

// MarshalText writes the severity's name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a severity's name.
func (s *Severity) UnmarshalText(b []byte) (err error) {
	*s, err = ParseSeverity(string(b))
	return err
}

// Grade says how far the event that a finding is about came.
type Grade uint8

// The grades, mildest first. The zero value says that grading means nothing for the check.
const (
	Ungraded Grade = iota
	Blocked        // the gateway or the service refused: 400 401 403 404 405 413 429
	Attempt        // neither refused nor served: redirects and other answers
	Success        // possibly a success: 2xx, or 5xx as the trace of something that broke
)

var gradeNames = []string{"", "blocked", "attempt", "possible success"}

// String returns the grade as it stands in JSON; empty when there is none.
func (g Grade) String() string { return gradeNames[g&3] }

// MarshalText writes the grade's name.
func (g Grade) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// UnmarshalText reads a grade's name.
func (g *Grade) UnmarshalText(b []byte) error {
	i := slices.Index(gradeNames, string(b))
	if i < 0 {
		return fmt.Errorf("grade %q is unknown", b)
	}
	*g = Grade(i)
	return nil
}

// GradeOf grades a request by the status it was answered with.
func GradeOf(status int) Grade {
	switch {
	case status >= 200 && status < 300, status >= 500 && status < 600:
		return Success
	case status == 400, status == 401, status == 403, status == 404, status == 405, status == 413, status == 429:
		return Blocked
	}
	return Attempt
}

// Evidence is one line that a finding rests on.
type Evidence struct {
	Import string `json:"import"`
	File   string `json:"file"`
	Line   uint64 `json:"line"`
	Offset int64  `json:"offset"`
	SHA256 string `json:"sha256,omitempty"` // of the line without CR and LF, in hex
	Raw    string `json:"raw,omitempty"`    // the line itself, as logged: hostile text; kept for the first few
}

// Finding is what a check found, grouped: one campaign is one finding with counts, first and last
// time, and the lines it rests on.
type Finding struct {
	ID        string        `json:"id"` // content-derived: the same input gives the same id
	Check     string        `json:"check"`
	Severity  Severity      `json:"severity"`
	Title     string        `json:"title"`
	Count     uint64        `json:"count"`
	First     time.Time     `json:"first"`
	Last      time.Time     `json:"last"`
	Principal string        `json:"principal"`
	Source    string        `json:"source"`
	Route     string        `json:"route"`
	Key       string        `json:"key,omitempty"`    // public id of the API key
	Reason    string        `json:"reason,omitempty"` // what policy said, where that is the point
	Grade     Grade         `json:"grade"`
	Detail    string        `json:"detail,omitempty"` // one sentence with figures
	Status    FindingStatus `json:"status,omitempty"` // what a person decided
	Note      string        `json:"note,omitempty"`
	Until     vault.Millis  `json:"-"` // when an acknowledged finding is open again; 0 = never
	Evidence  []Evidence    `json:"evidence"`
}

// FindingStatus is what a person decided about a finding. The zero value is an open finding.
type FindingStatus string

// The statuses of a finding.
const (
	Open          FindingStatus = ""
	Acknowledged  FindingStatus = "acknowledged"
	Resolved      FindingStatus = "resolved"
	FalsePositive FindingStatus = "false_positive"
)

// Verdict is what a review says about a check as a whole.
type Verdict string

// The verdicts.
const (
	Pass          Verdict = "pass"
	Fail          Verdict = "fail"
	NotAssessable Verdict = "not_assessable"
)

// Coverage is what a review says about one check or one field of the log: a verdict and why.
type Coverage struct {
	Check   string  `json:"check"`
	Field   string  `json:"field,omitempty"`
	Verdict Verdict `json:"verdict"`
	Present uint64  `json:"present"` // events that held the field, or were assessed
	Events  uint64  `json:"events"`  // events that could have
	Detail  string  `json:"detail,omitempty"`
}

// Aggregate counts the events of one minute.
type Aggregate struct {
	Minute int64     `json:"minute"` // Unix minutes
	Events uint64    `json:"events"`
	Class  [6]uint64 `json:"class"` // by hundreds of the status, 1xx to 5xx; 0 is anything else
	Bytes  uint64    `json:"bytes"`
}

// Logged is what a log says about the bundle that its gateway enforced.
type Logged struct {
	Carried  bool         `json:"carried,omitempty"`  // the format has a place for the revision
	Revision string       `json:"revision,omitempty"` // of the newest event that holds one, as logged
	At       vault.Millis `json:"at,omitempty"`       // when that was
}

// Result is what a finished [Sequencer] hands over. Findings are in order of first time, check and
// id; the rows that storage keeps are [Result.Rows].
type Result struct {
	Findings   []StoredFinding
	Aggregates []Aggregate
	Usages     []Usage // of the vault's keys, by public id
	Coverage   []Coverage
	Revision   string // of the newest policy that judged
	Logged     Logged
	Events     uint64
	Late       uint64 // events that came more than the allowed lateness after a later one
	First      int64  // Unix ms of the earliest event
	Last       int64
}

// Count returns the number of findings by severity name, as `import add` prints them.
func (r *Result) Count() map[string]int {
	n := map[string]int{}
	for i := range r.Findings {
		n[r.Findings[i].Severity.String()]++
	}
	return n
}

// StoredFinding is a finding with the position of every event that matched, in a compact form.
type StoredFinding struct {
	Finding
	Import    string    `json:"-"`
	Positions Positions `json:"positions"`
}

// EncodeRow returns a finding as the bytes that storage seals.
func (f *StoredFinding) EncodeRow() ([]byte, error) { return json.Marshal(f) }

// DecodeFinding reads what [StoredFinding.EncodeRow] wrote.
func DecodeFinding(row []byte) (StoredFinding, error) {
	var f StoredFinding
	if err := json.Unmarshal(row, &f); err != nil {
		return StoredFinding{}, fmt.Errorf("decoding a finding: %w", err)
	}
	return f, nil
}
