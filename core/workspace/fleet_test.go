package workspace_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/core/bundle"
	"gatehouse/core/catalog"
	"gatehouse/core/fleet"
	"gatehouse/core/review"
	"gatehouse/core/review/intake"
	"gatehouse/core/workspace"
)

// fleetBench is a vault with one API and its gateways.
type fleetBench struct {
	*testing.T
	ws  *workspace.Workspace
	dir string
}

func newFleet(t *testing.T) *fleetBench {
	t.Helper()
	dir := t.TempDir()
	b := &fleetBench{t, mustMake(t, dir), dir}
	api, err := b.ws.Catalog.AddAPI(context.Background(), b.ws.Actor(), catalog.API{Name: "orders", TLSMin: "none"})
	b.must(err)
	_, err = b.ws.Catalog.AddRoute(context.Background(), b.ws.Actor(), catalog.Route{API: api.ID, Path: "/open", Methods: []string{"GET"}, Public: true})
	b.must(err)
	return b
}

func (b *fleetBench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *fleetBench) gateway(name, audience string, proxies ...string) {
	b.Helper()
	_, err := b.ws.Gateways.Add(context.Background(), b.ws.Actor(), fleet.Gateway{Name: name, Target: fleet.OPA, Audience: audience, Proxies: proxies})
	b.must(err)
}

func (b *fleetBench) export(audience string) bundle.Exported {
	b.Helper()
	e, err := b.ws.Bundles.Export(context.Background(), b.ws.Actor(), bundle.ExportOptions{Out: filepath.Join(b.dir, audience+".tar.gz"), Audience: audience})
	b.must(err)
	return e
}

// log imports lines for a gateway and returns the import's id.
func (b *fleetBench) log(gateway string, lines ...string) string {
	b.Helper()
	file := filepath.Join(b.dir, fmt.Sprintf("access-%d.log", time.Now().UnixNano()))
	b.must(os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	sum, err := b.ws.Imports.Add(context.Background(), b.ws.Actor(), intake.Options{Sources: []intake.Source{{Path: file}}, Gateway: gateway}, nil)
	b.must(err)
	return sum.ID
}

// line is one request in a log that says which revision decided.
func line(at time.Time, source, forwarded, revision string) string {
	return fmt.Sprintf(`{"time_iso8601":%q,"remote_addr":%q,"http_x_forwarded_for":%q,"request_method":"GET","request_uri":"/open","server_protocol":"HTTP/1.1","status":200,"gh_revision":%q}`,
		at.UTC().Format(time.RFC3339), source, forwarded, revision)
}

// standing is how the gateways stand, in their order.
func (b *fleetBench) standing() string {
	var all []string
	for _, s := range b.ws.Fleet() {
		all = append(all, fmt.Sprintf("%s %s %d", s.Name, s.Standing, s.Seen.Imports))
	}
	return strings.Join(all, ", ")
}

func TestAGatewayIsBehindWhenItsLogsShowAnOlderBundle(t *testing.T) {
	b := newFleet(t)
	b.gateway("edge-1", "edge")
	b.gateway("inner", "inner")
	if got := b.standing(); got != "edge-1 never_exported 0, inner never_exported 0" {
		t.Error(got)
	}
	first := b.export("edge")
	if got := b.standing(); got != "edge-1 no_logs 0, inner never_exported 0" {
		t.Error(got)
	}
	issued := first.Issued.Time()
	b.log("EDGE-1", line(issued.Add(time.Minute), "203.0.113.9", "", first.Revision))
	if got := b.standing(); got != "edge-1 current 1, inner never_exported 0" {
		t.Error(got)
	}
	second := b.export("edge")
	if got := b.standing(); !strings.HasPrefix(got, "edge-1 unconfirmed 1") {
		t.Error(got)
	}
	late := b.log("edge-1", line(second.Issued.Time().Add(time.Hour), "203.0.113.9", "", first.Revision))
	if got := b.standing(); !strings.HasPrefix(got, "edge-1 behind 2") {
		t.Error(got)
	}
	if _, err := b.ws.Gateways.RaiseFloor(context.Background(), b.ws.Actor(), "edge", second.Serial); err != nil {
		t.Fatal(err)
	}
	if got := b.standing(); !strings.HasPrefix(got, "edge-1 below_floor 2") {
		t.Error(got)
	}
	// What an import said goes with it; a review made again says the same.
	b.must(b.ws.Imports.Remove(context.Background(), b.ws.Actor(), late))
	if got := b.standing(); !strings.HasPrefix(got, "edge-1 unconfirmed 1") {
		t.Error(got)
	}
	_, err := b.ws.Reviews.Run(context.Background(), b.ws.Actor(), review.RunOptions{}, nil)
	b.must(err)
	if got := b.standing(); !strings.HasPrefix(got, "edge-1 unconfirmed 1") {
		t.Error(got)
	}
}

func TestAnImportOfAnAudienceCountsForItsOneGateway(t *testing.T) {
	b := newFleet(t)
	b.gateway("edge-1", "edge")
	e := b.export("edge")
	b.log("edge", line(e.Issued.Time(), "203.0.113.9", "", e.Revision))
	b.log("edge", `203.0.113.9 - - [03/Nov/2026:10:00:00 +0000] "GET /open HTTP/1.1" 200 12 "-" "curl/8"`)
	if got := b.standing(); got != "edge-1 current 2" {
		t.Error(got)
	}
	b.gateway("edge-2", "edge")
	if got := b.standing(); got != "edge-1 no_logs 0, edge-2 no_logs 0" {
		t.Error(got)
	}
	b.log("edge-2", `203.0.113.9 - - [03/Nov/2026:10:00:00 +0000] "GET /open/2 HTTP/1.1" 200 12 "-" "curl/8"`)
	if got := b.standing(); got != "edge-1 no_logs 0, edge-2 not_carried 1" {
		t.Error(got)
	}
	if got := fmt.Sprint(b.ws.Audiences()); got != "[edge]" {
		t.Errorf("the audiences are %s", got)
	}
}

func TestFindingsNameTheClientBehindATrustedProxy(t *testing.T) {
	b := newFleet(t)
	b.gateway("edge-1", "edge", "10.0.0.0/8")
	b.gateway("inner", "inner")
	b.export("edge")
	b.export("inner")
	lines := func(path string) (all []string) {
		for i := range 12 { // one too many for the check of failed log-ins
			at := time.Date(2026, 11, 3, 10, 0, i/2, 0, time.UTC).Format(time.RFC3339)
			all = append(all, fmt.Sprintf(`{"time_iso8601":%q,"remote_addr":"10.1.2.3","http_x_forwarded_for":"198.51.100.1, 203.0.113.9","request_method":"GET","request_uri":%q,"status":401}`, at, path))
		}
		return all
	}
	sources := func(imp string) string {
		found, err := b.ws.Reviews.Findings(context.Background(), review.Filter{Import: imp, Check: "AUTH-02"})
		b.must(err)
		var all []string
		for _, f := range found {
			all = append(all, f.Source)
		}
		return strings.Join(all, " ")
	}
	trusted, other := b.log("edge-1", lines("/open")...), b.log("inner", lines("/open/2")...)
	for range 2 { // as imported, and as reviewed again
		if got := sources(trusted); got != "203.0.113.9" {
			t.Errorf("behind the trusted proxy: %q", got)
		}
		if got := sources(other); got != "10.1.2.3" {
			t.Errorf("without trust: %q", got)
		}
		_, err := b.ws.Reviews.Run(context.Background(), b.ws.Actor(), review.RunOptions{}, nil)
		b.must(err)
	}
}
