package apikey

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
)

// The parts of a token, in bytes.
const (
	PublicLen   = 8
	secretLen   = 32 // 190 bits
	checksumLen = 6  // 62^6 > 2^32
)

// Alphabet is the digits of base62, in the order of their values.
const Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// The environments of a token. They are a hint for people and scanners, nothing more.
const (
	Live = "live"
	Test = "test"
)

// Digest is the SHA-256 of a whole token: what is kept of it.
type Digest [sha256.Size]byte

// DigestOf returns the digest of a token.
func DigestOf(token []byte) Digest { return sha256.Sum256(token) }

// ParseDigest reads 64 lower-case hex digits.
func ParseDigest(s string) (Digest, error) {
	var d Digest
	if len(s) != 2*len(d) || strings.ToLower(s) != s {
		return d, fault.New(fault.Invalid, "digest %q is not 64 lower-case hex digits", s)
	}
	if _, err := hex.Decode(d[:], []byte(s)); err != nil {
		return d, fault.New(fault.Invalid, "digest %q is not 64 lower-case hex digits", s)
	}
	return d, nil
}

// String returns the digest in lower-case hex.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// NewToken makes a token. An empty public id gets a random one. Random is crypto/rand.Reader but in
// tests.
func NewToken(random io.Reader, env, public string) (seal.Secret, TokenRow, error) {
	if env != Live && env != Test {
		return seal.Secret{}, TokenRow{}, fault.New(fault.Invalid, "environment %q is not one of live test", env)
	}
	if public == "" {
		p, err := randomDigits(random, PublicLen)
		if err != nil {
			return seal.Secret{}, TokenRow{}, err
		}
		public = string(p)
	}
	if len(public) != PublicLen || !isBase62(public) {
		return seal.Secret{}, TokenRow{}, fault.New(fault.Invalid, "public id %q is not %d of 0-9 A-Z a-z", public, PublicLen)
	}
	secret, err := randomDigits(random, secretLen)
	if err != nil {
		return seal.Secret{}, TokenRow{}, err
	}
	text := make([]byte, 0, len("gh_live_")+PublicLen+1+secretLen+checksumLen)
	text = append(text, "gh_"+env+"_"+public+"_"...)
	text = append(text, secret...)
	text = appendChecksum(text)
	row := TokenRow{Public: public, SHA256: DigestOf(text).String(), Last4: string(text[len(text)-4:])}
	return seal.NewSecret(text), row, nil
}

// Parsed is what a token says about itself.
type Parsed struct {
	Env    string
	Public string
}

// Prefix returns the part of the token that may be shown.
func (p Parsed) Prefix() string { return "gh_" + p.Env + "_" + p.Public }

// Parse checks the form and the checksum of a token. It does not say whether the token is known, and
// its errors never hold a part of it.
func Parse(token []byte) (Parsed, error) {
	bad := func(why string) (Parsed, error) {
		return Parsed{}, fault.New(fault.Invalid, "this is no API key of Gatehouse: %s", why)
	}
	const prefix = len("gh_live_")
	const total = prefix + PublicLen + 1 + secretLen + checksumLen
	switch {
	case len(token) != total:
		return bad(fmt.Sprintf("it has %d characters, not %d", len(token), total))
	case string(token[:prefix]) != "gh_live_" && string(token[:prefix]) != "gh_test_":
		return bad("it does not begin with gh_live_ or gh_test_")
	case token[prefix+PublicLen] != '_':
		return bad("its public id is not 8 characters long")
	case !isBase62(string(token[prefix:prefix+PublicLen])) || !isBase62(string(token[prefix+PublicLen+1:])):
		return bad("it holds other characters than 0-9 A-Z a-z")
	}
	if got := appendChecksum(token[: total-checksumLen : total-checksumLen]); string(got) != string(token) {
		return bad("its checksum is wrong; a character was lost or changed")
	}
	return Parsed{Env: string(token[3:7]), Public: string(token[prefix : prefix+PublicLen])}, nil
}

// appendChecksum appends the CRC-32 of everything so far, as six digits of base62.
func appendChecksum(text []byte) []byte {
	sum := crc32.ChecksumIEEE(text)
	var digits [checksumLen]byte
	for i := checksumLen - 1; i >= 0; i-- {
		digits[i] = Alphabet[sum%62]
		sum /= 62
	}
	return append(text, digits[:]...)
}

// randomDigits returns n digits of base62, each equally likely: a byte from 248 on is drawn again,
// because 256 is no multiple of 62.
func randomDigits(random io.Reader, n int) ([]byte, error) {
	out := make([]byte, 0, n)
	buf := make([]byte, n)
	for len(out) < n {
		if _, err := io.ReadFull(random, buf); err != nil {
			return nil, fmt.Errorf("reading randomness: %w", err)
		}
		for _, b := range buf {
			if b < 248 && len(out) < n {
				out = append(out, Alphabet[b%62])
			}
		}
	}
	return out, nil
}

func isBase62(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
			return false
		}
	}
	return true
}
