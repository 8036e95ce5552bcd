// Package sqlite opens SQLite files our way, and is the only package that knows pragmas, DSNs and
// the driver's errors.
//
// A [Profile] says what kind of file it is: its application id, its schema scripts and whether it
// is one file that people copy (rollback journal, every commit on the disk: the vault) or a bulk
// store with many readers (WAL: the evidence). [Create] makes a file with mode 0600, [Open] refuses
// foreign files and newer versions and brings older ones up to date, one transaction a script.
//
// A file is held by one process at a time: [Lock] takes PATH.lock and says who holds it. SQLite's
// own locks are the backstop; on Linux they are open-file-description locks, since an ordinary
// POSIX lock vanishes when anything in the process opens and closes the same file.
//
// Integrity here means what SQLite can see ([DB.Check]). Whether rows are the ones that were
// written is not SQLite's to say: sealed rows and the vault's state root are for that.
//
// Times are integer milliseconds in our own code; no column holds a time.Time.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	driver "modernc.org/sqlite"

	"gatehouse/core/fault"
)

func init() {
	driver.StrictPragmas(true)
	_, _ = driver.OFDLocking(true) // elsewhere than on Linux there is no such switch; PATH.lock holds
}

// Profile says what kind of SQLite file this is.
type Profile struct {
	Noun   string // what a person calls it: "vault"
	AppID  uint32 // the file's application_id
	Schema fs.FS  // scripts NNNN_name.sql; the highest number is user_version
	WAL    bool   // a bulk store: write-ahead log, synchronous NORMAL, several readers

	frozen bool // nothing can write to the file, nor beside it
}

// readers is the number of reading connections of a WAL file.
const readers = 4

// DB is an open SQLite file.
type DB struct {
	path string
	w, r *sql.DB
}

// Path returns the file's name.
func (db *DB) Path() string { return db.path }

// Writer returns the one writing connection. Its transactions begin immediate.
func (db *DB) Writer() *sql.DB { return db.w }

// Reader returns the reading connections; for a file with a rollback journal that is the writer.
func (db *DB) Reader() *sql.DB { return db.r }

// Write runs fn in one immediate transaction and commits, or rolls back when fn fails. Fn uses tx
// only: the pool has one connection, which tx holds.
func (db *DB) Write(ctx context.Context, fn func(tx *sql.Tx) error) error {
	tx, err := db.w.BeginTx(ctx, nil)
	if err != nil {
		return db.Fault(err)
	}
	if err := fn(tx); err != nil {
		_ = tx.Rollback() // the first error is the one to tell
		if fault.KindOf(err) == 0 {
			db.settle()
		}
		return db.Fault(err)
	}
	if err := tx.Commit(); err != nil {
		db.settle()
		return db.Fault(err)
	}
	return nil
}

// Close closes the file. It may be called twice. The writer goes last: only it can fold a write-ahead
// log into the file.
func (db *DB) Close() error {
	var err error
	if db.r != db.w {
		err = db.r.Close()
	}
	return Fault(errors.Join(err, db.w.Close()))
}

// Create makes a new file with the profile's schema. It refuses to touch one that exists.
func Create(ctx context.Context, path string, p Profile) (*DB, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil, fault.New(fault.Conflict, "there is already a file %s; choose another name", path)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.NotFound, "there is no folder %s", filepath.Dir(path))
	case err != nil:
		return nil, fault.Wrap(fault.Invalid, err, "creating %s", path)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("creating %s: %w", path, err)
	}
	db, err := open(ctx, path, p, false)
	if err == nil {
		err = migrate(ctx, db, p, 0)
	}
	if err != nil {
		if db != nil {
			_ = db.Close()
		}
		_ = os.Remove(path) // it is ours and empty
		return nil, fmt.Errorf("creating %s: %w", path, err)
	}
	return db, nil
}

// Open opens an existing file and runs the schema scripts that it lacks. Errors: NotFound; Invalid
// for a foreign file and for one made by a newer Gatehouse; Damaged; Busy.
func Open(ctx context.Context, path string, p Profile) (*DB, error) {
	return openExisting(ctx, path, p, false)
}

// OpenReadOnly opens an existing file without ever writing to it. An older schema is refused, since
// it would have to be changed. One thing is done first where it is needed and possible: a
// transaction that a crash cut short is rolled back, without which nothing can be read.
func OpenReadOnly(ctx context.Context, path string, p Profile) (*DB, error) {
	db, err := openExisting(ctx, path, p, true)
	if p.WAL && (nothingBeside(err) || fault.Is(err, fault.Full)) && settled(path) {
		// Even readers of a write-ahead log write beside the file, which a read-only medium forbids, and
		// for which a full disk has no room.
		p.frozen = true
		return openExisting(ctx, path, p, true)
	}
	if !unfinished(err) {
		return db, err
	}
	if err := rollBack(ctx, path, p); err != nil {
		return nil, err
	}
	return openExisting(ctx, path, p, true)
}

// settled reports whether no write-ahead log lies beside the file at path: all is in the file itself.
func settled(path string) bool {
	st, err := os.Stat(path + "-wal")
	return errors.Is(err, fs.ErrNotExist) || err == nil && st.Size() == 0
}

// rollBack opens the file for writing once, which rolls an unfinished transaction back.
func rollBack(ctx context.Context, path string, p Profile) error {
	lock, err := Acquire(path)
	if err != nil {
		return err
	}
	defer lock.Release()
	db, err := openExisting(ctx, path, p, false)
	if err != nil {
		return err
	}
	return db.Close()
}

func openExisting(ctx context.Context, path string, p Profile, readOnly bool) (*DB, error) {
	have, err := identify(path, p)
	if err != nil {
		return nil, err
	}
	db, err := open(ctx, path, p, readOnly)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	if readOnly && have != latest(p) {
		err = fault.New(fault.Invalid, "%s was made by an older Gatehouse; open it once for writing first", path)
	} else if !readOnly {
		err = migrate(ctx, db, p, have)
	}
	if err == nil {
		err = sameForm(ctx, db, p)
	}
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	return db, nil
}

// open makes the connections and tries the first one.
func open(ctx context.Context, path string, p Profile, readOnly bool) (*DB, error) {
	w, err := sql.Open("sqlite", dsn(path, p, readOnly))
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	w.SetMaxOpenConns(1)
	db := &DB{path: path, w: w, r: w}
	var tables int // reading something is what finds a file that can't be read
	if err := w.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		_ = w.Close()
		return nil, db.Fault(err)
	}
	if p.WAL {
		if db.r, err = sql.Open("sqlite", dsn(path, p, true)); err != nil {
			_ = w.Close()
			return nil, fmt.Errorf("opening the database for reading: %w", err)
		}
		db.r.SetMaxOpenConns(readers)
	}
	return db, nil
}
