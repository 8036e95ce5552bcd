package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/policy"
	"gatehouse/core/ratelimit"
)

func TestCompileNamesTheRecordThatIsWrong(t *testing.T) {
	limit := ratelimit.Policy{ID: "l", Rate: 1, Per: 1000, By: ratelimit.ByKey}
	for name, c := range map[string]struct {
		change func(*policy.Input)
		text   string
	}{
		"an API without an id":        {func(in *policy.Input) { in.APIs[0].ID = "" }, "API : the id"},
		"an API twice":                {func(in *policy.Input) { in.APIs = append(in.APIs, in.APIs[0]) }, "API shop: the id"},
		"a TLS that is none":          {func(in *policy.Input) { in.APIs[0].TLSMin = "1.1" }, "API shop: minimum TLS"},
		"a base with a slash behind":  {func(in *policy.Input) { in.APIs[0].Base = "/v1/" }, "API shop: base"},
		"a base that is none":         {func(in *policy.Input) { in.APIs[0].Base = "/v1/.." }, "API shop: base"},
		"a key header that is none":   {func(in *policy.Input) { in.APIs[0].KeyHeader = "a b" }, "API shop: key header"},
		"a body below zero":           {func(in *policy.Input) { in.APIs[0].MaxBody = -1 }, "API shop: largest body"},
		"two APIs in one place":       {func(in *policy.Input) { in.APIs[1].Base = "/v1/deep" }, "API deep: host"},
		"a route without an API":      {func(in *policy.Input) { in.Routes[0].API = "nothing" }, "route orders: there is no API"},
		"a route twice":               {func(in *policy.Input) { in.Routes[1].ID = "orders" }, "route orders: the id"},
		"a path that is none":         {func(in *policy.Input) { in.Routes[0].Path = "/a//b" }, "route orders: path"},
		"a route without methods":     {func(in *policy.Input) { in.Routes[0].Methods = nil }, "route orders: it has no methods"},
		"a method that is none":       {func(in *policy.Input) { in.Routes[0].Methods = []string{"get"} }, "route orders: method"},
		"two routes for one":          {func(in *policy.Input) { in.Routes[2].Methods = []string{"GET"} }, "route order-put: the route order answers GET"},
		"a way that is none":          {func(in *policy.Input) { in.Routes[0].Accept = []string{"smile"} }, "route orders: a route cannot accept"},
		"a route's TLS that is none":  {func(in *policy.Input) { in.Routes[0].TLSMin = "1.1" }, "route orders: minimum TLS"},
		"a route's body below zero":   {func(in *policy.Input) { in.Routes[0].MaxBody = -1 }, "route orders: largest body"},
		"a media type that is none":   {func(in *policy.Input) { in.Routes[0].MediaTypes = []string{"json"} }, "route orders: media type"},
		"public with a password":      {func(in *policy.Input) { in.Routes[7].OTP = true }, "route status: it is public and demands"},
		"a role twice":                {func(in *policy.Input) { in.Roles[1].ID = "reader" }, "role reader: the id"},
		"a grant for no API":          {func(in *policy.Input) { in.Roles[0].Grants[0].API = "x" }, "role reader: there is no API"},
		"a grant for no path":         {func(in *policy.Input) { in.Roles[0].Grants[0].Path = "orders" }, "role reader: grant path"},
		"a grant of no method":        {func(in *policy.Input) { in.Roles[0].Grants[0].Methods = []string{"LOOK"} }, "role reader: method"},
		"a principal twice":           {func(in *policy.Input) { in.Principals[1].ID = "ann" }, "principal ann: the id"},
		"a state that is none":        {func(in *policy.Input) { in.Principals[0].State = "" }, "principal ann: state"},
		"a principal without a role":  {func(in *policy.Input) { in.Principals[0].Roles = []string{"x"} }, "principal ann: there is no role"},
		"a key twice":                 {func(in *policy.Input) { in.Keys[1].ID = "good" }, "API key good: the id"},
		"a key of nobody":             {func(in *policy.Input) { in.Keys[0].Principal = "x" }, "API key good: there is no principal"},
		"a key state that is none":    {func(in *policy.Input) { in.Keys[0].State = "lost" }, "API key good: state"},
		"a network that is none":      {func(in *policy.Input) { in.Keys[0].Networks = []string{"10.0.0.1/8"} }, "API key good: network"},
		"too many networks":           {func(in *policy.Input) { in.Keys[0].Networks = make([]string, 65) }, "API key good: it has 65 networks"},
		"a scope that is none":        {func(in *policy.Input) { in.Keys[0].Scopes = []string{"x"} }, "API key good: there is no role"},
		"a digest that is none":       {func(in *policy.Input) { in.Keys[0].Tokens[0].SHA256 = "x" }, "API key good: digest"},
		"a digest twice":              {func(in *policy.Input) { in.Keys[1].Tokens[0].SHA256 = digest("good") }, "API key scoped: its digest is also that of the API key good"},
		"a public id twice":           {func(in *policy.Input) { in.Keys[1].Tokens[0].Public = "publgood" }, "API key scoped: its public id is also that of the API key good"},
		"a limit twice":               {func(in *policy.Input) { in.Limits = []ratelimit.Policy{limit, limit} }, "rate limit l: the id"},
		"a limit without a rate":      {func(in *policy.Input) { in.Limits = []ratelimit.Policy{{ID: "l", Per: 1000, By: "key"}} }, "rate limit l: rate"},
		"a limit of no API":           {func(in *policy.Input) { l := limit; l.API = "x"; in.Limits = []ratelimit.Policy{l} }, "rate limit l: there is no API"},
		"a limit on no path":          {func(in *policy.Input) { l := limit; l.Match = "x"; in.Limits = []ratelimit.Policy{l} }, "rate limit l: route pattern"},
		"nine limits on one route":    {func(in *policy.Input) { in.Limits = many(limit, 9) }, "9 rate limits meet"},
		"nine limits by address":      {func(in *policy.Input) { l := limit; l.By = "address"; in.Limits = many(l, 9) }, "more than 8 limits by address"},
		"nine by address for one API": {func(in *policy.Input) { l := limit; l.By, l.API = "address", "shop"; in.Limits = many(l, 9) }, "API shop: 9 rate limits by address"},
	} {
		in := house()
		c.change(&in)
		_, err := policy.Compile(in, noon)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fmt.Sprint(err), c.text) {
			t.Errorf("%s: got %v, want %q", name, err, c.text)
		}
	}
}

