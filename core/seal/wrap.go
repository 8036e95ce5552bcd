package seal

import (
	"crypto/hpke"
	"errors"
)

// SeedSize is the size of the seed of a wrapping key and of a signing key.
const SeedSize = 32

// WrapPublicSize and WrappedSize are the sizes of a wrapping public key and of a wrapped key.
const (
	WrapPublicSize = 1216
	WrappedSize    = 1168
)

// WrapPublic returns the public key that belongs to a wrapping seed.
func WrapPublic(seed Secret) ([]byte, error) {
	k, err := hpke.MLKEM768X25519().NewPrivateKey(seed.b)
	if err != nil {
		return nil, errors.New("seal: a wrapping seed has 32 bytes")
	}
	return k.PublicKey().Bytes(), nil
}

// Wrap seals a key to the owner of a public key: HPKE in base mode (RFC 9180) with info as the
// place. The result is [WrappedSize] bytes.
func Wrap(pub []byte, info Place, k Key) ([]byte, error) { return SealTo(pub, info, k.b[:]) }

// Unwrap opens what [Wrap] sealed to the seed's public key in the same place, else [ErrOpen].
func Unwrap(seed Secret, info Place, wrapped []byte) (Key, error) {
	plain, err := OpenFrom(seed, info, wrapped)
	if err != nil {
		return Key{}, err
	}
	defer clear(plain)
	if len(plain) != KeySize {
		return Key{}, ErrOpen
	}
	return KeyFrom(plain)
}

// SealTo seals any bytes to the owner of a public key. Anyone who knows the key can do it, so what
// is opened later is not authenticated by it.
func SealTo(pub []byte, info Place, plain []byte) ([]byte, error) {
	pk, err := hpke.MLKEM768X25519().NewPublicKey(pub)
	if err != nil {
		return nil, errors.New("seal: not a wrapping public key")
	}
	out, err := hpke.Seal(pk, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), info.b, plain)
	if err != nil {
		return nil, errors.New("seal: not a usable wrapping public key")
	}
	return out, nil
}

// OpenFrom opens what [SealTo] sealed to the seed's public key in the same place, else [ErrOpen].
func OpenFrom(seed Secret, info Place, sealed []byte) ([]byte, error) {
	k, err := hpke.MLKEM768X25519().NewPrivateKey(seed.b)
	if err != nil {
		return nil, ErrOpen
	}
	plain, err := hpke.Open(k, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), info.b, sealed)
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}
