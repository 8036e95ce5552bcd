package fleet

import (
	"net/netip"

	"gatehouse/core/vault"
)

// Target is the kind of program that a gateway is.
type Target string

// The targets. That a target is listed says what a gateway is, not that a configuration for it can
// be rendered; see core/gateway.
const (
	OPA     Target = "opa"
	Nginx   Target = "nginx"
	HAProxy Target = "haproxy"
	Caddy   Target = "caddy"
	Kong    Target = "kong"
	Envoy   Target = "envoy"
	Traefik Target = "traefik"
	Apache  Target = "apache"
	Other   Target = "other"
)

// Targets returns all targets, in the order in which they are offered.
func Targets() []Target {
	return []Target{OPA, Nginx, HAProxy, Caddy, Kong, Envoy, Traefik, Apache, Other}
}

// Gateway is the record of one gateway.
type Gateway struct {
	ID         string       `json:"id"`
	Name       string       `json:"name"`
	Target     Target       `json:"target"`
	Audience   string       `json:"audience"`             // of the bundles that it takes
	Production bool         `json:"production,omitempty"` // real callers meet it
	Proxies    []string     `json:"proxies,omitempty"`    // CIDR of the proxies whose X-Forwarded-For counts
	Notes      string       `json:"notes,omitempty"`
	Floor      uint64       `json:"floor,omitempty"` // the lowest serial it may accept; 0 is any
	Created    vault.Millis `json:"created,omitempty"`
}

// Trusted returns the networks of the gateway's trusted proxies.
func (g *Gateway) Trusted() []netip.Prefix {
	var all []netip.Prefix
	for _, p := range g.Proxies {
		if n, err := netip.ParsePrefix(p); err == nil { // checked when it was stored
			all = append(all, n)
		}
	}
	return all
}
