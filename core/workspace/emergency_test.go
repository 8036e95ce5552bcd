package workspace_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/bundle"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/core/review"
	"gatehouse/core/workspace"
)

// withKeys adds ann with three keys.
func (b *fleetBench) withKeys() (ann string, keys []apikey.Key) {
	b.Helper()
	p, err := b.ws.Directory.AddPrincipal(context.Background(), b.ws.Actor(), directory.Principal{Name: "ann"})
	b.must(err)
	for range 3 {
		c, err := b.ws.Keys.Create(context.Background(), b.ws.Actor(), apikey.Draft{Principal: p.ID})
		b.must(err)
		keys = append(keys, c.Key)
	}
	return p.ID, keys
}

// held says which of the keys the newest bundle of an audience lets in.
func (b *fleetBench) held(audience string, keys []apikey.Key) string {
	b.Helper()
	last, ok := b.ws.Bundles.Last(audience)
	if !ok {
		return "no bundle"
	}
	open, err := b.ws.Bundles.Open(context.Background(), last)
	b.must(err)
	in, err := open.Policy()
	b.must(err)
	var out []string
	for _, k := range keys {
		state := "gone"
		for _, x := range in.Keys {
			if x.ID == k.ID {
				state = string(x.State)
			}
		}
		out = append(out, state)
	}
	return strings.Join(out, " ")
}

func TestAnEmergencyRevokesExportsAndRaisesTheFloor(t *testing.T) {
	b := newFleet(t)
	_, keys := b.withKeys()
	b.gateway("edge-1", "edge")
	b.gateway("inner", "inner") // nothing was ever exported for it
	b.export("edge")
	b.export("default")
	var steps []string
	r, err := b.ws.Emergency(context.Background(), workspace.Emergency{Keys: []string{keys[0].ID, keys[1].Prefix(), keys[0].ID}, Reason: "leaked", Folder: b.dir},
		func(p job.Progress) { steps = append(steps, fmt.Sprint(p.Step, "/", p.Steps, " ", p.Label)) })
	if err != nil || r.Failed() != 0 || len(r.Revoked) != 2 || len(r.Exports) != 2 {
		t.Fatalf("got %+v, %v", r, err)
	}
	if got := strings.Join(steps, ", "); got != "1/3 Revoking, 2/3 Exporting for default, 3/3 Exporting for edge" {
		t.Errorf("it told %s", got)
	}
	for _, a := range []string{"default", "edge"} {
		if got := b.held(a, keys); got != "revoked revoked active" && got != "gone gone active" {
			t.Errorf("%s holds %s", a, got)
		}
		if _, err := os.Stat(filepath.Join(b.dir, a+".tar.gz")); err != nil {
			t.Errorf("%s: %v", a, err)
		}
	}
	if len(r.Exports[1].Raised) != 1 || b.ws.Gateways.Floor("edge") != 2 || b.ws.Gateways.Floor("inner") != 0 {
		t.Errorf("raised %+v", r.Exports)
	}
	again, err := b.ws.Emergency(context.Background(), workspace.Emergency{Keys: []string{keys[0].ID}, Folder: b.dir}, nil)
	if err != nil || len(again.Revoked) != 0 || len(again.Before) != 1 || len(again.Exports) != 2 || b.ws.Gateways.Floor("edge") != 3 {
		t.Errorf("a second time: %+v, %v", again, err)
	}
}

func TestARevocationStaysWhenAnExportFails(t *testing.T) {
	b := newFleet(t)
	ann, keys := b.withKeys()
	b.gateway("edge-1", "edge")
	b.export("edge")
	b.export("default")
	folder := filepath.Join(b.dir, "out")
	b.must(os.Mkdir(folder, 0o755))
	b.must(os.Mkdir(filepath.Join(folder, "default.tar.gz"), 0o755)) // a folder stands in the way
	r, err := b.ws.Emergency(context.Background(), workspace.Emergency{Principal: ann, Reason: "leaked", Folder: folder}, nil)
	if err != nil || len(r.Revoked) != 3 || r.Failed() != 1 {
		t.Fatalf("got %+v, %v", r, err)
	}
	for _, k := range keys {
		if k, _ := b.ws.Keys.Key(k.ID); k.State != apikey.Revoked || k.Reason != "leaked" {
			t.Errorf("got %+v", k)
		}
	}
	if r.Exports[0].Audience != "default" || r.Exports[0].Err == nil || r.Exports[0].Exported.Serial != 0 || len(r.Exports[0].Raised) != 0 {
		t.Errorf("the export that failed: %+v", r.Exports[0])
	}
	if r.Exports[1].Err != nil || r.Exports[1].Exported.Serial != 2 || b.ws.Gateways.Floor("edge") != 2 {
		t.Errorf("the other one: %+v", r.Exports[1])
	}
}

