package vault_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/login"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

// lived returns the store of a vault that has seen a few changes: records added, changed, removed.
func lived(t testing.TB) (*vaulttest.Store, *vaulttest.Clock) {
	t.Helper()
	store, clock := vaulttest.NewStore(), vaulttest.NewClock()
	v := vaulttest.In(t, store, clock)
	for _, step := range []func(tx *vault.Tx) error{
		func(tx *vault.Tx) error { return tx.Put(vault.KindAPI, "a", thing{"a", "orders"}) },
		func(tx *vault.Tx) error { return tx.Put(vault.KindAPI, "b", thing{"b", "users"}) },
		func(tx *vault.Tx) error { return tx.Put(vault.KindAPI, "a", thing{"a", "invoices"}) },
		func(tx *vault.Tx) error { return tx.Put(vault.KindSigningSecret, "k", thing{"k", "secret"}) },
		func(tx *vault.Tx) error { return tx.Put(vault.KindAPI, "gone", thing{"gone", "x"}) },
		func(tx *vault.Tx) error { return tx.Remove(vault.KindAPI, "gone") },
	} {
		clock.Add(time.Second)
		if _, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "api.edit"}, step); err != nil {
			t.Fatal(err)
		}
	}
	v.Close()
	return store, clock
}

// found checks a store with and without the password and returns what was found.
func found(t testing.TB, store vault.Store, clock *vaulttest.Clock) (without, with *vault.CheckReport) {
	t.Helper()
	without, err := vault.Check(context.Background(), store, nil)
	if err != nil {
		t.Fatalf("checking: %v", err)
	}
	copied := *without
	with = &copied
	_, err = login.Check(context.Background(), store, login.Credentials{
		Admin: vaulttest.Admin, Password: seal.NewSecret([]byte(vaulttest.Password)), Now: clock.Now,
	}, with)
	if err != nil && without.OK() {
		t.Fatalf("checking with the password: %v", err)
	}
	return without, with
}

func TestAVaultAsItWasWrittenChecks(t *testing.T) {
	store, clock := lived(t)
	without, with := found(t, store, clock)
	if !without.OK() || !with.OK() || !with.Opened || with.Entries != 7 || with.Records != 7 || with.Statements != 2 {
		t.Errorf("without: %+v, with: %+v", without, with)
	}
}

// columns lists every byte column of every table, with the rows' number of bytes.
func columns(img *vault.Image, journal []vault.JournalRow) map[string]func(*vault.Image, []vault.JournalRow) []byte {
	type get = func(*vault.Image, []vault.JournalRow) []byte
	all := map[string]get{}
	for i := range img.Records {
		all[fmt.Sprintf("record %d sealed", i)] = func(m *vault.Image, _ []vault.JournalRow) []byte { return m.Records[i].Sealed }
	}
	for i := range img.Slots {
		all[fmt.Sprintf("slot %d tag", i)] = func(m *vault.Image, _ []vault.JournalRow) []byte { return m.Slots[i].Tag }
		all[fmt.Sprintf("slot %d header", i)] = func(m *vault.Image, _ []vault.JournalRow) []byte { return m.Slots[i].Header }
		all[fmt.Sprintf("slot %d check", i)] = func(m *vault.Image, _ []vault.JournalRow) []byte { return m.Slots[i].Check }
		all[fmt.Sprintf("slot %d box", i)] = func(m *vault.Image, _ []vault.JournalRow) []byte { return m.Slots[i].Box }
	}
	for i := range img.Keyring {
		all[fmt.Sprintf("keyring %d sealed", i)] = func(m *vault.Image, _ []vault.JournalRow) []byte { return m.Keyring[i].Sealed }
	}
	for i := range img.Statements {
		all[fmt.Sprintf("roster %d body", i)] = func(m *vault.Image, _ []vault.JournalRow) []byte { return m.Statements[i].Body }
		all[fmt.Sprintf("roster %d sig", i)] = func(m *vault.Image, _ []vault.JournalRow) []byte { return m.Statements[i].Sig }
	}
	for i := range img.Meta {
		all[fmt.Sprintf("meta %d value", i)] = func(m *vault.Image, _ []vault.JournalRow) []byte { return m.Meta[i].Value }
	}
	for i := range img.Buckets {
		all[fmt.Sprintf("bucket %d sum", i)] = func(m *vault.Image, _ []vault.JournalRow) []byte { return m.Buckets[i].Sum[:] }
	}
	for i := range journal {
		all[fmt.Sprintf("journal %d state_root", i)] = func(_ *vault.Image, j []vault.JournalRow) []byte { return j[i].StateRoot }
		all[fmt.Sprintf("journal %d sealed", i)] = func(_ *vault.Image, j []vault.JournalRow) []byte { return j[i].Sealed }
		all[fmt.Sprintf("journal %d sig", i)] = func(_ *vault.Image, j []vault.JournalRow) []byte { return j[i].Sig }
	}
	// Of older checkpoints only the text is checked; their signatures are no longer needed.
	all["journal newest checkpoint"] = func(_ *vault.Image, j []vault.JournalRow) []byte { return j[len(j)-1].Checkpoint }
	return all
}

