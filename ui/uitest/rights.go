package uitest

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"slices"
	"time"

	"gatehouse/core/access"
	"gatehouse/core/apikey"
	routes "gatehouse/core/catalog"
	core "gatehouse/core/directory"
	"gatehouse/core/directory/sheet"
	"gatehouse/core/fault"
	"gatehouse/core/policy"
	"gatehouse/core/vault"
	"gatehouse/ui/vm"
)

// rights answers vm.Access over what is in the house, by the same packages as the programs do.
type rights struct{ h *House }

// input is the house as a policy.
func (s rights) input() policy.Input {
	in := policy.Input{Vault: "house"}
	for _, a := range s.h.AllAPIs {
		in.APIs = append(in.APIs, routes.API{ID: a.ID, Name: a.Name, Base: a.Base, Hosts: a.Hosts, TLSMin: cmp.Or(a.TLSMin, "none")})
		for _, r := range a.Routes {
			in.Routes = append(in.Routes, routes.Route{ID: r.ID, API: a.ID, Path: r.Path, Methods: r.Methods, Public: r.Public})
		}
	}
	for _, r := range s.h.AllRoles {
		role := core.Role{ID: r.ID, Name: r.Name, Inherits: r.Inherits}
		for _, g := range r.Grants {
			role.Grants = append(role.Grants, core.Grant{API: g.API, Path: g.Path, Methods: g.Methods, OTP: g.OTP})
		}
		in.Roles = append(in.Roles, role)
	}
	for _, p := range s.h.People {
		in.Principals = append(in.Principals, personOf(p))
	}
	for _, k := range s.h.AllKeys {
		in.Keys = append(in.Keys, apikey.Key{ID: k.ID, Name: k.Name, Principal: k.Principal, State: apikey.State(k.State), Scopes: k.Scopes, Expires: vault.MillisOf(k.Expires),
			Tokens: []apikey.TokenRow{{Public: k.ID, SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte(k.ID)))}}})
	}
	return in
}

func personOf(p vm.Principal) core.Principal {
	r := core.Principal{ID: p.ID, Name: p.Name, Kind: core.KindUser, Roles: p.Roles, State: core.Active, Expires: vault.MillisOf(p.Expires)}
	if p.Service {
		r.Kind = core.KindService
	}
	if p.Disabled {
		r.State = core.Disabled
	}
	return r
}

// compiled is what the rights of a house were worked out from, and to.
type compiled struct {
	of     state
	access *access.Access
}

// state tells whether anything has changed that rights depend on: tests put whole slices in, and
// everything else says so.
type state struct {
	changes                   int
	apis, roles, people, keys part
}

// part is a slice as such: where it lies and how long it is.
type part struct {
	first any
	n     int
}

func partOf[T any](xs []T) part {
	if len(xs) == 0 {
		return part{}
	}
	return part{&xs[0], len(xs)}
}

// open works the rights out once for each state, as an open vault does.
func (s rights) open() (*access.Access, error) {
	if s.h.Fail != nil {
		return nil, s.h.Fail
	}
	of := state{s.h.changes, partOf(s.h.AllAPIs), partOf(s.h.AllRoles), partOf(s.h.People), partOf(s.h.AllKeys)}
	if s.h.rights.access != nil && s.h.rights.of == of {
		return s.h.rights.access, nil
	}
	snap, err := policy.Compile(s.input(), Now)
	if err != nil {
		return nil, err
	}
	a, err := access.New(snap)
	if err == nil {
		s.h.rights = compiled{of, a}
	}
	return a, err
}

func (s rights) May(_ context.Context, principal string) (access.Rights, error) {
	a, err := s.open()
	if err != nil {
		return access.Rights{}, err
	}
	return a.May(principal)
}

func (s rights) Who(_ context.Context, route, method string) (access.Answer, error) {
	a, err := s.open()
	if err != nil {
		return access.Answer{}, err
	}
	return a.WhoOf(route, method)
}

func (s rights) Ask(_ context.Context, method, path string) (access.Answer, error) {
	a, err := s.open()
	if err != nil {
		return access.Answer{}, err
	}
	return a.Who(method, "", path)
}

func (s rights) Table(context.Context) (*access.Table, error) {
	a, err := s.open()
	if err != nil {
		return nil, err
	}
	return a.Table(), nil
}

