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

// Route is one path of an API and the methods that are answered there.
type Route struct {
	ID      string       `json:"id"`
	API     string       `json:"api"`              // the API's id
	Path    string       `json:"path"`             // template relative to the API's base: /orders/{id}
	Methods []string     `json:"methods"`          // in the order of [Methods]; GET also answers HEAD
	Accept  []string     `json:"accept,omitempty"` // ways to say who one is; none means "key"
	Public  bool         `json:"public,omitempty"` // no credential and no grant needed
	Created vault.Millis `json:"created,omitempty"`
}

// AcceptKey is the way of saying who one is by an API key.
const AcceptKey = "key"
