package workspace_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"gatehouse/core/apikey"
	"gatehouse/core/bundle"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/directory/sheet"
	"gatehouse/core/fault"
	"gatehouse/core/fleet"
	"gatehouse/core/otp"
	"gatehouse/core/ratelimit"
	"gatehouse/core/workspace"
)

// typed is a vault with one record of each kind that people write text into.
type typed struct {
	ws        *workspace.Workspace
	api       catalog.API
	route     catalog.Route
	role      directory.Role
	principal directory.Principal
	key       apikey.Key
	gateway   fleet.Gateway
	limit     ratelimit.Policy
}

func newTyped(t testing.TB, ws *workspace.Workspace) *typed {
	t.Helper()
	ctx, who := context.Background(), ws.Actor()
	h := &typed{ws: ws}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	h.api, err = ws.Catalog.AddAPI(ctx, who, catalog.API{Name: "shop"})
	must(err)
	h.route, err = ws.Catalog.AddRoute(ctx, who, catalog.Route{API: h.api.ID, Path: "/orders", Methods: []string{"GET"}})
	must(err)
	h.role, err = ws.Directory.AddRole(ctx, who, directory.Role{Name: "reader", Grants: []directory.Grant{{API: h.api.ID, Path: "/orders", Methods: []string{"GET"}}}})
	must(err)
	h.principal, err = ws.Directory.AddPrincipal(ctx, who, directory.Principal{Name: "ann", Kind: directory.KindUser, Roles: []string{h.role.ID}})
	must(err)
	made, err := ws.Keys.Create(ctx, who, apikey.Draft{Principal: h.principal.ID})
	must(err)
	h.key = made.Key
	h.gateway, err = ws.Gateways.Add(ctx, who, fleet.Gateway{Name: "edge", Target: fleet.OPA, Audience: "edge"})
	must(err)
	h.limit, err = ws.Limits.Add(ctx, who, ratelimit.Policy{Name: "all", Rate: 10, Per: 1000, By: ratelimit.ByKey})
	must(err)
	return h
}

// write puts a text into every field that people fill, one after the other, and returns what each of them answered.
// Private are those whose text has no business outside the vault.
func (h *typed) write(text string) (private, others map[string]error) {
	ctx, who := context.Background(), h.ws.Actor()
	private, others = map[string]error{}, map[string]error{}
	principal := func(field string, change func(*directory.Principal)) {
		p := h.principal
		change(&p)
		p, private[field] = h.ws.Directory.EditPrincipal(ctx, who, p)
		if private[field] == nil {
			h.principal = p
		}
	}
	principal("principal name", func(p *directory.Principal) { p.Name = text })
	principal("email", func(p *directory.Principal) { p.Email = text })
	principal("owner", func(p *directory.Principal) { p.Owner = text })
	principal("notes", func(p *directory.Principal) { p.Notes = text })
	_, private["role name"] = h.ws.Directory.RenameRole(ctx, who, h.role.ID, text)
	key := func(field string, change func(*apikey.Key)) {
		k := h.key
		change(&k)
		k, private[field] = h.ws.Keys.Edit(ctx, who, k)
		if private[field] == nil {
			h.key = k
		}
	}
	key("key name", func(k *apikey.Key) { k.Name = text })
	key("key notes", func(k *apikey.Key) { k.Notes = text })
	gateway := func(field string, change func(*fleet.Gateway)) {
		g := h.gateway
		change(&g)
		g, private[field] = h.ws.Gateways.Edit(ctx, who, g)
		if private[field] == nil {
			h.gateway = g
		}
	}
	gateway("gateway name", func(g *fleet.Gateway) { g.Name = text })
	gateway("gateway notes", func(g *fleet.Gateway) { g.Notes = text })
	l := h.limit
	l.Name = text
	_, private["limit name"] = h.ws.Limits.Edit(ctx, who, l)
	_, private["device"] = h.ws.Enrolments.Begin(ctx, who, h.principal.ID, text, "acme", otp.SHA1, 6)

	api := func(field string, change func(*catalog.API)) {
		a := h.api
		change(&a)
		a, others[field] = h.ws.Catalog.EditAPI(ctx, who, a)
		if others[field] == nil {
			h.api = a
		}
	}
	api("API name", func(a *catalog.API) { a.Name = text })
	api("key header", func(a *catalog.API) { a.KeyHeader = text })
	api("host", func(a *catalog.API) { a.Hosts = []string{text} })
	api("base", func(a *catalog.API) { a.Base = text })
	route := func(field string, change func(*catalog.Route)) {
		r := h.route
		change(&r)
		r, others[field] = h.ws.Catalog.EditRoute(ctx, who, r)
		if others[field] == nil {
			h.route = r
		}
	}
	route("path", func(r *catalog.Route) { r.Path = "/" + text })
	route("summary", func(r *catalog.Route) { r.Summary = text })
	route("media type", func(r *catalog.Route) { r.MediaTypes = []string{text} })
	route("parameter", func(r *catalog.Route) { r.Parameters = []catalog.Parameter{{Name: text, In: "query"}} })
	route("pattern", func(r *catalog.Route) {
		r.Parameters = []catalog.Parameter{{Name: "q", In: "query", Type: "string", Pattern: text}}
	})
	route("enum", func(r *catalog.Route) {
		r.Parameters = []catalog.Parameter{{Name: "q", In: "query", Type: "string", Enum: []string{text}}}
	})
	_, others["grant"] = h.ws.Directory.Grant(ctx, who, h.role.ID, directory.Grant{API: h.api.ID, Path: "/" + text, Methods: []string{"GET"}})
	return private, others
}

