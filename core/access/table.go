package access

import (
	"slices"

	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/policy"
)

// Table is what every role opens, method by method of each route. Roles and routes are meant by their
// indexes in [Table.Roles] and [Table.Routes]. It is immutable and may be used by several goroutines.
type Table struct {
	a   *Access
	all []class // by role, inherited ones included
}

// Table works out what every role opens.
func (a *Access) Table() *Table {
	o := opens{a: a, routes: make(map[string]int, len(a.in.Routes))}
	for i := range a.in.Routes {
		o.routes[a.in.Routes[i].ID] = i
	}
	words := (len(a.in.Routes)*methodCount + 63) / 64
	o.work(words)
	t := &Table{a: a, all: make([]class, len(a.in.Roles))}
	for i := range a.in.Roles {
		c := class{make([]uint64, words), make([]uint64, words)}
		for _, id := range a.tree.Closure([]string{a.in.Roles[i].ID}) {
			r := a.roles[id]
			for w := range words {
				c.plain[w] |= o.plain[r][w]
				c.otp[w] |= o.otp[r][w]
			}
		}
		t.all[i] = c
	}
	return t
}

// Roles returns the roles. The slice must not be changed.
func (t *Table) Roles() []directory.Role { return t.a.in.Roles }

// Routes returns the routes. The slice must not be changed.
func (t *Table) Routes() []catalog.Route { return t.a.in.Routes }

// APIs returns the APIs. The slice must not be changed.
func (t *Table) APIs() []catalog.API { return t.a.in.APIs }

// Route describes a route.
func (t *Table) Route(route int) policy.RouteInfo { return t.a.s.Route(policy.RouteRef(route + 1)) }

// Holders counts the principals that have a role, inherited or not.
func (t *Table) Holders() []int {
	out := make([]int, len(t.a.in.Roles))
	for _, ids := range t.a.closed {
		for _, id := range ids {
			out[t.a.roles[id]]++
		}
	}
	return out
}

// Level says how far a role opens a method of a route, with all that it inherits.
func (t *Table) Level(role, route int, method string) Level {
	return t.all[role].level(route*methodCount + catalog.MethodIndex(method))
}

// Source is a grant that opens something to a role.
type Source struct {
	Role  string // id of the role that has the grant: the role itself or one that it inherits
	Grant directory.Grant
	Own   bool // it is the role's own grant, of exactly this path and with this method in its list

	demanded bool // by the route, whatever grants say
}

// Level is how far the grant opens it.
func (s Source) Level() Level {
	if s.Grant.OTP || s.demanded {
		return WithOTP
	}
	return Plainly
}

// Sources returns the grants by which a role opens a method of a route.
func (t *Table) Sources(role, route int, method string) []Source {
	var out []Source
	mine := t.a.in.Roles[role].ID
	shape := t.a.templates[route].Shape()
	for _, id := range t.a.tree.Closure([]string{mine}) {
		r := t.a.roles[id]
		for gi, g := range t.a.in.Roles[r].Grants {
			if !catalog.Covers(g.Methods, method) || !slices.Contains(t.a.covers(grantAt{r, gi}), route) {
				continue
			}
			p, err := catalog.ParsePattern("grant path", g.Path)
			own := err == nil && id == mine && !p.Below && p.Prefix.Shape() == shape && slices.Contains(g.Methods, method)
			out = append(out, Source{id, g, own, t.a.in.Routes[route].OTP})
		}
	}
	return out
}

// Most is how far a grant of some level opens a route: one that demands a one-time password itself opens
// no further.
func (t *Table) Most(route int, l Level) Level {
	if t.a.in.Routes[route].OTP {
		return min(l, WithOTP)
	}
	return l
}

// Want returns the edits after which a role opens a method of a route exactly so far. What other grants
// open stays: ok is false, and the sources are those that stand in the way, when they open more.
func (t *Table) Want(role, route int, method string, to Level) (edits []directory.GrantEdit, others []Source, ok bool) {
	r, rt := &t.a.in.Roles[role], &t.a.in.Routes[route]
	to = t.Most(route, to)
	floor, has := Nothing, map[Level]bool{}
	for _, s := range t.Sources(role, route, method) {
		if !s.Own {
			floor = max(floor, s.Level())
			if s.Level() > to {
				others = append(others, s)
			}
			continue
		}
		has[s.Level()] = true
		if s.Level() != to {
			g := s.Grant
			g.Methods = []string{method}
			edits = append(edits, directory.GrantEdit{Role: r.ID, Grant: g, Revoke: true})
		}
	}
	if len(others) > 0 {
		return nil, others, false
	}
	if to > floor && !has[to] {
		edits = append(edits, directory.GrantEdit{Role: r.ID, Grant: directory.Grant{API: rt.API, Path: rt.Path, Methods: []string{method}, OTP: to == WithOTP}})
	}
	return edits, nil, true
}
