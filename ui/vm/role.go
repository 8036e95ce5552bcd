package vm

import (
	"cmp"
	"context"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
)

// Roles is the page of roles and their grants.
type Roles struct {
	*List[Role]
	svc  Directory
	cat  Catalog
	apis map[string]API
}

// NewRoles makes the page.
func NewRoles(run runner.Runner, svc Directory, cat Catalog) *Roles {
	v := &Roles{svc: svc, cat: cat}
	v.List = &List[Role]{run: run, load: v.read, id: func(r Role) string { return r.ID },
		text: func(r Role) string {
			words := []string{r.Name}
			for _, g := range r.Grants {
				words = append(words, v.apis[g.API].Name, g.Path)
			}
			return strings.Join(words, " ")
		},
		sorted: func(a, b Role) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) }}
	return v
}

// read loads roles, and the APIs that their grants refer to.
func (v *Roles) read(ctx context.Context) (got loaded[Role], err error) {
	as, err := v.cat.APIs(ctx)
	if err != nil {
		return got, err
	}
	got.adopt = func() { v.apis = byID(as, func(a API) string { return a.ID }) }
	got.things, err = v.svc.Roles(ctx)
	return got, err
}

// RoleRow is one row of the page.
type RoleRow struct{ Name, Grants, Principals, Created string }

// Row returns row i in words.
func (v *Roles) Row(i int) RoleRow {
	r := v.At(i)
	var words []string
	for _, g := range r.Grants {
		words = append(words, strings.Join(g.Methods, " ")+" "+v.apis[g.API].Name+" "+g.Path)
	}
	return RoleRow{r.Name, Few(words, 2), Count(int64(r.Principals)), Date(r.Created)}
}

// GrantRow is one grant of the chosen role.
type GrantRow struct{ API, Path, Methods string }

// Grants returns the grants of the chosen role.
func (v *Roles) Grants() []GrantRow {
	r, _ := v.Chosen()
	var rows []GrantRow
	for _, g := range r.Grants {
		rows = append(rows, GrantRow{cmp.Or(v.apis[g.API].Name, g.API), g.Path, strings.Join(g.Methods, " ")})
	}
	return rows
}

// Foot says what one sees.
func (v *Roles) Foot() string { return Plural(int64(v.Total()), "role") }

// APIChoices are the APIs that a grant can be about.
func (v *Roles) APIChoices() []Choice {
	var cs []Choice
	for _, a := range v.apis {
		cs = append(cs, Choice{a.ID, a.Name, Plural(int64(len(a.Routes)), "route")})
	}
	sortStable(cs, func(a, b Choice) int { return cmp.Compare(a.Label, b.Label) })
	return cs
}

// PathChoices are the patterns that a grant on this API can name: everything, and each route.
func (v *Roles) PathChoices(api string) []Choice {
	cs := []Choice{{"/**", "/**", "every route"}}
	seen := map[string]bool{}
	for _, r := range v.apis[api].Routes {
		if !seen[r.Path] {
			seen[r.Path] = true
			cs = append(cs, Choice{r.Path, r.Path, strings.Join(r.Methods, " ")})
		}
	}
	sortStable(cs[1:], func(a, b Choice) int { return cmp.Compare(a.Label, b.Label) })
	return cs
}

// RoleForm is the form for a new role: a name and grants on one API. More grants come by adding to it.
type RoleForm struct {
	Name    string
	API     string
	Paths   []string
	Methods []string
}

// Check turns the form into a role, or says what is wrong with it.
func (f RoleForm) Check() (Role, error) {
	r := Role{Name: strings.TrimSpace(f.Name)}
	switch {
	case r.Name == "":
		return r, fault.New(fault.Invalid, "Give the role a name.")
	case f.API == "":
		return r, fault.New(fault.Invalid, "Pick the API that the role may call.")
	case len(f.Paths) == 0:
		return r, fault.New(fault.Invalid, "Pick at least one route, or /** for all of them.")
	case len(f.Methods) == 0:
		return r, fault.New(fault.Invalid, "Pick at least one method.")
	}
	for _, p := range f.Paths {
		r.Grants = append(r.Grants, Grant{API: f.API, Path: p, Methods: f.Methods})
	}
	return r, nil
}

// Add adds a role and chooses it.
func (v *Roles) Add(f RoleForm, done func(error)) {
	r, err := f.Check()
	if err != nil {
		done(err)
		return
	}
	after(v.List, func(ctx context.Context) (Role, error) { return v.svc.AddRole(ctx, r) }, func(r Role, err error) {
		if err == nil {
			v.Choose(r.ID)
		}
		done(err)
	})
}
