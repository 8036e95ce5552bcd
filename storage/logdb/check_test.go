package logdb_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
	"gatehouse/core/review"
	"gatehouse/core/vault"
	"gatehouse/storage/logdb"
)

// tamper changes the closed evidence file with SQL and opens it again.
func (b *bench) tamper(query string, args ...any) {
	b.t.Helper()
	if err := b.store.Close(); err != nil {
		b.t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+b.path())
	if err != nil {
		b.t.Fatal(err)
	}
	done, err := db.Exec(query, args...)
	if err == nil {
		if n, _ := done.RowsAffected(); n == 0 {
			b.t.Fatalf("%q changes nothing", query)
		}
		err = db.Close()
	}
	if err != nil {
		b.t.Fatalf("%q: %v", query, err)
	}
	b.open()
}

func TestTheCheckNamesWhatWasChanged(t *testing.T) {
	cases := []struct {
		name, query, says string
	}{
		{"one bit of a segment", "UPDATE segment SET sealed = CAST(substr(sealed, 1, 99) || x'%02x' || substr(sealed, 101) AS BLOB) WHERE seq = 1", "segment 1 was changed"},
		{"the first time of a segment", "UPDATE segment SET first_ms = first_ms - 1 WHERE seq = 0", "segment 0 was changed"},
		{"the last time of a segment", "UPDATE segment SET last_ms = last_ms + 1 WHERE seq = 1", "segment 1 was changed"},
		{"the rows of a segment", "UPDATE segment SET rows = rows - 1 WHERE seq = 0", "segment 0 was changed"},
		{"the layout of a segment", "UPDATE segment SET schema = 2 WHERE seq = 0", "segment 0 was changed"},
		{"the number of a segment", "UPDATE segment SET seq = 7 WHERE seq = 1", "segment 1 is missing"},
		{"a segment is gone", "DELETE FROM segment WHERE seq = 0", "segment 0 is missing"},
		{"two segments change places", "UPDATE segment SET sealed = (SELECT s.sealed FROM segment s WHERE s.seq = 1 - segment.seq)", "segment 0 was changed"},
		{"a rejected line", "UPDATE reject SET sealed = CAST(substr(sealed, 1, 50) || x'%02x' || substr(sealed, 52) AS BLOB)", "rejected lines 0 were changed"},
		{"the rows of rejected lines", "UPDATE reject SET rows = rows + 1", "rejected lines 0 were changed"},
		{"rejected lines are gone", "DELETE FROM reject", "rejected lines 0 is missing"},
		{"an aggregate", "UPDATE aggregate SET sealed = CAST(substr(sealed, 1, 50) || x'%02x' || substr(sealed, 52) AS BLOB) WHERE seq = 0", "row 0 was changed"},
		{"an aggregate is gone", "DELETE FROM aggregate WHERE seq = (SELECT max(seq) FROM aggregate)", "its rows are not those that were stored"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			sum := b.mustAdd(b.file("access.log", append([]byte("no log\n"), b.log(70_000, 4)...)))
			b.healthy()
			query := c.query
			if strings.Contains(query, "%02x") {
				query = fmt.Sprintf(query, b.flipped(query))
			}
			b.tamper(query)
			wrong, err := b.store.Check(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(strings.Join(wrong, "; "), c.says) {
				t.Errorf("the check found %q, want %q", wrong, c.says)
			}
			if strings.Contains(c.query, "segment") {
				err := b.store.Scan(context.Background(), sum.ID, func(*auditlog.Event, review.Position) error { return nil })
				if err == nil {
					t.Error("the changed segments can be scanned")
				}
			}
		})
	}
}

// flipped returns the byte that query replaces, with one bit changed.
func (b *bench) flipped(query string) byte {
	b.t.Helper()
	table, at := "segment", 100
	for _, name := range []string{"reject", "aggregate"} {
		if strings.HasPrefix(query, "UPDATE "+name) {
			table, at = name, 51
		}
	}
	if err := b.store.Close(); err != nil {
		b.t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+b.path())
	if err != nil {
		b.t.Fatal(err)
	}
	defer db.Close()
	var one []byte
	if err := db.QueryRow(fmt.Sprintf("SELECT substr(sealed, %d, 1) FROM %s ORDER BY seq DESC LIMIT 1", at, table)).Scan(&one); err != nil {
		b.t.Fatal(err)
	}
	return one[0] ^ 4
}

