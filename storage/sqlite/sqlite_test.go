package sqlite_test

import (
	"context"
	"database/sql"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"testing/fstest"

	"gatehouse/core/fault"
	"gatehouse/storage/sqlite"
)

var profile = sqlite.Profile{Noun: "vault", AppID: 0x47415445, Schema: fstest.MapFS{
	"0001_init.sql": {Data: []byte("CREATE TABLE thing (id TEXT PRIMARY KEY, n INTEGER) STRICT")},
}}

func mustCreate(t *testing.T, path string, p sqlite.Profile) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Create(context.Background(), path, p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestAPathWithEverySpecialCharacterWorks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b%41?c#d&e.gate")
	db := mustCreate(t, path, profile)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if st.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %o, want 600", st.Mode().Perm())
	}
	again, err := sqlite.Open(context.Background(), path, profile)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
	if names, _ := filepath.Glob(filepath.Dir(path) + "/*"); len(names) != 1 {
		t.Errorf("files beside it: %q", names)
	}
}

func TestEverySettingTakesEffect(t *testing.T) {
	dir := t.TempDir()
	wal := profile
	wal.WAL = true
	vault, bulk := mustCreate(t, filepath.Join(dir, "v"), profile), mustCreate(t, filepath.Join(dir, "b"), wal)
	cases := []struct {
		name   string
		db     *sql.DB
		pragma string
		want   string
	}{
		{"the vault keeps a rollback journal", vault.Writer(), "journal_mode", "delete"},
		{"the vault is on the disk after each commit", vault.Writer(), "synchronous", "3"},
		{"the vault overwrites what it deletes", vault.Writer(), "secure_delete", "1"},
		{"the schema is not trusted", vault.Writer(), "trusted_schema", "0"},
		{"cell sizes are checked", vault.Writer(), "cell_size_check", "1"},
		{"foreign keys hold", vault.Writer(), "foreign_keys", "1"},
		{"a lock is waited for", vault.Writer(), "busy_timeout", "2000"},
		{"the file says what it is", vault.Writer(), "application_id", "1195463749"},
		{"the file says its version", vault.Writer(), "user_version", "1"},
		{"evidence uses a write-ahead log", bulk.Writer(), "journal_mode", "wal"},
		{"evidence is synchronous normal", bulk.Writer(), "synchronous", "1"},
		{"evidence readers do not write", bulk.Reader(), "query_only", "1"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got string
			if err := c.db.QueryRow("PRAGMA " + c.pragma).Scan(&got); err != nil || got != c.want {
				t.Errorf("%s is %q (%v), want %q", c.pragma, got, err, c.want)
			}
		})
	}
}

func TestFilesThatAreNotOurs(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	good := filepath.Join(dir, "good.gate")
	mustCreate(t, good, profile).Close()
	image, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	edit := func(at int, value uint32) []byte {
		b := append([]byte(nil), image...)
		binary.BigEndian.PutUint32(b[at:], value)
		return b
	}
	cases := []struct {
		name    string
		content []byte
		kind    fault.Kind
		says    string
	}{
		{"an empty file", nil, fault.Invalid, "is not a Gatehouse vault"},
		{"a text file", []byte(strings.Repeat("hello world\n", 40)), fault.Invalid, "is not a Gatehouse vault"},
		{"another program's database", edit(68, 1), fault.Invalid, "another program"},
		{"a newer version", edit(60, 2), fault.Invalid, "newer Gatehouse. Update the program"},
		{"a torn first page", append(append([]byte(nil), image[:100]...), make([]byte, len(image)-100)...), fault.Damaged, "damaged"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.gate")
			if err := os.WriteFile(path, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
			db, err := sqlite.Open(ctx, path, profile)
			if err == nil {
				var n int
				err = sqlite.Fault(db.Reader().QueryRow("SELECT count(*) FROM thing").Scan(&n))
				db.Close()
			}
			if fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v (%v), want %v saying %q", err, fault.KindOf(err), c.kind, c.says)
			}
		})
	}
	if _, err := sqlite.Open(ctx, filepath.Join(dir, "none"), profile); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a missing file gives %v", err)
	}
	if _, err := sqlite.Open(ctx, dir, profile); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a folder gives %v", err)
	}
	if _, err := sqlite.Create(ctx, good, profile); fault.KindOf(err) != fault.Conflict {
		t.Errorf("creating over a file gives %v", err)
	}
}

func TestAnOlderFileIsBroughtUpToDate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.gate")
	mustCreate(t, path, profile).Close()
	next := profile
	next.Schema = fstest.MapFS{
		"0001_init.sql": {Data: []byte("CREATE TABLE thing (id TEXT PRIMARY KEY, n INTEGER) STRICT")},
		"0002_more.sql": {Data: []byte("CREATE TABLE more (id TEXT PRIMARY KEY) STRICT")},
	}
	if _, err := sqlite.OpenReadOnly(context.Background(), path, next); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an old file opened read-only gives %v", err)
	}
	db, err := sqlite.Open(context.Background(), path, next)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	if err := db.Writer().QueryRow("SELECT count(*) FROM more").Scan(&n); err != nil {
		t.Error(err)
	}
}

func TestABulkFileSaysWhatItIsAlsoAfterACrash(t *testing.T) {
	dir := t.TempDir()
	wal := profile
	wal.WAL = true
	db := mustCreate(t, filepath.Join(dir, "a"), wal)
	image, err := os.ReadFile(db.Path()) // as a crash would leave it, without its log
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "b"), image, 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := sqlite.Open(context.Background(), filepath.Join(dir, "b"), wal)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
	if _, err := db.Reader().Exec("SELECT 1"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if names, _ := filepath.Glob(dir + "/a*"); len(names) != 1 {
		t.Errorf("after closing there are %q", names)
	}
}

