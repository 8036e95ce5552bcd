package policy

import (
	"gatehouse/core/apikey"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/ratelimit"
)

// Input is everything a decision depends on. Names may be missing: a bundle holds ids only.
type Input struct {
	Vault      string                `json:"vault"`
	APIs       []catalog.API         `json:"apis"`
	Routes     []catalog.Route       `json:"routes"`
	Principals []directory.Principal `json:"principals"`
	Roles      []directory.Role      `json:"roles"`
	Keys       []apikey.Key          `json:"keys"`
	Limits     []ratelimit.Policy    `json:"limits"`
}
