package vm

import (
	"context"
	"slices"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/ui/say"
)

// RoleForm is the form for a new role: a name and grants on one API. More grants come by adding.
type RoleForm struct {
	Name string
	GrantForm
}

// Check turns the form into a role, or says what is wrong with it. A role may begin without grants.
func (f RoleForm) Check() (Role, error) {
	r := Role{Name: strings.TrimSpace(f.Name)}
	if r.Name == "" {
		return r, fault.New(fault.Invalid, "%s", say.L("Give the role a name."))
	}
	if f.API == "" && len(f.Paths) == 0 {
		return r, nil
	}
	var err error
	r.Grants, err = f.GrantForm.Check()
	return r, err
}

// GrantForm is the form for grants of one role on one API, one for each path.
type GrantForm struct {
	Role    string // id; "" for a role that is new itself
	API     string
	Paths   []string
	Methods []string
	OTP     bool
}

// Check turns the form into grants, or says what is wrong with it.
func (f GrantForm) Check() ([]Grant, error) {
	switch {
	case f.API == "":
		return nil, fault.New(fault.Invalid, "%s", say.L("Pick the API that the role may call."))
	case len(f.Paths) == 0:
		return nil, fault.New(fault.Invalid, "%s", say.L("Pick at least one route, or /** for all of them."))
	case len(f.Methods) == 0:
		return nil, fault.New(fault.Invalid, "%s", say.L("Pick at least one method."))
	}
	gs := make([]Grant, len(f.Paths))
	for i, p := range f.Paths {
		gs[i] = Grant{API: f.API, Path: p, Methods: slices.Clone(f.Methods), OTP: f.OTP}
	}
	return gs, nil
}

// Warning says what is dangerous about the grants as they stand in the form, or "".
func (f GrantForm) Warning() string {
	if slices.Contains(f.Paths, "/**") && writes(f.Methods) {
		return say.L("Who has this role can change everything behind this API, also behind routes that are added later.")
	}
	return ""
}

// APIChoices are the APIs that a grant can be about.
func (v *Roles) APIChoices() []Choice { return apiChoices(v.apis) }

// PathChoices are the patterns that a grant on this API can name.
func (v *Roles) PathChoices(api string) []Choice { return pathChoices(v.apis[api]) }

// Add adds a role and chooses it.
func (v *Roles) Add(f RoleForm, done func(error)) {
	r, err := f.Check()
	if err != nil {
		done(err)
		return
	}
	after(v.List, func(ctx context.Context) (Role, error) { return v.house.Directory().AddRole(ctx, r) }, func(r Role, err error) {
		if err == nil {
			v.Choose(r.ID)
		}
		done(err)
	})
}

// CanChange reports whether there is a chosen role to act on.
func (v *Roles) CanChange() bool { _, ok := v.Chosen(); return ok }

// Rename gives the chosen role another name; it can be undone.
func (v *Roles) Rename(name string, done func(Undone, error)) {
	r, ok := v.Chosen()
	if !ok {
		done(Undone{}, gone())
		return
	}
	if name = strings.TrimSpace(name); name == "" {
		done(Undone{}, fault.New(fault.Invalid, "%s", say.L("Give the role a name.")))
		return
	}
	to := func(name string) func(context.Context) error {
		return func(ctx context.Context) error { _, err := v.house.Directory().RenameRole(ctx, r.ID, name); return err }
	}
	undoable(v.List, &v.history, say.L("“{{.Old}}” is now “{{.New}}”.", say.V{"Old": r.Name, "New": name}), to(name), to(r.Name), done)
}

// RemoveText asks before the chosen role is removed.
func (v *Roles) RemoveText() Asking {
	r, _ := v.Chosen()
	a := Asking{Title: say.L("Remove the role “{{.Name}}”?", say.V{"Name": r.Name}), Verb: say.L("Remove role"),
		Body: say.N(int64(len(r.Grants)), "Its {{.Count}} grant goes with it.", "Its {{.Count}} grants go with it.")}
	if n := int64(r.Principals); n > 0 {
		a.Blocked = say.N(n, "{{.Count}} principal still has it. Take it away there first.", "{{.Count}} principals still have it. Take it away there first.")
	}
	return a
}

