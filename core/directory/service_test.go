package directory_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

var ctx = context.Background()

// office is a directory with an API, a role that may read it and a principal that has the role.
type office struct {
	v   *vault.Vault
	s   *directory.Service
	api string
	ann directory.Principal
}

func newOffice(t *testing.T) office {
	t.Helper()
	v := vaulttest.New(t)
	api, err := catalog.New(v).AddAPI(ctx, v.Actor(), catalog.API{Name: "orders"})
	if err != nil {
		t.Fatal(err)
	}
	s := directory.New(v)
	if _, err := s.AddRole(ctx, v.Actor(), directory.Role{Name: "clerk", Grants: []directory.Grant{{API: api.ID, Path: "/orders/**", Methods: []string{"get"}}}}); err != nil {
		t.Fatal(err)
	}
	ann, err := s.AddPrincipal(ctx, v.Actor(), directory.Principal{Name: "ann", Email: "ann@example.com", Owner: " Zoe\u0308 ", Roles: []string{"CLERK", "clerk"}})
	if err != nil {
		t.Fatal(err)
	}
	return office{v, s, api.ID, ann}
}

func TestAPrincipalIsStoredInOneForm(t *testing.T) {
	o := newOffice(t)
	clerk, err := o.s.Role("clerk")
	if err != nil {
		t.Fatal(err)
	}
	if o.ann.Kind != directory.KindUser || o.ann.State != directory.Active || o.ann.Owner != "Zo\u00eb" || fmt.Sprint(o.ann.Roles) != fmt.Sprint([]string{clerk.ID}) || o.ann.Created == 0 {
		t.Errorf("got %+v", o.ann)
	}
	for _, n := range []string{"ANN", o.ann.ID} {
		if p, err := o.s.Principal(n); err != nil || p.ID != o.ann.ID {
			t.Errorf("%s: got %+v, %v", n, p, err)
		}
	}
	if got := o.s.PrincipalsWith(clerk.ID); len(got) != 1 || got[0].Name != "ann" {
		t.Errorf("got %v", got)
	}
}

func TestAddPrincipalSaysWhatWouldBeRight(t *testing.T) {
	o := newOffice(t)
	for name, c := range map[string]struct {
		p    directory.Principal
		kind fault.Kind
		text string
	}{
		"no name":               {directory.Principal{}, fault.Invalid, "principal name is empty"},
		"a name that is taken":  {directory.Principal{Name: "Ann"}, fault.Conflict, "already"},
		"a name like an id":     {directory.Principal{Name: strings.Repeat("a", 26)}, fault.Invalid, "looks like an id"},
		"another kind":          {directory.Principal{Name: "x", Kind: "robot"}, fault.Invalid, "user service"},
		"another state":         {directory.Principal{Name: "x", State: "gone"}, fault.Invalid, "active disabled"},
		"no address":            {directory.Principal{Name: "x", Email: "nowhere"}, fault.Invalid, "name@example.com"},
		"two addresses":         {directory.Principal{Name: "x", Email: "a@b.c, d@e.f"}, fault.Invalid, "name@example.com"},
		"an owner out of sight": {directory.Principal{Name: "x", Owner: "a\u202eb"}, fault.Invalid, "U+202E"},
		"notes without an end":  {directory.Principal{Name: "x", Notes: strings.Repeat("x", 2049)}, fault.Invalid, "at most 2048"},
		"no such role":          {directory.Principal{Name: "x", Roles: []string{"nothing"}}, fault.NotFound, "no role"},
		"an id that is none":    {directory.Principal{Name: "x", ID: "x"}, fault.Invalid, "26 letters"},
		"an id that is taken":   {directory.Principal{Name: "x", ID: o.ann.ID}, fault.Conflict, "already"},
	} {
		_, err := o.s.AddPrincipal(ctx, o.v.Actor(), c.p)
		if fault.KindOf(err) != c.kind || !strings.Contains(fmt.Sprint(err), c.text) {
			t.Errorf("%s: got %v, want %v with %q", name, err, c.kind, c.text)
		}
	}
}

