package vm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gatehouse/core/access"
	"gatehouse/core/fault"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

func TestARoleGrantsRoutesOfOneAPI(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewRoles(run, h), run)
	if got := v.APIChoices(); len(got) != 3 || got[0].Label != "Billing" {
		t.Errorf("APIs to grant: %+v", got)
	}
	if got := v.PathChoices("a1"); len(got) != 6 || got[0].Label != "/**" || got[1].Label != "/health" || got[3].Label != "/orders/**" {
		t.Errorf("routes to grant: %+v", got)
	}
	grant := func(api string, paths []string, methods ...string) vm.GrantForm {
		return vm.GrantForm{API: api, Paths: paths, Methods: methods}
	}
	for what, f := range map[string]vm.RoleForm{"no name": {}, "no API": {Name: "x", GrantForm: grant("", []string{"/**"}, "GET")}, "no route": {Name: "x", GrantForm: grant("a1", nil, "GET")}, "no method": {Name: "x", GrantForm: grant("a1", []string{"/**"})}} {
		v.Add(f, wants(t, what, fault.Invalid))
	}
	v.Add(vm.RoleForm{Name: "orders.all", GrantForm: grant("a1", []string{"/orders", "/refunds"}, "GET", "POST")}, wants(t, "right", 0))
	run.Settle()
	f, _ := v.Facts()
	if len(f.Grants) != 2 || f.Grants[0].Name != "Orders" || f.Grants[0].Path != "/orders" || strings.Join(f.Grants[0].Methods, " ") != "GET POST" {
		t.Errorf("got %+v", f.Grants)
	}
	if r := v.Row(v.Index()); r.API != "Orders" || r.Grants != "2" || r.Reach != "Orders: read, write; 2 of 4 routes" {
		t.Errorf("got %+v", r)
	}
	v.Add(vm.RoleForm{Name: "later"}, wants(t, "a role without grants", 0))
	run.Settle()
	if r := v.Row(v.Index()); r.Status.Word != "Opens nothing" {
		t.Errorf("got %+v", r)
	}
}

func TestGrantsComeAndGoWithAWayBack(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewRoles(run, h), run)
	v.Choose("o1")
	f, _ := v.NewGrant()
	f.API, f.Paths, f.Methods = "a1", []string{"/orders/**", "/refunds"}, []string{"GET", "POST"}
	var u vm.Undone
	v.AddGrants(f, undo(t, &u))
	run.Settle()
	if facts, _ := v.Facts(); len(facts.Grants) != 2 || strings.Join(facts.Grants[0].Methods, " ") != "GET POST" || u.Text != "Added 2 grants to “orders.read”. Export a bundle to make it count." {
		t.Fatalf("%q, %+v", u.Text, facts.Grants)
	}
	v.AddGrants(f, func(_ vm.Undone, err error) { wants(t, "the same again", fault.Conflict)(err) })
	u.Undo(wants(t, "undo", 0))
	run.Settle()
	facts, _ := v.Facts()
	if len(facts.Grants) != 1 || strings.Join(facts.Grants[0].Methods, " ") != "GET" {
		t.Fatalf("undoing took away what was there before: %+v", facts.Grants)
	}
	v.RemoveGrant(facts.Grants[0].Grant, undo(t, &u))
	run.Settle()
	if facts, _ := v.Facts(); len(facts.Grants) != 0 {
		t.Errorf("a removed grant is left: %+v", facts.Grants)
	}
	u.Undo(wants(t, "undo", 0))
	run.Settle()
	if facts, _ := v.Facts(); len(facts.Grants) != 1 || facts.Grants[0].Path != "/orders/**" {
		t.Errorf("it did not come back: %+v", facts.Grants)
	}
}