func TestFaults(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "v")
	db := mustCreate(t, path, profile)
	insert := func(tx *sql.Tx) error {
		_, err := tx.Exec("INSERT INTO thing (id, n) VALUES ('a', 1)")
		return err
	}
	if err := db.Write(ctx, insert); err != nil {
		t.Fatal(err)
	}
	if err := db.Write(ctx, insert); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a second row gives %v, want a conflict", err)
	}
	ro, err := sqlite.OpenReadOnly(ctx, path, profile)
	if err != nil {
		t.Fatal(err)
	}
	defer ro.Close()
	if _, err := ro.Writer().Exec("DELETE FROM thing"); fault.KindOf(sqlite.Fault(err)) != fault.Invalid {
		t.Errorf("writing read-only gives %v", err)
	}
	small := mustCreate(t, filepath.Join(t.TempDir(), "s"), profile)
	if _, err := small.Writer().Exec("PRAGMA max_page_count = 3"); err != nil {
		t.Fatal(err)
	}
	err = small.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec("INSERT INTO thing (id, n) VALUES (?, 1)", strings.Repeat("x", 40000))
		return err
	})
	if fault.KindOf(err) != fault.Full {
		t.Errorf("a full file gives %v, want full", err)
	}
}

func TestASecondProcessIsRefusedAndToldWho(t *testing.T) {
	if path := os.Getenv("GATEHOUSE_TEST_LOCK"); path != "" {
		_, err := sqlite.Acquire(path)
		os.Stdout.WriteString(fault.KindOf(err).String() + "|" + err.Error())
		os.Exit(0)
	}
	path := filepath.Join(t.TempDir(), "v.gate")
	lock, err := sqlite.Acquire(path)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestASecondProcess")
	cmd.Env = append(os.Environ(), "GATEHOUSE_TEST_LOCK="+path)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	host, _ := os.Hostname()
	for _, want := range []string{"busy|", "sqlite.test", host, "since 20"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the second process says %q, want it to hold %q", out, want)
		}
	}
	if err := lock.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := sqlite.Acquire(path)
	if err != nil {
		t.Fatalf("after the release: %v", err)
	}
	again.Release()
	if _, err := os.Stat(path + ".lock"); !os.IsNotExist(err) {
		t.Errorf("the lock file is left: %v", err)
	}
}

func TestALockThatIsALinkIsNotFollowed(t *testing.T) {
	dir := t.TempDir()
	precious := filepath.Join(dir, "precious")
	if err := os.WriteFile(precious, []byte("words"), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "v.gate")
	if err := os.Symlink(precious, path+".lock"); err != nil {
		t.Skip(err)
	}
	if lock, err := sqlite.Acquire(path); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v, %v", lock, err)
	}
	if b, err := os.ReadFile(precious); err != nil || string(b) != "words" {
		t.Errorf("the other file holds %q, %v", b, err)
	}
}

func TestALockOfSomebodyElseIsNotRemoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "v.gate")
	first, err := sqlite.Acquire(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path + ".lock"); err != nil { // by hand, against all advice
		t.Skip(err)
	}
	second, err := sqlite.Acquire(path)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Release()
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	if _, held := sqlite.HeldBy(path); !held {
		t.Error("the second lock went with the first")
	}
}

func TestOpeningTheFileElsewhereDoesNotDropTheLock(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "v")
	db := mustCreate(t, path, profile)
	err := db.Write(ctx, func(tx *sql.Tx) error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		f.Close() // with POSIX locks this would give ours away
		second, err := sqlite.Open(ctx, path, profile)
		if err != nil {
			return err
		}
		defer second.Close()
		if _, err := second.Writer().Exec("PRAGMA busy_timeout = 1; DELETE FROM thing"); fault.KindOf(sqlite.Fault(err)) != fault.Busy {
			t.Errorf("a second writer gets %v, want busy", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestBackupIsACompleteCopy(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	db := mustCreate(t, filepath.Join(dir, "v"), profile)
	if _, err := db.Writer().Exec("INSERT INTO thing (id, n) VALUES ('a', 1)"); err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(dir, "copy.gate")
	if err := db.Backup(ctx, target, func(string) error { return fault.New(fault.Damaged, "no") }); fault.KindOf(err) != fault.Damaged {
		t.Errorf("a copy that does not verify gives %v", err)
	}
	ro, err := sqlite.OpenReadOnly(ctx, db.Path(), profile)
	if err != nil {
		t.Fatal(err)
	}
	defer ro.Close()
	if err := ro.Backup(ctx, target, nil); err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(target)
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("the copy: %v, %v", st, err)
	}
	cp, err := sqlite.OpenReadOnly(ctx, target, profile)
	if err != nil {
		t.Fatal(err)
	}
	defer cp.Close()
	var n int
	if err := cp.Reader().QueryRow("SELECT n FROM thing").Scan(&n); err != nil || n != 1 {
		t.Errorf("got %d, %v", n, err)
	}
	if found, err := cp.Check(ctx); err != nil || len(found) > 0 {
		t.Errorf("check: %v %v", found, err)
	}
	if err := db.Backup(ctx, target, nil); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a second backup over it gives %v", err)
	}
}

func TestTheDriversLibcIsTheOneItWasMadeFor(t *testing.T) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		t.Skip("no build information")
	}
	want := map[string]string{"modernc.org/sqlite": "v1.62.0", "modernc.org/libc": "v1.80.1"}
	for _, m := range info.Deps {
		if v := want[m.Path]; v != "" && m.Version != v {
			t.Errorf("%s is %s, want %s: the driver works only with the libc its go.mod names", m.Path, m.Version, v)
		}
	}
}
