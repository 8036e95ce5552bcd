package directory

import (
	"context"
	"slices"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// Service keeps the principals and roles of an open vault. It may be used by several goroutines.
type Service struct {
	v              *vault.Vault
	principals     *vault.Table[Principal]
	roles          *vault.Table[Role]
	principalNames name.Index
	roleNames      name.Index
}

// New returns the directory of v. It is made once for a vault.
func New(v *vault.Vault) *Service {
	s := &Service{v: v}
	s.principals = vault.NewTable(v, vault.KindPrincipal, func(p *Principal) string { return p.ID })
	s.roles = vault.NewTable(v, vault.KindRole, func(r *Role) string { return r.ID })
	s.principals.OnChange(func(old, new *Principal) {
		switch {
		case old == nil:
			s.principalNames.Set("", new.Name, new.ID)
		case new == nil:
			s.principalNames.Set(old.Name, "", old.ID)
		default:
			s.principalNames.Set(old.Name, new.Name, new.ID)
		}
	})
	s.roles.OnChange(func(old, new *Role) {
		switch {
		case old == nil:
			s.roleNames.Set("", new.Name, new.ID)
		case new == nil:
			s.roleNames.Set(old.Name, "", old.ID)
		default:
			s.roleNames.Set(old.Name, new.Name, new.ID)
		}
	})
	return s
}

// newID returns id if it is a good one, or a random one when it is empty.
func newID(what, id string) (string, error) {
	switch {
	case id == "":
		return seal.NewID(), nil
	case !seal.ValidID(id):
		return "", fault.New(fault.Invalid, "%s id %q is not 26 letters of base32", what, id)
	}
	return id, nil
}

// checkName returns a name in its stored form.
func checkName(what, s string) (string, error) {
	s, err := name.Check(what, s)
	if err == nil && seal.ValidID(s) {
		return "", fault.New(fault.Invalid, "%s %q looks like an id; choose another", what, s)
	}
	return s, err
}

// note adds a line to the diff when a field changes.
func note(tx *vault.Tx, field, old, new string) {
	if old != new {
		tx.Note(field, old, new)
	}
}

// names returns the names of roles for people, "?" for one that is gone.
func (s *Service) names(roles []string) string {
	var out []string
	for _, id := range roles {
		if r, ok := s.roles.Get(id); ok {
			out = append(out, r.Name)
		} else {
			out = append(out, "?")
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// RoleIDs resolves names or ids of roles to ids, sorted, each once; NotFound names the first that
// does not exist.
func (s *Service) RoleIDs(namesOrIDs []string) ([]string, error) {
	var ids []string
	for _, n := range namesOrIDs {
		r, err := s.Role(n)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, r.ID) {
			ids = append(ids, r.ID)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// add stores a new record after a look at whether id and name are free.
func (s *Service) add(ctx context.Context, actor vault.Actor, action string, kind vault.Kind, id, called string, names *name.Index, put func(*vault.Tx) error) error {
	_, err := s.v.Change(ctx, actor, vault.Action{Name: action, Subject: id}, func(tx *vault.Tx) error {
		if _, taken := tx.Get(kind, id); taken {
			return fault.New(fault.Conflict, "there is a %s with the id %s already", kind, id)
		}
		if _, taken := names.Find(called); taken {
			return fault.New(fault.Conflict, "there is a %s named %q already", kind, called)
		}
		tx.Note("name", "", called)
		return put(tx)
	})
	return err
}
