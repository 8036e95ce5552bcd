package uitest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	core "gatehouse/core/catalog"
	"gatehouse/ui/vm"
)

const day = 24 * time.Hour

// Full returns a house with invented data of every kind.
func Full() *House {
	h := Empty()
	h.Info.Seq = 4812
	h.AllRoles = roles()
	h.AllAPIs = apis()
	h.People = people()
	for i := range h.AllRoles {
		for _, p := range h.People {
			if slices.Contains(p.Roles, h.AllRoles[i].ID) {
				h.AllRoles[i].Principals++
			}
		}
	}
	h.AllKeys = someKeys()
	h.Enrolled = someEnrolments()
	h.Emergency, h.Digests, h.Leaks = emergency(), digests(), leaks()
	h.History = history()
	h.Logs = logs()
	h.Found = found()
	for i := range h.Found {
		h.Found[i].Status = "open"
	}
	h.AllLimits = limitList()
	h.Fleet = fleet()
	h.Weak = weaknesses()
	h.Book = entries(24)
	h.Hours = traffic(14)
	h.Waiting = waiting()
	h.Check = vm.JournalCheck{Entries: h.Info.Seq, Checkpoint: "gatehouse.example/GH7Q2KZ5M3XW\n4812\nq83vEjRWeJA=\n", At: Now}
	h.Looks = vm.Detection{Format: "nginx_combined", Confidence: 0.98, Size: 611_204_118, Sample: []string{
		`203.0.113.77 - svc-billing [24/Nov/2026:13:22:41 +0100] "GET /orders/118 HTTP/1.1" 200 5121 "-" "billing/2.4"`,
		`198.51.100.9 - - [24/Nov/2026:13:22:41 +0100] "POST /refunds HTTP/1.1" 403 180 "-" "curl/8.5"`,
		"10.2.0.14 - - [24/Nov/2026:13:22:42 +0100] \"GET /orders?q=\x1b[2J HTTP/1.1\" 400 211 \"-\" \"-\"",
	}}
	return h
}

func apis() []vm.API {
	return []vm.API{
		{ID: "a1", Name: "Orders", Hosts: []string{"api.nordwind.example"}, Base: "/shop/v1", TLSMin: "1.2", Created: Now.Add(-300 * day), Routes: []vm.Route{
			{ID: "r1", API: "a1", Path: "/orders", Methods: []string{"GET", "POST"}},
			{ID: "r2", API: "a1", Path: "/orders/{id}", Methods: []string{"GET", "PATCH", "DELETE"}, Summary: "One order", Accept: []string{"key", "token"}, TLSMin: "1.3", OTP: true, Strict: true, Imported: true,
				MediaTypes: []string{"application/json", "application/merge-patch+json"}, MaxBody: 1 << 20, Parameters: []core.Parameter{
					{Name: "id", In: "path", Required: true, Type: "integer", Min: "1"}, {Name: "fields", In: "query", Type: "array", Items: "string", Enum: []string{"lines", "customer", "totals"}},
					{Name: "X-Request-Id", In: "header", Type: "string", Format: "uuid"}}},
			{ID: "r3", API: "a1", Path: "/refunds", Methods: []string{"POST"}},
			{ID: "r4", API: "a1", Path: "/health", Methods: []string{"GET"}, Public: true}}},
		{ID: "a2", Name: "Billing", Hosts: []string{"billing.nordwind.example", "pay.nordwind.example"}, TLSMin: "1.3", Created: Now.Add(-280 * day), Routes: []vm.Route{
			{ID: "r5", API: "a2", Path: "/invoices", Methods: []string{"GET"}}, {ID: "r6", API: "a2", Path: "/invoices/{id}/pdf", Methods: []string{"GET"}}}},
		{ID: "a3", Name: "Catalogue", Base: "/catalogue", TLSMin: "none", Created: Now.Add(-90 * day), Routes: []vm.Route{{ID: "r7", API: "a3", Path: "/products/{sku}", Methods: []string{"GET"}, Public: true}}},
	}
}

