package desk_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/ui/vm"
)

func TestGatewaysAndTheirStandingAreToldFromARealVault(t *testing.T) {
	h, dir := newHouse(t)
	access(t, h)
	ctx := t.Context()
	g := must[vm.Gateway](t)(h.Gateways().AddGateway(ctx, vm.Gateway{Name: "edge-1", Target: "nginx", Audience: "edge", Production: true, Proxies: []string{"10.0.0.0/8"}, Notes: "rack 4"}))
	one := func() vm.Gateway {
		t.Helper()
		all := must[[]vm.Gateway](t)(h.Gateways().Gateways(ctx))
		if len(all) != 1 {
			t.Fatalf("%d gateways", len(all))
		}
		return all[0]
	}
	if got := one(); got.Standing != "never_exported" || got.Notes != "rack 4" || len(got.Proxies) != 1 || !got.Production {
		t.Errorf("added %+v", got)
	}
	for range 2 {
		must[vm.Export](t)(h.Bundles().Export(ctx, vm.NewExport{Audience: "edge", Path: filepath.Join(dir, "out", "bundle.tar.gz"), Lasts: 24 * time.Hour}))
	}
	if err := h.Gateways().RaiseFloor(ctx, "edge", 2); err != nil {
		t.Fatal(err)
	}
	got := one()
	if got.Last.Serial != 2 || len(got.Exports) != 2 || got.Exports[1].Serial != 1 || got.Floor != 2 || got.Standing != "no_logs" {
		t.Errorf("exported %+v", got)
	}
	log := filepath.Join(dir, "access.log")
	line := fmt.Sprintf(`{"time_iso8601":%q,"remote_addr":"10.1.2.3","http_x_forwarded_for":"203.0.113.9","request_method":"GET","request_uri":"/shop/orders/7","status":401,"gh_revision":%q}`,
		time.Now().UTC().Format(time.RFC3339), got.Last.Revision)
	if err := os.WriteFile(log, []byte(line+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	imported := must[vm.Imported](t)(h.Imports().Import(ctx, vm.NewImport{Paths: []string{log}, Gateway: "EDGE-1"}, nil))
	if imported.Import.Gateway != "edge-1" {
		t.Errorf("the import is of %q", imported.Import.Gateway)
	}
	if got := one(); got.Standing != "current" || got.Imports != 1 || got.SeenAt.IsZero() {
		t.Errorf("seen %+v", got)
	}
	g.Name, g.Production = "edge-b", false
	must[vm.Gateway](t)(h.Gateways().EditGateway(ctx, g))
	if got := one(); got.Name != "edge-b" || got.Production || got.Floor != 2 {
		t.Errorf("edited %+v", got)
	}
	if err := h.Gateways().RemoveGateway(ctx, g.ID); err != nil {
		t.Fatal(err)
	}
}

func TestThePostureIsToldFromARealVault(t *testing.T) {
	h, _ := newHouse(t)
	access(t, h)
	ctx := t.Context()
	told := func() string {
		t.Helper()
		var all []string
		for _, w := range must[[]vm.Weakness](t)(h.Postures().Weaknesses(ctx)) {
			if w.State == "unassessed" && w.Reason == "" || w.State == "open" && len(w.Subjects) == 0 {
				t.Errorf("%+v says nothing", w)
			}
			for _, s := range w.Subjects {
				if s.Kind == "route" && s.Parent == "" {
					t.Errorf("%s leads nowhere", s.Name)
				}
			}
			all = append(all, w.Check+" "+w.State)
		}
		return strings.Join(all, ", ")
	}
	const rest = ", key-stale unassessed, key-unused unassessed, key-anywhere unassessed, key-test unassessed"
	if got := told(); got != "api-no-tls open, route-unlimited open, vault-one-owner open"+rest {
		t.Error(got)
	}
	until := time.Now().Add(30 * 24 * time.Hour)
	if err := h.Postures().Accept(ctx, "api-no-tls", nil, "a lab", until); err != nil {
		t.Fatal(err)
	}
	for _, w := range must[[]vm.Weakness](t)(h.Postures().Weaknesses(ctx)) {
		if w.Check == "api-no-tls" && (w.State != "accepted" || w.Reason != "a lab" || w.Until.Sub(until).Abs() > time.Second) {
			t.Errorf("accepted %+v", w)
		}
	}
	if err := h.Postures().Withdraw(ctx, "api-no-tls"); err != nil {
		t.Fatal(err)
	}
	if got := told(); !strings.HasPrefix(got, "api-no-tls open") {
		t.Error(got)
	}
}