func TestAnEmergencyOfNothing(t *testing.T) {
	b := newFleet(t)
	p, err := b.ws.Directory.AddPrincipal(context.Background(), b.ws.Actor(), directory.Principal{Name: "bob"})
	b.must(err)
	ann, _ := b.withKeys()
	for name, c := range map[string]struct {
		e    workspace.Emergency
		kind fault.Kind
	}{
		"no key":                     {workspace.Emergency{}, fault.Invalid},
		"a key that is none":         {workspace.Emergency{Keys: []string{"nothing"}}, fault.NotFound},
		"a principal that is none":   {workspace.Emergency{Principal: "nobody"}, fault.NotFound},
		"a principal without keys":   {workspace.Emergency{Principal: p.ID}, fault.Invalid},
		"a reason that is no text":   {workspace.Emergency{Principal: ann, Reason: "a\x00b"}, fault.Invalid},
		"a reason that is too large": {workspace.Emergency{Principal: ann, Reason: strings.Repeat("x", 600)}, fault.Invalid},
	} {
		if _, err := b.ws.Emergency(context.Background(), c.e, nil); fault.KindOf(err) != c.kind {
			t.Errorf("%s: got %v", name, err)
		}
	}
	r, err := b.ws.Emergency(context.Background(), workspace.Emergency{Principal: ann, Folder: b.dir}, nil)
	if err != nil || len(r.Revoked) != 3 || len(r.Exports) != 0 {
		t.Errorf("where nothing was ever exported: %+v, %v", r, err)
	}
}

func TestAudiencesNeverShareAFile(t *testing.T) {
	seen := map[string]string{}
	for _, a := range []string{"edge", "Edge", "edge/1", "edge:1", "edge_1", "../edge", "édge", strings.Repeat("e", 100), strings.Repeat("e", 101), "EDGE"} {
		n := workspace.BundleName(a)
		if strings.ContainsAny(n, "/\\:") || strings.HasPrefix(n, ".") || len(n) > 90 {
			t.Errorf("%q gives %q", a, n)
		}
		if other := seen[strings.ToLower(n)]; other != "" {
			t.Errorf("%q and %q share %q", a, other, n)
		}
		seen[strings.ToLower(n)] = a
	}
	if got := workspace.BundleName(bundle.DefaultAudience); got != "default.tar.gz" {
		t.Errorf("got %q", got)
	}
}

// keyLine is one request with a key.
func keyLine(at time.Time, public string, status int) string {
	return fmt.Sprintf(`{"time_iso8601":%q,"remote_addr":"192.0.2.1","request_method":"GET","request_uri":"/open","server_protocol":"HTTP/1.1","status":%d,"gh_key":%q}`,
		at.UTC().Format(time.RFC3339), status, public)
}

func TestTheLastUseOfAKeyComesAndGoesWithTheImports(t *testing.T) {
	b := newFleet(t)
	_, keys := b.withKeys()
	public := func(i int) string { return keys[i].Tokens[0].Public }
	now := b.ws.Vault.Now().Truncate(time.Second)
	first := b.log("", keyLine(now.Add(-48*time.Hour), public(0), 200), keyLine(now.Add(-50*time.Hour), public(0), 200), keyLine(now.Add(-time.Hour), public(1), 401))
	second := b.log("", keyLine(now.Add(-2*time.Hour), public(0), 200), keyLine(now.Add(-time.Hour), "someone1", 200))
	last := func() string {
		uses, err := b.ws.Reviews.Usages(context.Background())
		b.must(err)
		var out []string
		for i := range keys {
			u := uses.Of(public(i))
			ago := "never"
			if u.Count > 0 {
				ago = now.Sub(u.Last.Time()).String()
			}
			out = append(out, fmt.Sprint(u.Count, " ", ago))
		}
		return strings.Join(out, ", ")
	}
	if got := last(); got != "3 2h0m0s, 0 never, 0 never" {
		t.Errorf("got %s", got)
	}
	b.must(b.ws.Imports.Remove(context.Background(), b.ws.Actor(), second))
	if got := last(); got != "2 48h0m0s, 0 never, 0 never" {
		t.Errorf("without the second import: %s", got)
	}
	if _, err := b.ws.Reviews.Run(context.Background(), b.ws.Actor(), review.RunOptions{}, nil); err != nil {
		t.Fatal(err)
	}
	if got := last(); got != "2 48h0m0s, 0 never, 0 never" {
		t.Errorf("reviewed again: %s", got)
	}
	b.must(b.ws.Imports.Remove(context.Background(), b.ws.Actor(), first))
	if got := last(); got != "0 never, 0 never, 0 never" {
		t.Errorf("without any: %s", got)
	}
}
