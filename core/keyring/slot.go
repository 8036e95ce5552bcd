package keyring

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"gatehouse/core/fault"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// Box is what an administrator's password opens.
type Box struct {
	HPKE     seal.Secret `json:"hpke"`     // seed; opens his keyring rows
	Ed25519  seal.Secret `json:"ed25519"`  // seed; signs statements, entries and checkpoints
	TOTP     seal.Secret `json:"totp"`     // one-time-password secret; empty = not enrolled
	Recovery [][]byte    `json:"recovery"` // SHA-256 of the recovery codes that are left
}

// NewBox makes the random seeds of a new administrator.
func NewBox() Box {
	return Box{HPKE: seal.RandomSecret(seal.SeedSize), Ed25519: seal.RandomSecret(seal.SeedSize)}
}

// Keys returns the signing key and the two public keys of the box's seeds.
func (b Box) Keys() (signing seal.SigningKey, wrap []byte, err error) {
	if signing, err = seal.NewSigningKey(b.Ed25519); err != nil {
		return seal.SigningKey{}, nil, err
	}
	if wrap, err = seal.WrapPublic(b.HPKE); err != nil {
		return seal.SigningKey{}, nil, err
	}
	return signing, wrap, nil
}

// Wipe overwrites the secrets.
func (b Box) Wipe() {
	b.HPKE.Wipe()
	b.Ed25519.Wipe()
	b.TOTP.Wipe()
}

// Slot is one administrator's door, as stored.
type Slot struct {
	Header []byte
	Check  []byte // key commitment, 32 bytes: tells a wrong password from a damaged box
	Box    []byte
}

// ErrPassword says that the password, or the device key, is not the one of this slot.
var ErrPassword = errors.New("keyring: the password or the device key is wrong")

// Lock makes a slot around a box. The header's public keys and salt are filled in here; device is
// empty when the vault uses no device key for this administrator.
func Lock(h Header, password, device seal.Secret, box Box) (Slot, error) {
	signing, wrap, err := box.Keys()
	if err != nil {
		return Slot{}, err
	}
	defer signing.Wipe()
	h.Signing, h.Wrap, h.Device = signing.Public(), wrap, !device.IsZero()
	rand.Read(h.Salt[:])
	place, err := h.place()
	if err != nil {
		return Slot{}, err
	}
	key, check, err := h.keys(password, device)
	if err != nil {
		return Slot{}, err
	}
	defer key.Wipe()
	plain, err := seal.Encode(box)
	if err != nil {
		return Slot{}, err
	}
	defer clear(plain)
	return Slot{Header: place.Bytes(), Check: check, Box: seal.SealBox(key, place, plain)}, nil
}

// Open opens a slot of the roster's vault. A wrong password or device key is [ErrPassword]; a slot
// that was changed, or that belongs to another vault or to keys that the roster does not name, is
// Damaged. The work is the same for every wrong password.
func (s Slot) Open(r roster.Roster, password, device seal.Secret) (Header, Box, error) {
	h, err := ParseHeader(s.Header)
	if err != nil {
		return Header{}, Box{}, fault.Wrap(fault.Damaged, err, "the log-in data of an administrator is damaged")
	}
	if !h.Belongs(r) {
		return Header{}, Box{}, fault.New(fault.Damaged, "the log-in data of administrator %s is not the one that the roster names", h.Admin)
	}
	if h.Device == device.IsZero() {
		return h, Box{}, ErrPassword
	}
	key, check, err := h.keys(password, device)
	if err != nil {
		return h, Box{}, ErrPassword
	}
	defer key.Wipe()
	if subtle.ConstantTimeCompare(check, s.Check) != 1 {
		return h, Box{}, ErrPassword
	}
	box, err := s.unseal(h, key)
	if err != nil {
		return h, Box{}, fault.Wrap(fault.Damaged, err, "the log-in data of administrator %s is damaged", h.Admin)
	}
	return h, box, nil
}

// unseal opens the box and checks that its seeds belong to the header's public keys.
func (s Slot) unseal(h Header, key seal.Key) (Box, error) {
	place, err := h.place()
	if err != nil {
		return Box{}, err
	}
	plain, err := seal.OpenBox(key, place, s.Box)
	if err != nil {
		return Box{}, err
	}
	defer clear(plain)
	var box Box
	if err := seal.Decode(plain, &box); err != nil {
		return Box{}, err
	}
	signing, wrap, err := box.Keys()
	if err != nil {
		return Box{}, err
	}
	defer signing.Wipe()
	if !bytes.Equal(signing.Public(), h.Signing) || !bytes.Equal(wrap, h.Wrap) {
		return Box{}, errors.New("its seeds belong to other keys")
	}
	return box, nil
}

// keys stretches the password and derives the slot key and its commitment.
func (h Header) keys(password, device seal.Secret) (seal.Key, []byte, error) {
	argon, err := seal.Stretch(password.Expose(), h.Salt[:], h.Params)
	if err != nil {
		return seal.Key{}, nil, err
	}
	defer argon.Wipe()
	ikm := seal.NewSecret(append(bytes.Clone(argon.Expose()), device.Expose()...))
	defer ikm.Wipe()
	id, err := seal.IDBytes(h.Admin)
	if err != nil {
		return seal.Key{}, nil, err
	}
	derive := func(label string) seal.Key {
		return seal.DeriveKey(ikm, h.Salt[:], seal.At(label).Raw(h.Vault[:]).Raw(id[:]))
	}
	return derive(seal.LabelSlot), derive(seal.LabelCheck).Expose().Expose(), nil
}

// Waste does the work of a wrong password, for a name that no administrator has.
func Waste(p seal.Params, password seal.Secret) {
	if p.Check() != nil {
		p = seal.DefaultParams()
	}
	// The result and the error are of no use to anyone.
	_, _ = seal.Stretch(password.Expose(), make([]byte, seal.SaltSize), p)
}

// TagSize is the size of a slot's tag.
const TagSize = 16

// Tag returns the keyed digest under which a slot is found by the administrator's name, so that
// the name itself stays out of the file. Names that differ in case, width or the spaces around
// them are the same.
func Tag(vault roster.VaultID, name string) []byte {
	mac := hmac.New(sha256.New, vault[:])
	mac.Write([]byte(FoldName(name)))
	return mac.Sum(nil)[:TagSize]
}

// FoldName returns the form of a name in which two spellings of it are equal: NFKC, case folded,
// inner spaces single, none around.
func FoldName(name string) string {
	folded := cases.Fold().String(norm.NFKC.String(name))
	return strings.Join(strings.Fields(norm.NFKC.String(folded)), " ")
}
