package uitest

import (
	"cmp"
	"context"
	"slices"
	"time"

	core "gatehouse/core/catalog"
	"gatehouse/core/fault"
	"gatehouse/ui/vm"
)

// place finds a thing by its id.
func place[T any](xs []T, id func(T) string, want string) (int, error) {
	if i := slices.IndexFunc(xs, func(x T) bool { return id(x) == want }); i >= 0 {
		return i, nil
	}
	return 0, fault.New(fault.NotFound, "There is no %s.", want)
}

func apiID(a vm.API) string             { return a.ID }
func principalID(p vm.Principal) string { return p.ID }
func roleID(r vm.Role) string           { return r.ID }
func keyID(k vm.Key) string             { return k.ID }
func limitID(l vm.Limit) string         { return l.ID }

type catalog struct{ h *House }

func (c catalog) APIs(context.Context) ([]vm.API, error) { return c.h.AllAPIs, c.h.Fail }

func (c catalog) AddAPI(_ context.Context, a vm.API) (vm.API, error) {
	if c.h.Fail != nil {
		return a, c.h.Fail
	}
	a.ID, a.Created = c.h.id("api"), Now
	c.h.AllAPIs = append(c.h.AllAPIs, a)
	return a, c.h.changed("api.add", "api")
}

func (c catalog) EditAPI(_ context.Context, a vm.API) (vm.API, error) {
	i, err := place(c.h.AllAPIs, apiID, a.ID)
	if err != nil || c.h.Fail != nil {
		return a, orFail(err, c.h)
	}
	a.Routes, a.Created = c.h.AllAPIs[i].Routes, c.h.AllAPIs[i].Created
	c.h.AllAPIs[i] = a
	return a, c.h.changed("api.edit", "api")
}

func (c catalog) RemoveAPI(_ context.Context, id string) error {
	i, err := place(c.h.AllAPIs, apiID, id)
	if err != nil || c.h.Fail != nil {
		return orFail(err, c.h)
	}
	for _, r := range c.h.AllRoles {
		if slices.ContainsFunc(r.Grants, func(g vm.Grant) bool { return g.API == id }) {
			return fault.New(fault.Conflict, "the API %s is still used by the role %s; remove that first", c.h.AllAPIs[i].Name, r.Name)
		}
	}
	c.h.AllAPIs = slices.Delete(slices.Clone(c.h.AllAPIs), i, i+1)
	return c.h.changed("api.remove", "api", "route")
}

func (c catalog) AddRoute(_ context.Context, r vm.Route) (vm.Route, error) {
	i, err := place(c.h.AllAPIs, apiID, r.API)
	if err != nil || c.h.Fail != nil {
		return r, orFail(err, c.h)
	}
	r.ID = c.h.id("route")
	c.h.AllAPIs[i].Routes = append(slices.Clone(c.h.AllAPIs[i].Routes), r)
	return r, c.h.changed("route.add", "route")
}

// route finds a route by its id.
func (c catalog) route(id string) (api, at int, err error) {
	for i, a := range c.h.AllAPIs {
		for j, r := range a.Routes {
			if r.ID == id {
				return i, j, c.h.Fail
			}
		}
	}
	return 0, 0, fault.New(fault.NotFound, "There is no such route.")
}

func (c catalog) EditRoute(_ context.Context, r vm.Route) (vm.Route, error) {
	i, j, err := c.route(r.ID)
	if err != nil {
		return r, err
	}
	c.h.AllAPIs[i].Routes = slices.Clone(c.h.AllAPIs[i].Routes)
	c.h.AllAPIs[i].Routes[j] = r
	return r, c.h.changed("route.edit", "route")
}

func (c catalog) RemoveRoute(_ context.Context, id string) error {
	i, j, err := c.route(id)
	if err != nil {
		return err
	}
	c.h.AllAPIs[i].Routes = slices.Delete(slices.Clone(c.h.AllAPIs[i].Routes), j, j+1)
	return c.h.changed("route.remove", "route")
}

