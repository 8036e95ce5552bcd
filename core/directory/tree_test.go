package directory_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gatehouse/core/directory"
	"gatehouse/core/fault"
)

// family makes roles of lines such as "boss: clerk writer".
func family(lines ...string) []directory.Role {
	var roles []directory.Role
	for _, l := range lines {
		id, inherits, _ := strings.Cut(l, ":")
		roles = append(roles, directory.Role{ID: id, Name: id, Inherits: strings.Fields(inherits)})
	}
	return roles
}

func TestInheritance(t *testing.T) {
	tree, err := directory.NewTree(family("boss: clerk auditor", "clerk: reader", "auditor: reader", "reader", "other"))
	if err != nil {
		t.Fatal(err)
	}
	for roles, want := range map[string]string{
		"boss": "auditor boss clerk reader", "clerk": "clerk reader", "reader": "reader", "other clerk": "clerk other reader", "": "", "gone": "gone",
	} {
		if got := strings.Join(tree.Closure(strings.Fields(roles)), " "); got != want {
			t.Errorf("%q: got %q, want %q", roles, got, want)
		}
	}
	for ends, want := range map[string]string{
		"boss>reader": "boss clerk reader", "other boss>auditor": "boss auditor", "reader clerk>clerk": "clerk", "other>reader": "", "clerk reader>reader": "reader",
	} {
		from, to, _ := strings.Cut(ends, ">")
		if got := strings.Join(tree.Path(strings.Fields(from), to), " "); got != want {
			t.Errorf("%s: got %q, want %q", ends, got, want)
		}
	}
	if tree.Flat() || !tree.Covers("boss", "reader") || tree.Covers("reader", "boss") || !tree.Covers("other", "other") {
		t.Error("what covers what is wrong")
	}
}

func TestInheritanceThatCannotBe(t *testing.T) {
	deep := []string{"r9"}
	for i := range 9 {
		deep = append(deep, fmt.Sprintf("r%d: r%d", i, i+1))
	}
	wide := "wide:"
	for i := range directory.MaxInherits + 1 {
		wide += fmt.Sprintf(" w%d", i)
	}
	for name, c := range map[string]struct {
		roles []directory.Role
		text  string
	}{
		"itself":            {family("a: a"), "itself: a → a;"},
		"a circle":          {family("a: b", "b: c", "c: a"), "role a: it would inherit itself: a → b → c → a;"},
		"nothing":           {family("a: ghost"), `no role "ghost"`},
		"nine steps":        {family(deep...), "9 steps; at most 8"},
		"more than enough":  {family(wide), "at most 32"},
		"a circle far away": {family("x: a", "a: b", "b: a"), "role a: it would inherit itself: a → b → a;"},
	} {
		if _, err := directory.NewTree(c.roles); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: got %v, want %q", name, err, c.text)
		}
	}
	if _, err := directory.NewTree(family(deep[:9]...)); err == nil {
		t.Error("a role that is not there was inherited")
	}
}

func TestRolesInherit(t *testing.T) {
	o := newOffice(t)
	act := o.v.Actor()
	boss, err := o.s.AddRole(ctx, act, directory.Role{Name: "boss", Inherits: []string{"Clerk"}})
	if err != nil || len(boss.Inherits) != 1 {
		t.Fatalf("got %+v, %v", boss, err)
	}
	clerk, _ := o.s.Role("clerk")
	clerk.Inherits = []string{"boss"}
	if _, err := o.s.EditRole(ctx, act, clerk); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "inherit itself") {
		t.Errorf("a circle: got %v", err)
	}
	if _, err := o.s.AddRole(ctx, act, directory.Role{Name: "x", Inherits: []string{"ghost"}}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("nothing: got %v", err)
	}
	p := o.ann
	p.Roles = []string{"boss"}
	if _, err := o.s.EditPrincipal(ctx, act, p); err != nil {
		t.Fatal(err)
	}
	if err := o.s.RemoveRole(ctx, act, "clerk"); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "the role boss inherits the role clerk") {
		t.Errorf("got %v", err)
	}
	boss.Name, boss.Inherits = "chief", nil
	if got, err := o.s.EditRole(ctx, act, boss); err != nil || got.Name != "chief" || len(got.Inherits) != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
	if err := o.s.RemoveRole(ctx, act, "clerk"); err != nil {
		t.Error(err)
	}
}

