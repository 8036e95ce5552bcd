package vaulttest

import (
	"bytes"
	"context"
	"iter"
	"maps"
	"reflect"
	"slices"
	"sync"

	"gatehouse/core/vault"
)

// Store is a vault's store in memory.
type Store struct {
	mu  sync.Mutex
	img vault.Image
	log []vault.JournalRow
	at  map[int64][32]byte

	nodes int // one above the highest index in at
}

// Copy returns a store with the same rows, as a copy of the file would hold them.
func (s *Store) Copy() *Store {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &Store{img: s.image(), log: make([]vault.JournalRow, len(s.log)), at: maps.Clone(s.at), nodes: s.nodes}
	for i, r := range s.log {
		r.StateRoot, r.Sealed, r.Sig, r.Checkpoint = bytes.Clone(r.StateRoot), bytes.Clone(r.Sealed), bytes.Clone(r.Sig), bytes.Clone(r.Checkpoint)
		c.log[i] = r
	}
	return c
}

// Same reports whether both stores hold the same rows.
func (s *Store) Same(o *Store) bool {
	a, b := s.Copy(), o.Copy()
	return reflect.DeepEqual(a.img, b.img) && reflect.DeepEqual(a.log, b.log) && maps.Equal(a.at, b.at)
}

// Harm lets fn change the rows behind the program's back.
func (s *Store) Harm(fn func(*vault.Image)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn(&s.img)
}

// HarmJournal lets fn change the journal's rows and the stored hashes of its tree.
func (s *Store) HarmJournal(fn func(rows *[]vault.JournalRow, nodes map[int64][32]byte)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn(&s.log, s.at)
	s.nodes = 0
	for at := range s.at {
		s.nodes = max(s.nodes, int(at)+1)
	}
}

// Rows returns a copy of the rows and of the journal.
func (s *Store) Rows() (vault.Image, []vault.JournalRow) {
	c := s.Copy()
	return c.img, c.log
}

// HarmUnlocked is for the function given to [Store.Harm] that wants to change the journal too.
func (s *Store) HarmUnlocked(fn func(rows *[]vault.JournalRow)) { fn(&s.log) }

// image returns a deep copy of the rows.
func (s *Store) image() vault.Image {
	img := vault.Image{
		Records: slices.Clone(s.img.Records), Slots: slices.Clone(s.img.Slots), Keyring: slices.Clone(s.img.Keyring),
		Statements: slices.Clone(s.img.Statements), Meta: slices.Clone(s.img.Meta), Inbox: slices.Clone(s.img.Inbox),
		Buckets: slices.Clone(s.img.Buckets), Last: s.last(),
	}
	for i := range img.Records {
		img.Records[i].Sealed = bytes.Clone(img.Records[i].Sealed)
	}
	for i := range img.Slots {
		r := &img.Slots[i]
		r.Tag, r.Header, r.Check, r.Box = bytes.Clone(r.Tag), bytes.Clone(r.Header), bytes.Clone(r.Check), bytes.Clone(r.Box)
	}
	for i := range img.Keyring {
		img.Keyring[i].Sealed = bytes.Clone(img.Keyring[i].Sealed)
	}
	for i := range img.Statements {
		img.Statements[i].Body, img.Statements[i].Sig = bytes.Clone(img.Statements[i].Body), bytes.Clone(img.Statements[i].Sig)
	}
	for i := range img.Meta {
		img.Meta[i].Value = bytes.Clone(img.Meta[i].Value)
	}
	return img
}

// NewStore returns an empty store.
func NewStore() *Store { return &Store{at: map[int64][32]byte{}} }

// Load returns the rows.
func (s *Store) Load(context.Context) (vault.Image, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.image(), nil
}

// Journal yields the journal from seq on.
func (s *Store) Journal(_ context.Context, from uint64) iter.Seq2[vault.JournalRow, error] {
	s.mu.Lock()
	rows := slices.Clone(s.log)
	s.mu.Unlock()
	return func(yield func(vault.JournalRow, error) bool) {
		for _, r := range rows {
			if r.Seq >= from && !yield(r, nil) {
				return
			}
		}
	}
}

// last returns the newest entry.
func (s *Store) last() *vault.JournalRow {
	if len(s.log) == 0 {
		return nil
	}
	row := s.log[len(s.log)-1]
	return &row
}

// Nodes returns stored hashes of the tree.
func (s *Store) Nodes(_ context.Context, from int64, n int) ([][32]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n = max(0, min(n, s.nodes-int(from)))
	out := make([][32]byte, n)
	for i := range out {
		out[i] = s.at[from+int64(i)]
	}
	return out, nil
}

// Commit stores w.
func (s *Store) Commit(_ context.Context, w vault.Write) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	put(&s.img.Records, w.Put, func(a, b vault.RecordRow) bool { return a.Kind == b.Kind && a.ID == b.ID })
	for _, gone := range w.Remove {
		s.img.Records = slices.DeleteFunc(s.img.Records, func(r vault.RecordRow) bool { return r.Kind == gone.Kind && r.ID == gone.ID })
	}
	put(&s.img.Slots, w.Slots, func(a, b vault.SlotRow) bool { return a.Admin == b.Admin })
	put(&s.img.Keyring, w.Keyring, func(a, b vault.KeyringRow) bool {
		return a.Epoch == b.Epoch && a.Domain == b.Domain && a.Recipient == b.Recipient
	})
	put(&s.img.Statements, w.Statements, func(a, b vault.StatementRow) bool { return a.Seq == b.Seq })
	put(&s.img.Meta, w.Meta, func(a, b vault.MetaRow) bool { return a.Key == b.Key })
	put(&s.img.Buckets, w.Buckets, func(a, b vault.Bucket) bool { return a.Index == b.Index })
	s.log = append(s.log, w.Journal...)
	s.img.Inbox = slices.DeleteFunc(s.img.Inbox, func(r vault.InboxRow) bool { return r.Seq <= w.InboxUpTo })
	for _, n := range w.Nodes {
		s.at[n.Index] = n.Hash
		s.nodes = max(s.nodes, int(n.Index)+1)
	}
	return nil
}

// Backoff stores failed log-ins.
func (s *Store) Backoff(_ context.Context, admin string, value []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.img.Slots {
		if s.img.Slots[i].Admin == admin {
			s.img.Slots[i].Backoff = value
		}
	}
	return nil
}

// Report adds a note to the inbox.
func (s *Store) Report(_ context.Context, row vault.InboxRow) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.img.Inbox); n >= vault.InboxLimit {
		return nil
	} else if n > 0 {
		row.Seq = s.img.Inbox[n-1].Seq + 1
	} else {
		row.Seq = 1
	}
	s.img.Inbox = append(s.img.Inbox, row)
	return nil
}

// Close does nothing; the rows stay.
func (s *Store) Close() error { return nil }

// put replaces the rows that are the same or appends them.
func put[R any](rows *[]R, add []R, same func(a, b R) bool) {
	for _, r := range add {
		if i := slices.IndexFunc(*rows, func(old R) bool { return same(old, r) }); i >= 0 {
			(*rows)[i] = r
			continue
		}
		*rows = append(*rows, r)
	}
}
