package directory

import (
	"context"
	"slices"
	"strings"

	"gatehouse/core/catalog"
	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/vault"
)

// MaxGrants is how many grants a role can have.
const MaxGrants = 1000

// Roles returns all roles in the order of their ids. The slice must not be changed.
func (s *Service) Roles() []Role { return s.roles.All() }

// Role returns the role with an id or a name; NotFound when there is none.
func (s *Service) Role(nameOrID string) (Role, error) {
	if r, ok := s.roles.Get(nameOrID); ok {
		return r, nil
	}
	if id, ok := s.roleNames.Find(nameOrID); ok {
		if r, ok := s.roles.Get(id); ok {
			return r, nil
		}
	}
	return Role{}, fault.New(fault.NotFound, "there is no role %q", nameOrID)
}

// PrincipalsWith returns the principals that have a role, by the role's id.
func (s *Service) PrincipalsWith(role string) []Principal {
	var out []Principal
	for _, p := range s.principals.All() {
		if slices.Contains(p.Roles, role) {
			out = append(out, p)
		}
	}
	return out
}

// AddRole adds a role, with grants or without, and returns it as stored. An empty id gets a random
// one; a grant's API is an id; roles to inherit may be given by name or id.
//
// Errors: Invalid with what would be right; NotFound for an API; Conflict when the name is taken.
func (s *Service) AddRole(ctx context.Context, actor vault.Actor, r Role) (Role, error) {
	r, err := checkRole(r)
	if err != nil {
		return Role{}, err
	}
	if r.Inherits, err = s.RoleIDs(r.Inherits); err != nil {
		return Role{}, err
	}
	if r.ID, err = name.NewID("role", r.ID); err != nil {
		return Role{}, err
	}
	err = s.add(ctx, actor, "role.add", vault.KindRole, r.ID, r.Name, &s.roleNames, func(tx *vault.Tx) error {
		r.Created = vault.MillisOf(tx.Now())
		for _, g := range r.Grants {
			if err := apiExists(tx, g.API); err != nil {
				return err
			}
			tx.Note("grant", "", g.String())
		}
		if err := s.inherit(tx, Role{}, r); err != nil {
			return err
		}
		return tx.Put(vault.KindRole, r.ID, r)
	})
	return r, err
}

// inherit checks what a role inherits when that changed, and notes it.
func (s *Service) inherit(tx *vault.Tx, old, r Role) error {
	if slices.Equal(old.Inherits, r.Inherits) {
		return nil
	}
	if err := s.rolesExist(tx, r.Inherits); err != nil {
		return err
	}
	tree, err := NewTree(Replaced(s.roles.All(), r))
	if err != nil {
		return err
	}
	note(tx, "inherits", s.names(old.Inherits), s.names(r.Inherits))
	return s.inheritApart(tree, r)
}

// Replaced returns roles with r in place of the one with its id, or added.
func Replaced(roles []Role, r Role) []Role {
	roles = slices.Clone(roles)
	i := slices.IndexFunc(roles, func(o Role) bool { return o.ID == r.ID })
	if i < 0 {
		return append(roles, r)
	}
	roles[i] = r
	return roles
}

// EditRole gives a role another name and other roles to inherit; the id says which. Its grants stay.
//
// Errors: Invalid for inheritance in a circle or too deep; NotFound; Conflict when the name is taken
// or when somebody would hold two roles that are kept apart.
func (s *Service) EditRole(ctx context.Context, actor vault.Actor, r Role) (Role, error) {
	called, err := name.Check("role name", r.Name)
	if err != nil {
		return Role{}, err
	}
	inherits, err := s.RoleIDs(r.Inherits)
	if err != nil {
		return Role{}, err
	}
	return s.editRole(ctx, actor, "role.edit", r.ID, func(tx *vault.Tx, r *Role) error {
		if id, taken := s.roleNames.Find(called); taken && id != r.ID {
			return fault.New(fault.Conflict, "there is a role named %q already", called)
		}
		old := *r
		note(tx, "name", r.Name, called)
		r.Name, r.Inherits = called, inherits
		return s.inherit(tx, old, *r)
	})
}

// RenameRole gives a role another name.
//
// Errors: Invalid, NotFound, Conflict when the name is taken.
func (s *Service) RenameRole(ctx context.Context, actor vault.Actor, nameOrID, to string) (Role, error) {
	to, err := name.Check("role name", to)
	if err != nil {
		return Role{}, err
	}
	return s.editRole(ctx, actor, "role.rename", nameOrID, func(tx *vault.Tx, r *Role) error {
		if id, taken := s.roleNames.Find(to); taken && id != r.ID {
			return fault.New(fault.Conflict, "there is a role named %q already", to)
		}
		tx.Note("name", r.Name, to)
		r.Name = to
		return nil
	})
}

// Grant adds a grant to a role. Methods of a grant that the role has for the same path, API and
// demand are joined to it.
//
// Errors: Invalid, NotFound for the role or the API, Conflict when the role has all of it already.
func (s *Service) Grant(ctx context.Context, actor vault.Actor, role string, g Grant) (Role, error) {
	g, err := checkGrant(g)
	if err != nil {
		return Role{}, err
	}
	return s.editRole(ctx, actor, "role.grant", role, func(tx *vault.Tx, r *Role) error {
		if err := apiExists(tx, g.API); err != nil {
			return err
		}
		was, is, err := r.give(g)
		if err == nil {
			tx.Note("grant", was, is)
		}
		return err
	})
}

