package directory_test

import (
	"strings"
	"testing"

	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/vault/vaulttest"
)

func TestTheJournalSaysWhatChanged(t *testing.T) {
	v := vaulttest.New(t)
	api, err := catalog.New(v).AddAPI(ctx, v.Actor(), catalog.API{Name: "orders"})
	if err != nil {
		t.Fatal(err)
	}
	s, from := directory.New(v), v.Seq()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err = s.AddRole(ctx, v.Actor(), directory.Role{Name: "clerk", Grants: []directory.Grant{{API: api.ID, Path: "/a", Methods: []string{"GET"}}}})
	must(err)
	_, err = s.AddRole(ctx, v.Actor(), directory.Role{Name: "boss"})
	must(err)
	_, err = s.Grant(ctx, v.Actor(), "clerk", directory.Grant{API: api.ID, Path: "/a", Methods: []string{"PUT"}})
	must(err)
	_, err = s.Revoke(ctx, v.Actor(), "clerk", directory.Grant{API: api.ID, Path: "/a", Methods: []string{"GET"}})
	must(err)
	_, err = s.RenameRole(ctx, v.Actor(), "clerk", "writer")
	must(err)
	p, err := s.AddPrincipal(ctx, v.Actor(), directory.Principal{Name: "ann", Roles: []string{"writer"}, Email: "ann@example.com"})
	must(err)
	p.Roles, p.Email, p.Kind = []string{"boss", "writer"}, "", directory.KindService
	_, err = s.EditPrincipal(ctx, v.Actor(), p)
	must(err)
	must(s.Disable(ctx, v.Actor(), "ann", "left the company"))
	must(s.Enable(ctx, v.Actor(), "ann", ""))
	must(s.RemovePrincipal(ctx, v.Actor(), "ann"))
	must(s.RemoveRole(ctx, v.Actor(), "boss"))
	want := `role.add; name:  -> clerk; grant:  -> GET /a
role.add; name:  -> boss
role.grant; grant: GET /a -> GET,PUT /a
role.revoke; grant: GET,PUT /a -> PUT /a
role.rename; name: clerk -> writer
principal.add; name:  -> ann; kind:  -> user; roles:  -> writer
principal.edit; kind: user -> service; email: ann@example.com -> ; roles: writer -> boss writer
principal.disable (left the company); state: active -> disabled
principal.enable; state: disabled -> active
principal.remove; name: ann -> 
role.remove; name: boss -> `
	if got := strings.Join(vaulttest.Entries(t, v, from), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
