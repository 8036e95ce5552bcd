package sqlite

import (
	"context"
	"errors"
	"syscall"

	"gatehouse/core/fault"
)

// NoRoom says that the file at path found no room, and what to do about it.
func NoRoom(path string) error {
	return fault.New(fault.Full, "there is no room left for %s: its disk, or your share of it, is full. Nothing was changed; make room and do it again", path)
}

// outOfRoom reports whether the system refused to store more: the disk, the quota, or the limit on a
// file's size.
func outOfRoom(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

// Fault is [Fault] for what was tried with this file: a full disk names it.
func (db *DB) Fault(err error) error {
	if err = Fault(err); fault.Is(err, fault.Full) {
		return NoRoom(db.path)
	}
	return err
}

// settle takes back what a failed commit left in the file. SQLite does that when the file is read the
// next time; until then the file is whole only together with the journal beside it, and somebody
// who copies it to a larger disk now would copy half a change.
func (db *DB) settle() {
	var tables int
	_ = db.w.QueryRowContext(context.Background(), "SELECT count(*) FROM sqlite_schema").Scan(&tables) // the commit's error is the one to tell
}
