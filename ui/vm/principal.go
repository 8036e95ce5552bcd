package vm

import (
	"cmp"
	"context"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/tone"
)

// Principals is the page of users and service accounts.
type Principals struct {
	*List[Principal]
	svc   Directory
	roles map[string]Role
}

// NewPrincipals makes the page.
func NewPrincipals(run runner.Runner, svc Directory) *Principals {
	v := &Principals{svc: svc}
	v.List = &List[Principal]{run: run, load: v.read, id: func(p Principal) string { return p.ID },
		text: func(p Principal) string {
			return strings.Join(append([]string{p.Name, p.Email, p.Owner, kindOf(p)}, v.names(p.Roles)...), " ")
		},
		sorted: func(a, b Principal) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) }}
	return v
}

// read loads principals, and the roles that they refer to.
func (v *Principals) read(ctx context.Context) (got loaded[Principal], err error) {
	rs, err := v.svc.Roles(ctx)
	if err != nil {
		return got, err
	}
	got.adopt = func() { v.roles = byID(rs, func(r Role) string { return r.ID }) }
	got.things, err = v.svc.Principals(ctx)
	return got, err
}

func (v *Principals) names(ids []string) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = cmp.Or(v.roles[id].Name, id)
	}
	return names
}

// RoleChoices are the roles that a principal can have.
func (v *Principals) RoleChoices() []Choice {
	var cs []Choice
	for _, r := range v.roles {
		cs = append(cs, Choice{r.ID, r.Name, Plural(int64(len(r.Grants)), "grant")})
	}
	sortStable(cs, func(a, b Choice) int { return cmp.Compare(a.Label, b.Label) })
	return cs
}

// PrincipalRow is one row of the page.
type PrincipalRow struct {
	Name, Kind, Contact, Roles, Keys, Created string
	Status                                    tone.Mark
}

// Row returns row i in words.
func (v *Principals) Row(i int) PrincipalRow {
	p := v.At(i)
	r := PrincipalRow{Name: p.Name, Kind: kindOf(p), Contact: cmp.Or(p.Email, p.Owner), Roles: Few(v.names(p.Roles), 2), Keys: Count(int64(p.Keys)), Created: Date(p.Created),
		Status: tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: "Active"}}
	if p.Disabled {
		r.Status = tone.Mark{Tone: tone.Neutral, Icon: "ban", Word: "Disabled"}
	}
	return r
}

// Foot says what one sees.
func (v *Principals) Foot() string {
	if v.Len() == v.Total() {
		return Plural(int64(v.Total()), "principal")
	}
	return Count(int64(v.Len())) + " of " + Plural(int64(v.Total()), "principal")
}

// PrincipalForm is the form for a new principal, as typed.
type PrincipalForm struct {
	Name, Email string
	Service     bool
	Roles       []string
}

// Add adds a principal and chooses it.
func (v *Principals) Add(f PrincipalForm, done func(error)) {
	p := Principal{Name: strings.TrimSpace(f.Name), Email: strings.TrimSpace(f.Email), Service: f.Service, Roles: f.Roles}
	if p.Service {
		p.Owner, p.Email = p.Email, ""
	}
	if p.Name == "" {
		done(fault.New(fault.Invalid, "Give the principal a name."))
		return
	}
	after(v.List, func(ctx context.Context) (Principal, error) { return v.svc.AddPrincipal(ctx, p) }, func(p Principal, err error) {
		if err == nil {
			v.Choose(p.ID)
		}
		done(err)
	})
}

// SetRoles gives the chosen principal exactly these roles.
func (v *Principals) SetRoles(roles []string, done func(error)) {
	v.change(done, func(ctx context.Context, id string) error { return v.svc.SetRoles(ctx, id, roles) })
}

// SetDisabled disables or enables the chosen principal.
func (v *Principals) SetDisabled(disabled bool, done func(error)) {
	v.change(done, func(ctx context.Context, id string) error { return v.svc.SetDisabled(ctx, id, disabled, "") })
}

func (v *Principals) change(done func(error), work func(context.Context, string) error) {
	p, ok := v.Chosen()
	if !ok {
		return
	}
	after(v.List, func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx, p.ID) }, func(_ struct{}, err error) { done(err) })
}
