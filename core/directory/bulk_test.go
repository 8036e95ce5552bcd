package directory_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

func TestAPrincipalExpires(t *testing.T) {
	o := newOffice(t)
	past, soon := vault.MillisOf(o.v.Now().Add(-time.Hour)), vault.MillisOf(o.v.Now().Add(time.Hour))
	p := o.ann
	p.Expires = past
	if _, err := o.s.EditPrincipal(ctx, o.v.Actor(), p); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "in the past; disable") {
		t.Errorf("got %v", err)
	}
	p.Expires = -1
	if _, err := o.s.EditPrincipal(ctx, o.v.Actor(), p); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
	p.Expires = soon
	got, err := o.s.EditPrincipal(ctx, o.v.Actor(), p)
	if err != nil || got.Expires != soon {
		t.Fatalf("got %+v, %v", got, err)
	}
	if again, _ := directory.New(o.v).Principal("ann"); again.Expires != soon || again.Expired(soon-1) || !again.Expired(soon) {
		t.Errorf("after opening again: %+v", again)
	}
}

func TestManyPrincipalsChangeAtOnce(t *testing.T) {
	o := newOffice(t)
	act := o.v.Actor()
	ids := []string{o.ann.ID}
	for i := range 3 {
		p, err := o.s.AddPrincipal(ctx, act, directory.Principal{Name: fmt.Sprintf("p%d", i)})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, p.ID)
	}
	from, never := o.v.Seq(), vault.Millis(0)
	for i, step := range []struct {
		ids     []string
		b       directory.Bulk
		changed int
		kind    fault.Kind
	}{
		{ids, directory.Bulk{State: directory.Disabled}, 4, 0},
		{ids, directory.Bulk{State: directory.Disabled}, 0, fault.Conflict},
		{ids[:2], directory.Bulk{State: directory.Active}, 2, 0},
		{ids, directory.Bulk{AddRoles: []string{"clerk"}}, 3, 0}, // ann has it
		{ids, directory.Bulk{DropRole: "clerk"}, 4, 0},
		{ids, directory.Bulk{Expires: &never}, 0, fault.Conflict},
		{nil, directory.Bulk{State: directory.Active}, 0, fault.Invalid},
		{ids, directory.Bulk{}, 0, fault.Invalid},
		{ids, directory.Bulk{State: directory.Active, DropRole: "clerk"}, 0, fault.Invalid},
		{ids, directory.Bulk{State: "gone"}, 0, fault.Invalid},
		{ids, directory.Bulk{AddRoles: []string{"ghost"}}, 0, fault.NotFound},
		{append(ids, "ghost"), directory.Bulk{AddRoles: []string{"clerk"}}, 0, fault.NotFound},
	} {
		got, err := o.s.EditAll(ctx, act, step.ids, step.b, "because")
		if fault.KindOf(err) != step.kind || len(got) != step.changed {
			t.Errorf("step %d: %d changed, %v; want %d, %v", i, len(got), err, step.changed, step.kind)
		}
	}
	entries := vaulttest.Entries(t, o.v, from)
	if len(entries) != 4 || !strings.HasPrefix(entries[0], "principal.disable (because); ") || !strings.HasPrefix(entries[2], "principal.roles (because); ") {
		t.Errorf("the journal has %q", entries)
	}
}

func TestPrincipalsGetTheirOwnEndsBackAtOnce(t *testing.T) {
	o := newOffice(t)
	act := o.v.Actor()
	at := func(hours int) vault.Millis { return vault.MillisOf(o.v.Now().Add(time.Duration(hours) * time.Hour)) }
	bob, err := o.s.AddPrincipal(ctx, act, directory.Principal{Name: "bob", Expires: at(5)})
	if err != nil {
		t.Fatal(err)
	}
	ids, end := []string{o.ann.ID, bob.ID}, at(9)
	if _, err := o.s.EditAll(ctx, act, ids, directory.Bulk{Expires: &end}, ""); err != nil {
		t.Fatal(err)
	}
	from := o.v.Seq()
	got, err := o.s.EditAll(ctx, act, ids, directory.Bulk{Ends: map[string]vault.Millis{o.ann.ID: 0, bob.ID: bob.Expires}}, "")
	if err != nil || len(got) != 2 {
		t.Fatalf("got %+v, %v", got, err)
	}
	ann, _ := o.s.Principal(o.ann.ID)
	if again, _ := o.s.Principal(bob.ID); ann.Expires != 0 || again.Expires != bob.Expires {
		t.Errorf("ann ends %s and bob %s", ann.Expires, again.Expires)
	}
	if entries := vaulttest.Entries(t, o.v, from); len(entries) != 1 || !strings.HasPrefix(entries[0], "principal.expiry") {
		t.Errorf("the journal has %q", entries)
	}
	if _, err := o.s.EditAll(ctx, act, ids, directory.Bulk{Ends: map[string]vault.Millis{bob.ID: at(-1)}}, ""); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an end in the past: %v", err)
	}
}

