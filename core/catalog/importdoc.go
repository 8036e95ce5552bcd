package catalog

import (
	"context"
	"fmt"

	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/vault"
)

// maxNoted is how many routes an import's journal entry tells in words; the rest are counted.
const maxNoted = 200

// ApplyImport does what a plan says, in one change, and returns the API.
//
// Errors: Conflict when the catalogue is no longer what the plan was made from; as AddAPI.
func (s *Service) ApplyImport(ctx context.Context, actor vault.Actor, p Plan) (API, error) {
	if p.doc == nil {
		return API{}, fault.New(fault.Invalid, "this plan was not made by PlanImport")
	}
	api := p.API
	if p.New {
		var err error
		if api.ID, err = name.NewID("API", ""); err != nil {
			return API{}, err
		}
	}
	_, err := s.v.Change(ctx, actor, vault.Action{Name: "api.import", Subject: api.ID}, func(tx *vault.Tx) error {
		again, err := s.PlanImport(*p.doc, p.Ask)
		if err != nil {
			return err
		}
		if again.base != p.base {
			return errMoved()
		}
		now := vault.MillisOf(tx.Now())
		said := *api.Said
		said.Imported = now
		if api.Said = &said; p.New {
			api.Created = now
		}
		tx.Note("name", "", api.Name)
		tx.Note("document", "", said.Title+" "+said.Version)
		for _, f := range p.Fields {
			note(tx, f.Field, f.Was, f.Will)
		}
		if err := tx.Put(vault.KindAPI, api.ID, api); err != nil {
			return err
		}
		return writeRoutes(tx, &p, api.ID, now)
	})
	return api, err
}

// writeRoutes writes every route that the plan changes, and those whose last words changed.
func writeRoutes(tx *vault.Tx, p *Plan, api string, now vault.Millis) error {
	noted := 0
	for i := range p.Routes {
		rp := &p.Routes[i]
		r := rp.Route
		tell := rp.Change != RouteUnchanged && (rp.Change != RouteGone || p.Ask.RemoveGone)
		if tell {
			if noted++; noted <= maxNoted {
				noteRoute(tx, rp)
			}
		}
		if rp.Change == RouteGone {
			if p.Ask.RemoveGone {
				if err := tx.Remove(vault.KindRoute, r.ID); err != nil {
					return err
				}
			}
			continue
		}
		if r.API = api; r.ID == "" {
			var err error
			if r.ID, err = name.NewID("route", ""); err != nil {
				return err
			}
			r.Created = now
		} else if rp.Change == RouteUnchanged && (rp.Line == 0 || sameSaid(rp.Old.Said, r.Said)) {
			continue
		}
		if err := tx.Put(vault.KindRoute, r.ID, r); err != nil {
			return err
		}
	}
	if noted > maxNoted {
		tx.Note("more routes", "", fmt.Sprint(noted-maxNoted))
	}
	return nil
}

// noteRoute says in one line of the diff what happens to a route.
func noteRoute(tx *vault.Tx, rp *RoutePlan) {
	what := spaced(rp.Route.Methods) + " " + rp.Route.Path
	switch rp.Change {
	case RouteNew:
		tx.Note("route", "", what)
	case RouteGone:
		tx.Note("route", what, "")
	default:
		for _, f := range rp.Fields {
			note(tx, what+" "+f.Field, f.Was, f.Will)
		}
	}
}

// sameSaid reports whether a document said the same twice.
func sameSaid(a, b *Said) bool {
	if a == nil || b == nil {
		return a == b
	}
	x, y := Route{Path: a.Path, Summary: a.Summary, Accept: a.Accept, Certificate: a.Certificate, Public: a.Public, MediaTypes: a.MediaTypes, Parameters: a.Parameters},
		Route{Path: b.Path, Summary: b.Summary, Accept: b.Accept, Certificate: b.Certificate, Public: b.Public, MediaTypes: b.MediaTypes, Parameters: b.Parameters}
	return x.Path == y.Path && fmt.Sprint(x.Terms()) == fmt.Sprint(y.Terms())
}
