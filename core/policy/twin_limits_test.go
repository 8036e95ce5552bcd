package policy_test

import (
	"math"
	"net/netip"
	"time"

	"gatehouse/core/catalog"
	"gatehouse/core/policy"
	"gatehouse/core/ratelimit"
)

// This file is the twin's side of counting: leaky buckets instead of GCRA.

// charge finds the limits of a step and counts them.
func (w *twin) charge(req policy.Request, a answer, api *catalog.API, rt *catalog.Route, early bool) (policy.Reason, time.Duration) {
	if w.meter == nil {
		return 0, 0
	}
	order := []ratelimit.By{ratelimit.ByKey, ratelimit.ByPrincipal, ratelimit.ByRoute, ratelimit.ByAddress}
	reasons := []policy.Reason{policy.ReasonLimitKey, policy.ReasonLimitPrincipal, policy.ReasonLimitRoute, policy.ReasonLimitAddress}
	var due due
	var is []policy.Reason
	for n, by := range order {
		for _, l := range w.in.Limits {
			bound := l.By != ratelimit.ByAddress || l.Match != ""
			if l.By != by || early == bound || l.API != "" && (api == nil || l.API != api.ID) || !early && l.Match != "" && !covers(l.Match, rt.Path) {
				continue
			}
			who := ""
			switch by {
			case ratelimit.ByKey:
				who = a.key
			case ratelimit.ByPrincipal:
				who = a.principal
			case ratelimit.ByRoute:
				who = a.route
			case ratelimit.ByAddress:
				who = network(req.Address)
			}
			if who != "" {
				due, is = append(due, owed{l, who}), append(is, reasons[n])
			}
		}
	}
	first, wait := w.meter.take(due, req.At)
	if first < 0 {
		return 0, 0
	}
	return is[first], wait
}

// network is what an address counts as.
func network(a netip.Addr) string {
	a = a.Unmap()
	switch {
	case !a.IsValid():
		return ""
	case a.Is6():
		return netip.PrefixFrom(a, 64).Masked().String()
	}
	return a.String()
}

type due = []owed

// owed is one limit and whom it counts.
type owed struct {
	limit ratelimit.Policy
	who   string
}

// twinMeter is a leaky bucket kept as a level and the time of the last look.
type twinMeter struct {
	level map[string]time.Duration // owed, in time
	last  map[string]time.Time
}

func newTwinMeter() *twinMeter {
	return &twinMeter{level: map[string]time.Duration{}, last: map[string]time.Time{}}
}

func (m *twinMeter) take(all due, at time.Time) (first int, wait time.Duration) {
	first = -1
	for i, d := range all {
		name := d.limit.ID + " " + d.who
		if last, seen := m.last[name]; seen && at.After(last) {
			m.level[name] = max(0, m.level[name]-at.Sub(last))
		}
		m.last[name] = at
		interval := time.Duration(d.limit.Per) * time.Millisecond / time.Duration(d.limit.Rate)
		burst := d.limit.Burst
		if burst == 0 {
			burst = d.limit.Rate
		}
		if over := m.level[name] + interval - time.Duration(burst)*interval; over > 0 {
			if first < 0 {
				first = i
			}
			wait = max(wait, time.Duration(math.Ceil(over.Seconds()))*time.Second)
		}
	}
	if first >= 0 {
		return first, wait
	}
	for _, d := range all {
		m.level[d.limit.ID+" "+d.who] += time.Duration(d.limit.Per) * time.Millisecond / time.Duration(d.limit.Rate)
	}
	return -1, 0
}