func TestOpeningPutsRightWhatACrashLeft(t *testing.T) {
	b := newBench(t)
	sum := b.mustAdd(b.file("access.log", b.log(2000, 6)))
	ctx := context.Background()
	rows, err := b.store.Rows(ctx)
	if err != nil {
		t.Fatal(err)
	}

	// The record was committed, but the crash came before the row was marked.
	b.tamper("UPDATE import SET state = 0, epoch = 1, staged_key = x'00', progress = x'00'")
	if staged, err := b.store.Staged(ctx); err != nil || len(staged) != 0 {
		t.Errorf("got %v, %v", staged, err)
	}
	if n := len(b.scan(sum.ID)); n != 2000 {
		t.Errorf("got %d events", n)
	}

	// The import was about to be removed, and the crash came before its record went.
	if err := b.store.Condemn(ctx, sum.ID); err != nil {
		t.Fatal(err)
	}
	b.open()
	if n := len(b.scan(sum.ID)); n != 2000 {
		t.Errorf("got %d events", n)
	}
	b.healthy()

	// Rows of an import that was on its way out, and of a review that the vault does not know.
	b.tamper("INSERT INTO import (id, state) VALUES ('gone', 2)")
	b.tamper("INSERT INTO segment (import, seq, first_ms, last_ms, rows, schema, sealed) VALUES ('gone', 0, 0, 0, 1, 1, x'00')")
	b.tamper("INSERT INTO finding (review, seq, sealed) VALUES ('gone', 0, x'00')")
	b.open()
	if n, err := b.store.Rows(ctx); err != nil || n > rows {
		t.Errorf("got %d rows, want %d (%v)", n, rows, err)
	}
	b.healthy()
}

func TestAnImportOfAnotherVaultIsLeftAlone(t *testing.T) {
	b := newBench(t)
	sum := b.mustAdd(b.file("access.log", b.log(2000, 6)))
	rows, err := b.store.Rows(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	b.tamper("INSERT INTO import (id, state) VALUES ('elsewhere', 1)")
	b.tamper("INSERT INTO segment (import, seq, first_ms, last_ms, rows, schema, sealed) VALUES ('elsewhere', 0, 0, 0, 1, 1, x'00')")
	b.tamper("INSERT INTO finding (review, seq, sealed) VALUES ('elsewhere', 0, x'00')")
	b.open()
	if n, err := b.store.Rows(context.Background()); err != nil || n != rows+3 {
		t.Errorf("got %d rows, want %d (%v)", n, rows+3, err)
	}
	if n := len(b.scan(sum.ID)); n != 2000 {
		t.Errorf("of our own import %d events are left", n)
	}
}

func TestADamagedStagedImportCanBeSwept(t *testing.T) {
	b := newBench(t)
	b.tamper("INSERT INTO import (id, state, epoch, staged_key, progress) VALUES ('broken', 0, 1, x'00', x'00')")
	broken, err := b.imports.Interrupted(context.Background())
	if err != nil || len(broken) != 1 || broken[0].Resumable {
		t.Errorf("got %+v, %v", broken, err)
	}
	if _, err := b.imports.Resume(context.Background(), b.v.Actor(), "broken", nil); !fault.Is(err, fault.Damaged) {
		t.Errorf("resuming it: got %v", err)
	}
	if err := b.imports.Remove(context.Background(), b.v.Actor(), "broken"); err != nil {
		t.Fatal(err)
	}
	b.empty()
}

func TestNothingOfALogStandsInTheClear(t *testing.T) {
	b := newBench(t)
	b.mustAdd(b.file("gateway-7.log", []byte(lines(0, 200)+"rejected by the parser\n")))
	if err := b.store.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(b.path())
	if err != nil {
		t.Fatal(err)
	}
	for _, marker := range []string{"/orders/", "10.0.0.1", "curl/8", "rejected by", "gateway-7", "user_agent", "PAR1"} {
		if bytes.Contains(raw, []byte(marker)) {
			t.Errorf("%q stands in the file", marker)
		}
	}
	st, err := os.Stat(b.path())
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v (%v)", st.Mode(), err)
	}
}

