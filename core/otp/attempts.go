package otp

import (
	"time"

	"gatehouse/core/fault"
)

// Attempts counts wrong codes of one person, since the last right one. Six digits are guessed in a
// night where nothing counts (RFC 4226, section 7.3). It is stored whether or not what was attempted
// succeeds.
type Attempts struct {
	Failed int   `json:"failed,omitempty"`
	Until  int64 `json:"until,omitempty"` // nothing is checked before; milliseconds since 1970
}

// How failures are answered.
const (
	freeFailures = 5   // so many are for typing
	maxFailures  = 100 // then somebody else has to reset it (NIST SP 800-63B-4, section 3.2.2)
)

// waits follow the failures from the fifth on.
var waits = [...]time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute}

// May reports whether a code may be checked now.
//
// Errors: Refused, with how long to wait.
func (a Attempts) May(now time.Time) error {
	switch {
	case a.Failed >= maxFailures:
		return fault.New(fault.Refused, "after %d wrong codes this one-time password is locked; an administrator has to reset it", maxFailures)
	case now.UnixMilli() < a.Until:
		return fault.New(fault.Refused, "too many wrong codes; try again in %s", max(time.Second, time.UnixMilli(a.Until).Sub(now).Round(time.Second)))
	}
	return nil
}

// Locked reports whether nothing is checked now, and until when: zero for until somebody resets it.
func (a Attempts) Locked(now time.Time) (until time.Time, locked bool) {
	switch {
	case a.Failed >= maxFailures:
		return time.Time{}, true
	case now.UnixMilli() < a.Until:
		return time.UnixMilli(a.Until).UTC(), true
	}
	return time.Time{}, false
}

// Failure counts a wrong code.
func (a Attempts) Failure(now time.Time) Attempts {
	a.Failed++
	if n := a.Failed - freeFailures; n >= 0 {
		a.Until = now.Add(waits[min(n, len(waits)-1)]).UnixMilli()
	}
	return a
}

// Success begins to count anew.
func (Attempts) Success() Attempts { return Attempts{} }
