package vm_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/nav"
	"gatehouse/ui/runner"
	"gatehouse/ui/vm"
)

// paletteHouse is a vault with just what the palette reads.
type paletteHouse struct {
	vm.House
	apikeys    []vm.Key
	principals []vm.Principal
	roles      []vm.Role
	apis       []vm.API
	ratelimits []vm.Limit
	err        error // of the rate limits
}

type (
	keysService   interface{ vm.Keys }
	limitsService interface{ vm.Limits }
	paletteKeys   struct {
		keysService
		h *paletteHouse
	}
	paletteDirectory struct {
		vm.Directory
		h *paletteHouse
	}
	paletteCatalog struct {
		vm.Catalog
		h *paletteHouse
	}
	paletteLimits struct {
		limitsService
		h *paletteHouse
	}
)

func (h *paletteHouse) Keys() vm.Keys           { return paletteKeys{h: h} }
func (h *paletteHouse) Directory() vm.Directory { return paletteDirectory{h: h} }
func (h *paletteHouse) Catalog() vm.Catalog     { return paletteCatalog{h: h} }
func (h *paletteHouse) Limits() vm.Limits       { return paletteLimits{h: h} }

func (s paletteKeys) Keys(context.Context) ([]vm.Key, error) { return s.h.apikeys, nil }
func (s paletteDirectory) Principals(context.Context) ([]vm.Principal, error) {
	return s.h.principals, nil
}
func (s paletteDirectory) Roles(context.Context) ([]vm.Role, error) { return s.h.roles, nil }
func (s paletteCatalog) APIs(context.Context) ([]vm.API, error)     { return s.h.apis, nil }
func (s paletteLimits) Limits(context.Context) ([]vm.Limit, error)  { return s.h.ratelimits, s.h.err }

// paletteMemory remembers in memory.
type paletteMemory struct{ ids []string }

func (m *paletteMemory) PaletteRecents() []string       { return m.ids }
func (m *paletteMemory) SetPaletteRecents(ids []string) { m.ids = ids }

var paletteDay = time.Date(2026, 11, 24, 14, 2, 0, 0, time.UTC)

func smallHouse() *paletteHouse {
	return &paletteHouse{
		apikeys: []vm.Key{
			{ID: "k1", Name: "Revenue dashboard", Prefix: "gh_live_3nVb80Qs", State: "active"},
			{ID: "k2", Name: "Partner preview", Prefix: "gh_test_yT51kHd7", State: "active", Expires: paletteDay.Add(-time.Hour)},
			{ID: "k3", Name: "Billing worker", Prefix: "gh_live_7Kq2mZ9x", State: "suspended"},
			{ID: "k4", Name: "Load test", Prefix: "gh_test_Qe6RtN5b", State: "revoked"},
		},
		principals: []vm.Principal{{ID: "p1", Name: "svc-billing", Service: true}, {ID: "p2", Name: "Amélie Roth", Email: "amelie@example.com", Disabled: true}},
		roles:      []vm.Role{{ID: "r1", Name: "code-reviewer", Principals: 9}, {ID: "r2", Name: "billing", Principals: 1}},
		apis:       []vm.API{{ID: "a1", Name: "Orders API", Hosts: []string{"orders.example.com"}, Routes: []vm.Route{{ID: "t1", API: "a1", Path: "/orders/{id}/revisions", Methods: []string{"GET"}}}}},
		ratelimits: []vm.Limit{{ID: "l1", Name: "Partner burst"}},
	}
}

func paletteActions() []vm.PaletteAction {
	return []vm.PaletteAction{
		{ID: "apikey.revoke", Title: "Revoke API key…", Icon: "ban", Enabled: true, Permitted: true},
		{ID: "vault.lock", Title: "Lock", Icon: "lock", Key: "Ctrl+L", Enabled: true, Permitted: true},
		{ID: "bundle.export", Title: "Export bundle…", Icon: "package", Permitted: true, Why: "nothing changed"},
		{ID: "limit.new", Title: "New rate limit", Icon: "timer", Enabled: true},
	}
}

