package storage_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/storage"
	"gatehouse/storage/sqlite"
	"gatehouse/storage/vaultdb"
)

// exempt are the columns that a check does not cover, and why.
var exempt = map[string]string{
	"slot.pending":          "a log-in in the making; nothing is decided by it",
	"slot.backoff":          "a counter that is written without an entry",
	"journal.checkpoint":    "of older entries only the text is checked; the newest is covered",
	"journal_inbox.seq":     "notes made while locked are not authenticated by anybody",
	"journal_inbox.time_ms": "as above; the sealed note holds its own time",
	"journal_inbox.sealed":  "as above; one that does not open is reported as such",
}

// raw opens a vault's file behind the program's back.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sqlite.Open(context.Background(), path, sqlite.Profile{Noun: "vault", AppID: vaultdb.AppID, Schema: os.DirFS("vaultdb/schema")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db.Writer()
}

// cell is one column of one row.
type cell struct {
	table, column, kind string
	where               string // a primary key in SQL
}

// cells walks the schema and returns every column of up to three rows of each table.
func cells(t *testing.T, db *sql.DB) (all []cell) {
	t.Helper()
	for _, table := range column[string](t, db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
		keys := column[string](t, db, "SELECT name FROM pragma_table_info('"+table+"') WHERE pk > 0 ORDER BY pk")
		var quoted []string
		for _, k := range keys {
			quoted = append(quoted, "'"+k+" = ' || quote("+k+")")
		}
		rows := column[string](t, db, "SELECT "+strings.Join(quoted, " || ' AND ' || ")+" FROM "+table+" ORDER BY random() LIMIT 3")
		if len(rows) == 0 && table != "journal_inbox" {
			t.Errorf("table %s is empty: nothing is tried on it", table)
		}
		for _, c := range column[string](t, db, "SELECT name || ' ' || type FROM pragma_table_info('"+table+"')") {
			name, kind, _ := strings.Cut(c, " ")
			for _, where := range rows {
				all = append(all, cell{table, name, kind, where})
			}
		}
	}
	return all
}

func column[T any](t *testing.T, db *sql.DB, query string) (out []T) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// flip changes one bit, or one letter, or the last digit.
func (c cell) flip() string {
	switch c.kind {
	case "INTEGER":
		return fmt.Sprintf("UPDATE %s SET %s = %s + 1000 WHERE %s", c.table, c.column, c.column, c.where)
	case "TEXT":
		return fmt.Sprintf("UPDATE %s SET %s = CASE substr(%s, 1, 1) WHEN 'b' THEN 'c' ELSE 'b' END || substr(%s, 2) WHERE %s", c.table, c.column, c.column, c.column, c.where)
	}
	// The middle byte of a blob, by way of hexadecimal.
	return fmt.Sprintf(`UPDATE %[1]s SET %[2]s = unhex(
		substr(hex(%[2]s), 1, (length(%[2]s) / 2) * 2) ||
		CASE substr(hex(%[2]s), (length(%[2]s) / 2) * 2 + 1, 1) WHEN '0' THEN '1' WHEN '5' THEN '4' ELSE '0' END ||
		substr(hex(%[2]s), (length(%[2]s) / 2) * 2 + 2)) WHERE %[3]s`, c.table, c.column, c.where)
}