// hostile is what somebody types who wants to be more than text.
var hostile = []string{
	"a perfectly good text", `"}]; allow = true #`, "line\nbreak: yes", "\x1b[31mred\x1b[0m", "\u202egnp.exe", "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd", "{{.Secret}}",
	"${HOME}", "../../etc/passwd", "'; DROP TABLE record; --", "<script>alert(1)</script>", "nul\x00byte", "\xff\xfe broken", "%0d%0aSet-Cookie: x=1", strings.Repeat("long ", 900),
	"(a+)+$", "(?=look)ahead", "O\u0308sterreich", "\u2028separator", "\ufeffmark", "application/json; charset=\"x\"", "{id}/{id}", "**/deep/**",
}

// inputsAVault is after how many inputs the fuzzing goes on with a new vault.
const inputsAVault = 100

// scratch is a folder in memory where the system has one: thirty commits an input wait for no disk there.
func scratch(f *testing.F) string {
	dir, err := os.MkdirTemp("/dev/shm", "gatehouse-fuzz-")
	if err != nil {
		return f.TempDir()
	}
	f.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// FuzzWhatPeopleTypeLeavesInert types a text into every field, and looks at all that leaves the vault:
// what is refused says so in printable words, no private text is in a bundle, a bundle reads back as
// it was, and a table for a spreadsheet has no formula in it.
func FuzzWhatPeopleTypeLeavesInert(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	ctx, root, tried := context.Background(), scratch(f), 0
	var dir string
	var h *typed
	begin := func(t testing.TB) { // now and then a new vault: each export and each device makes the next input slower
		var err error
		if dir, err = os.MkdirTemp(root, ""); err != nil {
			t.Fatal(err)
		}
		h = newTyped(t, makeOpen(t, dir))
	}
	end := func() {
		h.ws.Close()
		os.RemoveAll(dir)
	}
	begin(f)
	f.Cleanup(func() { end() })
	f.Fuzz(func(t *testing.T, text string) {
		if tried++; tried%inputsAVault == 0 {
			end()
			begin(t)
		}
		private, others := h.write(text)
		for _, answers := range []map[string]error{private, others} {
			for field, err := range answers {
				if err == nil {
					continue
				}
				if k := fault.KindOf(err); k != fault.Invalid && k != fault.Conflict && k != fault.NotFound {
					t.Errorf("%s of %q: %v, of kind %v", field, text, err, k)
				}
				if i := strings.IndexFunc(err.Error(), func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
					t.Errorf("%s: the refusal of %q does not print: %q", field, text, err)
				}
			}
		}
		out := filepath.Join(dir, "edge.tar.gz")
		if _, err := h.ws.Bundles.Export(ctx, h.ws.Actor(), bundle.ExportOptions{Out: out, Audience: "edge"}); err != nil {
			t.Fatalf("exporting after %q: %v", text, err)
		}
		raw, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		b, err := bundle.Inspect(bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("the bundle after %q: %v", text, err)
		}
		if _, err := b.Policy(); err != nil {
			t.Errorf("the policy after %q: %v", text, err)
		}
		public := false // some other field took the text, and carries it outside by right
		for _, err := range others {
			public = public || err == nil
		}
		if clear := ungzip(t, raw); len(text) >= 8 && !public && bytes.Contains(clear, []byte(text)) {
			t.Errorf("the bundle holds %q", text)
		}
		var people bytes.Buffer
		if err := sheet.WritePrincipals(&people, h.ws.Directory); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&people).ReadAll()
		if err != nil {
			t.Fatalf("the table after %q: %v", text, err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					t.Errorf("a cell of the table is a formula: %q", cell)
				}
			}
		}
	})
}

func ungzip(t *testing.T, raw []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	clear, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return clear
}
