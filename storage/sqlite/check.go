package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gatehouse/core/fault"
)

// Check lets SQLite look over the file's pages and returns what it finds, at most 100 lines. It
// finds torn structure, not changed bytes.
func (db *DB) Check(ctx context.Context) ([]string, error) {
	rows, err := db.r.QueryContext(ctx, "PRAGMA integrity_check(100)")
	if err != nil {
		return nil, Fault(err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, Fault(err)
		}
		if line != "ok" {
			found = append(found, line)
		}
	}
	return found, Fault(rows.Err())
}

// Backup writes a copy of the file as it is now to target, which must not exist. Verify is called
// with the finished copy's temporary name before it gets its own; an error from it removes the copy.
func (db *DB) Backup(ctx context.Context, target string, verify func(path string) error) error {
	if _, err := os.Lstat(target); !errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Conflict, "there is already a file %s", target)
	}
	dir := filepath.Dir(target)
	f, err := os.CreateTemp(dir, ".gatehouse-backup-*") // mode 0600
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "writing a backup into %s", dir)
	}
	temp := f.Name()
	defer os.Remove(temp) // gone already when all went well
	if err := f.Close(); err != nil {
		return fmt.Errorf("writing a backup: %w", err)
	}
	if err := db.vacuumInto(ctx, temp); err != nil {
		if err = Fault(err); fault.Is(err, fault.Full) {
			err = fault.NoRoom(target)
		}
		return fmt.Errorf("writing a backup: %w", err)
	}
	if err := syncFile(temp); err != nil {
		return fmt.Errorf("writing a backup: %w", err)
	}
	if verify != nil {
		if err := verify(temp); err != nil {
			return fmt.Errorf("verifying the backup: %w", err)
		}
	}
	if err := os.Rename(temp, target); err != nil {
		return fmt.Errorf("naming the backup: %w", err)
	}
	return syncDir(dir)
}

// vacuumInto writes the copy. It counts as writing even through a connection that only reads, so
// query_only is lifted for it; mode=ro still keeps the file itself untouched.
func (db *DB) vacuumInto(ctx context.Context, target string) error {
	conn, err := db.w.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA query_only = OFF"); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "VACUUM INTO ?", target)
	return err
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
