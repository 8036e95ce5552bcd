package policy

import (
	"time"

	"gatehouse/core/ratelimit"
)

// addressLimits counts the address against the limits that no route binds. A request without an
// address cannot be counted by it.
func (r *run) addressLimits() Reason {
	if r.meter == nil || !r.address.IsValid() {
		return pass
	}
	early := r.s.early
	if r.api != noAPI {
		early = r.s.apis[r.api].early
	}
	return r.take(early)
}

// lateLimits counts everything else, all together or not at all.
func (r *run) lateLimits() Reason {
	if r.meter == nil {
		return pass
	}
	return r.take(r.s.routes[r.d.Route].late)
}

// take charges limits. A limit that counts by something the request does not have is left out.
func (r *run) take(limits []uint32) Reason {
	if len(limits) == 0 {
		return pass
	}
	var c ratelimit.Charges
	var which [ratelimit.MaxCharges]uint32
	for _, n := range limits {
		l := &r.s.limits[n]
		ch := ratelimit.Charge{Limit: l.id, Interval: l.interval, Capacity: l.capacity}
		switch l.by {
		case ratelimit.ByKey:
			ch.Subject = r.d.Key
		case ratelimit.ByPrincipal:
			ch.Subject = r.d.Principal
		case ratelimit.ByRoute:
			ch.Subject = r.s.routes[r.d.Route].id
		case ratelimit.ByAddress:
			ch.Address = r.address
		}
		if ch.Subject == "" && !ch.Address.IsValid() {
			continue
		}
		c.At[c.N], which[c.N] = ch, n
		c.N++
	}
	if c.N == 0 {
		return pass
	}
	refused, wait := r.meter.Take(c, r.atNanos)
	if refused < 0 {
		return pass
	}
	r.d.RetryAfter = (wait + time.Second - 1).Truncate(time.Second)
	switch r.s.limits[which[refused]].by {
	case ratelimit.ByKey:
		return ReasonLimitKey
	case ratelimit.ByPrincipal:
		return ReasonLimitPrincipal
	case ratelimit.ByRoute:
		return ReasonLimitRoute
	}
	return ReasonLimitAddress
}