func TestEveryByteIsCovered(t *testing.T) {
	store, _ := lived(t)
	ctx := context.Background()
	img, journal := store.Rows()
	for name, column := range columns(&img, journal) {
		size := len(column(&img, journal))
		if size == 0 {
			t.Errorf("%s is empty", name)
		}
		stride := 1
		if size > 64 {
			stride = size / 32 // one digest or one signature is over all of it: a sample will do
		}
		for at := 0; at < size; at += stride {
			flip := byte(1) << (at % 8)
			store.Harm(func(i *vault.Image) {
				store.HarmUnlocked(func(j *[]vault.JournalRow) { column(i, *j)[at] ^= flip })
			})
			rep, err := vault.Check(ctx, store, nil)
			if err != nil || rep.OK() {
				t.Errorf("%s: flipping bit %d of byte %d is not found (%v)", name, at%8, at, err)
			}
			store.Harm(func(i *vault.Image) {
				store.HarmUnlocked(func(j *[]vault.JournalRow) { column(i, *j)[at] ^= flip })
			})
		}
	}
	if rep, err := vault.Check(ctx, store, nil); err != nil || !rep.OK() {
		t.Fatalf("after all is back: %+v, %v", rep, err)
	}
}

// TestRowsThatMoveAreNamed is the move test: for each table, rows are swapped, moved to another
// key, rolled back, deleted and duplicated.
func TestRowsThatMoveAreNamed(t *testing.T) {
	cases := []struct {
		name string
		harm func(now, old *vault.Image)
		says string // in a finding with the password
	}{
		{"record: two swap their seals", func(i, _ *vault.Image) {
			a, b := record(i, "api", "a"), record(i, "api", "b")
			a.Sealed, b.Sealed = b.Sealed, a.Sealed
		}, "record api a"},
		{"record: one takes another's id", func(i, _ *vault.Image) { record(i, "api", "a").ID = "c" }, "api c"},
		{"record: one takes another's kind", func(i, _ *vault.Image) { record(i, "api", "a").Kind = "route" }, "route a"},
		{"record: one is rolled back", func(i, old *vault.Image) { *record(i, "api", "a") = *record(old, "api", "a") }, "api a was rolled back from version 2"},
		{"record: one claims a later version", func(i, _ *vault.Image) { record(i, "api", "b").Version = 9 }, "api b"},
		{"record: one claims another epoch", func(i, _ *vault.Image) { record(i, "api", "b").Epoch = 0 }, "api b"},
		{"record: one is deleted", func(i, _ *vault.Image) {
			i.Records = slices.DeleteFunc(i.Records, func(r vault.RecordRow) bool { return r.ID == "b" })
		}, "api b is missing"},
		{"record: one is duplicated", func(i, _ *vault.Image) {
			r := *record(i, "api", "b")
			r.ID = "d"
			i.Records = append(i.Records, r)
		}, "api d was written by no entry"},
		{"record: a removed one is back", func(i, old *vault.Image) { i.Records = append(i.Records, *record(old, "api", "gone")) }, "api gone was removed by entry 6 and is back"},
		{"slot: it is deleted", func(i, _ *vault.Image) { i.Slots = nil }, "a row is missing"}, // nobody can sign in to say which
		{"slot: it claims another version", func(i, _ *vault.Image) { i.Slots[0].Version = 5 }, "slot"},
		{"slot: it is duplicated", func(i, _ *vault.Image) {
			s := i.Slots[0]
			s.Admin, s.Tag = seal.NewID(), []byte("0123456789abcdef")
			i.Slots = append(i.Slots, s)
		}, "slot"},
		{"keyring: two domains swap", func(i, _ *vault.Image) {
			i.Keyring[0].Sealed, i.Keyring[1].Sealed = i.Keyring[1].Sealed, i.Keyring[0].Sealed
		}, "keyring row"},
		{"keyring: one is deleted", func(i, _ *vault.Image) { i.Keyring = i.Keyring[1:] }, "is missing"},
		{"keyring: one is added", func(i, _ *vault.Image) {
			r := i.Keyring[0]
			r.Recipient = seal.NewID()
			i.Keyring = append(i.Keyring, r)
		}, "in the file but not in the roster"},
		{"roster: the last statement is deleted", func(i, _ *vault.Image) { i.Statements = i.Statements[:1] }, "keyring"},
		{"roster: two statements swap", func(i, _ *vault.Image) {
			i.Statements[0].Body, i.Statements[1].Body = i.Statements[1].Body, i.Statements[0].Body
		}, "roster"},
		{"meta: a row is deleted", func(i, _ *vault.Image) { i.Meta = nil }, "missing"},
		{"meta: a row is added", func(i, _ *vault.Image) {
			i.Meta = append(i.Meta, vault.MetaRow{Key: "x", Version: 1, Value: []byte("y")})
		}, "meta x"},
		{"bucket: sums are deleted", func(i, _ *vault.Image) { i.Buckets = i.Buckets[1:] }, "state bucket"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			store, clock := livedTwice(t)
			store.now.Harm(func(i *vault.Image) { c.harm(i, &store.old) })
			without, with := found(t, store.now, clock)
			if without.OK() {
				t.Error("nothing is found without a password")
			}
			var all []string
			for _, f := range with.Findings {
				all = append(all, f.Where+" "+f.What)
			}
			if text := strings.Join(all, "\n"); !strings.Contains(text, c.says) {
				t.Errorf("found\n%s\nwant %q", text, c.says)
			}
			if _, err := login.Unlock(context.Background(), store.now, login.Credentials{
				Admin: vaulttest.Admin, Password: seal.NewSecret([]byte(vaulttest.Password)), Now: clock.Now,
			}); err == nil && !strings.HasPrefix(c.name, "bucket") {
				t.Error("the vault opens")
			}
		})
	}
}

