package signing

import (
	"crypto"
	"crypto/ecdsa"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
)

// signatureSize is the length of an ES256 signature: r and s, 32 bytes each (RFC 7518 §3.4).
const signatureSize = 64

var errSignature = errors.New("signing: not an ES256 signature")

// ecdsaSignature is the ASN.1 form that crypto/ecdsa speaks.
type ecdsaSignature struct{ R, S *big.Int }

// sign makes the deterministic signature (RFC 6979) of a SHA-256 digest and returns it as r||s.
func sign(key *ecdsa.PrivateKey, digest []byte) ([]byte, error) {
	der, err := key.Sign(nil, digest, crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	var sig ecdsaSignature
	if rest, err := asn1.Unmarshal(der, &sig); err != nil || len(rest) > 0 {
		return nil, errSignature
	}
	if sig.R.BitLen() > 256 || sig.S.BitLen() > 256 || sig.R.Sign() <= 0 || sig.S.Sign() <= 0 {
		return nil, errSignature
	}
	out := make([]byte, signatureSize)
	sig.R.FillBytes(out[:32])
	sig.S.FillBytes(out[32:])
	return out, nil
}

// toASN1 turns r||s into the form that crypto/ecdsa verifies.
func toASN1(sig []byte) ([]byte, error) {
	if len(sig) != signatureSize {
		return nil, errSignature
	}
	return asn1.Marshal(ecdsaSignature{new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])})
}
