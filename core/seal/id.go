package seal

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
)

// IDSize is the number of random bytes in an id, IDLen that of characters in its text.
const (
	IDSize = 16
	IDLen  = 26
)

// base32Lower is RFC 4648 §6 in small letters without padding.
var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// NewID returns a random id: 16 bytes as 26 characters of lower-case base32. An id says nothing
// about what it names, so it may stand outside of a seal.
func NewID() string {
	var b [IDSize]byte
	rand.Read(b[:])
	return IDText(b[:])
}

// IDText returns the text of raw bytes, of an id (16) or of a vault id (20).
func IDText(b []byte) string { return base32Lower.EncodeToString(b) }

// IDBytes returns the bytes of an id's text. There is exactly one text for each id.
func IDBytes(id string) ([IDSize]byte, error) {
	var b [IDSize]byte
	if len(id) == IDLen {
		raw, err := base32Lower.DecodeString(id)
		if err == nil && IDText(raw) == id {
			copy(b[:], raw)
			return b, nil
		}
	}
	return b, errors.New("seal: not an id: 26 characters of a-z and 2-7")
}

// ValidID reports whether id is an id as [NewID] makes them.
func ValidID(id string) bool {
	_, err := IDBytes(id)
	return err == nil
}
