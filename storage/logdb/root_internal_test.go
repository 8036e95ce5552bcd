package logdb

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"gatehouse/core/seal"
)

// mth is the definition of RFC 9162 §2.1.1, word for word, over leaf hashes.
func mth(leaves [][sha256.Size]byte) [sha256.Size]byte {
	switch n := len(leaves); n {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	default:
		k := 1 // the largest power of two smaller than n
		for k*2 < n {
			k *= 2
		}
		l, r := mth(leaves[:k]), mth(leaves[k:])
		return sha256.Sum256(append(append([]byte{1}, l[:]...), r[:]...))
	}
}

func TestTheRootIsThatOfTheDefinition(t *testing.T) {
	tr := newTree()
	var leaves [][sha256.Size]byte
	for n := range 70 {
		if got, want := tr.root(), mth(leaves); got != want {
			t.Fatalf("%d leaves: got %x, want %x", n, got, want)
		}
		place, row := seal.At(seal.LabelSegment).U64(uint64(n)), fmt.Appendf(nil, "row %d", n)
		leaf := append([]byte{0}, seal.Bare().LP(place.Bytes()).Bytes()...)
		leaves = append(leaves, sha256.Sum256(append(leaf, row...)))
		tr.add(place, row)
	}
}

func TestADictionaryNumbersEachValueOnce(t *testing.T) {
	d := newDict()
	for round := range 3 { // with tables of an earlier, larger column
		d.reset()
		n := 40_000 >> (round * 6)
		for pass := range 2 {
			for i := range n {
				v := fmt.Appendf(nil, "%0*d", i%13, i)
				if got := d.index(v); got != int32(i) {
					t.Fatalf("round %d, pass %d: value %q has number %d, want %d", round, pass, v, got, i)
				}
			}
		}
		if string(d.value(uint32(n-1))) != fmt.Sprintf("%0*d", (n-1)%13, n-1) {
			t.Errorf("round %d: the last value is %q", round, d.value(uint32(n-1)))
		}
	}
}
