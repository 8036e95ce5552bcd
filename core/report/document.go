package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"gatehouse/core/review"
)

// Format names what a JSON report holds; it changes when a member changes its meaning.
const Format = "gatehouse-report/1"

// Document is a report before it has a form.
type Document struct {
	Format   string    `json:"format"`
	Totals   Totals    `json:"totals"`
	Policy   Policy    `json:"policy"`
	Logs     []Log     `json:"logs"`
	Checks   []Check   `json:"checks"`
	Findings []Finding `json:"findings"`
	Rejected Rejected  `json:"rejected"`
	Activity []Bucket  `json:"activity"` // by hour

	minutes []Bucket // the same by minute, for the chart
}

// Totals sum up the whole review.
type Totals struct {
	Lines    uint64         `json:"lines"`
	Events   uint64         `json:"events"`
	Rejected uint64         `json:"rejected"`
	Late     uint64         `json:"late"` // events that came too late to be sorted into their place
	Bytes    int64          `json:"bytes"`
	First    time.Time      `json:"first"`
	Last     time.Time      `json:"last"`
	Findings map[string]int `json:"findings"` // by severity, all five
}

// Policy says what the events were judged by.
type Policy struct {
	Revisions []string `json:"revisions"` // the newest that judged each log
	Assumed   bool     `json:"assumed"`   // nothing had been exported: the policy of the vault was assumed
}

// Log is one imported log: a file, or a rotated set of files.
type Log struct {
	Number   int       `json:"log"` // from 1; evidence refers to it
	Gateway  string    `json:"gateway"`
	Format   string    `json:"format"`
	Files    []File    `json:"files"`
	Lines    uint64    `json:"lines"`
	Events   uint64    `json:"events"`
	Rejected uint64    `json:"rejected"`
	Bytes    int64     `json:"bytes"`
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"`
	Revision string    `json:"revision,omitempty"`
	Assumed  bool      `json:"assumed"` // nothing had been exported for some of its events
}

// File is one file of a log. Sizes and offsets are of the decompressed text.
type File struct {
	Name   Text   `json:"name"`
	From   int64  `json:"from"` // where this import began to read; more than 0 in a continued file
	Size   int64  `json:"size"`
	Lines  uint64 `json:"lines"`
	SHA256 string `json:"sha256,omitempty"` // of the first 64 KiB
}

// Check is a check with its verdict.
type Check struct {
	ID             string          `json:"check"`
	Title          string          `json:"title"`
	Severity       review.Severity `json:"severity"`
	Description    string          `json:"description"`
	Tags           []string        `json:"tags"`
	FalsePositives []string        `json:"false_positives"`
	Digest         string          `json:"sha256"`
	Verdict        review.Verdict  `json:"verdict"`
	Assessed       uint64          `json:"assessed"` // events
	Events         uint64          `json:"events"`
	Findings       int             `json:"findings"`
	Detail         string          `json:"detail,omitempty"`
	Fields         []Field         `json:"fields,omitempty"` // of a check about the log itself
}

// Field is how completely a log holds a field that an audit needs.
type Field struct {
	Name    string         `json:"field"`
	Verdict review.Verdict `json:"verdict"`
	Present uint64         `json:"present"`
	Events  uint64         `json:"events"`
	Detail  string         `json:"detail,omitempty"`
}

// Finding is a finding with its evidence.
type Finding struct {
	ID        string               `json:"id"`
	Check     string               `json:"check"`
	Severity  review.Severity      `json:"severity"`
	Title     string               `json:"title"`
	Count     uint64               `json:"count"`
	First     time.Time            `json:"first"`
	Last      time.Time            `json:"last"`
	Principal Text                 `json:"principal"`
	Name      Text                 `json:"principal_name,omitempty"`
	Source    Text                 `json:"source"`
	Route     Text                 `json:"route"`
	Key       Text                 `json:"key,omitempty"`
	Reason    Text                 `json:"reason,omitempty"`
	Grade     review.Grade         `json:"grade"`
	Detail    string               `json:"detail,omitempty"`
	Status    review.FindingStatus `json:"status"`
	Note      Text                 `json:"note,omitempty"`
	Evidence  []Evidence           `json:"evidence"`
}

// Evidence is one line that a finding rests on. Its hash is of the line as it stands in the log,
// without CR and LF, before anything was masked.
type Evidence struct {
	Log    int    `json:"log"`
	File   Text   `json:"file"`
	Line   uint64 `json:"line"`
	Offset int64  `json:"offset"`
	SHA256 string `json:"sha256,omitempty"`
	Text   Text   `json:"text,omitempty"`
}

// Rejected is what could not be read.
type Rejected struct {
	Lines   uint64         `json:"lines"`
	Reasons []Reason       `json:"reasons"`
	First   []RejectedLine `json:"first"` // up to maxRejected of each log
}

// Reason counts rejected lines.
type Reason struct {
	Text  string `json:"reason"`
	Lines uint64 `json:"lines"`
}

// RejectedLine is a line that is no event.
type RejectedLine struct {
	Log    int    `json:"log"`
	File   Text   `json:"file"`
	Line   uint64 `json:"line"`
	Offset int64  `json:"offset"`
	Reason string `json:"reason"`
	SHA256 string `json:"sha256"`
	Text   Text   `json:"text"`
}

// Bucket counts the events of one hour or minute.
type Bucket struct {
	At     time.Time `json:"at"`
	Events uint64    `json:"events"`
	Class  [6]uint64 `json:"class"` // by hundreds of the status; 0 is anything else
}

// severities are all of them, gravest first.
var severities = []review.Severity{review.Critical, review.High, review.Medium, review.Low, review.Informational}

// sortFindings puts the gravest first, then the earliest; ties by check and id, so that the order is
// always the same.
func sortFindings(all []Finding) {
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(b.Severity, a.Severity), cmp.Compare(b.Grade, a.Grade), a.First.Compare(b.First),
			strings.Compare(a.Check, b.Check), strings.Compare(a.ID, b.ID),
		)
	})
}
