package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"gatehouse/core/signing"
)

// Format is the name of the bundle's format. A reader refuses every other.
const Format = "gatehouse-bundle/1"

// DefaultAudience is the audience of a bundle for which none was named.
const DefaultAudience = "default"

// DefaultLife is how long a bundle is valid when nothing else is said.
const DefaultLife = 14 * 24 * time.Hour

// Leeway is how far two clocks may differ, in seconds: one number for every check of a token.
const Leeway = 30

// Meta is what a bundle says about itself. Every field is signed.
type Meta struct {
	Vault      string    // id of the vault that it comes from
	Audience   string    // for which gateways; also the scope of the signature
	Serial     uint64    // grows with each export for this audience, from 1
	Issued     time.Time // whole seconds
	Expires    time.Time // whole seconds; from then on the policy refuses everything
	Previous   string    // SHA-256 of the audience's previous file in hex; empty for the first
	Checkpoint string    // the journal's checkpoint before the export's own entry
}

// file is one file of a bundle.
type file struct {
	name string
	body []byte
}

// Content is what is signed: the files of a bundle in the order of the archive.
type Content struct {
	Meta     Meta
	Revision string // gh-%06d-<12 hex of Digest>
	Digest   string // SHA-256 over [name, sha256] of every file but the manifest, in hex
	files    []file // without the signature; the manifest first
}

// Signer signs the digest of a bundle's signature input with ES256. [signing.Signer] is one.
type Signer interface {
	Kid() string
	Sign(digest []byte) ([]byte, error)
}

var _ Signer = signing.Signer{}

// Expect is what a verifier demands of a bundle.
type Expect struct {
	Keys      []signing.Public // any one of them may have signed; at least one
	Audience  string           // the audience it must name; empty accepts any
	MinSerial uint64           // the serial it must reach
	Now       time.Time        // it must not have expired at that time; the zero time skips this check
}

// Bundle is a bundle that was verified.
type Bundle struct {
	Meta
	Revision string
	Digest   string
	SignedBy string // kid of the key that signed it
	SHA256   string // of the whole file, in hex
	Size     int64  // of the whole file
	files    []file
}

// ExpiredAt reports whether the bundle is no longer valid at t.
func (m Meta) ExpiredAt(t time.Time) bool { return !t.Before(m.Expires) }

// revision names a content.
func revision(serial uint64, digest string) string {
	return fmt.Sprintf("gh-%06d-%s", serial, digest[:12])
}

// hexSum returns the SHA-256 of b in hex.
func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
