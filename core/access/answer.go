package access

import (
	"cmp"
	"slices"
	"strings"

	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/policy"
)

// Block says why a principal can call nothing, whatever its roles are.
type Block string

// The blocks. A principal without a working key has its access but cannot use it yet.
const (
	NotBlocked Block = ""
	Disabled   Block = "disabled"
	Expired    Block = "expired"
	NoKey      Block = "no_key" // no key that works now
)

// Chain is why somebody may: a role of the principal, what it inherits one after the other, and the
// grant of the last.
type Chain struct {
	Roles []string // ids; the principal's own role first, the one with the grant last
	Grant directory.Grant
}

// Reach is one method of one route that a principal may call.
type Reach struct {
	Route  policy.RouteInfo
	Method string
	OTP    bool  // only with a one-time password
	Public bool  // anybody may; there is no chain
	Chain  Chain // the shortest, and one without a one-time password before one with
	Cut    bool  // all of the principal's working keys are cut to roles that do not open this
	Keys   int   // how many working keys open it
}

// Rights is what a principal may call.
type Rights struct {
	Principal directory.Principal
	Block     Block
	Keys      int // how many work now
	Reaches   []Reach
}

// Caller is somebody who may call a method of a route.
type Caller struct {
	Principal directory.Principal
	Block     Block
	OTP       bool
	Chain     Chain
	Cut       bool
	Keys      int
}

// Answer is who may call a method of a route.
type Answer struct {
	Route   policy.RouteInfo
	Method  string
	Public  bool // anybody may, principals with keys and without
	Roles   []string
	OTP     []string // roles that need a one-time password
	Callers []Caller // by name
}

// May returns all that a principal may call, by API, route and method. Public routes are left out:
// see [Access.Public].
//
// Errors: NotFound.
func (a *Access) May(principal string) (Rights, error) {
	n, err := a.principal(principal)
	if err != nil {
		return Rights{}, err
	}
	keys := a.working(n)
	out := Rights{Principal: a.in.Principals[n], Block: a.block(n, keys), Keys: len(keys)}
	best := map[place]found{}
	for _, id := range a.closed[n] {
		role, ok := a.roles[id]
		if !ok {
			continue
		}
		depth := -1
		for gi := range a.in.Roles[role].Grants {
			at := grantAt{role, gi}
			g := &a.in.Roles[role].Grants[gi]
			for _, route := range a.covers(at) {
				if depth < 0 {
					depth = len(a.tree.Path(a.in.Principals[n].Roles, id))
				}
				if a.in.Routes[route].Public {
					continue
				}
				for _, m := range answered(&a.in.Routes[route]) {
					if !catalog.Covers(g.Methods, m) {
						continue
					}
					p, f := place{route, catalog.MethodIndex(m)}, found{at, g.OTP || a.in.Routes[route].OTP, depth}
					if old, ok := best[p]; !ok || f.before(old) {
						best[p] = f
					}
				}
			}
		}
	}
	chains := map[grantAt]Chain{}
	opened := a.openers(keys)
	for p, f := range best {
		c, ok := chains[f.at]
		if !ok {
			c = a.chain(n, f.at)
			chains[f.at] = c
		}
		r := Reach{Route: a.s.Route(policy.RouteRef(p.route + 1)), Method: catalog.Methods[p.method], OTP: f.otp, Chain: c}
		r.Keys = opened(p)
		r.Cut = len(keys) > 0 && r.Keys == 0
		out.Reaches = append(out.Reaches, r)
	}
	slices.SortFunc(out.Reaches, func(x, y Reach) int {
		return cmp.Or(strings.Compare(x.Route.APIName, y.Route.APIName), strings.Compare(x.Route.Template, y.Route.Template),
			cmp.Compare(x.Route.Ref, y.Route.Ref), cmp.Compare(catalog.MethodIndex(x.Method), catalog.MethodIndex(y.Method)))
	})
	return out, nil
}

// place is a method of a route.
type place struct{ route, method int }

// found is a grant that opens a place.
type found struct {
	at    grantAt
	otp   bool
	depth int
}

// before reports whether f is the better reason: without a one-time password, then the shorter chain,
// then the first in the input.
func (f found) before(o found) bool {
	if f.otp != o.otp {
		return !f.otp
	}
	return cmp.Or(cmp.Compare(f.depth, o.depth), cmp.Compare(f.at.role, o.at.role), cmp.Compare(f.at.grant, o.at.grant)) < 0
}

// chain tells how principal n comes to a grant.
func (a *Access) chain(n int, at grantAt) Chain {
	role := &a.in.Roles[at.role]
	return Chain{Roles: a.tree.Path(a.in.Principals[n].Roles, role.ID), Grant: role.Grants[at.grant]}
}

// working returns the keys of principal n that pass now.
func (a *Access) working(n int) []int {
	var out []int
	for _, i := range a.keys[a.in.Principals[n].ID] {
		if a.works(&a.in.Keys[i]) {
			out = append(out, i)
		}
	}
	return out
}