func many(l ratelimit.Policy, n int) []ratelimit.Policy {
	var all []ratelimit.Policy
	for i := range n {
		l.ID = fmt.Sprint("l", i)
		all = append(all, l)
	}
	return all
}

func TestAnEmptyPolicyRefusesEverything(t *testing.T) {
	s := compile(t, policy.Input{})
	req := request(nil)
	if d := s.Decide(&req, ratelimit.NewMeter()); d.Reason != policy.ReasonRouteUnknown {
		t.Errorf("got %s", tell(s, d))
	}
	if s.Routes() != 0 || s.HasLimit(0) || s.Route(0).ID != "" || s.Route(7).ID != "" {
		t.Error("an empty policy has routes or limits")
	}
	e := replayed(req)
	if d := s.Replay(&e); d.Reason != policy.ReasonRouteUnknown {
		t.Errorf("got %s", tell(s, d))
	}
}

func TestWhatASnapshotTellsOfRoutes(t *testing.T) {
	s := compile(t, limited(ratelimit.ByKey, func(l *ratelimit.Policy) { l.API, l.Match = "shop", "/orders/**" }))
	limits := map[string]bool{}
	for ref := policy.RouteRef(1); int(ref) <= s.Routes(); ref++ {
		limits[s.Route(ref).ID] = s.HasLimit(ref)
	}
	if !limits["order"] || !limits["slash"] || limits["status"] || limits["page"] || s.HasLimit(0) {
		t.Errorf("got %v", limits)
	}
	if s := compile(t, limited(ratelimit.ByAddress, nil)); !s.HasLimit(0) || !s.HasLimit(1) {
		t.Error("a limit by address can meet any request")
	}
	r := s.Route(2)
	if r.ID != "order" || r.API != "shop" || r.APIName != "shop" || r.Path != "/orders/{id}" || r.Template != "/v1/orders/{id}" || r.Public || len(r.Methods) != 2 {
		t.Errorf("got %+v", r)
	}
	for _, c := range []struct {
		route, method, plain, otp string
	}{
		{"order", "GET", "[reader]", "[]"}, {"order", "HEAD", "[reader]", "[]"}, {"order", "DELETE", "[]", "[remover]"}, {"order-put", "PUT", "[writer]", "[]"},
		{"status", "GET", "[]", "[]"}, {"order", "LOOK", "[]", "[]"}, {"page", "HEAD", "[reader]", "[]"}, {"items", "OPTIONS", "[]", "[]"},
	} {
		for ref := policy.RouteRef(1); int(ref) <= s.Routes(); ref++ {
			if s.Route(ref).ID != c.route {
				continue
			}
			if plain, otp := s.GrantedTo(ref, c.method); fmt.Sprint(plain) != c.plain || fmt.Sprint(otp) != c.otp {
				t.Errorf("%s %s: got %v %v, want %s %s", c.method, c.route, plain, otp, c.plain, c.otp)
			}
		}
	}
	if s.PrincipalName("ann") != "ann.reader" || s.PrincipalName("nobody") != "" {
		t.Error("names are not told")
	}
	if k, p, ok := s.KeyOf([]byte("publgood")); !ok || k != "good" || p != "ann" {
		t.Errorf("got %s %s %v", k, p, ok)
	}
	if k, _, ok := s.KeyOf([]byte("pubold")); !ok || k != "rotated" {
		t.Errorf("a public id of another length: got %s %v", k, ok)
	}
	if _, _, ok := s.KeyOf(nil); ok {
		t.Error("nothing is a key")
	}
}

