package catalog_test

import (
	"strings"
	"testing"

	"gatehouse/core/catalog"
	"gatehouse/core/vault/vaulttest"
)

func TestTheJournalSaysWhatChanged(t *testing.T) {
	v := vaulttest.New(t)
	s, from := catalog.New(v), v.Seq()
	api, err := s.AddAPI(ctx, v.Actor(), catalog.API{Name: "orders", Hosts: []string{"b", "a"}, Base: "/v1"})
	if err != nil {
		t.Fatal(err)
	}
	route, err := s.AddRoute(ctx, v.Actor(), catalog.Route{API: "orders", Path: "/status", Methods: []string{"GET"}, Public: true})
	if err != nil {
		t.Fatal(err)
	}
	route.Public, route.Methods = false, []string{"GET", "PUT"}
	if _, err := s.EditRoute(ctx, v.Actor(), route); err != nil {
		t.Fatal(err)
	}
	api.TLSMin, api.Hosts, api.KeyHeader = "1.3", nil, "X-Orders"
	if _, err := s.EditAPI(ctx, v.Actor(), api); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddAPI(ctx, v.Actor(), catalog.API{Name: "orders"}); err == nil {
		t.Fatal("a name was given twice")
	}
	if err := s.RemoveRoute(ctx, v.Actor(), route.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveAPI(ctx, v.Actor(), "orders"); err != nil {
		t.Fatal(err)
	}
	want := `api.add; name:  -> orders; hosts:  -> a b; base:  -> /v1
route.add; path:  -> /v1/status; methods:  -> GET; public:  -> yes
route.edit; methods: GET -> GET PUT; public: yes -> no
api.edit; hosts: a b -> ; tls_min: none -> 1.3; key_header: X-API-Key -> X-Orders
route.remove; path: /status -> ; methods: GET PUT -> 
api.remove; name: orders -> `
	if got := strings.Join(vaulttest.Entries(t, v, from), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestMethods(t *testing.T) {
	for i, m := range catalog.Methods {
		if catalog.MethodIndex(m) != i {
			t.Errorf("%s has the index %d, want %d", m, catalog.MethodIndex(m), i)
		}
	}
	for _, m := range []string{"", "get", "TRACE", "CONNECT", "GETS"} {
		if catalog.MethodIndex(m) != -1 {
			t.Errorf("%q is taken for a method", m)
		}
	}
	for _, c := range []struct {
		list string
		m    string
		want bool
	}{{"GET", "GET", true}, {"GET", "HEAD", true}, {"HEAD", "GET", false}, {"POST", "HEAD", false}, {"", "GET", false}, {"GET", "OPTIONS", false}} {
		if got := catalog.Covers(strings.Fields(c.list), c.m); got != c.want {
			t.Errorf("%q covers %s = %v, want %v", c.list, c.m, got, c.want)
		}
	}
	if got, err := catalog.CheckMethods([]string{" options", "Get", "GET"}); err != nil || strings.Join(got, " ") != "GET OPTIONS" {
		t.Errorf("got %v, %v", got, err)
	}
}
