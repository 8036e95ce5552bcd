package vault

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/core/journal"
	"gatehouse/core/roster"
)

// head is what a vault's newest entry vouches for.
type head struct {
	tree journal.Tree
	rows *journal.State
}

// checkHead compares the file with its newest entry: the checkpoint's signatures, the tree's root
// and the root of all rows. What is wrong is Damaged.
func checkHead(ctx context.Context, store Store, r roster.Roster, img Image) (head, error) {
	if img.Last == nil {
		return head{}, fault.New(fault.Damaged, "the journal is empty; a vault has one entry at least")
	}
	tree, err := loadTree(ctx, store, img.Last.Seq+1)
	if err != nil {
		return head{}, err
	}
	if err := checkNote(r, *img.Last, tree); err != nil {
		return head{}, err
	}
	state, err := journal.NewState(img.rows())
	if err != nil {
		return head{}, fault.Wrap(fault.Damaged, err, "the rows of the file")
	}
	if root := entryOf(*img.Last).StateRoot; root != state.Root() {
		return head{}, fault.New(fault.Damaged, "the file was changed outside of Gatehouse: %s; run vault check", strings.Join(differing(state, root, img.Buckets), "; "))
	}
	return head{tree, state}, nil
}

// checkNote verifies the checkpoint of the newest entry against the tree.
func checkNote(r roster.Roster, last JournalRow, tree journal.Tree) error {
	signer, ok := r.Signer(last.Seq, last.Actor)
	if !ok {
		return fault.New(fault.Damaged, "entry %d of the journal is by somebody who was no administrator then", last.Seq)
	}
	cp, err := journal.OpenCheckpoint(last.Checkpoint, r.Vault(), r.LogKey(), last.Actor, signer.Signing)
	if err != nil {
		return fault.Wrap(fault.Damaged, err, "the newest checkpoint, of entry %d", last.Seq)
	}
	if cp.Size != tree.Size() || cp.Root != tree.Root() {
		return fault.New(fault.Damaged, "the journal's tree of %d entries is not the one that the newest checkpoint signs", tree.Size())
	}
	return nil
}

// loadTree reads the right edge of the tree of size entries.
func loadTree(ctx context.Context, store Store, size uint64) (journal.Tree, error) {
	nodes, err := store.Nodes(ctx, journal.EdgeNodes(size))
	if err != nil {
		return journal.Tree{}, err
	}
	return journal.LoadTree(size, nodes)
}

// differing names the rows of the buckets that differ from the signed root; where the kept sums do
// not tell, it says so.
func differing(state *journal.State, root [32]byte, kept []Bucket) []string {
	buckets, ok := state.Differs(root, bucketSums(kept))
	if !ok {
		return []string{"the sums of the state's buckets were changed, too"}
	}
	var out []string
	for _, b := range buckets {
		var rows []string
		for _, r := range state.Bucket(b) {
			rows = append(rows, r.Kind+" "+r.ID)
		}
		if len(rows) == 0 {
			rows = []string{"no row is left"}
		}
		out = append(out, fmt.Sprintf("in bucket %d a row was changed, added or removed (%s)", b, strings.Join(rows, ", ")))
	}
	return out
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

// checkMemory compares the journal with the checkpoint that this device saw last.
func (v *Vault) checkMemory(ctx context.Context) error {
	if v.memory == nil {
		return nil
	}
	note, err := v.memory.Last(v.ID())
	if err != nil || note == nil {
		return err
	}
	seen, err := journal.ParseCheckpoint(note)
	if err != nil {
		return fault.Wrap(fault.Damaged, err, "what this device remembers of the vault")
	}
	return checkSeen(ctx, v.store, seen, v.seq)
}

// checkSeen refuses a journal of size entries that does not continue a checkpoint seen elsewhere.
func checkSeen(ctx context.Context, store Store, seen journal.Checkpoint, size uint64) error {
	if seen.Size > size {
		return fault.New(fault.Damaged, "this file is older than what was seen of it before: entries %d to %d are missing (a backup that was put back, or a rollback)", size, seen.Size-1)
	}
	tree, err := loadTree(ctx, store, seen.Size)
	if err != nil {
		return err
	}
	if tree.Root() != seen.Root {
		return fault.New(fault.Damaged, "this file has another history than what was seen of it before: its first %d entries are not the same", seen.Size)
	}
	return nil
}
