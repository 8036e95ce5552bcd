package policy

import (
	"cmp"
	"math"
	"net/netip"
	"slices"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/catalog"
)

// Snapshot is a compiled, immutable policy.
type Snapshot struct {
	source Input // as given
	input  Input // as decided by: see flat
	at     int64 // Unix milliseconds

	apis    []api
	hosts   map[string][]uint32 // lower-case host to APIs, longest base first
	anyHost []uint32            // APIs without hosts, longest base first
	byBase  []uint32            // all APIs, longest base first

	nodes  []node  // from 1
	leaves []leaf  // from 1
	routes []route // from 1: a RouteRef is an index

	tokens      []token         // from 1
	digests     []apikey.Digest // of the tokens
	digestTable table
	publicTable table
	oddPublics  map[string]uint32 // public ids of other systems
	networks    []netip.Prefix

	principals map[string]uint32 // ids to indexes in the input
	sets       *roleSets

	limits []limit
	early  []uint32 // limits by address that count before any API is known
}

type api struct {
	id, name, realm string
	base            string
	tlsMin          TLS
	keyHeader       string // lower-case
	maxBody         int64
	root            uint32
	early           []uint32 // limits by address, those of all APIs included
}

type route struct {
	api      uint32
	id       string
	path     string
	template string // base and path
	allow    string
	accept   accept
	public   bool

	tlsMin      TLS      // the stricter of the API's and its own
	maxBody     int64    // likewise; 0 means no limit
	certificate bool     // one is demanded
	media       []string // of bodies, lower-case; none means any

	plain [len(catalog.Methods)]uint32 // sets of roles, by method
	otp   [len(catalog.Methods)]uint32 // those that demand a one-time password
	late  []uint32                     // limits, in the order in which a refusal is named
}

// accept is a set of ways to say who one is.
type accept uint8

const (
	acceptKey accept = 1 << iota
	acceptToken
	acceptCertificate
	acceptSignature
)

// token is a row of fixed size for each token of each key: all that a decision needs, in one place.
type token struct {
	notBefore, until int64 // Unix milliseconds; forever is the largest number
	public           uint64
	roles            uint32 // the principal's, cut to the scopes
	firstNet         uint32
	nets             uint16
	state            keyState
	disabled         bool // the principal is
	key, principal   string
}

type keyState uint8

const (
	keyActive keyState = iota
	keySuspended
	keyRevoked
)

const forever = math.MaxInt64

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

// Input returns what the snapshot decides by: what was given to [Compile], with inherited roles written
// out among the roles of principals and the scopes of keys, and with keys that end when their principal
// does. Compiled again it gives the same decisions. It must not be changed.
func (s *Snapshot) Input() Input { return s.input }

// Source returns what was given to [Compile], inheritance included. It must not be changed.
func (s *Snapshot) Source() Input { return s.source }

// At returns the time at which requests without a time are judged.
func (s *Snapshot) At() time.Time { return time.UnixMilli(s.at) }

// Routes returns the number of routes; references run from 1 to this number, in the order of the input.
func (s *Snapshot) Routes() int { return len(s.routes) - 1 }

// Route describes a route. The zero reference, or one of another snapshot that is too large, gives the
// zero RouteInfo.
func (s *Snapshot) Route(ref RouteRef) RouteInfo {
	if ref == 0 || int(ref) >= len(s.routes) {
		return RouteInfo{}
	}
	r := &s.routes[ref]
	a := &s.apis[r.api]
	return RouteInfo{
		Ref: ref, ID: r.id, API: a.id, APIName: a.name, Path: r.path, Template: r.template,
		Methods: s.input.Routes[ref-1].Methods, Public: r.public,
	}
}

// HasLimit reports whether any rate limit can meet a request to this route; for reference 0, whether
// one can meet a request whose route is not known.
func (s *Snapshot) HasLimit(ref RouteRef) bool {
	if ref == 0 || int(ref) >= len(s.routes) {
		return len(s.early) > 0 || slices.ContainsFunc(s.apis, func(a api) bool { return len(a.early) > 0 })
	}
	r := &s.routes[ref]
	return len(r.late) > 0 || len(s.apis[r.api].early) > 0
}

// GrantedTo returns the ids of the roles that allow a method on a route, without and with a one-time
// password, in the order of the input. For a public route both are empty: it needs no grant.
func (s *Snapshot) GrantedTo(ref RouteRef, method string) (plain, otp []string) {
	m := catalog.MethodIndex(method)
	if ref == 0 || int(ref) >= len(s.routes) || m < 0 || s.routes[ref].public {
		return nil, nil
	}
	r := &s.routes[ref]
	for i, role := range s.input.Roles {
		if s.sets.has(r.plain[m], i) {
			plain = append(plain, role.ID)
		}
		if s.sets.has(r.otp[m], i) {
			otp = append(otp, role.ID)
		}
	}
	return plain, otp
}

// PrincipalName returns a principal's name, or its id when the snapshot holds no names, or "".
func (s *Snapshot) PrincipalName(id string) string {
	i, ok := s.principals[id]
	if !ok {
		return ""
	}
	return cmp.Or(s.input.Principals[i].Name, id)
}

// KeyOf returns the ids of the API key and its principal behind a token's public id, as gateways log it.
func (s *Snapshot) KeyOf(public []byte) (key, principal string, ok bool) {
	n := s.byPublic(text(public))
	if n == 0 {
		return "", "", false
	}
	return s.tokens[n].key, s.tokens[n].principal, true
}
