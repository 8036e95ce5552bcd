package vm

import (
	"slices"
	"strings"

	"gatehouse/ui/say"
)

// call is one thing that a role may do.
type call struct{ api, path, method string }

// calls are what a role may do, and whether only with a one-time password.
func (r *policyRole) calls() map[call]bool {
	all := map[call]bool{}
	for _, g := range r.Grants {
		for _, m := range g.Methods {
			c := call{g.API, g.Path, m}
			otp, had := all[c]
			all[c] = g.OTP && (!had || otp) // a grant without one wins
		}
	}
	return all
}

// role tells what changed about a role.
func (t *teller) role(id string, old, now *policyRole) {
	switch {
	case old == nil:
		effect := GivesAccess
		if len(now.Grants) == 0 {
			effect = ChangesAnswers
		}
		t.tell(atom{effect: effect, icon: "shield-check", same: "role came", subject: t.name(id, now.Name), note: t.heldBy(id), detail: t.grantsOf(now),
			one: func(s string) string { return say.L("1 role added: {{.Name}}", say.V{"Name": s}) },
			many: func(n int64, s string) string {
				return say.N(n, "{{.Count}} role added: {{.Names}}", "{{.Count}} roles added: {{.Names}}", say.V{"Names": s})
			}})
	case now == nil:
		effect := TakesAccess
		if len(old.Grants) == 0 {
			effect = ChangesAnswers
		}
		t.tell(atom{effect: effect, icon: "circle-minus", same: "role went", subject: t.name(id, old.Name), detail: t.grantsOf(old),
			one: func(s string) string { return say.L("1 role removed: {{.Name}}", say.V{"Name": s}) },
			many: func(n int64, s string) string {
				return say.N(n, "{{.Count}} role removed: {{.Names}}", "{{.Count}} roles removed: {{.Names}}", say.V{"Names": s})
			}})
	default:
		t.roleGrants(id, old, now)
	}
}

// roleGrants tells what a role may do that it might not before, path by path.
func (t *teller) roleGrants(id string, old, now *policyRole) {
	was, is := old.calls(), now.calls()
	lost, gained, needs, free := map[call][]string{}, map[call][]string{}, map[call][]string{}, map[call][]string{}
	add := func(to map[call][]string, c call) {
		k := call{api: c.api, path: c.path}
		to[k] = append(to[k], c.method)
	}
	for c, otp := range was {
		switch now, still := is[c]; {
		case !still:
			add(lost, c)
		case now && !otp:
			add(needs, c)
		case !now && otp:
			add(free, c)
		}
	}
	for c := range is {
		if _, had := was[c]; !had {
			add(gained, c)
		}
	}
	name := t.name(id, now.Name)
	t.paths(id, lost, TakesAccess, "circle-minus", func(what string) string {
		return say.L("Role {{.Role}} loses {{.What}}", say.V{"Role": name, "What": what})
	})
	t.paths(id, gained, GivesAccess, "plus", func(what string) string {
		return say.L("Role {{.Role}} gains {{.What}}", say.V{"Role": name, "What": what})
	})
	t.paths(id, needs, ChangesAnswers, "smartphone", func(what string) string {
		return say.L("{{.What}} now needs a one-time password for role {{.Role}}", say.V{"Role": name, "What": what})
	})
	t.paths(id, free, GivesAccess, "smartphone", func(what string) string {
		return say.L("{{.What}} no longer needs a one-time password for role {{.Role}}", say.V{"Role": name, "What": what})
	})
}

// paths tells of calls by path, in order.
func (t *teller) paths(role string, by map[call][]string, e Effect, icon string, text func(what string) string) {
	var order []call
	for c := range by {
		order = append(order, c)
	}
	slices.SortFunc(order, func(a, b call) int { return strings.Compare(a.path+" "+a.api, b.path+" "+b.api) })
	for _, c := range order {
		words := text(methods(by[c]) + " " + c.path)
		t.tell(atom{effect: e, icon: icon, same: "grant " + role, subject: words, note: t.heldBy(role), one: func(s string) string { return s }, detail: t.apiDetail(c.api)})
	}
}

// apiDetail names the API of something.
func (t *teller) apiDetail(id string) string {
	if id == "" {
		return ""
	}
	return say.L("of the API {{.Name}}", say.V{"Name": t.name(id, "")})
}

// heldBy says how many principals have a role.
func (t *teller) heldBy(role string) string {
	n, ok := t.holders[role]
	if !ok {
		return ""
	}
	return say.N(int64(n), "{{.Count}} principal", "{{.Count}} principals")
}

// grantsOf lists the first grants of a role.
func (t *teller) grantsOf(r *policyRole) string {
	var all []string
	for _, g := range r.Grants {
		all = append(all, methods(g.Methods)+" "+g.Path)
	}
	return some(all, inLine)
}

// methodOrder is the order in which methods are read.
var methodOrder = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

// methods writes methods in order: "GET, POST".
func methods(ms []string) string {
	ms = slices.Clone(ms)
	slices.SortFunc(ms, func(a, b string) int {
		i, j := slices.Index(methodOrder, a), slices.Index(methodOrder, b)
		if i < 0 {
			i = len(methodOrder)
		}
		if j < 0 {
			j = len(methodOrder)
		}
		if i != j {
			return i - j
		}
		return strings.Compare(a, b)
	})
	return and(ms)
}
