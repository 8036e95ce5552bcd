package vm

import (
	"context"
	"time"
)

// Key is an API key as it is listed: never the key itself.
type Key struct {
	ID, Name  string
	Prefix    string // "gh_live_7Kq2mZ9x"
	LastFour  string
	SHA256    string // of the newest token
	Principal string // id
	Who       string // the principal's name, or its id where it has gone
	Scopes    []string
	Networks  []string
	Env       string    // "live" or "test"
	State     string    // "active", "suspended", "revoked"
	Grace     time.Time // until when the token before the newest is accepted; zero = there is none
	Reason    string    // why it was revoked
	Notes     string    // for administrators
	Created   time.Time
	NotBefore time.Time // zero = from the beginning
	Expires   time.Time // zero = never
	Revoked   time.Time

	Used time.Time // last, as imported logs say; zero = no log shows it
	Uses int64     // in imported logs
	Old  time.Time // when the token before the newest was used last; zero = no log shows it
}

// KeyRules are what the vault asks of the lives of its keys; 0 means nothing.
type KeyRules struct{ Max, Default time.Duration }

// NewKey is what a key needs to be made.
type NewKey struct {
	Principal string
	Name      string
	Env       string // "live" or "test"
	Scopes    []string
	Networks  []string
	Notes     string
	NotBefore time.Time // zero = now
	Expires   time.Time // zero = never
}

// MadeKey is a key at the one moment when it can be seen.
type MadeKey struct {
	Key
	Token string
}

// Keys keeps the API keys.
type Keys interface {
	// Keys returns all keys, what ends soonest first. The slice is shared: it must not be changed.
	Keys(ctx context.Context) ([]Key, error)
	// Of returns the keys of a principal.
	Of(ctx context.Context, principal string) ([]Key, error)
	Create(ctx context.Context, k NewKey) (MadeKey, error)
	// Edit changes name, notes, scopes, networks and times of a key.
	Edit(ctx context.Context, k Key) (Key, error)
	// Rotate gives a key a new token; the old one goes on for grace, never past the key's expiry.
	Rotate(ctx context.Context, id string, grace time.Duration) (MadeKey, error)
	// The following act on all keys or on none, in one entry of the journal.
	Revoke(ctx context.Context, ids []string, reason string) error
	Suspend(ctx context.Context, ids []string, reason string) error
	Resume(ctx context.Context, ids []string) error
	SetExpiry(ctx context.Context, to []KeyExpiry) error
	// Renew moves the end of keys by the span that each was made with.
	Renew(ctx context.Context, ids []string) error
	Rules(ctx context.Context) (KeyRules, error)
	SetRules(ctx context.Context, r KeyRules) error
}

// KeyExpiry says when a key shall end.
type KeyExpiry struct {
	ID      string
	Expires time.Time // zero = never
}