func (c catalog) PlanImport(_ context.Context, path string, ask core.Ask) (core.Plan, error) {
	if c.h.Fail != nil {
		return core.Plan{}, c.h.Fail
	}
	return documentPlan(path, ask), nil
}

func (c catalog) ApplyImport(_ context.Context, p core.Plan) (vm.API, error) {
	if c.h.Fail != nil {
		return vm.API{}, c.h.Fail
	}
	a := c.h.AllAPIs[0]
	a.Document = "Orders 1.4"
	for _, r := range p.Routes {
		if r.Change == core.RouteNew {
			a.Routes = append(slices.Clone(a.Routes), vm.Route{ID: c.h.id("route"), API: a.ID, Path: r.Route.Path, Methods: r.Route.Methods, Strict: true, Imported: true})
		}
	}
	c.h.AllAPIs[0] = a
	return a, c.h.changed("api.import", "api", "route")
}

// orFail is the house's own failure, or else err.
func orFail(err error, h *House) error {
	if h.Fail != nil {
		return h.Fail
	}
	return err
}

type directory struct{ h *House }

func (d directory) Principals(context.Context) ([]vm.Principal, error) { return d.h.People, d.h.Fail }

func (d directory) AddPrincipal(_ context.Context, p vm.Principal) (vm.Principal, error) {
	if d.h.Fail != nil {
		return p, d.h.Fail
	}
	p.ID, p.Created = d.h.id("principal"), Now
	d.h.People = append(slices.Clone(d.h.People), p)
	return p, d.h.changed("principal.add", "principal")
}

func (d directory) edit(action, id string, f func(*vm.Principal)) error {
	i, err := place(d.h.People, principalID, id)
	if err != nil || d.h.Fail != nil {
		return orFail(err, d.h)
	}
	d.h.People = slices.Clone(d.h.People)
	f(&d.h.People[i])
	return d.h.changed(action, "principal")
}

func (d directory) EditPrincipal(_ context.Context, p vm.Principal) (vm.Principal, error) {
	return p, d.edit("principal.edit", p.ID, func(old *vm.Principal) {
		p.Keys, p.Created, p.Disabled = old.Keys, old.Created, old.Disabled
		*old = p
	})
}

func (d directory) RemovePrincipal(_ context.Context, id string) error {
	i, err := place(d.h.People, principalID, id)
	if err != nil || d.h.Fail != nil {
		return orFail(err, d.h)
	}
	if n := d.h.People[i].Keys; n > 0 {
		return fault.New(fault.Conflict, "the principal %s still has API keys; they are kept for the record, so disable it instead", d.h.People[i].Name)
	}
	d.h.People = slices.Delete(slices.Clone(d.h.People), i, i+1)
	return d.h.changed("principal.remove", "principal")
}

func (d directory) SetRoles(_ context.Context, id string, roles []string) error {
	return d.edit("principal.edit", id, func(p *vm.Principal) { p.Roles = roles })
}

func (d directory) SetDisabled(_ context.Context, id string, off bool, _ string) error {
	return d.edit("principal.disable", id, func(p *vm.Principal) { p.Disabled = off })
}

func (d directory) Roles(context.Context) ([]vm.Role, error) { return d.h.AllRoles, d.h.Fail }

func (d directory) AddRole(_ context.Context, r vm.Role) (vm.Role, error) {
	if d.h.Fail != nil {
		return r, d.h.Fail
	}
	r.ID, r.Created = d.h.id("role"), Now
	d.h.AllRoles = append(slices.Clone(d.h.AllRoles), r)
	return r, d.h.changed("role.add", "role")
}

// role changes a role.
func (d directory) role(action, id string, f func(*vm.Role)) (vm.Role, error) {
	i, err := place(d.h.AllRoles, roleID, id)
	if err != nil || d.h.Fail != nil {
		return vm.Role{}, orFail(err, d.h)
	}
	d.h.AllRoles = slices.Clone(d.h.AllRoles)
	f(&d.h.AllRoles[i])
	return d.h.AllRoles[i], d.h.changed(action, "role")
}

