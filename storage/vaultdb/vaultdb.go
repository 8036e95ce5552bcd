// Package vaultdb keeps a vault's rows in one SQLite file: it is the [vault.Store] of real vaults.
//
// One file here holds one physical table; the schema is in schema/*.sql. Nothing is interpreted:
// rows go in sealed and signed and come out as they were, or damaged, which the readers of core
// find out. A [DB] holds PATH.lock while it is open, so that a second program is told who has it.
//
// Entities ("an API key") are kinds of record, not tables.
package vaultdb

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"gatehouse/core/fault"
	"gatehouse/core/vault"
	"gatehouse/storage/sqlite"
)

//go:embed schema/*.sql
var schema embed.FS

// AppID stands in the file's header: "GATE".
const AppID = 0x47415445

// profile describes a vault's file to storage/sqlite.
func profile() sqlite.Profile {
	sub, err := fs.Sub(schema, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sqlite.Profile{Noun: "vault", AppID: AppID, Schema: sub}
}

// DB is an open vault file.
type DB struct {
	db   *sqlite.DB
	lock *sqlite.Lock // nil when opened for reading only
}

var _ vault.Store = (*DB)(nil)

// Create makes a new, empty vault file at path and holds it. Conflict when something is there.
func Create(ctx context.Context, path string) (*DB, error) {
	if _, err := os.Lstat(path); err == nil {
		return nil, fault.New(fault.Conflict, "there is already a file %s; choose another name", path)
	}
	return held(path, func() (*sqlite.DB, error) { return sqlite.Create(ctx, path, profile()) })
}

// Open opens the vault file at path and holds it. Errors: NotFound; Invalid for a foreign file or
// one of a newer Gatehouse; Busy, naming the program that holds it; Damaged.
func Open(ctx context.Context, path string) (*DB, error) {
	if err := sqlite.Identify(path, profile()); err != nil {
		return nil, err // before anything is written beside a file that isn't ours
	}
	return held(path, func() (*sqlite.DB, error) { return sqlite.Open(ctx, path, profile()) })
}

// OpenReadOnly opens the file without holding it and without ever writing to it.
func OpenReadOnly(ctx context.Context, path string) (*DB, error) {
	db, err := sqlite.OpenReadOnly(ctx, path, profile())
	if err != nil {
		return nil, err
	}
	return &DB{db: db}, nil
}

// held takes the lock beside path around open.
func held(path string, open func() (*sqlite.DB, error)) (*DB, error) {
	lock, err := sqlite.Acquire(path)
	if err != nil {
		return nil, err
	}
	db, err := open()
	if err != nil {
		_ = lock.Release()
		return nil, err
	}
	return &DB{db: db, lock: lock}, nil
}

// Close closes the file and lets go of it. It may be called twice.
func (d *DB) Close() error { return errors.Join(d.db.Close(), d.lock.Release()) }

// Path returns the file's name.
func (d *DB) Path() string { return d.db.Path() }

// Check lets SQLite look over the file's structure and returns what it finds.
func (d *DB) Check(ctx context.Context) ([]string, error) { return d.db.Check(ctx) }

// Backup writes a copy of the vault to target; verify judges the copy before it gets its name.
func (d *DB) Backup(ctx context.Context, target string, verify func(path string) error) error {
	return d.db.Backup(ctx, target, verify)
}

// Load returns every row but the journal's.
func (d *DB) Load(ctx context.Context) (vault.Image, error) {
	var img vault.Image
	tx, err := d.db.Reader().BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return img, fmt.Errorf("reading the vault: %w", sqlite.Fault(err))
	}
	defer tx.Rollback() // nothing was written
	for _, load := range []func(context.Context, *sql.Tx, *vault.Image) error{
		loadRecords, loadSlots, loadKeyring, loadRoster, loadMeta, loadInbox, loadBuckets, loadLast,
	} {
		if err := load(ctx, tx, &img); err != nil {
			return vault.Image{}, fmt.Errorf("reading the vault: %w", sqlite.Fault(err))
		}
	}
	return img, nil
}

// Commit stores everything in w in one transaction, or nothing.
func (d *DB) Commit(ctx context.Context, w vault.Write) error {
	err := d.db.Write(ctx, func(tx *sql.Tx) error {
		for _, store := range []func(context.Context, *sql.Tx, vault.Write) error{
			storeRecords, removeRecords, storeSlots, storeKeyring, storeRoster, storeMeta, storeJournal, storeNodes, storeBuckets, removeInbox,
		} {
			if err := store(ctx, tx, w); err != nil {
				return err
			}
		}
		vault.Failpoint("vault.before-commit")
		return nil
	})
	if err != nil {
		return fmt.Errorf("writing the vault: %w", err)
	}
	vault.Failpoint("vault.after-commit")
	return nil
}

// each runs query once for every row of args, prepared once.
func each[R any](ctx context.Context, tx *sql.Tx, query string, rows []R, args func(R) []any) error {
	if len(rows) == 0 {
		return nil
	}
	stmt, err := tx.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for _, row := range rows {
		if _, err := stmt.ExecContext(ctx, args(row)...); err != nil {
			return err
		}
	}
	return nil
}

// collect scans every row of query.
func collect[R any](ctx context.Context, tx *sql.Tx, query string, fields func(*R) []any) ([]R, error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []R
	for rows.Next() {
		var row R
		if err := rows.Scan(fields(&row)...); err != nil {
			return nil, fault.Wrap(fault.Damaged, err, "a row does not hold what it should")
		}
		out = append(out, row)
	}
	return out, rows.Err()
}
