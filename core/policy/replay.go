package policy

import (
	"net/netip"

	"gatehouse/core/catalog"
)

// Carried says whether a log's format tells which credential a request carried.
type Carried uint8

// What a log tells about credentials.
const (
	NotCarried        Carried = iota // nothing: the event is judged by path, method and TLS only
	CredentialCarried                // KeyPublic holds the key's public id, or nothing when none was presented
)

// Replayed is a request as a log tells it. The byte slices are only read during the call.
type Replayed struct {
	Method     []byte
	Host       []byte // empty when the log does not say
	Target     []byte // raw request target
	Address    netip.Addr
	TLS        TLS   // TLSUnknown when the log does not say
	BodySize   int64 // 0 when the log does not say
	At         int64 // Unix milliseconds
	Credential Carried
	KeyPublic  []byte // public id of the API key as logged; empty means none was presented
}

// Replay judges a request from a log, without limits. It does not allocate.
//
// Where the log carries no credential, a request that gets as far as the credentials is
// [ReasonUnjudged] with status 0; so is one whose host the log does not tell when several APIs could
// have answered it, and one that would be let in to a route that demands a client certificate. Headers
// and media types are not known and not judged.
func (s *Snapshot) Replay(e *Replayed) Decision {
	var r run
	r.s, r.replay = s, true
	r.method, r.host, r.target = text(e.Method), text(e.Host), text(e.Target)
	r.address, r.tls, r.bodySize = e.Address.Unmap(), e.TLS, e.BodySize
	r.at, r.public = e.At, text(e.KeyPublic)
	r.locate()
	for n := range stepCount {
		if r.host == "" && n == stepTLS && !r.guessAPI() {
			return r.end(ReasonUnjudged)
		}
		if n == stepCredentials && e.Credential == NotCarried || n == stepCertificate && s.routes[r.d.Route].certificate {
			return r.end(ReasonUnjudged)
		}
		if reason := r.step(n); reason != pass {
			return r.end(reason)
		}
	}
	return r.end(ReasonAllowed)
}

// guessAPI finds the API of a request whose host is not known: of those with the longest fitting base
// the one that knows the path. It reports false when several do.
func (r *run) guessAPI() bool {
	base := -1
	routed := 0
	for _, i := range r.s.byBase {
		a := &r.s.apis[i]
		if base >= 0 && len(a.base) < base {
			break
		}
		if !a.holds(r.path) {
			continue
		}
		base = len(a.base)
		known := r.s.find(a.root, r.path[base:]) != 0
		if known {
			routed++
		}
		if known || r.api == noAPI {
			r.api = i
		}
	}
	return routed <= 1
}

// RouteOf returns the route of a request as a log tells it: the one for the method or, where the path
// is known but not with this method, the first one of that path. An empty host means the log does not
// say. It does not allocate.
func (s *Snapshot) RouteOf(method, host, target []byte) (RouteRef, bool) {
	var r run
	r.s, r.replay = s, true
	r.host, r.target = text(host), text(target)
	r.locate()
	if !catalog.Canonical(r.path) || r.host == "" && !r.guessAPI() || r.route() != pass {
		return 0, false
	}
	if m := catalog.MethodIndex(text(method)); m >= 0 && s.leaves[r.leaf].byMethod[m] != 0 {
		return s.leaves[r.leaf].byMethod[m], true
	}
	return r.d.Route, true
}

// HostFor returns a host at which the path belongs to an API, for people who leave it out: one that
// the API names, or "localhost".
func (s *Snapshot) HostFor(target string) string {
	var r run
	r.s, r.replay, r.target = s, true, target
	r.locate()
	r.guessAPI()
	if r.api == noAPI || len(s.input.APIs[r.api].Hosts) == 0 {
		return "localhost"
	}
	return s.input.APIs[r.api].Hosts[0]
}
