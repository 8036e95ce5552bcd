package apikey

import (
	"net/netip"
	"slices"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/vault"
)

// The limits of a key.
const (
	MaxName     = 128  // bytes
	MaxNotes    = 2000 // bytes
	MaxNetworks = 64
	MaxScopes   = 64
)

// check returns k with the fields that people give in the form in which they are stored.
func check(k Key) (Key, error) {
	var err error
	if k.Name, err = name.Text("API key name", k.Name, MaxName); err != nil {
		return k, err
	}
	if k.Notes, err = name.Text("notes", k.Notes, MaxNotes); err != nil {
		return k, err
	}
	switch k.Env {
	case "":
		k.Env = Live
	case Live, Test:
	default:
		return k, fault.New(fault.Invalid, "environment %q is not one of live test", k.Env)
	}
	if k.Networks, err = ParseNetworks(k.Networks); err != nil {
		return k, err
	}
	if len(k.Scopes) > MaxScopes {
		return k, fault.New(fault.Invalid, "%d scopes given; at most %d are allowed", len(k.Scopes), MaxScopes)
	}
	if k.Scopes = slices.Compact(slices.Sorted(slices.Values(k.Scopes))); len(k.Scopes) == 0 {
		k.Scopes = nil
	}
	switch {
	case k.NotBefore < 0 || k.Expires < 0:
		return k, fault.New(fault.Invalid, "a time before 1970 makes no sense for an API key")
	case k.Expires != 0 && k.Expires <= k.NotBefore:
		return k, fault.New(fault.Invalid, "the API key would expire (%s) before it is valid (%s)", k.Expires, k.NotBefore)
	}
	return k, nil
}

// notOver refuses a key that is expired already.
func notOver(tx *vault.Tx, k Key) error {
	if k.Expires != 0 && k.Expires <= vault.MillisOf(tx.Now()) {
		return fault.New(fault.Invalid, "the expiry %s is in the past", k.Expires)
	}
	return nil
}

// ParseNetworks returns networks as CIDR, sorted, each once. An address stands for itself alone.
func ParseNetworks(networks []string) ([]string, error) {
	if len(networks) > MaxNetworks {
		return nil, fault.New(fault.Invalid, "%d networks given; at most %d are allowed", len(networks), MaxNetworks)
	}
	var out []string
	for _, n := range networks {
		p, err := parseNetwork(strings.TrimSpace(n))
		if err != nil {
			return nil, err
		}
		if !slices.Contains(out, p.String()) {
			out = append(out, p.String())
		}
	}
	slices.Sort(out)
	return out, nil
}

func parseNetwork(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil && a.Zone() == "" {
		a = a.Unmap()
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	switch {
	case err != nil:
		return p, fault.New(fault.Invalid, "network %q is not an address or a network such as 192.0.2.0/24", s)
	case p.Addr().Is4In6():
		return p, fault.New(fault.Invalid, "network %q is IPv4 written as IPv6; write it as IPv4", s)
	case p != p.Masked():
		return p, fault.New(fault.Invalid, "network %q has bits behind its mask; %s would be right", s, p.Masked())
	}
	return p, nil
}

// Prefix returns the part of the newest token that may be shown: gh_live_ab12cd34. A key of another
// system may have none.
func (k *Key) Prefix() string {
	if len(k.Tokens) == 0 || k.Tokens[len(k.Tokens)-1].Public == "" {
		return ""
	}
	return "gh_" + k.Env + "_" + k.Tokens[len(k.Tokens)-1].Public
}
