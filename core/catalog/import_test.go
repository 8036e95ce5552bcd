package catalog_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gatehouse/core/catalog"
	"gatehouse/core/fault"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

// shop imports shopDoc into an empty catalogue.
func shop(t *testing.T) (*vault.Vault, *catalog.Service, catalog.API) {
	t.Helper()
	v, s := empty(t)
	return v, s, apply(t, v, s, plan(t, s, shopDoc, catalog.Ask{}))
}

func plan(t *testing.T, s *catalog.Service, text string, ask catalog.Ask) catalog.Plan {
	t.Helper()
	p, err := s.PlanImport(read(t, text), ask)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func apply(t *testing.T, v *vault.Vault, s *catalog.Service, p catalog.Plan) catalog.API {
	t.Helper()
	api, err := s.ApplyImport(ctx, v.Actor(), p)
	if err != nil {
		t.Fatal(err)
	}
	return api
}

// route returns the route of an API with a path and a method.
func route(t *testing.T, s *catalog.Service, api, method, path string) catalog.Route {
	t.Helper()
	for _, r := range s.RoutesOf(api) {
		if r.Path == path && slices.Contains(r.Methods, method) {
			return r
		}
	}
	t.Fatalf("there is no route %s %s", method, path)
	return catalog.Route{}
}

// edit changes a route by hand.
func edit(t *testing.T, v *vault.Vault, s *catalog.Service, r catalog.Route, change func(*catalog.Route)) catalog.Route {
	t.Helper()
	r.Parameters = slices.Clone(r.Parameters)
	change(&r)
	r, err := s.EditRoute(ctx, v.Actor(), r)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// summary describes a plan: how many of each, and each field that differs.
func summary(p catalog.Plan) string {
	lines := []string{fmt.Sprintf("%d new, %d changed, %d gone, %d unchanged, %d kept", p.Count(catalog.RouteNew), p.Count(catalog.RouteChanged), p.Count(catalog.RouteGone), p.Count(catalog.RouteUnchanged), p.KeptCount())}
	tell := func(what string, fields []catalog.FieldChange) {
		for _, f := range fields {
			kept := ""
			if f.Kept {
				kept = " (kept)"
			}
			lines = append(lines, fmt.Sprintf("%s %s: %s, says %s, will %s%s", what, f.Field, f.Was, f.Says, f.Will, kept))
		}
	}
	tell("API", p.Fields)
	for _, r := range p.Routes {
		if r.Change == catalog.RouteChanged || r.Change == catalog.RouteGone {
			lines = append(lines, string(r.Change)+" "+strings.Join(r.Route.Methods, " ")+" "+r.Route.Path)
		}
		if r.Change != catalog.RouteNew {
			tell("  "+r.Route.Path, r.Fields)
		}
	}
	return strings.Join(lines, "\n")
}

func TestAFirstImportMakesTheAPIAndItsRoutes(t *testing.T) {
	v, s := empty(t)
	from := v.Seq()
	p := plan(t, s, shopDoc, catalog.Ask{})
	if !p.New || p.API.Name != "the-shop" || p.Count(catalog.RouteNew) != 8 || p.Idle() {
		t.Errorf("got %+v", summary(p))
	}
	if v.Seq() != from {
		t.Error("a plan wrote something")
	}
	api := apply(t, v, s, p)
	if v.Seq() != from+1 {
		t.Errorf("%d changes for one import", v.Seq()-from)
	}
	if got, err := s.API("the-shop"); err != nil || got.Said == nil || got.Said.Imported == 0 || fmt.Sprint(got.Hosts, " ", got.Base, " ", got.TLSMin, " ", got.KeyHeader) != "[eu.example.com shop.example.com] /v1 1.2 X-Shop-Key" {
		t.Errorf("got %+v, %v", got, err)
	}
	r := route(t, s, api.ID, "GET", "/orders/{id}")
	if !r.Strict || r.Said == nil || len(r.Parameters) != 3 || r.Created == 0 {
		t.Errorf("got %+v", r)
	}
	if r := route(t, s, api.ID, "GET", "/status"); !r.Public {
		t.Error("what the document says is public to read is not")
	}
	if r := route(t, s, api.ID, "POST", "/status"); r.Public || !r.Said.Public {
		t.Error("a route that writes became public without being asked for")
	}
	if e := strings.Join(vaulttest.Entries(t, v, from), "\n"); !strings.Contains(e, "api.import; name:  -> the-shop; document:  -> The Shop! 1.2; hosts:") || !strings.Contains(e, "route:  -> DELETE /orders/{id}") {
		t.Errorf("the journal says %s", e)
	}
	again := plan(t, s, shopDoc, catalog.Ask{})
	if !again.Idle() || again.New {
		t.Errorf("the same document again: %s", summary(again))
	}
}

func TestWritesBecomePublicOnlyWhenAsked(t *testing.T) {
	v, s := empty(t)
	api := apply(t, v, s, plan(t, s, shopDoc, catalog.Ask{PublicWrites: true}))
	if !route(t, s, api.ID, "POST", "/status").Public {
		t.Error("it is not public")
	}
	v, s, api = shop(t)
	apply(t, v, s, plan(t, s, shopDoc, catalog.Ask{PublicWrites: true}))
	if !route(t, s, api.ID, "POST", "/status").Public {
		t.Error("asked for later, it is not public")
	}
}

func TestAReimportLosesNothingSetByHand(t *testing.T) {
	v, s, api := shop(t)
	get := edit(t, v, s, route(t, s, api.ID, "GET", "/orders/{id}"), func(r *catalog.Route) {
		r.TLSMin, r.OTP, r.MaxBody, r.Strict = "1.3", true, 100, false // what no document says
		r.Accept, r.Summary = []string{"key"}, "By hand"
		r.Parameters[0].Max = "500"
		r.Parameters = append(r.Parameters[:2], catalog.Parameter{Name: "mine", In: "query", Type: "string"}) // tags go
	})
	if _, err := s.AddRoute(ctx, v.Actor(), catalog.Route{API: api.ID, Path: "/mine", Methods: []string{"GET"}}); err != nil {
		t.Fatal(err)
	}
	api.TLSMin = "1.3"
	if _, err := s.EditAPI(ctx, v.Actor(), api); err != nil {
		t.Fatal(err)
	}
	next := strings.NewReplacer(
		"maximum: 9999", "maximum: 8888, minimum: 5", "maxItems: 5", "maxItems: 6", "maxLength: 8", "maxLength: 9",
		"summary: List the orders", "summary: All orders", "      operationId: addOrder\n", "",
		"    post: {security: []}\n", "", `version: "1.2"`, `version: "1.3"`, "https://{region}.example.com:8443/v1", "https://new.example.com/v1",
		"  /report/{id}.json:", "  /new/{x}:",
	).Replace(shopDoc)
	p := plan(t, s, next, catalog.Ask{})
	want := `1 new, 3 changed, 1 gone, 5 unchanged, 1 kept
API hosts: eu.example.com shop.example.com, says new.example.com shop.example.com, will new.example.com shop.example.com
API tls_min: 1.3, says 1.2, will 1.3 (kept)
changed GET /orders
  /orders summary: List the orders, says All orders, will All orders
changed POST /orders
  /orders summary: addOrder, says , will 
changed GET /orders/{id}
  /orders/{id} summary: By hand, says , will By hand (kept)
  /orders/{id} accept: key, says key token certificate, will key (kept)
  /orders/{id} parameter path id: integer, from 1 to 500, required, says integer, from 1 to 8888, required, will integer, from 1 to 500, required (kept)
  /orders/{id} parameter query code: string, length 2 to 8, says string, length 2 to 9, will string, length 2 to 9
  /orders/{id} parameter query tags: , says array of string, length 0 to 6, will  (kept)
gone POST /status`
	if got := summary(p); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	apply(t, v, s, p)
	now := route(t, s, api.ID, "GET", "/orders/{id}")
	if now.ID != get.ID || now.TLSMin != "1.3" || !now.OTP || now.MaxBody != 100 || now.Strict || now.Summary != "By hand" || len(now.Parameters) != 3 || now.Parameters[0].Max != "500" || now.Parameters[1].MaxLength != 9 || now.Created != get.Created {
		t.Errorf("got %+v", now)
	}
	route(t, s, api.ID, "GET", "/mine")
	route(t, s, api.ID, "POST", "/status") // gone from the document, and still here
	if a, err := s.API(api.ID); err != nil || a.TLSMin != "1.3" || a.Said.Version != "1.3" {
		t.Errorf("got %+v, %v", a, err)
	}
	p = plan(t, s, next, catalog.Ask{RemoveGone: true})
	apply(t, v, s, p)
	if n := len(s.RoutesOf(api.ID)); n != 9 {
		t.Errorf("%d routes", n)
	}
	if p := plan(t, s, next, catalog.Ask{RemoveGone: true}); !p.Idle() {
		t.Errorf("the same again: %s", summary(p))
	}
}

func TestARouteOfSeveralMethodsIsParted(t *testing.T) {
	v, s := empty(t)
	if _, err := s.AddAPI(ctx, v.Actor(), catalog.API{Name: "the-shop", Base: "/v1"}); err != nil {
		t.Fatal(err)
	}
	old, err := s.AddRoute(ctx, v.Actor(), catalog.Route{API: "the-shop", Path: "/orders/{order}", Methods: []string{"GET", "DELETE", "PATCH"}, OTP: true, MaxBody: 7})
	if err != nil {
		t.Fatal(err)
	}
	p := plan(t, s, shopDoc, catalog.Ask{API: "the-shop"})
	apply(t, v, s, p)
	for _, m := range []string{"GET", "DELETE", "PATCH"} {
		r := route(t, s, old.API, m, "/orders/{order}")
		if len(r.Methods) != 1 || !r.OTP || r.MaxBody != 7 || (m == "PATCH") != (r.ID == old.ID) || (r.Said == nil) != (m == "PATCH") {
			t.Errorf("%s: %+v", m, r)
		}
	}
	if r := route(t, s, old.API, "GET", "/orders/{order}"); r.Parameters[0].Name != "order" || r.Parameters[0].Max != "9999" {
		t.Errorf("the parameter of the path is not the one of ours: %+v", r.Parameters)
	}
	if p := plan(t, s, shopDoc, catalog.Ask{API: "the-shop"}); p.Count(catalog.RouteChanged) != 0 {
		t.Errorf("the same again: %s", summary(p))
	}
}

func TestABaseSetByHandStays(t *testing.T) {
	v, s := empty(t)
	api, err := s.AddAPI(ctx, v.Actor(), catalog.API{Name: "shop"})
	if err != nil {
		t.Fatal(err)
	}
	p := plan(t, s, shopDoc, catalog.Ask{API: "shop"})
	apply(t, v, s, p)
	if got, _ := s.API("shop"); got.Base != "" {
		t.Errorf("the base is %q", got.Base)
	}
	route(t, s, api.ID, "GET", "/v1/orders")
	if p := plan(t, s, shopDoc, catalog.Ask{API: "shop"}); !p.Idle() {
		t.Errorf("the same again: %s", summary(p))
	}
}

func TestAPlanThatIsNoLongerTrueIsRefused(t *testing.T) {
	v, s, api := shop(t)
	p := plan(t, s, strings.Replace(shopDoc, "List the orders", "Other", 1), catalog.Ask{})
	edit(t, v, s, route(t, s, api.ID, "GET", "/orders"), func(r *catalog.Route) { r.OTP = true })
	if _, err := s.ApplyImport(ctx, v.Actor(), p); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "new preview") {
		t.Errorf("got %v", err)
	}
	if _, err := s.ApplyImport(ctx, v.Actor(), catalog.Plan{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestAnImportIntoATakenPlaceIsRefused(t *testing.T) {
	v, s := empty(t)
	if _, err := s.AddAPI(ctx, v.Actor(), catalog.API{Name: "other", Hosts: []string{"shop.example.com"}, Base: "/v1"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PlanImport(read(t, shopDoc), catalog.Ask{}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
	if _, err := s.PlanImport(read(t, shopDoc), catalog.Ask{API: "a b"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestAPublicDocumentIsImportedTwice(t *testing.T) {
	v, s := empty(t)
	doc, err := catalog.ReadOpenAPI(public(t, "docusign.json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		p, err := s.PlanImport(doc, catalog.Ask{API: "docusign"})
		if err != nil {
			t.Fatal(err)
		}
		if i == 1 && !p.Idle() {
			t.Errorf("the second time: %s", summary(p))
		}
		apply(t, v, s, p)
	}
	if n := len(s.Routes()); n != 402 {
		t.Errorf("%d routes", n)
	}
}
