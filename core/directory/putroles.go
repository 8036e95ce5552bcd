package directory

import (
	"context"
	"fmt"
	"slices"

	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/vault"
)

// Give adds a grant to a role that is not stored yet. Methods of a grant that it has for the same path,
// API and demand are joined to it; one that it has already changes nothing.
//
// Errors: Invalid.
func (r *Role) Give(g Grant) error {
	g, err := checkGrant(g)
	if err != nil {
		return err
	}
	if _, _, err := r.give(g); err != nil && fault.KindOf(err) != fault.Conflict {
		return err
	}
	return nil
}

// CheckRoles checks what roles would inherit once they are stored, each in place of the one with its id
// or as a new one, and that nobody would hold two roles that are kept apart. It returns the index of the
// first that is wrong, or -1 when it is no single one.
//
// Errors: Invalid, Conflict.
func (s *Service) CheckRoles(roles []Role) (int, error) {
	all := s.roles.All()
	for i, r := range roles {
		if r.ID == "" {
			return i, fault.New(fault.Invalid, "role %s: an id is missing", r.Name)
		}
		all = Replaced(all, r)
	}
	tree, err := NewTree(all)
	if err != nil {
		for i := range roles { // whose inheritance, left out, makes the others right
			without := roles[i]
			without.Inherits = nil
			if _, still := NewTree(Replaced(all, without)); still == nil {
				return i, err
			}
		}
		return -1, err
	}
	for i, r := range roles {
		if err := s.inheritApart(tree, r); err != nil {
			return i, err
		}
	}
	return -1, nil
}

// PutRoles adds roles and replaces those with their ids, as one change with one entry: all of them or
// none. Each has an id; where they come from is said as the reason.
//
// Errors: as [Service.AddRole] and [Service.EditRole].
func (s *Service) PutRoles(ctx context.Context, actor vault.Actor, roles []Role, from string) ([]Role, error) {
	roles = slices.Clone(roles)
	for i := range roles {
		r, err := checkRole(roles[i])
		if err != nil {
			return nil, err
		}
		if _, err := name.NewID("role", r.ID); err != nil || r.ID == "" {
			return nil, fault.New(fault.Invalid, "role %s: the id %q is not 26 letters of base32", r.Name, r.ID)
		}
		if id, taken := s.roleNames.Find(r.Name); taken && id != r.ID {
			return nil, fault.New(fault.Conflict, "there is a role named %q already", r.Name)
		}
		if j := slices.IndexFunc(roles[:i], func(o Role) bool { return o.ID == r.ID || name.Fold(o.Name) == name.Fold(r.Name) }); j >= 0 {
			return nil, fault.New(fault.Conflict, "the role %q comes twice", r.Name)
		}
		roles[i] = r
	}
	if len(roles) == 0 {
		return nil, fault.New(fault.Invalid, "there is no role to store")
	}
	from, err := name.Text("source", from, maxReason)
	if err != nil {
		return nil, err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "role.import", Reason: from}, func(tx *vault.Tx) error {
		if _, err := s.CheckRoles(roles); err != nil {
			return err
		}
		for i, r := range roles {
			for _, g := range r.Grants {
				if err := apiExists(tx, g.API); err != nil {
					return err
				}
			}
			old, _ := s.roles.GetIn(tx, r.ID)
			if r.Created = old.Created; r.Created == 0 {
				r.Created = vault.MillisOf(tx.Now())
			}
			if i < maxBulkNotes {
				tx.Note(r.Name, grantCount(old), grantCount(r))
			}
			if err := tx.Put(vault.KindRole, r.ID, r); err != nil {
				return err
			}
			roles[i] = r
		}
		if more := len(roles) - maxBulkNotes; more > 0 {
			tx.Note("others", "", fmt.Sprintf("%d more roles", more))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return roles, nil
}

// grantCount says how much a role has, for the diff.
func grantCount(r Role) string {
	switch len(r.Grants) {
	case 0:
		return ""
	case 1:
		return "1 grant"
	}
	return fmt.Sprintf("%d grants", len(r.Grants))
}
