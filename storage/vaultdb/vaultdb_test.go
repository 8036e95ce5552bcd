package vaultdb_test

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/core/vault"
	"gatehouse/storage/sqlite"
	"gatehouse/storage/vaultdb"
)

func mustCreate(t *testing.T) *vaultdb.DB {
	t.Helper()
	db, err := vaultdb.Create(context.Background(), filepath.Join(t.TempDir(), "v.gate"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func everything() vault.Write {
	return vault.Write{
		Put:        []vault.RecordRow{{Kind: "api", ID: "a", Version: 1, Epoch: 1, Sealed: []byte{1}}, {Kind: "api", ID: "b", Version: 7, Epoch: 2, Sealed: []byte{2}}},
		Slots:      []vault.SlotRow{{Admin: "o", Tag: []byte{3}, Version: 1, Header: []byte{4}, Check: []byte{5}, Box: []byte{6}}},
		Keyring:    []vault.KeyringRow{{Epoch: 1, Domain: "directory", Recipient: "o", Sealed: []byte{7}}},
		Statements: []vault.StatementRow{{Seq: 0, Body: []byte{8}, Sig: []byte{9}}},
		Meta:       []vault.MetaRow{{Key: "format", Version: 1, Value: []byte{1}}},
		Journal:    []vault.JournalRow{{Seq: 0, Time: 5, Actor: "o", Epoch: 1, StateRoot: []byte{1}, Sealed: []byte{2}, Sig: []byte{3}, Checkpoint: []byte{4}}},
		Nodes:      []vault.Node{{Index: 0, Hash: [32]byte{1}}, {Index: 2, Hash: [32]byte{3}}},
		Buckets:    []vault.Bucket{{Index: 7, Sum: [32]byte{2}}},
	}
}

func TestWhatGoesInComesOut(t *testing.T) {
	ctx := context.Background()
	db := mustCreate(t)
	w := everything()
	if err := db.Commit(ctx, w); err != nil {
		t.Fatal(err)
	}
	if err := db.Backoff(ctx, "o", []byte("3 failures")); err != nil {
		t.Fatal(err)
	}
	if err := db.Report(ctx, vault.InboxRow{Time: 9, Sealed: []byte{1}}); err != nil {
		t.Fatal(err)
	}
	if err := db.Commit(ctx, vault.Write{Remove: []vault.RecordRow{{Kind: "api", ID: "b"}}}); err != nil {
		t.Fatal(err)
	}
	path := db.Path()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := vaultdb.Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	img, err := db.Load(ctx)
	if err != nil {
		t.Fatal(err)
	}
	w.Slots[0].Backoff = []byte("3 failures")
	want := vault.Image{
		Records: w.Put[:1], Slots: w.Slots, Keyring: w.Keyring, Statements: w.Statements, Meta: w.Meta,
		Inbox: []vault.InboxRow{{Seq: 1, Time: 9, Sealed: []byte{1}}}, Buckets: w.Buckets, Last: &w.Journal[0],
	}
	if !reflect.DeepEqual(img, want) {
		t.Errorf("got  %+v\nwant %+v", img, want)
	}
	for row, err := range db.Journal(ctx, 0) {
		if err != nil || !reflect.DeepEqual(row, w.Journal[0]) {
			t.Errorf("got %+v, %v", row, err)
		}
	}
	want3 := [][32]byte{w.Nodes[0].Hash, {}, w.Nodes[1].Hash}
	if got, err := db.Nodes(ctx, 0, 9); err != nil || !reflect.DeepEqual(got, want3) {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := db.Nodes(ctx, 3, 9); err != nil || len(got) != 0 {
		t.Errorf("behind the end: %v, %v", got, err)
	}
}

func TestACommitThatFailsLeavesNothing(t *testing.T) {
	ctx := context.Background()
	db := mustCreate(t)
	if err := db.Commit(ctx, everything()); err != nil {
		t.Fatal(err)
	}
	before, _ := db.Load(ctx)
	w := everything()
	w.Put[0].Sealed = []byte("new")
	if err := db.Commit(ctx, w); fault.KindOf(err) != fault.Conflict {
		t.Fatalf("the same entry twice gives %v", err)
	}
	if after, err := db.Load(ctx); err != nil || !reflect.DeepEqual(before, after) {
		t.Errorf("got %+v, %v", after, err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if err := db.Commit(cancelled, w); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled commit gives %v", err)
	}
}

func TestTheJournalIsReadInPages(t *testing.T) {
	ctx := context.Background()
	db := mustCreate(t)
	const n = 2500
	var w vault.Write
	for i := range uint64(n) {
		w.Journal = append(w.Journal, vault.JournalRow{Seq: i, StateRoot: []byte{}, Sealed: []byte{}, Sig: []byte{}, Checkpoint: []byte{}})
	}
	if err := db.Commit(ctx, w); err != nil {
		t.Fatal(err)
	}
	next := uint64(10)
	for row, err := range db.Journal(ctx, next) {
		if err != nil || row.Seq != next {
			t.Fatalf("got %d, %v, want %d", row.Seq, err, next)
		}
		next++
	}
	if next != n {
		t.Errorf("ended before %d", next)
	}
}

func TestAnEntryWithTheLastNumberEndsTheJournal(t *testing.T) {
	ctx := context.Background()
	db := mustCreate(t)
	w := vault.Write{Journal: []vault.JournalRow{
		{Seq: 0, StateRoot: []byte{}, Sealed: []byte{}, Sig: []byte{}, Checkpoint: []byte{}},
		{Seq: math.MaxInt64, StateRoot: []byte{}, Sealed: []byte{}, Sig: []byte{}, Checkpoint: []byte{}},
	}}
	if err := db.Commit(ctx, w); err != nil {
		t.Fatal(err)
	}
	for row, err := range db.Journal(ctx, math.MaxInt64+1) {
		t.Fatalf("after the last number comes %d, %v", row.Seq, err)
	}
}

func TestTheInboxIsBoundedAndEmptied(t *testing.T) {
	ctx := context.Background()
	db := mustCreate(t)
	raw, err := sqlite.Open(ctx, db.Path(), sqlite.Profile{Noun: "vault", AppID: vaultdb.AppID, Schema: os.DirFS("schema")})
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	// All but one in one go, since each report is a transaction of its own.
	err = raw.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`
			WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO journal_inbox (time_ms, sealed) SELECT i, x'01' FROM n`, vault.InboxLimit-1)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := db.Report(ctx, vault.InboxRow{Time: 1, Sealed: []byte{1}}); err != nil {
			t.Fatal(err)
		}
	}
	img, err := db.Load(ctx)
	if err != nil || len(img.Inbox) != vault.InboxLimit {
		t.Fatalf("the inbox holds %d notes, %v", len(img.Inbox), err)
	}
	if err := db.Commit(ctx, vault.Write{InboxUpTo: img.Inbox[vault.InboxLimit-1].Seq}); err != nil {
		t.Fatal(err)
	}
	if img, err = db.Load(ctx); err != nil || len(img.Inbox) != 0 {
		t.Errorf("%d notes are left, %v", len(img.Inbox), err)
	}
}

func TestWhoeverHoldsTheFileKeepsOthersOut(t *testing.T) {
	ctx := context.Background()
	db := mustCreate(t)
	if _, err := vaultdb.Open(ctx, db.Path()); fault.KindOf(err) != fault.Busy {
		t.Errorf("a second opening gives %v", err)
	}
	if _, err := vaultdb.Create(ctx, db.Path()); fault.KindOf(err) != fault.Conflict {
		t.Errorf("creating over it gives %v", err)
	}
	ro, err := vaultdb.OpenReadOnly(ctx, db.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer ro.Close()
	if err := ro.Commit(ctx, everything()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("writing through a reader gives %v", err)
	}
}

func TestNothingIsLeftBesideAFileThatIsNotOurs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(path, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := vaultdb.Open(context.Background(), path); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
	if _, err := vaultdb.Open(context.Background(), path+"2"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
	if names, _ := filepath.Glob(filepath.Dir(path) + "/*"); len(names) != 1 {
		t.Errorf("left: %q", names)
	}
}
