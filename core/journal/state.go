package journal

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"gatehouse/core/seal"
)

// Buckets is the number of buckets of the state root.
const Buckets = 4096

// Row is one row of the file as the state root sees it. Records stand under their kind and id; the
// rows of the other tables under the table's name and their key.
type Row struct {
	Kind    string
	ID      string
	Version uint64
	Sum     [32]byte // of every column that is covered, see [SumRow]
}

// SumRow returns the digest of a row's columns: SHA-256 over LP of each, in the table's order.
func SumRow(columns ...[]byte) [32]byte {
	p := seal.Bare()
	for _, c := range columns {
		p = p.LP(c)
	}
	return p.Sum()
}

// compareRows orders rows by kind and id.
func compareRows(a, b Row) int {
	return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.ID, b.ID))
}

// BucketOf returns the bucket of a row: the first 12 bits of SHA-256(LP(kind) LP(id)).
func BucketOf(kind, id string) int {
	sum := seal.Bare().Text(kind).Text(id).Sum()
	return int(sum[0])<<4 | int(sum[1])>>4
}

// State is the digest of every row of a vault, in [Buckets] buckets, kept up to date as rows
// change. The root is SHA-256 over the buckets' digests; a bucket's is SHA-256 over its rows in
// order, each LP(kind) LP(id) version 8 sum 32.
//
// Memory is about 100 bytes a row beside the strings. It is not safe for concurrent use.
type State struct {
	rows [Buckets][]Row
	sums [Buckets][32]byte
	root [32]byte
	size int
}

// NewState returns the state of the given rows. Two rows of one kind and id are an error: the
// tables' keys forbid it.
func NewState(rows []Row) (*State, error) {
	s := &State{size: len(rows)}
	for _, r := range rows {
		b := BucketOf(r.Kind, r.ID)
		s.rows[b] = append(s.rows[b], r)
	}
	for b := range s.rows {
		slices.SortFunc(s.rows[b], compareRows)
		for i := 1; i < len(s.rows[b]); i++ {
			if compareRows(s.rows[b][i-1], s.rows[b][i]) == 0 {
				return nil, errors.New("journal: two rows " + s.rows[b][i].Kind + " " + s.rows[b][i].ID)
			}
		}
		s.sums[b] = sumBucket(s.rows[b])
	}
	s.root = sumRoot(&s.sums)
	return s, nil
}

// Root returns the state root.
func (s *State) Root() [32]byte { return s.root }

// Len returns the number of rows.
func (s *State) Len() int { return s.size }

// Find returns a row.
func (s *State) Find(kind, id string) (Row, bool) {
	rows := s.rows[BucketOf(kind, id)]
	i, ok := slices.BinarySearchFunc(rows, Row{Kind: kind, ID: id}, compareRows)
	if !ok {
		return Row{}, false
	}
	return rows[i], true
}

// Bucket returns the rows of one bucket in order; the caller must not change them.
func (s *State) Bucket(b int) []Row { return s.rows[b] }

// All calls yield for every row, bucket by bucket, until it says no.
func (s *State) All(yield func(Row) bool) {
	for b := range s.rows {
		for _, r := range s.rows[b] {
			if !yield(r) {
				return
			}
		}
	}
}

// Next is a state root that is not committed yet.
type Next struct {
	state *State
	from  [32]byte
	root  [32]byte
	size  int
	rows  map[int][]Row
	sums  map[int][32]byte
}

// Next works out the state after some rows were written and others removed (of those, kind and id
// count), without changing s. Removing a row that is not there changes nothing.
func (s *State) Next(put, remove []Row) *Next {
	n := &Next{state: s, from: s.root, size: s.size, rows: map[int][]Row{}, sums: map[int][32]byte{}}
	bucket := func(r Row) (int, []Row) {
		b := BucketOf(r.Kind, r.ID)
		if rows, ok := n.rows[b]; ok {
			return b, rows
		}
		return b, slices.Clone(s.rows[b])
	}
	for _, r := range put {
		b, rows := bucket(r)
		if i, ok := slices.BinarySearchFunc(rows, r, compareRows); ok {
			rows[i] = r
		} else {
			rows = slices.Insert(rows, i, r)
			n.size++
		}
		n.rows[b] = rows
	}
	for _, r := range remove {
		b, rows := bucket(r)
		if i, ok := slices.BinarySearchFunc(rows, r, compareRows); ok {
			n.rows[b] = slices.Delete(rows, i, i+1)
			n.size--
		}
	}
	sums := s.sums
	for b, rows := range n.rows {
		n.sums[b] = sumBucket(rows)
		sums[b] = n.sums[b]
	}
	n.root = sumRoot(&sums)
	return n
}

// Root returns the state root to be signed.
func (n *Next) Root() [32]byte { return n.root }

// Sums returns the digests of the buckets that the rows lie in, by bucket.
func (n *Next) Sums() map[int][32]byte { return n.sums }

// Commit makes the state the next one. It panics when the state has moved on since.
func (n *Next) Commit() {
	if n.state.root != n.from {
		panic("journal: the state has changed since it was staged")
	}
	for b, rows := range n.rows {
		n.state.rows[b], n.state.sums[b] = rows, n.sums[b]
	}
	n.state.root, n.state.size = n.root, n.size
}

// Sums returns the digests of all buckets, 32 bytes each. Kept beside the vault, they tell which
// bucket differs when the root does; see [State.Differs].
func (s *State) Sums() []byte {
	out := make([]byte, 0, Buckets*32)
	for _, sum := range s.sums {
		out = append(out, sum[:]...)
	}
	return out
}

// Differs returns the buckets whose rows are not those under a signed root, given the bucket sums
// that were kept with it. Ok is false when the kept sums do not give that root and so say nothing.
func (s *State) Differs(root [32]byte, sums []byte) (buckets []int, ok bool) {
	if len(sums) != Buckets*32 || sha256.Sum256(sums) != root {
		return nil, false
	}
	for b := range s.sums {
		if [32]byte(sums[b*32:]) != s.sums[b] {
			buckets = append(buckets, b)
		}
	}
	return buckets, true
}

// sumBucket returns the digest of a bucket's rows.
func sumBucket(rows []Row) [32]byte {
	var b []byte
	for _, r := range rows {
		b = binary.BigEndian.AppendUint32(b, uint32(len(r.Kind)))
		b = append(b, r.Kind...)
		b = binary.BigEndian.AppendUint32(b, uint32(len(r.ID)))
		b = append(b, r.ID...)
		b = binary.BigEndian.AppendUint64(b, r.Version)
		b = append(b, r.Sum[:]...)
	}
	return sha256.Sum256(b)
}

// sumRoot returns the digest of all buckets.
func sumRoot(sums *[Buckets][32]byte) [32]byte {
	h := sha256.New()
	for i := range sums {
		h.Write(sums[i][:])
	}
	return [32]byte(h.Sum(nil))
}
