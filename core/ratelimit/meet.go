package ratelimit

import (
	"gatehouse/core/catalog"
	"gatehouse/core/fault"
	"gatehouse/core/vault"
)

// early reports whether a limit counts before the route is known.
func (p *Policy) early() bool { return p.By == ByAddress && p.Match == "" }

// within reports whether a limit counts for an API.
func (p *Policy) within(api string) bool { return p.API == "" || p.API == api }

// meet refuses a limit that would be the one too many for a request: a policy with more than
// [MaxCharges] on one route does not compile.
func (s *Service) meet(tx *vault.Tx, p Policy) error {
	others := make([]Policy, 0, s.rows.Len())
	for _, o := range s.rows.All() {
		if o.ID != p.ID && o.early() == p.early() && (o.API == "" || p.within(o.API)) {
			others = append(others, o)
		}
	}
	if len(others) < MaxCharges {
		return nil
	}
	full := fault.New(fault.Invalid, "%d rate limits meet already where this one would count; at most %d can", MaxCharges, MaxCharges)
	if p.early() {
		return full
	}
	for rec := range tx.All(vault.KindRoute) {
		r, err := vault.Decode[catalog.Route](rec)
		if err != nil {
			return err
		}
		t, err := catalog.ParseTemplate("route path", r.Path)
		if err != nil || !p.covers(r.API, t) {
			continue
		}
		n := 0
		for i := range others {
			if others[i].covers(r.API, t) {
				n++
			}
		}
		if n >= MaxCharges {
			return full
		}
	}
	return nil
}

// covers reports whether a limit counts on a route.
func (p *Policy) covers(api string, t catalog.Template) bool {
	if !p.within(api) {
		return false
	}
	if p.Match == "" {
		return true
	}
	pattern, err := catalog.ParsePattern("route pattern", p.Match)
	return err == nil && pattern.Covers(t)
}
