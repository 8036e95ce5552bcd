package uitest

import (
	"fmt"
	"time"

	"gatehouse/ui/vm"
)

// ManyKeys returns a house with n keys.
func ManyKeys(n int) *House {
	h := Full()
	h.AllKeys = nil
	for i := range n {
		h.AllKeys = append(h.AllKeys, vm.Key{ID: fmt.Sprintf("m%d", i), Name: fmt.Sprintf("Key %05d", i), Prefix: fmt.Sprintf("gh_live_%08d", i), Env: "live", Principal: h.People[i%len(h.People)].ID, State: "active", Created: Now.Add(-day), Expires: Now.Add(time.Duration(40+i%300) * day)})
	}
	return h
}

// Words that names are made of.
var (
	teams = []string{"Billing", "Checkout", "Shipping", "Warehouse", "Feed", "Partner", "Fraud", "Search", "Support", "Reporting", "Mobile", "Label", "Catalogue", "Payroll", "Loyalty"}
	works = []string{"worker", "sync", "export", "reader", "gateway", "console", "importer", "webhook", "printer", "bot", "job", "agent"}
	nouns = []string{"orders", "invoices", "refunds", "products", "customers", "carts", "stock", "parcels", "tickets", "prices"}
)

// Many returns a house with n of what there can be many of: keys, principals, findings and entries
// of the journal; a tenth of it roles, APIs, limits, exports and imports.
func Many(n int) *House {
	h := Full()
	few := max(1, n/10)
	h.AllAPIs, h.AllRoles, h.People, h.AllKeys, h.Found, h.AllLimits, h.History, h.Logs = nil, nil, nil, nil, nil, nil, nil, nil
	for i := range few {
		api := vm.API{ID: fmt.Sprintf("a%d", i), Name: fmt.Sprintf("%s %s %d", teams[i%len(teams)], nouns[i%len(nouns)], i), Hosts: []string{fmt.Sprintf("api%d.nordwind.example", i/30)}, Base: fmt.Sprintf("/v%d/%s", i%3+1, nouns[i%len(nouns)]), TLSMin: []string{"1.2", "1.3", "none"}[i%3], KeyHeader: "X-API-Key", Created: Now.Add(-time.Duration(i%700) * day)}
		for j := range i%7 + 1 {
			api.Routes = append(api.Routes, vm.Route{ID: fmt.Sprintf("r%d-%d", i, j), API: api.ID, Path: fmt.Sprintf("/%s/{id}/%s", nouns[j%len(nouns)], nouns[(i+j)%len(nouns)]), Methods: []string{"GET", "POST"}[:j%2+1], Public: j == 6})
		}
		h.AllAPIs = append(h.AllAPIs, api)
		h.AllRoles = append(h.AllRoles, vm.Role{ID: fmt.Sprintf("o%d", i), Name: fmt.Sprintf("%s.%s.%d", nouns[i%len(nouns)], []string{"read", "write", "admin"}[i%3], i), Principals: i % 23, Created: Now.Add(-time.Duration(i%500) * day),
			Grants: []vm.Grant{{API: api.ID, Path: "/" + nouns[i%len(nouns)] + "/**", Methods: []string{"GET"}}, {API: api.ID, Path: "/" + nouns[(i+3)%len(nouns)], Methods: []string{"POST", "DELETE"}, OTP: i%5 == 0}}})
		h.AllLimits = append(h.AllLimits, vm.Limit{ID: fmt.Sprintf("l%d", i), Name: fmt.Sprintf("%s-%d", nouns[i%len(nouns)], i), Rate: 60 * (i%20 + 1), Per: time.Minute, Burst: i % 50, By: []string{"key", "principal", "address", "route"}[i%4], API: api.ID})
		h.History = append(h.History, vm.Export{ID: fmt.Sprintf("e%d", i), Serial: uint64(i + 1), Revision: fmt.Sprintf("gh-%06d-1de0aa07c3f4", i+1), Audience: []string{"default", "eu-edge", "partner"}[i%3], KeyID: "Hk3q…x9Yw", Digest: "9c1f71c40be2d517", Issued: Now.Add(-time.Duration(few-i) * 3 * time.Hour), Expires: Now.Add(14*day - time.Duration(few-i)*3*time.Hour), Size: int64(500_000 + i*37)})
		h.Logs = append(h.Logs, vm.Import{ID: fmt.Sprintf("i%d", i), Files: []string{fmt.Sprintf("/logs/eu-edge-%d/access.log.%d.zst", i%9, i)}, Format: "nginx_json", Events: int64(1000*i + 77), Rejected: int64(i % 13), Findings: map[string]int{"medium": i % 4}, First: Now.Add(-time.Duration(i+1) * day), Last: Now.Add(-time.Duration(i) * day), Made: Now.Add(-time.Duration(i) * day)})
	}
	for i := range n {
		service := i%3 != 0
		name := fmt.Sprintf("svc-%s-%d", nouns[i%len(nouns)], i)
		if !service {
			name = fmt.Sprintf("%s.%s.%d", []string{"amelie", "jens", "mira", "jonas", "olga"}[i%5], []string{"roth", "lindqvist", "kovac", "meyer"}[i%4], i)
		}
		h.People = append(h.People, vm.Principal{ID: fmt.Sprintf("p%d", i), Name: name, Service: service, Owner: teams[i%len(teams)], Roles: []string{fmt.Sprintf("o%d", i%few)}, Disabled: i%17 == 0, Keys: 1, Created: Now.Add(-time.Duration(i%900) * day)})
		k := vm.Key{ID: fmt.Sprintf("k%d", i), Name: fmt.Sprintf("%s %s %d", teams[i%len(teams)], works[(i/3)%len(works)], i), Prefix: fmt.Sprintf("gh_live_%08d", i*7919%100_000_000), Env: "live", LastFour: "x9Yw", SHA256: fmt.Sprintf("%064x", i*7919), Principal: fmt.Sprintf("p%d", i), Scopes: []string{fmt.Sprintf("o%d", i%few)}, State: "active", Created: Now.Add(-time.Duration(i%600) * day), Expires: Now.Add(time.Duration(i%400-20) * day)}
		if i%29 == 0 {
			k.State, k.Reason, k.Revoked = "revoked", "no longer used", Now.Add(-day)
		}
		h.AllKeys = append(h.AllKeys, k)
		f := found()[i%6]
		f.Status, f.ID, f.Count, f.First = "open", fmt.Sprintf("f%d", i), int64(i%5000+1), f.First.Add(-time.Duration(i)*time.Minute)
		f.Last, f.Source = f.First.Add(time.Duration(i%90)*time.Minute), fmt.Sprintf("203.0.%d.%d", i/250%250, i%250)
		h.Found = append(h.Found, f)
	}
	h.Book, h.Info.Seq = entries(n), uint64(n)
	return h
}

