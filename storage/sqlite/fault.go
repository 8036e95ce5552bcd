package sqlite

import (
	"context"
	"errors"

	driver "modernc.org/sqlite"

	"gatehouse/core/fault"
)

// SQLite's primary result codes that a person can act on (https://www.sqlite.org/rescode.html).
const (
	codeBusy       = 5
	codeLocked     = 6
	codeReadOnly   = 8
	codeInterrupt  = 9
	codeIO         = 10
	codeCorrupt    = 11
	codeFull       = 13
	codeCantOpen   = 14
	codeConstraint = 19
	codeNotADB     = 26

	codePrimaryKey = 1555 // extended: a second row with the same primary key
	codeUnique     = 2067 // extended: a second row with the same unique value
	codeRollback   = 776  // extended: a crash left a journal that must be rolled back, by a writer
	codeMoved      = 1032 // extended: the file is not the one that was opened
	codeIOWrite    = 778  // extended: a write was cut short (file size limit, quota)
	codeShmSize    = 4874 // extended: no room for the index of a write-ahead log, which lies beside the file
)

// Fault turns the driver's errors into the kinds that a person can act on. Others, and errors that
// have a kind already, pass unchanged; so do context errors.
func Fault(err error) error {
	if err == nil || fault.KindOf(err) != 0 || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var e *driver.Error
	if !errors.As(err, &e) {
		return err
	}
	switch code := e.Code(); {
	case code == codePrimaryKey || code == codeUnique:
		return fault.Wrap(fault.Conflict, err, "there is already such a row")
	case code == codeMoved:
		return fault.Wrap(fault.Damaged, err, "the file was moved or deleted while it was open; nothing was changed")
	case code == codeIOWrite || code == codeShmSize:
		return fault.Wrap(fault.Full, err, "the disk or the quota is full; nothing was changed")
	}
	switch e.Code() & 0xff {
	case codeBusy, codeLocked:
		return fault.Wrap(fault.Busy, err, "another program holds the file")
	case codeFull:
		return fault.Wrap(fault.Full, err, "the disk is full; nothing was changed")
	case codeCorrupt, codeNotADB:
		return fault.Wrap(fault.Damaged, err, "the file is damaged; restore a backup")
	case codeIO:
		return fault.Wrap(fault.Damaged, err, "the disk did not do what it was told; nothing was changed")
	case codeReadOnly:
		return fault.Wrap(fault.Invalid, err, "the file is read-only; make it writable or work on a copy")
	case codeCantOpen:
		return fault.Wrap(fault.Invalid, err, "the file, or the folder it lies in, cannot be used")
	case codeInterrupt:
		return context.Canceled
	case codeConstraint:
		return fault.Wrap(fault.Damaged, err, "a row breaks the file's own rules")
	}
	return err
}

// unfinished reports whether a reader was refused because a crash left an unfinished transaction.
func unfinished(err error) bool {
	var e *driver.Error
	return errors.As(err, &e) && e.Code() == codeRollback
}

// nothingBeside reports whether SQLite could not make a file that it needs beside the one it opens.
func nothingBeside(err error) bool {
	var e *driver.Error
	return errors.As(err, &e) && (e.Code()&0xff == codeCantOpen || e.Code()&0xff == codeReadOnly)
}
