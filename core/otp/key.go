// Package otp makes and checks time-based one-time passwords (RFC 6238), reads and writes their
// otpauth:// form, and makes recovery codes.
//
// It is strict where the library under it is not: a code is accepted once, in a window of three steps
// that are all compared; a secret has at least 128 bits; what a URI says twice, or not at all, is
// refused. It keeps nothing: who calls stores the last step that was used, in the transaction that
// tells of its use.
//
// Imports on the same floor: fault, seal. It is the only importer of pquerna/otp.
package otp

import (
	"encoding/base32"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
)

// Algorithm is the hash under the HMAC.
type Algorithm uint8

// The algorithms of RFC 6238, section 1.2. SHA1 is what every authenticator knows, and not weak here:
// an HMAC does not need a hash without collisions.
const (
	SHA1 Algorithm = iota
	SHA256
	SHA512
)

var algorithmNames = [...]string{SHA1: "SHA1", SHA256: "SHA256", SHA512: "SHA512"}

// String is the name as URIs have it.
func (a Algorithm) String() string {
	if int(a) < len(algorithmNames) {
		return algorithmNames[a]
	}
	return "unknown"
}

// MarshalText implements encoding.TextMarshaler.
func (a Algorithm) MarshalText() ([]byte, error) {
	if int(a) >= len(algorithmNames) {
		return nil, fault.New(fault.Invalid, "there is no algorithm %d for one-time passwords", a)
	}
	return []byte(a.String()), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *Algorithm) UnmarshalText(b []byte) error {
	for i, n := range algorithmNames {
		if n == string(b) {
			*a = Algorithm(i)
			return nil
		}
	}
	return fault.New(fault.Invalid, "the algorithm %q is none of SHA1, SHA256, SHA512", b)
}

// Lengths of secrets in bytes.
const (
	MinSecret = 16 // 128 bits: RFC 4226, section 4, requirement R6
	MaxSecret = 64
)

// secretLengths are those of new secrets: as long as the hash, as the seeds of RFC 6238 are.
var secretLengths = [...]int{SHA1: 20, SHA256: 32, SHA512: 64}

// Key is what an authenticator and Gatehouse share: a secret, the hash, and 6 or 8 digits. A step is
// always 30 seconds.
type Key struct {
	Secret    seal.Secret `json:"secret"`
	Algorithm Algorithm   `json:"algorithm"`
	Digits    int         `json:"digits"`
}

// NewKey makes a key with a random secret.
//
// Errors: Invalid for another algorithm, or other digits than 6 and 8.
func NewKey(a Algorithm, digits int) (Key, error) {
	if int(a) >= len(secretLengths) {
		return Key{}, fault.New(fault.Invalid, "there is no algorithm %d for one-time passwords", a)
	}
	k := Key{seal.RandomSecret(secretLengths[a]), a, digits}
	return k, k.Valid()
}

// Valid says what is wrong with a key.
//
// Errors: Invalid.
func (k Key) Valid() error {
	switch {
	case int(k.Algorithm) >= len(algorithmNames):
		return fault.New(fault.Invalid, "there is no algorithm %d for one-time passwords", k.Algorithm)
	case k.Digits != 6 && k.Digits != 8:
		return fault.New(fault.Invalid, "a one-time password has 6 or 8 digits, not %d", k.Digits)
	case k.Secret.Len() < MinSecret:
		return fault.New(fault.Invalid, "the secret has %d bytes; at least %d are needed (RFC 4226, section 4)", k.Secret.Len(), MinSecret)
	case k.Secret.Len() > MaxSecret:
		return fault.New(fault.Invalid, "the secret has %d bytes; at most %d are allowed", k.Secret.Len(), MaxSecret)
	}
	return nil
}

// unpadded is how authenticators write secrets (RFC 4648, section 6, without padding).
var unpadded = base32.StdEncoding.WithPadding(base32.NoPadding)

// Manual is the secret for typing it in, in groups of four letters. It is shown once.
func (k Key) Manual() string {
	var b strings.Builder
	for i, r := range unpadded.EncodeToString(k.Secret.Expose()) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Ignoring lists authenticators that show wrong codes for such a key: they take 6 digits and SHA1
// whatever the URI says. It is empty for a key that all of them know.
func (k Key) Ignoring() []string {
	if k.Algorithm == SHA1 && k.Digits == 6 {
		return nil
	}
	return []string{"Google Authenticator on Android", "Microsoft Authenticator", "Authy", "Duo Mobile", "LastPass Authenticator", "2FAS"}
}
