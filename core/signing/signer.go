package signing

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"fmt"
)

// Signer signs with one private key. The zero value signs nothing.
type Signer struct {
	public Public
	key    *ecdsa.PrivateKey
}

// NewSigner returns a signer for a P-256 key.
func NewSigner(key *ecdsa.PrivateKey) (Signer, error) {
	p, err := NewPublic(&key.PublicKey)
	return Signer{public: p, key: key}, err
}

// Kid returns the RFC 7638 thumbprint of the public key.
func (s Signer) Kid() string { return s.public.Kid }

// Public returns the key that verifies what s signs.
func (s Signer) Public() Public { return s.public }

// Sign returns the ES256 signature of a SHA-256 digest: r||s, 64 bytes, the same each time.
func (s Signer) Sign(digest []byte) ([]byte, error) {
	if s.key == nil || len(digest) != sha256.Size {
		return nil, errSignature
	}
	return sign(s.key, digest)
}

// String names the signer without its secret.
func (s Signer) String() string { return "signer " + s.public.Kid }

// GoString is String, so that %#v shows no key either.
func (s Signer) GoString() string { return s.String() }

// Format prints the signer's name under every verb, so that no verb reaches the key.
func (s Signer) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }
