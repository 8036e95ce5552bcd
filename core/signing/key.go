package signing

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// Purpose says what a key signs. A key signs for one purpose only.
type Purpose string

// PurposeBundle is the purpose of keys that sign policy bundles.
const PurposeBundle Purpose = "bundle"

// State is where a key is in its life: pending -> active -> retiring -> retired, or revoked.
type State string

// Active is the state of the key that signs.
const Active State = "active"

// Key is what is public about a signing key: a record of the directory domain.
type Key struct {
	ID      string       `json:"id"`
	Kid     string       `json:"kid"` // RFC 7638 thumbprint
	Purpose Purpose      `json:"purpose"`
	Alg     string       `json:"alg"`    // ES256
	Public  string       `json:"public"` // the point, uncompressed, base64
	State   State        `json:"state"`
	Created vault.Millis `json:"created,omitempty"`
}

// secretKey is the private half: a record of the secrets domain under the same id.
type secretKey struct {
	ID      string      `json:"id"`
	Private seal.Secret `json:"private"` // the scalar, 32 bytes
}

// Verifier returns the key that verifies.
func (k Key) Verifier() (Public, error) {
	damaged := fault.New(fault.Damaged, "the public half of signing key %s does not decode", k.ID)
	raw, err := base64.StdEncoding.DecodeString(k.Public)
	if err != nil {
		return Public{}, damaged
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), raw)
	if err != nil {
		return Public{}, damaged
	}
	p, err := NewPublic(key)
	if err != nil || p.Kid != k.Kid {
		return Public{}, damaged
	}
	return p, nil
}

// signer returns the signer made of both halves.
func (k Key) signer(s secretKey) (Signer, error) {
	damaged := fault.New(fault.Damaged, "the private half of signing key %s does not belong to its public half", k.ID)
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), s.Private.Expose())
	if err != nil {
		return Signer{}, damaged
	}
	signer, err := NewSigner(key)
	if err != nil || signer.Kid() != k.Kid {
		return Signer{}, damaged
	}
	return signer, nil
}
