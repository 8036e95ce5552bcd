package directory

import (
	"context"
	"slices"
	"strings"
	"sync"

	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/vault"
)

// Service keeps the principals and roles of an open vault. It may be used by several goroutines.
type Service struct {
	v              *vault.Vault
	principals     *vault.Table[Principal]
	roles          *vault.Table[Role]
	separations    *vault.Table[Separation]
	principalNames name.Index
	roleNames      name.Index

	mu     sync.Mutex // guards what follows
	tree   *Tree
	treeOf uint64 // the vault's revision of roles when the tree was made
}

// New returns the directory of v. It is made once for a vault.
func New(v *vault.Vault) *Service {
	s := &Service{v: v}
	s.principals = vault.NewTable(v, vault.KindPrincipal, func(p *Principal) string { return p.ID })
	s.roles = vault.NewTable(v, vault.KindRole, func(r *Role) string { return r.ID })
	s.separations = vault.NewTable(v, vault.KindSeparation, func(x *Separation) string { return x.ID })
	s.principals.OnChange(name.Follow(&s.principalNames, func(p *Principal) (string, string) { return p.Name, p.ID }))
	s.roles.OnChange(name.Follow(&s.roleNames, func(r *Role) (string, string) { return r.Name, r.ID }))
	return s
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
