// Package enrolment keeps the one-time passwords of principals: devices that are enrolled, pending
// until a code of theirs was given, and recovery codes.
//
// What is shown lies in the directory domain; secrets lie in the factors domain, so that an
// administrator who lacks its key can see who is enrolled and can check nobody's code.
//
// Imports on the same floor: directory, which knows the principals.
package enrolment

import (
	"time"

	"gatehouse/core/otp"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// State is how far the enrolment of a device is.
type State string

// The states of a device, and of a principal.
const (
	None    State = "none"    // a principal without devices
	Pending State = "pending" // no code of it was given yet: it counts for nothing
	Active  State = "active"
)

// Enrolment is all devices of one principal, whose id it has.
type Enrolment struct {
	ID       string       `json:"id"`
	Devices  []Device     `json:"devices,omitempty"`
	Attempts otp.Attempts `json:"attempts"`
	Recovery int          `json:"recovery,omitempty"` // codes that are left
}

// Active reports whether a code of one of the devices is accepted.
func (e Enrolment) Active() bool {
	for _, d := range e.Devices {
		if d.State == Active {
			return true
		}
	}
	return false
}

// State is that of the device that is furthest.
func (e Enrolment) State() State {
	switch {
	case e.Active():
		return Active
	case len(e.Devices) > 0:
		return Pending
	}
	return None
}

// justEnrolled reports whether the first device was confirmed a moment ago and there are no recovery
// codes yet: they belong to the enrolment.
func (e Enrolment) justEnrolled(now time.Time) bool {
	return e.Recovery == 0 && len(e.Devices) == 1 && now.Sub(e.Devices[0].Confirmed.Time()) < vault.ProofLasts
}

// Device is one authenticator.
type Device struct {
	ID        string        `json:"id"`
	Name      string        `json:"name"`
	State     State         `json:"state"`
	Algorithm otp.Algorithm `json:"algorithm"`
	Digits    int           `json:"digits"`
	Last      otp.Step      `json:"last"` // the newest step of which a code was used; -1 for none
	Created   vault.Millis  `json:"created"`
	Confirmed vault.Millis  `json:"confirmed,omitempty"`
}

// LastUsed is when a code of the device was used last, to half a minute; zero for never.
func (d Device) LastUsed() time.Time {
	if d.Last < 0 {
		return time.Time{}
	}
	return time.Unix(int64(d.Last)*int64(otp.Period/time.Second), 0).UTC()
}

// secret is what a device shares with its authenticator.
type secret struct {
	ID  string  `json:"id"` // the device's
	Key otp.Key `json:"key"`
}

// recovery is the set of recovery codes of a principal, as digests.
type recovery struct {
	ID      string   `json:"id"` // the principal's
	Digests [][]byte `json:"digests"`
}

// Begun is a device that was just enrolled. The secret is in it for the only time.
type Begun struct {
	Device Device
	Key    otp.Key
	Label  otp.Label
}

// Codes are new recovery codes, for the only time.
type Codes []seal.Secret
