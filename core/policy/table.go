package policy

import (
	"encoding/binary"
	"math/bits"

	"gatehouse/core/apikey"
)

// table finds rows of tokens by a hash: open addressing, at most half full, eight bytes a slot. With
// 100,000 keys a look-up is one miss of the cache here and one in the row; Go's map, with keys of 32
// bytes inside, has three. The hashes are of our own random data, so nobody can make them collide.
type table struct {
	slots []slot
	shift uint
}

// slot holds the low half of a hash and a row; row 0 is an empty slot.
type slot struct{ tag, row uint32 }

// newTable returns a table for n rows.
func newTable(n int) table {
	size := max(4, bits.Len(uint(2*n)))
	return table{slots: make([]slot, 1<<size), shift: uint(64 - size)}
}

func (t *table) add(hash uint64, row uint32) {
	mask := uint64(len(t.slots) - 1)
	i := hash >> t.shift
	for t.slots[i].row != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = slot{uint32(hash), row}
}

// digestHash needs no mixing: a digest is as random as can be.
func digestHash(d *apikey.Digest) uint64 { return binary.LittleEndian.Uint64(d[:]) }

// byDigest returns the row of a token's digest, or 0.
func (s *Snapshot) byDigest(d *apikey.Digest) uint32 {
	t := &s.digestTable
	hash, mask := digestHash(d), uint64(len(t.slots)-1)
	for i := hash >> t.shift; ; i = (i + 1) & mask {
		sl := t.slots[i]
		if sl.row == 0 || sl.tag == uint32(hash) && s.digests[sl.row] == *d {
			return sl.row
		}
	}
}

// pack returns a public id of the usual length as a number; 0 for any other.
func pack(public string) uint64 {
	if len(public) != apikey.PublicLen {
		return 0
	}
	return binary.LittleEndian.Uint64(raw(public))
}

// publicHash spreads a packed public id over the high bits (Fibonacci hashing).
func publicHash(p uint64) uint64 { return (p ^ p>>29) * 0x9e3779b97f4a7c15 }

// byPublic returns the row of a token's public id, or 0.
func (s *Snapshot) byPublic(public string) uint32 {
	p := pack(public)
	if p == 0 {
		return s.oddPublics[public]
	}
	t := &s.publicTable
	hash, mask := publicHash(p), uint64(len(t.slots)-1)
	for i := hash >> t.shift; ; i = (i + 1) & mask {
		sl := t.slots[i]
		if sl.row == 0 || sl.tag == uint32(hash) && s.tokens[sl.row].public == p {
			return sl.row
		}
	}
}
