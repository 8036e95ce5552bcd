package logdb

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"math/bits"
)

// dict numbers the distinct values of one column of text in one segment: an open-addressed table
// over hashes, since this is what most of an import's encoding time goes into.
type dict struct {
	seed   maphash.Seed
	slots  []uint32 // index of a value + 1; 0 is free
	hashes []uint64
	ends   []uint32 // of the values
	bytes  []byte
}

const dictSlots = 1 << 10 // to begin with; a power of two

func newDict() *dict { return &dict{seed: maphash.MakeSeed(), slots: make([]uint32, dictSlots)} }

// reset forgets all values. A large table is given back to the next column only if it is not far
// too large for it.
func (d *dict) reset() {
	if len(d.slots) > 16*dictSlots && len(d.ends) < len(d.slots)/16 {
		d.slots = make([]uint32, dictSlots)
	} else {
		clear(d.slots)
	}
	d.hashes, d.ends, d.bytes = d.hashes[:0], d.ends[:0], d.bytes[:0]
}

// value returns the i-th distinct value.
func (d *dict) value(i uint32) []byte {
	begin := uint32(0)
	if i > 0 {
		begin = d.ends[i-1]
	}
	return d.bytes[begin:d.ends[i]]
}

// hash is cheap for the many columns whose values have a few letters.
func (d *dict) hash(v []byte) uint64 {
	if len(v) <= 8 {
		var word [8]byte
		copy(word[:], v)
		h, l := bits.Mul64(binary.LittleEndian.Uint64(word[:])^uint64(len(v))<<56^0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93)
		return h ^ l
	}
	return maphash.Bytes(d.seed, v)
}

// index returns the number of a value, a new one where it was not seen before.
func (d *dict) index(v []byte) int32 {
	h := d.hash(v)
	mask := uint64(len(d.slots) - 1)
	at := h & mask
	for {
		s := d.slots[at]
		if s == 0 {
			break
		}
		if d.hashes[s-1] == h && bytes.Equal(d.value(s-1), v) {
			return int32(s - 1)
		}
		at = (at + 1) & mask
	}
	n := uint32(len(d.ends))
	d.slots[at] = n + 1
	d.hashes = append(d.hashes, h)
	d.bytes = append(d.bytes, v...)
	d.ends = append(d.ends, uint32(len(d.bytes)))
	if int(n+1)*2 > len(d.slots) {
		d.grow()
	}
	return int32(n)
}

// grow makes the table four times as large.
func (d *dict) grow() {
	d.slots = make([]uint32, 4*len(d.slots))
	mask := uint64(len(d.slots) - 1)
	for i, h := range d.hashes {
		at := h & mask
		for d.slots[at] != 0 {
			at = (at + 1) & mask
		}
		d.slots[at] = uint32(i + 1)
	}
}

// plain returns the values as Parquet's PLAIN encoding of byte arrays: each with its length in
// front of it.
func (d *dict) plain(dst []byte) []byte {
	begin := uint32(0)
	for _, end := range d.ends {
		dst = binary.LittleEndian.AppendUint32(dst, end-begin)
		dst = append(dst, d.bytes[begin:end]...)
		begin = end
	}
	return dst
}
