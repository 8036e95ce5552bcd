package catalog_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"gatehouse/core/catalog"
	"gatehouse/core/fault"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

var ctx = context.Background()

// filled is a catalogue with one API and one route.
func filled(t *testing.T) (*vault.Vault, *catalog.Service, catalog.API, catalog.Route) {
	t.Helper()
	v := vaulttest.New(t)
	s := catalog.New(v)
	api, err := s.AddAPI(ctx, v.Actor(), catalog.API{Name: "Orders", Hosts: []string{"API.example.com", "b.example.com", "api.EXAMPLE.com"}, Base: "/v1/"})
	if err != nil {
		t.Fatal(err)
	}
	route, err := s.AddRoute(ctx, v.Actor(), catalog.Route{API: "orders", Path: "/orders/{id}", Methods: []string{"delete", "GET", "GET"}})
	if err != nil {
		t.Fatal(err)
	}
	return v, s, api, route
}

func TestAnAPIIsStoredInOneForm(t *testing.T) {
	_, s, api, route := filled(t)
	if fmt.Sprint(api.Hosts) != "[api.example.com b.example.com]" || api.Base != "/v1" || api.TLSMin != "none" || api.KeyHeader != "X-API-Key" || api.Created == 0 {
		t.Errorf("got %+v", api)
	}
	if fmt.Sprint(route.Methods) != "[GET DELETE]" || route.API != api.ID || route.Accept != nil {
		t.Errorf("got %+v", route)
	}
	for _, n := range []string{"orders", "ORDERS", api.ID} {
		if got, err := s.API(n); err != nil || got.ID != api.ID {
			t.Errorf("%s: got %+v, %v", n, got, err)
		}
	}
	if _, err := s.API("nothing"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
	if got, err := s.Route(route.ID); err != nil || got.Path != "/orders/{id}" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestAddAPISaysWhatWouldBeRight(t *testing.T) {
	v, s, first, _ := filled(t)
	for name, c := range map[string]struct {
		api  catalog.API
		kind fault.Kind
		text string
	}{
		"no name":                 {catalog.API{}, fault.Invalid, "API name is empty"},
		"a name that is taken":    {catalog.API{Name: "ORDERS"}, fault.Conflict, "already"},
		"a name like an id":       {catalog.API{Name: strings.Repeat("a", 26)}, fault.Invalid, "looks like an id"},
		"an id that is none":      {catalog.API{ID: "x", Name: "x"}, fault.Invalid, "26 letters"},
		"an id that is taken":     {catalog.API{ID: first.ID, Name: "x"}, fault.Conflict, "already"},
		"a host with a scheme":    {catalog.API{Name: "x", Hosts: []string{"https://a"}}, fault.Invalid, "without scheme"},
		"a host with a port":      {catalog.API{Name: "x", Hosts: []string{"a:8080"}}, fault.Invalid, "without scheme"},
		"a host with a space":     {catalog.API{Name: "x", Hosts: []string{"a b"}}, fault.Invalid, "is not a host name"},
		"too many hosts":          {catalog.API{Name: "x", Hosts: make([]string, 65)}, fault.Invalid, "at most 64"},
		"a base with a parameter": {catalog.API{Name: "x", Base: "/{tenant}"}, fault.Invalid, "belong to routes"},
		"a base without a slash":  {catalog.API{Name: "x", Base: "v1"}, fault.Invalid, "begin with a slash"},
		"a base with dots":        {catalog.API{Name: "x", Base: "/a/../b"}, fault.Invalid, "not canonical"},
		"a base with two slashes": {catalog.API{Name: "x", Base: "/a//b"}, fault.Invalid, "not canonical"},
		"an old TLS":              {catalog.API{Name: "x", TLSMin: "1.1"}, fault.Invalid, "none 1.2 1.3"},
		"a header with a space":   {catalog.API{Name: "x", KeyHeader: "X Key"}, fault.Invalid, "letters, digits and dashes"},
		"a header of HTTP":        {catalog.API{Name: "x", KeyHeader: "authorization"}, fault.Invalid, "another meaning"},
		"a long header":           {catalog.API{Name: "x", KeyHeader: strings.Repeat("x", 65)}, fault.Invalid, "at most 64"},
		"a body below zero":       {catalog.API{Name: "x", MaxBody: -1}, fault.Invalid, "0 means no limit"},
		"a place that is taken":   {catalog.API{Name: "x", Hosts: []string{"B.example.com"}, Base: "/v1"}, fault.Conflict, "on host b.example.com already"},
	} {
		_, err := s.AddAPI(ctx, v.Actor(), c.api)
		if fault.KindOf(err) != c.kind || !strings.Contains(fmt.Sprint(err), c.text) {
			t.Errorf("%s: got %v, want %v with %q", name, err, c.kind, c.text)
		}
	}
	if _, err := s.AddAPI(ctx, v.Actor(), catalog.API{Name: "any", Base: "/v1"}); err != nil {
		t.Errorf("the same base on any host: %v", err)
	}
	if _, err := s.AddAPI(ctx, v.Actor(), catalog.API{Name: "any2", Base: "/v1"}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the same base on any host twice: %v", err)
	}
}

func TestAddRouteSaysWhatWouldBeRight(t *testing.T) {
	v, s, api, first := filled(t)
	for name, c := range map[string]struct {
		route catalog.Route
		kind  fault.Kind
		text  string
	}{
		"no such API":                {catalog.Route{API: "nothing", Path: "/x", Methods: []string{"GET"}}, fault.NotFound, "no API"},
		"no path":                    {catalog.Route{Methods: []string{"GET"}}, fault.Invalid, "begin with a slash"},
		"no methods":                 {catalog.Route{Path: "/x"}, fault.Invalid, "no method given"},
		"a method that is none":      {catalog.Route{Path: "/x", Methods: []string{"TRACE"}}, fault.Invalid, "GET HEAD POST"},
		"a query":                    {catalog.Route{Path: "/x?y", Methods: []string{"GET"}}, fault.Invalid, "not canonical"},
		"a parameter and text":       {catalog.Route{Path: "/x/{id}.json", Methods: []string{"GET"}}, fault.Invalid, "one whole segment"},
		"a parameter without a name": {catalog.Route{Path: "/x/{}", Methods: []string{"GET"}}, fault.Invalid, "one whole segment"},
		"a parameter with a slash":   {catalog.Route{Path: "/x/{a/b}", Methods: []string{"GET"}}, fault.Invalid, "one whole segment"},
		"a parameter twice":          {catalog.Route{Path: "/{a}/{a}", Methods: []string{"GET"}}, fault.Invalid, "twice"},
		"stars":                      {catalog.Route{Path: "/x/**", Methods: []string{"GET"}}, fault.Invalid, "only at the end of a grant's"},
		"too many segments":          {catalog.Route{Path: strings.Repeat("/a", 33), Methods: []string{"GET"}}, fault.Invalid, "at most 32"},
		"too long":                   {catalog.Route{Path: "/" + strings.Repeat("a", 1024), Methods: []string{"GET"}}, fault.Invalid, "at most 1024"},
		"a way that is none":         {catalog.Route{Path: "/x", Methods: []string{"GET"}, Accept: []string{"smile"}}, fault.Invalid, "cannot accept"},
		"the same path by shape":     {catalog.Route{Path: "/orders/{order}", Methods: []string{"PUT", "GET"}}, fault.Conflict, "answers GET on this path already"},
		"an id that is taken":        {catalog.Route{ID: first.ID, Path: "/y", Methods: []string{"GET"}}, fault.Conflict, "already"},
		"an id that is none":         {catalog.Route{ID: "y", Path: "/y", Methods: []string{"GET"}}, fault.Invalid, "26 letters"},
	} {
		if c.route.API == "" {
			c.route.API = api.ID
		}
		_, err := s.AddRoute(ctx, v.Actor(), c.route)
		if fault.KindOf(err) != c.kind || !strings.Contains(fmt.Sprint(err), c.text) {
			t.Errorf("%s: got %v, want %v with %q", name, err, c.kind, c.text)
		}
	}
	if _, err := s.AddRoute(ctx, v.Actor(), catalog.Route{API: api.ID, Path: "/orders/{order}", Methods: []string{"PUT"}}); err != nil {
		t.Errorf("another method on the same path: %v", err)
	}
	if n := len(s.RoutesOf(api.ID)); n != 2 {
		t.Errorf("%d routes, want 2", n)
	}
}

func TestEditKeepsWhatIsNotEdited(t *testing.T) {
	v, s, api, route := filled(t)
	changed := api
	changed.Name, changed.Hosts, changed.Created, changed.TLSMin = "billing", nil, 0, "1.3"
	got, err := s.EditAPI(ctx, v.Actor(), changed)
	if err != nil || got.Created != api.Created || got.Name != "billing" || got.TLSMin != "1.3" {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := s.API("orders"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the old name is still known: %v", err)
	}
	r := route
	r.API, r.Path, r.Methods, r.Public = "elsewhere", "/orders/{order}", []string{"GET"}, true
	edited, err := s.EditRoute(ctx, v.Actor(), r)
	if err != nil || edited.API != api.ID || edited.Created != route.Created || !edited.Public {
		t.Errorf("got %+v, %v", edited, err)
	}
	if _, err := s.AddRoute(ctx, v.Actor(), catalog.Route{API: api.ID, Path: "/x", Methods: []string{"GET"}}); err != nil {
		t.Fatal(err)
	}
	edited.Path = "/x"
	if _, err := s.EditRoute(ctx, v.Actor(), edited); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
	edited.ID = "nothing"
	if _, err := s.EditRoute(ctx, v.Actor(), edited); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
	changed.ID = "nothing"
	if _, err := s.EditAPI(ctx, v.Actor(), changed); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
}

func TestAnAPIInUseStays(t *testing.T) {
	v, s, api, route := filled(t)
	put := func(kind vault.Kind, id string, value any) {
		t.Helper()
		if _, err := v.Change(ctx, v.Actor(), vault.Action{Name: "test"}, func(tx *vault.Tx) error {
			if value == nil {
				return tx.Remove(kind, id)
			}
			return tx.Put(kind, id, value)
		}); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(text string) {
		t.Helper()
		if err := s.RemoveAPI(ctx, v.Actor(), "orders"); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), text) {
			t.Errorf("got %v, want %q", err, text)
		}
	}
	refused("route /orders/{id}")
	if err := s.RemoveRoute(ctx, v.Actor(), route.ID); err != nil {
		t.Fatal(err)
	}
	type named struct {
		Name string `json:"name"`
		API  string `json:"api"`
	}
	put(vault.KindRole, "r", named{"clerk", api.ID})
	refused("role clerk")
	put(vault.KindRole, "r", nil)
	put(vault.KindLimit, "l", named{"steady", api.ID})
	refused("limit steady")
	put(vault.KindLimit, "l", nil)
	if err := s.RemoveAPI(ctx, v.Actor(), "orders"); err != nil {
		t.Errorf("got %v", err)
	}
	if err := s.RemoveAPI(ctx, v.Actor(), "orders"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
	if err := s.RemoveRoute(ctx, v.Actor(), route.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
}

func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern, template string
		want              bool
	}{
		{"/orders", "/orders", true},
		{"/orders", "/orders/", false},
		{"/orders/{id}", "/orders/{order}", true},
		{"/orders/{id}", "/orders/special", false},
		{"/orders/special", "/orders/{id}", false},
		{"/orders/**", "/orders", true},
		{"/orders/**", "/orders/", true},
		{"/orders/**", "/orders/{id}/items", true},
		{"/orders/**", "/ordersx", false},
		{"/orders/{a}/**", "/orders/{b}/items", true},
		{"/orders/{a}/**", "/orders/special/items", false},
		{"/orders/{a}/**", "/orders", false},
		{"/**", "/", true},
		{"/**", "/a/{b}", true},
	} {
		p, err := catalog.ParsePattern("pattern", c.pattern)
		if err != nil {
			t.Fatal(err)
		}
		tmpl, err := catalog.ParseTemplate("path", c.template)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Covers(tmpl); got != c.want {
			t.Errorf("%s covers %s = %v, want %v", c.pattern, c.template, got, c.want)
		}
	}
	for _, bad := range []string{"", "orders", "**", "/**/a", "/a**", "/a/***", "/a//**", "/a/../**"} {
		if _, err := catalog.ParsePattern("pattern", bad); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}

func FuzzParseTemplate(f *testing.F) {
	for _, s := range []string{"/orders/{id}", "/", "/a/{b}/{c}/", "/{a}{b}", "/%41", "/{a}/**"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		tmpl, err := catalog.ParseTemplate("path", path)
		if err != nil {
			return
		}
		if n := strings.Count(path, "/"); n != len(tmpl.Segments) {
			t.Errorf("%q has %d segments, got %d", path, n, len(tmpl.Segments))
		}
		if again, err := catalog.ParseTemplate("path", path); err != nil || again.Shape() != tmpl.Shape() {
			t.Errorf("%q is not read the same twice", path)
		}
		if !catalog.Canonical(strings.ReplaceAll(tmpl.Shape(), "{}", "x")) {
			t.Errorf("%q is no canonical path", path)
		}
	})
}

func TestWhatIsStoredIsFoundAfterOpening(t *testing.T) {
	v, _, api, route := filled(t)
	again := catalog.New(v) // as after unlocking: indexes are built from the records
	if got, err := again.API("ORDERS"); err != nil || got.ID != api.ID {
		t.Errorf("got %+v, %v", got, err)
	}
	if got := again.RoutesOf(api.ID); len(got) != 1 || got[0].ID != route.ID {
		t.Errorf("got %+v", got)
	}
	if _, err := again.AddRoute(ctx, v.Actor(), catalog.Route{API: api.ID, Path: "/orders/{x}", Methods: []string{"GET"}}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
}
