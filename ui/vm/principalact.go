package vm

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/ui/say"
)

// PrincipalForm is the form for a principal, as typed. ID is "" for a new one.
type PrincipalForm struct {
	ID, Name            string
	Service             bool
	Email, Owner, Notes string
	Expires             string // a day, or "" for never
	Roles               []string
}

// Check turns the form into a principal, or says what is wrong with it.
func (f PrincipalForm) Check() (Principal, error) {
	p := Principal{ID: f.ID, Name: strings.TrimSpace(f.Name), Service: f.Service, Email: strings.TrimSpace(f.Email), Owner: strings.TrimSpace(f.Owner), Notes: strings.TrimSpace(f.Notes), Roles: f.Roles}
	if p.Name == "" {
		return p, fault.New(fault.Invalid, "%s", say.L("Give the principal a name."))
	}
	if p.Email != "" && !strings.Contains(p.Email, "@") {
		return p, fault.New(fault.Invalid, "%s", say.L("“{{.Text}}” is not an e-mail address. Write it like name@example.com.", say.V{"Text": p.Email}))
	}
	var err error
	p.Expires, err = endOf(f.Expires)
	return p, err
}

// endOf reads the day on which a principal expires; "" is never.
func endOf(text string) (time.Time, error) {
	day := strings.TrimSpace(text)
	if day == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, day, time.Local)
	if err != nil {
		return time.Time{}, fault.New(fault.Invalid, "%s", say.L("“{{.Text}}” is not a day. Write it like 2027-01-31, or leave it empty for never.", say.V{"Text": day}))
	}
	return t, nil
}

// NewForm is what the form for a new principal begins with.
func (v *Principals) NewForm() PrincipalForm { return PrincipalForm{Service: true} }

// EditForm is the form of the chosen principal.
func (v *Principals) EditForm() (PrincipalForm, bool) {
	p, ok := v.Chosen()
	expires := ""
	if !p.Expires.IsZero() {
		expires = p.Expires.Local().Format(time.DateOnly)
	}
	return PrincipalForm{Expires: expires, ID: p.ID, Name: p.Name, Service: p.Service, Email: p.Email, Owner: p.Owner, Notes: p.Notes, Roles: slices.Clone(p.Roles)}, ok
}

// Save adds the principal of a form and chooses it, or changes the one that it is of.
func (v *Principals) Save(f PrincipalForm, done func(error)) {
	p, err := f.Check()
	if err != nil {
		done(err)
		return
	}
	if f.ID == "" {
		after(v.List, func(ctx context.Context) (Principal, error) { return v.house.Directory().AddPrincipal(ctx, p) }, func(p Principal, err error) {
			if err == nil {
				v.Choose(p.ID)
			}
			done(err)
		})
		return
	}
	i := v.find(f.ID)
	if i < 0 {
		done(gone())
		return
	}
	old := v.all[i]
	if p.Disabled, p.Keys, p.Created = old.Disabled, old.Keys, old.Created; !old.Expires.IsZero() && old.Expires.Local().Format(time.DateOnly) == strings.TrimSpace(f.Expires) {
		p.Expires = old.Expires // the form knows days only
	}
	act(v.List, &v.history, func(ctx context.Context) error { _, err := v.house.Directory().EditPrincipal(ctx, p); return err }, done)
}

// one is the single principal that an action is for.
func (v *Principals) one() (Principal, bool) {
	ps := v.Targets()
	if len(ps) != 1 {
		return Principal{}, false
	}
	return ps[0], true
}

// CanChange reports whether exactly one principal is meant.
func (v *Principals) CanChange() bool { _, ok := v.one(); return ok }

// RemoveText asks before the one target is removed.
func (v *Principals) RemoveText() Asking {
	p, _ := v.one()
	a := Asking{Title: say.L("Remove “{{.Name}}”?", say.V{"Name": p.Name}), Verb: say.L("Remove principal"), Body: say.L("It cannot be brought back. To keep the past readable, disable it instead.")}
	if n := int64(p.Keys); n > 0 {
		a.Body = say.N(n, "It still has {{.Count}} API key, so it can only be disabled: the journal and the logs name it by that key.", "It still has {{.Count}} API keys, so it can only be disabled: the journal and the logs name it by those keys.")
	}
	return a
}

// Remove removes the one target for good.
func (v *Principals) Remove(done func(error)) {
	p, ok := v.one()
	if !ok {
		done(gone())
		return
	}
	act(v.List, &v.history, func(ctx context.Context) error { return v.house.Directory().RemovePrincipal(ctx, p.ID) }, done)
}

// stateTargets are the targets that are disabled, or that are not.
func (v *Principals) stateTargets(disabled bool) []Principal {
	var out []Principal
	for _, p := range v.Targets() {
		if p.Disabled == disabled {
			out = append(out, p)
		}
	}
	return out
}

// CanDisable reports whether a target is active.
func (v *Principals) CanDisable() bool { return len(v.stateTargets(false)) > 0 }

// CanEnable reports whether a target is disabled.
func (v *Principals) CanEnable() bool { return len(v.stateTargets(true)) > 0 }

// KeysFor begins the making of an API key for each target that is not disabled: the page of keys goes
// on with it. False where there is none.
func (v *Principals) KeysFor() (KeyWizardDraft, bool) {
	var ids []string
	for _, p := range v.stateTargets(false) {
		ids = append(ids, p.ID)
	}
	return KeyWizardDraft{Kind: MakeMany, Many: ManyForm{Principals: ids}}, len(ids) > 0
}

