package signing

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"

	"gatehouse/core/fault"
)

// ES256 is the one algorithm so far: ECDSA on P-256 with SHA-256, 64-byte signatures r||s.
const ES256 = "ES256"

// maxPublicFile bounds a file with public keys: a JWKS of a hundred keys has 20 KB.
const maxPublicFile = 256 << 10

// Public is a key that verifies.
type Public struct {
	Kid string
	Key *ecdsa.PublicKey
}

// NewPublic names a public key by its thumbprint.
func NewPublic(key *ecdsa.PublicKey) (Public, error) {
	kid, err := Thumbprint(key)
	return Public{Kid: kid, Key: key}, err
}

// Thumbprint returns the RFC 7638 thumbprint of a P-256 key, unpadded base64url.
func Thumbprint(key *ecdsa.PublicKey) (string, error) {
	x, y, err := point(key)
	if err != nil {
		return "", err
	}
	// RFC 7638 §3.2: the required members in the order of their names, nothing else.
	sum := sha256.Sum256([]byte(`{"crv":"P-256","kty":"EC","x":"` + x + `","y":"` + y + `"}`))
	return base64.RawURLEncoding.EncodeToString(sum[:]), nil
}

// point returns the coordinates of a P-256 key as a JWK has them.
func point(key *ecdsa.PublicKey) (x, y string, err error) {
	if key == nil || key.Curve != elliptic.P256() {
		return "", "", fault.New(fault.Invalid, "the key is not on the curve P-256; bundles are signed with ES256")
	}
	raw, err := key.Bytes() // 4 || X || Y
	if err != nil || len(raw) != 65 {
		return "", "", fault.New(fault.Invalid, "the key is not a point of the curve P-256")
	}
	return base64.RawURLEncoding.EncodeToString(raw[1:33]), base64.RawURLEncoding.EncodeToString(raw[33:]), nil
}

// PEM returns the key as a SubjectPublicKeyInfo in PEM.
func (p Public) PEM() ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(p.Key)
	if err != nil {
		return nil, fmt.Errorf("encoding public key %s: %w", p.Kid, err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}

// Verify reports whether sig (r||s) is this key's signature of the SHA-256 digest.
func (p Public) Verify(digest, sig []byte) bool {
	der, err := toASN1(sig)
	return err == nil && ecdsa.VerifyASN1(p.Key, digest, der)
}

// ParsePublic reads the public keys of a file: one PEM block, or a JWKS. Every key it holds must be
// an ES256 verification key; a private key is refused, because it should not lie there.
func ParsePublic(file []byte) ([]Public, error) {
	if len(file) > maxPublicFile {
		return nil, fault.New(fault.Invalid, "the key file is larger than %d KiB", maxPublicFile>>10)
	}
	if text := bytes.TrimSpace(file); len(text) > 0 && text[0] == '{' {
		return parseJWKS(text)
	}
	block, rest := pem.Decode(file)
	switch {
	case block == nil:
		return nil, fault.New(fault.Invalid, "the key file is neither PEM nor a JWKS")
	case block.Type != "PUBLIC KEY":
		return nil, fault.New(fault.Invalid, "the key file holds a %q; a PUBLIC KEY is expected", block.Type)
	case len(bytes.TrimSpace(rest)) > 0:
		return nil, fault.New(fault.Invalid, "the key file goes on after its first PEM block; use a JWKS for several keys")
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, fault.New(fault.Invalid, "the key file's PEM block is not a public key")
	}
	key, ok := parsed.(*ecdsa.PublicKey)
	if !ok {
		return nil, fault.New(fault.Invalid, "the key file holds a %T; bundles are signed with ES256", parsed)
	}
	p, err := NewPublic(key)
	if err != nil {
		return nil, err
	}
	return []Public{p}, nil
}

// jwk is what is read of a member of a JWKS.
type jwk struct {
	Kty string          `json:"kty"`
	Crv string          `json:"crv"`
	X   string          `json:"x"`
	Y   string          `json:"y"`
	Kid string          `json:"kid"`
	Alg string          `json:"alg"`
	Use string          `json:"use"`
	D   json.RawMessage `json:"d"`
}

func parseJWKS(text []byte) ([]Public, error) {
	var set struct {
		Keys []jwk `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, fault.New(fault.Invalid, "the key file is not a JWKS: %v", err)
	}
	if len(set.Keys) == 0 {
		return nil, fault.New(fault.Invalid, "the JWKS holds no key; its member \"keys\" is a list of EC keys")
	}
	var keys []Public
	for i, k := range set.Keys {
		p, err := k.public()
		if err != nil {
			return nil, fmt.Errorf("key %d of the JWKS: %w", i+1, err)
		}
		for _, other := range keys {
			if other.Kid == p.Kid {
				return nil, fault.New(fault.Invalid, "key %d of the JWKS: the kid %s stands there twice", i+1, p.Kid)
			}
		}
		keys = append(keys, p)
	}
	return keys, nil
}

func (k jwk) public() (Public, error) {
	switch {
	case k.D != nil:
		return Public{}, fault.New(fault.Invalid, "it is a private key; give the public half only")
	case k.Kty != "EC" || k.Crv != "P-256" || (k.Alg != "" && k.Alg != ES256):
		return Public{}, fault.New(fault.Invalid, "it is not an ES256 key (kty EC, crv P-256)")
	case k.Use != "" && k.Use != "sig":
		return Public{}, fault.New(fault.Invalid, "its use is %q; \"sig\" is expected", k.Use)
	}
	strict := base64.RawURLEncoding.Strict()
	x, errX := strict.DecodeString(k.X)
	y, errY := strict.DecodeString(k.Y)
	if errX != nil || errY != nil || len(x) != 32 || len(y) != 32 {
		return Public{}, fault.New(fault.Invalid, "x and y are not 32 bytes of base64url each")
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, x...), y...))
	if err != nil {
		return Public{}, fault.New(fault.Invalid, "x and y are not a point of the curve P-256")
	}
	p, err := NewPublic(key)
	if err != nil {
		return Public{}, err
	}
	if k.Kid != "" && k.Kid != p.Kid {
		return Public{}, fault.New(fault.Invalid, "its kid is %q, but its RFC 7638 thumbprint is %s", k.Kid, p.Kid)
	}
	return p, nil
}
