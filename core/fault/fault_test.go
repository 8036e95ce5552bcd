package fault_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"gatehouse/core/fault"
)

func TestKindSurvivesWrapping(t *testing.T) {
	err := fmt.Errorf("opening vault: %w", fault.Wrap(fault.Damaged, io.ErrUnexpectedEOF, "reading the header"))
	if got := fault.KindOf(err); got != fault.Damaged {
		t.Errorf("kind = %v, want %v", got, fault.Damaged)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error("the cause is lost")
	}
	if got, want := err.Error(), "opening vault: reading the header: unexpected EOF"; got != want {
		t.Errorf("text = %q, want %q", got, want)
	}
}

func TestOtherErrorsHaveNoKind(t *testing.T) {
	for name, err := range map[string]error{"nil": nil, "plain": io.EOF} {
		if got := fault.KindOf(err); got != 0 {
			t.Errorf("%s: kind = %v, want none", name, got)
		}
		if fault.Is(err, 0) && err == nil {
			t.Errorf("%s: nil is of no kind", name)
		}
	}
}

func TestEveryKindHasWords(t *testing.T) {
	for k := fault.NotFound; k <= fault.Full; k++ {
		if k.String() == "unexpected" || k.String() == "" {
			t.Errorf("kind %d has no words", k)
		}
	}
}

func TestAFullDiskIsToldWithItsFile(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		full bool
	}{
		"a full disk":              {&fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, true},
		"a quota":                  {fmt.Errorf("writing: %w", syscall.EDQUOT), true},
		"a limit on a file's size": {syscall.EFBIG, true},
		"somebody else's file":     {syscall.EACCES, false},
		"nothing":                  {nil, false},
	} {
		if got := fault.OutOfRoom(c.err); got != c.full {
			t.Errorf("%s: got %v", name, got)
		}
	}
	if err := fault.NoRoom("/srv/acme.gate"); fault.KindOf(err) != fault.Full || !strings.Contains(err.Error(), "/srv/acme.gate") || !strings.Contains(err.Error(), "make room") {
		t.Errorf("got %v", err)
	}
}
