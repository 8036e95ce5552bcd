package vm

import (
	"context"
	"slices"
	"strings"

	rights "gatehouse/core/access"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
)

// Toggle marks the chosen cell to be opened, or not to be.
func (v *Matrix) Toggle() error {
	l, role, ok := v.at()
	if !ok {
		return gone()
	}
	if v.then(role, l) == rights.Nothing {
		return v.Set(rights.Plainly)
	}
	return v.Set(rights.Nothing)
}

// Demand marks the chosen cell to demand a one-time password, or not to.
func (v *Matrix) Demand() error {
	l, role, ok := v.at()
	if !ok {
		return gone()
	}
	if v.then(role, l) == rights.WithOTP && v.table.Most(l.route, rights.Plainly) == rights.Plainly {
		return v.Set(rights.Plainly)
	}
	return v.Set(rights.WithOTP)
}

func (v *Matrix) then(role int, l matrixLine) rights.Level {
	if m := v.markAt(role, l.route, l.method); m >= 0 {
		return v.pending[m].to
	}
	return v.table.Level(role, l.route, l.method)
}

// Set marks the chosen cell to be so.
//
// Errors: Invalid for a public route, and where another grant opens it; it says which.
func (v *Matrix) Set(to rights.Level) error {
	l, role, ok := v.at()
	if !ok {
		return gone()
	}
	if !v.house.Can("role.grants") {
		return fault.New(fault.Denied, "%s", say.L("Your role here does not let you change grants."))
	}
	if v.table.Routes()[l.route].Public {
		return fault.New(fault.Invalid, "%s", say.L("This route is public: anybody may call it, whatever roles say."))
	}
	to = v.table.Most(l.route, to)
	if _, others, ok := v.table.Want(role, l.route, l.method, to); !ok {
		return v.inTheWay(role, others[0])
	}
	at := v.markAt(role, l.route, l.method)
	switch {
	case v.table.Level(role, l.route, l.method) == to:
		if at >= 0 {
			v.pending = slices.Delete(v.pending, at, at+1)
		}
	case at >= 0:
		v.pending[at].to = to
	default:
		v.pending = append(v.pending, mark{role, l.route, l.method, to})
	}
	v.weigh()
	v.changed()
	return nil
}

// inTheWay says why a cell cannot be closed here.
func (v *Matrix) inTheWay(role int, s rights.Source) error {
	if s.Role != v.table.Roles()[role].ID {
		return fault.New(fault.Invalid, "%s", say.L("It is inherited from “{{.Role}}”. Change that role, or what this one inherits.", say.V{"Role": v.nameOf(s.Role)}))
	}
	return fault.New(fault.Invalid, "%s", say.L("It comes with the grant of {{.Path}}, which opens more than this. Change that grant on the role's page.", say.V{"Path": s.Grant.Path}))
}

// nameOf is the name of a role.
func (v *Matrix) nameOf(id string) string {
	i := slices.IndexFunc(v.table.Roles(), func(r directory.Role) bool { return r.ID == id })
	if i < 0 {
		return id
	}
	return v.table.Roles()[i].Name
}

// edits are what the marks come to.
func (v *Matrix) edits() []directory.GrantEdit {
	var out []directory.GrantEdit
	for _, m := range v.pending {
		edits, _, _ := v.table.Want(m.role, m.route, m.method, m.to)
		out = append(out, edits...)
	}
	return out
}

// Pending is how many cells are marked.
func (v *Matrix) Pending() int { return len(v.pending) }

// Discard takes all marks back.
func (v *Matrix) Discard() {
	v.pending = nil
	v.weigh()
	v.changed()
}

// weigh asks what the marks would do.
func (v *Matrix) weigh() {
	v.weighed++
	v.effect, v.weighing = EffectView{None: true}, false
	if len(v.pending) == 0 {
		return
	}
	n, c := v.weighed, RoleChange{Edits: v.edits()}
	v.weighing = true
	runner.Go(v.run, v.ctx, func(ctx context.Context) (rights.Effect, error) { return v.house.Access().Effect(ctx, c) }, func(e rights.Effect, err error) {
		if n != v.weighed {
			return
		}
		v.weighing = false
		if err == nil {
			v.effect = effectView(e)
		}
		v.changed()
	})
}

// Effect is what the marks would do; false while it is being worked out.
func (v *Matrix) Effect() (EffectView, bool) { return v.effect, !v.weighing }

// Save makes the change, as one; it can be undone.
func (v *Matrix) Save(done func(Undone, error)) {
	edits := v.edits()
	if len(edits) == 0 {
		done(Undone{}, fault.New(fault.Invalid, "%s", say.L("No cell is marked.")))
		return
	}
	back := make([]directory.GrantEdit, len(edits))
	for i, e := range edits {
		e.Revoke = !e.Revoke
		back[len(edits)-1-i] = e
	}
	make := func(edits []directory.GrantEdit, done func(error)) {
		runner.Go(v.run, context.WithoutCancel(v.ctx), func(ctx context.Context) (struct{}, error) {
			return struct{}{}, v.house.Access().Regrant(ctx, edits)
		}, func(_ struct{}, err error) { done(err) })
	}
	n := int64(len(v.pending))
	make(edits, func(err error) {
		if err == nil {
			v.pending = nil
			v.weigh()
		}
		done(Undone{say.N(n, "Changed {{.Count}} cell. Export a bundle to make it count.", "Changed {{.Count}} cells. Export a bundle to make it count."), func(done func(error)) { make(back, done) }}, err)
		v.changed()
	})
}

// Find answers "who can DELETE /orders/7": it chooses the row that answers the request.
func (v *Matrix) Find(question string, done func(error)) {
	method, path, ok := strings.Cut(strings.TrimSpace(question), " ")
	if method = strings.ToUpper(method); !ok || catalog.MethodIndex(method) < 0 {
		done(nil) // words of a search
		return
	}
	path = strings.TrimSpace(path)
	runner.Go(v.run, v.ctx, func(ctx context.Context) (rights.Answer, error) { return v.house.Access().Ask(ctx, method, path) }, func(a rights.Answer, err error) {
		if err == nil {
			v.search = ""
			v.filter()
			i := slices.IndexFunc(v.shown, func(n int) bool {
				l := v.lines[n]
				return l.method == method && v.table.Routes()[l.route].ID == a.Route.ID
			})
			v.Choose(i, max(0, v.column))
		}
		done(err)
	})
}
