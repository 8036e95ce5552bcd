package journal

import (
	"context"
	"iter"

	"golang.org/x/mod/sumdb/tlog"
)

// ReadTree builds the tree of the first size entries from stored nodes. Whether they are the right
// ones shows in [Tree.Root].
func ReadTree(ctx context.Context, src Source, size uint64) (Tree, error) {
	var nodes [][32]byte
	for _, i := range EdgeNodes(size) {
		some, err := src.Nodes(ctx, i, 1)
		if err != nil {
			return Tree{}, err
		}
		var n [32]byte
		if len(some) > 0 {
			n = some[0]
		}
		nodes = append(nodes, n)
	}
	return LoadTree(size, nodes)
}

// A page of entries is at most so many, or so many bytes of bodies.
const (
	pageEntries = 1024
	pageBytes   = 8 << 20
)

// paged yields the entries from a number on, and is never inside of the source's own iteration when
// it does.
func paged(ctx context.Context, src Source, from uint64) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for {
			if err := ctx.Err(); err != nil {
				yield(Entry{}, err)
				return
			}
			page, err := readPage(ctx, src, from)
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
				from = e.Seq + 1
			}
			if err != nil {
				yield(Entry{}, err)
				return
			}
			if len(page) == 0 {
				return
			}
		}
	}
}

// readPage reads the next page.
func readPage(ctx context.Context, src Source, from uint64) ([]Entry, error) {
	var page []Entry
	size := 0
	for e, err := range src.Entries(ctx, from) {
		if err != nil {
			return page, err
		}
		page = append(page, e)
		size += len(e.Sealed)
		if len(page) == pageEntries || size >= pageBytes {
			break
		}
	}
	return page, nil
}

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
		some, err := r.src.Nodes(r.ctx, index, readAhead)
		if err != nil {
			return [32]byte{}, err
		}
		if len(some) == 0 {
			return [32]byte{}, nil
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
