package policy

import (
	"cmp"
	"slices"

	"gatehouse/core/catalog"
	"gatehouse/core/ratelimit"
)

// limit is a compiled rate limit.
type limit struct {
	id       string
	by       ratelimit.By
	interval int64 // ns
	capacity int64
}

// rank is the order in which refusals of the late step are named.
func rank(by ratelimit.By) int {
	return slices.Index([]ratelimit.By{ratelimit.ByKey, ratelimit.ByPrincipal, ratelimit.ByRoute, ratelimit.ByAddress}, by)
}

// limits gives each route, and each API before a route is known, the limits that meet there.
func (c *compiler) limits() error {
	s := c.s
	ids := map[string]bool{}
	for i, p := range s.input.Limits {
		if ids[p.ID] || p.ID == "" {
			return bad("rate limit", p.ID, "the id is empty or not its own")
		}
		ids[p.ID] = true
		if err := ratelimit.CheckNumbers(p); err != nil {
			return bad("rate limit", p.ID, "%v", err)
		}
		if _, ok := c.apiIndex[p.API]; !ok && p.API != "" {
			return bad("rate limit", p.ID, "there is no API %q", p.API)
		}
		s.limits = append(s.limits, limit{id: p.ID, by: p.By, interval: int64(p.Interval()), capacity: int64(p.Capacity())})
		if err := c.meet(uint32(i), p); err != nil {
			return err
		}
	}
	for ref := range s.routes {
		slices.SortStableFunc(s.routes[ref].late, func(a, b uint32) int { return cmp.Compare(rank(s.limits[a].by), rank(s.limits[b].by)) })
		if len(s.routes[ref].late) > ratelimit.MaxCharges {
			return bad("route", s.routes[ref].id, "%d rate limits meet on it; at most %d can", len(s.routes[ref].late), ratelimit.MaxCharges)
		}
	}
	for _, a := range s.apis {
		if len(a.early) > ratelimit.MaxCharges {
			return bad("API", a.id, "%d rate limits by address meet on it; at most %d can", len(a.early), ratelimit.MaxCharges)
		}
	}
	return nil
}

// meet adds a limit where it counts. A limit by address that is bound to no route counts early,
// before the path is known; all others count late.
func (c *compiler) meet(n uint32, p ratelimit.Policy) error {
	s := c.s
	if p.By == ratelimit.ByAddress && p.Match == "" {
		if p.API == "" {
			s.early = append(s.early, n)
			if len(s.early) > ratelimit.MaxCharges {
				return bad("rate limit", p.ID, "more than %d limits by address count for all APIs", ratelimit.MaxCharges)
			}
		}
		for i := range s.apis {
			if p.API == "" || s.apis[i].id == p.API {
				s.apis[i].early = append(s.apis[i].early, n)
			}
		}
		return nil
	}
	pattern := catalog.Pattern{Below: true}
	if p.Match != "" {
		var err error
		if pattern, err = catalog.ParsePattern("route pattern", p.Match); err != nil {
			return bad("rate limit", p.ID, "%v", err)
		}
	}
	for ref := 1; ref < len(s.routes); ref++ {
		r := &s.routes[ref]
		if (p.API == "" || s.apis[r.api].id == p.API) && pattern.Covers(c.templates[ref]) {
			r.late = append(r.late, n)
		}
	}
	return nil
}
