package catalog

// Said is what an OpenAPI document said about a route when it was last imported. Beside what the route
// states now it tells what was set by hand: that is what a new import must not lose.
type Said struct {
	Summary     string      `json:"summary,omitempty"`
	Accept      []string    `json:"accept,omitempty"`
	Certificate bool        `json:"certificate,omitempty"`
	Public      bool        `json:"public,omitempty"`
	Parameters  []Parameter `json:"parameters,omitempty"`
	MediaTypes  []string    `json:"media_types,omitempty"`
}
