package desk_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/core/seal"
	"gatehouse/storage"
	"gatehouse/ui/desk"
	"gatehouse/ui/vm"
)

const password = "korrekt pferd batterie heftklammer"

func TestMain(m *testing.M) {
	seal.CheapForTests()
	os.Exit(m.Run())
}

// newHouse makes a real vault in a folder of its own.
func newHouse(t *testing.T) (*desk.House, string) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "production.gate")
	ws, err := storage.Create(t.Context(), path, storage.Setup{Admin: "Mira", Password: seal.NewSecret([]byte(password)), Device: &storage.Device{Dir: filepath.Join(dir, "device")}})
	if err != nil {
		t.Fatal(err)
	}
	h := desk.New(ws, path)
	t.Cleanup(func() { h.Close() })
	return h, dir
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// access fills a house with one API, role, principal and key.
func access(t *testing.T, h vm.House) (vm.API, vm.Role, vm.Principal, vm.MadeKey) {
	t.Helper()
	ctx := t.Context()
	api := must[vm.API](t)(h.Catalog().AddAPI(ctx, vm.API{Name: "Orders", Hosts: []string{"api.example.com"}, Base: "/shop", TLSMin: "none"}))
	must[vm.Route](t)(h.Catalog().AddRoute(ctx, vm.Route{API: api.ID, Path: "/orders/{id}", Methods: []string{"GET", "DELETE"}}))
	role := must[vm.Role](t)(h.Directory().AddRole(ctx, vm.Role{Name: "orders.read", Grants: []vm.Grant{{API: api.ID, Path: "/**", Methods: []string{"GET"}}}}))
	who := must[vm.Principal](t)(h.Directory().AddPrincipal(ctx, vm.Principal{Name: "svc-billing", Service: true, Owner: "Finance", Roles: []string{role.ID}}))
	key := must[vm.MadeKey](t)(h.Keys().Create(ctx, vm.NewKey{Principal: who.ID, Name: "Billing worker", Env: "live", Networks: []string{"10.2.0.0/24"}, Expires: time.Now().Add(90 * 24 * time.Hour)}))
	return api, role, who, key
}

func TestAccessIsKeptAndReadBack(t *testing.T) {
	h, _ := newHouse(t)
	api, role, who, key := access(t, h)
	ctx := t.Context()
	if !strings.HasPrefix(key.Token, key.Prefix+"_") || len(key.Token) != len(key.Prefix)+39 {
		t.Errorf("the token does not begin with its prefix %s or has the wrong length", key.Prefix)
	}
	apis := must[[]vm.API](t)(h.Catalog().APIs(ctx))
	if len(apis) != 1 || apis[0].ID != api.ID || len(apis[0].Routes) != 1 || apis[0].KeyHeader != "X-API-Key" {
		t.Errorf("got APIs %+v", apis)
	}
	people := must[[]vm.Principal](t)(h.Directory().Principals(ctx))
	if len(people) != 1 || people[0].Keys != 1 || !people[0].Service || people[0].Owner != "Finance" {
		t.Errorf("got principals %+v", people)
	}
	roles := must[[]vm.Role](t)(h.Directory().Roles(ctx))
	if len(roles) != 1 || roles[0].Principals != 1 || len(roles[0].Grants) != 1 {
		t.Errorf("got roles %+v", roles)
	}
	keys := must[[]vm.Key](t)(h.Keys().Keys(ctx))
	if len(keys) != 1 || keys[0].SHA256 == "" || keys[0].State != "active" || keys[0].Expires.IsZero() {
		t.Errorf("got keys %+v", keys)
	}
	if err := h.Keys().Revoke(ctx, []string{key.ID}, "leaked"); err != nil {
		t.Fatal(err)
	}
	keys = must[[]vm.Key](t)(h.Keys().Keys(ctx))
	if keys[0].State != "revoked" || keys[0].Reason != "leaked" {
		t.Errorf("after revoking: %+v", keys[0])
	}
	if err := h.Directory().SetDisabled(ctx, who.ID, true, "left"); err != nil {
		t.Fatal(err)
	}
	if err := h.Directory().SetRoles(ctx, who.ID, nil); err != nil {
		t.Fatal(err)
	}
	people = must[[]vm.Principal](t)(h.Directory().Principals(ctx))
	if !people[0].Disabled || len(people[0].Roles) != 0 {
		t.Errorf("after disabling: %+v", people[0])
	}
	if err := h.Directory().SetDisabled(ctx, who.ID, false, ""); err != nil {
		t.Fatal(err)
	}
	if err := h.Catalog().RemoveRoute(ctx, apis[0].Routes[0].ID); err != nil {
		t.Fatal(err)
	}
	_ = role
}

