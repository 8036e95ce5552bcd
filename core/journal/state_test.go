package journal_test

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gatehouse/core/journal"
)

func mustState(t testing.TB, rows []journal.Row) *journal.State {
	t.Helper()
	s, err := journal.NewState(rows)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheStateKeptUpToDateIsTheStateComputedAnew(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	model := map[string]journal.Row{}
	s := mustState(t, nil)
	for range 300 {
		var put, remove []journal.Row
		for range rnd.IntN(20) {
			r := row(fmt.Sprint(rnd.IntN(500)), rnd.Uint64N(100))
			put = append(put, r)
			model[r.ID] = r
		}
		for range rnd.IntN(8) {
			r := row(fmt.Sprint(rnd.IntN(500)), 0)
			remove = append(remove, r)
			delete(model, r.ID)
		}
		before := s.Root()
		next := s.Next(put, remove)
		if s.Root() != before {
			t.Fatal("staging changed the state")
		}
		next.Commit()
		if s.Root() != next.Root() {
			t.Fatal("the staged root is not the committed one")
		}
	}
	var rows []journal.Row
	for _, r := range model {
		rows = append(rows, r)
	}
	anew := mustState(t, rows)
	if anew.Root() != s.Root() || anew.Len() != s.Len() || s.Len() != len(model) {
		t.Errorf("%d rows against %d", s.Len(), anew.Len())
	}
	var all []journal.Row
	for r := range s.All {
		all = append(all, r)
	}
	if len(all) != len(model) {
		t.Errorf("walked over %d rows", len(all))
	}
	for range s.All {
		break
	}
}

func TestTheStateRootSeesEveryColumn(t *testing.T) {
	base := []journal.Row{row("a", 1), row("b", 2)}
	root := mustState(t, base).Root()
	change := func(f func(*journal.Row)) []journal.Row {
		rows := slices.Clone(base)
		f(&rows[1])
		return rows
	}
	for name, rows := range map[string][]journal.Row{
		"a row is gone":            base[:1],
		"a row more":               append(slices.Clone(base), row("c", 1)),
		"another kind":             change(func(r *journal.Row) { r.Kind = "route" }),
		"another id":               change(func(r *journal.Row) { r.ID = "c" }),
		"another version":          change(func(r *journal.Row) { r.Version = 1 }),
		"another content":          change(func(r *journal.Row) { r.Sum[31] ^= 1 }),
		"a letter moved from kind": change(func(r *journal.Row) { r.Kind, r.ID = "apike", "yb" }),
	} {
		t.Run(name, func(t *testing.T) {
			if mustState(t, rows).Root() == root {
				t.Error("the root is the same")
			}
		})
	}
	slices.Reverse(base)
	if mustState(t, base).Root() != root {
		t.Error("the root depends on the order of reading")
	}
	if journal.SumRow([]byte("ab"), []byte("c")) == journal.SumRow([]byte("a"), []byte("bc")) {
		t.Error("columns run into each other")
	}
	if _, err := journal.NewState([]journal.Row{row("a", 1), row("a", 2)}); err == nil {
		t.Error("two rows of one key are accepted")
	}
}

func TestFindingARow(t *testing.T) {
	s := mustState(t, []journal.Row{row("a", 1)})
	if r, ok := s.Find("apikey", "a"); !ok || r != row("a", 1) {
		t.Errorf("got %+v, %t", r, ok)
	}
	if _, ok := s.Find("apikey", "b"); ok {
		t.Error("found what is not there")
	}
	if got := s.Bucket(journal.BucketOf("apikey", "a")); len(got) != 1 {
		t.Errorf("its bucket has %d rows", len(got))
	}
}

func TestCommittingOnAnotherStatePanics(t *testing.T) {
	s := mustState(t, nil)
	first, second := s.Next([]journal.Row{row("a", 1)}, nil), s.Next([]journal.Row{row("b", 1)}, nil)
	first.Commit()
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	second.Commit()
}

// The empty root is a vector: SHA-256 over 4,096 times SHA-256 of nothing.
func TestTheEmptyStateRoot(t *testing.T) {
	none := sha256.Sum256(nil)
	if want := sha256.Sum256([]byte(strings.Repeat(string(none[:]), 4096))); mustState(t, nil).Root() != want {
		t.Error("the empty root has changed")
	}
}

// Attack: rows of the file are exchanged, changed, removed or added, and the kept bucket sums tell
// which, without any password.
func TestAttackSwappedRowsAreNamedWithoutAPassword(t *testing.T) {
	b := newBook(t).fill(t, 30)
	sums := b.state.Sums()
	a, c := row("k1", 3), row("k2", 3)
	a.Sum, c.Sum = c.Sum, a.Sum
	var rest []journal.Row
	for r := range b.state.All {
		if r.ID != "k1" && r.ID != "k2" {
			rest = append(rest, r)
		}
	}
	b.state = mustState(t, append(rest, a, c))
	got := b.verify(t, journal.Options{State: b.state, Sums: sums})
	if len(got) != 2 || !strings.HasPrefix(got[0]+got[1], "apikey k") || !strings.Contains(got[0], "was changed, or a row beside it is missing") {
		t.Errorf("got %q", got)
	}
	b.state = mustState(t, append(rest, row("k1", 3)))
	if got := b.verify(t, journal.Options{State: b.state, Sums: sums}); len(got) != 1 || !strings.HasPrefix(got[0], "entry 29: a row is missing from the file") {
		t.Errorf("got %q", got)
	}
	for name, bad := range map[string][]byte{"cut": sums[1:], "edited": append([]byte{sums[0] ^ 1}, sums[1:]...), "none": nil} {
		got := b.verify(t, journal.Options{State: b.state, Sums: bad})
		if len(got) != 1 || got[0] != "entry 29: the rows of the file are not those that it left behind" {
			t.Errorf("%s sums: got %q", name, got)
		}
	}
}

func BenchmarkStateOfAHundredThousandRows(b *testing.B) {
	var rows []journal.Row
	for i := range 100_000 {
		rows = append(rows, row(fmt.Sprintf("%026d", i), 1))
	}
	b.Run("from nothing", func(b *testing.B) {
		for b.Loop() {
			mustState(b, rows)
		}
	})
	s := mustState(b, rows)
	b.Run("one change", func(b *testing.B) {
		i := uint64(1)
		for b.Loop() {
			i++
			s.Next([]journal.Row{row(fmt.Sprintf("%026d", i%1000), i)}, nil).Commit()
		}
	})
}
