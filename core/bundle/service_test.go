package bundle_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/bundle"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/policy"
	"gatehouse/core/signing"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

// shelf is an archive in memory.
type shelf struct {
	rows map[string][]byte
	fail error
}

func (s *shelf) PutSnapshot(_ context.Context, id string, sealed []byte) error {
	if s.fail != nil {
		return s.fail
	}
	s.rows[id] = bytes.Clone(sealed)
	return nil
}

func (s *shelf) Snapshot(_ context.Context, id string) ([]byte, error) {
	b, ok := s.rows[id]
	if !ok {
		return nil, fault.New(fault.NotFound, "nothing is archived as %s", id)
	}
	return bytes.Clone(b), nil
}

func (s *shelf) Snapshots(context.Context) ([]string, error) {
	var ids []string
	for id := range s.rows {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids, nil
}

func (s *shelf) RemoveSnapshot(_ context.Context, id string) error {
	delete(s.rows, id)
	return nil
}

// house is a vault with a small policy and its services.
type house struct {
	*bundle.Service
	v     *vault.Vault
	clock *vaulttest.Clock
	keys  *signing.Service
	shelf *shelf
	api   catalog.API
	cat   *catalog.Service
	dir   string
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{shelf: &shelf{rows: map[string][]byte{}}, dir: t.TempDir()}
	h.v, h.clock = vaulttest.NewWithClock(t)
	h.keys, h.cat = signing.New(h.v), catalog.New(h.v)
	people, keys := directory.New(h.v), apikey.New(h.v)
	h.Service = bundle.New(h.v, h.keys, h.shelf, func(context.Context) (*policy.Snapshot, error) {
		return policy.Compile(policy.Input{
			Vault: h.v.ID(), APIs: h.cat.APIs(), Routes: h.cat.Routes(), Principals: people.Principals(), Roles: people.Roles(), Keys: keys.Keys(),
		}, h.v.Now())
	})
	ctx, me := t.Context(), h.v.Actor()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	h.api, err = h.cat.AddAPI(ctx, me, catalog.API{Name: "orders-of-acme", Base: "/v1"})
	must(err)
	h.route(t, "/orders/{id}")
	role, err := people.AddRole(ctx, me, directory.Role{Name: "clerk-of-acme", Grants: []directory.Grant{{API: h.api.ID, Path: "/orders/**", Methods: []string{"GET"}}}})
	must(err)
	bot, err := people.AddPrincipal(ctx, me, directory.Principal{Name: "bot-of-acme", Kind: directory.KindService, Email: "bot@acme.example", Roles: []string{role.ID}})
	must(err)
	_, err = keys.Create(ctx, me, apikey.Draft{Principal: bot.ID, Name: "key-of-acme"})
	must(err)
	return h
}

func (h *house) route(t *testing.T, path string) {
	t.Helper()
	if _, err := h.cat.AddRoute(t.Context(), h.v.Actor(), catalog.Route{API: h.api.ID, Path: path, Methods: []string{"GET"}}); err != nil {
		t.Fatal(err)
	}
}

// export exports to a file of the house's folder.
func (h *house) export(t *testing.T, name, audience string) bundle.Exported {
	t.Helper()
	e, err := h.Export(t.Context(), h.v.Actor(), bundle.ExportOptions{Out: filepath.Join(h.dir, name), Audience: audience})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// read verifies an exported file with the public key that lies beside it.
func read(t *testing.T, e bundle.Exported, expect bundle.Expect) bundle.Bundle {
	t.Helper()
	pem, err := os.ReadFile(e.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	expect.Keys, err = signing.ParsePublic(pem)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(e.File)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := bundle.Verify(f, expect)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestExportWritesWhatVerifies(t *testing.T) {
	h := newHouse(t)
	before := string(h.v.Checkpoint())
	if _, err := h.keys.Bundle(t.Context(), h.v.Actor()); err != nil { // makes the key: an entry of its own
		t.Fatal(err)
	}
	checkpoint := string(h.v.Checkpoint())
	e := h.export(t, "edge.tar.gz", "edge")
	if before == checkpoint || e.Config != filepath.Join(h.dir, "edge.opa.yaml") || e.PublicKey != filepath.Join(h.dir, "edge.pem") {
		t.Errorf("the export wrote %s and %s", e.Config, e.PublicKey)
	}
	b := read(t, e, bundle.Expect{Audience: "edge", MinSerial: 1, Now: h.v.Now()})
	want := bundle.Meta{
		Vault: h.v.ID(), Audience: "edge", Serial: 1, Issued: vaulttest.Start, Expires: vaulttest.Start.Add(bundle.DefaultLife), Checkpoint: checkpoint,
	}
	if b.Meta != want {
		t.Errorf("the bundle says %+v\nwant %+v", b.Meta, want)
	}
	if b.Revision != e.Revision || b.SHA256 != e.SHA256 || b.Digest != e.Digest || b.SignedBy != e.Kid || b.Size != e.Size {
		t.Errorf("the record says %+v, the file %+v", e.Export, b)
	}
	config, err := os.ReadFile(e.Config)
	if err != nil || !strings.Contains(string(config), `gatehouse_min_serial: "1"`) || !strings.Contains(string(config), `resource: "edge.tar.gz"`) {
		t.Errorf("the configuration (%v):\n%s", err, config)
	}
	left, err := os.ReadDir(h.dir)
	if err != nil || len(left) != 3 {
		t.Errorf("the folder holds %v (%v), want three files", left, err)
	}
}

func TestSerialsGrowForEachAudience(t *testing.T) {
	h := newHouse(t)
	a1 := h.export(t, "a.tar.gz", "a")
	h.clock.Add(time.Hour)
	b1 := h.export(t, "b.tar.gz", "b")
	a2 := h.export(t, "a.tar.gz", "a")
	if a1.Serial != 1 || b1.Serial != 1 || a2.Serial != 2 {
		t.Errorf("serials %d %d %d", a1.Serial, b1.Serial, a2.Serial)
	}
	if a2.Previous != a1.SHA256 || b1.Previous != "" {
		t.Errorf("previous %q and %q", a2.Previous, b1.Previous)
	}
	var order []string
	for _, e := range h.List() {
		order = append(order, e.Revision)
	}
	if want := []string{a1.Revision, a2.Revision, b1.Revision}; !slices.Equal(order, want) {
		t.Errorf("listed %v, want %v", order, want)
	}
	if last, ok := h.Last("a"); !ok || last.Serial != 2 {
		t.Errorf("the last for a is %+v", last)
	}
	if _, ok := h.Last("c"); ok {
		t.Error("there is a last export for nobody")
	}
}

func TestTheSamePolicyMakesTheSameContent(t *testing.T) {
	h := newHouse(t)
	e := h.export(t, "a.tar.gz", "")
	first, err := h.Open(t.Context(), e.Export)
	if err != nil {
		t.Fatal(err)
	}
	in, err := first.Policy()
	if err != nil {
		t.Fatal(err)
	}
	snap, err := policy.Compile(in, h.v.Now())
	if err != nil {
		t.Fatal(err)
	}
	content, err := bundle.Build(snap, first.Meta)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := h.keys.Bundle(t.Context(), h.v.Actor())
	if err != nil {
		t.Fatal(err)
	}
	again, err := bundle.Sign(content, signer)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(e.File)
	if err != nil || !bytes.Equal(again, file) {
		t.Errorf("a policy read from a bundle makes another bundle (%v)", err)
	}
}

func TestNoNameLeavesTheVault(t *testing.T) {
	h := newHouse(t)
	b, err := h.Open(t.Context(), h.export(t, "a.tar.gz", "").Export)
	if err != nil {
		t.Fatal(err)
	}
	if text := bundle.Text(b); strings.Contains(text, "acme") {
		t.Error("the bundle holds a name")
	}
}

func TestTheArchiveGivesTheFileBack(t *testing.T) {
	h := newHouse(t)
	e := h.export(t, "a.tar.gz", "")
	want, err := os.ReadFile(e.File)
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.File(t.Context(), e.Export)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("the archive gives %d bytes (%v), want %d", len(got), err, len(want))
	}
	sealed := h.shelf.rows[e.ID]
	if bytes.Contains(sealed, []byte("gatehouse")) {
		t.Error("the archive is not sealed")
	}
	sealed[len(sealed)/2] ^= 1
	if _, err := h.File(t.Context(), e.Export); !fault.Is(err, fault.Damaged) {
		t.Errorf("a flipped bit: %v", err)
	}
	other := h.export(t, "b.tar.gz", "other")
	h.shelf.rows[e.ID] = h.shelf.rows[other.ID]
	if _, err := h.File(t.Context(), e.Export); !fault.Is(err, fault.Damaged) {
		t.Errorf("another bundle in its place: %v", err)
	}
	delete(h.shelf.rows, e.ID)
	if _, err := h.Open(t.Context(), e.Export); !fault.Is(err, fault.NotFound) {
		t.Errorf("a missing row: %v", err)
	}
}

func TestAFailedExportLeavesNothing(t *testing.T) {
	full := fault.New(fault.Full, "no space")
	for name, c := range map[string]struct {
		spoil func(*house, *bundle.ExportOptions)
		kind  fault.Kind
	}{
		"the archive is full":   {func(h *house, _ *bundle.ExportOptions) { h.shelf.fail = full }, fault.Full},
		"no such folder":        {func(h *house, o *bundle.ExportOptions) { o.Out = filepath.Join(h.dir, "no", "a.tar.gz") }, fault.Invalid},
		"the name of a folder":  {func(h *house, o *bundle.ExportOptions) { o.Out = h.dir }, fault.Invalid},
		"no name":               {func(_ *house, o *bundle.ExportOptions) { o.Out = "" }, fault.Invalid},
		"a life of no time":     {func(_ *house, o *bundle.ExportOptions) { o.Life = time.Second }, fault.Invalid},
		"a life of centuries":   {func(_ *house, o *bundle.ExportOptions) { o.Life = 20 * 365 * 24 * time.Hour }, fault.Invalid},
		"half a second of life": {func(_ *house, o *bundle.ExportOptions) { o.Life = time.Hour + time.Second/2 }, fault.Invalid},
		"an audience with tags": {func(_ *house, o *bundle.ExportOptions) { o.Audience = "<b>" }, fault.Invalid},
	} {
		h := newHouse(t)
		if _, err := h.keys.Bundle(t.Context(), h.v.Actor()); err != nil {
			t.Fatal(err)
		}
		seq := h.v.Seq()
		o := bundle.ExportOptions{Out: filepath.Join(h.dir, "a.tar.gz")}
		c.spoil(h, &o)
		if _, err := h.Export(t.Context(), h.v.Actor(), o); !fault.Is(err, c.kind) {
			t.Errorf("%s: %v, want %v", name, err, c.kind)
		}
		left, err := os.ReadDir(h.dir)
		if err != nil || len(left) > 0 || len(h.shelf.rows) > 0 || h.v.Seq() != seq || len(h.List()) > 0 {
			t.Errorf("%s: it leaves %v, %d rows, %d entries", name, left, len(h.shelf.rows), h.v.Seq()-seq)
		}
	}
}

func TestOnlyWhoMayExportsDoes(t *testing.T) {
	h := newHouse(t)
	actor := h.v.Actor()
	actor.Roles = []string{vault.RoleOperator}
	_, err := h.Export(t.Context(), actor, bundle.ExportOptions{Out: filepath.Join(h.dir, "a.tar.gz")})
	if !fault.Is(err, fault.Denied) {
		t.Errorf("an operator exports: %v", err)
	}
}

func TestACancelledExportLeavesNothing(t *testing.T) {
	h := newHouse(t)
	if _, err := h.keys.Bundle(t.Context(), h.v.Actor()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := h.Export(ctx, h.v.Actor(), bundle.ExportOptions{Out: filepath.Join(h.dir, "a.tar.gz")})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v", err)
	}
	if _, err := os.Stat(filepath.Join(h.dir, "a.tar.gz")); !errors.Is(err, fs.ErrNotExist) || len(h.shelf.rows) > 0 {
		t.Errorf("it leaves a file (%v) or %d rows", err, len(h.shelf.rows))
	}
}

func TestTheNextExportSweepsWhatACrashLeft(t *testing.T) {
	h := newHouse(t)
	h.shelf.rows["crashed"] = []byte("x")
	if err := os.WriteFile(filepath.Join(h.dir, ".a.tar.gz.part"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	e := h.export(t, "a.tar.gz", "")
	if _, ok := h.shelf.rows["crashed"]; ok || len(h.shelf.rows) != 1 {
		t.Errorf("the archive holds %d rows", len(h.shelf.rows))
	}
	read(t, e, bundle.Expect{})
}

func TestDiffNamesWhatChanged(t *testing.T) {
	h := newHouse(t)
	before, err := h.Open(t.Context(), h.export(t, "a.tar.gz", "").Export)
	if err != nil {
		t.Fatal(err)
	}
	h.route(t, "/items")
	gone := h.cat.Routes()[0]
	if gone.Path == "/items" {
		gone = h.cat.Routes()[1]
	}
	gone.Methods = []string{"GET", "DELETE"}
	if _, err := h.cat.EditRoute(t.Context(), h.v.Actor(), gone); err != nil {
		t.Fatal(err)
	}
	after, err := h.Open(t.Context(), h.export(t, "a.tar.gz", "").Export)
	if err != nil {
		t.Fatal(err)
	}
	got := func(from, to bundle.Bundle) (all []string) {
		changes, err := bundle.Diff(from, to)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			all = append(all, c.Change+" "+c.Kind)
		}
		slices.Sort(all)
		return all
	}
	if all := got(before, after); !slices.Equal(all, []string{"added route", "changed route"}) {
		t.Errorf("forwards: %v", all)
	}
	if all := got(after, before); !slices.Equal(all, []string{"changed route", "removed route"}) {
		t.Errorf("backwards: %v", all)
	}
	if all := got(after, after); len(all) > 0 {
		t.Errorf("with itself: %v", all)
	}
}
