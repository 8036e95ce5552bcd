package seal

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// SigningKey is an Ed25519 key made from a seed. It prints [hidden].
type SigningKey struct{ priv ed25519.PrivateKey }

// NewSigningKey returns the key of a 32-byte seed.
func NewSigningKey(seed Secret) (SigningKey, error) {
	if len(seed.b) != ed25519.SeedSize {
		return SigningKey{}, errors.New("seal: a signing seed has 32 bytes")
	}
	return SigningKey{ed25519.NewKeyFromSeed(seed.b)}, nil
}

// Public returns the 32-byte public key.
func (k SigningKey) Public() []byte {
	if k.IsZero() {
		return nil
	}
	return append([]byte(nil), k.priv[ed25519.SeedSize:]...)
}

// IsZero reports whether the key was never made.
func (k SigningKey) IsZero() bool { return len(k.priv) == 0 }

// Wipe overwrites the key, in all copies.
func (k SigningKey) Wipe() { clear(k.priv) }

// Sign signs msg of one kind (a Sig constant) for one vault, so that a signature never counts
// anywhere else.
func (k SigningKey) Sign(kind string, vault, msg []byte) []byte {
	return ed25519.Sign(k.priv, signed(kind, vault, msg))
}

// SignPlain signs msg without label, as C2SP notes want it. Only the journal's log key does so,
// and it signs nothing else.
func (k SigningKey) SignPlain(msg []byte) []byte { return ed25519.Sign(k.priv, msg) }

// Verified reports whether sig is the signature of [SigningKey.Sign] by the owner of pub.
func Verified(pub []byte, kind string, vault, msg, sig []byte) bool {
	return VerifiedPlain(pub, signed(kind, vault, msg), sig)
}

// VerifiedPlain reports whether sig is the signature of [SigningKey.SignPlain] by the owner of pub.
func VerifiedPlain(pub, msg, sig []byte) bool {
	return len(pub) == ed25519.PublicKeySize && ed25519.Verify(pub, msg, sig)
}

// signed returns the bytes under a labelled signature.
func signed(kind string, vault, msg []byte) []byte {
	b := make([]byte, 0, len(sigPrefix)+len(kind)+1+len(vault)+len(msg))
	b = append(b, sigPrefix...)
	b = append(b, kind...)
	b = append(b, 0)
	b = append(b, vault...)
	return append(b, msg...)
}

// String prints [hidden].
func (k SigningKey) String() string { return hidden }

// GoString prints [hidden].
func (k SigningKey) GoString() string { return hidden }

// Format prints [hidden] for every verb.
func (k SigningKey) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// LogValue prints [hidden].
func (k SigningKey) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalJSON prints "[hidden]".
func (k SigningKey) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }
