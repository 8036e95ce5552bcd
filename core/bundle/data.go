package bundle

import (
	"slices"
	"strings"

	"gatehouse/core/directory"
	"gatehouse/core/ratelimit"
)

// sorted returns a copy of rows in the order of their ids.
func sorted[T any](rows []T, id func(*T) string) []T {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b T) int { return strings.Compare(id(&a), id(&b)) })
	return rows
}

// byID writes rows as one object from id to row.
func byID[T any](rows []T, id func(*T) string, row func(*object, *T)) []byte {
	all := object{b: []byte{'{'}}
	for _, r := range sorted(rows, id) {
		all.name(id(&r))
		o := object{b: append(all.b, '{')}
		row(&o, &r)
		all.b = o.end()
	}
	return all.end()
}

// principalsData writes who may call: ids, states and roles, no names.
func principalsData(rows []directory.Principal) []byte {
	return byID(rows, func(p *directory.Principal) string { return p.ID }, func(o *object, p *directory.Principal) {
		o.str("kind", string(p.Kind))
		o.list("roles", p.Roles)
		o.str("state", string(p.State))
	})
}

// rolesData writes the grants as they were given. The policy reads them as resolved in the routes;
// they are here so that the policy can be compiled again from the bundle.
func rolesData(rows []directory.Role) []byte {
	return byID(rows, func(r *directory.Role) string { return r.ID }, func(o *object, r *directory.Role) {
		o.name("grants")
		o.b = append(o.b, '[')
		for i, g := range r.Grants {
			if i > 0 {
				o.b = append(o.b, ',')
			}
			grant := object{b: append(o.b, '{')}
			grant.str("api", g.API)
			grant.list("methods", g.Methods)
			grant.yes("otp", g.OTP)
			grant.str("path", g.Path)
			o.b = grant.end()
		}
		o.b = append(o.b, ']')
	})
}

// limitsData writes the rate limits. Rego counts nothing; they are data for clients that do.
func limitsData(rows []ratelimit.Policy) []byte {
	return byID(rows, func(p *ratelimit.Policy) string { return p.ID }, func(o *object, p *ratelimit.Policy) {
		if p.API != "" {
			o.str("api", p.API)
		}
		o.int("burst", int64(p.Capacity()))
		o.str("by", string(p.By))
		if p.Match != "" {
			o.str("match", p.Match)
		}
		o.int("per", p.Per)
		o.int("rate", int64(p.Rate))
	})
}
