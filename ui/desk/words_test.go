package desk_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/ui/vm"
)

// TestWhatAnExportChangesIsToldFromARealVault holds the words against what bundles really say: a
// record that differs in nothing that has words would be told as "differs in details".
func TestWhatAnExportChangesIsToldFromARealVault(t *testing.T) {
	h, dir := newHouse(t)
	ctx := t.Context()
	api, role, who, key := access(t, h)
	limit := must[vm.Limit](t)(h.Limits().AddLimit(ctx, vm.Limit{Name: "Partner", Rate: 900, Per: time.Minute, By: "key"}))
	told := func() string {
		p := must[vm.Preview](t)(h.Bundles().Preview(ctx, "default"))
		var all []string
		for _, g := range vm.PolicyWords(p, nil, time.Now()) {
			for _, l := range g.Lines {
				all = append(all, l.Text)
			}
		}
		return strings.Join(all, "; ")
	}
	if got := told(); got != "1 API key; 1 principal; 1 role; 1 API; 1 route; 1 rate limit" {
		t.Errorf("the first export: %s", got)
	}
	must[vm.Export](t)(h.Bundles().Export(ctx, vm.NewExport{Audience: "default", Path: filepath.Join(dir, "out", "bundle.tar.gz"), Lasts: 24 * time.Hour}))
	if got := told(); got != "" {
		t.Errorf("right after an export: %s", got)
	}
	must[vm.Role](t)(h.Directory().AddGrant(ctx, role.ID, vm.Grant{API: api.ID, Path: "/orders/{id}", Methods: []string{"DELETE"}}))
	limit.Rate = 600
	must[vm.Limit](t)(h.Limits().EditLimit(ctx, limit))
	must[vm.MadeKey](t)(h.Keys().Create(ctx, vm.NewKey{Principal: who.ID, Name: "Android app", Env: "live", Scopes: []string{role.ID}}))
	if err := h.Keys().Revoke(ctx, []string{key.ID}, "leaked"); err != nil {
		t.Fatal(err)
	}
	want := "1 key revoked: Billing worker; Role orders.read gains DELETE /orders/{id}; 1 key added: Android app, orders.read; Rate limit Partner: 900 to 600 per minute"
	if got := told(); got != want {
		t.Errorf("after changes:\n got %s\nwant %s", got, want)
	}
}
