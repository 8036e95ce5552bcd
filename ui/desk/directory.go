package desk

import (
	"context"

	"gatehouse/core/directory"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
	"gatehouse/ui/vm"
)

// people answers vm.Directory.
type people struct {
	ws *workspace.Workspace
	h  *House
}

// Principals implements vm.Directory.
func (s people) Principals(context.Context) ([]vm.Principal, error) {
	of := s.ws.Vault.Revision(vault.KindPrincipal, vault.KindAPIKey)
	return s.h.people.get(of, func() ([]vm.Principal, error) {
		records := s.ws.Directory.Principals()
		all := make([]vm.Principal, len(records))
		for i, p := range records {
			all[i] = principalView(p)
			all[i].Keys = s.ws.Keys.CountOf(p.ID)
		}
		return all, nil
	})
}

// AddPrincipal implements vm.Directory.
func (s people) AddPrincipal(ctx context.Context, p vm.Principal) (vm.Principal, error) {
	made, err := s.ws.Directory.AddPrincipal(ctx, s.ws.Actor(), principalRecord(p))
	return principalView(made), err
}

// EditPrincipal implements vm.Directory. Whether it is disabled stays as it is.
func (s people) EditPrincipal(ctx context.Context, p vm.Principal) (vm.Principal, error) {
	old, err := s.ws.Directory.Principal(p.ID)
	if err != nil {
		return vm.Principal{}, err
	}
	r := principalRecord(p)
	r.State, r.Created = old.State, old.Created
	made, err := s.ws.Directory.EditPrincipal(ctx, s.ws.Actor(), r)
	return principalView(made), err
}

// RemovePrincipal implements vm.Directory.
func (s people) RemovePrincipal(ctx context.Context, id string) error {
	return s.ws.Directory.RemovePrincipal(ctx, s.ws.Actor(), id)
}

// SetRoles implements vm.Directory.
func (s people) SetRoles(ctx context.Context, id string, roles []string) error {
	p, err := s.ws.Directory.Principal(id)
	if err != nil {
		return err
	}
	p.Roles = roles
	_, err = s.ws.Directory.EditPrincipal(ctx, s.ws.Actor(), p)
	return err
}

// SetDisabled implements vm.Directory.
func (s people) SetDisabled(ctx context.Context, id string, disabled bool, reason string) error {
	if disabled {
		return s.ws.Directory.Disable(ctx, s.ws.Actor(), id, reason)
	}
	return s.ws.Directory.Enable(ctx, s.ws.Actor(), id, reason)
}

// Roles implements vm.Directory.
func (s people) Roles(context.Context) ([]vm.Role, error) {
	of := s.ws.Vault.Revision(vault.KindPrincipal, vault.KindRole)
	return s.h.roles.get(of, func() ([]vm.Role, error) {
		having := map[string]int{}
		for _, p := range s.ws.Directory.Principals() {
			for _, r := range p.Roles {
				having[r]++
			}
		}
		records := s.ws.Directory.Roles()
		all := make([]vm.Role, len(records))
		for i, r := range records {
			all[i] = roleView(r)
			all[i].Principals = having[r.ID]
		}
		return all, nil
	})
}

// AddRole implements vm.Directory.
func (s people) AddRole(ctx context.Context, r vm.Role) (vm.Role, error) {
	role := directory.Role{Name: r.Name, Inherits: r.Inherits}
	for _, g := range r.Grants {
		role.Grants = append(role.Grants, grantRecord(g))
	}
	made, err := s.ws.Directory.AddRole(ctx, s.ws.Actor(), role)
	return roleView(made), err
}

// RenameRole implements vm.Directory.
func (s people) RenameRole(ctx context.Context, id, name string) (vm.Role, error) {
	made, err := s.ws.Directory.RenameRole(ctx, s.ws.Actor(), id, name)
	return roleView(made), err
}

// RemoveRole implements vm.Directory.
func (s people) RemoveRole(ctx context.Context, id string) error {
	return s.ws.Directory.RemoveRole(ctx, s.ws.Actor(), id)
}

// AddGrant implements vm.Directory.
func (s people) AddGrant(ctx context.Context, role string, g vm.Grant) (vm.Role, error) {
	made, err := s.ws.Directory.Grant(ctx, s.ws.Actor(), role, grantRecord(g))
	return roleView(made), err
}

// RemoveGrant implements vm.Directory.
func (s people) RemoveGrant(ctx context.Context, role string, g vm.Grant) (vm.Role, error) {
	made, err := s.ws.Directory.Revoke(ctx, s.ws.Actor(), role, grantRecord(g))
	return roleView(made), err
}

func principalRecord(p vm.Principal) directory.Principal {
	kind := directory.KindUser
	if p.Service {
		kind = directory.KindService
	}
	return directory.Principal{ID: p.ID, Name: p.Name, Kind: kind, Email: p.Email, Owner: p.Owner, Notes: p.Notes, Roles: p.Roles, Expires: vault.MillisOf(p.Expires)}
}

func principalView(p directory.Principal) vm.Principal {
	return vm.Principal{ID: p.ID, Name: p.Name, Service: p.Kind == directory.KindService, Email: p.Email, Owner: p.Owner, Notes: p.Notes, Roles: p.Roles, Disabled: p.State == directory.Disabled, Expires: p.Expires.Time(), Created: p.Created.Time()}
}

func grantRecord(g vm.Grant) directory.Grant {
	return directory.Grant{API: g.API, Path: g.Path, Methods: g.Methods, OTP: g.OTP}
}

func roleView(r directory.Role) vm.Role {
	v := vm.Role{ID: r.ID, Name: r.Name, Inherits: r.Inherits, Created: r.Created.Time()}
	for _, g := range r.Grants {
		v.Grants = append(v.Grants, vm.Grant{API: g.API, Path: g.Path, Methods: g.Methods, OTP: g.OTP})
	}
	return v
}
