package desk

import (
	"context"
	"os"
	"path/filepath"

	"gatehouse/core/access"
	"gatehouse/core/directory"
	"gatehouse/core/directory/sheet"
	"gatehouse/core/fault"
	"gatehouse/core/policy"
	"gatehouse/core/workspace"
	"gatehouse/ui/vm"
)

// rights answers vm.Access.
type rights struct{ ws *workspace.Workspace }

// Access implements vm.House.
func (h *House) Access() vm.Access { return rights{h.ws} }

// May implements vm.Access.
func (s rights) May(ctx context.Context, principal string) (access.Rights, error) {
	a, err := s.ws.Access(ctx)
	if err != nil {
		return access.Rights{}, err
	}
	return a.May(principal)
}

// Who implements vm.Access.
func (s rights) Who(ctx context.Context, route, method string) (access.Answer, error) {
	a, err := s.ws.Access(ctx)
	if err != nil {
		return access.Answer{}, err
	}
	return a.WhoOf(route, method)
}

// Ask implements vm.Access.
func (s rights) Ask(ctx context.Context, method, path string) (access.Answer, error) {
	a, err := s.ws.Access(ctx)
	if err != nil {
		return access.Answer{}, err
	}
	return a.Who(method, "", path)
}

// Table implements vm.Access.
func (s rights) Table(ctx context.Context) (*access.Table, error) {
	a, err := s.ws.Access(ctx)
	if err != nil {
		return nil, err
	}
	return a.Table(), nil
}

// Effect implements vm.Access.
func (s rights) Effect(_ context.Context, c vm.RoleChange) (access.Effect, error) {
	return s.ws.Effect(func(in *policy.Input) (err error) {
		in.Roles, err = c.Applied(in.Roles)
		return err
	})
}

// Regrant implements vm.Access.
func (s rights) Regrant(ctx context.Context, edits []directory.GrantEdit) error {
	_, err := s.ws.Directory.Regrant(ctx, s.ws.Actor(), edits)
	return err
}

// SetInherits implements vm.Access.
func (s rights) SetInherits(ctx context.Context, role string, inherits []string) error {
	r, err := s.ws.Directory.Role(role)
	if err != nil {
		return err
	}
	r.Inherits = inherits
	_, err = s.ws.Directory.EditRole(ctx, s.ws.Actor(), r)
	return err
}

// Separations implements vm.Access.
func (s rights) Separations(context.Context) ([]directory.Separation, []directory.Violation, error) {
	held, err := s.ws.Directory.Violations()
	return s.ws.Directory.Separations(), held, err
}

// Separate implements vm.Access.
func (s rights) Separate(ctx context.Context, a, b string) error {
	_, err := s.ws.Directory.Separate(ctx, s.ws.Actor(), a, b)
	return err
}

// Join implements vm.Access.
func (s rights) Join(ctx context.Context, a, b string) error {
	return s.ws.Directory.Join(ctx, s.ws.Actor(), a, b)
}

// EditAll implements vm.Access.
func (s rights) EditAll(ctx context.Context, ids []string, b directory.Bulk, reason string) ([]string, error) {
	changed, err := s.ws.Directory.EditAll(ctx, s.ws.Actor(), ids, b, reason)
	var out []string
	for _, p := range changed {
		out = append(out, p.ID)
	}
	return out, err
}

// PlanPrincipals implements vm.Access.
func (s rights) PlanPrincipals(_ context.Context, path string) (*sheet.Plan, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.NotFound, "the file %s cannot be opened; check that it is there and that you may read it", filepath.Base(path))
	}
	defer f.Close()
	return sheet.ReadPrincipals(f, s.ws.Directory, s.ws.Vault.Now())
}

// ImportPrincipals implements vm.Access.
func (s rights) ImportPrincipals(ctx context.Context, p *sheet.Plan, path string) error {
	if err := p.Err(); err != nil {
		return err
	}
	_, err := s.ws.Directory.PutAll(ctx, s.ws.Actor(), p.Principals(), filepath.Base(path))
	return err
}

// ExportPrincipals implements vm.Access.
func (s rights) ExportPrincipals(_ context.Context, path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = sheet.WritePrincipals(f, s.ws.Directory)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}