func palettePages() []vm.PalettePage {
	return []vm.PalettePage{{Route: nav.Overview, Title: "Overview", Icon: "gauge"}, {Route: nav.Keys, Title: "API keys", Icon: "key-round", Note: "Access"}}
}

func openPalette(t testing.TB, h *paletteHouse, m vm.PaletteMemory) (*vm.Palette, *runner.Steps) {
	t.Helper()
	steps := &runner.Steps{Time: paletteDay}
	p := vm.NewPalette(steps, h, paletteActions, palettePages, m)
	p.Open(context.Background())
	return p, steps
}

func ids(p *vm.Palette) (out []string) {
	for _, r := range p.Rows() {
		out = append(out, r.ID)
	}
	return out
}

func TestPaletteFinds(t *testing.T) {
	for _, c := range []struct{ name, query, want string }{
		{"beginnings before middles, actions first", "rev", "action:apikey.revoke apikey:k1 apikey:k2 role:r1 route:t1"},
		{"case does not matter", "BILLING W", "apikey:k3"},
		{"accents do not matter", "amelie", "principal:p2"},
		{"an accent in the query does not matter", "àmélie", "principal:p2"},
		{"a key by its prefix", "7kq2", "apikey:k3"},
		{"a thing by its id", "l1", "limit:l1"},
		{"words in any order", "worker billing", "apikey:k3"},
		{"the first letters of words", "rak", "action:apikey.revoke"},
		{"a whole name puts its group first, then the shorter", "billing", "role:r2 apikey:k3 principal:p1"},
		{"the beginning of a page's name puts pages first", "api k", "page:keys action:apikey.revoke"},
		{"> finds actions only", "> lo", "action:vault.lock"},
		{"@ finds principals only", "@billing", "principal:p1"},
		{"/ finds APIs and routes only", "/orders", "api:a1 route:t1"},
		{"# finds keys only", "#billing", "apikey:k3"},
		{"nothing", "zzz", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, steps := openPalette(t, smallHouse(), nil)
			steps.Settle()
			p.SetQuery(c.query)
			if got := strings.Join(ids(p), " "); got != c.want {
				t.Errorf("%q finds %s, want %s", c.query, got, c.want)
			}
		})
	}
}

func TestPaletteMarksWhatItFound(t *testing.T) {
	p, steps := openPalette(t, smallHouse(), nil)
	steps.Settle()
	for _, c := range []struct {
		query, id   string
		title, note []vm.PaletteSpan
	}{
		{"rev", "apikey:k2", []vm.PaletteSpan{{From: 9, To: 12}}, nil},
		{"mel", "principal:p2", []vm.PaletteSpan{{From: 1, To: 4}}, nil},
		{"7kq2", "apikey:k3", nil, []vm.PaletteSpan{{From: 8, To: 12}}},
		{"rak", "action:apikey.revoke", []vm.PaletteSpan{{From: 0, To: 1}, {From: 7, To: 8}, {From: 11, To: 12}}, nil},
		{"worker billing", "apikey:k3", []vm.PaletteSpan{{From: 0, To: 7}, {From: 8, To: 14}}, nil},
	} {
		p.SetQuery(c.query)
		i := slices.Index(ids(p), c.id)
		if i < 0 {
			t.Errorf("%q does not find %s but %v", c.query, c.id, ids(p))
			continue
		}
		if r := p.Rows()[i]; !slices.Equal(r.TitleMatch, c.title) || !slices.Equal(r.NoteMatch, c.note) {
			t.Errorf("%q marks %v and %v in %q %q, want %v and %v", c.query, r.TitleMatch, r.NoteMatch, r.Title, r.Note, c.title, c.note)
		}
	}
}

