package review

import (
	"cmp"
	"slices"
	"sync"

	"gatehouse/core/apikey"
	"gatehouse/core/auditlog"
	"gatehouse/core/policy"
)

// Step is a policy and the time from which it was in force: a bundle that was exported.
type Step struct {
	From     int64 // Unix milliseconds
	Revision string
	Load     func() *policy.Snapshot // called once, when an event first needs it; nil: it can't be read any more, so its events are not assessable
}

// NewTimeline returns the policies that judge a gateway's events: each event by the last step
// before it, one before all steps by the first. Where nothing was ever exported, current judges
// and its judgement is marked as assumed; a nil current then leaves events unjudged.
//
// Keys are looked up in current where it has them, because a key that was revoked after the last
// export is revoked all the same. A policy without any route judges nothing.
func NewTimeline(steps []Step, current *policy.Snapshot) PolicySource {
	keys := newKeyIndex(current)
	if len(steps) == 0 {
		return &timeline{assumed: newJudge(current, keys, "")}
	}
	t := &timeline{}
	for _, s := range steps {
		t.stops = append(t.stops, stop{from: s.From, judge: sync.OnceValue(func() *judge {
			return newJudge(s.Load(), keys, s.Revision)
		})})
	}
	slices.SortStableFunc(t.stops, func(a, b stop) int { return cmp.Compare(a.from, b.from) })
	return t
}

// timeline is a list of policies in order of time, or the one that is assumed.
type timeline struct {
	stops   []stop
	assumed *judge
}

// stop is a policy that judges from a time on; it is read when it is first asked.
type stop struct {
	from  int64
	judge func() *judge
}

// At implements [PolicySource].
func (t *timeline) At(ms int64) (Policy, string, bool) {
	j, assumed := t.assumed, true
	if n := len(t.stops); n > 0 {
		i := n - 1
		for i > 0 && t.stops[i].from > ms {
			i--
		}
		j, assumed = t.stops[i].judge(), false
	}
	if j == nil {
		return nil, "", false
	}
	return j, j.revision, assumed
}

// judge asks one snapshot. It is immutable.
type judge struct {
	snapshot *policy.Snapshot
	revision string
	keys     *keyIndex
	routes   []routeFacts // by policy.RouteRef
}

// routeFacts is what a review needs to know of a route.
type routeFacts struct {
	id, name        string
	public, limited bool
}

// newJudge returns the judge of a snapshot, nil when it has nothing to say.
func newJudge(s *policy.Snapshot, keys *keyIndex, revision string) *judge {
	if s == nil || s.Routes() == 0 {
		return nil
	}
	j := &judge{snapshot: s, revision: revision, keys: keys}
	for ref := policy.RouteRef(0); int(ref) <= s.Routes(); ref++ {
		info := s.Route(ref)
		j.routes = append(j.routes, routeFacts{id: info.ID, name: info.Template, public: info.Public, limited: s.HasLimit(ref)})
	}
	if keys == nil {
		j.keys = newKeyIndex(s)
	}
	return j
}

// headerRoom is what a request's line and headers take at most (policy refuses larger ones). A log's
// request size includes them, so a body is held to be too large only beyond that.
const headerRoom = 16<<10 + 8192

// Judge implements [Policy].
func (j *judge) Judge(r *Row) Verdicts {
	ev := &r.Event
	q := policy.Replayed{Method: ev.Method, Host: ev.Host, Target: ev.Target, TLS: tlsOf(ev), At: ev.Time, BodySize: max(0, ev.BytesIn-headerRoom)}
	known := false
	if (ev.Carried|ev.Has)&auditlog.FieldKey != 0 {
		q.Credential, q.KeyPublic = policy.CredentialCarried, ev.Key
		q.Address, known = ev.Addr()
	}
	d := j.snapshot.Replay(&q)
	facts := &j.routes[d.Route]
	v := Verdicts{Limited: facts.limited, Public: facts.public}
	r.Route, r.RouteID, r.Principal, r.Key = facts.name, facts.id, d.Principal, d.Key
	if d.Reason != policy.ReasonUnjudged && (known || d.Reason != policy.ReasonKeyWrongNetwork) {
		r.Judged, r.Expected, r.Reason = true, int16(d.Status), d.Reason.String()
	}
	if len(ev.Key) > 0 {
		v.KeyState, v.KeySince = j.keys.state(r, ev)
	}
	return v
}

// tlsOf reads the connection's version as policy names it.
func tlsOf(ev *auditlog.Event) policy.TLS {
	switch ev.TLSVersion() {
	case "none":
		return policy.TLSNone
	case "ssl", "1.0":
		return policy.TLS10
	case "1.1":
		return policy.TLS11
	case "1.2":
		return policy.TLS12
	case "1.3":
		return policy.TLS13
	}
	return policy.TLSUnknown
}

// keyIndex finds keys by the public id that gateways log.
type keyIndex struct{ byPublic map[string]keyFacts }

// keyFacts is what decides a key's state at a time.
type keyFacts struct {
	id, principal string
	state         apikey.State
	revoked       int64 // Unix ms; 0 never
	expires       int64
}

// newKeyIndex returns the index of a snapshot's keys, nil for none.
func newKeyIndex(s *policy.Snapshot) *keyIndex {
	if s == nil || len(s.Input().Keys) == 0 {
		return nil
	}
	x := &keyIndex{byPublic: map[string]keyFacts{}}
	for _, k := range s.Input().Keys {
		for _, t := range k.Tokens {
			f := keyFacts{id: k.ID, principal: k.Principal, state: k.State, revoked: int64(k.Revoked), expires: int64(k.Expires)}
			if u := int64(t.Until); u != 0 && (f.expires == 0 || u < f.expires) {
				f.expires = u
			}
			if t.Public != "" {
				x.byPublic[t.Public] = f
			}
		}
	}
	return x
}

// state returns a key's state at the time of the event, since when it is dead, and fills in whose it
// is where policy didn't come so far.
func (x *keyIndex) state(r *Row, ev *auditlog.Event) (KeyState, int64) {
	if x == nil {
		return KeyUnknown, 0
	}
	f, ok := x.byPublic[string(ev.Key)]
	if !ok {
		return KeyUnknown, 0
	}
	if r.Key == "" {
		r.Key = f.id
	}
	if r.Principal == "" {
		r.Principal = f.principal
	}
	switch at := ev.Time; {
	case f.revoked != 0 && at >= f.revoked:
		return KeyRevoked, f.revoked
	case f.expires != 0 && at >= f.expires:
		return KeyExpired, f.expires
	case f.state == apikey.Suspended:
		return KeySuspended, 0
	}
	return KeyActive, 0
}
