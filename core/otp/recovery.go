package otp

import (
	"crypto/sha256"
	"crypto/subtle"
	"strings"

	"gatehouse/core/seal"
)

// What a set of recovery codes is made of.
const (
	RecoveryCodes = 10
	recoveryBytes = 15 // 120 bits: enough to be stored under a plain hash (ASVS 5.0, 6.5.2)
	recoveryChars = recoveryBytes * 8 / 5
)

// NewRecovery makes a set of codes and their digests. The codes are shown once, in four groups of six
// letters and digits; the digests are stored.
func NewRecovery() (codes []seal.Secret, digests [][]byte) {
	for range RecoveryCodes {
		plain := unpadded.EncodeToString(seal.RandomSecret(recoveryBytes).Expose())
		sum := sha256.Sum256([]byte(plain))
		digests = append(digests, sum[:])
		codes = append(codes, seal.NewSecret([]byte(plain[:6]+"-"+plain[6:12]+"-"+plain[12:18]+"-"+plain[18:])))
	}
	return codes, digests
}

// MatchRecovery finds the digest of a code as a person types it, in any case, with dashes and blanks or
// without. It looks at all digests, whichever fits. Who accepts the code takes its digest away.
func MatchRecovery(typed string, digests [][]byte) (at int, ok bool) {
	plain := strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(typed))
	if len(plain) != recoveryChars {
		return -1, false
	}
	sum := sha256.Sum256([]byte(plain))
	at = -1
	for i, d := range digests {
		if subtle.ConstantTimeCompare(sum[:], d) == 1 {
			at = i
		}
	}
	return at, at >= 0
}
