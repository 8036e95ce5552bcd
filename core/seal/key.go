package seal

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// KeySize is the size of every symmetric key.
const KeySize = 32

// Key is a symmetric key. It prints [hidden]. A copy is a key of its own: wipe each.
type Key struct{ b [KeySize]byte }

// NewKey returns a key of 32 bytes from r; nil means the system's randomness.
func NewKey(r io.Reader) (Key, error) {
	var k Key
	if r == nil {
		r = rand.Reader
	}
	if _, err := io.ReadFull(r, k.b[:]); err != nil {
		return Key{}, fmt.Errorf("making a key: %w", err)
	}
	return k, nil
}

// KeyFrom returns the key with the given 32 bytes.
func KeyFrom(b []byte) (Key, error) {
	if len(b) != KeySize {
		return Key{}, errors.New("seal: a key has 32 bytes")
	}
	var k Key
	copy(k.b[:], b)
	return k, nil
}

// Derive returns the subkey for a use: HKDF-SHA256 of the key with label as info (RFC 5869).
func (k Key) Derive(label string) Key { return expand(k.b[:], nil, label) }

// DeriveKey returns the key for a use from any secret of high entropy or from [Stretch]:
// HKDF-SHA256 with the salt and the place as info.
func DeriveKey(secret Secret, salt []byte, info Place) Key {
	return expand(secret.b, salt, string(info.b))
}

// Expose returns a copy of the key as a secret, for sealing it into something else.
func (k Key) Expose() Secret { return NewSecret(k.b[:]) }

// Equal compares in constant time.
func (k Key) Equal(o Key) bool { return subtle.ConstantTimeCompare(k.b[:], o.b[:]) == 1 }

// IsZero reports whether the key was never set, or was wiped.
func (k Key) IsZero() bool { return k.Equal(Key{}) }

// Wipe overwrites this copy of the key.
func (k *Key) Wipe() { clear(k.b[:]) }

// String prints [hidden].
func (k Key) String() string { return hidden }

// GoString prints [hidden].
func (k Key) GoString() string { return hidden }

// Format prints [hidden] for every verb.
func (k Key) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// LogValue prints [hidden].
func (k Key) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalJSON prints "[hidden]". To seal a key into a body, expose it as a [Secret].
func (k Key) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

// expand is HKDF-SHA256 with an output of one key.
func expand(ikm, salt []byte, info string) Key {
	out, err := hkdf.Key(sha256.New, ikm, salt, info, KeySize)
	if err != nil {
		panic("seal: " + err.Error()) // only for outputs above 8,160 bytes or a salt refused in FIPS mode
	}
	var k Key
	copy(k.b[:], out)
	clear(out)
	return k
}
