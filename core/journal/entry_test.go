package journal_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"

	"gatehouse/core/journal"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

func TestJournalTimeNeverFalls(t *testing.T) {
	for name, c := range map[string]struct {
		last, now, want int64
		back            bool
	}{
		"the clock runs":       {1000, 1005, 1005, false},
		"the clock stands":     {1000, 1000, 1001, false},
		"the clock went back":  {1000, 10, 1001, true},
		"the first entry ever": {0, 1000, 1000, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got, back := journal.NextTime(c.last, c.now); got != c.want || back != c.back {
				t.Errorf("got %d, %t", got, back)
			}
		})
	}
}

func TestAppendRefusesWhatWouldNotVerify(t *testing.T) {
	b := newBook(t)
	for name, d := range map[string]journal.Draft{
		"a time before 1970":     {Time: -1, Epoch: 1},
		"a body that is no text": {Time: 1, Epoch: 1, Body: journal.Body{Action: "\xff"}},
	} {
		if _, err := b.author.Append(b.tree, d); err == nil {
			t.Errorf("%s is appended", name)
		}
	}
	spaced := b.author
	spaced.Admin = "an id with spaces"
	if _, err := spaced.Append(b.tree, journal.Draft{Time: 1, Epoch: 1}); err == nil {
		t.Error("an actor with spaces, which no signature line can name, is appended")
	}
}

// An auditor reads and verifies; his entries leave the vault as it was. No statement makes one yet,
// so the rule is tested where it is decided.
func TestOnlyThoseWhoWriteMayChangeRows(t *testing.T) {
	for _, r := range roster.Roles() {
		if got, want := (roster.Admin{Roles: []roster.Role{r}}).Writes(), r != roster.Auditor; got != want {
			t.Errorf("%s writes: %t", r, got)
		}
	}
}

// pages is a source of many entries whose iteration breaks off.
type pages struct {
	*book
	after int
}

func (p *pages) Entries(ctx context.Context, from uint64) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		for e := range p.book.Entries(ctx, from) {
			if p.after--; p.after < 0 {
				yield(journal.Entry{}, errBroken)
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

func TestASourceThatBreaksInTheMiddleIsAnError(t *testing.T) {
	b := newBook(t).fill(t, 20)
	if _, err := journal.Verify(context.Background(), &pages{b, 7}, b.roster, journal.Options{}); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
}

// A journal of the size that decisions.md gives figures for. Making it takes about 20 s,
// so it is made once and only for benchmarks.
func BenchmarkJournal(b *testing.B) {
	const n = 200_000
	k := newBook(b)
	body := journal.Body{Action: "apikey.create", Subject: seal.NewID(), Reason: "a reason of usual length, by hand", Program: "1.0"}
	for i := range 4 {
		body.Diff = append(body.Diff, journal.Change{Field: fmt.Sprint("field", i), New: "some value of the usual length"})
	}
	body.Touched = []journal.Touched{journal.Touch(row("a", 1))}
	b.Run("append one", func(b *testing.B) {
		t := k.tree
		for b.Loop() {
			w, err := k.author.Append(t, journal.Draft{Time: 1, Epoch: 1, Body: body})
			if err != nil {
				b.Fatal(err)
			}
			t = w.Tree
		}
	})
	for len(k.entries) < n {
		k.append(b, journal.Draft{Body: body})
	}
	b.Run("verify 200,000", func(b *testing.B) {
		for b.Loop() {
			if got := k.verify(b, journal.Options{}); len(got) != 0 {
				b.Fatal(got)
			}
		}
	})
	b.Run("open the bodies of 200,000", func(b *testing.B) {
		for b.Loop() {
			r, err := journal.VerifyBodies(context.Background(), k, journal.Reading{
				Roster: k.roster, Key: func(uint64) (seal.Key, error) { return k.author.Body, nil },
			})
			if err != nil || r.Entries != n {
				b.Fatal(err, r)
			}
		}
	})
	b.Run("verify 1,000 since a checkpoint", func(b *testing.B) {
		c, err := journal.ParseCheckpoint(k.entries[n-1001].Checkpoint)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if got := k.verify(b, journal.Options{Since: &c}); len(got) != 0 {
				b.Fatal(got)
			}
		}
	})
}
