package desk

import (
	"cmp"
	"context"
	"strings"

	"gatehouse/core/catalog"
	"gatehouse/core/workspace"
	"gatehouse/ui/vm"
)

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
	made, err := s.ws.Catalog.AddAPI(ctx, s.ws.Actor(), apiRecord(a))
	return apiView(made), err
}

// EditAPI implements vm.Catalog.
func (s apis) EditAPI(ctx context.Context, a vm.API) (vm.API, error) {
	made, err := s.ws.Catalog.EditAPI(ctx, s.ws.Actor(), apiRecord(a))
	return apiView(made), err
}

// RemoveAPI implements vm.Catalog.
func (s apis) RemoveAPI(ctx context.Context, id string) error {
	return s.ws.Catalog.RemoveAPIWithRoutes(ctx, s.ws.Actor(), id)
}

// AddRoute implements vm.Catalog.
func (s apis) AddRoute(ctx context.Context, r vm.Route) (vm.Route, error) {
	made, err := s.ws.Catalog.AddRoute(ctx, s.ws.Actor(), routeRecord(r))
	return routeView(made), err
}

// EditRoute implements vm.Catalog.
func (s apis) EditRoute(ctx context.Context, r vm.Route) (vm.Route, error) {
	made, err := s.ws.Catalog.EditRoute(ctx, s.ws.Actor(), routeRecord(r))
	return routeView(made), err
}

// RemoveRoute implements vm.Catalog.
func (s apis) RemoveRoute(ctx context.Context, id string) error {
	return s.ws.Catalog.RemoveRoute(ctx, s.ws.Actor(), id)
}

// PlanImport implements vm.Catalog.
func (s apis) PlanImport(ctx context.Context, path string, ask catalog.Ask) (catalog.Plan, error) {
	doc, err := catalog.ReadOpenAPIFile(path)
	if err != nil || ctx.Err() != nil {
		return catalog.Plan{}, cmp.Or(err, ctx.Err())
	}
	return s.ws.Catalog.PlanImport(doc, ask)
}

// ApplyImport implements vm.Catalog.
func (s apis) ApplyImport(ctx context.Context, p catalog.Plan) (vm.API, error) {
	made, err := s.ws.Catalog.ApplyImport(ctx, s.ws.Actor(), p)
	return apiView(made), err
}

func apiRecord(a vm.API) catalog.API {
	return catalog.API{ID: a.ID, Name: a.Name, Hosts: a.Hosts, Base: a.Base, TLSMin: a.TLSMin, KeyHeader: a.KeyHeader, MaxBody: a.MaxBody}
}

func apiView(a catalog.API) vm.API {
	v := vm.API{ID: a.ID, Name: a.Name, Hosts: a.Hosts, Base: a.Base, TLSMin: a.TLSMin, KeyHeader: a.KeyHeaderName(), MaxBody: a.MaxBody, Created: a.Created.Time()}
	if a.Said != nil {
		v.Document = strings.TrimSpace(a.Said.Title + " " + a.Said.Version)
	}
	return v
}

func routeRecord(r vm.Route) catalog.Route {
	return catalog.Route{
		ID: r.ID, API: r.API, Path: r.Path, Methods: r.Methods, Public: r.Public, Summary: r.Summary, Accept: r.Accept, TLSMin: r.TLSMin,
		Certificate: r.Certificate, OTP: r.OTP, Strict: r.Strict, Parameters: r.Parameters, MediaTypes: r.MediaTypes, MaxBody: r.MaxBody,
	}
}

func routeView(r catalog.Route) vm.Route {
	return vm.Route{
		ID: r.ID, API: r.API, Path: r.Path, Methods: r.Methods, Public: r.Public, Summary: r.Summary, Accept: r.Accept, TLSMin: r.TLSMin,
		Certificate: r.Certificate, OTP: r.OTP, Strict: r.Strict, Parameters: r.Parameters, MediaTypes: r.MediaTypes, MaxBody: r.MaxBody, Imported: r.Said != nil,
	}
}
