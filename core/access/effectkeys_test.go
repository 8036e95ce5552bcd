package access_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/core/access"
	"gatehouse/core/apikey"
	"gatehouse/core/directory"
	"gatehouse/core/policy"
	"gatehouse/core/vault"
)

// keysTold writes the keys of an effect in lines.
func keysTold(e access.Effect) string {
	var out []string
	for _, g := range e.Groups {
		line := fmt.Sprintf("%d gains %d losses:", len(g.Gains), len(g.Losses))
		for _, p := range g.Principals {
			line += " " + p.Name
		}
		for _, k := range g.Keys {
			line += fmt.Sprintf(" key %s of %s", k.Key.ID, k.Principal.Name)
		}
		for _, k := range g.Except {
			line += fmt.Sprintf(" but key %s of %s", k.Key.ID, k.Principal.Name)
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

func TestTheEffectTellsKeysThatDoNotFollowTheirPrincipal(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*policy.Input)
		want   string
	}{
		"a key cut to another role gains nothing": {func(in *policy.Input) { in.Roles[0].Grants[0].Methods = []string{"GET", "DELETE"} }, "1 gains 0 losses: cid eve but key c1 of cid; 1 gains 0 losses: ann"},
		"a key cut to the role loses with it":     {func(in *policy.Input) { in.Roles[3].Grants = nil }, "0 gains 1 losses: cid"},
		"a role taken away that another role holds": {func(in *policy.Input) {
			in.Roles[1].Grants = append(in.Roles[1].Grants, in.Roles[3].Grants...)
			in.Principals[2].Roles = []string{"clerk"}
		}, "0 gains 1 losses: key c1 of cid; 1 gains 0 losses: ann"},
		"a key that is cut no more":    {func(in *policy.Input) { in.Keys[3].Scopes = nil }, "2 gains 0 losses: key c1 of cid"},
		"a key that is revoked":        {func(in *policy.Input) { in.Keys[0].State = apikey.Revoked }, "0 gains 4 losses: key a1 of ann"},
		"a key of one who is disabled": {func(in *policy.Input) { in.Keys[1].State = apikey.Revoked }, ""},
		"a key that is gone":           {func(in *policy.Input) { in.Keys = in.Keys[1:] }, "0 gains 4 losses: key a1 of ann"},
	} {
		after := shop()
		c.change(&after)
		e, err := access.Compare(shop(), after, noon)
		if got := keysTold(e); err != nil || got != c.want {
			t.Errorf("%s: %v\n got %s\nwant %s", name, err, got, c.want)
		}
	}
}

// village is a small world: everything that cuts access is frequent in it.
func village(rng *rand.Rand) policy.Input {
	in := city(4, 5, 4)
	in.Keys = nil
	for i := range in.Principals {
		p := &in.Principals[i]
		p.Roles = some(rng, in.Roles)
		p.State, p.Expires = directory.Active, 0
		for j := range 2 {
			in.Keys = append(in.Keys, key(fmt.Sprintf("k%d%d", i, j), p.ID, func(k *apikey.Key) { k.Tokens[0].SHA256 = fmt.Sprintf("%064x", 1+i*2+j) }))
		}
	}
	for range 6 {
		change(rng, &in)
	}
	return in
}

// some are some of the roles.
func some(rng *rand.Rand, roles []directory.Role) []string {
	var ids []string
	for _, r := range roles {
		if rng.IntN(2) == 0 {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// change changes one thing of a village.
func change(rng *rand.Rand, in *policy.Input) {
	in.Roles, in.Principals, in.Keys, in.Routes = slices.Clone(in.Roles), slices.Clone(in.Principals), slices.Clone(in.Keys), slices.Clone(in.Routes)
	ri := rng.IntN(len(in.Roles))
	role, p, k, rt := &in.Roles[ri], &in.Principals[rng.IntN(len(in.Principals))], &in.Keys[rng.IntN(len(in.Keys))], &in.Routes[rng.IntN(len(in.Routes))]
	switch rng.IntN(10) {
	case 0:
		role.Grants = nil
	case 1:
		role.Grants = append(slices.Clone(role.Grants), directory.Grant{API: rt.API, Path: rt.Path, Methods: []string{"GET", "POST", "DELETE"}, OTP: rng.IntN(2) == 0})
	case 2:
		role.Inherits = some(rng, in.Roles[:ri])
	case 3, 4:
		p.Roles = some(rng, in.Roles)
	case 5:
		p.State = []directory.State{directory.Active, directory.Active, directory.Disabled}[rng.IntN(3)]
	case 6, 7:
		k.Scopes = some(rng, in.Roles)
	case 8:
		k.State = []apikey.State{apikey.Active, apikey.Active, apikey.Suspended}[rng.IntN(3)]
		k.Expires = []vault.Millis{0, vault.MillisOf(noon.Add(-time.Hour))}[rng.IntN(2)]
	case 9:
		if rt.Public = rng.IntN(2) == 0; rt.Public {
			rt.OTP = false
		}
	}
}

// calls are what every key may, as the decision says: by key, path and method.
func calls(t *testing.T, in policy.Input) map[[3]string]access.Level {
	t.Helper()
	s, err := policy.Compile(in, noon)
	if err != nil {
		t.Fatal(err)
	}
	out := map[[3]string]access.Level{}
	for i := range in.Keys {
		for n := range in.Routes {
			path := s.Route(policy.RouteRef(n + 1)).Template
			for _, m := range []string{"GET", "HEAD", "POST", "PUT", "DELETE"} {
				req := policy.Request{Method: m, Host: "x", Path: strings.Replace(path, "{id}", "7", 1), KeySHA256: in.Keys[i].Tokens[0].SHA256, At: noon}
				switch s.Decide(&req, nil).Reason {
				case policy.ReasonAllowed:
					out[[3]string{in.Keys[i].ID, path, m}] = access.Plainly
				case policy.ReasonOTPRequired:
					out[[3]string{in.Keys[i].ID, path, m}] = access.WithOTP
				}
			}
		}
	}
	return out
}

// groupOf is the group of a key: its own, none when it is excepted, else that of its principal.
func groupOf(e access.Effect, k apikey.Key) (access.Group, bool) {
	is := func(x access.KeyOf) bool { return x.Key.ID == k.ID }
	for _, g := range e.Groups {
		if slices.ContainsFunc(g.Keys, is) {
			return g, true
		}
	}
	for _, g := range e.Groups {
		if slices.ContainsFunc(g.Principals, func(p directory.Principal) bool { return p.ID == k.Principal }) {
			return g, !slices.ContainsFunc(g.Except, is)
		}
	}
	return access.Group{}, false
}

// TestTheEffectOnKeysIsThatOfTheDecision holds the effect to what Decide answers before and after.
func TestTheEffectOnKeysIsThatOfTheDecision(t *testing.T) {
	var own, excepted, following int
	for seed := range uint64(800) {
		rng := rand.New(rand.NewPCG(seed, 1))
		before := village(rng)
		after := before
		for range 1 + rng.IntN(3) {
			change(rng, &after)
		}
		e, err := access.Compare(before, after, noon)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range e.Groups {
			own, excepted = own+len(g.Keys), excepted+len(g.Except)
		}
		want := map[[3]string][2]access.Level{}
		was, is := calls(t, before), calls(t, after)
		for at := range was {
			want[at] = [2]access.Level{was[at], is[at]}
		}
		for at := range is {
			want[at] = [2]access.Level{was[at], is[at]}
		}
		got := map[[3]string][2]access.Level{}
		for i, k := range after.Keys {
			works := func(k apikey.Key) bool { return k.State == apikey.Active && k.Expires == 0 }
			g, ok := groupOf(e, k)
			if !ok || !works(k) && !works(before.Keys[i]) {
				continue
			}
			following++
			for _, s := range append(slices.Clone(g.Gains), g.Losses...) {
				for _, m := range s.Methods {
					got[[3]string{k.ID, s.Path, m}] = [2]access.Level{s.From, s.To}
				}
			}
		}
		for at, w := range want {
			if w[0] != w[1] && got[at] != w {
				t.Fatalf("seed %d, %v: decided %v, foretold %v\n%s", seed, at, w, got[at], keysTold(e))
			}
		}
		for at, g := range got {
			if want[at] != g {
				t.Fatalf("seed %d, %v: foretold %v, decided %v\n%s", seed, at, g, want[at], keysTold(e))
			}
		}
	}
	if own < 100 || excepted < 100 || following < 400 {
		t.Errorf("the worlds try little: %d keys of their own, %d excepted, %d in all", own, excepted, following)
	}
}
