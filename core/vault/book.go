package vault

import (
	"fmt"
	"time"

	"gatehouse/core/journal"
	"gatehouse/core/seal"
)

// book is the journal as the writer needs it: the tree and the state that the next entry stands on,
// and the key that signs checkpoints.
type book struct {
	tree    journal.Tree
	state   *journal.State
	last    Millis // time of the newest entry
	log     seal.SigningKey
	program string
}

// entry is what the next entry says, and who says it.
type entry struct {
	tx     *Tx
	action Action
	v      *Vault
}

// staged is an entry that is written but not committed.
type staged struct {
	tree  journal.Tree
	state *journal.Next
	time  Millis
}

// write adds the entry to w, with what it changes in the tree and in the state's buckets. The book
// itself stays as it was until [book.settle], for the case that the commit fails.
func (b *book) write(w *Write, e entry) (staged, error) {
	ring := e.v.drawer.ring
	key, err := ring.Table(DomainJournal, ring.Epoch(), journal.Table)
	if err != nil {
		return staged{}, err
	}
	body := journal.Body{
		Action: e.action.Name, Subject: e.action.Subject, Reason: e.action.Reason, Diff: e.tx.diff(), Program: b.program,
	}
	put, gone := w.rows(), make([]journal.Row, 0, len(w.Remove))
	for _, r := range put {
		body.Touched = append(body.Touched, journal.Touch(r))
	}
	for _, r := range w.Remove {
		gone = append(gone, r.row())
		body.Touched = append(body.Touched, journal.TouchRemoved(string(r.Kind), r.ID, r.Version))
	}
	parts, err := b.touchedParts(&body, e.v.drawer)
	if err != nil {
		return staged{}, err
	}
	w.Put = append(w.Put, parts...)
	state := b.state.Next(put, gone)
	author := journal.Author{Vault: e.v.roster.Vault(), Admin: e.v.actor.ID, Key: e.v.signing, Log: b.log, Body: key}
	written, err := author.Append(b.tree, journal.Draft{
		Time: int64(MillisOf(e.tx.now)), Epoch: ring.Epoch(), StateRoot: state.Root(), Body: body,
	})
	if err != nil {
		return staged{}, err
	}
	w.Journal = append(w.Journal, journalRow(written.Entry))
	for _, n := range written.Nodes {
		w.Nodes = append(w.Nodes, Node(n))
	}
	for i, sum := range state.Sums() {
		w.Buckets = append(w.Buckets, Bucket{Index: i, Sum: sum})
	}
	return staged{written.Tree, state, Millis(written.Entry.Time)}, nil
}

// touchedParts moves a long list of touched rows out of the body into sealed records of its own.
// They are named by the entry's number; the entry holds their digest.
func (b *book) touchedParts(body *journal.Body, d drawer) ([]RecordRow, error) {
	if len(body.Touched) <= journal.TouchedLimit {
		return nil, nil
	}
	parts, digest, err := journal.TouchedParts(body.Touched)
	if err != nil {
		return nil, err
	}
	body.TouchedCount, body.TouchedSHA256, body.Touched = int64(len(body.Touched)), digest, nil
	var rows []RecordRow
	for i, part := range parts {
		row := RecordRow{Kind: KindTouched, ID: touchedID(b.tree.Size(), i), Version: 1, Epoch: d.ring.Epoch()}
		if row, err = d.seal(row, part); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// touchedID names a part of an entry's list of touched rows.
func touchedID(seq uint64, part int) string { return fmt.Sprintf("%d.%d", seq, part) }

// settle makes what was staged the book's own, after the commit.
func (b *book) settle(s staged) {
	s.state.Commit()
	b.tree, b.last = s.tree, s.time
}

// clock is the journal's time for now: it never falls, whatever the machine's clock does. Back
// says that the machine's clock stands before the newest entry.
func (b *book) clock(now time.Time) (t time.Time, back bool) {
	if b.tree.Size() == 0 {
		return MillisOf(now).Time(), false
	}
	next, back := journal.NextTime(int64(b.last), int64(MillisOf(now)))
	return Millis(next).Time(), back
}

// wipe destroys the keys that the book holds.
func (b *book) wipe() { b.log.Wipe() }

// journalRow is an entry as it is stored, entryOf the way back.
func journalRow(e journal.Entry) JournalRow {
	return JournalRow{
		Seq: e.Seq, Time: Millis(e.Time), Actor: e.Actor, Epoch: e.Epoch, StateRoot: e.StateRoot[:],
		Sealed: e.Sealed, Sig: e.Sig, Checkpoint: e.Checkpoint,
	}
}

func entryOf(r JournalRow) journal.Entry {
	e := journal.Entry{
		Seq: r.Seq, Time: int64(r.Time), Actor: r.Actor, Epoch: r.Epoch,
		Sealed: r.Sealed, Sig: r.Sig, Checkpoint: r.Checkpoint,
	}
	if len(r.StateRoot) == len(e.StateRoot) {
		e.StateRoot = [32]byte(r.StateRoot)
	}
	return e
}
