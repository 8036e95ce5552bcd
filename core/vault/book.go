package vault

import (
	"time"

	"gatehouse/core/seal"
)

// book is the journal as the writer needs it: where the next entry goes and what it stands on.
type book struct {
	next uint64
	last Millis
}

// entry is what the next entry says, and who says it.
type entry struct {
	time    time.Time
	actor   Actor
	action  Action
	notes   []Note
	signing seal.SigningKey
	drawer  drawer
}

// append adds the entry to w and returns the book after it. The book itself stays as it was, for
// the case that the commit fails.
func (b *book) append(w *Write, e entry) (*book, error) {
	w.Journal = append(w.Journal, JournalRow{Seq: b.next, Time: MillisOf(e.time), Actor: e.actor.ID, Epoch: e.drawer.ring.Epoch()})
	return &book{next: b.next + 1, last: MillisOf(e.time)}, nil
}

// wipe destroys the keys that the book holds.
func (b *book) wipe() {}
