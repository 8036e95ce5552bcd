package vault

import (
	"context"
	"iter"
	"slices"

	"gatehouse/core/fault"
	"gatehouse/core/journal"
	"gatehouse/core/roster"
)

// source is the store as core/journal wants to see it.
type source struct{ store Store }

var _ journal.Source = source{}

// Entries yields the stored entries from a number on.
func (s source) Entries(ctx context.Context, from uint64) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		for row, err := range s.store.Journal(ctx, from) {
			if !yield(entryOf(row), err) || err != nil {
				return
			}
		}
	}
}

// Nodes returns stored hashes of the tree.
func (s source) Nodes(ctx context.Context, from int64, n int) ([][32]byte, error) {
	return s.store.Nodes(ctx, from, n)
}

// Roster checks the chain of statements of a vault and returns who its administrators are.
func (img Image) Roster() (roster.Roster, error) {
	chain := make([]roster.Statement, len(img.Statements))
	for i, s := range img.Statements {
		chain[i] = roster.Statement(s)
	}
	return roster.Replay(chain)
}

// head is what a vault's newest entry vouches for: where the next one goes.
type head struct {
	tree  journal.Tree
	state *journal.State
	last  JournalRow
}

// checkHead verifies the journal since the checkpoint seen last (nil: all of it), and that the rows
// of the file are those that the newest entry left behind. What is wrong is Damaged and named.
func checkHead(ctx context.Context, store Store, r roster.Roster, img Image, since *journal.Checkpoint) (head, error) {
	if img.Last == nil {
		return head{}, fault.New(fault.Damaged, "the journal is empty; a vault has one entry at least")
	}
	state, err := journal.NewState(img.rows())
	if err != nil {
		return head{}, fault.Wrap(fault.Damaged, err, "the rows of the file")
	}
	rep, err := journal.Verify(ctx, source{store}, r, journal.Options{Since: since, State: state, Sums: bucketSums(img.Buckets)})
	if err != nil {
		return head{}, err
	}
	if err := rep.Err(); err != nil {
		return head{}, err
	}
	tree, err := journal.ReadTree(ctx, source{store}, img.Last.Seq+1)
	if err != nil {
		return head{}, err
	}
	return head{tree, state, *img.Last}, nil
}

// bucketSums lays the kept sums out as journal.State wants them; a bucket that never held a row has
// the sum of an empty one.
func bucketSums(kept []Bucket) []byte {
	sums := slices.Repeat(emptyBucket[:], journal.Buckets)
	for _, b := range kept {
		if b.Index >= 0 && b.Index < journal.Buckets {
			copy(sums[b.Index*32:], b.Sum[:])
		}
	}
	return sums
}

// emptyBucket is the sum of a bucket without rows: SHA-256 of nothing.
var emptyBucket = journal.Tree{}.Root()

// seen returns the checkpoint that the device saw last, nil when there is none.
func (v *Vault) seen() (*journal.Checkpoint, error) {
	if v.memory == nil {
		return nil, nil
	}
	note, err := v.memory.Last(v.ID())
	if err != nil || note == nil {
		return nil, err
	}
	c, err := journal.ParseCheckpoint(note)
	if err != nil {
		return nil, nil // a torn file of our own; everything is verified then
	}
	return &c, nil
}