// TestManyRolesAndRoutes goes beyond one word of role bits and beyond few children of a node.
func TestManyRolesAndRoutes(t *testing.T) {
	for _, n := range []int{63, 64, 65, 100, 200} {
		in := policy.Input{APIs: []catalog.API{{ID: "a", TLSMin: "none"}}}
		for i := range n {
			id := fmt.Sprint(i)
			in.Routes = append(in.Routes, catalog.Route{ID: id, API: "a", Path: "/things" + id, Methods: []string{"GET"}})
			in.Roles = append(in.Roles, directory.Role{ID: id, Grants: []directory.Grant{{API: "a", Path: "/things" + id, Methods: []string{"GET"}}}})
			in.Principals = append(in.Principals, directory.Principal{ID: id, State: directory.Active, Roles: []string{id, fmt.Sprint((i + 62) % n)}})
			in.Keys = append(in.Keys, key("key"+id, id, nil))
		}
		s := compile(t, in)
		for i := range n {
			for j := range n {
				req := policy.Request{Method: "GET", Host: "h", Path: fmt.Sprint("/things", j), Key: fmt.Sprint("key", i), At: noon}
				want := policy.ReasonRoleLacksGrant
				if j == i || j == (i+62)%n {
					want = policy.ReasonAllowed
				}
				if d := s.Decide(&req, nil); d.Reason != want || s.Route(d.Route).ID != fmt.Sprint(j) {
					t.Fatalf("%d roles: principal %d on %d: got %s, want %s", n, i, j, tell(s, d), want)
				}
			}
		}
	}
}

func TestInputIsGivenBack(t *testing.T) {
	in := house()
	if got := compile(t, in).Input(); len(got.Keys) != len(in.Keys) || got.Vault != "house" {
		t.Errorf("got %+v", got)
	}
}
