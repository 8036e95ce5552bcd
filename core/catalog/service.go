package catalog

import (
	"context"
	"slices"
	"strings"
	"sync"

	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/vault"
)

// Service keeps the catalogue of an open vault. It may be used by several goroutines.
type Service struct {
	v      *vault.Vault
	apis   *vault.Table[API]
	routes *vault.Table[Route]
	names  name.Index

	mu    sync.RWMutex
	byAPI map[string]map[string]bool // ids of routes
}

// New returns the catalogue of v. It is made once for a vault.
func New(v *vault.Vault) *Service {
	s := &Service{v: v, byAPI: map[string]map[string]bool{}}
	s.apis = vault.NewTable(v, vault.KindAPI, func(a *API) string { return a.ID })
	s.routes = vault.NewTable(v, vault.KindRoute, func(r *Route) string { return r.ID })
	s.apis.OnChange(name.Follow(&s.names, func(a *API) (string, string) { return a.Name, a.ID }))
	s.routes.OnChange(s.indexRoute)
	return s
}

func (s *Service) indexRoute(old, new *Route) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old != nil {
		delete(s.byAPI[old.API], old.ID)
	}
	if new != nil {
		if s.byAPI[new.API] == nil {
			s.byAPI[new.API] = map[string]bool{}
		}
		s.byAPI[new.API][new.ID] = true
	}
}

// APIs returns all APIs in the order of their ids. The slice must not be changed.
func (s *Service) APIs() []API { return s.apis.All() }

// API returns the API with an id or a name; NotFound when there is none.
func (s *Service) API(nameOrID string) (API, error) {
	if a, ok := s.apis.Get(nameOrID); ok {
		return a, nil
	}
	if id, ok := s.names.Find(nameOrID); ok {
		if a, ok := s.apis.Get(id); ok {
			return a, nil
		}
	}
	return API{}, fault.New(fault.NotFound, "there is no API %q", nameOrID)
}

// AddAPI adds an API and returns it as stored. An empty id gets a random one.
//
// Errors: Invalid with what would be right; Conflict when the name, or a host with this base, is
// taken.
func (s *Service) AddAPI(ctx context.Context, actor vault.Actor, a API) (API, error) {
	a, err := checkAPI(a)
	if err != nil {
		return API{}, err
	}
	if a.ID, err = name.NewID("API", a.ID); err != nil {
		return API{}, err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "api.add", Subject: a.ID}, func(tx *vault.Tx) error {
		if _, taken := tx.Get(vault.KindAPI, a.ID); taken {
			return fault.New(fault.Conflict, "there is an API with the id %s already", a.ID)
		}
		if err := s.placeFree(a); err != nil {
			return err
		}
		a.Created = vault.MillisOf(tx.Now())
		tx.Note("name", "", a.Name)
		tx.Note("hosts", "", strings.Join(a.Hosts, " "))
		tx.Note("base", "", a.Base)
		return tx.Put(vault.KindAPI, a.ID, a)
	})
	return a, err
}

// EditAPI replaces an API's fields; the id says which, and when it was created stays.
//
// Errors: as AddAPI; NotFound.
func (s *Service) EditAPI(ctx context.Context, actor vault.Actor, a API) (API, error) {
	a, err := checkAPI(a)
	if err != nil {
		return API{}, err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "api.edit", Subject: a.ID}, func(tx *vault.Tx) error {
		old, ok := s.apis.GetIn(tx, a.ID)
		if !ok {
			return fault.New(fault.NotFound, "there is no API %q", a.ID)
		}
		if err := s.placeFree(a); err != nil {
			return err
		}
		a.Said, a.Created = old.Said, old.Created
		note(tx, "name", old.Name, a.Name)
		note(tx, "hosts", strings.Join(old.Hosts, " "), strings.Join(a.Hosts, " "))
		note(tx, "base", old.Base, a.Base)
		note(tx, "tls_min", old.TLSMin, a.TLSMin)
		note(tx, "key_header", old.KeyHeader, a.KeyHeader)
		return tx.Put(vault.KindAPI, a.ID, a)
	})
	return a, err
}