func TestRolesSayWhatTheyOpen(t *testing.T) {
	h, run := uitest.Full(), clock()
	h.AllRoles = append(h.AllRoles,
		vm.Role{ID: "o5", Name: "root", Principals: 1, Grants: []vm.Grant{{API: "a1", Path: "/**", Methods: []string{"GET", "DELETE"}}}},
		vm.Role{ID: "o6", Name: "stale", Grants: []vm.Grant{{API: "a1", Path: "/gone", Methods: []string{"GET"}}}})
	v := started(t, vm.NewRoles(run, h), run)
	for search, want := range map[string]string{
		"is:unused": "stale", "is:broad": "root", "is:stale": "stale", "is:writing": "orders.write root", "is:reading": "billing catalogue orders.read stale",
		"api:billing": "billing", "method:delete": "orders.write root", "/invoices": "", "orders": "orders.read orders.write root stale",
	} {
		v.LookFor(search)
		if got := names(v, func(i int) string { return v.Row(i).Name }); got != want {
			t.Errorf("%s: got %s, want %s", search, got, want)
		}
	}
	v.ClearFilters()
	v.Choose("o1")
	f, _ := v.Facts()
	if len(f.Reach) != 1 || f.Reach[0].Words() != "Orders: read; 2 of 4 routes" || f.All != 7 || len(f.Holders) != 5 || f.Holders[0].Label != "amelie.roth" {
		t.Errorf("got %+v", f)
	}
	v.Choose("o6")
	if f, _ := v.Facts(); f.Grants[0].Mark.Word != "Fits no route" || f.Reach[0].May != "nothing" {
		t.Errorf("got %+v", f)
	}
	if w := (vm.GrantForm{Paths: []string{"/**"}, Methods: []string{"PUT"}}).Warning(); !strings.Contains(w, "change everything") {
		t.Errorf("no warning of a grant of everything: %q", w)
	}
}

func TestARoleIsRenamedAndRemovedWithAWayBack(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewRoles(run, h), run)
	v.Choose("o3")
	v.Rename(" ", func(_ vm.Undone, err error) { wants(t, "no name", fault.Invalid)(err) })
	var u vm.Undone
	v.Rename("invoices", undo(t, &u))
	run.Settle()
	if f, _ := v.Facts(); f.Name != "invoices" {
		t.Errorf("got %s", f.Name)
	}
	u.Undo(wants(t, "undo", 0))
	run.Settle()
	if a := v.RemoveText(); !strings.Contains(a.Title, "“billing”") || !strings.Contains(a.Blocked, "2 principals still have it") {
		t.Errorf("asks %+v", a)
	}
	v.Remove(func(_ vm.Undone, err error) { wants(t, "still held", fault.Conflict)(err) })
	run.Settle()
	h.People = nil
	v.Remove(undo(t, &u))
	run.Settle()
	if v.Total() != 3 {
		t.Errorf("%d roles are left", v.Total())
	}
	u.Undo(wants(t, "undo", 0))
	run.Settle()
	v.LookFor("billing")
	if v.Len() != 1 || v.Row(0).Grants != "1" {
		t.Errorf("the role did not come back with its grants: %d", v.Len())
	}
}

func TestTheEffectOfAGrantIsToldBeforeItIsMade(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewRoles(run, h), run)
	v.Choose("o1")
	f, _ := v.NewGrant()
	f.API, f.Paths, f.Methods = "a1", []string{"/refunds"}, []string{"POST"}
	c, err := v.GrantChange(f)
	if err != nil {
		t.Fatal(err)
	}
	var got vm.EffectView
	v.Preview(c, func(e vm.EffectView, err error) { got = e; wants(t, "a preview", 0)(err) })
	run.Settle()
	if got.None || got.Sum != "4 principals gain, 1 key on its own gains" || len(got.Groups) != 1 || got.Groups[0].Lines[0].Path != "/shop/v1/refunds" {
		t.Errorf("got %+v", got)
	}
	if facts, _ := v.Facts(); len(facts.Grants) != 1 {
		t.Error("asking changed something")
	}
	c, _ = v.UngrantChange(vm.Grant{API: "a1", Path: "/orders/**", Methods: []string{"GET"}})
	v.Preview(c, func(e vm.EffectView, err error) { got = e; wants(t, "a preview", 0)(err) })
	run.Settle()
	if got.Sum != "6 principals lose" {
		t.Errorf("got %+v", got)
	}
	holder := h.People[slices.IndexFunc(h.People, func(p vm.Principal) bool { return slices.Contains(p.Roles, "o1") && !p.Disabled })]
	h.AllKeys = append(h.AllKeys, vm.Key{ID: "cut", Name: "Night job", Principal: holder.ID, State: "active", Scopes: []string{"o3"}})
	v.Preview(c, func(e vm.EffectView, err error) { got = e; wants(t, "a preview", 0)(err) })
	run.Settle()
	if but := "Not so: key “Night job” of “" + holder.Name + "”"; !slices.ContainsFunc(got.Groups, func(g vm.EffectGroup) bool { return g.But == but }) {
		t.Errorf("got %+v, want %q", got, but)
	}
}

