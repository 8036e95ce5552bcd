package policy

import (
	"time"
)

// Snapshot is a compiled, immutable policy.
type Snapshot struct {
	input Input
	at    int64
}

// RouteInfo describes a route of a snapshot.
type RouteInfo struct {
	Ref      RouteRef
	ID       string
	API      string   // id
	APIName  string   // may be empty
	Path     string   // relative to the API's base
	Template string   // base and path
	Methods  []string // as listed
	Public   bool
}

// Compile checks an input and makes a snapshot of it. At is the time at which requests without a
// time are judged. The input must not be changed afterwards.
//
// Errors are of kind Invalid and name the record: a dangling reference, a path that is not canonical,
// two routes for one path and method, a digest twice, more than [ratelimit.MaxCharges] limits meeting.
func Compile(in Input, at time.Time) (*Snapshot, error) {
	return &Snapshot{input: in, at: at.UnixMilli()}, nil
}

// Input returns what the snapshot was compiled from. It must not be changed.
func (s *Snapshot) Input() Input { return s.input }

// Decide answers a request. It does not allocate. A nil meter means that no limits count.
func (s *Snapshot) Decide(req *Request, meter Meter) Decision { return Decision{} }

// Explain answers a request as Decide does, and tells each step. With a meter it charges as Decide does.
func (s *Snapshot) Explain(req *Request, meter Meter) (Decision, []Step) { return Decision{}, nil }

// Replay judges a request from a log, without limits. It does not allocate.
func (s *Snapshot) Replay(r *Replayed) Decision { return Decision{} }

// RouteOf returns the route of a request as a log tells it: the one for the method or, where the path
// is known but not with this method, the first one of that path. An empty host means the log does not say.
func (s *Snapshot) RouteOf(method, host, target []byte) (RouteRef, bool) { return 0, false }

// Route describes a route. The zero reference gives the zero RouteInfo.
func (s *Snapshot) Route(ref RouteRef) RouteInfo { return RouteInfo{} }

// Routes returns the number of routes; references run from 1 to this number, in the order of the input.
func (s *Snapshot) Routes() int { return len(s.input.Routes) }

// HasLimit reports whether any rate limit can meet a request to this route; for reference 0, whether
// one can meet a request whose route is not known.
func (s *Snapshot) HasLimit(ref RouteRef) bool { return false }

// GrantedTo returns the ids of the roles that allow a method on a route, without and with a one-time
// password, sorted. For a public route both are empty.
func (s *Snapshot) GrantedTo(ref RouteRef, method string) (plain, otp []string) { return nil, nil }

// ParseRequest reads the request object of docs/decisions.md from JSON. A member of a wrong type or
// form makes the request malformed; an unknown member, or no JSON object at all, is an error.
func ParseRequest(text []byte) (Request, error) { return Request{}, nil }

// Headers returns the response headers that go with a decision: WWW-Authenticate with 401, Allow with
// 405, Retry-After with 429.
func (s *Snapshot) Headers(d Decision) map[string]string { return nil }