// Remove removes the chosen role; as nobody had it, it can be undone, with a new id.
func (v *Roles) Remove(done func(Undone, error)) {
	r, ok := v.Chosen()
	if !ok {
		done(Undone{}, gone())
		return
	}
	undoable(v.List, &v.history, say.L("Removed the role “{{.Name}}”.", say.V{"Name": r.Name}), func(ctx context.Context) error {
		return v.house.Directory().RemoveRole(ctx, r.ID)
	}, func(ctx context.Context) error {
		_, err := v.house.Directory().AddRole(ctx, Role{Name: r.Name, Grants: r.Grants, Inherits: r.Inherits})
		return err
	}, done)
}

// NewGrant is what the form for a grant of the chosen role begins with.
func (v *Roles) NewGrant() (GrantForm, bool) {
	r, ok := v.Chosen()
	return GrantForm{Role: r.ID, Methods: []string{"GET"}}, ok
}

// AddGrants gives a role the grants of a form; it can be undone.
func (v *Roles) AddGrants(f GrantForm, done func(Undone, error)) {
	i := v.find(f.Role)
	if i < 0 {
		done(Undone{}, gone())
		return
	}
	r := v.all[i]
	gs, err := v.newGrants(r, f)
	if err != nil {
		done(Undone{}, err)
		return
	}
	n := int64(len(gs))
	text := say.N(n, "Added {{.Count}} grant to “{{.Name}}”. Export a bundle to make it count.", "Added {{.Count}} grants to “{{.Name}}”. Export a bundle to make it count.", say.V{"Name": r.Name})
	undoable(v.List, &v.history, text, v.regranting(r.ID, gs, false), v.regranting(r.ID, gs, true), done)
}

// newGrants are the grants of a form that a role does not have yet.
func (v *Roles) newGrants(r Role, f GrantForm) ([]Grant, error) {
	gs, err := f.Check()
	if err != nil {
		return nil, err
	}
	if gs = news(r.Grants, gs); len(gs) == 0 {
		return nil, fault.New(fault.Conflict, "%s", say.L("The role has all of this already."))
	}
	return gs, nil
}

// news are what grants would add to those that there are: the vault joins the methods of one path,
// so taking back only what is new leaves what was there before.
func news(have, more []Grant) []Grant {
	var out []Grant
	for _, g := range more {
		g.Methods = slices.DeleteFunc(slices.Clone(g.Methods), func(m string) bool {
			return slices.ContainsFunc(have, func(h Grant) bool {
				return h.API == g.API && h.Path == g.Path && h.OTP == g.OTP && slices.Contains(h.Methods, m)
			})
		})
		if len(g.Methods) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// RemoveGrant takes a grant away from the chosen role; it can be undone.
func (v *Roles) RemoveGrant(g Grant, done func(Undone, error)) {
	r, ok := v.Chosen()
	if !ok {
		done(Undone{}, gone())
		return
	}
	text := say.L("“{{.Name}}” no longer has {{.Methods}} {{.Path}}. Export a bundle to make it count.", say.V{"Name": r.Name, "Methods": strings.Join(g.Methods, ", "), "Path": g.Path})
	undoable(v.List, &v.history, text, v.regranting(r.ID, []Grant{g}, true), v.regranting(r.ID, []Grant{g}, false), done)
}

// regranting gives grants to a role or takes them away, in one entry of the journal.
func (v *Roles) regranting(role string, gs []Grant, revoke bool) func(context.Context) error {
	return func(ctx context.Context) error { return v.house.Access().Regrant(ctx, grantEdits(role, gs, revoke)) }
}
