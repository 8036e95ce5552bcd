// Package directory is who calls APIs and what they may: users, service accounts and roles.
//
// A [Principal] has roles; a [Role] is a named set of grants; a [Grant] allows methods on the routes
// that a pattern names. Patterns are resolved when a policy is compiled, not here, so that a grant of
// P/** covers the routes that come later.
//
//	svc := directory.New(v)
//	role, err := svc.AddRole(ctx, v.Actor(), directory.Role{Name: "clerk"})
//	role, err = svc.Grant(ctx, v.Actor(), "clerk", directory.Grant{API: api.ID, Path: "/orders/**", Methods: []string{"GET"}})
//
// A role may inherit other roles: who has it has them as well ([Tree]). Two roles may be kept apart
// ([Service.Separate]): then nobody may hold both, inherited ones included. A principal may expire;
// from then on its keys do not pass. What all of this means for a request is worked out when a policy
// is compiled.
//
// A principal with keys and a role in use cannot be removed; they can be disabled, or taken away
// from their users first.
//
// Administrators of Gatehouse are another matter: see core/roster.
//
// Imports on the same floor: catalog (what a path template is).
package directory