func (s rights) Effect(_ context.Context, c vm.RoleChange) (access.Effect, error) {
	if s.h.Fail != nil {
		return access.Effect{}, s.h.Fail
	}
	before := s.input()
	after := before
	var err error
	if after.Roles, err = c.Applied(before.Roles); err != nil {
		return access.Effect{}, err
	}
	return access.Compare(before, after, Now)
}

func (s rights) Regrant(_ context.Context, edits []core.GrantEdit) error {
	roles, err := core.Regranted(s.input().Roles, edits)
	if err != nil || s.h.Fail != nil {
		return orFail(err, s.h)
	}
	s.h.AllRoles = slices.Clone(s.h.AllRoles)
	for i := range roles {
		s.h.AllRoles[i].Grants = nil
		for _, g := range roles[i].Grants {
			s.h.AllRoles[i].Grants = append(s.h.AllRoles[i].Grants, vm.Grant{API: g.API, Path: g.Path, Methods: g.Methods, OTP: g.OTP})
		}
	}
	return s.h.changed("role.grants", "role")
}

func (s rights) SetInherits(_ context.Context, role string, inherits []string) error {
	roles, err := vm.RoleChange{Role: role, Inherits: inherits}.Applied(s.input().Roles)
	if err == nil {
		_, err = core.NewTree(roles)
	}
	if err != nil {
		return err
	}
	_, err = directory(s).role("role.edit", role, func(r *vm.Role) { r.Inherits = inherits })
	return err
}

func (s rights) Separations(context.Context) ([]core.Separation, []core.Violation, error) {
	tree, err := core.NewTree(s.input().Roles)
	var held []core.Violation
	for _, x := range s.h.Apart {
		for _, p := range s.h.People {
			if all := tree.Closure(p.Roles); slices.Contains(all, x.A) && slices.Contains(all, x.B) {
				held = append(held, core.Violation{Separation: x, Principal: personOf(p), ViaA: tree.Path(p.Roles, x.A), ViaB: tree.Path(p.Roles, x.B)})
			}
		}
	}
	return s.h.Apart, held, orFail(err, s.h)
}

func (s rights) Separate(_ context.Context, a, b string) error {
	if a == b {
		return fault.New(fault.Invalid, "a role cannot be kept apart from itself")
	}
	s.h.Apart = append(slices.Clone(s.h.Apart), core.Separation{ID: s.h.id("apart"), A: min(a, b), B: max(a, b)})
	return s.h.changed("role.separate", "separation")
}

func (s rights) Join(_ context.Context, a, b string) error {
	s.h.Apart = slices.DeleteFunc(slices.Clone(s.h.Apart), func(x core.Separation) bool { return x.A == min(a, b) && x.B == max(a, b) })
	return s.h.changed("role.join", "separation")
}

func (s rights) EditAll(_ context.Context, ids []string, b core.Bulk, _ string) ([]string, error) {
	if s.h.Fail != nil {
		return nil, s.h.Fail
	}
	s.h.People = slices.Clone(s.h.People)
	for _, id := range ids {
		i, err := place(s.h.People, principalID, id)
		if err != nil {
			return nil, err
		}
		p := &s.h.People[i]
		p.Disabled = b.State == core.Disabled || p.Disabled && b.State == ""
		p.Roles = slices.DeleteFunc(append(slices.Clone(p.Roles), b.AddRoles...), func(r string) bool { return r == b.DropRole })
		if b.Expires != nil {
			p.Expires = ends(*b.Expires)
		}
		if end, ok := b.Ends[id]; ok {
			p.Expires = ends(end)
		}
	}
	return ids, s.h.changed("principal.roles", "principal")
}

// ends is the time of an end; 0 is never.
func ends(m vault.Millis) time.Time {
	if m == 0 {
		return time.Time{}
	}
	return m.Time()
}

func (s rights) PlanPrincipals(_ context.Context, path string) (*sheet.Plan, error) {
	if s.h.Fail != nil || s.h.Sheet == nil {
		return nil, orFail(fault.New(fault.NotFound, "the file %s cannot be opened", path), s.h)
	}
	return s.h.Sheet, nil
}

func (s rights) ImportPrincipals(_ context.Context, _ *sheet.Plan, path string) error {
	s.h.SheetFrom = path
	return s.h.changed("principal.import", "principal")
}

func (s rights) ExportPrincipals(_ context.Context, path string) error {
	if s.h.Fail != nil {
		return s.h.Fail
	}
	return os.WriteFile(path, []byte("name\r\n"), 0o600)
}
