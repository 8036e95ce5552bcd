package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"unicode/utf8"

	"gatehouse/core/fault"
)

// The exit codes that scripts rely on.
const (
	exitDone        = 0
	exitUnexpected  = 1
	exitUsage       = 2
	exitInvalid     = 3
	exitDenied      = 4
	exitApproval    = 5
	exitSaidNo      = 6
	exitStorage     = 7
	exitBusy        = 8
	exitInterrupted = 130
)

// usageError is wrong usage of the command line: exit 2.
type usageError struct{ error }

// usagef returns a [usageError] with the given text.
func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// exitCode maps an error to the code the process ends with.
func exitCode(err error) int {
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case fault.OutOfRoom(err): // where no database was involved
		return exitStorage
	case fault.KindOf(err) == 0 && isAboutAName(err):
		return exitInvalid
	}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.NotFound, fault.Conflict:
		return exitInvalid
	case fault.Denied, fault.NeedsLogin:
		return exitDenied
	case fault.NeedsApproval:
		return exitApproval
	case fault.Refused:
		return exitSaidNo
	case fault.Damaged, fault.Full:
		return exitStorage
	case fault.Busy:
		return exitBusy
	}
	return exitUnexpected
}

// inWords is what err says to a person. What the system says of a full disk does not say what to do.
func inWords(err error) string {
	var on *fs.PathError
	if !fault.OutOfRoom(err) || fault.Is(err, fault.Full) || !errors.As(err, &on) {
		return err.Error()
	}
	what := "for " + on.Path
	switch base := filepath.Base(on.Path); {
	case on.Path == os.Stdout.Name():
		what = "for what is printed"
	case strings.HasPrefix(base, "."): // a file aside, which gets its name when it is whole
		what = "in " + filepath.Dir(on.Path)
	}
	return fmt.Sprintf("there is no room left %s: that disk, or your share of it, is full; make room and run it again", what)
}

// isAboutAName reports whether err says that a file that somebody named isn't there, is a folder, or
// isn't theirs: the text names it, and there is nothing to look up in the log.
func isAboutAName(err error) bool {
	for _, e := range []error{fs.ErrNotExist, fs.ErrPermission, syscall.EISDIR, syscall.ENOTDIR, syscall.ENAMETOOLONG, syscall.ELOOP, syscall.EROFS} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// conclude prints err for a person and returns the exit code. What nobody could act on becomes a
// reference number; its detail goes to the log.
func conclude(err error, stderr io.Writer, log *slog.Logger) int {
	code := exitCode(err)
	switch code {
	case exitDone:
	case exitInterrupted:
		fmt.Fprintln(stderr, "gatectl: interrupted; nothing is half-done")
	case exitUnexpected:
		ref := make([]byte, 4)
		_, _ = rand.Read(ref) // crypto/rand.Read never fails
		id := strings.ToUpper(hex.EncodeToString(ref))
		log.Error("unexpected failure", "reference", id, "error", err)
		fmt.Fprintf(stderr, "gatectl: something went wrong (reference %s): %s\n", id, printable(err.Error()))
	default:
		fmt.Fprintf(stderr, "gatectl: %s\n", printable(inWords(err)))
	}
	return code
}

// printable makes text safe for a terminal: control characters, those that change the direction of
// text, line separators and bytes that are no text are written as escapes.
func printable(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd"):
			fmt.Fprintf(&b, "\\x%02x", s[i])
		case acts(r):
			fmt.Fprintf(&b, "\\u%04x", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
