package ui_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/bundle"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/storage"
	houses "gatehouse/ui/desk"
	"gatehouse/ui/shell"
)

// BenchmarkOpenPageOfVault opens each page of a real vault with 1,000 routes of 10 APIs, 1,000 roles,
// 10,000 principals and 100,000 API keys, of which one change was not exported, and whose policy is compiled anew where a page needs it for the
// first time. See [openPage] for the figures.
func BenchmarkOpenPageOfVault(b *testing.B) {
	seal.CheapForTests()
	h := largeVault(b)
	for _, item := range shell.Items() {
		b.Run(item.Route.Page, func(b *testing.B) { openPage(b, h, item.Route) })
	}
}

// largeVault makes the vault by the services that imports and forms use.
func largeVault(b *testing.B) *houses.House {
	dir := b.TempDir()
	path := filepath.Join(dir, "large.gate")
	ctx, must := b.Context(), func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	ws, err := storage.Create(ctx, path, storage.Setup{Admin: "Mira", Password: seal.NewSecret([]byte("korrekt pferd batterie heftklammer")), Device: &storage.Device{Dir: filepath.Join(dir, "device")}})
	must(err)
	h := houses.New(ws, path)
	b.Cleanup(func() { h.Close() })

	var apis []catalog.API
	for i := range 10 {
		var doc strings.Builder
		fmt.Fprintf(&doc, "openapi: 3.1.0\ninfo: {title: API %d, version: '1'}\nservers: [{url: 'https://api%d.example.com'}]\npaths:\n", i, i)
		for j := range 100 {
			fmt.Fprintf(&doc, "  /group%d/item%d/{id}:\n    get: {responses: {'200': {description: ok}}}\n    delete: {responses: {'204': {description: ok}}}\n", j%10, j)
		}
		read, err := catalog.ReadOpenAPI([]byte(doc.String()))
		must(err)
		plan, err := ws.Catalog.PlanImport(read, catalog.Ask{})
		must(err)
		api, err := ws.Catalog.ApplyImport(ctx, ws.Actor(), plan)
		must(err)
		apis = append(apis, api)
	}
	var roles []directory.Role
	for i := range 1000 {
		roles = append(roles, directory.Role{ID: seal.NewID(), Name: fmt.Sprintf("role.%d", i), Grants: []directory.Grant{
			{API: apis[i%10].ID, Path: fmt.Sprintf("/group%d/**", i%10), Methods: []string{"GET"}},
			{API: apis[i%10].ID, Path: fmt.Sprintf("/group%d/item%d/{id}", i/10%10, i/10%100), Methods: []string{"DELETE"}, OTP: true},
		}})
	}
	_, err = ws.Directory.PutRoles(ctx, ws.Actor(), roles, "roles.csv")
	must(err)
	var people []directory.Principal
	for i := range 10_000 {
		people = append(people, directory.Principal{ID: seal.NewID(), Name: fmt.Sprintf("svc-%d", i), Kind: directory.KindService, Owner: "Finance", State: directory.Active, Roles: []string{roles[i%1000].ID, roles[(i*7+1)%1000].ID}})
	}
	_, err = ws.Directory.PutAll(ctx, ws.Actor(), people, "principals.csv")
	must(err)
	var drafts []apikey.Draft
	for i := range 100_000 {
		drafts = append(drafts, apikey.Draft{Principal: people[i%10_000].ID, Name: fmt.Sprintf("Worker %d", i), Networks: []string{"10.2.0.0/16"}, Expires: vault.MillisOf(ws.Vault.Now().Add(time.Duration(i%80+1) * 24 * time.Hour))})
	}
	for part := range slices.Chunk(drafts, 10_000) {
		_, err = ws.Keys.CreateAll(ctx, ws.Actor(), part)
		must(err)
	}
	_, err = ws.Bundles.Export(ctx, ws.Actor(), bundle.ExportOptions{Out: filepath.Join(dir, "default.tar.gz"), Life: 24 * time.Hour})
	must(err)
	_, err = ws.Keys.RevokeAll(ctx, ws.Actor(), []string{ws.Keys.Keys()[0].ID}, "leaked") // which is not exported
	must(err)
	return h
}
