package vm

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/tone"
)

// APIs is the page of the catalogue: APIs at the left, the routes of the chosen one at the right.
type APIs struct {
	*List[API]
	svc Catalog
}

// NewAPIs makes the page.
func NewAPIs(run runner.Runner, svc Catalog) *APIs {
	return &APIs{svc: svc, List: &List[API]{run: run, load: only(svc.APIs), id: func(a API) string { return a.ID },
		text: func(a API) string {
			words := append([]string{a.Name, a.Base}, a.Hosts...)
			for _, r := range a.Routes {
				words = append(words, r.Path)
			}
			return strings.Join(words, " ")
		},
		sorted: func(a, b API) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) }}}
}

// APIRow is one row of the page.
type APIRow struct{ Name, Hosts, Base, TLS, Routes string }

// Row returns row i in words.
func (v *APIs) Row(i int) APIRow {
	a := v.At(i)
	r := APIRow{Name: a.Name, Hosts: "any host", Base: cmp.Or(a.Base, "/"), TLS: tlsWords(a.TLSMin), Routes: Count(int64(len(a.Routes)))}
	if len(a.Hosts) > 0 {
		r.Hosts = Few(a.Hosts, 1)
	}
	return r
}

func tlsWords(v string) string {
	if v == "" || v == "none" {
		return "not required"
	}
	return v + " and up"
}

// RouteRow is one route of the chosen API.
type RouteRow struct {
	ID, Path string
	Methods  string
	Access   tone.Mark
}

// Routes returns the routes of the chosen API, by path.
func (v *APIs) Routes() []RouteRow {
	a, _ := v.Chosen()
	var rows []RouteRow
	for _, r := range a.Routes {
		m := tone.Mark{Tone: tone.Neutral, Icon: "lock", Word: "Needs a grant"}
		if r.Public {
			m = tone.Mark{Tone: tone.Warn, Icon: "lock-open", Word: "Public"}
		}
		rows = append(rows, RouteRow{r.ID, r.Path, strings.Join(r.Methods, " "), m})
	}
	slices.SortStableFunc(rows, func(a, b RouteRow) int { return cmp.Compare(a.Path, b.Path) })
	return rows
}

// Foot says what one sees.
func (v *APIs) Foot() string {
	n := 0
	for _, a := range v.all {
		n += len(a.Routes)
	}
	return fmt.Sprintf("%s, %s", Plural(int64(v.Total()), "API"), Plural(int64(n), "route"))
}

// APIForm is the form for a new API, as typed.
type APIForm struct{ Name, Hosts, Base, TLSMin string }

// Check turns the form into an API, or says what is wrong with it.
func (f APIForm) Check() (API, error) {
	a := API{Name: strings.TrimSpace(f.Name), Hosts: fields(f.Hosts), Base: strings.TrimSpace(f.Base), TLSMin: cmp.Or(f.TLSMin, "1.2")}
	if a.Name == "" {
		return a, fault.New(fault.Invalid, "Give the API a name.")
	}
	if a.Base != "" && !strings.HasPrefix(a.Base, "/") {
		return a, fault.New(fault.Invalid, "The base path starts with a slash, like /shop/v1.")
	}
	a.Base = strings.TrimRight(a.Base, "/")
	return a, nil
}

// AddAPI adds an API and chooses it.
func (v *APIs) AddAPI(f APIForm, done func(error)) {
	a, err := f.Check()
	if err != nil {
		done(err)
		return
	}
	after(v.List, func(ctx context.Context) (API, error) { return v.svc.AddAPI(ctx, a) }, func(a API, err error) {
		if err == nil {
			v.Choose(a.ID)
		}
		done(err)
	})
}

// Methods are the choices for a route.
func Methods() []Choice {
	var cs []Choice
	for _, m := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"} {
		cs = append(cs, Choice{ID: m, Label: m})
	}
	return cs
}

// RouteForm is the form for a new route, as typed.
type RouteForm struct {
	Path    string
	Methods []string
	Public  bool
}

// Check turns the form into a route, or says what is wrong with it.
func (f RouteForm) Check() (Route, error) {
	r := Route{Path: strings.TrimSpace(f.Path), Methods: f.Methods, Public: f.Public}
	if !strings.HasPrefix(r.Path, "/") {
		return r, fault.New(fault.Invalid, "The path starts with a slash, like /orders/{id}.")
	}
	if len(r.Methods) == 0 {
		return r, fault.New(fault.Invalid, "Pick at least one method.")
	}
	return r, nil
}

// AddRoute adds a route to the chosen API.
func (v *APIs) AddRoute(f RouteForm, done func(error)) {
	a, ok := v.Chosen()
	if !ok {
		return
	}
	r, err := f.Check()
	if err != nil {
		done(err)
		return
	}
	r.API = a.ID
	after(v.List, func(ctx context.Context) (Route, error) { return v.svc.AddRoute(ctx, r) }, func(_ Route, err error) { done(err) })
}

// RemoveRoute removes a route.
func (v *APIs) RemoveRoute(id string, done func(error)) {
	after(v.List, func(ctx context.Context) (struct{}, error) { return struct{}{}, v.svc.RemoveRoute(ctx, id) },
		func(_ struct{}, err error) { done(err) })
}
