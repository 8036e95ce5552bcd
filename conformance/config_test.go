package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	opabundle "github.com/open-policy-agent/opa/v1/bundle"

	"gatehouse/core/apikey"
	"gatehouse/core/bundle"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/gateway"
	"gatehouse/core/policy"
	"gatehouse/core/seal"
	"gatehouse/storage"
)

func TestMain(m *testing.M) {
	seal.CheapForTests()
	os.Exit(m.Run())
}

// TestExportStartsOPA does what an administrator does: a vault, a policy, an export. An OPA that is
// started from the file beside the bundle enforces it, and does so after a restart with nobody there
// to serve the bundle.
func TestExportStartsOPA(t *testing.T) {
	dir := t.TempDir()
	exported, token := export(t, dir)
	config, err := os.ReadFile(exported.Config)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(http.FileServer(http.Dir(filepath.Dir(exported.File))))
	defer srv.Close()
	t.Chdir(t.TempDir())
	t.Setenv(gateway.OPABundleURL, srv.URL)

	ask := func(method, key string) []byte {
		text, err := json.Marshal(request{"method": method, "host": "shop.example.com", "path": "/v1/orders/7", "tls": "1.3", "key_sha256": hexDigest([]byte(key))})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	check := func(o *opa) {
		t.Helper()
		for _, c := range []struct {
			method, key string
			want        string
		}{
			{"GET", token, "200 allowed"}, {"DELETE", token, "403 role_lacks_grant"},
			{"PUT", token, "405 method_not_allowed"}, {"GET", token + "x", "401 key_unknown"},
		} {
			d := o.post(t, ask(c.method, c.key))
			if got := fmt.Sprint(d.Status, " ", d.Reason); got != c.want {
				t.Errorf("%s: OPA says %s, want %s", c.method, got, c.want)
			}
			if d.Revision != exported.Revision {
				t.Errorf("%s: the answer names revision %q, want %q", c.method, d.Revision, exported.Revision)
			}
		}
	}
	o := startOPA(t, t.TempDir(), config)
	check(o)
	o.stop()
	srv.Close()
	check(startOPA(t, t.TempDir(), config))
}

// export makes a vault with a small policy and exports it.
func export(t testing.TB, dir string) (bundle.Exported, string) {
	t.Helper()
	ctx := context.Background()
	ws, err := storage.Create(ctx, filepath.Join(dir, "acme.gate"), storage.Setup{
		Admin: "ada", Password: seal.NewSecret([]byte("correct horse battery staple")), Program: "conformance",
	})
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	me := ws.Actor()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	api, err := ws.Catalog.AddAPI(ctx, me, catalog.API{Name: "shop", Base: "/v1", TLSMin: "1.2"})
	must(err)
	_, err = ws.Catalog.AddRoute(ctx, me, catalog.Route{API: api.ID, Path: "/orders/{id}", Methods: []string{"GET", "DELETE"}})
	must(err)
	role, err := ws.Directory.AddRole(ctx, me, directory.Role{Name: "clerk", Grants: []directory.Grant{{API: api.ID, Path: "/orders/**", Methods: []string{"GET"}}}})
	must(err)
	bot, err := ws.Directory.AddPrincipal(ctx, me, directory.Principal{Name: "bot", Kind: directory.KindService, Roles: []string{role.ID}})
	must(err)
	made, err := ws.Keys.Create(ctx, me, apikey.Draft{Principal: bot.ID})
	must(err)
	e, err := ws.Bundles.Export(ctx, me, bundle.ExportOptions{Out: filepath.Join(dir, "edge bundle.tar.gz")})
	must(err)
	return e, string(made.Token.Expose())
}

// hasty makes an OPA poll every second.
func hasty(config []byte) []byte {
	s := strings.Replace(string(config), "min_delay_seconds: 30", "min_delay_seconds: 1", 1)
	return []byte(strings.Replace(s, "max_delay_seconds: 60", "max_delay_seconds: 1", 1))
}

// TestOPAKeepsWhatItHas serves bad updates to an OPA that runs from our configuration: it refuses
// each and goes on deciding by the last good bundle, until a good one comes.
func TestOPAKeepsWhatItHas(t *testing.T) {
	s := signer(t, 1)
	snap := smallest(t)
	w := &world{in: snap.Input()}
	good := pack(t, snap, metaOf(w, serial), s)
	srv := newServer(t, good)
	t.Chdir(t.TempDir())
	t.Setenv(gateway.OPABundleURL, srv.URL)
	o := startOPA(t, t.TempDir(), hasty(configFor(t, s, serial)))
	before := o.post(t, []byte(`{}`)).Revision

	otherScope := metaOf(w, serial+1)
	otherScope.Audience = "other"
	for name, bad := range map[string][]byte{
		"scope mismatch": pack(t, snap, otherScope, s),
		"not found":      pack(t, snap, metaOf(w, serial+1), signer(t, 2)),
		"unsigned":       unsigned(t, snap),
	} {
		seen := o.lines.complained()
		srv.put(bad)
		o.lines.await(t, "a refusal of "+name, func(map[string]any) bool { return o.lines.complained() > seen })
		if now := o.post(t, []byte(`{}`)).Revision; now != before {
			t.Errorf("%s: OPA went from %s to %s", name, before, now)
		}
	}
	srv.put(pack(t, snap, metaOf(w, serial+1), s))
	o.lines.await(t, "the next bundle", func(map[string]any) bool { return o.post(t, []byte(`{}`)).Revision != before })
}

// unsigned is a bundle as `opa build` makes it.
func unsigned(t testing.TB, snap *policy.Snapshot) []byte {
	t.Helper()
	b, err := opaReads(pack(t, snap, metaOf(&world{in: snap.Input()}, serial+1), signer(t, 1)), verification(t, signer(t, 1)))
	if err != nil {
		t.Fatal(err)
	}
	b.Signatures = opabundle.SignaturesConfig{}
	var out bytes.Buffer
	if err := opabundle.NewWriter(&out).Write(b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestOPALogHidesCredentials reads the decision log that our configuration turns on.
func TestOPALogHidesCredentials(t *testing.T) {
	w := newWorld(t, 1)
	o := w.start(t, 0)
	const secret = "gh_live_notForTheLog"
	o.post(t, request{
		"method": "GET", "host": "a.example.com", "path": "/x?token=" + secret, "key": secret, "token": secret,
		"headers": map[string][]string{"x-api-key": {secret}, "cookie": {secret}},
	}.json(t))
	entry := o.lines.await(t, "a decision", func(e map[string]any) bool { return e["msg"] == "Decision Log" })
	text, err := json.Marshal(entry)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), secret) {
		t.Errorf("the decision log holds the credential: %s", text)
	}
	if !strings.Contains(string(text), `"path":"/x?"`) {
		t.Errorf("the decision log lost the path: %s", text)
	}
}