// twice is a store and what it held before its last changes.
type twice struct {
	now *vaulttest.Store
	old vault.Image
}

// livedTwice is lived, with the rows as they were when a was in its first version and gone was there.
func livedTwice(t testing.TB) (twice, *vaulttest.Clock) {
	t.Helper()
	store, clock := vaulttest.NewStore(), vaulttest.NewClock()
	v := vaulttest.In(t, store, clock)
	put := func(steps ...func(tx *vault.Tx) error) {
		for _, step := range steps {
			if _, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "api.edit"}, step); err != nil {
				t.Fatal(err)
			}
		}
	}
	put(
		func(tx *vault.Tx) error { return tx.Put(vault.KindAPI, "a", thing{"a", "orders"}) },
		func(tx *vault.Tx) error { return tx.Put(vault.KindAPI, "b", thing{"b", "users"}) },
		func(tx *vault.Tx) error { return tx.Put(vault.KindAPI, "gone", thing{"gone", "x"}) },
	)
	old, _ := store.Rows()
	put(
		func(tx *vault.Tx) error { return tx.Put(vault.KindAPI, "a", thing{"a", "invoices"}) },
		func(tx *vault.Tx) error { return tx.Put(vault.KindAPI, "c2", thing{"c2", "x"}) },
		func(tx *vault.Tx) error { return tx.Remove(vault.KindAPI, "gone") },
	)
	v.Close()
	return twice{store, old}, clock
}

func record(i *vault.Image, kind vault.Kind, id string) *vault.RecordRow {
	at := slices.IndexFunc(i.Records, func(r vault.RecordRow) bool { return r.Kind == kind && r.ID == id })
	return &i.Records[at]
}

