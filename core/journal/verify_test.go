package journal_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/core/journal"
	"gatehouse/core/seal/vector"
)

func TestAnHonestJournalVerifies(t *testing.T) {
	b := newBook(t).fill(t, 100)
	var seen uint64
	r, err := journal.Verify(context.Background(), b, b.roster, journal.Options{State: b.state, Progress: func(n uint64) { seen = n + 1 }})
	if err != nil || r.Err() != nil || !r.OK() {
		t.Fatal(err, r.Err())
	}
	if _, found := r.First(); found || r.Entries != 100 || r.Last.Seq != 99 || r.Checkpoint != b.head(t) || seen != 1 {
		t.Errorf("got %+v", r)
	}
	for _, from := range []int{1, 2, 63, 64, 99, 100} {
		c, err := journal.ParseCheckpoint(b.entries[from-1].Checkpoint)
		if err != nil {
			t.Fatal(err)
		}
		r, err := journal.Verify(context.Background(), b, b.roster, journal.Options{State: b.state, Since: &c})
		if err != nil || r.Err() != nil || r.From != uint64(from) || r.Entries != 100 {
			t.Errorf("since %d: %v, %v, %+v", from, err, r.Err(), r)
		}
	}
}

// Attack: someone with the file, but without the password, changes the journal.
func TestAttacksOnTheJournalNameTheFirstBadEntry(t *testing.T) {
	honest := newBook(t).fill(t, 40)
	for name, a := range map[string]struct {
		damage func(*book)
		want   []string
	}{
		"drop first": {func(b *book) { b.entries = b.entries[1:] }, []string{"entry 0: it is missing"}},
		"drop middle": {func(b *book) { b.entries = slices.Delete(b.entries, 20, 21) },
			[]string{"entry 20: it is missing"}},
		"drop last": {func(b *book) { b.entries = b.entries[:39] },
			[]string{"entry 38: the rows of the file are not those that it left behind"}},
		"drop all": {func(b *book) { b.entries = nil }, []string{"entry 0: it is missing: the journal is empty"}},
		"drop too many to step over": {func(b *book) { b.entries[39].Seq = 5000 },
			[]string{"entry 39: it is missing; entry 5000 stands in its place"}},
		"write one twice": {func(b *book) { b.entries = slices.Insert(b.entries, 5, b.entries[5]) },
			[]string{"entry 6: it is missing; entry 5 stands in its place"}},
		"reorder": {func(b *book) {
			e := b.entries
			e[5], e[6] = e[6], e[5]
			e[5].Seq, e[6].Seq = 5, 6
		}, []string{
			"entry 5: it is not the entry that was written: it does not match the tree",
			"entry 6: it is not the entry that was written: it does not match the tree",
		}},
		"edit time":  {func(b *book) { b.entries[7].Time++ }, []string{"entry 7: it is not the entry that was written: it does not match the tree"}},
		"edit actor": {func(b *book) { b.entries[7].Actor = "me" }, []string{"entry 7: its actor is no administrator of this vault"}},
		"edit epoch": {func(b *book) { b.entries[7].Epoch = 2 }, []string{"entry 7: its epoch is 2"}},
		"edit state root": {func(b *book) { b.entries[7].StateRoot[3] ^= 1 },
			[]string{"entry 7: it is not the entry that was written: it does not match the tree"}},
		"edit body": {func(b *book) { b.entries[7].Sealed = vector.Flip(b.entries[7].Sealed, 40) },
			[]string{"entry 7: it is not the entry that was written: it does not match the tree"}},
		"edit signature": {func(b *book) { b.entries[7].Sig = vector.Flip(b.entries[7].Sig, 2) },
			[]string{"entry 7: it is not the entry that was written: it does not match the tree"}},
		"cut signature": {func(b *book) { b.entries[7].Sig = nil }, []string{"entry 7: its signature has the wrong size"}},
		"negative time": {func(b *book) { b.entries[7].Time = -1 }, []string{"entry 7: its time lies before 1970"}},
		"huge actor":    {func(b *book) { b.entries[7].Actor = strings.Repeat("x", 65) }, []string{"entry 7: its actor is no id"}},
		"swap two bodies": {func(b *book) {
			e := b.entries
			e[3].Sealed, e[4].Sealed = e[4].Sealed, e[3].Sealed
		}, []string{
			"entry 3: it is not the entry that was written: it does not match the tree",
			"entry 4: it is not the entry that was written: it does not match the tree",
		}},
		"edit a stored leaf": {func(b *book) { b.nodes[0][0] ^= 1 }, []string{"entry 0: the tree's stored hash of it was changed"}},
		"edit an inner node": {func(b *book) { b.nodes[2][0] ^= 1 }, []string{"entry 1: the tree's stored nodes after it were changed"}},
		"cut the nodes": {func(b *book) { b.nodes = b.nodes[:len(b.nodes)-1] },
			[]string{"entry 39: the tree's stored nodes after it were changed"}},
		"malform an old checkpoint":  {func(b *book) { b.entries[9].Checkpoint = []byte("x") }, []string{"entry 9: its checkpoint is malformed"}},
		"drop the newest checkpoint": {func(b *book) { b.entries[39].Checkpoint = nil }, []string{"entry 39: its checkpoint is malformed"}},
		"put an older checkpoint": {func(b *book) { b.entries[39].Checkpoint = b.entries[38].Checkpoint },
			[]string{"entry 39: its checkpoint is not the head of the tree"}},
		"edit the newest checkpoint's signature": {func(b *book) {
			c := b.entries[39].Checkpoint
			b.entries[39].Checkpoint = append(c[:len(c)-8:len(c)-8], "AAAAAA=\n"...)
		}, []string{"entry 39: its checkpoint is not signed by the vault's log key and the entry's actor"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := honest.copy()
			a.damage(b)
			if got := b.verify(t, journal.Options{State: honest.state}); !slices.Equal(got, a.want) {
				t.Errorf("got %q\nwant %q", got, a.want)
			}
		})
	}
}

