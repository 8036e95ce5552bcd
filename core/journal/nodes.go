package journal

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// readAhead is how many stored nodes are read at once: 2 MB.
const readAhead = 1 << 16

// nodeReader reads stored nodes in order, many at a time.
type nodeReader struct {
	ctx   context.Context
	src   Source
	first int64
	some  [][32]byte
}

// at returns the stored node at an index.
func (r *nodeReader) at(index int64) ([32]byte, error) {
	if index < r.first || index >= r.first+int64(len(r.some)) {
		idx := make([]int64, readAhead)
		for i := range idx {
			idx[i] = index + int64(i)
		}
		some, err := r.src.Nodes(r.ctx, idx)
		if err != nil {
			return [32]byte{}, err
		}
		if len(some) != len(idx) {
			return [32]byte{}, fmt.Errorf("journal: asked for %d nodes, got %d", len(idx), len(some))
		}
		r.first, r.some = index, some
	}
	return r.some[index-r.first], nil
}

// leaf returns the stored hash of an entry's leaf.
func (r *nodeReader) leaf(seq uint64) (tlog.Hash, error) {
	h, err := r.at(tlog.StoredHashIndex(0, int64(seq)))
	return tlog.Hash(h), err
}

// after returns what is stored for nodes.
func (r *nodeReader) after(nodes []Node) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(nodes))
	for i, n := range nodes {
		h, err := r.at(n.Index)
		if err != nil {
			return nil, err
		}
		out[i] = h
	}
	return out, nil
}