func TestRolesInheritAndAreKeptApart(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewRoles(run, h), run)
	v.Choose("o2")
	f, _ := v.NewInherit()
	f.Inherits = []string{"o3"}
	var got vm.EffectView
	v.Preview(f.Change(), func(e vm.EffectView, err error) { got = e; wants(t, "a preview", 0)(err) })
	run.Settle()
	if got.Sum != "1 principal gains" {
		t.Errorf("got %+v", got)
	}
	var u vm.Undone
	v.SetInherits(f, undo(t, &u))
	run.Settle()
	if facts, _ := v.Facts(); len(facts.Inherits) != 1 || facts.Inherits[0].Label != "billing" {
		t.Errorf("got %+v", facts.Inherits)
	}
	v.Choose("o3")
	if facts, _ := v.Facts(); len(facts.Heirs) != 1 || facts.Heirs[0].Label != "orders.write" {
		t.Errorf("got %+v", facts.Heirs)
	}
	v.SetInherits(vm.InheritForm{Role: "o3", Inherits: []string{"o2"}}, func(_ vm.Undone, err error) { wants(t, "a circle", fault.Invalid)(err) })
	run.Settle()
	u.Undo(wants(t, "undo", 0))
	run.Settle()
	v.KeepApart("o1", undo(t, &u))
	run.Settle()
	facts, _ := v.Facts()
	if len(facts.Apart) != 1 || facts.Apart[0].Name != "orders.read" || !strings.Contains(facts.Apart[0].Both, "“svc-billing”, “svc-checkout” hold both") {
		t.Errorf("got %+v", facts.Apart)
	}
	v.LetTogether("o1", undo(t, &u))
	run.Settle()
	if facts, _ := v.Facts(); len(facts.Apart) != 0 {
		t.Errorf("got %+v", facts.Apart)
	}
}

func TestWhatARoleReachesIsWhatTheTableOpensToIt(t *testing.T) {
	h, run := uitest.Full(), clock()
	h.AllRoles[1].Inherits = []string{"o3"} // orders.write, billing, catalogue
	h.AllRoles[2].Inherits = []string{"o4"}
	v := started(t, vm.NewRoles(run, h), run)
	table, err := h.Access().Table(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for role, r := range table.Roles() {
		want := map[string]int{} // routes by API
		for i, rt := range table.Routes() {
			if slices.ContainsFunc(rt.Methods, func(m string) bool { return table.Level(role, i, m) > access.Nothing }) {
				want[rt.API]++
			}
		}
		v.Choose(r.ID)
		f, _ := v.Facts()
		if len(f.Reach) != len(want) {
			t.Errorf("%s reaches %+v, the table opens %v", r.Name, f.Reach, want)
		}
		for _, x := range f.Reach {
			n := fmt.Sprint(want[x.API])
			if !strings.HasPrefix(x.Routes, n+" of ") && x.Routes != "all "+n+" routes" && x.Routes != "its "+n+" route" {
				t.Errorf("%s reaches %s of %s, the table opens %s", r.Name, x.Routes, x.Name, n)
			}
		}
	}
	v.Choose("o2")
	f, _ := v.Facts()
	var from []string
	for _, x := range f.Reach {
		from = append(from, x.Name+" "+x.From)
	}
	if got := strings.Join(from, "; "); got != "Billing from billing; Catalogue from catalogue; Orders " {
		t.Errorf("it reaches %s", got)
	}
}
