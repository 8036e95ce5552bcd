package vm

import (
	"context"
	"time"

	"gatehouse/core/job"
)

// KeyTools are what is done with many API keys, or about keys that lie somewhere else.
type KeyTools interface {
	// Emergency revokes keys, exports for every audience that has a bundle, and raises the floors. The
	// revocation stays when something after it fails; an error means that nothing was changed.
	Emergency(ctx context.Context, e KeyEmergency) (EmergencyDone, error)
	// CreateMany makes a key for each principal and writes them to one new file: all or none.
	CreateMany(ctx context.Context, n NewKeys) (int, error)
	// ReadDigests reads keys of other systems, and stores nothing.
	ReadDigests(ctx context.Context, s DigestSource) (Digests, error)
	// TakeDigests takes over what was read, all of it or nothing.
	TakeDigests(ctx context.Context, keys []DigestKey) error
	// Scan looks for keys in files, folders or a text.
	Scan(ctx context.Context, q LeakQuery, report job.Report) (LeakResult, error)
	// WritePatterns writes what other scanners need to find keys into a new file.
	WritePatterns(ctx context.Context, format, path string) error
}

// KeyEmergency says which keys must stop at once, why, and where the bundles go.
type KeyEmergency struct {
	Keys           []string
	Reason, Folder string
}

// EmergencyDone says how far an emergency came.
type EmergencyDone struct {
	Revoked, Before int // Before: revoked already
	Steps           []EmergencyStep
}

// EmergencyStep is what became of one audience.
type EmergencyStep struct {
	Audience string
	File     string // "" when nothing was exported
	Serial   uint64
	Gateways []string // whose floor was raised
	Why      error    // it did not come to its end
}

// NewKeys are keys for many principals; Key says what all have in common.
type NewKeys struct {
	Principals []string
	Key        NewKey
	Path       string
}

// DigestSource is where digests of keys stand: a file, or a text. Principal is whose they are where a
// line names nobody.
type DigestSource struct{ Path, Text, Principal string }

// DigestKey is a key of another system as a line gives it.
type DigestKey struct {
	Line                            int
	Principal                       string // id
	SHA256, Name, Last4, Public, Of string // Of: the principal's name
	Expires                         time.Time
}

// Digests are what lines of digests hold.
type Digests struct {
	Keys []DigestKey
	Bad  []BadDigest
	More int // bad lines beyond those
}

// BadDigest is a line that can't be taken over, and why.
type BadDigest struct {
	Line int
	Why  string
}

// LeakQuery says where to look for keys: paths, or a text.
type LeakQuery struct {
	Paths   []string
	Text    string
	Foreign bool // also for keys of other systems that are known by their digest
}

// LeakResult is what a scan found. Every path is hostile text.
type LeakResult struct {
	Files, Bytes, Total, Live, Links, Unread int64
	Hits                                     []LeakHit
	Keys                                     []string // ids of the live keys
	Problems                                 [][2]string
}

// LeakHit is one place where a key stands.
type LeakHit struct {
	Path         string // "" in a text
	Line, Column uint64
	Prefix       string
	Last4        string
	Known, Live  bool
	Key, Of      string // id; the principal's name
	State        string // as keys are: "valid", "revoked", "expired", "unknown" …
}
