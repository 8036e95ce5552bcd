package policy_test

import (
	"fmt"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/policy"
	"gatehouse/core/ratelimit"
	"gatehouse/core/vault"
)

// noon is when the tests' requests come.
var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

// millis is a record's time, relative to noon.
func millis(d time.Duration) vault.Millis { return vault.MillisOf(noon.Add(d)) }

// key is an API key of the house; its token is its id.
func key(id, principal string, change func(*apikey.Key)) apikey.Key {
	k := apikey.Key{ID: id, Principal: principal, Env: apikey.Live, State: apikey.Active,
		Tokens: []apikey.TokenRow{{Public: "publ" + id, SHA256: digest(id)}}}
	if change != nil {
		change(&k)
	}
	return k
}

// house is a small company: three APIs, on one host, on any host, and below a longer base.
func house() policy.Input {
	route := func(id, api, path string, methods ...string) catalog.Route {
		return catalog.Route{ID: id, API: api, Path: path, Methods: methods, Accept: []string{"key"}}
	}
	in := policy.Input{
		Vault: "house",
		APIs: []catalog.API{
			{ID: "shop", Name: "shop", Hosts: []string{"shop.example.com"}, Base: "/v1", TLSMin: "1.2", KeyHeader: "X-API-Key", MaxBody: 1000},
			{ID: "any", Name: "any", Base: "", TLSMin: "none", KeyHeader: "X-API-Key"},
			{ID: "deep", Name: "deep", Base: "/v1/deep", TLSMin: "1.3", KeyHeader: "X-Deep"},
		},
		Routes: []catalog.Route{
			route("orders", "shop", "/orders", "GET", "POST"),
			route("order", "shop", "/orders/{id}", "GET", "DELETE"),
			route("order-put", "shop", "/orders/{order}", "PUT"),
			route("special", "shop", "/orders/special", "GET"),
			route("items", "shop", "/orders/{id}/items", "GET", "OPTIONS"),
			route("special-notes", "shop", "/orders/special/notes", "GET"),
			route("slash", "shop", "/orders/", "GET"),
			route("status", "shop", "/status", "GET"),
			route("root", "any", "/", "GET"),
			route("page", "any", "/{page}", "GET", "HEAD"),
			route("tokens-only", "any", "/tokens", "GET"),
			route("report", "deep", "/report", "GET"),
			route("scan", "shop", "/orders/{id}/scan", "POST"),
			route("deed", "shop", "/orders/{id}/deed", "GET"),
			route("purge", "shop", "/orders/{id}/purge", "GET"),
			route("badge", "shop", "/badge", "GET"),
		},
		Roles: []directory.Role{
			{ID: "reader", Name: "reader", Grants: []directory.Grant{{API: "shop", Path: "/orders/**", Methods: []string{"GET"}}, {API: "any", Path: "/**", Methods: []string{"GET"}}}},
			{ID: "writer", Name: "writer", Grants: []directory.Grant{{API: "shop", Path: "/orders", Methods: []string{"POST"}}, {API: "shop", Path: "/orders/{x}", Methods: []string{"PUT"}}, {API: "shop", Path: "/orders/{x}/scan", Methods: []string{"POST"}}}},
			{ID: "remover", Name: "remover", Grants: []directory.Grant{{API: "shop", Path: "/orders/{id}", Methods: []string{"DELETE"}, OTP: true}}},
			{ID: "deep", Name: "deep", Grants: []directory.Grant{{API: "deep", Path: "/report", Methods: []string{"GET"}}}},
		},
		Principals: []directory.Principal{
			{ID: "ann", Name: "ann.reader", Kind: directory.KindUser, Roles: []string{"reader", "writer", "remover", "deep"}, State: directory.Active},
			{ID: "ben", Name: "ben.gone", Kind: directory.KindUser, Roles: []string{"reader"}, State: directory.Disabled},
			{ID: "cid", Name: "cid.none", Kind: directory.KindService, State: directory.Active},
		},
		Keys: []apikey.Key{
			key("good", "ann", nil),
			key("scoped", "ann", func(k *apikey.Key) { k.Scopes = []string{"writer"} }),
			key("revoked", "ann", func(k *apikey.Key) { k.State = apikey.Revoked; k.Expires = millis(-time.Hour) }),
			key("suspended", "ann", func(k *apikey.Key) { k.State = apikey.Suspended; k.NotBefore = millis(time.Hour) }),
			key("early", "ann", func(k *apikey.Key) { k.NotBefore = millis(time.Millisecond) }),
			key("late", "ann", func(k *apikey.Key) { k.Expires = millis(0); k.Networks = []string{"192.0.2.0/24"} }),
			key("rotated", "ann", func(k *apikey.Key) {
				k.Expires = millis(time.Hour)
				k.Tokens = append(k.Tokens, apikey.TokenRow{Public: "pubold", SHA256: digest("old"), Until: millis(-time.Minute)})
			}),
			key("office", "ann", func(k *apikey.Key) { k.Networks = []string{"192.0.2.0/24", "2001:db8:7::/48"} }),
			key("bens", "ben", nil),
			key("cids", "cid", nil),
		},
	}
	in.Routes[7].Public = true
	in.Routes[10].Accept = []string{"token"}
	scan, deed, purge, badge := &in.Routes[12], &in.Routes[13], &in.Routes[14], &in.Routes[15]
	scan.Accept, scan.TLSMin, scan.MaxBody, scan.MediaTypes = nil, "1.3", 100, []string{"application/json", "image/*"}
	deed.Certificate, purge.OTP = true, true
	badge.Certificate, badge.Public = true, true
	return in
}

// limited is the house with a limit of each kind: two at once, one more a second.
func limited(by ratelimit.By, change func(*ratelimit.Policy)) policy.Input {
	in := house()
	l := ratelimit.Policy{ID: "l-" + string(by), Name: string(by), Rate: 1, Per: 1000, Burst: 2, By: by}
	if change != nil {
		change(&l)
	}
	in.Limits = append(in.Limits, l)
	return in
}

// request is one that passes, unless changed.
func request(change func(*policy.Request)) policy.Request {
	req := policy.Request{Method: "GET", Host: "shop.example.com", Path: "/v1/orders/7", Key: "good", TLS: policy.TLS13, At: noon}
	req.SetAddress("192.0.2.7")
	if change != nil {
		change(&req)
	}
	return req
}

func compile(t testing.TB, in policy.Input) *policy.Snapshot {
	t.Helper()
	s, err := policy.Compile(in, noon)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// tell describes a decision in one line.
func tell(s *policy.Snapshot, d policy.Decision) string {
	return fmt.Sprintf("%d %s route=%s principal=%s key=%s wait=%s", d.Status, d.Reason, s.Route(d.Route).ID, d.Principal, d.Key, d.RetryAfter)
}
