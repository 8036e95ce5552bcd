package ratelimit_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"gatehouse/core/catalog"
	"gatehouse/core/fault"
	"gatehouse/core/ratelimit"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

func TestAddSaysWhatWouldBeRight(t *testing.T) {
	v := vaulttest.New(t)
	s := ratelimit.New(v)
	good := ratelimit.Policy{Name: "steady", Rate: 100, Per: 60_000, By: ratelimit.ByKey}
	if _, err := s.Add(context.Background(), v.Actor(), good); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*ratelimit.Policy)
		kind   fault.Kind
		text   string
	}{
		"no name":             {func(p *ratelimit.Policy) { p.Name = "" }, fault.Invalid, "rate limit name is empty"},
		"a name that is one":  {func(p *ratelimit.Policy) { p.Name = "STEADY" }, fault.Conflict, "named \"STEADY\" already"},
		"a name like an id":   {func(p *ratelimit.Policy) { p.Name = strings.Repeat("a", 26) }, fault.Invalid, "looks like an id"},
		"a bad id":            {func(p *ratelimit.Policy) { p.ID = "x" }, fault.Invalid, "26 letters"},
		"no rate":             {func(p *ratelimit.Policy) { p.Rate = 0 }, fault.Invalid, "rate 0 is not between 1"},
		"a rate too high":     {func(p *ratelimit.Policy) { p.Rate = 2_000_000 }, fault.Invalid, "not between"},
		"a time too short":    {func(p *ratelimit.Policy) { p.Per = 999 }, fault.Invalid, "between one second and 31 days"},
		"a time too long":     {func(p *ratelimit.Policy) { p.Per = 32 * 24 * 3600 * 1000 }, fault.Invalid, "between one second and 31 days"},
		"a burst below zero":  {func(p *ratelimit.Policy) { p.Burst = -1 }, fault.Invalid, "burst -1"},
		"a burst of years":    {func(p *ratelimit.Policy) { p.Rate, p.Per, p.Burst = 1, 86_400_000, 1000 }, fault.Invalid, "longer than a year"},
		"an unknown counting": {func(p *ratelimit.Policy) { p.By = "country" }, fault.Invalid, "key, principal, address or route"},
		"a bad pattern":       {func(p *ratelimit.Policy) { p.Match = "orders" }, fault.Invalid, "must begin with a slash"},
		"no such API":         {func(p *ratelimit.Policy) { p.API = "nothing" }, fault.NotFound, "no API"},
	} {
		p := good
		p.Name = "other"
		c.change(&p)
		_, err := s.Add(context.Background(), v.Actor(), p)
		if fault.KindOf(err) != c.kind || !strings.Contains(fmt.Sprint(err), c.text) {
			t.Errorf("%s: got %v (%v), want %v with %q", name, err, fault.KindOf(err), c.kind, c.text)
		}
	}
	if len(s.Limits()) != 1 {
		t.Errorf("%d limits are stored, want 1", len(s.Limits()))
	}
}

func TestALimitIsFoundEditedAndRemoved(t *testing.T) {
	v := vaulttest.New(t)
	s, ctx := ratelimit.New(v), context.Background()
	added, err := s.Add(ctx, v.Actor(), ratelimit.Policy{Name: "Steady", Rate: 100, Per: 60_000, By: ratelimit.ByKey})
	if err != nil {
		t.Fatal(err)
	}
	if added.Created < vault.MillisOf(vaulttest.Start) || added.Capacity() != 100 || added.String() != "100 in 1m0s, burst 100, by key" {
		t.Errorf("got %+v, %s", added, added)
	}
	edited := added
	edited.Name, edited.Burst, edited.Created = "calm", 7, 0
	if edited, err = s.Edit(ctx, v.Actor(), edited); err != nil || edited.Created != added.Created {
		t.Fatalf("got %+v, %v", edited, err)
	}
	if _, err := s.Limit("steady"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the old name is still known: %v", err)
	}
	for _, n := range []string{"CALM", added.ID} {
		if got, err := s.Limit(n); err != nil || got.Burst != 7 {
			t.Errorf("%s: got %+v, %v", n, got, err)
		}
	}
	if err := s.Remove(ctx, v.Actor(), "calm"); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(ctx, v.Actor(), "calm"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
	if _, err := s.Edit(ctx, v.Actor(), edited); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
}

func TestTheNinthLimitOnOneRouteIsRefused(t *testing.T) {
	v := vaulttest.New(t)
	s, c, ctx := ratelimit.New(v), catalog.New(v), context.Background()
	api, err := c.AddAPI(ctx, v.Actor(), catalog.API{Name: "orders"})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/a", "/b"} {
		if _, err := c.AddRoute(ctx, v.Actor(), catalog.Route{API: api.ID, Path: path, Methods: []string{"GET"}}); err != nil {
			t.Fatal(err)
		}
	}
	add := func(n int, match string, by ratelimit.By) error {
		_, err := s.Add(ctx, v.Actor(), ratelimit.Policy{Name: fmt.Sprintf("l%d%s", n, by), Rate: 1, Per: 1000, By: by, API: api.ID, Match: match})
		return err
	}
	for i := range ratelimit.MaxCharges {
		if err := add(i, "/a", ratelimit.ByKey); err != nil {
			t.Fatal(err)
		}
	}
	if err := add(10, "/**", ratelimit.ByPrincipal); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
	if err := add(11, "/b", ratelimit.ByPrincipal); err != nil {
		t.Errorf("another route has room: %v", err)
	}
	if err := add(12, "", ratelimit.ByAddress); err != nil {
		t.Errorf("before the route is known there is room: %v", err)
	}
}

func TestTheJournalSaysWhatChanged(t *testing.T) {
	v := vaulttest.New(t)
	s, ctx, from := ratelimit.New(v), context.Background(), v.Seq()
	p, err := s.Add(ctx, v.Actor(), ratelimit.Policy{Name: "steady", Rate: 100, Per: 60_000, By: ratelimit.ByKey, Match: "/orders/**"})
	if err != nil {
		t.Fatal(err)
	}
	p.Name, p.Burst = "calm", 20
	if _, err := s.Edit(ctx, v.Actor(), p); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(ctx, v.Actor(), "calm"); err != nil {
		t.Fatal(err)
	}
	want := `limit.add; name:  -> steady; limit:  -> 100 in 1m0s, burst 100, by key on /orders/**
limit.edit; name: steady -> calm; limit: 100 in 1m0s, burst 100, by key on /orders/** -> 100 in 1m0s, burst 20, by key on /orders/**
limit.remove; name: calm -> `
	if got := strings.Join(vaulttest.Entries(t, v, from), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if again := ratelimit.New(v); len(again.Limits()) != 0 {
		t.Errorf("got %v", again.Limits())
	}
}