// Revoke takes methods of a path away from a role, from the grant that demands a one-time password or
// from the one that does not, as g says; without methods, all of that grant.
//
// Errors: Invalid, NotFound when the role has no such grant.
func (s *Service) Revoke(ctx context.Context, actor vault.Actor, role string, g Grant) (Role, error) {
	return s.revoke(ctx, actor, role, []Grant{g})
}

// RevokeBoth is [Service.Revoke] for both: whether a one-time password is demanded does not matter.
func (s *Service) RevokeBoth(ctx context.Context, actor vault.Actor, role string, g Grant) (Role, error) {
	return s.revoke(ctx, actor, role, Both(g))
}

// Both returns a grant without and with the demand of a one-time password.
func Both(g Grant) []Grant {
	plain, otp := g, g
	plain.OTP, otp.OTP = false, true
	return []Grant{plain, otp}
}

// revoke takes grants of one path away.
func (s *Service) revoke(ctx context.Context, actor vault.Actor, role string, gs []Grant) (Role, error) {
	return s.editRole(ctx, actor, "role.revoke", role, func(tx *vault.Tx, r *Role) error {
		found := false
		for _, g := range gs {
			if was, is, ok := r.take(g); ok {
				found = true
				tx.Note("grant", was, is)
			}
		}
		if !found {
			return r.lacks(gs[0])
		}
		return nil
	})
}

// RemoveRole removes a role that no principal has, no API key is cut to and no role inherits. Pairs in
// which it is kept apart from another go with it.
//
// Errors: NotFound; Conflict naming who still has it.
func (s *Service) RemoveRole(ctx context.Context, actor vault.Actor, nameOrID string) error {
	r, err := s.Role(nameOrID)
	if err != nil {
		return err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "role.remove", Subject: r.ID}, func(tx *vault.Tx) error {
		if _, ok := s.roles.GetIn(tx, r.ID); !ok {
			return fault.New(fault.NotFound, "there is no role %q", nameOrID)
		}
		if rec, used := tx.Referrer(vault.KindPrincipal, r.ID); used {
			who := rec.ID
			if p, ok := s.principals.Get(rec.ID); ok {
				who = p.Name
			}
			return fault.New(fault.Conflict, "the principal %s still has the role %s; take it away first", who, r.Name)
		}
		if rec, used := tx.Referrer(vault.KindAPIKey, r.ID); used {
			return fault.New(fault.Conflict, "the API key %s is cut to the role %s; a key outlives no role it names", rec.ID, r.Name)
		}
		for _, o := range s.roles.All() {
			if slices.Contains(o.Inherits, r.ID) {
				return fault.New(fault.Conflict, "the role %s inherits the role %s; take it away there first", o.Name, r.Name)
			}
		}
		for _, x := range s.separations.All() { // a pair without one of its roles says nothing
			if x.A == r.ID || x.B == r.ID {
				tx.Note("kept apart", s.names([]string{x.A})+" and "+s.names([]string{x.B}), "")
				if err := tx.Remove(vault.KindSeparation, x.ID); err != nil {
					return err
				}
			}
		}
		tx.Note("name", r.Name, "")
		return tx.Remove(vault.KindRole, r.ID)
	})
	return err
}

// editRole loads a role inside a change, lets fn change it and stores it.
func (s *Service) editRole(ctx context.Context, actor vault.Actor, action, nameOrID string, fn func(*vault.Tx, *Role) error) (Role, error) {
	r, err := s.Role(nameOrID)
	if err != nil {
		return Role{}, err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: action, Subject: r.ID}, func(tx *vault.Tx) error {
		var ok bool
		if r, ok = s.roles.GetIn(tx, r.ID); !ok {
			return fault.New(fault.NotFound, "there is no role %q", nameOrID)
		}
		if err := fn(tx, &r); err != nil {
			return err
		}
		return tx.Put(vault.KindRole, r.ID, r)
	})
	if err != nil {
		return Role{}, err
	}
	return r, nil
}

func checkRole(r Role) (Role, error) {
	var err error
	if r.Name, err = name.Check("role name", r.Name); err != nil {
		return r, err
	}
	if len(r.Grants) > MaxGrants {
		return r, fault.New(fault.Invalid, "%d grants given; a role has at most %d", len(r.Grants), MaxGrants)
	}
	r.Grants = slices.Clone(r.Grants)
	for i := range r.Grants {
		if r.Grants[i], err = checkGrant(r.Grants[i]); err != nil {
			return r, err
		}
	}
	return r, nil
}

func checkGrant(g Grant) (Grant, error) {
	g.Path = strings.TrimSpace(g.Path)
	if _, err := catalog.ParsePattern("grant path", g.Path); err != nil {
		return g, err
	}
	var err error
	g.Methods, err = catalog.CheckMethods(g.Methods)
	return g, err
}

func apiExists(tx *vault.Tx, id string) error {
	if _, ok := tx.Get(vault.KindAPI, id); !ok {
		return fault.New(fault.NotFound, "there is no API %q", id)
	}
	return nil
}

// String returns the grant for people: "GET,POST /orders/**".
func (g Grant) String() string {
	s := strings.Join(g.Methods, ",") + " " + g.Path
	if g.OTP {
		s += " with one-time password"
	}
	return s
}
