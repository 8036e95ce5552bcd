// Package enrolment keeps the one-time passwords of principals: devices that are enrolled, pending
// until a code of theirs was given, and recovery codes.
//
// What is shown lies in the directory domain; secrets lie in the factors domain, so that an
// administrator who lacks its key can see who is enrolled and can check nobody's code.
//
// Imports on the same floor: directory, which knows the principals.
package enrolment

import (
	"gatehouse/core/otp"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// State is how far the enrolment of a device is.
type State string

// The states of a device.
const (
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