func (d directory) RenameRole(_ context.Context, id, name string) (vm.Role, error) {
	return d.role("role.rename", id, func(r *vm.Role) { r.Name = name })
}

func (d directory) RemoveRole(_ context.Context, id string) error {
	i, err := place(d.h.AllRoles, roleID, id)
	if err != nil || d.h.Fail != nil {
		return orFail(err, d.h)
	}
	for _, p := range d.h.People {
		if slices.Contains(p.Roles, id) {
			return fault.New(fault.Conflict, "the role %s is still held by the principal %s; take it away first", d.h.AllRoles[i].Name, p.Name)
		}
	}
	d.h.AllRoles = slices.Delete(slices.Clone(d.h.AllRoles), i, i+1)
	return d.h.changed("role.remove", "role")
}

func (d directory) AddGrant(_ context.Context, id string, g vm.Grant) (vm.Role, error) {
	return d.role("role.grant", id, func(r *vm.Role) { r.Grants = append(slices.Clone(r.Grants), g) })
}

func (d directory) RemoveGrant(_ context.Context, id string, g vm.Grant) (vm.Role, error) {
	return d.role("role.revoke", id, func(r *vm.Role) {
		r.Grants = slices.DeleteFunc(slices.Clone(r.Grants), func(o vm.Grant) bool {
			return o.API == g.API && o.Path == g.Path && o.OTP == g.OTP && slices.Equal(o.Methods, g.Methods)
		})
	})
}

type keys struct{ h *House }

func (k keys) Keys(context.Context) ([]vm.Key, error) {
	k.h.nameKeys()
	return k.h.AllKeys, k.h.Fail
}

func (k keys) Of(_ context.Context, principal string) (of []vm.Key, err error) {
	k.h.nameKeys()
	for _, x := range k.h.AllKeys {
		if x.Principal == principal {
			of = append(of, x)
		}
	}
	return of, k.h.Fail
}

// nameKeys tells the keys whose they are, in another slice where that is news: the one before was lent.
func (h *House) nameKeys() {
	names := map[string]string{}
	for _, p := range h.People {
		names[p.ID] = p.Name
	}
	who := func(x *vm.Key) string { return cmp.Or(names[x.Principal], x.Principal) }
	if !slices.ContainsFunc(h.AllKeys, func(x vm.Key) bool { return x.Who != who(&x) }) {
		return
	}
	h.AllKeys = slices.Clone(h.AllKeys)
	for i := range h.AllKeys {
		h.AllKeys[i].Who = who(&h.AllKeys[i])
	}
}

func (k keys) Create(_ context.Context, n vm.NewKey) (vm.MadeKey, error) {
	if k.h.Fail != nil {
		return vm.MadeKey{}, k.h.Fail
	}
	k.h.LastMade = n
	made := vm.Key{ID: k.h.id("key"), Name: n.Name, Prefix: "gh_" + n.Env + "_Rn5gD3Jm", Env: n.Env, Principal: n.Principal, Scopes: n.Scopes, Networks: n.Networks, Notes: n.Notes, State: "active", Created: Now, NotBefore: n.NotBefore, Expires: n.Expires}
	k.h.AllKeys = append(slices.Clone(k.h.AllKeys), made)
	k.h.TokenMade = made.Prefix + "_" + sampleToken
	return vm.MadeKey{Key: made, Token: k.h.TokenMade}, k.h.changed("apikey.create", "apikey")
}

// sampleToken is invented; its check digits are wrong on purpose.
const sampleToken = "tV8kQ2xWz0LfYb7NcRu4HsPaE9jM1oGd000000"

// each changes keys, all of them or none.
func (k keys) each(action string, ids []string, f func(*vm.Key)) error {
	if k.h.Fail != nil {
		return k.h.Fail
	}
	next := slices.Clone(k.h.AllKeys)
	for _, id := range ids {
		i, err := place(next, keyID, id)
		if err != nil {
			return err
		}
		f(&next[i])
	}
	k.h.AllKeys = next
	return k.h.changed(action, "apikey")
}