func TestPaletteSaysTheStateOfThings(t *testing.T) {
	p, steps := openPalette(t, smallHouse(), nil)
	steps.Settle()
	for query, want := range map[string]string{"revenue": "Active", "preview": "Expired", "billing w": "Paused", "load t": "Revoked", "amel": "Disabled"} {
		p.SetQuery(query)
		if got := p.Rows()[0].Mark.Word; got != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
	p.SetQuery("code-rev")
	if got := p.Rows()[0].Note; got != "role, 9 principals" {
		t.Errorf("the role says %q", got)
	}
}

func TestPaletteShowsWhatCannotBeDoneWithTheReason(t *testing.T) {
	p, _ := openPalette(t, smallHouse(), nil)
	for query, want := range map[string]string{"export": "nothing changed", "new rate": "your role does not allow this"} {
		p.SetQuery(query)
		r := p.Rows()[0]
		if _, ok := p.Pick(0); ok || !r.Disabled || r.Note != want {
			t.Errorf("%q: picked %v, disabled %v, %q", query, ok, r.Disabled, r.Note)
		}
	}
}

func TestPaletteOpensAtOnceAndReadsBehind(t *testing.T) {
	p, steps := openPalette(t, smallHouse(), nil)
	if got := strings.Join(ids(p), " "); !p.Loading() || got != "action:apikey.revoke action:vault.lock action:limit.new action:bundle.export page:overview page:keys" && len(p.Rows()) != 6 {
		t.Errorf("at once it has %s", got)
	}
	p.SetQuery("billing")
	if title, _ := p.Nothing(); len(p.Rows()) != 0 || title != "Reading the vault…" {
		t.Errorf("while it reads: %d rows, %q", len(p.Rows()), title)
	}
	changes := 0
	p.OnChange = func() { changes++ }
	steps.Settle()
	if len(p.Rows()) != 3 || changes != 1 || p.Loading() {
		t.Errorf("after reading: %d rows, %d changes", len(p.Rows()), changes)
	}
	p.SetQuery("zzz")
	if title, _ := p.Nothing(); title != "Nothing fits “zzz”" {
		t.Errorf("it says %q", title)
	}
	p.Open(context.Background())
	p.SetQuery("billing")
	if len(p.Rows()) != 3 {
		t.Errorf("opened again it forgot the vault: %v", ids(p))
	}
}

func TestPaletteLeavesOutWhatMayNotBeRead(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want bool
	}{
		{"what is denied is simply not there", fault.New(fault.Denied, "Your role does not allow this."), false},
		{"what fails is told", errors.New("disk"), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := smallHouse()
			h.err = c.err
			p, steps := openPalette(t, h, nil)
			steps.Settle()
			p.SetQuery("billing")
			if p.Incomplete() != c.want || len(p.Rows()) != 3 {
				t.Errorf("incomplete %v, rows %v", p.Incomplete(), ids(p))
			}
		})
	}
}

func TestPaletteRemembersWhatWasPicked(t *testing.T) {
	m := &paletteMemory{ids: []string{"page:overview", "apikey:k1"}}
	p, steps := openPalette(t, smallHouse(), m)
	steps.Settle()
	if r := p.Rows()[0]; r.ID != "page:overview" || r.Head != "Recent" || p.Rows()[1].Head != "Actions" {
		t.Errorf("it begins with %+v", p.Rows()[:2])
	}
	p.SetQuery("billing worker")
	if to, ok := p.Pick(0); !ok || to.Route != nav.Key("k3") {
		t.Errorf("the key leads to %v", to)
	}
	p.SetQuery(">lock")
	if to, ok := p.Pick(0); !ok || to.Action != "vault.lock" {
		t.Errorf("the action leads to %v", to)
	}
	if got := strings.Join(m.ids, " "); got != "action:vault.lock page:overview" {
		t.Errorf("kept for the next session: %s", got)
	}
	p.Open(context.Background())
	if got := strings.Join(ids(p)[:3], " "); got != "action:vault.lock apikey:k3 page:overview" {
		t.Errorf("recent are %s", got)
	}
}

