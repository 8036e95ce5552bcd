package workspace_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"gatehouse/core/bundle"
	"gatehouse/core/catalog"
	"gatehouse/core/review"
	"gatehouse/core/review/intake"
)

// log is a request to a route that nobody may call without a key, answered as if it were allowed.
const log = `203.0.113.9 - - [03/Nov/2026:10:00:00 +0000] "GET /secret/7 HTTP/1.1" 200 12 "-" "curl/8"
203.0.113.9 - - [03/Nov/2026:10:00:01 +0000] "DELETE /secret/7 HTTP/1.1" 200 12 "-" "curl/8"
`

func TestEventsAreJudgedByTheBundleOfTheirGateway(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	ws := mustMake(t, dir)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	api, err := ws.Catalog.AddAPI(ctx, ws.Actor(), catalog.API{Name: "orders", TLSMin: "none"})
	must(err)
	_, err = ws.Catalog.AddRoute(ctx, ws.Actor(), catalog.Route{API: api.ID, Path: "/secret/{id}", Methods: []string{"GET"}})
	must(err)
	_, err = ws.Bundles.Export(ctx, ws.Actor(), bundle.ExportOptions{Out: filepath.Join(dir, "edge.tar.gz")})
	must(err)
	// What is added now is in no bundle: DELETE is still refused by the policy that was in force.
	_, err = ws.Catalog.AddRoute(ctx, ws.Actor(), catalog.Route{API: api.ID, Path: "/secret/{id}", Methods: []string{"DELETE"}})
	must(err)
	file := filepath.Join(dir, "access.log")
	must(os.WriteFile(file, []byte(log), 0o600))
	sum, err := ws.Imports.Add(ctx, ws.Actor(), intake.Options{Sources: []intake.Source{{Path: file}}}, nil)
	must(err)
	if sum.Events != 2 {
		t.Fatalf("%d events", sum.Events)
	}
	found, err := ws.Reviews.Findings(ctx, review.Filter{Import: sum.ID})
	must(err)
	drift := 0
	for _, f := range found {
		if f.Check == "DRIFT-01" {
			drift += int(f.Count)
		}
	}
	if drift != 1 {
		t.Errorf("drift in %d events, want the DELETE alone: %+v", drift, found)
	}
}
