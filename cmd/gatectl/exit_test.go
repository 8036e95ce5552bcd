package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"gatehouse/core/fault"
)

func TestWhatAnErrorEndsWith(t *testing.T) {
	cases := []struct {
		name string
		err  error
		want int
	}{
		{"nothing wrong", nil, 0},
		{"what nobody foresaw", errors.New("oh"), 1},
		{"wrong usage", usagef("no"), 2},
		{"wrong input", fault.New(fault.Invalid, "no"), 3},
		{"what is not there", fault.New(fault.NotFound, "no"), 3},
		{"what is there already", fault.New(fault.Conflict, "no"), 3},
		{"a wrong password", fault.New(fault.Denied, "no"), 4},
		{"no log-in", fault.New(fault.NeedsLogin, "no"), 4},
		{"a second signature", fault.New(fault.NeedsApproval, "no"), 5},
		{"a verification", fault.New(fault.Refused, "no"), 6},
		{"a damaged file", fault.New(fault.Damaged, "no"), 7},
		{"a full disk under the database", fault.New(fault.Full, "no"), 7},
		{"a full disk under another file", fmt.Errorf("writing: %w", &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}), 7},
		{"a full quota", fmt.Errorf("writing: %w", &fs.PathError{Op: "write", Path: "x", Err: syscall.EDQUOT}), 7},
		{"a folder in place of a file", fmt.Errorf("reading: %w", &fs.PathError{Op: "read", Path: "x", Err: syscall.EISDIR}), 3},
		{"a file of somebody else", fmt.Errorf("reading: %w", &fs.PathError{Op: "open", Path: "x", Err: syscall.EACCES}), 3},
		{"damage that has to do with a file", fault.Wrap(fault.Damaged, fs.ErrNotExist, "no"), 7},
		{"another program", fault.New(fault.Busy, "no"), 8},
		{"an interrupt", fmt.Errorf("importing: %w", context.Canceled), 130},
	}
	for _, c := range cases {
		if got := exitCode(c.err); got != c.want {
			t.Errorf("%s ends with %d, want %d", c.name, got, c.want)
		}
	}
}

func TestPrintableTextChangesNoTerminal(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"plain text stays", "a\tb\nZoë 東京 é", "a\tb\nZoë 東京 é"},
		{"an escape sequence", "a\x1b[31mb", `a\u001b[31mb`},
		{"a carriage return that hides the line", "bad\rgood", `bad\u000dgood`},
		{"delete and a C1 control", "\x7f\u009b", `\u007f\u009b`},
		{"an override of direction", "a\u202egol.exe", `a\u202egol.exe`},
		{"isolates and marks", "\u2066\u200f\u061c", `\u2066\u200f\u061c`},
		{"a line separator", "a\u2028b", `a\u2028b`},
		{"bytes that are no text", "a\xff\x80", `a\xff\x80`},
		{"a replacement character that was there", "\ufffd", "\ufffd"},
	}
	for _, c := range cases {
		if got := printable(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
