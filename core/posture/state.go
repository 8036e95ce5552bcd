package posture

import (
	"time"

	"gatehouse/core/enrolment"
	"gatehouse/core/fleet"
	"gatehouse/core/policy"
	"gatehouse/core/signing"
	"gatehouse/core/vault"
)

// State is everything that the checks look at.
type State struct {
	Input      policy.Input     // the records, with names
	Policy     *policy.Snapshot // compiled of Input
	Enrolments []enrolment.Enrolment
	Gateways   []Gateway
	Audiences  []Audience
	Signing    []signing.Key
	Admins     []Admin
	Violations []Violation
	Use        *Use // nil when no log tells which keys are used
	Accepted   []Acceptance
	Now        time.Time
	Soon       time.Duration // how far ahead something is due; 0 means [DefaultSoon]
}

// DefaultSoon is how far ahead something is due unless somebody says otherwise.
const DefaultSoon = 14 * 24 * time.Hour

// Gateway is a gateway and how far it is.
type Gateway struct {
	fleet.Gateway
	Standing fleet.Standing
}

// Audience is whose bundles are exported together.
type Audience struct {
	Name    string
	Last    fleet.Export // the zero value: never
	Changes int          // of the policy since then
}

// Admin is an administrator of the vault.
type Admin struct {
	ID, Name string
	Owner    bool
}

// Violation is a principal that holds two roles which are kept apart.
type Violation struct{ Principal, Name, Roles string }

// Use is what imported logs tell about the use of keys.
type Use struct {
	Last     map[string]vault.Millis // by the key's id
	From, To vault.Millis            // the time that the logs cover
}