func TestPrincipalsAreImportedAllOrNone(t *testing.T) {
	o := newOffice(t)
	act, from := o.v.Actor(), o.v.Seq()
	ann := o.ann
	ann.Owner = "Finance"
	for name, c := range map[string]struct {
		ps   []directory.Principal
		kind fault.Kind
	}{
		"nobody":             {nil, fault.Invalid},
		"one twice":          {[]directory.Principal{{Name: "x"}, {Name: "X"}}, fault.Conflict},
		"a name that is bad": {[]directory.Principal{{Name: "x"}, {Name: "a b"}}, fault.Invalid},
		"a name of another":  {[]directory.Principal{{Name: "x"}, {Name: "Ann"}}, fault.Conflict},
		"no such role":       {[]directory.Principal{{Name: "x", Roles: []string{"ghost"}}}, fault.NotFound},
	} {
		if _, err := o.s.PutAll(ctx, act, c.ps, "people.csv"); fault.KindOf(err) != c.kind {
			t.Errorf("%s: got %v, want %v", name, err, c.kind)
		}
	}
	got, err := o.s.PutAll(ctx, act, []directory.Principal{ann, {Name: "x", Roles: []string{"clerk"}}}, "people.csv")
	if err != nil || len(got) != 2 || got[0].Created != o.ann.Created || got[1].Created == 0 {
		t.Fatalf("got %+v, %v", got, err)
	}
	if e := vaulttest.Entries(t, o.v, from); len(e) != 1 || e[0] != "principal.import (people.csv); ann: ann -> ann; x:  -> x" {
		t.Errorf("the journal has %q", e)
	}
}

func TestGrantsOfManyRolesChangeAtOnce(t *testing.T) {
	o := newOffice(t)
	act := o.v.Actor()
	boss, err := o.s.AddRole(ctx, act, directory.Role{Name: "boss"})
	if err != nil {
		t.Fatal(err)
	}
	clerk, _ := o.s.Role("clerk")
	g := func(path string, methods ...string) directory.Grant {
		return directory.Grant{API: o.api, Path: path, Methods: methods}
	}
	from := o.v.Seq()
	edits := []directory.GrantEdit{{Role: clerk.ID, Grant: g("/orders/**", "GET"), Revoke: true}, {Role: boss.ID, Grant: g("/a", "get", "POST")}, {Role: boss.ID, Grant: g("/b", "GET"), Revoke: true}}
	would, err := directory.Regranted(o.s.Roles(), edits)
	if err != nil {
		t.Fatal(err)
	}
	if now, _ := o.s.Role("clerk"); len(now.Grants) != 1 {
		t.Error("asking what would be changed something")
	}
	got, err := o.s.Regrant(ctx, act, edits)
	if err != nil || len(got) != 2 {
		t.Fatalf("got %+v, %v", got, err)
	}
	if fmt.Sprint(would) != fmt.Sprint(o.s.Roles()) {
		t.Errorf("it is not what was foretold:\n%v\n%v", would, o.s.Roles())
	}
	if e := vaulttest.Entries(t, o.v, from); len(e) != 1 || e[0] != "role.grants; clerk: GET /orders/** -> ; boss:  -> get,POST /a; boss: GET /b -> " {
		t.Errorf("the journal has %q", e)
	}
	if _, err := o.s.Regrant(ctx, act, edits); fault.KindOf(err) != fault.Conflict {
		t.Errorf("again: got %v", err)
	}
	if _, err := o.s.Regrant(ctx, act, []directory.GrantEdit{{Role: "ghost", Grant: g("/a", "GET")}}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("no role: got %v", err)
	}
	if _, err := o.s.Regrant(ctx, act, []directory.GrantEdit{{Role: boss.ID, Grant: directory.Grant{API: "ghost", Path: "/a", Methods: []string{"GET"}}}}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("no API: got %v", err)
	}
}
