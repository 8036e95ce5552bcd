package desk_test

import (
	"os"
	"path/filepath"
	"testing"

	"gatehouse/core/catalog"
	"gatehouse/core/fault"
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
