package vm

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/vault"
	"gatehouse/ui/say"
)

// holders are the targets that a role was given to.
func (v *Principals) holders(role string) []Principal {
	var ps []Principal
	for _, p := range v.Targets() {
		if slices.Contains(p.Roles, role) {
			ps = append(ps, p)
		}
	}
	return ps
}

// CanRemoveRole reports whether a target has a role.
func (v *Principals) CanRemoveRole() bool {
	return slices.ContainsFunc(v.Targets(), func(p Principal) bool { return len(p.Roles) > 0 })
}

// HeldRoles are the roles that targets have, each with how many have it.
func (v *Principals) HeldRoles() []Choice {
	of, ids := map[string]int64{}, map[string]string{}
	for _, p := range v.Targets() {
		for _, id := range p.Roles {
			of[id]++
			ids[id] = id
		}
	}
	return choicesOf(ids, func(id string) Choice {
		return Choice{id, cmp.Or(v.roles[id].Name, id), say.N(of[id], "{{.Count}} principal has it", "{{.Count}} principals have it")}
	})
}

// RemoveRole takes a role away from the targets that have it; undone, they and no others have it again.
func (v *Principals) RemoveRole(role string, done func(Undone, error)) {
	if role == "" {
		done(Undone{}, fault.New(fault.Invalid, "%s", say.L("Pick the role that they shall lose.")))
		return
	}
	ps := v.holders(role)
	if len(ps) == 0 {
		done(Undone{}, fault.New(fault.Conflict, "%s", say.L("None of them has this role any longer.")))
		return
	}
	ids := v.ids(ps)
	text := say.N(int64(len(ps)), "{{.Count}} principal no longer has “{{.Role}}”. Export a bundle to make it count.", "{{.Count}} principals no longer have “{{.Role}}”. Export a bundle to make it count.",
		say.V{"Role": cmp.Or(v.roles[role].Name, role)})
	undoable(v.List, &v.history, text, v.bulk(ids, directory.Bulk{DropRole: role}, ""), v.bulk(ids, directory.Bulk{AddRoles: []string{role}}, ""), done)
}

// ExpiryForm is the day that the form for the expiry of the targets begins with: the one that they
// have in common, or "".
func (v *Principals) ExpiryForm() string {
	ps := v.Targets()
	if len(ps) == 0 || ps[0].Expires.IsZero() || slices.ContainsFunc(ps, func(p Principal) bool { return !p.Expires.Equal(ps[0].Expires) }) {
		return ""
	}
	return ps[0].Expires.Local().Format(time.DateOnly)
}

// ExpiryNote says what the targets have now.
func (v *Principals) ExpiryNote() string {
	var ending, over int64
	for _, p := range v.Targets() {
		switch {
		case p.expired(v.run.Now()):
			over++
		case !p.Expires.IsZero():
			ending++
		}
	}
	switch {
	case over > 0:
		return say.N(over, "{{.Count}} of them has expired already, so it cannot be undone.", "{{.Count}} of them have expired already, so it cannot be undone.")
	case ending == 0:
		return say.L("None of them expires now. It can be undone.")
	}
	return say.N(ending, "{{.Count}} of them expires now; each gets the new day. It can be undone.", "{{.Count}} of them expire now; each gets the new day. It can be undone.")
}

// Expire makes the targets expire on a day, as typed; "" is never. Undone, each has its own end again,
// unless one had expired already: that cannot be asked for once more.
func (v *Principals) Expire(day string, done func(Undone, error)) {
	end, err := endOf(day)
	now := v.run.Now()
	switch {
	case err != nil:
		done(Undone{}, err)
		return
	case !end.IsZero() && !end.After(now):
		done(Undone{}, fault.New(fault.Invalid, "%s", say.L("{{.Day}} is over already. Write a later day, or disable them to stop them now.", say.V{"Day": strings.TrimSpace(day)})))
		return
	}
	var ids []string
	ends, over := map[string]vault.Millis{}, false
	for _, p := range v.Targets() {
		if p.Expires.Equal(end) {
			continue
		}
		ids = append(ids, p.ID)
		ends[p.ID] = vault.Millis(0)
		if !p.Expires.IsZero() {
			ends[p.ID] = vault.MillisOf(p.Expires)
		}
		over = over || p.expired(now)
	}
	if len(ids) == 0 {
		done(Undone{}, fault.New(fault.Conflict, "%s", say.L("They expire like this already.")))
		return
	}
	n, to := int64(len(ids)), vault.Millis(0)
	text := say.N(n, "{{.Count}} principal no longer expires. Export a bundle to make it count.", "{{.Count}} principals no longer expire. Export a bundle to make it count.")
	if !end.IsZero() {
		to = vault.MillisOf(end)
		text = say.N(n, "{{.Count}} principal now expires {{.When}}. Export a bundle to make it count.", "{{.Count}} principals now expire {{.When}}. Export a bundle to make it count.", say.V{"When": Date(end)})
	}
	undoable(v.List, &v.history, text, v.bulk(ids, directory.Bulk{Expires: &to}, ""), v.bulk(ids, directory.Bulk{Ends: ends}, ""), func(u Undone, err error) {
		if over {
			u.Undo = nil
		}
		done(u, err)
	})
}
