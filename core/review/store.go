package review

import (
	"context"

	"gatehouse/core/auditlog"
	"gatehouse/core/vault"
)

// EvidenceStore is what a review needs of the evidence file; storage/logdb implements it. Rows are
// sealed by the store; a review's rows count only once the vault holds its [Record].
type EvidenceStore interface {
	// PutReview stores the rows of a review and returns the root over them. They are sealed with the
	// key of imp, the first import of the review's record, so that removing the import destroys them.
	PutReview(ctx context.Context, imp, review string, rows Rows) (root []byte, err error)
	// Findings, Aggregates and Usages give the rows of a review in the order they were put.
	Findings(ctx context.Context, review string, fn func(row []byte) error) error
	Aggregates(ctx context.Context, review string, fn func(row []byte) error) error
	Usages(ctx context.Context, review string, fn func(row []byte) error) error
	// DropReview removes the rows of a review.
	DropReview(ctx context.Context, review string) error
	// Scan gives the stored events of an import in order of the input. The event is good until fn returns.
	Scan(ctx context.Context, imp string, fn func(ev *auditlog.Event, at Position) error) error
	// Imports lists the imports whose records the vault holds, oldest first.
	Imports(ctx context.Context) ([]Imported, error)
}

// Imported is what a review needs to know of an import.
type Imported struct {
	ID      string
	Gateway string // audience of the bundles that judge it
	Record  string // id of the gateway's record, "" where only an audience was named
	Format  auditlog.Format
	Files   []string
	Events  uint64
	Bytes   int64
	Made    vault.Millis
}

// Record is a review as the vault keeps it (kind review). One import has one review at a time.
type Record struct {
	ID       string            `json:"id"`
	Imports  []string          `json:"imports"`
	Revision string            `json:"revision"` // of the newest policy that judged
	Logged   Logged            `json:"logged"`   // what the log itself says
	Checks   map[string]string `json:"checks"`   // id to SHA-256 of the check's file
	Root     []byte            `json:"root"`     // over the review's rows
	Findings int               `json:"findings"`
	Usages   int               `json:"usages,omitempty"` // rows of them; reviews from before they were counted have none
	Coverage []Coverage        `json:"coverage"`
	Events   uint64            `json:"events"`
	Late     uint64            `json:"late"`
	First    vault.Millis      `json:"first"`
	Last     vault.Millis      `json:"last"`
	Made     vault.Millis      `json:"made"`
}

// NewRecord describes a finished review for the vault.
func NewRecord(id string, imports []string, e *Engine, r *Result, root []byte, made vault.Millis) Record {
	rec := Record{
		ID: id, Imports: imports, Revision: r.Revision, Logged: r.Logged, Root: root, Findings: len(r.Findings), Usages: rowsOf(len(r.Usages)), Coverage: r.Coverage, Events: r.Events,
		Late: r.Late, First: vault.Millis(r.First), Last: vault.Millis(r.Last), Made: made, Checks: map[string]string{},
	}
	for _, c := range e.Checks() {
		rec.Checks[c.ID] = c.Digest
	}
	return rec
}

// Rows are the rows of a review as the evidence file stores them.
type Rows struct{ Findings, Aggregates, Usages [][]byte }

// Rows returns the rows that [EvidenceStore.PutReview] takes.
func (r *Result) Rows() (Rows, error) {
	rows := Rows{Aggregates: encodeAggregates(r.Aggregates), Usages: encodeUsages(r.Usages)}
	for i := range r.Findings {
		row, err := r.Findings[i].EncodeRow()
		if err != nil {
			return Rows{}, err
		}
		rows.Findings = append(rows.Findings, row)
	}
	return rows, nil
}

// rowsOf returns how many rows uses take.
func rowsOf(usages int) int { return (usages + usagesPerRow - 1) / usagesPerRow }