// entries are the n newest entries of an invented journal.
func entries(n int) []vm.Entry {
	deeds := []vm.Entry{
		{Action: "apikey.revoke", ID: "k7", Subject: "Load test", Reason: "The test is over", Diff: []vm.Field{{Name: "state", Old: "active", New: "revoked"}}, Touched: 1},
		{Action: "role.grant", ID: "o1", Subject: "orders.read", Diff: []vm.Field{{Name: "grant", New: "GET /orders/**"}}, Touched: 1},
		{Action: "apikey.create", ID: "k2", Subject: "Billing worker", Diff: []vm.Field{{Name: "key", New: "gh_live_7Kq2mZ9x"}}, Touched: 1},
		{Action: "import.add", Subject: "eu-edge-1/access.log.zst", Touched: 2},
		{Action: "bundle.export", ID: "e42", Subject: "gh-000042-1de0aa07c3f4", Diff: []vm.Field{{Name: "serial", Old: "41", New: "42"}}, Touched: 1},
		{Action: "principal.disable", ID: "p8", Subject: "jens.lindqvist", Reason: "left the company", Diff: []vm.Field{{Name: "state", Old: "active", New: "disabled"}}, Touched: 1},
		{Action: "login", Touched: 0},
		{Action: "apikey.expiry", ID: "k2", Subject: "Billing worker", Diff: []vm.Field{{Name: "expires", Old: "2026-11-10", New: "2026-11-26"}}, Touched: 1},
		{Action: "limit.edit", ID: "l1", Subject: "partner", Reason: "agreed with the partner", Diff: []vm.Field{{Name: "rate", Old: "900", New: "600"}}, Touched: 1},
		{Action: "route.add", ID: "a1", Subject: "/refunds", Diff: []vm.Field{{Name: "methods", New: "POST"}}, Touched: 1},
		{Action: "principal.roles", ID: "p1", Subject: "svc-billing", Diff: []vm.Field{{Name: "roles", Old: "billing", New: "billing, orders.read"}}, Touched: 1},
		{Action: "finding.status", ID: "f9", Subject: "RATE-02 Limit reached", Reason: "our own scanner", Diff: []vm.Field{{Name: "status", Old: "open", New: "accepted"}}, Touched: 1},
		{Action: "vault.backup", Subject: "production.gate", Touched: 0},
		{Action: "role.add", ID: "o3", Subject: "billing", Touched: 1},
		{Action: "api.edit", ID: "a2", Subject: "Billing", Diff: []vm.Field{{Name: "tls_min", Old: "1.2", New: "1.3"}}, Touched: 1},
	}
	var out []vm.Entry
	for i := range n {
		e := deeds[i%len(deeds)]
		e.Seq, e.Time, e.Admin, e.Program = uint64(max(4812, n)-i), Now.Add(-time.Duration(i*37+i*i%31)*time.Minute), []string{"Mira Kovač", "Jonas Lindqvist", "Amélie Roth"}[i/2%3], "gatehouse 0.1.0"
		out = append(out, e)
	}
	return out
}

// traffic is a daily curve over some days.
func traffic(days int) []vm.Hour {
	var out []vm.Hour
	start := Now.AddDate(0, 0, -days).Truncate(24 * time.Hour)
	for i := range days * 24 {
		load := int64(4_000 + 18_000*max(0, 12-(i%24-13)*(i%24-13)/4)/12)
		h := vm.Hour{At: start.Add(time.Duration(i) * time.Hour).UTC(), Class: [5]int64{0, load, load / 20, load / 11, load / 90}}
		if i/24 == days-2 && i%24 > 8 && i%24 < 11 {
			h.Class[3] += 38_000
		}
		for _, n := range h.Class {
			h.Events += n
		}
		out = append(out, h)
	}
	return out
}

func limitList() []vm.Limit {
	return []vm.Limit{
		{ID: "l1", Name: "partner", Rate: 600, Per: time.Minute, Burst: 50, By: "key", API: "a1", Match: "/orders/**", Created: Now.Add(-100 * day)},
		{ID: "l2", Name: "per-address", Rate: 20, Per: time.Second, By: "address", Created: Now.Add(-200 * day)},
		{ID: "l3", Name: "billing-export", Rate: 10, Per: time.Hour, By: "principal", API: "a2", Match: "/invoices/{id}/pdf", Created: Now.Add(-20 * day)},
		{ID: "l4", Name: "refunds", Rate: 100, Per: time.Minute, Burst: 10, By: "route", API: "a1", Match: "/refunds", Created: Now.Add(-2 * day)},
	}
}

// waiting is one change of every kind since the last export.
func waiting() vm.Preview {
	change := func(kind, id, what, old, new string) vm.PolicyChange {
		c := vm.PolicyChange{Kind: kind, ID: id, Change: what}
		if old != "" {
			c.Old = []byte(old)
		}
		if new != "" {
			c.New = []byte(new)
		}
		return c
	}
	return vm.Preview{
		Changes: []vm.PolicyChange{
			change("apikey", "k7", "changed", `{"id":"k7","principal":"p5","env":"test","tokens":[],"state":"active"}`, `{"id":"k7","principal":"p5","env":"test","tokens":[],"state":"revoked"}`),
			change("apikey", "k2", "added", "", `{"id":"k2","principal":"p1","env":"live","tokens":[],"scopes":["o3","o1"],"state":"active"}`),
			change("role", "o2", "changed", `{"id":"o2","name":"","grants":[{"api":"a1","path":"/refunds","methods":["POST"]}]}`, `{"id":"o2","name":"","grants":[{"api":"a1","path":"/orders/{id}","methods":["PATCH","DELETE"]}]}`),
			change("principal", "p8", "changed", `{"id":"p8","name":"","kind":"user","state":"active"}`, `{"id":"p8","name":"","kind":"user","state":"disabled"}`),
			change("route", "r4", "changed", `{"id":"r4","api":"a1","path":"/health","methods":["GET"]}`, `{"id":"r4","api":"a1","path":"/health","methods":["GET"],"public":true}`),
			change("limit", "l1", "changed", `{"id":"l1","name":"","rate":900,"per":60000,"by":"key"}`, `{"id":"l1","name":"","rate":600,"per":60000,"by":"key"}`),
		},
		Names: map[string]string{"k7": "Load test", "k2": "Billing worker", "o1": "orders.read", "o2": "orders.write", "o3": "billing", "p1": "svc-billing", "p5": "nordwind-gmbh", "p8": "jens.lindqvist", "r4": "Orders /health", "l1": "partner", "a1": "Orders", "a2": "Billing"},
		Holds: map[string]int{"api": 3, "route": 7, "principal": 8, "role": 4, "apikey": 9, "limit": 4}, Audience: "default",
	}
}
