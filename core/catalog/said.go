package catalog

import "gatehouse/core/vault"

// Said is what an OpenAPI document said about a route when it was last imported. Beside what the route
// states now it tells what was set by hand: that is what a new import must not lose.
type Said struct {
	Path        string      `json:"path,omitempty"`
	Summary     string      `json:"summary,omitempty"`
	Accept      []string    `json:"accept,omitempty"`
	Certificate bool        `json:"certificate,omitempty"`
	Public      bool        `json:"public,omitempty"`
	Parameters  []Parameter `json:"parameters,omitempty"`
	MediaTypes  []string    `json:"media_types,omitempty"`
}

// SaidAPI is what an OpenAPI document said about an API when it was last imported.
type SaidAPI struct {
	Title     string       `json:"title,omitempty"`
	Version   string       `json:"version,omitempty"`
	SHA256    string       `json:"sha256,omitempty"` // of the file
	Imported  vault.Millis `json:"imported,omitempty"`
	Hosts     []string     `json:"hosts,omitempty"`
	Base      string       `json:"base,omitempty"`
	TLSMin    string       `json:"tls_min,omitempty"`
	KeyHeader string       `json:"key_header,omitempty"`
}