func TestDisableAndEnable(t *testing.T) {
	o := newOffice(t)
	for i, step := range []struct {
		do   func(context.Context, vault.Actor, string, string) error
		name string
		kind fault.Kind
	}{
		{o.s.Enable, "ann", fault.Conflict}, {o.s.Disable, "ann", 0}, {o.s.Disable, "ANN", fault.Conflict}, {o.s.Enable, o.ann.ID, 0}, {o.s.Disable, "bob", fault.NotFound},
	} {
		if err := step.do(ctx, o.v.Actor(), step.name, "because"); fault.KindOf(err) != step.kind {
			t.Errorf("step %d: got %v, want %v", i, err, step.kind)
		}
	}
}

func TestEditPrincipal(t *testing.T) {
	o := newOffice(t)
	if _, err := o.s.AddPrincipal(ctx, o.v.Actor(), directory.Principal{Name: "bob"}); err != nil {
		t.Fatal(err)
	}
	p := o.ann
	p.Name, p.Roles, p.Created = "anna", nil, 0
	got, err := o.s.EditPrincipal(ctx, o.v.Actor(), p)
	if err != nil || got.Created != o.ann.Created || len(got.Roles) != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
	p.Name = "BOB"
	if _, err := o.s.EditPrincipal(ctx, o.v.Actor(), p); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
	p.ID = "nothing"
	if _, err := o.s.EditPrincipal(ctx, o.v.Actor(), p); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
}

func TestWhatIsInUseStays(t *testing.T) {
	o := newOffice(t)
	if err := o.s.RemoveRole(ctx, o.v.Actor(), "clerk"); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "principal ann still has") {
		t.Errorf("got %v", err)
	}
	clerk, _ := o.s.Role("clerk")
	if _, err := o.v.Change(ctx, o.v.Actor(), vault.Action{Name: "test"}, func(tx *vault.Tx) error {
		return tx.Put(vault.KindAPIKey, "k", map[string]any{"principal": o.ann.ID, "scopes": []string{clerk.ID}})
	}); err != nil {
		t.Fatal(err)
	}
	if err := o.s.RemovePrincipal(ctx, o.v.Actor(), "ann"); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "still has API keys") {
		t.Errorf("got %v", err)
	}
	p := o.ann
	p.Roles = nil
	if _, err := o.s.EditPrincipal(ctx, o.v.Actor(), p); err != nil {
		t.Fatal(err)
	}
	if err := o.s.RemoveRole(ctx, o.v.Actor(), "clerk"); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "API key k is cut to") {
		t.Errorf("got %v", err)
	}
	if _, err := o.v.Change(ctx, o.v.Actor(), vault.Action{Name: "test"}, func(tx *vault.Tx) error { return tx.Remove(vault.KindAPIKey, "k") }); err != nil {
		t.Fatal(err)
	}
	for _, remove := range []func() error{
		func() error { return o.s.RemoveRole(ctx, o.v.Actor(), "clerk") },
		func() error { return o.s.RemovePrincipal(ctx, o.v.Actor(), "ann") },
	} {
		if err := remove(); err != nil {
			t.Error(err)
		}
		if err := remove(); fault.KindOf(err) != fault.NotFound {
			t.Errorf("got %v", err)
		}
	}
}

