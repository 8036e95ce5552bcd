package keyring

import (
	"bytes"
	"encoding/binary"
	"errors"

	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// Numbers that a slot header holds.
const (
	headerFormat = 1
	kdfArgon2id  = 1
)

// Header is the clear part of a slot. All of it is associated data of the box, so nothing in it can
// be changed without the password.
type Header struct {
	Vault   roster.VaultID
	Admin   string      // the administrator's id
	Params  seal.Params // cost of the password
	Salt    [seal.SaltSize]byte
	Device  bool   // a device key is needed too
	Wrap    []byte // HPKE public key
	Signing []byte // Ed25519 public key
	Version uint64 // +1 with every change of password or cost
}

// errHeader stands for every malformed header; the layout has no optional parts to explain.
var errHeader = errors.New("keyring: not a slot header that this Gatehouse knows")

// Bytes returns the header's layout:
//
//	LP(label) format u8 suite u8 vault 20 admin 16 kdf u8 MiB u32 passes u32 threads u8
//	salt 16 device u8 LP(hpke) ed25519 32 version u64
func (h Header) Bytes() ([]byte, error) {
	p, err := h.place()
	return p.Bytes(), err
}

// place returns the header as the place of the box.
func (h Header) place() (seal.Place, error) {
	id, err := seal.IDBytes(h.Admin)
	if err != nil {
		return seal.Place{}, err
	}
	if len(h.Wrap) != seal.WrapPublicSize || len(h.Signing) != 32 {
		return seal.Place{}, errHeader
	}
	var device uint8
	if h.Device {
		device = 1
	}
	return seal.At(seal.LabelSlot).U8(headerFormat).U8(seal.Suite).Raw(h.Vault[:]).Raw(id[:]).
		U8(kdfArgon2id).U32(h.Params.MiB).U32(h.Params.Time).U8(h.Params.Threads).
		Raw(h.Salt[:]).U8(device).LP(h.Wrap).Raw(h.Signing).U64(h.Version), nil
}

// ParseHeader reads a header. It refuses costs outside of the floor and the ceiling before anything
// is computed with them, and every byte that Bytes would not write.
func ParseHeader(b []byte) (Header, error) {
	r := reader{b: b}
	label := r.lp(64)
	format, suite := r.u8(), r.u8()
	var h Header
	copy(h.Vault[:], r.take(roster.VaultIDSize))
	h.Admin = seal.IDText(r.take(seal.IDSize))
	kdf := r.u8()
	h.Params = seal.Params{MiB: r.u32(), Time: r.u32(), Threads: r.u8()}
	copy(h.Salt[:], r.take(seal.SaltSize))
	device := r.u8()
	h.Device = device == 1
	h.Wrap = r.lp(seal.WrapPublicSize)
	h.Signing = bytes.Clone(r.take(32))
	h.Version = r.u64()
	if r.bad || len(r.b) != 0 || string(label) != seal.LabelSlot || format != headerFormat ||
		suite != seal.Suite || kdf != kdfArgon2id || device > 1 || len(h.Wrap) != seal.WrapPublicSize {
		return Header{}, errHeader
	}
	if err := h.Params.Check(); err != nil {
		return Header{}, err
	}
	return h, nil
}

// Belongs reports whether the header's keys are those of the administrator in the roster.
func (h Header) Belongs(r roster.Roster) bool {
	a, ok := r.Admin(h.Admin)
	return ok && h.Vault == r.Vault() && bytes.Equal(a.Wrap, h.Wrap) && bytes.Equal(a.Signing, h.Signing)
}

// reader takes fields from the front of b; after the first short read everything is empty.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if r.bad || len(r.b) < n {
		r.bad = true
		return make([]byte, n)
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) u8() uint8   { return r.take(1)[0] }
func (r *reader) u32() uint32 { return binary.BigEndian.Uint32(r.take(4)) }
func (r *reader) u64() uint64 { return binary.BigEndian.Uint64(r.take(8)) }

// lp takes a length and so many bytes, at most limit.
func (r *reader) lp(limit uint32) []byte {
	n := r.u32()
	if n > limit {
		r.bad = true
		return nil
	}
	return bytes.Clone(r.take(int(n)))
}
