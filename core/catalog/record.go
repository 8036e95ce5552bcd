package catalog

import "gatehouse/core/vault"

// API is one API of the catalogue: where it is reached, and what holds for all of its routes.
type API struct {
	ID        string       `json:"id"`
	Name      string       `json:"name"`
	Hosts     []string     `json:"hosts,omitempty"`   // lower-case, without port; none means any
	Base      string       `json:"base,omitempty"`    // canonical path without a trailing slash, or ""
	TLSMin    string       `json:"tls_min,omitempty"` // "none", "1.2" or "1.3"
	KeyHeader string       `json:"key_header,omitempty"`
	MaxBody   int64        `json:"max_body,omitempty"` // bytes; 0 means no limit
	Said      *SaidAPI     `json:"said,omitempty"`     // what the document it was imported from said last
	Created   vault.Millis `json:"created,omitempty"`
}

// DefaultKeyHeader is the header that carries an API key unless an API names another.
const DefaultKeyHeader = "X-API-Key"

// KeyHeaderName returns the header that carries this API's keys.
func (a *API) KeyHeaderName() string {
	if a.KeyHeader == "" {
		return DefaultKeyHeader
	}
	return a.KeyHeader
}

// Route is one path of an API, the methods that are answered there, and what an administrator states
// about them. What a route states holds beside what its API states: the stricter of both counts.
type Route struct {
	ID          string       `json:"id"`
	API         string       `json:"api"`                   // the API's id
	Path        string       `json:"path"`                  // template relative to the API's base: /orders/{id}
	Methods     []string     `json:"methods"`               // in the order of [Methods]; GET also answers HEAD
	Summary     string       `json:"summary,omitempty"`     // one line for people
	Accept      []string     `json:"accept,omitempty"`      // ways to say who one is, in the order of [Ways]; none means any
	Public      bool         `json:"public,omitempty"`      // on purpose: no credential and no grant needed
	TLSMin      string       `json:"tls_min,omitempty"`     // "1.2" or "1.3"; "" leaves it to the API
	Certificate bool         `json:"certificate,omitempty"` // a client certificate is demanded beside whatever says who calls
	OTP         bool         `json:"otp,omitempty"`         // every grant of this route demands a one-time password
	Strict      bool         `json:"strict,omitempty"`      // a parameter that is not declared is refused
	Parameters  []Parameter  `json:"parameters,omitempty"`  // by place and name; see [Parameter]
	MediaTypes  []string     `json:"media_types,omitempty"` // of request bodies: application/json, image/*; none means any
	MaxBody     int64        `json:"max_body,omitempty"`    // bytes; 0 leaves it to the API
	Said        *Said        `json:"said,omitempty"`        // what the document it was imported from said last
	Created     vault.Millis `json:"created,omitempty"`
}

// The ways of saying who one is.
const (
	AcceptKey         = "key"         // an API key
	AcceptToken       = "token"       // a bearer token
	AcceptCertificate = "certificate" // a client certificate
	AcceptSignature   = "signature"   // a signed request
)

// Ways are all ways of saying who one is, in the order in which they are kept, shown and challenged.
var Ways = [...]string{AcceptKey, AcceptToken, AcceptCertificate, AcceptSignature}
