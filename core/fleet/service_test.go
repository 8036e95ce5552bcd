package fleet_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/core/fleet"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

var ctx = context.Background()

// bench is a vault with its gateways.
type bench struct {
	*testing.T
	*fleet.Service
	v *vault.Vault
}

func newBench(t *testing.T) *bench {
	t.Helper()
	v := vaulttest.New(t)
	return &bench{t, fleet.New(v), v}
}

func (b *bench) add(name, audience string) fleet.Gateway {
	b.Helper()
	g, err := b.Add(ctx, b.v.Actor(), fleet.Gateway{Name: name, Target: fleet.OPA, Audience: audience})
	if err != nil {
		b.Fatal(err)
	}
	return g
}

// exported puts the record of an export into the vault, as core/bundle does.
func (b *bench) exported(audience string, serial uint64) {
	b.Helper()
	type export struct {
		ID       string `json:"id"`
		Audience string `json:"audience"`
		Serial   uint64 `json:"serial"`
	}
	id := seal.NewID()
	_, err := b.v.Change(ctx, b.v.Actor(), vault.Action{Name: "bundle.export", Subject: id}, func(tx *vault.Tx) error {
		return tx.Put(vault.KindExport, id, export{id, audience, serial})
	})
	if err != nil {
		b.Fatal(err)
	}
}

func TestAddSaysWhatWouldBeRight(t *testing.T) {
	b := newBench(t)
	good := fleet.Gateway{Name: "edge-1", Target: fleet.Nginx, Audience: "edge", Proxies: []string{"10.0.0.0/8", "192.0.2.7"}, Notes: "in the cellar"}
	added, err := b.Add(ctx, b.v.Actor(), good)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(added.Proxies, added.Trusted()); got != "[10.0.0.0/8 192.0.2.7/32] [10.0.0.0/8 192.0.2.7/32]" {
		t.Errorf("the proxies are %s", got)
	}
	for name, c := range map[string]struct {
		change func(*fleet.Gateway)
		kind   fault.Kind
		text   string
	}{
		"no name":                  {func(g *fleet.Gateway) { g.Name = "" }, fault.Invalid, "gateway name is empty"},
		"a name that is one":       {func(g *fleet.Gateway) { g.Name = "EDGE-1" }, fault.Conflict, `named "EDGE-1" already`},
		"a name like an id":        {func(g *fleet.Gateway) { g.Name = strings.Repeat("a", 26) }, fault.Invalid, "looks like an id"},
		"a name that acts":         {func(g *fleet.Gateway) { g.Name = "a\x1b[2J" }, fault.Invalid, "allowed are"},
		"a bad id":                 {func(g *fleet.Gateway) { g.ID = "x" }, fault.Invalid, "26 letters"},
		"no audience":              {func(g *fleet.Gateway) { g.Audience = "" }, fault.Invalid, "audience is empty"},
		"an audience of two words": {func(g *fleet.Gateway) { g.Audience = "edge eu" }, fault.Invalid, "audience \"edge eu\""},
		"an unknown target":        {func(g *fleet.Gateway) { g.Target = "iis" }, fault.Invalid, "opa nginx haproxy caddy kong envoy traefik apache other"},
		"a proxy that is none":     {func(g *fleet.Gateway) { g.Proxies = []string{"proxy.example"} }, fault.Invalid, "trusted proxies: network \"proxy.example\""},
		"everybody as a proxy":     {func(g *fleet.Gateway) { g.Proxies = []string{"0.0.0.0/0"} }, fault.Invalid, "is everybody"},
		"everybody in IPv6":        {func(g *fleet.Gateway) { g.Proxies = []string{"::/0"} }, fault.Invalid, "is everybody"},
		"notes with a line break":  {func(g *fleet.Gateway) { g.Notes = "a\nb" }, fault.Invalid, "notes holds"},
		"an id that is taken":      {func(g *fleet.Gateway) { g.ID = added.ID }, fault.Conflict, "already"},
	} {
		g := good
		g.Name = "other"
		c.change(&g)
		_, err := b.Add(ctx, b.v.Actor(), g)
		if fault.KindOf(err) != c.kind || !strings.Contains(fmt.Sprint(err), c.text) {
			t.Errorf("%s: got %v (%v), want %v with %q", name, err, fault.KindOf(err), c.kind, c.text)
		}
	}
	if len(b.List()) != 1 {
		t.Errorf("%d gateways are stored, want 1", len(b.List()))
	}
}

