package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math"

	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// Entry is one line of the journal, as it is stored.
type Entry struct {
	Seq        uint64   // from 0; the index of its leaf
	Time       int64    // Unix milliseconds; never less than the entry before
	Actor      string   // the administrator's id
	Epoch      uint64   // whose journal key sealed the body
	StateRoot  [32]byte // of the vault after the change
	Sealed     []byte   // the body, see [Body]
	Sig        []byte   // the actor's Ed25519 signature
	Checkpoint []byte   // the signed tree head after this entry; no part of the leaf
}

// signed returns the bytes under the signature: everything but the body itself, of which the digest
// is there, and the root of the tree before the entry.
func (e Entry) signed(before [32]byte) seal.Place {
	sum := sha256.Sum256(e.Sealed)
	return seal.Bare().U64(e.Seq).U64(uint64(e.Time)).Text(e.Actor).U64(e.Epoch).
		Raw(before[:]).Raw(e.StateRoot[:]).Raw(sum[:])
}

// Leaf returns the canonical bytes of the entry that the tree hashes:
//
//	seq time LP(actor) epoch before 32 state 32 SHA-256(sealed) 32 LP(sealed) sig 64
//
// Before is the root of the tree of all earlier entries.
func (e Entry) Leaf(before [32]byte) []byte {
	sum := sha256.Sum256(e.Sealed)
	b := make([]byte, 0, 8+8+4+len(e.Actor)+8+32+32+32+4+len(e.Sealed)+len(e.Sig))
	b = binary.BigEndian.AppendUint64(b, e.Seq)
	b = binary.BigEndian.AppendUint64(b, uint64(e.Time))
	b = binary.BigEndian.AppendUint32(b, uint32(len(e.Actor)))
	b = append(b, e.Actor...)
	b = binary.BigEndian.AppendUint64(b, e.Epoch)
	b = append(b, before[:]...)
	b = append(b, e.StateRoot[:]...)
	b = append(b, sum[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(e.Sealed)))
	b = append(b, e.Sealed...)
	return append(b, e.Sig...)
}

// errLeaf stands for every malformed leaf.
var errLeaf = errors.New("journal: not an entry")

// ParseLeaf reads what [Entry.Leaf] writes and nothing else. It checks the layout and the body's
// digest, not the signature.
func ParseLeaf(b []byte) (e Entry, before [32]byte, err error) {
	r := reader{b: b}
	e.Seq = r.u64()
	t := r.u64()
	e.Time = int64(t)
	e.Actor = string(r.lp(maxActor))
	e.Epoch = r.u64()
	copy(before[:], r.take(32))
	copy(e.StateRoot[:], r.take(32))
	sum := r.take(32)
	e.Sealed = bytes.Clone(r.lp(maxSealed))
	e.Sig = bytes.Clone(r.take(64))
	digest := sha256.Sum256(e.Sealed)
	if r.bad || len(r.b) != 0 || t > math.MaxInt64 || !bytes.Equal(sum, digest[:]) {
		return Entry{}, [32]byte{}, errLeaf
	}
	return e, before, nil
}

// check returns what is wrong with the entry's shape, or "".
func (e Entry) check() string {
	switch {
	case e.Time < 0:
		return "its time lies before 1970"
	case len(e.Actor) > maxActor:
		return "its actor is no id"
	case len(e.Sealed) > maxSealed:
		return "its body is too large"
	case len(e.Sig) != 64:
		return "its signature has the wrong size"
	}
	return ""
}

// verified reports whether the actor's key signed the entry.
func (e Entry) verified(vault roster.VaultID, pub []byte, before [32]byte) bool {
	return seal.Verified(pub, seal.SigEntry, vault[:], e.signed(before).Bytes(), e.Sig)
}

// NextTime returns the time of the next entry after one of time last: now, or a millisecond after
// last when the clock stands still or went back. It reports whether it went back.
func NextTime(last, now int64) (next int64, back bool) {
	if now > last {
		return now, false
	}
	return last + 1, now < last
}

// reader takes fields from the front of b; after the first short read everything is empty.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if r.bad || len(r.b) < n {
		r.bad = true
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) u64() uint64 {
	if b := r.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

// lp takes a length and so many bytes, at most limit.
func (r *reader) lp(limit int) []byte {
	b := r.take(4)
	if b == nil {
		return nil
	}
	n := binary.BigEndian.Uint32(b)
	if n > uint32(limit) {
		r.bad = true
		return nil
	}
	return r.take(int(n))
}
