package policy

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
)

// Compile checks an input and makes a snapshot of it. At is the time at which requests without a
// time are judged. The input must not be changed afterwards.
//
// What roles inherit and when principals expire is written out first: see [Snapshot.Input].
//
// Errors are of kind Invalid and name the record: a dangling reference, roles that inherit in a circle, a path that is not canonical,
// two routes for one path and method, a digest twice, more than [ratelimit.MaxCharges] limits meeting.
func Compile(in Input, at time.Time) (*Snapshot, error) {
	source := in
	in, err := flat(in)
	if err != nil {
		return nil, err
	}
	s := &Snapshot{
		source: source, input: in, at: at.UnixMilli(),
		hosts: map[string][]uint32{}, nodes: make([]node, 1), leaves: make([]leaf, 1), routes: make([]route, 1, len(in.Routes)+1),
	}
	c := &compiler{s: s, apiIndex: map[string]uint32{}, roleIndex: map[string]int{}}
	for _, step := range []func() error{c.apis, c.routes, c.roles, c.principals, c.keys, c.limits} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// compiler is what is needed while a snapshot is made.
type compiler struct {
	s         *Snapshot
	apiIndex  map[string]uint32
	roleIndex map[string]int
	templates []catalog.Template // by RouteRef
	ofAPI     [][]RouteRef       // by API
}

// bad is an error about one record.
func bad(kind, id, format string, args ...any) error {
	return fault.New(fault.Invalid, kind+" %s: "+format, append([]any{id}, args...)...)
}

func (c *compiler) apis() error {
	s := c.s
	places := map[string]string{}
	for i, a := range s.input.APIs {
		if _, twice := c.apiIndex[a.ID]; twice || a.ID == "" {
			return bad("API", a.ID, "the id is empty or not its own")
		}
		c.apiIndex[a.ID] = uint32(i)
		tlsMin, ok := ParseTLS(a.TLSMin)
		if !ok || tlsMin != TLSNone && tlsMin != TLS12 && tlsMin != TLS13 {
			return bad("API", a.ID, "minimum TLS %q is not one of none 1.2 1.3", a.TLSMin)
		}
		if a.Base != "" && (strings.HasSuffix(a.Base, "/") || !catalog.Canonical(a.Base)) {
			return bad("API", a.ID, "base %q is not a canonical path without a trailing slash", a.Base)
		}
		header := strings.ToLower(a.KeyHeaderName())
		if !only(header, lowerByte) {
			return bad("API", a.ID, "key header %q is not a header name", a.KeyHeader)
		}
		if a.MaxBody < 0 {
			return bad("API", a.ID, "largest body %d is below 0", a.MaxBody)
		}
		s.apis = append(s.apis, api{
			id: a.ID, name: a.Name, realm: cmp.Or(a.Name, a.ID), base: a.Base, tlsMin: tlsMin, keyHeader: header, maxBody: a.MaxBody,
			root: uint32(len(s.nodes)),
		})
		s.nodes = append(s.nodes, node{})
		for _, h := range c.hostsOf(uint32(i), a) {
			if other, taken := places[h+a.Base]; taken {
				return bad("API", a.ID, "host %q with base %q belongs to the API %s already", h, a.Base, other)
			}
			places[h+a.Base] = a.ID
		}
	}
	longest := func(a, b uint32) int { return cmp.Compare(len(s.apis[b].base), len(s.apis[a].base)) }
	for i := range s.apis {
		s.byBase = append(s.byBase, uint32(i))
	}
	slices.SortStableFunc(s.byBase, longest)
	slices.SortStableFunc(s.anyHost, longest)
	for _, list := range s.hosts {
		slices.SortStableFunc(list, longest)
	}
	c.ofAPI = make([][]RouteRef, len(s.apis))
	return nil
}

// hostsOf notes an API's hosts and returns them; "" stands for any.
func (c *compiler) hostsOf(i uint32, a catalog.API) []string {
	if len(a.Hosts) == 0 {
		c.s.anyHost = append(c.s.anyHost, i)
		return []string{""}
	}
	var hosts []string
	for _, h := range a.Hosts {
		if h = strings.ToLower(h); !slices.Contains(hosts, h) {
			hosts = append(hosts, h)
			c.s.hosts[h] = append(c.s.hosts[h], i)
		}
	}
	return hosts
}

func (c *compiler) routes() error {
	s := c.s
	ids := map[string]bool{}
	c.templates = make([]catalog.Template, 1, len(s.input.Routes)+1)
	leafOf := make([]uint32, 1, len(s.input.Routes)+1)
	for _, r := range s.input.Routes {
		if ids[r.ID] || r.ID == "" {
			return bad("route", r.ID, "the id is empty or not its own")
		}
		ids[r.ID] = true
		ai, ok := c.apiIndex[r.API]
		if !ok {
			return bad("route", r.ID, "there is no API %q", r.API)
		}
		t, err := catalog.ParseTemplate("path", r.Path)
		if err != nil {
			return bad("route", r.ID, "%v", err)
		}
		acc, err := acceptOf(r)
		if err != nil {
			return err
		}
		ref := RouteRef(len(s.routes))
		n := s.grow(s.apis[ai].root, t)
		if err := c.answer(n, ref, r); err != nil {
			return err
		}
		c.templates, leafOf = append(c.templates, t), append(leafOf, n)
		c.ofAPI[ai] = append(c.ofAPI[ai], ref)
		rt := route{api: ai, id: r.ID, path: r.Path, template: s.apis[ai].base + r.Path, accept: acc, public: r.Public, certificate: r.Certificate}
		if err := rt.state(r, &s.apis[ai]); err != nil {
			return err
		}
		s.routes = append(s.routes, rt)
	}
	for n := 1; n < len(s.leaves); n++ {
		s.leaves[n].finish()
	}
	for ref := 1; ref < len(s.routes); ref++ {
		s.routes[ref].allow = s.leaves[leafOf[ref]].allow
	}
	return nil
}

// answer gives a leaf the methods of a route.
func (c *compiler) answer(n uint32, ref RouteRef, r catalog.Route) error {
	l := &c.s.leaves[n]
	if l.first == 0 {
		l.first = ref
	}
	if len(r.Methods) == 0 {
		return bad("route", r.ID, "it has no methods")
	}
	for _, m := range r.Methods {
		i := catalog.MethodIndex(m)
		if i < 0 {
			return bad("route", r.ID, "method %q is not one of %s", m, strings.Join(catalog.Methods[:], " "))
		}
		if o := l.byMethod[i]; o != 0 && o != ref {
			return bad("route", r.ID, "the route %s answers %s on this path already", c.s.input.Routes[o-1].ID, m)
		}
		l.byMethod[i] = ref
	}
	return nil
}

// finish lets HEAD fall to GET and writes down what is allowed.
func (l *leaf) finish() {
	if l.byMethod[catalog.MethodHEAD] == 0 {
		l.byMethod[catalog.MethodHEAD] = l.byMethod[catalog.MethodGET]
	}
	var allow []string
	for i, ref := range l.byMethod {
		if ref != 0 {
			allow = append(allow, catalog.Methods[i])
		}
	}
	l.allow = strings.Join(allow, ", ")
}

func (c *compiler) principals() error {
	s := c.s
	s.principals = make(map[string]uint32, len(s.input.Principals))
	for i, p := range s.input.Principals {
		if _, twice := s.principals[p.ID]; twice || p.ID == "" {
			return bad("principal", p.ID, "the id is empty or not its own")
		}
		if p.State != directory.Active && p.State != directory.Disabled {
			return bad("principal", p.ID, "state %q is not one of active disabled", p.State)
		}
		for _, id := range p.Roles {
			if _, ok := c.roleIndex[id]; !ok {
				return bad("principal", p.ID, "there is no role %q", id)
			}
		}
		s.principals[p.ID] = uint32(i)
	}
	return nil
}

func (c *compiler) keys() error {
	s := c.s
	n := 0
	for i := range s.input.Keys {
		n += len(s.input.Keys[i].Tokens)
	}
	s.tokens = make([]token, 1, n+1)
	s.digests = make([]apikey.Digest, 1, n+1)
	s.digestTable, s.publicTable, s.oddPublics = newTable(n), newTable(n), map[string]uint32{}
	ids := make(map[string]struct{}, len(s.input.Keys))
	mine, cut := make([]uint64, s.sets.words), make([]uint64, s.sets.words)
	for i := range s.input.Keys {
		k := &s.input.Keys[i]
		if _, twice := ids[k.ID]; twice || k.ID == "" {
			return bad("API key", k.ID, "the id is empty or not its own")
		}
		ids[k.ID] = struct{}{}
		row, err := c.keyRow(k, mine, cut)
		if err != nil {
			return err
		}
		for _, t := range k.Tokens {
			if err := c.token(row, k, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// keyRow returns what all tokens of a key have in common. Mine and cut are room for sets of roles.
func (c *compiler) keyRow(k *apikey.Key, mine, cut []uint64) (token, error) {
	s := c.s
	p, ok := s.principals[k.Principal]
	if !ok {
		return token{}, bad("API key", k.ID, "there is no principal %q", k.Principal)
	}
	row := token{
		key: k.ID, principal: s.input.Principals[p].ID, disabled: s.input.Principals[p].State == directory.Disabled,
		notBefore: int64(k.NotBefore), firstNet: uint32(len(s.networks)),
	}
	if len(k.Networks) > apikey.MaxNetworks {
		return token{}, bad("API key", k.ID, "it has %d networks; at most %d are allowed", len(k.Networks), apikey.MaxNetworks)
	}
	switch k.State {
	case apikey.Active:
	case apikey.Suspended:
		row.state = keySuspended
	case apikey.Revoked:
		row.state = keyRevoked
	default:
		return token{}, bad("API key", k.ID, "state %q is not one of active suspended revoked", k.State)
	}
	for _, n := range k.Networks {
		prefix, err := netip.ParsePrefix(n)
		if err != nil || prefix != prefix.Masked() || prefix.Addr().Is4In6() {
			return token{}, bad("API key", k.ID, "network %q is not a network such as 192.0.2.0/24", n)
		}
		s.networks = append(s.networks, prefix)
		row.nets++
	}
	clear(mine)
	for _, id := range s.input.Principals[p].Roles {
		n := c.roleIndex[id]
		mine[n/64] |= 1 << (n % 64)
	}
	if len(k.Scopes) > 0 {
		clear(cut)
		for _, id := range k.Scopes {
			n, ok := c.roleIndex[id]
			if !ok {
				return token{}, bad("API key", k.ID, "there is no role %q", id)
			}
			cut[n/64] |= 1 << (n % 64)
		}
		for w := range mine {
			mine[w] &= cut[w]
		}
	}
	row.roles = s.sets.intern(mine)
	return row, nil
}

// token adds one token of a key.
func (c *compiler) token(row token, k *apikey.Key, t apikey.TokenRow) error {
	s := c.s
	d, err := apikey.ParseDigest(t.SHA256)
	if err != nil {
		return bad("API key", k.ID, "%v", err)
	}
	if o := s.byDigest(&d); o != 0 {
		return bad("API key", k.ID, "its digest is also that of the API key %s", s.tokens[o].key)
	}
	if o := s.byPublic(t.Public); o != 0 {
		return bad("API key", k.ID, "its public id is also that of the API key %s", s.tokens[o].key)
	}
	row.until = forever
	if u := k.ValidUntil(t); u != 0 {
		row.until = int64(u)
	}
	n := uint32(len(s.tokens))
	row.public = pack(t.Public)
	s.tokens, s.digests = append(s.tokens, row), append(s.digests, d)
	s.digestTable.add(digestHash(&d), n)
	switch {
	case row.public != 0:
		s.publicTable.add(publicHash(row.public), n)
	case t.Public != "":
		s.oddPublics[t.Public] = n
	}
	return nil
}