// block says what stands against principal n.
func (a *Access) block(n int, keys []int) Block {
	p := &a.in.Principals[n]
	switch {
	case p.State == directory.Disabled:
		return Disabled
	case p.Expired(a.at):
		return Expired
	case len(keys) == 0:
		return NoKey
	}
	return NotBlocked
}

// openers returns how many of some keys of one principal open a place that the principal may.
func (a *Access) openers(keys []int) func(place) int {
	whole := 0
	var cut [][]string
	for _, i := range keys {
		if scopes := a.in.Keys[i].Scopes; len(scopes) > 0 {
			cut = append(cut, a.tree.Closure(scopes))
		} else {
			whole++
		}
	}
	if len(cut) == 0 {
		return func(place) int { return whole }
	}
	return func(p place) int {
		n := whole
		for _, scopes := range cut {
			if a.scoped(a.in.Keys[keys[0]].Principal, scopes, p) {
				n++
			}
		}
		return n
	}
}

// scoped reports whether a role that both the principal and the scopes have opens a place.
func (a *Access) scoped(principal string, scopes []string, p place) bool {
	plain, otp := a.granting(p)
	mine := a.closed[a.principals[principal]]
	return slices.ContainsFunc(scopes, func(id string) bool {
		return (slices.Contains(plain, id) || slices.Contains(otp, id)) && slices.Contains(mine, id)
	})
}

// granting returns the roles with a grant for a place, without and with a one-time password.
func (a *Access) granting(p place) (plain, otp []string) {
	return a.s.GrantedTo(policy.RouteRef(p.route+1), catalog.Methods[p.method])
}

// Public returns the routes that anybody may call.
func (a *Access) Public() []policy.RouteInfo {
	var out []policy.RouteInfo
	for i := range a.in.Routes {
		if a.in.Routes[i].Public {
			out = append(out, a.s.Route(policy.RouteRef(i+1)))
		}
	}
	return out
}

// Who returns everybody who may call a path of a request with a method. Host may be empty: then
// whichever API has the path answers.
//
// Errors: NotFound when no route has the path; Invalid when its routes do not answer the method.
func (a *Access) Who(method, host, path string) (Answer, error) {
	ref, ok := a.s.RouteOf([]byte(method), []byte(host), []byte(path))
	if !ok {
		return Answer{}, fault.New(fault.NotFound, "no route has the path %q", path)
	}
	return a.WhoAt(ref, method)
}

// WhoAt is [Access.Who] for a route.
func (a *Access) WhoAt(ref policy.RouteRef, method string) (Answer, error) {
	out := Answer{Route: a.s.Route(ref), Method: method}
	if out.Route.Ref == 0 {
		return out, fault.New(fault.NotFound, "there is no such route")
	}
	if !catalog.Covers(out.Route.Methods, method) {
		return out, fault.New(fault.Invalid, "the route %s does not answer %s; it answers %s", out.Route.Template, method, strings.Join(out.Route.Methods, " "))
	}
	if out.Public = out.Route.Public; out.Public {
		return out, nil
	}
	p := place{int(ref) - 1, catalog.MethodIndex(method)}
	out.Roles, out.OTP = a.granting(p)
	level := map[string]uint8{}
	for _, id := range out.OTP {
		level[id] = 1
	}
	for _, id := range out.Roles {
		level[id] = 2
	}
	for n := range a.in.Principals {
		best, role := uint8(0), ""
		for _, id := range a.closed[n] {
			if l := level[id]; l > best || l == best && l > 0 && slices.Contains(a.in.Principals[n].Roles, id) && !slices.Contains(a.in.Principals[n].Roles, role) {
				best, role = l, id
			}
		}
		if best == 0 {
			continue
		}
		out.Callers = append(out.Callers, a.caller(n, role, p, best == 1))
	}
	slices.SortFunc(out.Callers, func(x, y Caller) int { return strings.Compare(x.Principal.Name, y.Principal.Name) })
	return out, nil
}

// WhoOf is [Access.Who] for the id of a route.
func (a *Access) WhoOf(route, method string) (Answer, error) {
	for i := range a.in.Routes {
		if a.in.Routes[i].ID == route {
			return a.WhoAt(policy.RouteRef(i+1), method)
		}
	}
	return Answer{}, fault.New(fault.NotFound, "there is no such route")
}

// caller tells how principal n may call a place through a role that it has.
func (a *Access) caller(n int, role string, p place, otp bool) Caller {
	keys := a.working(n)
	c := Caller{Principal: a.in.Principals[n], Block: a.block(n, keys), OTP: otp, Keys: a.openers(keys)(p)}
	c.Cut = len(keys) > 0 && c.Keys == 0
	r := a.roles[role]
	for gi := range a.in.Roles[r].Grants {
		g := &a.in.Roles[r].Grants[gi]
		if (g.OTP || a.in.Routes[p.route].OTP) == otp && catalog.Covers(g.Methods, catalog.Methods[p.method]) && slices.Contains(a.covers(grantAt{r, gi}), p.route) {
			c.Chain = a.chain(n, grantAt{r, gi})
			break
		}
	}
	return c
}
