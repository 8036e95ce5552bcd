package roster

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"

	"gatehouse/core/seal"
)

// VaultIDSize is the size of a vault id in bytes.
const VaultIDSize = 20

// VaultID names a vault: the first 20 bytes of the SHA-256 of its genesis body.
type VaultID [VaultIDSize]byte

// idOf returns the id of the vault that a genesis body begins.
func idOf(genesis []byte) VaultID {
	sum := sha256.Sum256(genesis)
	return VaultID(sum[:VaultIDSize])
}

// String returns the id as 32 characters of lower-case base32.
func (v VaultID) String() string { return seal.IDText(v[:]) }

// ParseVaultID reads what String writes.
func ParseVaultID(text string) (VaultID, error) {
	raw, err := base32.StdEncoding.DecodeString(upper(text))
	if err != nil || len(raw) != VaultIDSize || seal.IDText(raw) != text {
		return VaultID{}, errors.New("not a vault id: 32 characters of a-z and 2-7")
	}
	return VaultID(raw), nil
}

// upper turns small letters into capitals, which encoding/base32 wants.
func upper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}