func roles() []vm.Role {
	return []vm.Role{
		{ID: "o1", Name: "orders.read", Created: Now.Add(-280 * day), Grants: []vm.Grant{{API: "a1", Path: "/orders/**", Methods: []string{"GET"}}}},
		{ID: "o2", Name: "orders.write", Created: Now.Add(-280 * day), Grants: []vm.Grant{{API: "a1", Path: "/orders", Methods: []string{"POST"}}, {API: "a1", Path: "/orders/{id}", Methods: []string{"PATCH", "DELETE"}}, {API: "a1", Path: "/refunds", Methods: []string{"POST"}}}},
		{ID: "o3", Name: "billing", Created: Now.Add(-200 * day), Grants: []vm.Grant{{API: "a2", Path: "/**", Methods: []string{"GET"}}}},
		{ID: "o4", Name: "catalogue", Created: Now.Add(-90 * day), Grants: []vm.Grant{{API: "a3", Path: "/products/{sku}", Methods: []string{"GET"}}}},
	}
}

func people() []vm.Principal {
	service := func(id, name, owner string, keys int, roles ...string) vm.Principal {
		return vm.Principal{ID: id, Name: name, Service: true, Owner: owner, Keys: keys, Roles: roles, Created: Now.Add(-200 * day)}
	}
	return []vm.Principal{
		service("p1", "svc-billing", "Finance", 2, "o1", "o3"), service("p2", "svc-checkout", "Shop", 1, "o1", "o2", "o3", "o4"), service("p3", "svc-shipping", "Logistics", 1, "o1"),
		service("p4", "halden-as", "Partners", 1, "o1"), service("p5", "nordwind-gmbh", "Partners", 3, "o1", "o2"), service("p6", "svc-feeds", "Shop", 1, "o4"),
		{ID: "p7", Name: "amelie.roth", Email: "amelie.roth@nordwind.example", Roles: []string{"o1"}, Created: Now.Add(-40 * day)},
		{ID: "p8", Name: "jens.lindqvist", Email: "jens.lindqvist@nordwind.example", Roles: []string{"o1", "o2"}, Disabled: true, Created: Now.Add(-150 * day)},
	}
}

func someKeys() []vm.Key {
	key := func(n int, name, prefix, principal, state string, expires time.Duration, scopes ...string) vm.Key {
		k := vm.Key{ID: fmt.Sprintf("k%d", n), Name: name, Prefix: prefix, Principal: principal, State: state, Scopes: scopes, Created: Now.Add(-time.Duration(n*17) * day), SHA256: strings.Repeat("3f9a71c4", 8)}
		if expires != 0 {
			k.Expires = Now.Add(expires)
		}
		return k
	}
	ks := []vm.Key{
		key(1, "Feed reader", "gh_live_Gk3wD5Ya", "p6", "active", -2*day, "o4"), key(2, "Billing worker", "gh_live_7Kq2mZ9x", "p1", "active", 2*day+time.Hour, "o3", "o1"),
		key(3, "Nordwind B2B", "gh_live_Bv81sQ0e", "p5", "active", 5*day+time.Hour, "o1"), key(4, "Checkout web", "gh_live_x4TnR6Ya", "p2", "active", 9*day+time.Hour, "o1", "o2", "o3"),
		key(5, "Label printers", "gh_live_0pLw93Fd", "p3", "active", 41*day), key(6, "Partner sandbox", "gh_test_Lk90aVc4", "p4", "suspended", 61*day, "o1"),
		key(7, "Load test", "gh_test_Qe6RtN5b", "p5", "revoked", 44*day, "o4"), key(8, "Status page", "gh_live_Pq8vC0Lx", "p6", "active", 0, "o4"),
		key(9, "Warehouse sync with a name that is far too long for its column", "gh_live_Y7uPdS31", "p3", "active", 138*day),
	}
	ks[1].Networks = []string{"10.2.0.0/24"}
	ks[6].Reason = "The test is over"
	for i, ago := range []time.Duration{9 * day, 12 * time.Minute, 3 * time.Hour, 40 * time.Second, 100 * day} {
		ks[i].Used, ks[i].Uses = Now.Add(-ago), int64(1204*(5-i))
	}
	ks[1].Notes = "Runs on billing-2. Ask the on-call of the billing team before it is rotated."
	return ks
}

