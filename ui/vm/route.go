package vm

import (
	"context"
	"slices"
	"strings"

	"gatehouse/core/catalog"
	"gatehouse/core/fault"
	"gatehouse/ui/say"
)

// Methods are the choices for a route.
func Methods() []string {
	return []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
}

// RouteForm is the form for a route of an API, as typed. ID is "" for a new one.
type RouteForm struct {
	ID, API string // ids
	Path    string
	Methods []string
	Public  bool
}

// Check turns the form into a route, or says what is wrong with it.
func (f RouteForm) Check() (Route, error) {
	r := Route{ID: f.ID, API: f.API, Path: strings.TrimSpace(f.Path), Methods: f.Methods, Public: f.Public, Strict: f.ID == ""}
	if !strings.HasPrefix(r.Path, "/") {
		return r, fault.New(fault.Invalid, "%s", say.L("The path starts with a slash, like /orders/{id}."))
	}
	if len(r.Methods) == 0 {
		return r, fault.New(fault.Invalid, "%s", say.L("Pick at least one method."))
	}
	return r, nil
}

// Warning says what is dangerous about the route as it stands in the form, or "".
func (f RouteForm) Warning() string {
	if !f.Public || !writes(f.Methods) {
		return ""
	}
	var found []string
	for _, m := range f.Methods {
		if slices.Contains(writing, m) {
			found = append(found, m)
		}
	}
	return say.L("Anybody can send {{.Methods}} here, without a key and without a grant.", say.V{"Methods": strings.Join(found, ", ")})
}

// NewRoute is what the form for a new route begins with; false when no API is chosen.
func (v *APIs) NewRoute() (RouteForm, bool) {
	a, ok := v.Chosen()
	return RouteForm{API: a.ID, Methods: []string{"GET"}}, ok
}

// EditRoute is the form of a route of the chosen API.
func (v *APIs) EditRoute(id string) (RouteForm, bool) {
	a, _ := v.Chosen()
	r, ok := v.route(id)
	return RouteForm{r.ID, a.ID, r.Path, slices.Clone(r.Methods), r.Public}, ok
}

// route finds a route of the chosen API.
func (v *APIs) route(id string) (Route, bool) {
	a, _ := v.Chosen()
	i := slices.IndexFunc(a.Routes, func(r Route) bool { return r.ID == id })
	if i < 0 {
		return Route{}, false
	}
	return a.Routes[i], true
}

// SaveRoute adds the route of a form to its API, or changes the one that it is of.
func (v *APIs) SaveRoute(f RouteForm, done func(error)) {
	if v.find(f.API) < 0 {
		done(gone())
		return
	}
	r, err := f.Check()
	if err != nil {
		done(err)
		return
	}
	if old, ok := v.route(f.ID); ok { // what the form does not show stays
		old.Parameters = renamed(old.Parameters, old.Path, r.Path)
		old.API, old.Path, old.Methods, old.Public = r.API, r.Path, r.Methods, r.Public
		r = old
	}
	act(v.List, &v.history, func(ctx context.Context) error {
		var err error
		if r.ID == "" {
			_, err = v.house.Catalog().AddRoute(ctx, r)
		} else {
			_, err = v.house.Catalog().EditRoute(ctx, r)
		}
		return err
	}, done)
}

// renamed gives the parameters of a path the names that a new path has at their places, so that what
// is stated about them goes along.
func renamed(params []catalog.Parameter, old, now string) []catalog.Parameter {
	was, is := strings.Split(old, "/"), strings.Split(now, "/")
	if len(was) != len(is) {
		return params
	}
	params = slices.Clone(params)
	for i := range params {
		braces := "{" + params[i].Name + "}"
		if at := slices.Index(was, braces); params[i].In == "path" && at >= 0 && strings.HasPrefix(is[at], "{") && strings.HasSuffix(is[at], "}") && !slices.Contains(is, braces) {
			params[i].Name = is[at][1 : len(is[at])-1]
		}
	}
	return params
}

// RemoveRoute removes a route of the chosen API; it can be undone, with a new id.
func (v *APIs) RemoveRoute(id string, done func(Undone, error)) {
	r, ok := v.route(id)
	if !ok {
		done(Undone{}, gone())
		return
	}
	a, _ := v.Chosen()
	r.API = a.ID
	text := say.L("Removed {{.Methods}} {{.Path}}. Export a bundle to make it count.", say.V{"Methods": strings.Join(r.Methods, ", "), "Path": r.Path})
	undoable(v.List, &v.history, text, func(ctx context.Context) error { return v.house.Catalog().RemoveRoute(ctx, id) }, func(ctx context.Context) error {
		again := r
		again.ID = ""
		_, err := v.house.Catalog().AddRoute(ctx, again)
		return err
	}, done)
}
