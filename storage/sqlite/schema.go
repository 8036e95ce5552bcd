package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"gatehouse/core/fault"
)

// script is one step of a schema.
type script struct {
	number uint32
	sql    string
}

// scripts returns the profile's steps in order. A wrong name is a mistake of ours.
func scripts(p Profile) ([]script, error) {
	names, err := fs.Glob(p.Schema, "*.sql")
	if err != nil {
		return nil, fmt.Errorf("listing the schema: %w", err)
	}
	var out []script
	for i, name := range names {
		number, _, _ := strings.Cut(name, "_")
		n, err := strconv.ParseUint(number, 10, 31)
		if err != nil || int(n) != i+1 {
			return nil, fmt.Errorf("schema script %s is not number %04d", name, i+1)
		}
		text, err := fs.ReadFile(p.Schema, name)
		if err != nil {
			return nil, fmt.Errorf("reading schema script %s: %w", name, err)
		}
		out = append(out, script{uint32(n), string(text)})
	}
	return out, nil
}

// latest returns the number of the profile's last script.
func latest(p Profile) uint32 {
	all, err := scripts(p)
	if err != nil || len(all) == 0 {
		return 0
	}
	return all[len(all)-1].number
}

// migrate runs the scripts above version have, one transaction each.
func migrate(ctx context.Context, db *DB, p Profile, have uint32) error {
	all, err := scripts(p)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.number <= have {
			continue
		}
		err := db.Write(ctx, func(tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, s.sql); err != nil {
				return err
			}
			// Pragmas take no parameters; both values are numbers of our own.
			_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", int32(p.AppID), s.number))
			return err
		})
		if err != nil {
			return fmt.Errorf("schema step %d: %w", s.number, err)
		}
	}
	if !p.WAL || have == latest(p) {
		return nil
	}
	// What the header says must be in the file itself, where [Identify] reads it after a crash.
	_, err = db.w.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return Fault(err)
}

// Identify says whether the file at path is of this profile and of a version we know, by its
// header alone. Errors as those of [Open].
func Identify(path string, p Profile) error {
	_, err := identify(path, p)
	return err
}

// identify reads the file's header, before SQLite touches the file, and returns its schema number.
func identify(path string, p Profile) (uint32, error) {
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, fault.New(fault.NotFound, "there is no %s at %s", p.Noun, path)
	case err != nil:
		return 0, fault.Wrap(fault.Invalid, err, "opening %s", path)
	case !st.Mode().IsRegular():
		return 0, fault.New(fault.Invalid, "%s is not a file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return 0, fault.Wrap(fault.Invalid, err, "opening %s", path)
	}
	defer f.Close()
	var head [100]byte // https://www.sqlite.org/fileformat.html#the_database_header
	if _, err := io.ReadFull(f, head[:]); err != nil || string(head[:16]) != "SQLite format 3\x00" {
		return 0, fault.New(fault.Invalid, "%s is not a Gatehouse %s", path, p.Noun)
	}
	if id := binary.BigEndian.Uint32(head[68:]); id != p.AppID {
		return 0, fault.New(fault.Invalid, "%s is a database of another program, not a Gatehouse %s", path, p.Noun)
	}
	version := binary.BigEndian.Uint32(head[60:])
	if version == 0 { // it is written together with the application id
		return 0, fault.New(fault.Damaged, "%s is damaged: its version is gone; restore a backup", path)
	}
	if version > latest(p) {
		return 0, fault.New(fault.Invalid, "This %s was made by a newer Gatehouse. Update the program, or open a backup.", p.Noun)
	}
	return version, nil
}