func history() []vm.Export {
	var es []vm.Export
	for i := range 6 {
		n := uint64(37 + i)
		at := Now.Add(-time.Duration(5-i) * 4 * day)
		es = append(es, vm.Export{ID: fmt.Sprintf("e%d", n), Serial: n, Revision: fmt.Sprintf("gh-%06d-1de0aa07c3f4", n), Audience: "default", KeyID: "Hk3q", Digest: strings.Repeat("9c1f71c40be2d517", 4), Issued: at, Expires: at.Add(14 * day), Size: int64(18_204 + i*311)})
	}
	return es
}

func logs() []vm.Import {
	return []vm.Import{
		{ID: "i1", Files: []string{"/logs/eu-edge-1/access.log.zst"}, Format: "nginx_json", Events: 4_020_311, Rejected: 12, Findings: map[string]int{"critical": 1, "high": 2, "medium": 4}, First: Now.Add(-4 * day), Last: Now.Add(-3 * day), Made: Now.Add(-2 * day)},
		{ID: "i2", Files: []string{"/logs/pay-gw/access.log.1", "/logs/pay-gw/access.log"}, Format: "apache_combined", Events: 611_204, Findings: map[string]int{}, First: Now.Add(-2 * day), Last: Now.Add(-day), Made: Now.Add(-5 * time.Hour)},
	}
}

func found() []vm.Finding {
	line := func(n uint64, raw string) vm.Evidence {
		return vm.Evidence{File: "eu-edge-2/access.log.3.zst", Line: n, Offset: int64(n) * 189, SHA256: strings.Repeat("3f9a71c4", 8), Raw: []byte(raw)}
	}
	at := Now.Add(-5 * time.Hour)
	return []vm.Finding{
		{ID: "f1", Check: "INJ-01", Title: "SQL injection in the path or query", Severity: "critical", Grade: "possible success", Count: 214, Status: "open", Import: "i1", Source: "203.0.113.77", Route: "/orders/{id}", First: at, Last: at.Add(7 * time.Minute),
			Detail: "214 requests of one source carry SQL in the order id; 37 were answered with 200 and a body ten times the usual size.",
			Evidence: []vm.Evidence{line(48209, `203.0.113.77 - - [24/Nov/2026:09:14:01 +0100] "GET /orders/1%27 HTTP/1.1" 400 211`), line(48211, `203.0.113.77 - - [24/Nov/2026:09:14:02 +0100] "GET /orders/1%27%20OR%201%3D1-- HTTP/1.1" 200 5121`),
				line(48218, "203.0.113.77 - - [24/Nov/2026:09:14:04 +0100] \"GET /orders?q=\x1b[2J%27;WAITFOR%20DELAY \u202egnp HTTP/1.1\" 400 211")}},
		{ID: "f2", Check: "DRIFT-01", Title: "Gateway allowed what policy refuses", Severity: "critical", Grade: "possible success", Count: 37, Principal: "nordwind-gmbh", Source: "198.51.100.9", Route: "/refunds", Reason: "role_lacks_grant", First: at.Add(-6 * time.Hour), Last: at, Detail: "37 requests were answered with 2xx; the bundle in force says 403.", Evidence: []vm.Evidence{line(11, `198.51.100.9 - nordwind-gmbh "POST /refunds HTTP/1.1" 200 90`)}},
		{ID: "f3", Check: "KEY-02", Title: "Revoked key still accepted", Severity: "high", Grade: "possible success", Count: 12, Key: "Hd3cXo8P", Source: "192.0.2.18", First: at, Last: at.Add(time.Hour)},
		{ID: "f4", Check: "AUTH-02", Title: "Many refused log-ins from one source", Severity: "high", Grade: "blocked", Count: 38204, Source: "198.51.100.0", First: at, Last: at.Add(80 * time.Minute)},
		{ID: "f5", Check: "DOS-01", Title: "Request rate far above the usual", Severity: "medium", Count: 1902, Source: "192.0.2.44", First: at.Add(-30 * time.Hour), Last: at},
		{ID: "f6", Check: "LOG-01", Title: "A gap of 14 minutes without any line", Severity: "low", Count: 1, First: at, Last: at.Add(14 * time.Minute)},
	}
}