func check(t *testing.T, path string) *vault.CheckReport {
	t.Helper()
	rep, err := storage.Check(context.Background(), path, storage.CheckOptions{
		Admin: "olga", Password: func() (seal.Secret, bool) { return seal.NewSecret([]byte(password)), true },
	})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// TestEveryColumnIsCoveredOrExempt walks the schema, so that a new column can't be forgotten.
func TestEveryColumnIsCoveredOrExempt(t *testing.T) {
	dir := t.TempDir()
	ws, path := mustMake(t, dir)
	manyKeys(t, ws, 3)
	ws.Close()
	mustOpen(t, dir).Close()
	if rep := check(t, path); !rep.OK() || !rep.Opened {
		t.Fatalf("as it was written: %+v", rep)
	}
	image, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all := cells(t, raw(t, path))
	if len(all) < 60 {
		t.Fatalf("the walk found %d cells", len(all))
	}
	tried := map[string]bool{}
	for _, c := range all {
		name := c.table + "." + c.column
		if exempt[name] != "" {
			continue
		}
		tried[c.table] = true
		broken := filepath.Join(t.TempDir(), "broken.gate")
		if err := os.WriteFile(broken, image, 0o600); err != nil {
			t.Fatal(err)
		}
		db := raw(t, broken)
		res, err := db.Exec(c.flip())
		if err != nil {
			t.Fatalf("%s where %s: %v", name, c.where, err)
		}
		if n, _ := res.RowsAffected(); n != 1 {
			t.Fatalf("%s where %s: %d rows changed", name, c.where, n)
		}
		db.Close()
		if rep := check(t, broken); rep.OK() {
			t.Errorf("%s where %s: nothing is found", name, c.where)
		}
	}
	if len(tried) != 8 {
		t.Errorf("tried tables: %v", tried)
	}
}

func TestADamagedFileIsReportedAndNotChanged(t *testing.T) {
	dir := t.TempDir()
	ws, path := mustMake(t, dir)
	manyKeys(t, ws, 50)
	ws.Close()
	image, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name string
		harm func(b []byte) []byte
	}{
		{"the second half is lost", func(b []byte) []byte { return b[:len(b)/2] }},
		{"a page of zeros", func(b []byte) []byte { clear(b[4096*3 : 4096*4]); return b }},
		{"noise in the schema", func(b []byte) []byte { copy(b[3000:4000], strings.Repeat("noise", 200)); return b }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			broken := filepath.Join(t.TempDir(), "broken.gate")
			harmed := c.harm(append([]byte(nil), image...))
			if err := os.WriteFile(broken, harmed, 0o600); err != nil {
				t.Fatal(err)
			}
			if rep := check(t, broken); rep.OK() {
				t.Error("nothing is found")
			}
			after, err := os.ReadFile(broken)
			if err != nil || string(after) != string(harmed) {
				t.Errorf("the check changed the file (%v)", err)
			}
			if names, _ := filepath.Glob(filepath.Dir(broken) + "/*"); len(names) != 1 {
				t.Errorf("left: %q", names)
			}
		})
	}
}

func TestCheckingAFileThatIsHeld(t *testing.T) {
	ws, path := mustMake(t, t.TempDir())
	if rep := check(t, path); !rep.OK() || !rep.Opened {
		t.Errorf("found %+v", rep)
	}
	s, err := storage.Inspect(context.Background(), path)
	if err != nil || !strings.Contains(s.Holder, "storage.test") || s.Entries != 1 || s.ID != ws.Vault.ID() {
		t.Errorf("got %+v, %v", s, err)
	}
	note, err := storage.Checkpoint(context.Background(), path)
	if err != nil || note != string(ws.Vault.Checkpoint()) {
		t.Errorf("got %q, %v", note, err)
	}
	rep, err := storage.VerifyJournal(context.Background(), path, []byte(note))
	if err != nil || !rep.OK() {
		t.Errorf("got %+v, %v", rep, err)
	}
}

func TestABackupOpensAndKeepsOnVerifying(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	ws, path := mustMake(t, dir)
	manyKeys(t, ws, 20)
	file, err := storage.Backup(ctx, ws, path, dir)
	if err != nil {
		t.Fatal(err)
	}
	if rep := check(t, file); !rep.OK() || !rep.Opened {
		t.Errorf("found %+v", rep)
	}
	c := credentials(t.TempDir())
	cp, err := storage.Open(ctx, file, c)
	if err != nil {
		t.Fatal(err)
	}
	defer cp.Close()
	if n := len(cp.Keys.Keys()); n != 20 {
		t.Errorf("the copy has %d keys", n)
	}
}

func TestABackupDoesNotMindChangesMeanwhile(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	ws, path := mustMake(t, dir)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
			}
			_, err := ws.Vault.Change(ctx, ws.Actor(), vault.Action{Name: "journal.note"}, func(*vault.Tx) error { return nil })
			if err != nil && fault.KindOf(err) != fault.Busy { // the copy is being read
				t.Error(err)
			}
		}
	}()
	for range 3 {
		if _, err := storage.Backup(ctx, ws, path, t.TempDir()); err != nil && fault.KindOf(err) != fault.Busy {
			t.Error(err)
		}
	}
	close(stop)
	<-stopped
}
