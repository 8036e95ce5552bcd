package sqlite_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/storage/sqlite"
)

func TestATableThatIsNotOursIsDamage(t *testing.T) {
	cases := []struct{ name, sql, says string }{
		{"a trigger", "CREATE TRIGGER t AFTER INSERT ON thing BEGIN DELETE FROM thing; END", `a foreign trigger "t"`},
		{"a view", "CREATE VIEW v AS SELECT 1", `a foreign view "v"`},
		{"a table", "CREATE TABLE more (a)", `a foreign table "more"`},
		{"an index", "CREATE INDEX i ON thing (n)", `a foreign index "i"`},
		{"a missing table", "DROP TABLE thing", "thing is missing"},
		{"a renamed column", "ALTER TABLE thing RENAME COLUMN n TO m", "table thing is missing or was changed"},
		{"a version that no vault has", "PRAGMA user_version = 0", "its version is gone"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.gate")
			db := mustCreate(t, path, profile)
			if _, err := db.Writer().Exec(c.sql); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			for _, open := range []func(context.Context, string, sqlite.Profile) (*sqlite.DB, error){sqlite.Open, sqlite.OpenReadOnly} {
				db, err := open(context.Background(), path, profile)
				if err == nil {
					db.Close()
				}
				if fault.KindOf(err) != fault.Damaged || !strings.Contains(err.Error(), c.says) {
					t.Errorf("got %v, want damage that says %q", err, c.says)
				}
			}
		})
	}
}

func TestEvidenceOnAReadOnlyMediumCanBeRead(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("nothing is read-only for root")
	}
	dir := t.TempDir()
	wal := profile
	wal.WAL = true
	path := filepath.Join(dir, "a.gate-logs")
	if err := mustCreate(t, path, wal).Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(dir, 0o700) })
	db, err := sqlite.OpenReadOnly(context.Background(), path, wal)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
}

func TestAFileThatIsGoneIsDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.gate")
	db := mustCreate(t, path, profile)
	if err := os.Remove(path); err != nil {
		t.Skip("an open file cannot be removed here")
	}
	err := db.Write(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec("INSERT INTO thing (id, n) VALUES ('a', 1)")
		return err
	})
	if fault.KindOf(err) != fault.Damaged || !strings.Contains(err.Error(), "moved or deleted") {
		t.Errorf("got %v", err)
	}
}
