// Package vector reads and writes test vectors: small text files that another implementation of
// Gatehouse's formats could be held against, in the style of C2SP's CCTV. A file is one case, with
// one defect at most:
//
//	comment: the last byte of the tag was changed
//	expect: no-open
//	key: 000102…
//	sealed: 01a7…
//
// Values are hex, but for comment and expect. A test names its vectors in a generator; with -update
// they are written anew, without it they are read from testdata and must come out as they expect.
// Vectors are committed: changing one means that files in the field do not open any more.
//
// Only tests import this package.
package vector

import (
	"encoding/hex"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the test vectors anew")

// Case is one vector.
type Case struct {
	Name    string // the file's name without .txt
	Comment string
	Expect  string // the outcome
	Fields  map[string][]byte
}

// Run checks that reading each vector of a folder gives the outcome that it expects. Generate names
// all of them and is only asked for their content with -update; its cases must be the files.
func Run(t *testing.T, dir string, generate func(t *testing.T) []Case, read func(t *testing.T, c Case) string) {
	t.Helper()
	if *update {
		write(t, dir, generate(t))
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors in %s (%v)", dir, err)
	}
	for _, file := range files {
		c := load(t, file)
		t.Run(c.Name, func(t *testing.T) {
			if got := read(t, c); got != c.Expect {
				t.Errorf("got %s, want %s: %s", got, c.Expect, c.Comment)
			}
		})
	}
}

// write replaces the files of a folder.
func write(t *testing.T, dir string, cases []Case) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		var b strings.Builder
		fmt.Fprintf(&b, "comment: %s\nexpect: %s\n", c.Comment, c.Expect)
		for _, name := range slices.Sorted(maps.Keys(c.Fields)) {
			fmt.Fprintf(&b, "%s: %x\n", name, c.Fields[name])
		}
		if err := os.WriteFile(filepath.Join(dir, c.Name+".txt"), []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// load reads a file.
func load(t *testing.T, file string) Case {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := Case{Name: strings.TrimSuffix(filepath.Base(file), ".txt"), Fields: map[string][]byte{}}
	for line := range strings.Lines(string(text)) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
		if !ok {
			t.Fatalf("%s: line %q has no colon", file, line)
		}
		value = strings.TrimSpace(value)
		switch name {
		case "comment":
			c.Comment = value
		case "expect":
			c.Expect = value
		default:
			raw, err := hex.DecodeString(value)
			if err != nil {
				t.Fatalf("%s: %s: %v", file, name, err)
			}
			c.Fields[name] = raw
		}
	}
	return c
}

// Flip returns a copy of b with one bit of the byte at i changed; a negative i counts from the end.
func Flip(b []byte, i int) []byte {
	out := slices.Clone(b)
	if i < 0 {
		i += len(out)
	}
	out[i] ^= 1
	return out
}
