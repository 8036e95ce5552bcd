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
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/policy"
	"gatehouse/core/vault"
)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

// digest is a digest that belongs to a token's name.
func digest(name string) string { return fmt.Sprintf("%064x", name)[:64] }

func key(id, principal string, change func(*apikey.Key)) apikey.Key {
	k := apikey.Key{ID: id, Principal: principal, State: apikey.Active, Tokens: []apikey.TokenRow{{Public: id, SHA256: digest(id)}}}
	if change != nil {
		change(&k)
	}
	return k
}

// shop is two APIs, roles that inherit, and principals for every way in which access is cut.
func shop() policy.Input {
	active, user := directory.Active, directory.KindUser
	return policy.Input{
		APIs: []catalog.API{{ID: "shop", Name: "shop", Base: "/v1", TLSMin: "none"}, {ID: "bank", Name: "bank", Base: "/bank", TLSMin: "none"}},
		Routes: []catalog.Route{
			{ID: "orders", API: "shop", Path: "/orders", Methods: []string{"GET", "POST"}},
			{ID: "order", API: "shop", Path: "/orders/{id}", Methods: []string{"GET", "DELETE"}},
			{ID: "status", API: "shop", Path: "/status", Methods: []string{"GET"}, Public: true},
			{ID: "pay", API: "bank", Path: "/pay", Methods: []string{"POST"}},
		},
		Roles: []directory.Role{
			{ID: "reader", Name: "reader", Grants: []directory.Grant{{API: "shop", Path: "/orders/**", Methods: []string{"GET"}}}},
			{ID: "clerk", Name: "clerk", Inherits: []string{"reader"}, Grants: []directory.Grant{{API: "shop", Path: "/orders", Methods: []string{"POST"}}}},
			{ID: "boss", Name: "boss", Inherits: []string{"clerk"}, Grants: []directory.Grant{{API: "shop", Path: "/orders/{x}", Methods: []string{"DELETE"}, OTP: true}}},
			{ID: "payer", Name: "payer", Grants: []directory.Grant{{API: "bank", Path: "/**", Methods: []string{"POST"}}}},
		},
		Principals: []directory.Principal{
			{ID: "ann", Name: "ann", Kind: user, State: active, Roles: []string{"boss"}},
			{ID: "ben", Name: "ben", Kind: user, State: directory.Disabled, Roles: []string{"reader"}},
			{ID: "cid", Name: "cid", Kind: user, State: active, Roles: []string{"clerk", "payer"}},
			{ID: "dan", Name: "dan", Kind: user, State: active, Roles: []string{"reader"}, Expires: vault.MillisOf(noon)},
			{ID: "eve", Name: "eve", Kind: user, State: active, Roles: []string{"reader"}},
		},
		Keys: []apikey.Key{
			key("a1", "ann", nil), key("b1", "ben", nil), key("d1", "dan", nil),
			key("c1", "cid", func(k *apikey.Key) { k.Scopes = []string{"payer"} }),
			key("e1", "eve", func(k *apikey.Key) { k.State = apikey.Revoked }),
		},
	}
}

