// Package desk lays an unlocked workspace out for the pages: it answers the small interfaces of
// ui/vm from the services of core.
//
// It translates and does nothing else. The pages know flat structs and names; the services know
// records, ids and actors. Every call acts as the administrator who unlocked the vault. Its
// methods run on the runner's goroutines.
package desk

import (
	"context"
	"path/filepath"
	"strings"

	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/workspace"
	"gatehouse/ui/vm"
)

// House is an open workspace as the pages see it.
type House struct {
	ws   *workspace.Workspace
	path string
}

// New lays out a workspace that was opened from path. Closing the house closes it.
func New(ws *workspace.Workspace, path string) *House { return &House{ws, path} }

// VaultInfo implements vm.House.
func (h *House) VaultInfo() vm.VaultInfo {
	a := h.ws.Actor()
	return vm.VaultInfo{Name: filepath.Base(h.path), Path: h.path, Admin: a.Name, Role: strings.Join(a.Roles, ", ")}
}

// Catalog implements vm.House.
func (h *House) Catalog() vm.Catalog { return apis{h.ws} }

// Directory implements vm.House.
func (h *House) Directory() vm.Directory { return people{h.ws} }

// Keys implements vm.House.
func (h *House) Keys() vm.Keys { return keys{h.ws} }

// Bundles implements vm.House.
func (h *House) Bundles() vm.Bundles { return bundles{h.ws} }

// Imports implements vm.House.
func (h *House) Imports() vm.Imports { return imports{h.ws} }

// Findings implements vm.House.
func (h *House) Findings() vm.Findings { return findings{h.ws} }

// Close implements vm.House.
func (h *House) Close() error { return h.ws.Close() }

// apis answers vm.Catalog.
type apis struct{ ws *workspace.Workspace }

// APIs implements vm.Catalog.
func (s apis) APIs(context.Context) ([]vm.API, error) {
	var all []vm.API
	for _, a := range s.ws.Catalog.APIs() {
		v := apiView(a)
		for _, r := range s.ws.Catalog.RoutesOf(a.ID) {
			v.Routes = append(v.Routes, routeView(r))
		}
		all = append(all, v)
	}
	return all, nil
}

// AddAPI implements vm.Catalog.
func (s apis) AddAPI(ctx context.Context, a vm.API) (vm.API, error) {
	made, err := s.ws.Catalog.AddAPI(ctx, s.ws.Actor(), catalog.API{Name: a.Name, Hosts: a.Hosts, Base: a.Base, TLSMin: a.TLSMin, KeyHeader: a.KeyHeader})
	return apiView(made), err
}

// AddRoute implements vm.Catalog.
func (s apis) AddRoute(ctx context.Context, r vm.Route) (vm.Route, error) {
	made, err := s.ws.Catalog.AddRoute(ctx, s.ws.Actor(), catalog.Route{API: r.API, Path: r.Path, Methods: r.Methods, Public: r.Public})
	return routeView(made), err
}

// RemoveRoute implements vm.Catalog.
func (s apis) RemoveRoute(ctx context.Context, id string) error {
	return s.ws.Catalog.RemoveRoute(ctx, s.ws.Actor(), id)
}

func apiView(a catalog.API) vm.API {
	return vm.API{ID: a.ID, Name: a.Name, Hosts: a.Hosts, Base: a.Base, TLSMin: a.TLSMin, KeyHeader: a.KeyHeaderName(), Created: a.Created.Time()}
}

func routeView(r catalog.Route) vm.Route {
	return vm.Route{ID: r.ID, API: r.API, Path: r.Path, Methods: r.Methods, Public: r.Public}
}

// people answers vm.Directory.
type people struct{ ws *workspace.Workspace }

// Principals implements vm.Directory.
func (s people) Principals(context.Context) ([]vm.Principal, error) {
	var all []vm.Principal
	for _, p := range s.ws.Directory.Principals() {
		v := principalView(p)
		v.Keys = len(s.ws.Keys.KeysOf(p.ID))
		all = append(all, v)
	}
	return all, nil
}

// AddPrincipal implements vm.Directory.
func (s people) AddPrincipal(ctx context.Context, p vm.Principal) (vm.Principal, error) {
	kind := directory.KindUser
	if p.Service {
		kind = directory.KindService
	}
	made, err := s.ws.Directory.AddPrincipal(ctx, s.ws.Actor(), directory.Principal{Name: p.Name, Kind: kind, Email: p.Email, Owner: p.Owner, Roles: p.Roles})
	return principalView(made), err
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
func (s people) SetDisabled(ctx context.Context, id string, disabled bool) error {
	if disabled {
		return s.ws.Directory.Disable(ctx, s.ws.Actor(), id, "")
	}
	return s.ws.Directory.Enable(ctx, s.ws.Actor(), id, "")
}

// Roles implements vm.Directory.
func (s people) Roles(context.Context) ([]vm.Role, error) {
	var all []vm.Role
	for _, r := range s.ws.Directory.Roles() {
		v := roleView(r)
		v.Principals = len(s.ws.Directory.PrincipalsWith(r.ID))
		all = append(all, v)
	}
	return all, nil
}

// AddRole implements vm.Directory.
func (s people) AddRole(ctx context.Context, r vm.Role) (vm.Role, error) {
	role := directory.Role{Name: r.Name}
	for _, g := range r.Grants {
		role.Grants = append(role.Grants, directory.Grant{API: g.API, Path: g.Path, Methods: g.Methods, OTP: g.OTP})
	}
	made, err := s.ws.Directory.AddRole(ctx, s.ws.Actor(), role)
	return roleView(made), err
}

func principalView(p directory.Principal) vm.Principal {
	return vm.Principal{ID: p.ID, Name: p.Name, Service: p.Kind == directory.KindService, Email: p.Email, Owner: p.Owner, Roles: p.Roles, Disabled: p.State == directory.Disabled, Created: p.Created.Time()}
}

func roleView(r directory.Role) vm.Role {
	v := vm.Role{ID: r.ID, Name: r.Name, Created: r.Created.Time()}
	for _, g := range r.Grants {
		v.Grants = append(v.Grants, vm.Grant{API: g.API, Path: g.Path, Methods: g.Methods, OTP: g.OTP})
	}
	return v
}

var _ vm.House = (*House)(nil)