func TestABundleIsExportedAndVerified(t *testing.T) {
	h, dir := newHouse(t)
	access(t, h)
	ctx := t.Context()
	if _, err := h.Bundles().Verify(ctx, filepath.Join(dir, "nothing.tar.gz")); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a file that is not there: %v", err)
	}
	path := filepath.Join(dir, "out", "bundle.tar.gz")
	e := must[vm.Export](t)(h.Bundles().Export(ctx, vm.NewExport{Path: path, Audience: "default", Lasts: 14 * 24 * time.Hour}))
	if e.Serial != 1 || e.KeyID == "" || e.Path != path || len(e.Beside) != 2 {
		t.Errorf("got export %+v", e)
	}
	for _, f := range e.Beside {
		if _, err := os.Stat(f.Path); err != nil {
			t.Errorf("%s (%s) was not written", f.Path, f.What)
		}
	}
	v := must[vm.Verified](t)(h.Bundles().Verify(ctx, path))
	if v.Revision != e.Revision || v.Routes != 1 || v.Keys != 1 || v.Expired {
		t.Errorf("got verified %+v", v)
	}
	if all := must[[]vm.Export](t)(h.Bundles().Exports(ctx)); len(all) != 1 || all[0].Digest != e.Digest {
		t.Errorf("got history %+v", all)
	}
	b := must[[]byte](t)(os.ReadFile(path))
	b[len(b)/2] ^= 1
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Bundles().Verify(ctx, path); fault.KindOf(err) != fault.Refused {
		t.Errorf("a changed bundle gives %v, want a refusal", err)
	}
}

const logLines = `203.0.113.7 - - [24/Nov/2026:09:14:01 +0000] "GET /shop/orders/1 HTTP/1.1" 200 211 "-" "curl/8"
203.0.113.7 - - [24/Nov/2026:09:14:02 +0000] "GET /shop/orders/1%27%20UNION%20SELECT%20name%20FROM%20users-- HTTP/1.1" 200 5121 "-" "curl/8"
203.0.113.7 - - [24/Nov/2026:09:14:03 +0000] "DELETE /shop/orders/1 HTTP/1.1" 403 180 "-" "curl/8"
`

func TestALogIsDetectedImportedAndListed(t *testing.T) {
	h, dir := newHouse(t)
	access(t, h)
	ctx := t.Context()
	path := filepath.Join(dir, "access.log")
	if err := os.WriteFile(path, []byte(logLines), 0o600); err != nil {
		t.Fatal(err)
	}
	d := must[vm.Detection](t)(h.Imports().Detect(ctx, path))
	if !strings.Contains(d.Format, "combined") || d.Confidence != 1 || len(d.Sample) != 3 {
		t.Errorf("got detection %+v", d)
	}
	reports := 0
	done := must[vm.Imported](t)(h.Imports().Import(ctx, vm.NewImport{Paths: []string{path}, Format: d.Format}, func(job.Progress) { reports++ }))
	if done.Events != 3 || done.Rejected != 0 || done.Continued {
		t.Errorf("got import %+v", done)
	}
	if reports == 0 {
		t.Error("the import never reported")
	}
	if all := must[[]vm.Import](t)(h.Imports().Imports(ctx)); len(all) != 1 || all[0].Events != 3 {
		t.Errorf("got imports %+v", all)
	}
	if _, err := h.Imports().Import(ctx, vm.NewImport{Paths: []string{path}}, nil); fault.KindOf(err) != fault.Conflict {
		t.Errorf("importing twice gives %v, want a conflict", err)
	}
	if e := must[[]vm.Entry](t)(h.Journal().Entries(ctx, 1)); len(e) != 1 || e[0].Action != "import.add" || e[0].Subject != "access.log" {
		t.Errorf("the journal says %+v", e)
	}
	for _, f := range must[[]vm.Finding](t)(h.Findings().Findings(ctx)) {
		x := must[vm.Finding](t)(h.Findings().Finding(ctx, f.ID))
		if x.ID != f.ID || x.Title == "" || len(x.Evidence) == 0 {
			t.Errorf("got finding %+v", x)
		}
	}
}

