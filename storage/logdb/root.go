package logdb

import (
	"crypto/sha256"
	"hash"

	"gatehouse/core/seal"
)

// tree computes a Merkle root while leaves are added: the tree of RFC 9162 §2.1.1, of which only
// the roots of the complete subtrees at the right edge are kept.
type tree struct {
	n     uint64
	edge  [][sha256.Size]byte // complete subtrees, largest first
	state hash.Hash
}

func newTree() *tree { return &tree{state: sha256.New()} }

// Domain separation: a leaf, an inner node, and a root over two trees.
const (
	leafByte = 0
	nodeByte = 1
	rootByte = 2
)

// add appends a sealed row: the leaf covers the row's place, and with it every clear column.
func (t *tree) add(p seal.Place, sealed []byte) {
	t.state.Reset()
	t.state.Write([]byte{leafByte})
	t.state.Write(seal.Bare().LP(p.Bytes()).Bytes())
	t.state.Write(sealed)
	var sum [sha256.Size]byte
	t.state.Sum(sum[:0])
	t.edge = append(t.edge, sum)
	t.n++
	for n := t.n; n%2 == 0; n /= 2 {
		t.join()
	}
}

// join makes one subtree of the last two.
func (t *tree) join() {
	last := len(t.edge) - 1
	t.edge[last-1] = node(nodeByte, t.edge[last-1][:], t.edge[last][:])
	t.edge = t.edge[:last]
}

// root returns the root over all leaves; of none it is the hash of nothing.
func (t *tree) root() [sha256.Size]byte {
	if len(t.edge) == 0 {
		return sha256.Sum256(nil)
	}
	sum := t.edge[len(t.edge)-1]
	for i := len(t.edge) - 2; i >= 0; i-- {
		sum = node(nodeByte, t.edge[i][:], sum[:])
	}
	return sum
}

// rootOf joins the roots of two trees: segments and rejected lines, or findings and aggregates.
func rootOf(a, b *tree) []byte {
	x, y := a.root(), b.root()
	sum := node(rootByte, x[:], y[:])
	return sum[:]
}

// reviewRoot joins the roots of a review's trees. Without uses of keys it is the root over the two
// others, as it was before uses were stored.
func reviewRoot(findings, aggregates, usages *tree) []byte {
	two := rootOf(findings, aggregates)
	if usages.n == 0 {
		return two
	}
	x := usages.root()
	sum := node(rootByte, two, x[:])
	return sum[:]
}

func node(kind byte, left, right []byte) [sha256.Size]byte {
	var b [1 + 2*sha256.Size]byte
	b[0] = kind
	copy(b[1:], left)
	copy(b[1+sha256.Size:], right)
	return sha256.Sum256(b[:])
}
