package intake

import (
	"context"

	"gatehouse/core/auditlog"
	"gatehouse/core/review"
	"gatehouse/core/seal"
)

// Store is what an import needs of the evidence file; storage/logdb implements it.
//
// Errors are fault errors where a person can act on them: Full, Damaged, Busy, NotFound.
type Store interface {
	// Stage begins an import with a random data key of its own. Plan is kept, sealed, for a resume.
	Stage(ctx context.Context, id string, plan []byte) (Staging, error)
	// Resume gives back an import that was staged and has no record, with its plan and how far it came.
	Resume(ctx context.Context, id string) (s Staging, plan []byte, done Mark, err error)
	// Staged lists the imports that were staged and have no record.
	Staged(ctx context.Context) ([]Staged, error)
	// Keep marks an import as kept once the vault holds its record, and forgets the staged key.
	Keep(ctx context.Context, id string) error
	// Condemn marks an import that is about to lose its record, so that a crash on the way is told from
	// an import of another vault. The record, as long as it is there, overrules the mark.
	Condemn(ctx context.Context, id string) error
	// Erase destroys an import's key and rows and those of its reviews.
	Erase(ctx context.Context, id string, reviews ...string) error
	// Rejects gives the rejected lines of an import in order of the input.
	Rejects(ctx context.Context, id string, fn func(Reject) error) error
	// Free returns the space left on the disk of the evidence file; less than 0 when nobody knows.
	Free() int64
}

// Staging is an import in the making.
type Staging interface {
	// Encoder returns a new encoder, one for each goroutine.
	Encoder() Encoder
	// Put stores what an encoder made, in order, with how far the import has come.
	Put(ctx context.Context, cut Sealed, done Mark) error
	// PutReview stores the rows of the import's review and returns the root over them.
	PutReview(ctx context.Context, review string, rows review.Rows) ([]byte, error)
	// Finish makes all that was put durable and says what the record has to hold.
	Finish(ctx context.Context) (Totals, error)
}

// Encoder turns cuts into sealed rows. It is not safe for concurrent use.
type Encoder interface {
	Encode(c *Cut) (Sealed, error)
}

// Sealed is an encoded cut; only the store looks into it.
type Sealed any

// Cut is what is written at a time: up to a segment of events, and the lines rejected among them.
type Cut struct {
	Segment int      // number of the segment, from 0; counts only when there are events
	Reject  int      // number of the row of rejected lines, from 0; counts only when there are some
	Batches []*Batch // in order of the input; empty when there are only rejected lines
	Rejects []Reject
}

// Rows returns the number of events.
func (c *Cut) Rows() int {
	n := 0
	for _, b := range c.Batches {
		n += b.N
	}
	return n
}

// Reject is a line that is no event.
type Reject struct {
	At     review.Position
	Reason auditlog.Reject
	Sum    [32]byte // of the whole line without its line end
	Text   []byte   // its beginning
}

// Mark says how far an import has come: what is stored ends where this position begins.
type Mark struct {
	File     uint32 `json:"file"`
	Offset   int64  `json:"offset"`
	Segments int    `json:"segments"`
	Rejects  int    `json:"rejects"`
	Read     int64  `json:"read"`   // how much of the file had been read then
	Blocks   []byte `json:"blocks"` // digest of that much and of the files before
}

// Staged is an import without a record.
type Staged struct {
	ID   string
	Plan []byte // nil when its row is damaged
	Done Mark
}

// Totals says what was stored for an import.
type Totals struct {
	Segments int
	Rejects  int
	Root     []byte
	Key      seal.Secret
}
