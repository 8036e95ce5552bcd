package desk

import (
	"context"

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

// EditRoute implements vm.Catalog. What the desktop does not show of a route stays.
func (s apis) EditRoute(ctx context.Context, r vm.Route) (vm.Route, error) {
	old, err := s.ws.Catalog.Route(r.ID)
	if err != nil {
		return vm.Route{}, err
	}
	old.Path, old.Methods, old.Public = r.Path, r.Methods, r.Public
	made, err := s.ws.Catalog.EditRoute(ctx, s.ws.Actor(), old)
	return routeView(made), err
}

// RemoveRoute implements vm.Catalog.
func (s apis) RemoveRoute(ctx context.Context, id string) error {
	return s.ws.Catalog.RemoveRoute(ctx, s.ws.Actor(), id)
}

func apiRecord(a vm.API) catalog.API {
	return catalog.API{ID: a.ID, Name: a.Name, Hosts: a.Hosts, Base: a.Base, TLSMin: a.TLSMin, KeyHeader: a.KeyHeader, MaxBody: a.MaxBody}
}

func apiView(a catalog.API) vm.API {
	return vm.API{ID: a.ID, Name: a.Name, Hosts: a.Hosts, Base: a.Base, TLSMin: a.TLSMin, KeyHeader: a.KeyHeaderName(), MaxBody: a.MaxBody, Created: a.Created.Time()}
}

func routeRecord(r vm.Route) catalog.Route {
	return catalog.Route{ID: r.ID, API: r.API, Path: r.Path, Methods: r.Methods, Public: r.Public}
}

func routeView(r catalog.Route) vm.Route {
	return vm.Route{ID: r.ID, API: r.API, Path: r.Path, Methods: r.Methods, Public: r.Public}
}