func TestPaletteScopesAndMoves(t *testing.T) {
	p, steps := openPalette(t, smallHouse(), nil)
	steps.Settle()
	p.SetQuery("@bil")
	if p.Scope() != vm.PalettePrincipals {
		t.Errorf("@ looks in %s", p.Scope().Word())
	}
	p.CycleScope(1)
	if p.Scope() != vm.PaletteRoles || p.Query() != "bil" || strings.Join(ids(p), " ") != "role:r2" {
		t.Errorf("next: %s, %q, %v", p.Scope().Word(), p.Query(), ids(p))
	}
	for range 3 {
		p.CycleScope(1)
	}
	if p.Scope() != vm.PaletteEverywhere {
		t.Errorf("round the end: %s", p.Scope().Word())
	}
	p.CycleScope(-1)
	p.CycleScope(1)
	p.Move(2)
	p.Move(5)
	if p.Index() != len(p.Rows())-1 {
		t.Errorf("below the end: %d", p.Index())
	}
	p.Move(-99)
	if p.Index() != 0 {
		t.Errorf("above the beginning: %d", p.Index())
	}
}

func TestPaletteShowsSixOfAGroupAndThirtyInAll(t *testing.T) {
	h := smallHouse()
	for i := range 50 {
		h.apikeys = append(h.apikeys, vm.Key{ID: fmt.Sprint("x", i), Name: fmt.Sprint("orders ", i), State: "active"})
		h.roles = append(h.roles, vm.Role{ID: fmt.Sprint("y", i), Name: fmt.Sprint("orders role ", i)})
	}
	p, steps := openPalette(t, h, nil)
	steps.Settle()
	p.SetQuery("orders")
	if n := len(p.Rows()); n != 6+6+2 {
		t.Errorf("%d rows: %v", n, ids(p))
	}
	p.SetQuery("#orders")
	if n := len(p.Rows()); n != 30 {
		t.Errorf("%d keys", n)
	}
}

func TestPaletteShowsHostileNamesEscaped(t *testing.T) {
	h := smallHouse()
	h.apikeys[0].Name = "pay\x1b[2J\u202eload"
	p, steps := openPalette(t, h, nil)
	steps.Settle()
	p.SetQuery("pay")
	if got := p.Rows()[0].Title; got != `pay\x1b[2J\u{202e}load` {
		t.Errorf("drawn as %q", got)
	}
}

// FuzzPaletteQuery holds that no query breaks the search and that marks stay within their text.
func FuzzPaletteQuery(f *testing.F) {
	for _, s := range []string{"", "rev", ">", "@é", "/ ", "a b c", "\xff", "ſİ", strings.Repeat("r", 99)} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, query, name string) {
		h := smallHouse()
		h.apikeys[0].Name = name
		p, steps := openPalette(t, h, nil)
		steps.Settle()
		p.SetQuery(query)
		for _, r := range p.Rows() {
			for _, s := range r.TitleMatch {
				if s.From < 0 || s.To > len([]rune(r.Title)) || s.From >= s.To {
					t.Errorf("%q marks %v in %q", query, s, r.Title)
				}
			}
		}
	})
}

func BenchmarkPaletteSearch100k(b *testing.B) {
	h := smallHouse()
	words := []string{"billing", "worker", "orders", "checkout", "nightly", "export", "partner", "mobile", "revenue", "dashboard", "search", "indexer", "status", "fraud"}
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 100_000 {
		name := fmt.Sprintf("%s %s %d", words[rng.IntN(len(words))], words[rng.IntN(len(words))], i)
		h.apikeys = append(h.apikeys, vm.Key{ID: fmt.Sprintf("%026d", i), Name: name, Prefix: fmt.Sprintf("gh_live_%08x", rng.Uint32()), State: "active"})
	}
	p, steps := openPalette(b, h, nil)
	steps.Settle()
	for _, q := range []string{"r", "rev", "revenue dash", "wkr", "dashboard billing 99", "zzz"} {
		b.Run(q, func(b *testing.B) {
			for b.Loop() {
				p.SetQuery("")
				p.SetQuery(q)
			}
		})
	}
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			p.Open(context.Background())
		}
	})
}
