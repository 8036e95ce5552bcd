package desk_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"gatehouse/core/catalog"
	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

const shopDocument = `openapi: 3.0.3
info: {title: The Shop, version: "1"}
servers: [{url: "https://shop.example.com/v1"}]
paths:
  /orders:
    get: {summary: List the orders, parameters: [{name: limit, in: query, schema: {type: integer, maximum: 100}}]}
    post: {requestBody: {content: {application/json: {}}}}
`

func TestADocumentIsImportedIntoARealVault(t *testing.T) {
	h, dir := newHouse(t)
	path := filepath.Join(dir, "shop.yaml")
	if err := os.WriteFile(path, []byte(shopDocument), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	plan := must[catalog.Plan](t)(h.Catalog().PlanImport(ctx, path, catalog.Ask{}))
	api := must[vm.API](t)(h.Catalog().ApplyImport(ctx, plan))
	if api.Name != "the-shop" || api.Document != "The Shop 1" || api.Base != "/v1" {
		t.Errorf("got %+v", api)
	}
	apis := must[[]vm.API](t)(h.Catalog().APIs(ctx))
	r := apis[0].Routes[0]
	if len(apis[0].Routes) != 2 || !r.Imported || !r.Strict || len(r.Parameters) != 1 || r.Summary != "List the orders" {
		t.Fatalf("got %+v", apis[0].Routes)
	}
	r.OTP, r.TLSMin, r.Parameters[0].Max = true, "1.3", "50"
	must[vm.Route](t)(h.Catalog().EditRoute(ctx, r))
	if again := must[catalog.Plan](t)(h.Catalog().PlanImport(ctx, path, catalog.Ask{})); !again.Idle() || again.KeptCount() != 1 {
		t.Errorf("what was set by hand does not stay: %d kept", again.KeptCount())
	}
	if _, err := h.Catalog().PlanImport(ctx, filepath.Join(dir, "nothing.yaml"), catalog.Ask{}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
	if _, err := h.Catalog().PlanImport(ctx, filepath.Join(dir, "production.gate"), catalog.Ask{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
}

const boundDocument = `openapi: 3.0.3
info: {title: Bound, version: "1"}
paths:
  /orders/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string, pattern: "^[A-Z]{2}[0-9]+$", minLength: 3, maxLength: 12}}
        - {name: state, in: query, schema: {type: string, enum: [open, "", " done"]}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100, format: int32}}
`

// TestWhatADocumentStatesOfParametersSurvivesTheForms changes one bound and one rule through the forms, in
// a real vault, and compares everything else with what was imported.
func TestWhatADocumentStatesOfParametersSurvivesTheForms(t *testing.T) {
	h, dir := newHouse(t)
	path := filepath.Join(dir, "bound.yaml")
	if err := os.WriteFile(path, []byte(boundDocument), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	plan := must[catalog.Plan](t)(h.Catalog().PlanImport(ctx, path, catalog.Ask{}))
	api := must[vm.API](t)(h.Catalog().ApplyImport(ctx, plan))
	route := func() vm.Route { return must[[]vm.API](t)(h.Catalog().APIs(ctx))[0].Routes[0] }
	want := route().Parameters
	if len(want) != 3 || want[0].Pattern == "" || len(want[2].Enum) != 3 {
		t.Fatalf("imported %+v", want)
	}
	run := &runner.Steps{Time: uitest.Now}
	v := vm.NewAPIs(run, h)
	v.Start(ctx)
	run.Settle()
	v.Choose(api.ID)
	v.ShowRoute(route().ID)
	fails := func(err error) {
		if err != nil {
			t.Error(err)
		}
	}
	rules, _ := v.Rules(route().ID)
	rules.OTP = true
	v.SaveRules(rules, fails)
	run.Settle()
	for _, p := range want {
		f, ok := v.Parameter(p.In + " " + p.Name)
		if !ok {
			t.Fatalf("there is no form of %s", p.Name)
		}
		if p.Name == "limit" {
			f.Max = "50"
		}
		v.SaveParameter(f, fails)
		run.Settle()
	}
	want[1].Max = "50"
	if got := route(); !reflect.DeepEqual(got.Parameters, want) || !got.OTP || !got.Imported {
		t.Errorf("got %+v\nwant %+v", got.Parameters, want)
	}
	if again := must[catalog.Plan](t)(h.Catalog().PlanImport(ctx, path, catalog.Ask{})); !again.Idle() || again.KeptCount() != 1 {
		t.Errorf("what was set by hand does not stay: %d kept", again.KeptCount())
	}
}
