package journal_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"gatehouse/core/journal"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// read verifies the bodies of b and returns what is wrong, in words.
func (b *book) read(t *testing.T, o journal.Reading) []string {
	t.Helper()
	o.Roster = b.roster
	if o.Key == nil {
		o.Key = func(uint64) (seal.Key, error) { return b.author.Body, nil }
	}
	r, err := journal.VerifyBodies(context.Background(), b, o)
	if err != nil {
		t.Fatal(err)
	}
	return words(r)
}

func TestBodiesSayWhatWasDone(t *testing.T) {
	b := newBook(t).fill(t, 12)
	b.write(t, nil, []journal.Row{row("k3", 1)})
	var actions []string
	got := b.read(t, journal.Reading{
		State:   b.state,
		Permits: func(a roster.Admin, action string) bool { return a.ID == admin && action == "apikey.edit" },
		Each:    func(e journal.Entry, body journal.Body) { actions = append(actions, body.Action) },
	})
	if len(got) != 0 || len(actions) != 13 {
		t.Errorf("got %q and %d bodies", got, len(actions))
	}
	got = b.read(t, journal.Reading{Permits: func(a roster.Admin, action string) bool { return false }})
	if len(got) != 13 || got[0] != "entry 0: its actor may not do apikey.edit" {
		t.Errorf("got %q", got)
	}
}

// Attack: rows of the file are changed behind the program's back; the journal names each.
func TestAttackOnRowsNamesThemFromTheJournal(t *testing.T) {
	b := newBook(t).fill(t, 20)
	b.write(t, nil, []journal.Row{row("k3", 2)})
	var rows []journal.Row
	for r := range b.state.All {
		switch r.ID {
		case "k1": // deleted
			continue
		case "k2": // an older version put back
			r = row("k2", 1)
		case "k4": // edited
			r.Sum[0] ^= 1
		}
		rows = append(rows, r)
	}
	rows = append(rows, row("k3", 2), row("new", 1)) // removed and back; never written
	got := b.read(t, journal.Reading{State: mustState(t, rows)})
	want := []string{
		"apikey new was written by no entry",
		"apikey k1 is missing; entry 11 wrote it",
		"apikey k2 was rolled back from version 2 (entry 12) to 1",
		"apikey k4 is not what entry 14 wrote",
		"apikey k3 was removed by entry 20 and is back",
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// Attack: an entry's body is sealed by somebody who holds the journal key, for another place.
func TestAttackBodiesMovedOrUnreadable(t *testing.T) {
	b := newBook(t).fill(t, 4)
	b.entries[1].Sealed, b.entries[2].Sealed = b.entries[2].Sealed, b.entries[1].Sealed
	got := b.read(t, journal.Reading{State: b.state})
	if want := []string{"entry 1: its body does not open", "entry 2: its body does not open"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	got = b.read(t, journal.Reading{Key: func(uint64) (seal.Key, error) { return seal.Key{}, errors.New("none") }})
	if len(got) != 4 || got[0] != "entry 0: there is no key for its epoch 1" {
		t.Errorf("got %q", got)
	}
}

// Attack: an entry takes a row back to an older version.
func TestAttackVersionsGoBack(t *testing.T) {
	b := newBook(t)
	b.write(t, []journal.Row{row("a", 5)}, nil)
	b.write(t, []journal.Row{row("a", 4)}, nil)
	if got := b.read(t, journal.Reading{}); len(got) != 1 || got[0] != "entry 1: it takes apikey a back from version 5 to 4" {
		t.Errorf("got %q", got)
	}
}

func TestLongListsOfRowsLieInParts(t *testing.T) {
	b := newBook(t)
	var rows []journal.Row
	var touched []journal.Touched
	for range 2500 {
		r := row(seal.NewID(), 1)
		rows, touched = append(rows, r), append(touched, journal.Touch(r))
	}
	if _, err := b.author.Append(b.tree, journal.Draft{Body: journal.Body{Touched: touched}}); err == nil {
		t.Error("a body lists 2,500 rows")
	}
	parts, digest, err := journal.TouchedParts(touched)
	if err != nil || len(parts) != 3 {
		t.Fatalf("%d parts, %v", len(parts), err)
	}
	next := b.state.Next(rows, nil)
	b.append(t, journal.Draft{StateRoot: next.Root(), Body: journal.Body{Action: "apikey.import", TouchedCount: 2500, TouchedSHA256: digest}})
	next.Commit()
	serve := func(p [][]byte) func(context.Context, uint64) ([][]byte, error) {
		return func(context.Context, uint64) ([][]byte, error) { return p, nil }
	}
	if got := b.read(t, journal.Reading{State: b.state, Parts: serve(parts)}); len(got) != 0 {
		t.Errorf("got %q", got)
	}
	for name, bad := range map[string]func(context.Context, uint64) ([][]byte, error){
		"no parts": nil, "a part is missing": serve(parts[:2]), "another order": serve([][]byte{parts[1], parts[0], parts[2]}),
		"a part is no list": serve([][]byte{[]byte("x")}),
	} {
		if got := b.read(t, journal.Reading{State: b.state, Parts: bad}); len(got) != 1 {
			t.Errorf("%s: got %q", name, got)
		}
	}
	_, err = journal.VerifyBodies(context.Background(), b, journal.Reading{
		Roster: b.roster, Key: func(uint64) (seal.Key, error) { return b.author.Body, nil },
		Parts: func(context.Context, uint64) ([][]byte, error) { return nil, errBroken },
	})
	if !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
	if _, err := journal.VerifyBodies(context.Background(), &broken{book: b}, journal.Reading{}); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
	bad := []journal.Touched{{Kind: "\xff"}}
	if _, _, err := journal.TouchedParts(bad); err == nil {
		t.Error("a kind that is no text is encoded")
	}
}

func TestNotesMadeWhileLocked(t *testing.T) {
	b := newBook(t)
	n := journal.Note{Time: 5, What: "login.wrong_password", Detail: "the third time"}
	sealed, err := journal.SealNote(b.roster, n)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := journal.OpenNote(b.roster.Vault(), seed(4), sealed); err != nil || got != n {
		t.Errorf("got %+v, %v", got, err)
	}
	for name, open := range map[string]func() (journal.Note, error){
		"another seed":  func() (journal.Note, error) { return journal.OpenNote(b.roster.Vault(), seed(5), sealed) },
		"another vault": func() (journal.Note, error) { return journal.OpenNote(roster.VaultID{}, seed(4), sealed) },
		"too long":      func() (journal.Note, error) { return journal.OpenNote(b.roster.Vault(), seed(4), make([]byte, 5000)) },
		"no note inside": func() (journal.Note, error) {
			vault := b.roster.Vault()
			s, err := seal.SealTo(b.roster.InboxKey(), seal.At(seal.LabelInbox).Raw(vault[:]), []byte("x"))
			if err != nil {
				t.Fatal(err)
			}
			return journal.OpenNote(vault, seed(4), s)
		},
	} {
		if _, err := open(); err == nil {
			t.Errorf("%s: it opens", name)
		}
	}
	if _, err := journal.SealNote(b.roster, journal.Note{Detail: string(make([]byte, 5000))}); err == nil {
		t.Error("a note of 5 kB is sealed")
	}
	if _, err := journal.SealNote(b.roster, journal.Note{Detail: "\xff"}); err == nil {
		t.Error("a note that is no text is sealed")
	}
	if _, err := journal.SealNote(roster.Roster{}, n); err == nil {
		t.Error("a note is sealed to nobody")
	}
}
