package fault

import (
	"errors"
	"syscall"
)

// OutOfRoom reports whether the system refused to store more: the disk, the quota, or the limit on a
// file's size.
func OutOfRoom(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

// NoRoom says that the file at path found no room, and what to do about it. What the system or SQLite
// say tells neither.
func NoRoom(path string) error {
	return New(Full, "there is no room left for %s: its disk, or your share of it, is full. Nothing was changed; make room and do it again", path)
}