func TestAJournalThatWasEditedIsNamed(t *testing.T) {
	type rows = *[]vault.JournalRow
	cases := []struct {
		name string
		harm func(j rows, nodes map[int64][32]byte)
		says string
	}{
		{"the last entry is cut off", func(j rows, _ map[int64][32]byte) { *j = (*j)[:len(*j)-1] }, "entry 5"},
		{"one in the middle is cut out", func(j rows, _ map[int64][32]byte) { *j = slices.Delete(*j, 3, 4) }, "entry 3 it is missing"},
		{"the first is cut off", func(j rows, _ map[int64][32]byte) { *j = (*j)[1:] }, "entry 0 it is missing"},
		{"two change places", func(j rows, _ map[int64][32]byte) {
			(*j)[2], (*j)[3] = (*j)[3], (*j)[2]
			(*j)[2].Seq, (*j)[3].Seq = 2, 3
		}, "entry 2"},
		{"a time is changed", func(j rows, _ map[int64][32]byte) { (*j)[4].Time += 5 }, "entry 4"},
		{"an actor is changed", func(j rows, _ map[int64][32]byte) { (*j)[4].Actor = seal.NewID() }, "entry 4"},
		{"an epoch is changed", func(j rows, _ map[int64][32]byte) { (*j)[4].Epoch = 2 }, "entry 4"},
		{"a node is changed", func(_ rows, n map[int64][32]byte) { n[4] = [32]byte{1} }, "entry 3"},
		{"a node is lost", func(_ rows, n map[int64][32]byte) { delete(n, 4) }, "entry 3"},
		{"a node is added at the end", func(_ rows, n map[int64][32]byte) { n[11] = [32]byte{1} }, "beyond"},
		{"a node is added far beyond the end", func(_ rows, n map[int64][32]byte) { n[3000] = [32]byte{1} }, "beyond"},
		{"everything is cut off", func(j rows, n map[int64][32]byte) { *j = nil; clear(n) }, "entry 0"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			store, _ := lived(t)
			store.HarmJournal(c.harm)
			rep, err := vault.Check(context.Background(), store, nil)
			if err != nil {
				t.Fatal(err)
			}
			if rep.OK() || !strings.Contains(rep.Findings[0].Where+" "+rep.Findings[0].What, c.says) {
				t.Errorf("found %v, want first %q", rep.Findings, c.says)
			}
		})
	}
}

func TestAWitnessIsContinued(t *testing.T) {
	store, clock := lived(t)
	_, journal := store.Rows()
	other, _ := lived(t)
	_, foreign := other.Rows()
	note := func(i int) []byte { return journal[i].Checkpoint }
	for i := range journal {
		if rep, err := vault.Check(context.Background(), store, note(i)); err != nil || !rep.OK() {
			t.Errorf("the checkpoint of entry %d: %v, %v", i, rep.Findings, err)
		}
	}
	if _, err := vault.Check(context.Background(), store, foreign[0].Checkpoint); err == nil || !strings.Contains(err.Error(), "another vault") {
		t.Errorf("a foreign witness gives %v", err)
	}
	if _, err := vault.Check(context.Background(), store, []byte("hello")); err == nil {
		t.Error("text passes as a witness")
	}
	cut := store.Copy()
	cut.HarmJournal(func(j *[]vault.JournalRow, n map[int64][32]byte) {
		*j = (*j)[:6]
		for _, at := range []int64{10} {
			delete(n, at)
		}
	})
	rep, err := vault.Check(context.Background(), cut, note(6))
	if err != nil || rep.OK() || !strings.Contains(fmt.Sprint(rep.Findings), "entries 6 to 6 are missing") {
		t.Errorf("a journal that was cut gives %v, %v", rep, err)
	}
	_ = clock
}

// busyStore is a store that another program changes whenever it was loaded, a few times.
type busyStore struct {
	*vaulttest.Store
	t       *testing.T
	v       *vault.Vault
	changes int
}

func (s *busyStore) Load(ctx context.Context) (vault.Image, error) {
	img, err := s.Store.Load(ctx)
	if s.changes > 0 {
		s.changes--
		_, cerr := s.v.Change(ctx, s.v.Actor(), vault.Action{Name: "api.add"}, func(tx *vault.Tx) error {
			return tx.Put(vault.KindAPI, seal.NewID(), thing{"x", "y"})
		})
		if cerr != nil {
			s.t.Error(cerr)
		}
	}
	return img, err
}

func TestAVaultThatIsChangedMeanwhileIsNotDamaged(t *testing.T) {
	ctx := context.Background()
	store, clock := vaulttest.NewStore(), vaulttest.NewClock()
	busy := &busyStore{Store: store, t: t, v: vaulttest.In(t, store, clock), changes: 2}
	rep, err := vault.Check(ctx, busy, nil)
	if err != nil || !rep.OK() || rep.Entries != 3 {
		t.Fatalf("without the password: %+v, %v", rep, err)
	}
	busy.changes = 4
	v, err := login.Check(ctx, busy, login.Credentials{
		Admin: vaulttest.Admin, Password: seal.NewSecret([]byte(vaulttest.Password)), Now: clock.Now,
	}, rep)
	if err != nil || v == nil || !rep.OK() || !rep.Opened {
		t.Errorf("with the password: %+v, %v", rep, err)
	}
	busy.changes = 100
	if _, err := vault.Check(ctx, busy, nil); fault.KindOf(err) != fault.Busy {
		t.Errorf("a vault that never rests gives %v", err)
	}
}
