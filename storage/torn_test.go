package storage_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"gatehouse/core/seal"
)

// TestATornEvidenceFileIsNeverFine overwrites each page of the evidence file in turn: a check never ends
// well because it ended early.
func TestATornEvidenceFileIsNeverFine(t *testing.T) {
	seal.CheapForTests()
	logs, err := os.ReadFile(sample + "-logs")
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	for at := page; at < len(logs); at += page {
		t.Run(fmt.Sprintf("page %d", at/page+1), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "acme.gate")
			torn := bytes.Clone(logs)
			for i := range page {
				torn[at+i] = 0xaa
			}
			for name, b := range map[string][]byte{path: whole, path + "-logs": torn} {
				if err := os.WriteFile(name, b, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if rep := check(t, path); rep.OK() {
				t.Errorf("found nothing: %+v", rep)
			}
		})
	}
}
