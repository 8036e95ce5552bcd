package vm

import (
	"context"
	"slices"

	"gatehouse/core/catalog"
	"gatehouse/ui/say"
)

// NewParameter is what the form for a new parameter of the route that is shown begins with: a name of
// its path that is not declared yet, or else one of the query.
func (v *APIs) NewParameter() (ParameterForm, bool) {
	a, _ := v.Chosen()
	r, ok := v.route(v.shown)
	f := ParameterForm{API: a.ID, Route: r.ID, Path: r.Path, Place: "query", Type: "string"}
	if name := v.NextName(f); name != "" {
		f.Place, f.Name, f.Required = "path", name, true
	}
	return f, ok
}

// Parameter is the form of a parameter of the route that is shown, by its key.
func (v *APIs) Parameter(key string) (ParameterForm, bool) {
	a, _ := v.Chosen()
	r, _ := v.route(v.shown)
	i := parameterAt(r, key)
	if i < 0 {
		return ParameterForm{}, false
	}
	f := formOf(r.Parameters[i])
	f.API, f.Route, f.Path = a.ID, r.ID, r.Path
	return f, true
}

func parameterAt(r Route, key string) int {
	return slices.IndexFunc(r.Parameters, func(p catalog.Parameter) bool { return parameterKey(p) == key })
}

// routeOf finds a route by its API's id and its own.
func (v *APIs) routeOf(api, id string) (Route, bool) { return routeIn(v.all, api, id) }

func routeIn(apis []API, api, id string) (Route, bool) {
	for i := range apis {
		if apis[i].ID != api {
			continue
		}
		if at := slices.IndexFunc(apis[i].Routes, func(r Route) bool { return r.ID == id }); at >= 0 {
			r := apis[i].Routes[at]
			r.API = api
			return r, true
		}
	}
	return Route{}, false
}

// SaveParameter adds the parameter of a form to its route, or changes the one that it is of. The others
// stay as they are.
func (v *APIs) SaveParameter(f ParameterForm, done func(error)) {
	r, ok := v.routeOf(f.API, f.Route)
	at := parameterAt(r, f.Was)
	if !ok || f.Was != "" && at < 0 {
		done(gone())
		return
	}
	p, err := v.check(f)
	if err != nil {
		done(err)
		return
	}
	r.Parameters = slices.Clone(r.Parameters)
	if at < 0 {
		r.Parameters = append(r.Parameters, p)
	} else {
		r.Parameters[at] = p
	}
	v.editRoute(r, done)
}

// RemoveParameter takes a parameter from the route that is shown; it can be undone.
func (v *APIs) RemoveParameter(key string, done func(Undone, error)) {
	a, _ := v.Chosen()
	r, _ := v.routeOf(a.ID, v.shown)
	at := parameterAt(r, key)
	if at < 0 {
		done(Undone{}, gone())
		return
	}
	p := r.Parameters[at]
	text := say.L("The route {{.Path}} no longer declares {{.Name}}.", say.V{"Path": r.Path, "Name": p.Name})
	without := r
	without.Parameters = slices.Delete(slices.Clone(r.Parameters), at, at+1)
	undoable(v.List, &v.history, text, v.editing(without), func(ctx context.Context) error {
		apis, err := v.house.Catalog().APIs(ctx) // as it is by then: others may have changed the route
		if err != nil {
			return err
		}
		now, ok := routeIn(apis, r.API, r.ID)
		if !ok {
			return gone()
		}
		if parameterAt(now, key) < 0 {
			now.Parameters = append(slices.Clone(now.Parameters), p)
		}
		return v.editing(now)(ctx)
	}, done)
}

// editRoute changes a route as a whole; what a form does not show has to be in r as it was.
func (v *APIs) editRoute(r Route, done func(error)) { act(v.List, &v.history, v.editing(r), done) }

func (v *APIs) editing(r Route) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := v.house.Catalog().EditRoute(ctx, r)
		return err
	}
}