// RemoveAPI removes an API that nothing refers to any more.
//
// Errors: NotFound; Conflict naming what still uses it.
func (s *Service) RemoveAPI(ctx context.Context, actor vault.Actor, nameOrID string) error {
	a, err := s.API(nameOrID)
	if err != nil {
		return err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "api.remove", Subject: a.ID}, func(tx *vault.Tx) error {
		if _, ok := s.apis.GetIn(tx, a.ID); !ok {
			return fault.New(fault.NotFound, "there is no API %q", nameOrID)
		}
		for _, kind := range []vault.Kind{vault.KindRoute, vault.KindRole, vault.KindLimit} {
			if rec, used := tx.Referrer(kind, a.ID); used {
				return fault.New(fault.Conflict, "the API %s is still used by the %s; remove that first", a.Name, describe(rec))
			}
		}
		tx.Note("name", a.Name, "")
		return tx.Remove(vault.KindAPI, a.ID)
	})
	return err
}

// RemoveAPIWithRoutes removes an API and its routes in one change.
//
// Errors: NotFound; Conflict naming the role or the rate limit that still uses it.
func (s *Service) RemoveAPIWithRoutes(ctx context.Context, actor vault.Actor, nameOrID string) error {
	a, err := s.API(nameOrID)
	if err != nil {
		return err
	}
	routes := s.RoutesOf(a.ID)
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "api.remove", Subject: a.ID}, func(tx *vault.Tx) error {
		if _, ok := s.apis.GetIn(tx, a.ID); !ok {
			return fault.New(fault.NotFound, "there is no API %q", nameOrID)
		}
		for _, kind := range []vault.Kind{vault.KindRole, vault.KindLimit} {
			if rec, used := tx.Referrer(kind, a.ID); used {
				return fault.New(fault.Conflict, "the API %s is still used by the %s; remove that first", a.Name, describe(rec))
			}
		}
		tx.Note("name", a.Name, "")
		for _, r := range routes {
			tx.Note("route", r.Path, "")
			if err := tx.Remove(vault.KindRoute, r.ID); err != nil {
				return err
			}
		}
		return tx.Remove(vault.KindAPI, a.ID)
	})
	return err
}

// rootOr is a base as people write it.
func rootOr(base string) string {
	if base == "" {
		return "/"
	}
	return base
}

// placeFree checks that no other API has a's name, or one of its hosts with the same base.
func (s *Service) placeFree(a API) error {
	if id, taken := s.names.Find(a.Name); taken && id != a.ID {
		return fault.New(fault.Conflict, "there is an API named %q already", a.Name)
	}
	for _, o := range s.apis.All() {
		if o.ID == a.ID || o.Base != a.Base {
			continue
		}
		if len(o.Hosts) == 0 && len(a.Hosts) == 0 {
			return fault.New(fault.Conflict, "the API %s answers %s on any host already; give this one a host or another base", o.Name, rootOr(a.Base))
		}
		for _, h := range a.Hosts {
			if slices.Contains(o.Hosts, h) {
				return fault.New(fault.Conflict, "the API %s answers %s on host %s already; give this one another base", o.Name, rootOr(a.Base), h)
			}
		}
	}
	return nil
}

// note adds a line to the diff when a field changes.
func note(tx *vault.Tx, field, old, new string) {
	if old != new {
		tx.Note(field, old, new)
	}
}

// describe names a record for people.
func describe(rec vault.Record) string {
	v, err := vault.Decode[struct {
		Name string `json:"name"`
		Path string `json:"path"`
	}](rec)
	if err != nil || v.Name+v.Path == "" {
		return string(rec.Kind) + " " + rec.ID
	}
	return string(rec.Kind) + " " + v.Name + v.Path
}