func TestASnapshotIsKeptUntilItIsRemoved(t *testing.T) {
	b := newBench(t)
	ctx := context.Background()
	if _, err := b.store.Snapshot(ctx, "x"); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
	for _, content := range []string{"one", "two"} {
		if err := b.store.PutSnapshot(ctx, "x", []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	b.open()
	if got, err := b.store.Snapshot(ctx, "x"); err != nil || string(got) != "two" {
		t.Errorf("got %q, %v", got, err)
	}
	if ids, err := b.store.Snapshots(ctx); err != nil || fmt.Sprint(ids) != "[x]" {
		t.Errorf("got %v, %v", ids, err)
	}
	if err := b.store.RemoveSnapshot(ctx, "x"); err != nil {
		t.Fatal(err)
	}
	b.empty()
}

func TestAReviewMadeAnewTakesThePlaceOfTheOldOne(t *testing.T) {
	b := newBench(t)
	ctx := context.Background()
	sum := b.mustAdd(b.file("access.log", b.log(2000, 6)))
	root, err := b.store.PutReview(ctx, sum.ID, "bbbbbbbbbbbbbbbbbbbbbbbbbb", review.Rows{Findings: [][]byte{[]byte("f1"), []byte("f2")}, Aggregates: [][]byte{[]byte("a")}, Usages: [][]byte{[]byte("u")}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.v.Change(ctx, b.v.Actor(), vault.Action{Name: "review.run"}, func(tx *vault.Tx) error {
		return tx.Put(vault.KindReview, "bbbbbbbbbbbbbbbbbbbbbbbbbb", review.Record{ID: "bbbbbbbbbbbbbbbbbbbbbbbbbb", Imports: []string{sum.ID}, Root: root, Findings: 2, Usages: 1})
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	collect := func(row []byte) error { got = append(got, string(row)); return nil }
	if err := b.store.Findings(ctx, "bbbbbbbbbbbbbbbbbbbbbbbbbb", collect); err != nil {
		t.Fatal(err)
	}
	if err := b.store.Aggregates(ctx, "bbbbbbbbbbbbbbbbbbbbbbbbbb", collect); err != nil || fmt.Sprint(got) != "[f1 f2 a]" {
		t.Errorf("got %v, %v", got, err)
	}
	got = nil
	if err := b.store.Usages(ctx, "bbbbbbbbbbbbbbbbbbbbbbbbbb", collect); err != nil || fmt.Sprint(got) != "[u]" {
		t.Errorf("got %v, %v", got, err)
	}
	b.healthy()
	b.tamper("DELETE FROM aggregate WHERE seq >= 4294967296")
	if err := b.store.Usages(ctx, "bbbbbbbbbbbbbbbbbbbbbbbbbb", collect); fault.KindOf(err) != fault.Damaged {
		t.Errorf("without its rows: %v", err)
	}
	if wrong, err := b.store.Check(ctx); err != nil || !strings.Contains(strings.Join(wrong, "; "), "its rows are not those that were stored") {
		t.Errorf("the check found %q, %v", wrong, err)
	}
	if err := b.store.DropReview(ctx, sum.Review); err != nil {
		t.Fatal(err)
	}
	if err := b.imports.Remove(ctx, b.v.Actor(), sum.ID); err != nil {
		t.Fatal(err)
	}
	b.empty()
}

func TestAnEvidenceFileOfAnotherProgramIsRefused(t *testing.T) {
	b := newBench(t)
	if _, err := logdb.Open(context.Background(), b.file("x.gate-logs", []byte("hello")), b.v); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}
