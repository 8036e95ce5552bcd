package directory

import "gatehouse/core/vault"

// Kind says what a principal is.
type Kind string

// The kinds of principal.
const (
	KindUser    Kind = "user"
	KindService Kind = "service" // a service account: a program
)

// State says whether a principal may call anything.
type State string

// The states of a principal.
const (
	Active   State = "active"
	Disabled State = "disabled"
)

// Principal is who calls an API: a user or a service account.
type Principal struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Kind    Kind         `json:"kind"`
	Email   string       `json:"email,omitempty"`
	Owner   string       `json:"owner,omitempty"` // who answers for it, in words
	Notes   string       `json:"notes,omitempty"`
	Roles   []string     `json:"roles,omitempty"` // ids
	State   State        `json:"state"`
	Expires vault.Millis `json:"expires,omitempty"` // from then on none of its keys passes; 0 means never
	Created vault.Millis `json:"created,omitempty"`
}

// Expired reports whether the principal has expired at a time.
func (p *Principal) Expired(at vault.Millis) bool { return p.Expires != 0 && p.Expires <= at }

// Role is a named set of grants. Who has it also has the roles that it inherits.
type Role struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	Grants   []Grant      `json:"grants,omitempty"`
	Inherits []string     `json:"inherits,omitempty"` // ids of roles
	Created  vault.Millis `json:"created,omitempty"`
}

// Separation keeps two roles apart: no principal may hold both, by itself or by inheritance.
type Separation struct {
	ID      string       `json:"id"`
	A       string       `json:"a"` // ids of roles; A sorts before B
	B       string       `json:"b"`
	Created vault.Millis `json:"created,omitempty"`
}

// Grant allows methods on the routes that a pattern names.
type Grant struct {
	API     string   `json:"api"`           // the API's id
	Path    string   `json:"path"`          // a route's template, or P/** for P and all below it
	Methods []string `json:"methods"`       // GET covers HEAD
	OTP     bool     `json:"otp,omitempty"` // only with a one-time password
}
