package journal_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"gatehouse/core/journal"
)

// stored serves stored hashes to tlog.
type stored []tlog.Hash

func (s stored) ReadHashes(idx []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range idx {
		out = append(out, s[i])
	}
	return out, nil
}

// Tlog is the reference: the same nodes at the same indexes, and the same roots.
func TestTheTreeIsThatOfTlog(t *testing.T) {
	var want stored
	var nodes [][32]byte
	tree := journal.Tree{}
	if tree.Root() != sha256.Sum256(nil) {
		t.Error("the root of the empty tree")
	}
	for i := range int64(300) {
		leaf := fmt.Appendf(nil, "leaf %d", i)
		h, err := tlog.StoredHashes(i, leaf, want)
		if err != nil {
			t.Fatal(err)
		}
		next, got := tree.Append(leaf)
		if tree.Size() != uint64(i) || next.Size() != uint64(i+1) {
			t.Fatalf("sizes %d and %d", tree.Size(), next.Size())
		}
		for j, n := range got {
			if n.Index != int64(len(want)+j) || n.Hash != h[j] {
				t.Fatalf("leaf %d: node %d at %d", i, j, n.Index)
			}
			nodes = append(nodes, n.Hash)
		}
		if len(got) != len(h) {
			t.Fatalf("leaf %d: %d nodes, want %d", i, len(got), len(h))
		}
		want = append(want, h...)
		root, err := tlog.TreeHash(i+1, want)
		if err != nil || next.Root() != root {
			t.Fatalf("root of %d: %v", i+1, err)
		}
		tree = next
		if journal.NodeCount(tree.Size()) != int64(len(want)) {
			t.Fatalf("%d nodes", journal.NodeCount(tree.Size()))
		}
		back, err := journal.ReadTree(context.Background(), &book{nodes: nodes}, tree.Size())
		if err != nil || back.Root() != root || back.Size() != tree.Size() {
			t.Fatalf("reading back %d: %v", i+1, err)
		}
		again, _ := back.Append([]byte("x"))
		if other, _ := tree.Append([]byte("x")); other.Root() != again.Root() {
			t.Fatalf("going on from %d", i+1)
		}
	}
}

// RFC 6962 §2.1, the test vectors of certificate-transparency's reference implementation.
func TestTheTreeIsThatOfCertificateTransparency(t *testing.T) {
	leaves := []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	roots := map[int]string{
		1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	tree := journal.Tree{}
	for i, text := range leaves {
		leaf, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		tree, _ = tree.Append(leaf)
		if want, ok := roots[i+1]; ok {
			if got := tree.Root(); hex.EncodeToString(got[:]) != want {
				t.Errorf("%d leaves: %x", i+1, got)
			}
		}
	}
}

func TestATreeIsNotLoadedFromTooFewNodes(t *testing.T) {
	if _, err := journal.LoadTree(3, make([][32]byte, 1)); err == nil {
		t.Error("three entries from one node")
	}
	if _, err := journal.LoadTree(1<<63, make([][32]byte, 1)); err == nil {
		t.Error("more entries than there can be")
	}
	tree, err := journal.ReadTree(context.Background(), &book{}, 3)
	if err != nil || tree.Size() != 3 {
		t.Errorf("missing nodes are zero hashes, which give another root: %v", err)
	}
	if _, err := journal.ReadTree(context.Background(), &broken{book: &book{}}, 3); err == nil {
		t.Error("no nodes, no error")
	}
}