func (k keys) Edit(_ context.Context, n vm.Key) (vm.Key, error) {
	return n, k.each("apikey.edit", []string{n.ID}, func(old *vm.Key) {
		old.Name, old.Scopes, old.Networks, old.Expires, old.Notes, old.NotBefore = n.Name, n.Scopes, n.Networks, n.Expires, n.Notes, n.NotBefore
	})
}

func (k keys) Rotate(_ context.Context, id string, grace time.Duration) (vm.MadeKey, error) {
	var made vm.Key
	err := k.each("apikey.rotate", []string{id}, func(old *vm.Key) {
		old.Prefix, old.Grace = "gh_live_Rt8xQ2Lp", Now.Add(grace)
		made = *old
	})
	k.h.TokenMade = made.Prefix + "_" + sampleToken
	return vm.MadeKey{Key: made, Token: k.h.TokenMade}, err
}

func (k keys) Revoke(_ context.Context, ids []string, reason string) error {
	return k.each("apikey.revoke", ids, func(old *vm.Key) {
		old.State, old.Reason, old.Revoked = "revoked", reason, Now
		k.h.Revoked[old.ID] = reason
	})
}

func (k keys) Suspend(_ context.Context, ids []string, _ string) error {
	return k.each("apikey.suspend", ids, func(old *vm.Key) { old.State = "suspended" })
}

func (k keys) Resume(_ context.Context, ids []string) error {
	return k.each("apikey.resume", ids, func(old *vm.Key) { old.State = "active" })
}

func (k keys) SetExpiry(_ context.Context, to []vm.KeyExpiry) error {
	for _, e := range to {
		if err := k.each("apikey.expiry", []string{e.ID}, func(old *vm.Key) { old.Expires = e.Expires }); err != nil {
			return err
		}
	}
	return nil
}

func (k keys) Renew(_ context.Context, ids []string) error {
	return k.each("apikey.renew", ids, func(old *vm.Key) {
		span := old.Expires.Sub(old.Created)
		if old.Expires.Before(Now) {
			old.Expires = Now
		}
		old.Expires = old.Expires.Add(span)
	})
}

func (k keys) Rules(context.Context) (vm.KeyRules, error) { return k.h.KeyRules, k.h.Fail }

func (k keys) SetRules(_ context.Context, r vm.KeyRules) error {
	if k.h.Fail != nil {
		return k.h.Fail
	}
	k.h.KeyRules = r
	return k.h.changed("setting.change", "setting")
}

type limits struct{ h *House }

func (l limits) Limits(context.Context) ([]vm.Limit, error) { return l.h.AllLimits, l.h.Fail }

func (l limits) AddLimit(_ context.Context, n vm.Limit) (vm.Limit, error) {
	if l.h.Fail != nil {
		return n, l.h.Fail
	}
	n.ID, n.Created = l.h.id("limit"), Now
	l.h.AllLimits = append(slices.Clone(l.h.AllLimits), n)
	return n, l.h.changed("limit.add", "limit")
}

func (l limits) EditLimit(_ context.Context, n vm.Limit) (vm.Limit, error) {
	i, err := place(l.h.AllLimits, limitID, n.ID)
	if err != nil || l.h.Fail != nil {
		return n, orFail(err, l.h)
	}
	l.h.AllLimits = slices.Clone(l.h.AllLimits)
	l.h.AllLimits[i] = n
	return n, l.h.changed("limit.edit", "limit")
}

func (l limits) RemoveLimit(_ context.Context, id string) error {
	i, err := place(l.h.AllLimits, limitID, id)
	if err != nil || l.h.Fail != nil {
		return orFail(err, l.h)
	}
	l.h.AllLimits = slices.Delete(slices.Clone(l.h.AllLimits), i, i+1)
	return l.h.changed("limit.remove", "limit")
}
