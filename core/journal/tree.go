package journal

import (
	"crypto/sha256"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Tree is the Merkle tree over the entries (RFC 6962 §2.1), reduced to its right edge: the roots of
// the perfect subtrees that make it up, left to right. It is a value: appending returns a new tree
// and leaves the old one, so that a change which is not committed costs nothing.
type Tree struct {
	size int64
	edge []tlog.Hash
}

// Node is one stored hash of the tree, at the index that golang.org/x/mod/sumdb/tlog gives it.
type Node struct {
	Index int64
	Hash  [32]byte
}

// NodeCount returns how many nodes are stored for size entries.
func NodeCount(size uint64) int64 { return tlog.StoredHashCount(int64(size)) }

// EdgeNodes returns the indexes of the nodes from which [LoadTree] builds a tree of size entries.
func EdgeNodes(size uint64) []int64 {
	var idx []int64
	var done int64
	for level := 62; level >= 0; level-- {
		if size&(1<<level) != 0 {
			idx = append(idx, tlog.StoredHashIndex(level, done>>level))
			done += 1 << level
		}
	}
	return idx
}

// LoadTree builds the tree of size entries from the nodes at [EdgeNodes], in that order. Whether
// they are the right ones shows in [Tree.Root].
func LoadTree(size uint64, nodes [][32]byte) (Tree, error) {
	if size > 1<<62 || len(nodes) != len(EdgeNodes(size)) {
		return Tree{}, fmt.Errorf("journal: a tree of %d entries has another number of nodes than %d", size, len(nodes))
	}
	t := Tree{size: int64(size)}
	for _, n := range nodes {
		t.edge = append(t.edge, n)
	}
	return t, nil
}

// Size returns the number of entries.
func (t Tree) Size() uint64 { return uint64(t.size) }

// Root returns the tree's head. That of the empty tree is SHA-256 of nothing.
func (t Tree) Root() [32]byte {
	if len(t.edge) == 0 {
		return sha256.Sum256(nil)
	}
	h := t.edge[len(t.edge)-1]
	for i := len(t.edge) - 2; i >= 0; i-- {
		h = tlog.NodeHash(t.edge[i], h)
	}
	return h
}

// Append returns the tree with one more leaf, and the nodes to store for it.
func (t Tree) Append(leaf []byte) (Tree, []Node) { return t.appendHash(tlog.RecordHash(leaf)) }

// appendHash appends a leaf of which only the hash is known.
func (t Tree) appendHash(h tlog.Hash) (Tree, []Node) {
	index := tlog.StoredHashIndex(0, t.size)
	nodes := []Node{{index, h}}
	edge := append([]tlog.Hash(nil), t.edge...)
	// A leaf completes one perfect subtree for each trailing one bit of the size before it.
	for bit := int64(1); t.size&bit != 0; bit <<= 1 {
		h = tlog.NodeHash(edge[len(edge)-1], h)
		edge = edge[:len(edge)-1]
		index++
		nodes = append(nodes, Node{index, h})
	}
	return Tree{size: t.size + 1, edge: append(edge, h)}, nodes
}
