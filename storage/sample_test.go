package storage_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/bundle"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/seal"
	"gatehouse/storage"
)

var update = flag.Bool("update", false, "make the sample vault of this version anew")

// sample is a vault of the first format. It is never made anew once a version with it was released:
// every later version must open it as it is.
const sample = "testdata/vaults/v1.gate"

// TestTheSampleVaultOfEachVersionOpens keeps the formats: a vault made by the first version opens,
// checks and means the same.
func TestTheSampleVaultOfEachVersionOpens(t *testing.T) {
	seal.CheapForTests()
	if *update {
		makeSample(t)
	}
	dir := t.TempDir()
	for _, ext := range []string{"", "-logs"} {
		b, err := os.ReadFile(sample + ext)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "acme.gate"+ext), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if rep := check(t, filepath.Join(dir, "acme.gate")); !rep.OK() || !rep.Opened {
		t.Fatalf("found %+v", rep)
	}
	ws := mustOpen(t, dir)
	keys, err := ws.Keys.Key(ws.Keys.Keys()[0].ID)
	if err != nil || keys.State != apikey.Active || len(ws.Catalog.Routes()) != 1 || len(ws.Directory.Principals()) != 1 {
		t.Errorf("got %+v, %v", keys, err)
	}
	last, ok := ws.Bundles.Last(bundle.DefaultAudience)
	if !ok || last.Serial != 1 {
		t.Errorf("the last export is %+v", last)
	}
	if _, err := ws.Bundles.Open(context.Background(), last); err != nil {
		t.Error(err)
	}
	if len(ws.Vault.Undecoded()) > 0 {
		t.Errorf("undecoded: %q", ws.Vault.Undecoded())
	}
}

// makeSample makes a small vault with one thing of each kind.
func makeSample(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	c := credentials(dir)
	start := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	ws, err := storage.Create(ctx, filepath.Join(dir, "v1.gate"), storage.Setup{
		Name: "sample", Admin: c.Admin, Password: c.Password, Device: c.Device, Program: "test", Now: func() time.Time { return start },
	})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	api, err := ws.Catalog.AddAPI(ctx, ws.Actor(), catalog.API{Name: "orders"})
	must(err)
	_, err = ws.Catalog.AddRoute(ctx, ws.Actor(), catalog.Route{API: api.ID, Path: "/orders/{id}", Methods: []string{"GET"}})
	must(err)
	role, err := ws.Directory.AddRole(ctx, ws.Actor(), directory.Role{Name: "reader", Grants: []directory.Grant{{API: api.ID, Path: "/orders/**", Methods: []string{"GET"}}}})
	must(err)
	ann, err := ws.Directory.AddPrincipal(ctx, ws.Actor(), directory.Principal{Name: "ann", Kind: directory.KindUser, Roles: []string{role.ID}})
	must(err)
	_, err = ws.Keys.Create(ctx, ws.Actor(), apikey.Draft{Principal: ann.ID})
	must(err)
	_, err = ws.Bundles.Export(ctx, ws.Actor(), bundle.ExportOptions{Out: filepath.Join(dir, "x.tar.gz"), Life: 24 * 3650 * time.Hour})
	must(err)
	must(ws.Close())
	must(os.MkdirAll(filepath.Dir(sample), 0o755))
	for _, ext := range []string{"", "-logs"} {
		b, err := os.ReadFile(filepath.Join(dir, "v1.gate"+ext))
		must(err)
		must(os.WriteFile(sample+ext, b, 0o644))
	}
}
