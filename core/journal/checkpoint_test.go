package journal_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"gatehouse/core/journal"
)

// The checkpoint is a C2SP note: three lines that are signed, and a line of each signer.
func TestACheckpointReadsAsANote(t *testing.T) {
	b := newBook(t).fill(t, 3)
	lines := strings.Split(string(b.entries[2].Checkpoint), "\n")
	vault := b.roster.Vault().String()
	root := b.tree.Root()
	c := journal.Checkpoint{Vault: b.roster.Vault(), Size: 3, Root: root}
	if len(lines) != 7 || strings.Join(lines[:3], "\n")+"\n" != c.Text() || lines[3] != "" || lines[6] != "" {
		t.Fatalf("got %q", lines)
	}
	if lines[0] != "gatehouse/"+vault || lines[1] != "3" {
		t.Errorf("got %q", lines[:2])
	}
	for i, name := range []string{"gatehouse/" + vault, fmt.Sprintf("gatehouse/%s/%s", vault, admin)} {
		if !strings.HasPrefix(lines[4+i], "— "+name+" ") {
			t.Errorf("line %d is %q", 4+i, lines[4+i])
		}
	}
}

// A witness or monitor that knows nothing of Gatehouse verifies the log key's line.
func TestAStandardVerifierAcceptsTheLogKeysLine(t *testing.T) {
	b := newBook(t).fill(t, 3)
	vkey, err := note.NewEd25519VerifierKey("gatehouse/"+b.roster.Vault().String(), b.roster.LogKey())
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	n, err := note.Open(b.entries[2].Checkpoint, note.VerifierList(v))
	if err != nil || len(n.Sigs) != 1 || len(n.UnverifiedSigs) != 1 {
		t.Fatalf("%v: %+v", err, n)
	}
}