// DisableText asks before the active targets are disabled.
func (v *Principals) DisableText() Asking {
	ps := v.stateTargets(false)
	n, keys := int64(len(ps)), 0
	names := make([]string, len(ps))
	for i, p := range ps {
		names[i], keys = p.Name, keys+p.Keys
	}
	a := Asking{Title: say.N(n, "Disable {{.Count}} principal?", "Disable {{.Count}} principals?"), Verb: say.N(n, "Disable {{.Count}} principal", "Disable {{.Count}} principals")}
	if n == 1 {
		a.Title, a.Verb = say.L("Disable “{{.Name}}”?", say.V{"Name": names[0]}), say.L("Disable principal")
	}
	a.Body = say.N(int64(keys), "Once the next bundle is exported, {{.Names}} can no longer call anything. {{.Count}} API key stops working, until this is undone.",
		"Once the next bundle is exported, {{.Names}} can no longer call anything. {{.Count}} API keys stop working, until this is undone.", say.V{"Names": someOf(names)})
	if n >= manyKeys {
		a.TypeToConfirm = Count(n)
	}
	return a
}

// Disable disables the active targets; it can be undone.
func (v *Principals) Disable(reason string, done func(Undone, error)) {
	if reason = strings.TrimSpace(reason); reason == "" {
		done(Undone{}, needReason())
		return
	}
	ids := v.ids(v.stateTargets(false))
	text := say.N(int64(len(ids)), "Disabled {{.Count}} principal. Export a bundle to make it count.", "Disabled {{.Count}} principals. Export a bundle to make it count.")
	undoable(v.List, &v.history, text, v.setting(ids, true, reason), v.setting(ids, false, ""), done)
}

// Enable lets the disabled targets call again; it can be undone.
func (v *Principals) Enable(done func(Undone, error)) {
	ids := v.ids(v.stateTargets(true))
	text := say.N(int64(len(ids)), "Enabled {{.Count}} principal. Export a bundle to make it count.", "Enabled {{.Count}} principals. Export a bundle to make it count.")
	undoable(v.List, &v.history, text, v.setting(ids, false, ""), v.setting(ids, true, say.L("disabled again")), done)
}

// setting disables principals or enables them, in one entry of the journal.
func (v *Principals) setting(ids []string, disabled bool, reason string) func(context.Context) error {
	to := directory.Active
	if disabled {
		to = directory.Disabled
	}
	return v.bulk(ids, directory.Bulk{State: to}, reason)
}

// bulk does the same to principals, in one entry of the journal.
func (v *Principals) bulk(ids []string, b directory.Bulk, reason string) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := v.house.Access().EditAll(ctx, ids, b, reason)
		return err
	}
}

// AddRole gives a role to the targets that do not have it; it can be undone.
func (v *Principals) AddRole(role string, done func(Undone, error)) {
	if role == "" {
		done(Undone{}, fault.New(fault.Invalid, "%s", say.L("Pick the role that they shall have.")))
		return
	}
	var ps []Principal
	for _, p := range v.Targets() {
		if !slices.Contains(p.Roles, role) {
			ps = append(ps, p)
		}
	}
	if len(ps) == 0 {
		done(Undone{}, fault.New(fault.Conflict, "%s", say.L("They have this role already.")))
		return
	}
	ids := v.ids(ps)
	text := say.N(int64(len(ps)), "{{.Count}} principal now has “{{.Role}}”. Export a bundle to make it count.", "{{.Count}} principals now have “{{.Role}}”. Export a bundle to make it count.",
		say.V{"Role": cmp.Or(v.roles[role].Name, role)})
	undoable(v.List, &v.history, text, v.bulk(ids, directory.Bulk{AddRoles: []string{role}}, ""), v.bulk(ids, directory.Bulk{DropRole: role}, ""), done)
}

// DropRole takes a role away from the chosen principal; it can be undone.
func (v *Principals) DropRole(role string, done func(Undone, error)) {
	p, ok := v.Chosen()
	if !ok {
		done(Undone{}, gone())
		return
	}
	left := slices.DeleteFunc(slices.Clone(p.Roles), func(id string) bool { return id == role })
	set := func(roles []string) func(context.Context) error {
		return func(ctx context.Context) error { return v.house.Directory().SetRoles(ctx, p.ID, roles) }
	}
	text := say.L("“{{.Name}}” no longer has “{{.Role}}”. Export a bundle to make it count.", say.V{"Name": p.Name, "Role": cmp.Or(v.roles[role].Name, role)})
	undoable(v.List, &v.history, text, set(left), set(p.Roles), done)
}

// KeyForm begins a new API key for the one target; false when it cannot have one.
func (v *Principals) KeyForm() (KeyForm, bool) {
	p, ok := v.one()
	return KeyForm{Principal: p.ID, Env: "live", Days: 90}, ok && !p.Disabled
}

// NameOf is the name of a principal.
func (v *Principals) NameOf(id string) string {
	if i := v.find(id); i >= 0 {
		return v.all[i].Name
	}
	return id
}

// Scopes are the roles that a key of this principal can be cut down to.
func (v *Principals) Scopes(principal string) []Choice {
	var cs []Choice
	if i := v.find(principal); i >= 0 {
		for _, id := range v.all[i].Roles {
			cs = append(cs, Choice{id, cmp.Or(v.roles[id].Name, id), say.N(int64(len(v.roles[id].Grants)), "{{.Count}} grant", "{{.Count}} grants")})
		}
	}
	return cs
}

// CreateKey makes a key for a principal and hands it to done, once.
func (v *Principals) CreateKey(f KeyForm, done func(MadeKey, error)) {
	k, err := f.Check(v.run.Now())
	if err != nil {
		done(MadeKey{}, err)
		return
	}
	v.history.forget()
	after(v.List, func(ctx context.Context) (MadeKey, error) { return v.house.Keys().Create(ctx, k) }, done)
}
