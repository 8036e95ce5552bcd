package vm_test

import (
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

func TestPrincipalsAreAddedChangedAndDisabled(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewPrincipals(run, h), run)
	v.Save(vm.PrincipalForm{}, wants(t, "no name", fault.Invalid))
	v.Save(vm.PrincipalForm{Name: "x", Email: "nobody"}, wants(t, "no address", fault.Invalid))
	v.Save(vm.PrincipalForm{Name: "svc-new", Owner: "Finance", Service: true, Roles: []string{"o1"}}, wants(t, "right", 0))
	run.Settle()
	if r := v.Row(v.Index()); r.Name != "svc-new" || r.Contact != "Finance" || r.Role != "orders.read" || r.Status.Word != "Active" || r.Kind.Icon != "bot" {
		t.Errorf("got %+v", r)
	}
	f, _ := v.EditForm()
	f.Roles = []string{"o2", "o3", "o4"}
	v.Save(f, wants(t, "edit", 0))
	run.Settle()
	v.Disable(" ", func(_ vm.Undone, err error) { wants(t, "no reason", fault.Invalid)(err) })
	var u vm.Undone
	v.Disable("left", undo(t, &u))
	run.Settle()
	if r := v.Row(v.Index()); r.Roles != "orders.write, billing, catalogue" || r.MoreRoles != "+2" || r.Status.Word != "Disabled" {
		t.Errorf("got %+v", r)
	}
	u.Undo(wants(t, "undo", 0))
	run.Settle()
	if r := v.Row(v.Index()); r.Status.Word != "Active" {
		t.Errorf("undone it is %s", r.Status.Word)
	}
	if c := v.RoleChoices(); len(c) != 4 || c[0].Label != "billing" {
		t.Errorf("roles to give: %+v", c)
	}
}

func TestPrincipalsAreNarrowedByWhatTheyAre(t *testing.T) {
	h, run := uitest.Full(), clock()
	h.People = append(h.People, vm.Principal{ID: "p9", Name: "nobody", Service: true})
	v := started(t, vm.NewPrincipals(run, h), run)
	for search, want := range map[string]string{
		"is:disabled": "jens.lindqvist", "is:user": "amelie.roth jens.lindqvist", "is:keyless": "amelie.roth jens.lindqvist nobody", "is:roleless": "nobody",
		"role:orders.write": "jens.lindqvist nordwind-gmbh svc-checkout", "owner:shop": "svc-checkout svc-feeds", "is:service owner:finance": "svc-billing",
	} {
		v.LookFor(search)
		if got := names(v, func(i int) string { return v.Row(i).Name }); got != want {
			t.Errorf("%s: got %s, want %s", search, got, want)
		}
	}
}

func TestManyPrincipalsAreChangedAtOnce(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewPrincipals(run, h), run)
	v.SelectAll()
	if a := v.DisableText(); a.Title != "Disable 7 principals?" || !strings.Contains(a.Body, "9 API keys stop") {
		t.Errorf("asks %+v", a)
	}
	var u vm.Undone
	v.Disable("audit", undo(t, &u))
	run.Settle()
	v.LookFor("is:active")
	if v.Len() != 0 || v.CanDisable() {
		t.Errorf("%d are active still", v.Len())
	}
	v.LookFor("")
	u.Undo(wants(t, "undo", 0))
	run.Settle()
	v.LookFor("is:disabled")
	if v.Len() != 1 {
		t.Errorf("undoing left %d disabled; one was before", v.Len())
	}
	v.LookFor("")
	v.SelectAll()
	v.AddRole("o4", undo(t, &u))
	run.Settle()
	if u.Text != "6 principals now have “catalogue”. Export a bundle to make it count." {
		t.Errorf("said %s", u.Text)
	}
	v.AddRole("o4", func(_ vm.Undone, err error) { wants(t, "again", fault.Conflict)(err) })
	v.AddRole("", func(_ vm.Undone, err error) { wants(t, "none", fault.Invalid)(err) })
	u.Undo(wants(t, "undo", 0))
	run.Settle()
	v.LookFor("role:catalogue")
	if v.Len() != 2 {
		t.Errorf("undoing left the role with %d", v.Len())
	}
}

func TestTheDrawerOfAPrincipalSaysWhatItMay(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewPrincipals(run, h), run)
	v.Choose("p5")
	f, _ := v.Facts()
	if len(f.Access) != 1 || f.Access[0].Words() != "Orders: read, write, delete; 3 of 4 routes" || f.Blocked != "" || len(f.Roles) != 2 || f.AllKeys != 3 {
		t.Errorf("got %+v", f)
	}
	run.Settle() // the keys of the chosen one are asked for
	f, _ = v.Facts()
	if len(f.Keys) != 2 || f.Keys[0].Name != "Nordwind B2B" || f.Keys[0].Status.Word != "Active" || f.Keys[1].Status.Word != "Revoked" {
		t.Errorf("keys: %+v", f.Keys)
	}
	v.Choose("p8")
	if f, _ := v.Facts(); !strings.Contains(f.Blocked, "disabled") {
		t.Errorf("a disabled one is said to reach %+v", f.Access)
	}
	v.Choose("p7")
	if f, _ := v.Facts(); !strings.Contains(f.Blocked, "no API key") {
		t.Errorf("one without keys: %q", f.Blocked)
	}
	if got := vm.Term("principal", "mobile ios"); got != `principal:"mobile ios"` {
		t.Errorf("got %s", got)
	}
}

func TestAPrincipalWithKeysIsNotRemoved(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewPrincipals(run, h), run)
	v.Choose("p1")
	if a := v.RemoveText(); !strings.Contains(a.Body, "2 API keys") {
		t.Errorf("asks %+v", a)
	}
	v.Remove(func(err error) {
		if fault.KindOf(err) != fault.Conflict || !strings.Contains(vm.Explain(err).Detail, "disable it instead") {
			t.Errorf("got %v", err)
		}
	})
	run.Settle()
	v.Choose("p7")
	v.Remove(wants(t, "one without keys", 0))
	run.Settle()
	if v.Total() != 7 {
		t.Errorf("%d are left", v.Total())
	}
}

func TestAKeyIsMadeForThePrincipalThatIsChosen(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewPrincipals(run, h), run)
	v.Choose("p8")
	if _, ok := v.KeyForm(); ok {
		t.Error("a disabled principal gets a key")
	}
	v.Choose("p1")
	f, ok := v.KeyForm()
	if c := v.Scopes(f.Principal); !ok || len(c) != 2 {
		t.Errorf("scopes: %+v", c)
	}
	f.Name = "New one"
	v.CreateKey(f, func(k vm.MadeKey, err error) {
		if err != nil || k.Token == "" {
			t.Errorf("got %+v, %v", k.Key, err)
		}
	})
	run.Settle()
	if h.LastMade.Principal != "p1" {
		t.Errorf("made for %s", h.LastMade.Principal)
	}
}
