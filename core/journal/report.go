package journal

import (
	"cmp"
	"fmt"
	"slices"

	"gatehouse/core/fault"
)

// Report is what a verification found.
type Report struct {
	From       uint64     // the first entry that was checked
	Entries    uint64     // the number of entries in the journal
	Last       Entry      // the newest one; its sealed body is left out
	Checkpoint Checkpoint // of the newest entry, as it should be
	Flaws      []Flaw     // what is wrong, by entry; the first hundred
	More       int        // how many flaws are not listed
}

// Flaw is one thing that is wrong.
type Flaw struct {
	Seq  uint64 // the entry; for rows, the entry after which they differ
	Row  *Row   // the row of the file, when that is what is wrong
	What string // "its signature does not verify"
}

// String returns the flaw as a sentence.
func (f Flaw) String() string {
	if f.Row != nil {
		return fmt.Sprintf("%s %s %s", f.Row.Kind, f.Row.ID, f.What)
	}
	return fmt.Sprintf("entry %d: %s", f.Seq, f.What)
}

// OK reports whether nothing is wrong.
func (r *Report) OK() bool { return len(r.Flaws) == 0 }

// Err returns nil, or a Damaged error that names the first bad entry.
func (r *Report) Err() error {
	switch n := len(r.Flaws) + r.More; n {
	case 0:
		return nil
	case 1:
		return fault.New(fault.Damaged, "journal: %s", r.Flaws[0])
	default:
		return fault.New(fault.Damaged, "journal: %s (and %d more)", r.Flaws[0], n-1)
	}
}

// First returns the number of the first bad entry.
func (r *Report) First() (seq uint64, found bool) {
	if r.OK() {
		return 0, false
	}
	return r.Flaws[0].Seq, true
}

// settle puts the flaws in the order of entries and cuts the list.
func (r *Report) settle() {
	slices.SortStableFunc(r.Flaws, func(a, b Flaw) int { return cmp.Compare(a.Seq, b.Seq) })
	if len(r.Flaws) > maxFlaws {
		r.More += len(r.Flaws) - maxFlaws
		r.Flaws = r.Flaws[:maxFlaws:maxFlaws]
	}
}
