package journal_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"

	"gatehouse/core/journal"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// seed returns a fixed seed.
func seed(fill byte) seal.Secret { return seal.NewSecret(bytes.Repeat([]byte{fill}, 32)) }

// signingKey returns a fixed signing key.
func signingKey(t testing.TB, fill byte) seal.SigningKey {
	t.Helper()
	k, err := seal.NewSigningKey(seed(fill))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// wrapKey returns the public key of a fixed wrapping seed.
func wrapKey(t testing.TB, fill byte) []byte {
	t.Helper()
	pub, err := seal.WrapPublic(seed(fill))
	if err != nil {
		t.Fatal(err)
	}
	return pub
}

// admin is the id of the fixture's owner.
var admin = seal.IDText(bytes.Repeat([]byte{7}, seal.IDSize))

// book is a journal in memory, as a store would keep it.
type book struct {
	entries []journal.Entry
	nodes   [][32]byte
	roster  roster.Roster
	author  journal.Author
	tree    journal.Tree
	state   *journal.State
	busy    bool // an iteration is open: one connection
}

// newBook begins a vault with one owner, one epoch and an empty journal.
func newBook(t testing.TB) *book {
	t.Helper()
	owner, log := signingKey(t, 1), signingKey(t, 2)
	_, r, err := roster.Found(roster.Founding{
		Time: 1000, Admin: admin, Wrap: wrapKey(t, 3), LogKey: log.Public(), InboxKey: wrapKey(t, 4),
		Policy: roster.Policy{DeviceKey: roster.DeviceOff, Owners: 1},
	}, owner)
	if err != nil {
		t.Fatal(err)
	}
	row := roster.RowDigest{Admin: admin, Domain: "journal", SHA256: make([]byte, 32)}
	if _, r, err = r.BeginEpoch(1000, []roster.RowDigest{row}, admin, owner); err != nil {
		t.Fatal(err)
	}
	key, err := seal.KeyFrom(seed(5).Expose())
	if err != nil {
		t.Fatal(err)
	}
	state, err := journal.NewState(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &book{roster: r, state: state, author: journal.Author{Vault: r.Vault(), Admin: admin, Key: owner, Log: log, Body: key}}
}

// row is version n of the row of an id.
func row(id string, version uint64) journal.Row {
	sum := journal.SumRow([]byte(id), fmt.Append(nil, version))
	return journal.Row{Kind: "apikey", ID: id, Version: version, Sum: sum}
}

// write appends an entry that writes and removes rows.
func (b *book) write(t testing.TB, put, remove []journal.Row) {
	t.Helper()
	next := b.state.Next(put, remove)
	body := journal.Body{Action: "apikey.edit", Subject: "x", Program: "test"}
	for _, r := range put {
		body.Touched = append(body.Touched, journal.Touch(r))
	}
	for _, r := range remove {
		body.Touched = append(body.Touched, journal.TouchRemoved(r.Kind, r.ID, r.Version))
	}
	b.append(t, journal.Draft{StateRoot: next.Root(), Body: body})
	next.Commit()
}

// append appends an entry one second after the last, in epoch 1.
func (b *book) append(t testing.TB, d journal.Draft) {
	t.Helper()
	d.Time, d.Epoch = int64(1000*(len(b.entries)+1)), 1
	w, err := b.author.Append(b.tree, d)
	if err != nil {
		t.Fatal(err)
	}
	b.keep(t, w)
}

// keep stores what was written.
func (b *book) keep(t testing.TB, w journal.Written) {
	t.Helper()
	b.entries = append(b.entries, w.Entry)
	for _, n := range w.Nodes {
		if n.Index != int64(len(b.nodes)) {
			t.Fatalf("node %d comes where %d is next", n.Index, len(b.nodes))
		}
		b.nodes = append(b.nodes, n.Hash)
	}
	b.tree = w.Tree
}

// fill appends n entries, each with a row of its own or a new version of an older one.
func (b *book) fill(t testing.TB, n int) *book {
	t.Helper()
	for i := range n {
		b.write(t, []journal.Row{row(fmt.Sprintf("k%d", i%10), uint64(1+i/10))}, nil)
	}
	return b
}

// copy returns a book that may be damaged without harm to b.
func (b *book) copy() *book {
	c := *b
	c.entries = slices.Clone(b.entries)
	c.nodes = slices.Clone(b.nodes)
	return &c
}

// Entries yields what is stored, in order of numbers.
func (b *book) Entries(_ context.Context, from uint64) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		if b.busy {
			panic("the one connection is in use")
		}
		b.busy = true
		defer func() { b.busy = false }()
		start := 0
		if from < uint64(len(b.entries)) && b.entries[from].Seq == from {
			start = int(from)
		}
		for _, e := range b.entries[start:] {
			if e.Seq >= from && !yield(e, nil) {
				return
			}
		}
	}
}

// Nodes returns stored hashes.
func (b *book) Nodes(_ context.Context, from int64, n int) ([][32]byte, error) {
	if b.busy {
		panic("the one connection is in use")
	}
	from = min(from, int64(len(b.nodes)))
	return b.nodes[from:min(from+int64(n), int64(len(b.nodes)))], nil
}

// verify verifies b and returns what is wrong, in words.
func (b *book) verify(t testing.TB, o journal.Options) []string {
	t.Helper()
	r, err := journal.Verify(context.Background(), b, b.roster, o)
	if err != nil {
		t.Fatal(err)
	}
	return words(r)
}

// words lists a report's flaws as sentences.
func words(r *journal.Report) []string {
	var out []string
	for _, f := range r.Flaws {
		out = append(out, f.String())
	}
	return out
}

// head is the checkpoint of the newest entry.
func (b *book) head(t testing.TB) journal.Checkpoint {
	t.Helper()
	c, err := journal.ParseCheckpoint(b.entries[len(b.entries)-1].Checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
