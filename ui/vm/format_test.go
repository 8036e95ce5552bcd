package vm_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

func TestNumbersAreWrittenForPeople(t *testing.T) {
	for want, got := range map[string]string{
		"0": vm.Count(0), "999": vm.Count(999), "1,000": vm.Count(1000), "12,110,204": vm.Count(12_110_204), "-1,284": vm.Count(-1284),
		"1 key": vm.Plural(1, "key"), "0 keys": vm.Plural(0, "key"), "1,284 keys": vm.Plural(1284, "key"), "2 entries": vm.Plural(2, "entry", "entries"),
		"0 B": vm.Bytes(0), "999 B": vm.Bytes(999), "1.00 kB": vm.Bytes(1000), "48.2 kB": vm.Bytes(48_211), "611 MB": vm.Bytes(611_204_118), "1.00 MB": vm.Bytes(999_999), "2.96 GB": vm.Bytes(2_960_000_000),
		"a, b": vm.Few([]string{"a", "b"}, 2), "a +2": vm.Few([]string{"a", "b", "c"}, 1), "": vm.Few(nil, 1),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDistancesHaveOneUnit(t *testing.T) {
	now := uitest.Now
	for d, want := range map[time.Duration]string{
		0: "just now", 30 * time.Second: "just now", 5 * time.Minute: "in 5 min", -3 * time.Hour: "3 h ago", 47 * time.Hour: "in 47 h", 48 * time.Hour: "in 2 days", -400 * 24 * time.Hour: "400 days ago",
	} {
		if got := vm.Distance(now.Add(d), now); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
	if vm.Date(time.Time{}) != "" || vm.DateTime(time.Time{}) != "" || vm.Day(time.Time{}, now) != "" {
		t.Error("no time is written as some time")
	}
	if got := vm.Day(now.AddDate(-1, 0, 0), now); got != "Nov 2025" {
		t.Errorf("a year ago is %q", got)
	}
}

func TestHostileLogTextIsEscaped(t *testing.T) {
	for in, want := range map[string]string{
		"GET / HTTP/1.1":   "GET / HTTP/1.1",
		"a\x1b[2Jb":        `a\x1b[2Jb`,
		"tab\tand\r\nline": `tab\x09and\x0d\x0aline`,
		"\u202egnp.exe":    `\u{202e}gnp.exe`,
		"bad \xff byte":    `bad \xff byte`,
		"real \uFFFD sign": "real \uFFFD sign",
		"\u200bhidden":     `\u{200b}hidden`,
		"Kovač 東京":         "Kovač 東京",
	} {
		if got := vm.Escaped([]byte(in)); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

func FuzzEscapedTextIsPrintable(f *testing.F) {
	for _, s := range []string{"plain", "\x1b[31m", "\u202e", "\xff\xfe", "\uFFFD"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, r := range vm.Escaped(b) {
			if r < 0x20 || r == 0x7f || r >= 0x202a && r <= 0x202e || r == 0x200b {
				t.Fatalf("%q leaves %U", b, r)
			}
		}
	})
}

func TestProblemsAreSentences(t *testing.T) {
	cases := []struct {
		err           error
		title, detail string
	}{
		{nil, "", ""},
		{fault.New(fault.Busy, "gatectl holds it"), "The vault is in use elsewhere", "Gatectl holds it."},
		{fmt.Errorf("importing access.log: %w", fault.New(fault.Full, "no space left")), "There is no space left", "Importing access.log: no space left."},
		{fmt.Errorf("reading: %w", context.Canceled), "Stopped", "Nothing was kept."},
		{&fs.PathError{Op: "write", Path: "/srv/access.log", Err: syscall.ENOSPC}, "There is no space left", "Nothing was kept of what was begun. Make room on the disk and try again."},
		{fmt.Errorf("writing: %w", &fs.PathError{Op: "open", Path: "/root/x", Err: syscall.EACCES}), "This is not allowed", "The system lets you neither read nor write there. Choose another place, or change who may."},
		{&fs.PathError{Op: "open", Path: "/srv/gone", Err: syscall.ENOENT}, "This is not there", "A file or folder that is needed does not exist any more."},
		{errors.New("sqlite: 0x7f at /home/mira"), "Something went wrong", "What happened is in the program's log. Your vault is as it was before. Reference B30F8B."},
	}
	for _, c := range cases {
		if p := vm.Explain(c.err); p.Title != c.title || p.Detail != c.detail {
			t.Errorf("%v: got %+v", c.err, p)
		}
	}
	if vm.Sentence(nil) != "" || vm.Sentence(errors.New(" ")) != "" {
		t.Error("nothing is written as something")
	}
}

func TestPasswordsAreMeasured(t *testing.T) {
	cases := []struct {
		name, password string
		good           bool
		word           string
	}{
		{"nothing", "", false, ""},
		{"short", "Tr0ub4dor&3", false, "4 more characters"},
		{"one character short", "kf8#mQz!pW2vxL", false, "1 more character"},
		{"long and obvious", "passwordpassword", false, "Easily guessed"},
		{"the vault's own name, repeated", "productionproduction", false, "Easily guessed"},
		{"four random words", "korrekt pferd batterie heft", true, "Strong"},
		{"letters of another script", strings.Repeat("чеснок", 1) + " верблюд облако", true, "Strong"},
		{"very long", strings.Repeat("x9#Kq", 4000), true, ""},
	}
	for _, c := range cases {
		s := vm.Measure(c.password, "production")
		if c.name == "very long" {
			continue // only that it ends in time
		}
		if s.Good != c.good || s.Mark.Word != c.word {
			t.Errorf("%s: got %+v", c.name, s)
		}
	}
}