func open(t testing.TB, in policy.Input) *access.Access {
	t.Helper()
	s, err := policy.Compile(in, noon)
	if err != nil {
		t.Fatal(err)
	}
	a, err := access.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// words writes a reach in a line: "GET /v1/orders by boss clerk reader".
func words(r access.Reach) string {
	s := r.Method + " " + r.Route.Template + " by " + strings.Join(r.Chain.Roles, " ") + " through " + r.Chain.Grant.Path
	if r.OTP {
		s += " otp"
	}
	if r.Cut {
		s += " cut"
	}
	return fmt.Sprintf("%s, %d keys", s, r.Keys)
}

func TestWhatAPrincipalMay(t *testing.T) {
	a := open(t, shop())
	for who, want := range map[string]struct {
		block access.Block
		lines string
	}{
		"ann": {"", `GET /v1/orders by boss clerk reader through /orders/**, 1 keys
HEAD /v1/orders by boss clerk reader through /orders/**, 1 keys
POST /v1/orders by boss clerk through /orders, 1 keys
GET /v1/orders/{id} by boss clerk reader through /orders/**, 1 keys
HEAD /v1/orders/{id} by boss clerk reader through /orders/**, 1 keys
DELETE /v1/orders/{id} by boss through /orders/{x} otp, 1 keys`},
		"cid": {"", `POST /bank/pay by payer through /**, 1 keys
GET /v1/orders by clerk reader through /orders/** cut, 0 keys
HEAD /v1/orders by clerk reader through /orders/** cut, 0 keys
POST /v1/orders by clerk through /orders cut, 0 keys
GET /v1/orders/{id} by clerk reader through /orders/** cut, 0 keys
HEAD /v1/orders/{id} by clerk reader through /orders/** cut, 0 keys`},
		"ben": {access.Disabled, ""}, "dan": {access.Expired, ""}, "eve": {access.NoKey, ""},
	} {
		got, err := a.May(who)
		if err != nil || got.Block != want.block {
			t.Errorf("%s: blocked by %q, %v; want %q", who, got.Block, err, want.block)
		}
		var lines []string
		for _, r := range got.Reaches {
			lines = append(lines, words(r))
		}
		if all := strings.Join(lines, "\n"); want.lines != "" && all != want.lines {
			t.Errorf("%s: got\n%s\nwant\n%s", who, all, want.lines)
		}
	}
	if _, err := a.May("nobody"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("nobody: got %v", err)
	}
	if p := a.Public(); len(p) != 1 || p[0].ID != "status" {
		t.Errorf("public: got %v", p)
	}
}

func TestWhoMayCallARoute(t *testing.T) {
	a := open(t, shop())
	for call, want := range map[string]string{
		"GET /v1/orders/7":    "ann: boss clerk reader; ben: reader disabled; cid: clerk reader cut; dan: reader expired; eve: reader no_key",
		"DELETE /v1/orders/7": "ann: boss otp",
		"POST /bank/pay":      "cid: payer",
		"GET /v1/status":      "anybody",
	} {
		method, path, _ := strings.Cut(call, " ")
		got, err := a.Who(method, "", path)
		if err != nil {
			t.Errorf("%s: %v", call, err)
			continue
		}
		var all []string
		if got.Public {
			all = append(all, "anybody")
		}
		for _, c := range got.Callers {
			line := c.Principal.Name + ": " + strings.Join(c.Chain.Roles, " ")
			for word, is := range map[string]bool{" otp": c.OTP, " cut": c.Cut, " " + string(c.Block): c.Block != ""} {
				if is {
					line += word
				}
			}
			all = append(all, line)
		}
		if s := strings.Join(all, "; "); s != want {
			t.Errorf("%s:\n got %s\nwant %s", call, s, want)
		}
	}
	for call, kind := range map[string]fault.Kind{"GET /nothing": fault.NotFound, "PUT /v1/orders": fault.Invalid} {
		method, path, _ := strings.Cut(call, " ")
		if _, err := a.Who(method, "", path); fault.KindOf(err) != kind {
			t.Errorf("%s: got %v, want %v", call, err, kind)
		}
	}
}

// told writes an effect in lines.
func told(e access.Effect) string {
	var out []string
	for _, g := range e.Groups {
		var names []string
		for _, p := range g.Principals {
			names = append(names, p.Name)
		}
		for _, k := range g.Keys {
			names = append(names, "key "+k.Key.ID)
		}
		line := strings.Join(names, ",")
		for sign, list := range map[string][]access.Shift{" +": g.Gains, " -": g.Losses} {
			for _, s := range list {
				line += fmt.Sprintf("%s%s %s %d>%d", sign, strings.Join(s.Methods, ","), s.Path, s.From, s.To)
			}
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

func TestTheEffectOfAChange(t *testing.T) {
	role := func(in *policy.Input, id string) *directory.Role {
		return &in.Roles[slices.IndexFunc(in.Roles, func(r directory.Role) bool { return r.ID == id })]
	}
	for name, c := range map[string]struct {
		change func(*policy.Input)
		want   string
	}{
		"nothing":                           {func(*policy.Input) {}, ""},
		"a grant that everybody has anyway": {func(in *policy.Input) { role(in, "boss").Grants[0].Methods = []string{"GET", "DELETE"} }, ""},
		"a grant to an inherited role":      {func(in *policy.Input) { role(in, "reader").Grants[0].Methods = []string{"GET", "DELETE"} }, "cid,eve +DELETE /v1/orders/{id} 0>2; ann +DELETE /v1/orders/{id} 1>2"},
		"a grant that is taken away":        {func(in *policy.Input) { role(in, "payer").Grants = nil }, "cid -POST /bank/pay 2>0"},
		"a one-time password is demanded":   {func(in *policy.Input) { role(in, "payer").Grants[0].OTP = true }, "cid -POST /bank/pay 2>1"},
		"inheritance that ends":             {func(in *policy.Input) { role(in, "boss").Inherits = nil }, "ann -GET,HEAD,POST /v1/orders 2>0-GET,HEAD /v1/orders/{id} 2>0"},
		"a principal is disabled":           {func(in *policy.Input) { in.Principals[2].State = directory.Disabled }, "cid -POST /bank/pay 2>0-GET,HEAD,POST /v1/orders 2>0-GET,HEAD /v1/orders/{id} 2>0-GET,HEAD /v1/status 2>0; key c1 -POST /bank/pay 2>0-GET,HEAD /v1/status 2>0"},
		"a disabled one is given a role":    {func(in *policy.Input) { in.Principals[1].Roles = []string{"boss"} }, ""},
		"a route goes":                      {func(in *policy.Input) { in.Routes = in.Routes[:3] }, "cid -POST /bank/pay 2>0"},
		"a route is public from now on":     {func(in *policy.Input) { in.Routes[3].Public = true }, "ann,eve +POST /bank/pay 0>2"},
		"a new principal": {func(in *policy.Input) {
			in.Principals = append(in.Principals, directory.Principal{ID: "fay", Name: "fay", State: directory.Active})
		}, "fay +GET,HEAD /v1/status 0>2"},
	} {
		after := shop()
		c.change(&after)
		got, err := access.Compare(shop(), after, noon)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if s := strings.ReplaceAll(told(got), " -", "-"); s != strings.ReplaceAll(c.want, " -", "-") {
			t.Errorf("%s:\n got %s\nwant %s", name, s, c.want)
		}
	}
	bad := shop()
	role(&bad, "reader").Inherits = []string{"boss"}
	if _, err := access.Compare(shop(), bad, noon); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a circle: got %v", err)
	}
}

// city is many principals with roles that inherit one another, some disabled, scoped or expired.
func city(principals, routes, roles int) policy.Input {
	rng := rand.New(rand.NewPCG(1, uint64(principals)))
	in := policy.Input{APIs: []catalog.API{{ID: "a", Name: "a", TLSMin: "none"}, {ID: "b", Name: "b", Base: "/b", TLSMin: "none"}}}
	for i := range routes {
		in.Routes = append(in.Routes, catalog.Route{ID: fmt.Sprint("route", i), API: in.APIs[i%2].ID, Path: fmt.Sprintf("/things%d/n%d/{id}", i%97, i),
			Methods: [][]string{{"GET"}, {"GET", "POST"}, {"DELETE", "PUT"}}[rng.IntN(3)], Public: rng.IntN(20) == 0, OTP: i%10 == 3})
		if in.Routes[i].Public {
			in.Routes[i].OTP = false // anybody may call it
		}
	}
	for i := range roles {
		r := directory.Role{ID: fmt.Sprint("role", i), Name: fmt.Sprint("role", i)}
		for range 1 + rng.IntN(4) {
			rt := in.Routes[rng.IntN(routes)]
			path := rt.Path
			if rng.IntN(2) == 0 {
				path = path[:strings.IndexByte(path[1:], '/')+1] + "/**"
			}
			r.Grants = append(r.Grants, directory.Grant{API: rt.API, Path: path, Methods: [][]string{{"GET"}, {"POST", "DELETE"}}[rng.IntN(2)], OTP: rng.IntN(2) == 0})
		}
		if i > 2 && i%3 == 0 {
			r.Inherits = []string{fmt.Sprint("role", rng.IntN(i/3))}
		}
		in.Roles = append(in.Roles, r)
	}
	for i := range principals {
		p := directory.Principal{ID: fmt.Sprint("p", i), Name: fmt.Sprintf("person-%05d", i), State: directory.Active}
		for range 1 + rng.IntN(3) {
			if id := in.Roles[rng.IntN(roles)].ID; !slices.Contains(p.Roles, id) {
				p.Roles = append(p.Roles, id)
			}
		}
		if i%50 == 0 {
			p.State = directory.Disabled
		}
		if i%40 == 1 {
			p.Expires = vault.MillisOf(noon.Add(-time.Hour))
		}
		in.Principals = append(in.Principals, p)
		in.Keys = append(in.Keys, key(fmt.Sprintf("k%d", i), p.ID, func(k *apikey.Key) {
			k.Tokens[0].SHA256 = fmt.Sprintf("%064x", i+1)
			if i%7 == 3 {
				k.Scopes = p.Roles[:1]
			}
		}))
	}
	return in
}

// TestAnswersAreThoseOfTheDecision holds May and Who to what Decide answers for the principals' keys.
func TestAnswersAreThoseOfTheDecision(t *testing.T) {
	in := city(60, 40, 12)
	s, err := policy.Compile(in, noon)
	if err != nil {
		t.Fatal(err)
	}
	a, err := access.New(s)
	if err != nil {
		t.Fatal(err)
	}
	count := map[policy.Reason]int{}
	for i, p := range in.Principals {
		may, err := a.May(p.ID)
		if err != nil {
			t.Fatal(err)
		}
		for n, rt := range in.Routes {
			for _, m := range rt.Methods {
				req := policy.Request{Method: m, Host: "x", Path: strings.Replace(s.Route(policy.RouteRef(n+1)).Template, "{id}", "7", 1), KeySHA256: fmt.Sprintf("%064x", i+1), At: noon}
				d := s.Decide(&req, nil)
				count[d.Reason]++
				want := policy.ReasonRoleLacksGrant
				j := slices.IndexFunc(may.Reaches, func(r access.Reach) bool { return r.Route.ID == rt.ID && r.Method == m })
				switch {
				case may.Block == access.Disabled:
					want = policy.ReasonPrincipalDisabled
				case may.Block != "":
					want = policy.ReasonKeyExpired
				case rt.Public:
					want = policy.ReasonAllowed
				case j >= 0 && !may.Reaches[j].Cut && may.Reaches[j].OTP:
					want = policy.ReasonOTPRequired
				case j >= 0 && !may.Reaches[j].Cut:
					want = policy.ReasonAllowed
				}
				// A key that is cut may demand the one-time password that another role would not.
				if len(in.Keys[i].Scopes) > 0 && want == policy.ReasonAllowed && d.Reason == policy.ReasonOTPRequired {
					want = d.Reason
				}
				if d.Reason != want {
					t.Errorf("%s %s by %s: decided %v, foretold %v", m, req.Path, p.Name, d.Reason, want)
				}
				if rt.Public {
					continue
				}
				who, err := a.WhoAt(policy.RouteRef(n+1), m)
				if err != nil {
					t.Fatal(err)
				}
				k := slices.IndexFunc(who.Callers, func(c access.Caller) bool { return c.Principal.ID == p.ID })
				if (k >= 0) != (j >= 0) || k >= 0 && (who.Callers[k].OTP != may.Reaches[j].OTP || who.Callers[k].Cut != may.Reaches[j].Cut || len(who.Callers[k].Chain.Roles) == 0) {
					t.Errorf("%s %s: %s may and who may disagree", m, req.Path, p.Name)
				}
			}
		}
	}
	for _, r := range []policy.Reason{policy.ReasonAllowed, policy.ReasonOTPRequired, policy.ReasonRoleLacksGrant, policy.ReasonPrincipalDisabled, policy.ReasonKeyExpired} {
		if count[r] < 50 {
			t.Errorf("only %d requests were answered with %v", count[r], r)
		}
	}
}

// BenchmarkAccess asks over 10,000 principals, 10,000 routes and 300 roles.
func BenchmarkAccess(b *testing.B) {
	in := city(10_000, 10_000, 300)
	s, err := policy.Compile(in, noon)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("ready", func(b *testing.B) {
		for b.Loop() {
			if _, err := access.New(s); err != nil {
				b.Fatal(err)
			}
		}
	})
	a := open(b, in)
	b.Run("may", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			a.May(in.Principals[i%len(in.Principals)].ID)
		}
	})
	b.Run("who", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			a.WhoAt(policy.RouteRef(i%len(in.Routes)+1), in.Routes[i%len(in.Routes)].Methods[0])
		}
	})
	b.Run("effect", func(b *testing.B) {
		after := in
		after.Roles = slices.Clone(in.Roles)
		after.Roles[7].Grants = append(slices.Clone(after.Roles[7].Grants), directory.Grant{API: "a", Path: "/things4/**", Methods: []string{"GET", "DELETE"}})
		for b.Loop() {
			if e, err := access.Compare(in, after, noon); err != nil || e.Gainers == 0 {
				b.Fatal(e.Gainers, err)
			}
		}
	})
}
