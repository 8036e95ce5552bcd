package seal

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// Place says where sealed or signed bytes belong. It is built from left to right; every part has a
// fixed size or its length in front of it, so that no two lists of parts give the same bytes.
// A Place is a value: extending it never changes the one it was made from.
type Place struct{ b []byte }

// At begins a place with a label from labels.go.
func At(label string) Place { return Place{}.Text(label) }

// Bare begins a place without a label, for the layouts that are signed or hashed under a label of
// their own.
func Bare() Place { return Place{} }

// U8 adds one byte.
func (p Place) U8(v uint8) Place { return Place{append(slices.Clip(p.b), v)} }

// U32 adds four bytes, big-endian.
func (p Place) U32(v uint32) Place {
	return Place{binary.BigEndian.AppendUint32(slices.Clip(p.b), v)}
}

// U64 adds eight bytes, big-endian.
func (p Place) U64(v uint64) Place {
	return Place{binary.BigEndian.AppendUint64(slices.Clip(p.b), v)}
}

// Raw adds bytes of a size that the layout fixes: a vault id, a digest, a public key.
func (p Place) Raw(v []byte) Place { return Place{append(slices.Clip(p.b), v...)} }

// LP adds the length of v as four bytes, and v.
func (p Place) LP(v []byte) Place { return p.U32(uint32(len(v))).Raw(v) }

// Text adds a text like [Place.LP].
func (p Place) Text(v string) Place {
	return Place{append(p.U32(uint32(len(v))).b, v...)}
}

// Bytes returns the bytes of the place.
func (p Place) Bytes() []byte { return slices.Clone(p.b) }

// Sum returns the SHA-256 of the place's bytes.
func (p Place) Sum() [32]byte { return sha256.Sum256(p.b) }