func TestAGatewayIsFoundEditedAndRemoved(t *testing.T) {
	b := newBench(t)
	g := b.add("Edge-1", "edge")
	b.add("inner", "inner")
	if found, err := b.Gateway("EDGE-1"); err != nil || found.ID != g.ID {
		t.Errorf("found %+v, %v", found, err)
	}
	g.Name, g.Production, g.Target = "Outer", true, "HAProxy"
	edited, err := b.Edit(ctx, b.v.Actor(), g)
	if err != nil || edited.Created == 0 || edited.Target != fleet.HAProxy {
		t.Errorf("edited %+v, %v", edited, err)
	}
	if _, err := b.Gateway("edge-1"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("by its old name: %v", err)
	}
	g.Name = "INNER"
	if _, err := b.Edit(ctx, b.v.Actor(), g); fault.KindOf(err) != fault.Conflict {
		t.Errorf("renamed to a taken name: %v", err)
	}
	if got := b.List(); len(got) != 2 || got[0].Name != "inner" || got[1].Name != "Outer" {
		t.Errorf("the list is %+v", got)
	}
	if err := b.Remove(ctx, b.v.Actor(), "outer"); err != nil {
		t.Fatal(err)
	}
	if err := b.Remove(ctx, b.v.Actor(), g.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("removed twice: %v", err)
	}
	g.Name = "outer"
	if _, err := b.Edit(ctx, b.v.Actor(), g); fault.KindOf(err) != fault.NotFound {
		t.Errorf("edited after it was removed: %v", err)
	}
}

func TestTheFloorOfAnAudienceOnlyRises(t *testing.T) {
	b := newBench(t)
	one, _, other := b.add("edge-1", "edge"), b.add("edge-2", "edge"), b.add("inner", "inner")
	raise := func(audience string, serial uint64) int {
		t.Helper()
		raised, err := b.RaiseFloor(ctx, b.v.Actor(), audience, serial)
		if err != nil {
			t.Fatal(err)
		}
		return len(raised)
	}
	if _, err := b.RaiseFloor(ctx, b.v.Actor(), "edge", 1); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "would refuse every bundle") {
		t.Errorf("a floor above every export: %v", err)
	}
	b.exported("edge", 14)
	b.exported("inner", 99)
	if _, err := b.RaiseFloor(ctx, b.v.Actor(), "edge", 15); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a floor above every export of the audience: %v", err)
	}
	if n := raise("edge", 12); n != 2 {
		t.Errorf("%d gateways were raised, want 2", n)
	}
	before := b.v.Seq()
	if n := raise("edge", 11) + raise("edge", 12) + raise("nobody", 3); n != 0 || b.v.Seq() != before {
		t.Errorf("%d gateways were raised again, %d entries written", n, b.v.Seq()-before)
	}
	one.Floor = 3 // an edit has no say in it
	if got, err := b.Edit(ctx, b.v.Actor(), one); err != nil || got.Floor != 12 {
		t.Errorf("edited to the floor %d, %v", got.Floor, err)
	}
	if g := b.add("edge-3", "edge"); g.Floor != 12 || b.Floor("edge") != 12 || b.Floor("inner") != 0 {
		t.Errorf("a new gateway has the floor %d", g.Floor)
	}
	other.Audience = "edge"
	if got, err := b.Edit(ctx, b.v.Actor(), other); err != nil || got.Floor != 12 {
		t.Errorf("another audience gives the floor %d, %v", got.Floor, err)
	}
}

func TestTheJournalSaysWhatChanged(t *testing.T) {
	b := newBench(t)
	from := b.v.Seq()
	g, err := b.Add(ctx, b.v.Actor(), fleet.Gateway{Name: "edge-1", Target: fleet.OPA, Audience: "edge", Production: true, Proxies: []string{"10.0.0.0/8"}, Notes: "rack 4"})
	if err != nil {
		t.Fatal(err)
	}
	g.Name, g.Production, g.Proxies = "edge-2", false, nil
	if _, err := b.Edit(ctx, b.v.Actor(), g); err != nil {
		t.Fatal(err)
	}
	b.exported("edge", 7)
	if _, err := b.RaiseFloor(ctx, b.v.Actor(), "edge", 7); err != nil {
		t.Fatal(err)
	}
	if err := b.Remove(ctx, b.v.Actor(), "edge-2"); err != nil {
		t.Fatal(err)
	}
	want := `gateway.add; name:  -> edge-1; target:  -> opa; audience:  -> edge; production:  -> yes; trusted proxies:  -> 10.0.0.0/8; notes:  -> rack 4
gateway.edit; name: edge-1 -> edge-2; production: yes -> ; trusted proxies: 10.0.0.0/8 -> 
bundle.export
gateway.floor; audience:  -> edge; edge-2: 0 -> 7
gateway.remove; name: edge-2 -> ; audience: edge -> `
	if got := strings.Join(vaulttest.Entries(t, b.v, from), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