func TestSecretsOfALogAreNotShown(t *testing.T) {
	h, dir := newHouse(t)
	path := filepath.Join(dir, "access.log")
	const line = `203.0.113.7 - - [24/Nov/2026:09:14:02 +0000] "GET /shop?token=hunter2hunter2&id=1%27%20UNION%20SELECT%20name%20FROM%20users-- HTTP/1.1" 200 5121 "-" "curl/8"`
	if err := os.WriteFile(path, []byte(line+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	shown := fmt.Sprint(must[vm.Detection](t)(h.Imports().Detect(ctx, path)))
	must[vm.Imported](t)(h.Imports().Import(ctx, vm.NewImport{Paths: []string{path}}, nil))
	all := must[[]vm.Finding](t)(h.Findings().Findings(ctx))
	if len(all) == 0 {
		t.Fatal("nothing was found")
	}
	for _, f := range all {
		for _, e := range must[vm.Finding](t)(h.Findings().Finding(ctx, f.ID)).Evidence {
			shown += string(e.Raw)
		}
	}
	if strings.Contains(shown, "hunter2") || strings.Count(shown, "[masked]") < 2 {
		t.Errorf("shown is %s", shown)
	}
}

func TestAStoppedImportKeepsNothing(t *testing.T) {
	h, dir := newHouse(t)
	path := filepath.Join(dir, "access.log")
	if err := os.WriteFile(path, []byte(strings.Repeat(logLines, 40_000)), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := h.Imports().Import(ctx, vm.NewImport{Paths: []string{path}}, func(job.Progress) { cancel() })
	if p := vm.Explain(err); p.Title != "Stopped" {
		t.Errorf("got %v", err)
	}
	if all := must[[]vm.Import](t)(h.Imports().Imports(t.Context())); len(all) != 0 {
		t.Errorf("%d imports are left", len(all))
	}
	if done := must[vm.Imported](t)(h.Imports().Import(t.Context(), vm.NewImport{Paths: []string{path}}, nil)); done.Events != 120_000 {
		t.Errorf("imported again: %+v", done)
	}
}

func TestBadFilesAreRefusedAtOnce(t *testing.T) {
	h, dir := newHouse(t)
	empty, binary := filepath.Join(dir, "empty.log"), filepath.Join(dir, "binary.log")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(binary, []byte(strings.Repeat("\x00\x01\x02\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"an empty file": empty, "a binary file": binary, "a folder": dir, "no file": filepath.Join(dir, "none")} {
		if _, err := h.Imports().Detect(context.Background(), path); fault.KindOf(err) == 0 {
			t.Errorf("%s gives %v, want a fault that says what to do", name, err)
		}
	}
}

func TestTheHouseSaysWhoOpenedItAndCloses(t *testing.T) {
	h, _ := newHouse(t)
	i := h.VaultInfo()
	if i.Name != "production.gate" || i.Admin != "Mira" || !strings.Contains(i.Role, "owner") {
		t.Errorf("got %+v", i)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

func TestASecondProgramIsToldWhoHoldsTheVault(t *testing.T) {
	h, dir := newHouse(t)
	_, err := storage.Open(t.Context(), h.VaultInfo().Path, storage.Credentials{Admin: "Mira", Password: seal.NewSecret([]byte(password)), Device: &storage.Device{Dir: filepath.Join(dir, "device")}})
	if p := vm.Explain(err); fault.KindOf(err) != fault.Busy || p.Detail == "" {
		t.Errorf("got %v", err)
	}
}

func TestRecentsPutTheNewestFirstOnce(t *testing.T) {
	r := desk.Recents{File: filepath.Join(t.TempDir(), "deep", "recent.json")}
	if got := r.List(); len(got) != 0 {
		t.Fatalf("an absent file lists %v", got)
	}
	at := time.Unix(1_000_000, 0)
	for i, p := range []string{"/a.gate", "/b.gate", "/a.gate"} {
		if err := r.Add(vm.Recent{Path: p, Opened: at.Add(time.Duration(i) * time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	got := r.List()
	if len(got) != 2 || got[0].Path != "/a.gate" || !got[0].Opened.Equal(at.Add(2*time.Hour)) {
		t.Errorf("got %+v", got)
	}
	if st, err := os.Stat(r.File); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", st.Mode(), err)
	}
	if err := os.WriteFile(r.File, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := r.List(); len(got) != 0 {
		t.Errorf("a broken file lists %v", got)
	}
}
