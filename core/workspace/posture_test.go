package workspace_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/core/catalog"
)

// weak is what the vault's posture says, a line each.
func (b *fleetBench) weak() string {
	b.Helper()
	r, err := b.ws.Posture(context.Background(), 0)
	b.must(err)
	var all []string
	for _, f := range r.Findings {
		all = append(all, fmt.Sprintf("%s %d", f.Check.ID, f.Count))
	}
	return strings.Join(all, ", ")
}

func TestThePostureOfAVaultFollowsItsRecords(t *testing.T) {
	b := newFleet(t)
	const built = "api-no-tls 1, route-unlimited 1, vault-one-owner 1"
	if got := b.weak(); got != built {
		t.Error(got)
	}
	b.gateway("edge-1", "edge")
	if got := b.weak(); got != "api-no-tls 1, gateway-never-exported 1, route-unlimited 1, vault-one-owner 1" {
		t.Error(got)
	}
	b.export("edge")
	if got := b.weak(); got != built {
		t.Error(got)
	}
	_, err := b.ws.Catalog.AddRoute(context.Background(), b.ws.Actor(), catalog.Route{API: b.ws.Catalog.APIs()[0].ID, Path: "/more", Methods: []string{"POST"}, Public: true})
	b.must(err)
	for range 2 { // counted, and remembered
		if got := b.weak(); got != "route-open-write 1, api-no-tls 1, bundle-outdated 1, route-unlimited 2, vault-one-owner 1" {
			t.Error(got)
		}
	}
	b.export("edge")
	b.must(b.ws.Accepted.Accept(context.Background(), b.ws.Actor(), "route-open-write", nil, "a sandbox", b.ws.Vault.Now().Add(time.Hour)))
	b.must(b.ws.Accepted.Accept(context.Background(), b.ws.Actor(), "api-no-tls", []string{b.ws.Catalog.APIs()[0].ID}, "a sandbox", b.ws.Vault.Now().Add(time.Hour)))
	if got := b.weak(); got != "route-unlimited 2, vault-one-owner 1" {
		t.Error(got)
	}
	b.ws.Vault.Lock()
	if _, err := b.ws.Posture(context.Background(), 0); err == nil {
		t.Error("a locked vault tells how it is")
	}
}