func TestGrantsJoinAndLeave(t *testing.T) {
	o := newOffice(t)
	grants := func() string {
		r, err := o.s.Role("clerk")
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, g := range r.Grants {
			all = append(all, g.String())
		}
		return strings.Join(all, "; ")
	}
	g := func(path string, otp bool, methods ...string) directory.Grant {
		return directory.Grant{API: o.api, Path: path, Methods: methods, OTP: otp}
	}
	for i, step := range []struct {
		do   func(context.Context, vault.Actor, string, directory.Grant) (directory.Role, error)
		g    directory.Grant
		kind fault.Kind
		want string
	}{
		{o.s.Grant, g("/orders/**", false, "POST", "GET"), 0, "GET,POST /orders/**"},
		{o.s.Grant, g("/orders/**", false, "GET"), fault.Conflict, "GET,POST /orders/**"},
		{o.s.Grant, g("/orders/**", true, "DELETE"), 0, "GET,POST /orders/**; DELETE /orders/** with one-time password"},
		{o.s.Grant, g("/a/**/b", false, "GET"), fault.Invalid, "GET,POST /orders/**; DELETE /orders/** with one-time password"},
		{o.s.Grant, g("/a", false), fault.Invalid, "GET,POST /orders/**; DELETE /orders/** with one-time password"},
		{o.s.Grant, directory.Grant{API: "nothing", Path: "/a", Methods: []string{"GET"}}, fault.NotFound, "GET,POST /orders/**; DELETE /orders/** with one-time password"},
		{o.s.Revoke, g("/orders/**", false, "GET"), 0, "POST /orders/**; DELETE /orders/** with one-time password"},
		{o.s.Revoke, g("/orders/**", false, "PUT"), fault.NotFound, "POST /orders/**; DELETE /orders/** with one-time password"},
		{o.s.Revoke, g("/orders", false), fault.NotFound, "POST /orders/**; DELETE /orders/** with one-time password"},
		{o.s.Revoke, g("/orders/**", false), 0, "DELETE /orders/** with one-time password"},
		{o.s.Revoke, g("/orders/**", false), fault.NotFound, "DELETE /orders/** with one-time password"},
		{o.s.Grant, g("/orders/**", false, "DELETE"), 0, "DELETE /orders/** with one-time password; DELETE /orders/**"},
		{o.s.Revoke, g("/orders/**", true, "DELETE"), 0, "DELETE /orders/**"},
		{o.s.Grant, g("/orders/**", true, "PUT"), 0, "DELETE /orders/**; PUT /orders/** with one-time password"},
		{o.s.RevokeBoth, g("/orders/**", false), 0, ""},
		{o.s.RevokeBoth, g("/orders/**", true), fault.NotFound, ""},
	} {
		if _, err := step.do(ctx, o.v.Actor(), "Clerk", step.g); fault.KindOf(err) != step.kind {
			t.Errorf("step %d: got %v, want %v", i, err, step.kind)
		}
		if got := grants(); got != step.want {
			t.Errorf("step %d: got %q, want %q", i, got, step.want)
		}
	}
}

func TestRolesAreRenamedAndChecked(t *testing.T) {
	o := newOffice(t)
	if _, err := o.s.AddRole(ctx, o.v.Actor(), directory.Role{Name: "other"}); err != nil {
		t.Fatal(err)
	}
	for to, kind := range map[string]fault.Kind{"OTHER": fault.Conflict, "two words": fault.Invalid, "Clerk": 0} {
		if _, err := o.s.RenameRole(ctx, o.v.Actor(), "clerk", to); fault.KindOf(err) != kind {
			t.Errorf("%s: got %v", to, err)
		}
	}
	for name, r := range map[string]directory.Role{
		"a grant without a path":  {Name: "x", Grants: []directory.Grant{{API: o.api, Methods: []string{"GET"}}}},
		"a grant of nothing":      {Name: "x", Grants: []directory.Grant{{API: o.api, Path: "/a"}}},
		"more grants than enough": {Name: "x", Grants: make([]directory.Grant, directory.MaxGrants+1)},
		"an id that is none":      {Name: "x", ID: "x"},
	} {
		if _, err := o.s.AddRole(ctx, o.v.Actor(), r); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := o.s.AddRole(ctx, o.v.Actor(), directory.Role{Name: "x", Grants: []directory.Grant{{API: "nothing", Path: "/a", Methods: []string{"GET"}}}}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
	if len(o.s.Roles()) != 2 {
		t.Errorf("%d roles, want 2", len(o.s.Roles()))
	}
}

func TestWhatIsStoredIsFoundAfterOpening(t *testing.T) {
	o := newOffice(t)
	again := directory.New(o.v) // as after unlocking: indexes are built from the records
	if p, err := again.Principal("ann"); err != nil || p.ID != o.ann.ID {
		t.Errorf("got %+v, %v", p, err)
	}
	if ids, err := again.RoleIDs([]string{"clerk"}); err != nil || fmt.Sprint(ids) != fmt.Sprint(o.ann.Roles) {
		t.Errorf("got %v, %v", ids, err)
	}
	if _, err := again.AddRole(ctx, o.v.Actor(), directory.Role{Name: "Clerk"}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
}