// Attack: the signatures of an old checkpoint are changed; its text is right.
func TestAttackOldCheckpointsAreOnlyCheckedWhenAsked(t *testing.T) {
	b := newBook(t).fill(t, 10)
	if got := b.verify(t, journal.Options{Checkpoints: true}); len(got) != 0 {
		t.Errorf("got %q", got)
	}
	c := b.entries[4].Checkpoint
	b.entries[4].Checkpoint = append(c[:len(c)-8:len(c)-8], "AAAAAA=\n"...)
	if got := b.verify(t, journal.Options{}); len(got) != 0 {
		t.Errorf("got %q", got)
	}
	got := b.verify(t, journal.Options{Checkpoints: true})
	if want := []string{"entry 4: its checkpoint is not signed by the vault's log key and the entry's actor"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// Attack: an entry is replaced and everything after it is computed anew, without the owner's key.
func TestAttackRewriteWithAnotherKey(t *testing.T) {
	b := newBook(t).fill(t, 10)
	forged := newBook(t)
	forged.roster, forged.author.Vault = b.roster, b.roster.Vault()
	forged.author.Key = signingKey(t, 66)
	forged.fill(t, 10)
	got := forged.verify(t, journal.Options{State: forged.state})
	if len(got) != 10 || got[0] != "entry 0: its signature does not verify" {
		t.Errorf("got %q", got)
	}
}

// Attack: somebody holds the journal's keys and the log key, but no administrator's signing key.
func TestAttackAppendWithTheLogKeyAlone(t *testing.T) {
	b := newBook(t).fill(t, 10)
	b.author.Key = signingKey(t, 66)
	b.write(t, []journal.Row{row("evil", 1)}, nil)
	got := b.verify(t, journal.Options{State: b.state})
	if want := []string{"entry 10: its signature does not verify"}; got[0] != want[0] {
		t.Errorf("got %q", got)
	}
}

// Attack: the owner's genuine journal of another vault.
func TestAttackForeignGenesis(t *testing.T) {
	mine, other := newBook(t).fill(t, 3), newBook(t).fill(t, 3)
	mine.entries, mine.nodes = other.entries, other.nodes
	got := mine.verify(t, journal.Options{})
	if len(got) != 3 || got[0] != "entry 0: its checkpoint is not the head of the tree" {
		t.Errorf("got %q", got)
	}
	head := other.head(t)
	if got := mine.verify(t, journal.Options{Since: &head}); len(got) != 1 || !strings.Contains(got[0], "of another vault") {
		t.Errorf("got %q", got)
	}
}

// Attack: the same owner writes two histories and shows one of them at a time.
func TestAttackFork(t *testing.T) {
	b := newBook(t).fill(t, 10)
	fork := b.copy()
	b.write(t, []journal.Row{row("left", 1)}, nil)
	fork.write(t, []journal.Row{row("right", 1)}, nil)
	if got := fork.verify(t, journal.Options{}); len(got) != 0 {
		t.Errorf("each branch is fine by itself, but got %q", got)
	}
	head := b.head(t)
	got := fork.verify(t, journal.Options{Since: &head})
	if len(got) != 1 || got[0] != "entry 10: the journal up to here is not the one that is remembered: it was rewritten or it is a fork" {
		t.Errorf("got %q", got)
	}
}

// Attack: the whole file is replaced by an older copy of itself.
func TestAttackRollback(t *testing.T) {
	b := newBook(t).fill(t, 10)
	old := b.copy()
	b.fill(t, 2)
	head := b.head(t)
	got := old.verify(t, journal.Options{Since: &head})
	if len(got) != 1 || !strings.HasPrefix(got[0], "entry 11: it is remembered but not in the file") {
		t.Errorf("got %q", got)
	}
}

// Attack: rows are rolled back, and the state root in the last entry that a device remembers is
// edited to match. Nothing came after it, so nothing else would notice.
func TestAttackStateRootOfTheRememberedEntry(t *testing.T) {
	b := newBook(t).fill(t, 10)
	old := mustState(t, nil)
	for r := range b.state.All {
		if r.ID != "k9" {
			old.Next([]journal.Row{r}, nil).Commit()
		}
	}
	head := b.head(t)
	b.entries[9].StateRoot = old.Root()
	got := b.verify(t, journal.Options{Since: &head, State: old})
	if want := []string{"entry 9: it is not the entry that was written: it does not match the tree"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	b.entries[9].StateRoot = b.state.Root()
	b.entries[9].Checkpoint = b.entries[8].Checkpoint
	got = b.verify(t, journal.Options{Since: &head, State: b.state})
	if len(got) != 1 || !strings.Contains(got[0], "its checkpoint is not signed") {
		t.Errorf("got %q", got)
	}
}

func TestAReportListsAHundredFlaws(t *testing.T) {
	b := newBook(t).fill(t, 150)
	for i := range b.entries {
		b.entries[i].Checkpoint = nil
	}
	r, err := journal.Verify(context.Background(), b, b.roster, journal.Options{})
	if err != nil || len(r.Flaws) != 100 || r.More != 50 {
		t.Fatalf("%v: %d and %d more", err, len(r.Flaws), r.More)
	}
	if seq, found := r.First(); !found || seq != 0 {
		t.Errorf("got %d, %t", seq, found)
	}
	if err := r.Err(); fault.KindOf(err) != fault.Damaged || err.Error() != "journal: entry 0: its checkpoint is malformed (and 149 more)" {
		t.Errorf("got %v", err)
	}
	one := journal.Report{Flaws: []journal.Flaw{{Seq: 3, What: "x"}}}
	if err := one.Err(); err.Error() != "journal: entry 3: x" {
		t.Errorf("got %v", err)
	}
}

// broken is a source that fails.
type broken struct {
	*book
	entries, nodes int // the calls that still work
}

var errBroken = errors.New("the disk is gone")

func (b *broken) Entries(ctx context.Context, from uint64) iter.Seq2[journal.Entry, error] {
	if b.entries--; b.entries < 0 {
		return func(yield func(journal.Entry, error) bool) { yield(journal.Entry{}, errBroken) }
	}
	return b.book.Entries(ctx, from)
}

func (b *broken) Nodes(ctx context.Context, from int64, n int) ([][32]byte, error) {
	if b.nodes--; b.nodes < 0 {
		return nil, errBroken
	}
	return b.book.Nodes(ctx, from, n)
}

func TestAnUnreadableSourceIsAnErrorAndNoReport(t *testing.T) {
	b := newBook(t).fill(t, 5)
	head := b.head(t)
	gap := b.copy()
	gap.entries = gap.entries[1:]
	for name, c := range map[string]struct {
		src *broken
		o   journal.Options
	}{
		"no entries":                 {&broken{b, 0, 9}, journal.Options{}},
		"no nodes":                   {&broken{b, 9, 0}, journal.Options{}},
		"no nodes for missing ones":  {&broken{gap, 9, 0}, journal.Options{}},
		"no nodes of what is known":  {&broken{b, 9, 0}, journal.Options{Since: &head}},
		"no entry of what is known":  {&broken{b, 0, 9}, journal.Options{Since: &head}},
		"no entries after the first": {&broken{b, 1, 9}, journal.Options{}},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := journal.Verify(context.Background(), c.src, b.roster, c.o)
			if !errors.Is(err, errBroken) || r != nil {
				t.Errorf("got %v, %+v", err, r)
			}
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := journal.Verify(ctx, b, b.roster, journal.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
