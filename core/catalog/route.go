package catalog

import (
	"context"
	"slices"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/vault"
)

// Routes returns all routes in the order of their ids. The slice must not be changed.
func (s *Service) Routes() []Route { return s.routes.All() }

// Route returns the route with an id; NotFound when there is none.
func (s *Service) Route(id string) (Route, error) {
	if r, ok := s.routes.Get(id); ok {
		return r, nil
	}
	return Route{}, fault.New(fault.NotFound, "there is no route %q", id)
}

// RoutesOf returns the routes of an API, by id, in the order of their paths and methods.
func (s *Service) RoutesOf(api string) []Route {
	s.mu.RLock()
	ids := make([]string, 0, len(s.byAPI[api]))
	for id := range s.byAPI[api] {
		ids = append(ids, id)
	}
	s.mu.RUnlock()
	routes := make([]Route, 0, len(ids))
	for _, id := range ids {
		if r, ok := s.routes.Get(id); ok {
			routes = append(routes, r)
		}
	}
	slices.SortFunc(routes, func(a, b Route) int {
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		return strings.Compare(strings.Join(a.Methods, " "), strings.Join(b.Methods, " "))
	})
	return routes
}

// AddRoute adds a route to the API that r.API names by id or name, and returns it as stored.
//
// Errors: Invalid with what would be right; NotFound for the API; Conflict when the path has one of
// the methods already.
func (s *Service) AddRoute(ctx context.Context, actor vault.Actor, r Route) (Route, error) {
	api, err := s.API(r.API)
	if err != nil {
		return Route{}, err
	}
	r.API = api.ID
	r, t, err := checkRoute(r)
	if err != nil {
		return Route{}, err
	}
	if r.ID, err = name.NewID("route", r.ID); err != nil {
		return Route{}, err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "route.add", Subject: r.ID}, func(tx *vault.Tx) error {
		if _, taken := tx.Get(vault.KindRoute, r.ID); taken {
			return fault.New(fault.Conflict, "there is a route with the id %s already", r.ID)
		}
		if _, ok := s.apis.GetIn(tx, r.API); !ok {
			return fault.New(fault.NotFound, "there is no API %q", api.Name)
		}
		if err := s.pathFree(r, t); err != nil {
			return err
		}
		r.Created = vault.MillisOf(tx.Now())
		tx.Note("path", "", api.Base+r.Path)
		tx.Note("methods", "", strings.Join(r.Methods, " "))
		noteTerms(tx, Route{}, r)
		return tx.Put(vault.KindRoute, r.ID, r)
	})
	return r, err
}

// EditRoute replaces a route's path, methods and everything that is stated about them. It stays with
// its API, and what its document said last stays with it.
//
// Errors: as AddRoute; NotFound.
func (s *Service) EditRoute(ctx context.Context, actor vault.Actor, r Route) (Route, error) {
	r, t, err := checkRoute(r)
	if err != nil {
		return Route{}, err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "route.edit", Subject: r.ID}, func(tx *vault.Tx) error {
		old, ok := s.routes.GetIn(tx, r.ID)
		if !ok {
			return fault.New(fault.NotFound, "there is no route %q", r.ID)
		}
		r.API, r.Said, r.Created = old.API, old.Said, old.Created
		if err := s.pathFree(r, t); err != nil {
			return err
		}
		note(tx, "path", old.Path, r.Path)
		note(tx, "methods", strings.Join(old.Methods, " "), strings.Join(r.Methods, " "))
		noteTerms(tx, old, r)
		return tx.Put(vault.KindRoute, r.ID, r)
	})
	return r, err
}

// RemoveRoute removes a route. Grants and limits that name its path stay: they name a path, which
// may come back.
//
// Errors: NotFound.
func (s *Service) RemoveRoute(ctx context.Context, actor vault.Actor, id string) error {
	_, err := s.v.Change(ctx, actor, vault.Action{Name: "route.remove", Subject: id}, func(tx *vault.Tx) error {
		old, ok := s.routes.GetIn(tx, id)
		if !ok {
			return fault.New(fault.NotFound, "there is no route %q", id)
		}
		tx.Note("path", old.Path, "")
		tx.Note("methods", strings.Join(old.Methods, " "), "")
		return tx.Remove(vault.KindRoute, id)
	})
	return err
}

// pathFree checks that no other route of the API answers one of r's methods on the same path.
func (s *Service) pathFree(r Route, t Template) error {
	shape := t.Shape()
	for _, o := range s.RoutesOf(r.API) {
		if o.ID == r.ID {
			continue
		}
		ot, err := ParseTemplate("route path", o.Path)
		if err != nil || ot.Shape() != shape {
			continue
		}
		for _, m := range r.Methods {
			if slices.Contains(o.Methods, m) {
				return fault.New(fault.Conflict, "the route %s answers %s on this path already", o.Path, m)
			}
		}
	}
	return nil
}
