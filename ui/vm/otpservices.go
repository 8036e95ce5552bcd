package vm

import (
	"context"
	"time"
)

// Device is an authenticator of a principal.
type Device struct {
	ID, Name  string
	Active    bool   // else pending: no code of it was given yet
	Algorithm string // "SHA1", "SHA256" or "SHA512"
	Digits    int
	Created   time.Time
	LastUsed  time.Time // zero = never
}

// Enrolment is what is known of the one-time passwords of a principal.
type Enrolment struct {
	Principal string // id
	Devices   []Device
	Recovery  int // codes that are left
	Failed    int // wrong codes since the last right one
	Locked    bool
	Until     time.Time // of the lock; zero = until it is reset
}

// NewDevice says which device to enrol.
type NewDevice struct {
	Principal string // id
	Name      string
	Algorithm string
	Digits    int
	URI       string // of an authenticator that another system set up; "" = a new secret
}

// MadeDevice is a device at the one moment when its secret can be seen.
type MadeDevice struct {
	Device
	Issuer, Account string
	Secret          string // for typing it in, in groups of four
	QR              [][]bool
	Ignoring        []string // authenticators that show wrong codes for it
}

// OTP keeps the one-time passwords of principals. Everything that takes a code away, or gives a new
// way in, is refused with NeedsLogin unless [House.Proven].
type OTP interface {
	// Enrolments returns those of the principals that have devices.
	Enrolments(ctx context.Context) ([]Enrolment, error)
	Enrol(ctx context.Context, n NewDevice) (MadeDevice, error)
	// Confirm makes the pending device active whose code this is.
	Confirm(ctx context.Context, principal, code string) (Device, error)
	// Verify checks a code of an active device, once.
	Verify(ctx context.Context, principal, code string) (Device, error)
	// Recover uses up a recovery code and returns how many are left.
	Recover(ctx context.Context, principal, code string) (left int, err error)
	// NewRecovery makes recovery codes; older ones end.
	NewRecovery(ctx context.Context, principal string) ([]string, error)
	// SaveCodes writes recovery codes to a new file that only its owner can read, and returns its path.
	SaveCodes(ctx context.Context, folder, principal string, codes []string) (string, error)
	// Reset removes one device, or with "" all of them and the recovery codes.
	Reset(ctx context.Context, principal, device string) error
	// Strict reports whether codes of the coming step are refused.
	Strict() bool
	SetStrict(ctx context.Context, strict bool) error
}
