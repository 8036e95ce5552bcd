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
// one; a grant's API is an id.
//
// Errors: Invalid with what would be right; NotFound for an API; Conflict when the name is taken.
func (s *Service) AddRole(ctx context.Context, actor vault.Actor, r Role) (Role, error) {
	r, err := checkRole(r)
	if err != nil {
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
		return tx.Put(vault.KindRole, r.ID, r)
	})
	return r, err
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
		i := slices.IndexFunc(r.Grants, func(o Grant) bool { return o.API == g.API && o.Path == g.Path && o.OTP == g.OTP })
		if i < 0 {
			if len(r.Grants) == MaxGrants {
				return fault.New(fault.Invalid, "the role %s has %d grants, the most there can be", r.Name, MaxGrants)
			}
			r.Grants = append(slices.Clone(r.Grants), g)
			tx.Note("grant", "", g.String())
			return nil
		}
		joined, err := catalog.CheckMethods(append(slices.Clone(r.Grants[i].Methods), g.Methods...))
		if err != nil {
			return err
		}
		if len(joined) == len(r.Grants[i].Methods) {
			return fault.New(fault.Conflict, "the role %s has this grant already", r.Name)
		}
		r.Grants = slices.Clone(r.Grants)
		was := r.Grants[i].String()
		r.Grants[i].Methods = joined
		tx.Note("grant", was, r.Grants[i].String())
		return nil
	})
}

// Revoke takes methods of a path away from a role; without methods, all of the path.
//
// Errors: Invalid, NotFound when the role has no such grant.
func (s *Service) Revoke(ctx context.Context, actor vault.Actor, role string, g Grant) (Role, error) {
	return s.editRole(ctx, actor, "role.revoke", role, func(tx *vault.Tx, r *Role) error {
		var kept []Grant
		found := false
		for _, o := range r.Grants {
			if o.API != g.API || o.Path != g.Path {
				kept = append(kept, o)
				continue
			}
			left := slices.DeleteFunc(slices.Clone(o.Methods), func(m string) bool {
				return len(g.Methods) == 0 || slices.Contains(g.Methods, m)
			})
			found = found || len(left) < len(o.Methods)
			was := o.String()
			if o.Methods = left; len(left) > 0 {
				kept = append(kept, o)
				note(tx, "grant", was, o.String())
			} else {
				tx.Note("grant", was, "")
			}
		}
		if !found {
			return fault.New(fault.NotFound, "the role %s has no grant of %s %s", r.Name, strings.Join(g.Methods, ","), g.Path)
		}
		r.Grants = kept
		return nil
	})
}

// RemoveRole removes a role that no principal has and no API key is cut to.
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
