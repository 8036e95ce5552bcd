package vault

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"gatehouse/core/journal"
	"gatehouse/core/seal"
)

// Tx is a change in the making. It sees what it has written; nobody else does until the commit.
// It is for one goroutine, and only inside the function given to [Vault.Change].
type Tx struct {
	v       *Vault
	now     time.Time
	touched map[ref]*Record // nil: removed
	order   []ref
	notes   []Note
}

// Note is one field in an entry's readable diff. Secrets never stand in it.
type Note = journal.Change

type ref struct {
	kind Kind
	id   string
}

// Now is the time of the change, the same throughout.
func (tx *Tx) Now() time.Time { return tx.now }

// Put stores value as the record (kind, id), new or in place of the old one. What a value may hold
// is said at [seal.Encode]: no floats, times as [Millis].
func (tx *Tx) Put(kind Kind, id string, value any) error {
	if kind.Domain() == "" || id == "" {
		return fmt.Errorf("storing %q %q: there is no such kind of record, or no id", kind, id)
	}
	body, err := seal.Encode(value)
	if err != nil {
		return fmt.Errorf("encoding %s %s: %w", kind, id, err)
	}
	tx.touch(ref{kind, id}, &Record{Kind: kind, ID: id, Version: tx.v.versionOf(kind, id) + 1, Body: body})
	return nil
}

// Remove removes a record. Removing what is not there does nothing.
func (tx *Tx) Remove(kind Kind, id string) error {
	r := ref{kind, id}
	if tx.v.versionOf(kind, id) == 0 {
		if _, ok := tx.touched[r]; ok {
			delete(tx.touched, r)
			tx.order = slices.DeleteFunc(tx.order, func(o ref) bool { return o == r })
		}
		return nil
	}
	tx.touch(r, nil)
	return nil
}

func (tx *Tx) touch(r ref, rec *Record) {
	if _, again := tx.touched[r]; !again {
		tx.order = append(tx.order, r)
	}
	tx.touched[r] = rec
}

// Note adds a line to the entry's readable diff.
func (tx *Tx) Note(field, old, new string) {
	tx.notes = append(tx.notes, Note{Field: field, Old: old, New: new})
}

// Get returns a record as the transaction sees it.
func (tx *Tx) Get(kind Kind, id string) (Record, bool) {
	if rec, ok := tx.touched[ref{kind, id}]; ok {
		if rec == nil {
			return Record{}, false
		}
		return *rec, true
	}
	return tx.v.Get(kind, id)
}

// All yields the records of a kind as the transaction sees them, in the order of ids.
func (tx *Tx) All(kind Kind) iter.Seq[Record] {
	var recs []Record
	for rec := range tx.v.All(kind) {
		if _, ok := tx.touched[ref{kind, rec.ID}]; !ok {
			recs = append(recs, rec)
		}
	}
	for r, rec := range tx.touched {
		if r.kind == kind && rec != nil {
			recs = append(recs, *rec)
		}
	}
	slices.SortFunc(recs, func(a, b Record) int { return strings.Compare(a.ID, b.ID) })
	return slices.Values(recs)
}

// diff is the entry's readable diff.
func (tx *Tx) diff() []journal.Change { return tx.notes }