func TestRolesAreKeptApart(t *testing.T) {
	o := newOffice(t)
	act := o.v.Actor()
	for _, r := range []directory.Role{{Name: "payer"}, {Name: "approver"}, {Name: "boss", Inherits: []string{"approver"}}, {Name: "all"}} {
		if _, err := o.s.AddRole(ctx, act, r); err != nil {
			t.Fatal(err)
		}
	}
	add := func(name string, roles ...string) error {
		_, err := o.s.AddPrincipal(ctx, act, directory.Principal{Name: name, Roles: roles})
		return err
	}
	if err := add("early", "payer", "boss"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.s.Separate(ctx, act, "payer", "PAYER"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("itself: got %v", err)
	}
	if _, err := o.s.Separate(ctx, act, "boss", "approver"); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "boss holds both") {
		t.Errorf("one that inherits the other: got %v", err)
	}
	if _, err := o.s.Separate(ctx, act, "payer", "approver"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.s.Separate(ctx, act, "approver", "payer"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("twice: got %v", err)
	}
	// Whoever held both before is listed, and may still be edited otherwise.
	vs, err := o.s.Violations()
	if err != nil || len(vs) != 1 || vs[0].Principal.Name != "early" || len(vs[0].ViaA)+len(vs[0].ViaB) != 3 {
		t.Errorf("got %+v, %v", vs, err)
	}
	early, _ := o.s.Principal("early")
	early.Email = "early@example.com"
	if _, err := o.s.EditPrincipal(ctx, act, early); err != nil {
		t.Errorf("an edit of something else: %v", err)
	}
	refused := func(what string, err error, words ...string) {
		t.Helper()
		ok := fault.KindOf(err) == fault.Conflict
		for _, w := range append(words, "kept apart") {
			ok = ok && strings.Contains(err.Error(), w)
		}
		if !ok {
			t.Errorf("%s: got %v, want a conflict with %q", what, err, words)
		}
	}
	refused("adding", add("late", "payer", "boss"), "payer", "approver", "late would hold both", "boss inherits approver", "take one of them away")
	if err := add("late", "payer"); err != nil {
		t.Fatal(err)
	}
	late, _ := o.s.Principal("late")
	late.Roles = append(slices.Clone(late.Roles), "boss")
	_, err = o.s.EditPrincipal(ctx, act, late)
	refused("editing", err, "late")
	_, err = o.s.EditAll(ctx, act, []string{o.ann.ID, late.ID}, directory.Bulk{AddRoles: []string{"boss"}}, "")
	refused("many at once", err, "late")
	if ann, _ := o.s.Principal("ann"); len(ann.Roles) != 1 {
		t.Error("a refused change was kept in part")
	}
	_, err = o.s.PutAll(ctx, act, []directory.Principal{{Name: "new", Roles: []string{"payer", "approver"}}}, "people.csv")
	refused("importing", err, "new")
	// Inheritance must not bring them together either.
	payer, _ := o.s.Role("payer")
	payer.Inherits = []string{"approver"}
	_, err = o.s.EditRole(ctx, act, payer)
	refused("a role that holds both", err, "whoever has the role payer")
	if _, err := o.s.EditAll(ctx, act, []string{late.ID}, directory.Bulk{AddRoles: []string{"all"}}, ""); err != nil {
		t.Fatal(err)
	}
	all, _ := o.s.Role("all")
	all.Inherits = []string{"boss"}
	_, err = o.s.EditRole(ctx, act, all)
	refused("a role of somebody who has the other", err, "principal late", "all inherits boss inherits approver")
	if err := o.s.Join(ctx, act, "payer", "approver"); err != nil {
		t.Fatal(err)
	}
	if err := o.s.Join(ctx, act, "payer", "approver"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("joined twice: got %v", err)
	}
	if _, err := o.s.EditRole(ctx, act, all); err != nil {
		t.Error(err)
	}
}

func TestAPairGoesWithItsRole(t *testing.T) {
	o := newOffice(t)
	act := o.v.Actor()
	for _, n := range []string{"payer", "approver"} {
		if _, err := o.s.AddRole(ctx, act, directory.Role{Name: n}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := o.s.Separate(ctx, act, "payer", "approver"); err != nil {
		t.Fatal(err)
	}
	if err := o.s.RemoveRole(ctx, act, "payer"); err != nil {
		t.Fatal(err)
	}
	if left := o.s.Separations(); len(left) != 0 {
		t.Errorf("got %v", left)
	}
}
