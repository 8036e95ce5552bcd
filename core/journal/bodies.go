package journal

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// Reading is what [VerifyBodies] needs beside the journal.
type Reading struct {
	Roster roster.Roster
	// Key returns the journal domain's subkey for [Table] in an epoch.
	Key func(epoch uint64) (seal.Key, error)
	// State is the state of the vault's rows, to be compared with what the entries say; nil = not.
	State *State
	// Parts returns the stored parts of an entry's long list of touched rows; nil = there are none.
	Parts func(ctx context.Context, seq uint64) ([][]byte, error)
	// Permits says whether an administrator might do an action; nil = do not ask.
	Permits func(a roster.Admin, action string) bool
	// Each is called with every entry that opened, in order; nil = nobody wants to know.
	Each func(Entry, Body)
}

// VerifyBodies opens the body of every entry and checks what [Verify] cannot see: that each opens in
// its place, that its actor might do what it says, and that the rows of the file are those that the
// entries wrote, each in its last version. Rows that were deleted, rolled back, changed or added
// outside of the program are named.
//
// It trusts the entries, so run [Verify] first. The report's From, Last and Checkpoint stay empty.
func VerifyBodies(ctx context.Context, src Source, o Reading) (*Report, error) {
	r := &reading{Reading: o, report: &Report{}, ledger: map[rowName]written{}}
	for e, err := range paged(ctx, src, 0) {
		if err != nil {
			return nil, err
		}
		if err := r.entry(ctx, e); err != nil {
			return nil, err
		}
		r.report.Entries = e.Seq + 1
	}
	if o.State != nil && !r.gaps {
		r.compare()
	}
	r.report.settle()
	return r.report, nil
}

// reading walks over opened entries.
type reading struct {
	Reading
	report *Report
	keys   map[uint64]seal.Key
	ledger map[rowName]written
	gaps   bool // some entry's list of rows is unknown, so the ledger is incomplete
}

// rowName names a row of the file.
type rowName struct{ kind, id string }

// written is what the journal says of a row.
type written struct {
	seq     uint64
	version uint64
	sum     []byte // empty: removed
}

// flaw notes what is wrong with an entry.
func (r *reading) flaw(seq uint64, format string, args ...any) {
	r.report.Flaws = append(r.report.Flaws, Flaw{Seq: seq, What: fmt.Sprintf(format, args...)})
}

// entry opens and checks one entry. The error is only for a source that cannot be read.
func (r *reading) entry(ctx context.Context, e Entry) error {
	key, err := r.key(e.Epoch)
	if err != nil {
		r.flaw(e.Seq, "there is no key for its epoch %d", e.Epoch)
		r.gaps = true
		return nil
	}
	b, err := e.Open(r.Roster.Vault(), key)
	if err != nil {
		r.flaw(e.Seq, "its body does not open")
		r.gaps = true
		return nil
	}
	if a, ok := r.Roster.Signer(e.Seq, e.Actor); ok && r.Permits != nil && !r.Permits(a, b.Action) {
		r.flaw(e.Seq, "its actor may not do %s", b.Action)
	}
	list, err := r.touched(ctx, e, b)
	if err != nil {
		return err
	}
	for _, t := range list {
		r.post(e.Seq, t)
	}
	if r.Each != nil {
		r.Each(e, b)
	}
	return nil
}

// key returns the key of an epoch; it is asked for once.
func (r *reading) key(epoch uint64) (seal.Key, error) {
	if k, ok := r.keys[epoch]; ok {
		return k, nil
	}
	k, err := r.Key(epoch)
	if err != nil {
		return k, err
	}
	if r.keys == nil {
		r.keys = map[uint64]seal.Key{}
	}
	r.keys[epoch] = k
	return k, nil
}

// touched returns the rows that an entry wrote or removed, from its body or from its parts.
func (r *reading) touched(ctx context.Context, e Entry, b Body) ([]Touched, error) {
	if b.TouchedCount == 0 {
		return b.Touched, nil
	}
	var parts [][]byte
	if r.Parts != nil {
		var err error
		if parts, err = r.Parts(ctx, e.Seq); err != nil {
			return nil, err
		}
	}
	list, err := JoinTouched(b, parts)
	if err != nil {
		r.flaw(e.Seq, "%v", err)
		r.gaps = true
	}
	return list, nil
}

// post enters a row into the ledger. A version is one more than the one before, in every kind of
// row that has versions.
func (r *reading) post(seq uint64, t Touched) {
	name := rowName{t.Kind, t.ID}
	before := r.ledger[name]
	if len(t.SHA256) > 0 && t.Version < before.version {
		r.flaw(seq, "it takes %s %s back from version %d to %d", t.Kind, t.ID, before.version, t.Version)
	}
	r.ledger[name] = written{seq, t.Version, t.SHA256}
}

// compare holds the rows of the file against the ledger.
func (r *reading) compare() {
	for row := range r.State.All {
		w, ok := r.ledger[rowName{row.Kind, row.ID}]
		switch {
		case !ok:
			r.row(row, 0, "was written by no entry")
		case len(w.sum) == 0:
			r.row(row, w.seq, "was removed by entry %d and is back", w.seq)
		case row.Version < w.version:
			r.row(row, w.seq, "was rolled back from version %d (entry %d) to %d", w.version, w.seq, row.Version)
		case !bytes.Equal(w.sum, row.Sum[:]):
			r.row(row, w.seq, "is not what entry %d wrote", w.seq)
		}
	}
	for _, name := range r.missing() {
		w := r.ledger[name]
		r.row(Row{Kind: name.kind, ID: name.id, Version: w.version}, w.seq, "is missing; entry %d wrote it", w.seq)
	}
}

// missing lists the rows of the ledger that are not in the file, in order.
func (r *reading) missing() []rowName {
	var out []rowName
	for name, w := range r.ledger {
		if len(w.sum) == 0 {
			continue
		}
		if _, ok := r.State.Find(name.kind, name.id); !ok {
			out = append(out, name)
		}
	}
	slices.SortFunc(out, func(a, b rowName) int {
		return compareRows(Row{Kind: a.kind, ID: a.id}, Row{Kind: b.kind, ID: b.id})
	})
	return out
}

// row notes what is wrong with a row.
func (r *reading) row(row Row, seq uint64, format string, args ...any) {
	r.report.Flaws = append(r.report.Flaws, Flaw{Seq: seq, Row: &row, What: fmt.Sprintf(format, args...)})
}
