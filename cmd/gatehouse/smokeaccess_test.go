package main_test

import (
	"fmt"
	"slices"
	"testing"

	"gatehouse/core/apikey"
	"gatehouse/ui/nav"
)

// role adds a role with one grant on the API "orders": GET, which is ticked, and the method that is so
// many boxes after it, if any.
func (d *driven) role(name string, method int) {
	d.t.Helper()
	d.key("ctrl+n")
	d.waitFor("ready: dialog")
	d.write(name)
	d.key("Tab", "Return") // the list of APIs
	d.write("orders")
	d.key("Return", "Tab", "Return") // the list of routes
	d.write("/orders")
	d.key("Return", "Escape", "Tab")
	keys := slices.Repeat([]string{"Tab"}, method)
	if method > 0 {
		keys = append(keys, "space")
	}
	d.key(append(keys, slices.Repeat([]string{"shift+Tab"}, method+3)...)...) // to the name, where Enter adds
	d.shot("access-1-role")
	d.key("Return")
	d.waitFor("closed: dialog")
}

func TestRolesAndTenPrincipalsWithKeys(t *testing.T) {
	looks(t, func(t *testing.T, look string) {
		d, path := unlocked(t, look)
		d.goTo(nav.Roles)
		d.role("orders.read", 0)
		d.role("orders.delete", 5)
		d.shot("access-2-roles")
		d.goTo(nav.Principals)
		var names []string
		for i := range 10 {
			names = append(names, fmt.Sprintf("team-%02d", i+1))
			d.key("ctrl+n")
			d.waitFor("ready: dialog")
			d.write(names[i])
			d.key("Return")
			d.waitFor("closed: dialog")
		}
		d.shot("access-3-people") // all of them are listed now
		d.key("ctrl+f")
		d.write("team-")
		d.key("Return", "Home", "ctrl+a")
		d.run("add role to")
		d.waitFor("ready: dialog")
		d.key("Return")
		d.write("orders.read")
		d.key("Return", "Tab", "Tab", "Return") // over leaving to adding
		d.waitFor("closed: dialog")
		d.shot("access-4-principals")
		d.goTo(nav.Keys)
		d.run("make api keys for many")
		d.waitFor("ready: step 1")
		d.key("Tab", "Return") // over single principals to those with a role
		d.write("orders.read")
		d.key("Return", "Tab")
		d.write("Nightly job")
		d.key("Return")
		d.waitFor("ready: step 2")
		d.shot("access-5-look")
		d.key("Return")
		d.waitFor("ready: step 3")
		d.key("Return")
		d.waitFor("shown: keys")
		d.shot("access-6-keys")
		ws := d.after(path)
		read, err := ws.Directory.Role("orders.read")
		must(t, err)
		gone, err := ws.Directory.Role("orders.delete")
		must(t, err)
		if len(read.Grants) != 1 || !slices.Equal(read.Grants[0].Methods, []string{"GET"}) || len(gone.Grants) != 1 {
			t.Errorf("the roles grant %+v and %+v", read.Grants, gone.Grants)
		}
		for _, n := range names {
			p, err := ws.Directory.Principal(n)
			must(t, err)
			keys := ws.Keys.KeysOf(p.ID)
			if !slices.Equal(p.Roles, []string{read.ID}) || len(keys) != 1 || keys[0].State != apikey.Active {
				t.Errorf("%s has the roles %v and %d keys", n, p.Roles, len(keys))
			}
		}
	})
}

func TestTheAccessMatrixIsWorkedByKeys(t *testing.T) {
	t.Run("dark", func(t *testing.T) {
		d, path := unlocked(t, "dark")
		d.run("access matrix")
		d.waitFor("shown: matrix")
		d.key("Home", "Down", "space", "o") // from GET to DELETE: granted, and with a one-time password
		d.shot("matrix-1-marked")
		d.key("Return")
		d.waitFor("ready: dialog")
		d.shot("matrix-2-effect")
		d.key("Return")
		d.waitFor("closed: dialog")
		d.shot("matrix-3-saved")
		role, err := d.after(path).Directory.Role("reader")
		must(t, err)
		got := map[string]bool{}
		for _, g := range role.Grants {
			for _, m := range g.Methods {
				got[fmt.Sprint(m, " ", g.Path, " ", g.OTP)] = true
			}
		}
		if len(got) != 2 || !got["GET /orders/{id} false"] || !got["DELETE /orders/{id} true"] {
			t.Errorf("the role grants %v", got)
		}
	})
}
