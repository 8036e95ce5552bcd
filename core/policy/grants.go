package policy

import (
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
)

// granted collects, while a snapshot is made, the roles of each route and method.
type granted [len(catalog.Methods)][]uint64

// roles resolves every grant to routes.
func (c *compiler) roles() error {
	s := c.s
	for i, r := range s.input.Roles {
		if _, twice := c.roleIndex[r.ID]; twice || r.ID == "" {
			return bad("role", r.ID, "the id is empty or not its own")
		}
		c.roleIndex[r.ID] = i
	}
	s.sets = newRoleSets(len(s.input.Roles))
	plain, otp := make([]granted, len(s.routes)), make([]granted, len(s.routes))
	shapes := c.shapes()
	for i, r := range s.input.Roles {
		for _, g := range r.Grants {
			refs, err := c.covered(r.ID, g, shapes)
			if err != nil {
				return err
			}
			for _, ref := range refs {
				to := plain
				if g.OTP || s.input.Routes[ref-1].OTP {
					to = otp
				}
				to[ref].add(i, g.Methods, s.sets.words)
			}
		}
	}
	for ref := range s.routes {
		for m := range catalog.Methods {
			if set := plain[ref][m]; set != nil {
				s.routes[ref].plain[m] = s.sets.intern(set)
			}
			if set := otp[ref][m]; set != nil {
				s.routes[ref].otp[m] = s.sets.intern(set)
			}
		}
	}
	return nil
}

// shapes maps, for each API, the shape of a path to the routes that share it.
func (c *compiler) shapes() []map[string][]RouteRef {
	shapes := make([]map[string][]RouteRef, len(c.ofAPI))
	for a, refs := range c.ofAPI {
		shapes[a] = make(map[string][]RouteRef, len(refs))
		for _, ref := range refs {
			shape := c.templates[ref].Shape()
			shapes[a][shape] = append(shapes[a][shape], ref)
		}
	}
	return shapes
}

// covered returns the routes that a grant names.
func (c *compiler) covered(role string, g directory.Grant, shapes []map[string][]RouteRef) ([]RouteRef, error) {
	ai, ok := c.apiIndex[g.API]
	if !ok {
		return nil, bad("role", role, "there is no API %q", g.API)
	}
	p, err := catalog.ParsePattern("grant path", g.Path)
	if err != nil {
		return nil, bad("role", role, "%v", err)
	}
	for _, m := range g.Methods {
		if catalog.MethodIndex(m) < 0 {
			return nil, bad("role", role, "method %q is not one that a route can have", m)
		}
	}
	if !p.Below {
		return shapes[ai][p.Prefix.Shape()], nil
	}
	var refs []RouteRef
	for _, ref := range c.ofAPI[ai] {
		if p.Covers(c.templates[ref]) {
			refs = append(refs, ref)
		}
	}
	return refs, nil
}

// add gives a role the methods of a grant; GET covers HEAD.
func (g *granted) add(role int, methods []string, words int) {
	for i, m := range catalog.Methods {
		if !catalog.Covers(methods, m) {
			continue
		}
		if g[i] == nil {
			g[i] = make([]uint64, words)
		}
		g[i][role/64] |= 1 << (role % 64)
	}
}
