package vm_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
)

// morning is the time of these tests.
var morning = time.Date(2026, 11, 24, 14, 5, 0, 0, time.Local)

// named are the names of the ids in these tests; an id without one stays as it is.
var named = map[string]string{"k1": "Load test", "k2": "Android app 4.1", "k3": "Old ERP", "k4": "Fourth", "k5": "Fifth", "p1": "nordwind-gmbh", "p2": "svc-billing",
	"r1": "partner", "r2": "support-agent", "r3": "billing:read", "r4": "orders:read", "a1": "Shop", "l1": "Partner"}

func changed(kind, id, old, now string) vm.PolicyChange {
	c := vm.PolicyChange{Kind: kind, ID: id, Change: "changed"}
	switch {
	case old == "":
		c.Change, c.New = "added", []byte(now)
	case now == "":
		c.Change, c.Old = "removed", []byte(old)
	default:
		c.Old, c.New = []byte(old), []byte(now)
	}
	return c
}

func key(state string, more ...string) string {
	return fmt.Sprintf(`{"id":"x","principal":"p1","env":"live","state":%q%s}`, state, strings.Join(append([]string{""}, more...), ","))
}

// told writes groups as people read them: effect, lines, notes.
func told(gs []vm.ChangeGroup) string {
	short := map[vm.Effect]string{vm.TakesAccess: "takes", vm.GivesAccess: "gives", vm.ChangesAnswers: "answers"}
	var all []string
	for _, g := range gs {
		for _, l := range g.Lines {
			s := short[g.Effect] + ": " + l.Text
			if l.Note != "" {
				s += " [" + l.Note + "]"
			}
			all = append(all, s)
		}
	}
	return strings.Join(all, "\n")
}

func TestChangesOfThePolicyAreToldInWords(t *testing.T) {
	later := morning.Add(48 * time.Hour).UnixMilli()
	exp := func(ms int64) string { return fmt.Sprintf(`"tokens":[{"public":"a","sha256":"d1","until":%d}]`, ms) }
	when := func(ms int64) string { return vm.DateTime(time.UnixMilli(ms)) }
	month := morning.Add(720 * time.Hour).UnixMilli()
	for _, c := range []struct {
		name string
		cs   []vm.PolicyChange
		want string
	}{
		{"several keys revoked are told together", []vm.PolicyChange{changed("apikey", "k1", key("active"), key("revoked")), changed("apikey", "k2", key("active"), key("revoked")), changed("apikey", "k3", key("active"), key("revoked"))},
			"takes: 3 keys revoked: Android app 4.1, Load test, Old ERP [nordwind-gmbh]"},
		{"many keys are counted behind the first three", []vm.PolicyChange{changed("apikey", "k1", key("active"), key("revoked")), changed("apikey", "k2", key("active"), key("revoked")), changed("apikey", "k3", key("active"), key("revoked")), changed("apikey", "k4", key("active"), key("revoked")), changed("apikey", "k5", key("active"), key("revoked"))},
			"takes: 5 keys revoked: Android app 4.1, Fifth, Fourth and 2 others [nordwind-gmbh]"},
		{"one key revoked", []vm.PolicyChange{changed("apikey", "k1", key("active"), key("revoked"))}, "takes: 1 key revoked: Load test [nordwind-gmbh]"},
		{"a paused key that is revoked takes nothing away", []vm.PolicyChange{changed("apikey", "k1", key("suspended"), key("revoked"))}, "answers: 1 key revoked: Load test [nordwind-gmbh]"},
		{"a key paused", []vm.PolicyChange{changed("apikey", "k1", key("active"), key("suspended"))}, "takes: 1 key paused: Load test [nordwind-gmbh]"},
		{"a key resumed", []vm.PolicyChange{changed("apikey", "k1", key("suspended"), key("active"))}, "gives: 1 key works again: Load test [nordwind-gmbh]"},
		{"a key added, with its scopes", []vm.PolicyChange{changed("apikey", "k1", "", key("active", `"scopes":["r3","r4"]`))}, "gives: 1 key added: Load test, billing:read and orders:read [nordwind-gmbh]"},
		{"a key added that is revoked opens nothing", []vm.PolicyChange{changed("apikey", "k1", "", key("revoked"))}, "answers: Key Load test is known, but opens nothing [nordwind-gmbh]"},
		{"a key removed", []vm.PolicyChange{changed("apikey", "k1", key("active"), "")}, "takes: 1 key removed: Load test [nordwind-gmbh]"},
		{"a revoked key removed", []vm.PolicyChange{changed("apikey", "k1", key("revoked"), "")}, "answers: 1 ended key is forgotten: Load test [nordwind-gmbh]"},
		{"an expiry moved out", []vm.PolicyChange{changed("apikey", "k1", key("active", exp(later)), key("active", exp(month)))}, "gives: Key Load test lasts longer: until " + when(month) + " [nordwind-gmbh]"},
		{"an expiry moved in", []vm.PolicyChange{changed("apikey", "k1", key("active", exp(0)), key("active", exp(later)))}, "takes: Key Load test ends earlier: until " + when(later) + " [nordwind-gmbh]"},
		{"an expiry taken away", []vm.PolicyChange{changed("apikey", "k1", key("active", exp(later)), key("active", exp(0)))}, "gives: Key Load test lasts longer: never expires [nordwind-gmbh]"},
		{"a key rotated keeps its expiry", []vm.PolicyChange{changed("apikey", "k1", key("active", exp(month)), key("active", fmt.Sprintf(`"tokens":[{"sha256":"d2","until":%d},{"sha256":"d1","until":%d}]`, month, later)))}, "answers: 1 key rotated: Load test [nordwind-gmbh]"},
		{"the end of a grace", []vm.PolicyChange{changed("apikey", "k1", key("active", fmt.Sprintf(`"tokens":[{"sha256":"d2","until":%d},{"sha256":"d1","until":%d}]`, month, later)), key("active", fmt.Sprintf(`"tokens":[{"sha256":"d2","until":%d}]`, month)))}, "takes: The old token of Load test is no longer accepted [nordwind-gmbh]"},
		{"scopes swapped", []vm.PolicyChange{changed("apikey", "k1", key("active", `"scopes":["r3"]`), key("active", `"scopes":["r4"]`))}, "takes: Key Load test loses the scope billing:read [nordwind-gmbh]\ngives: Key Load test gains the scope orders:read [nordwind-gmbh]"},
		{"scopes set", []vm.PolicyChange{changed("apikey", "k1", key("active"), key("active", `"scopes":["r3"]`))}, "takes: Key Load test is cut down to billing:read [nordwind-gmbh]"},
		{"scopes taken off", []vm.PolicyChange{changed("apikey", "k1", key("active", `"scopes":["r3"]`), key("active"))}, "gives: Key Load test has all roles of its principal [nordwind-gmbh]"},
		{"networks set", []vm.PolicyChange{changed("apikey", "k1", key("active"), key("active", `"networks":["10.0.0.0/8"]`))}, "takes: Key Load test works only from 10.0.0.0/8 [nordwind-gmbh]"},
		{"networks taken off", []vm.PolicyChange{changed("apikey", "k1", key("active", `"networks":["10.0.0.0/8"]`), key("active"))}, "gives: Key Load test works from anywhere [nordwind-gmbh]"},
		{"a network more", []vm.PolicyChange{changed("apikey", "k1", key("active", `"networks":["10.0.0.0/8"]`), key("active", `"networks":["10.0.0.0/8","192.0.2.0/24"]`))}, "gives: Key Load test also works from 192.0.2.0/24 [nordwind-gmbh]"},
		{"a revoked key's details say nothing", []vm.PolicyChange{changed("apikey", "k1", key("active", `"scopes":["r3"]`), key("revoked"))}, "takes: 1 key revoked: Load test [nordwind-gmbh]"},

		{"principals disabled", []vm.PolicyChange{changed("principal", "p1", `{"state":"active"}`, `{"state":"disabled"}`), changed("principal", "p2", `{"state":"active"}`, `{"state":"disabled"}`)}, "takes: 2 principals disabled: nordwind-gmbh, svc-billing"},
		{"a principal enabled", []vm.PolicyChange{changed("principal", "p1", `{"state":"disabled"}`, `{"state":"active"}`)}, "gives: 1 principal enabled: nordwind-gmbh"},
		{"roles given and taken", []vm.PolicyChange{changed("principal", "p1", `{"state":"active","roles":["r1"]}`, `{"state":"active","roles":["r2"]}`)}, "takes: nordwind-gmbh loses the role partner\ngives: nordwind-gmbh gains the role support-agent"},
		{"a role given to two", []vm.PolicyChange{changed("principal", "p1", `{"state":"active"}`, `{"state":"active","roles":["r1"]}`), changed("principal", "p2", `{"state":"active"}`, `{"state":"active","roles":["r1"]}`)}, "gives: 2 principals gain the role partner: nordwind-gmbh, svc-billing"},
		{"a role of somebody who stays disabled", []vm.PolicyChange{changed("principal", "p1", `{"state":"disabled"}`, `{"state":"disabled","roles":["r1"]}`)}, "answers: nordwind-gmbh gains the role partner"},
		{"a principal without roles added", []vm.PolicyChange{changed("principal", "p1", "", `{"state":"active"}`)}, "answers: 1 principal added: nordwind-gmbh"},

		{"a role loses a call", []vm.PolicyChange{changed("role", "r1", `{"grants":[{"api":"a1","path":"/refunds","methods":["GET","POST"]}]}`, `{"grants":[{"api":"a1","path":"/refunds","methods":["GET"]}]}`)}, "takes: Role partner loses POST /refunds [5 principals]"},
		{"a role gains calls", []vm.PolicyChange{changed("role", "r2", `{"grants":[]}`, `{"grants":[{"api":"a1","path":"/orders/{id}/events","methods":["POST","GET"]}]}`)}, "gives: Role support-agent gains GET and POST /orders/{id}/events"},
		{"a call needs a one-time password", []vm.PolicyChange{changed("role", "r1", `{"grants":[{"api":"a1","path":"/customers/{id}","methods":["DELETE"]}]}`, `{"grants":[{"api":"a1","path":"/customers/{id}","methods":["DELETE"],"otp":true}]}`)}, "answers: DELETE /customers/{id} now needs a one-time password for role partner [5 principals]"},
		{"a call no longer needs one", []vm.PolicyChange{changed("role", "r1", `{"grants":[{"api":"a1","path":"/c","methods":["DELETE"],"otp":true}]}`, `{"grants":[{"api":"a1","path":"/c","methods":["DELETE"]}]}`)}, "gives: DELETE /c no longer needs a one-time password for role partner [5 principals]"},
		{"an order of grants is no change of access, but is not passed over", []vm.PolicyChange{changed("role", "r1", `{"grants":[{"api":"a1","path":"/a","methods":["GET"]},{"api":"a1","path":"/b","methods":["GET"]}]}`, `{"grants":[{"api":"a1","path":"/b","methods":["GET"]},{"api":"a1","path":"/a","methods":["GET"]}]}`)}, "answers: partner differs in details"},
		{"a role removed", []vm.PolicyChange{changed("role", "r1", `{"grants":[{"api":"a1","path":"/a","methods":["GET"]}]}`, "")}, "takes: 1 role removed: partner"},

		{"a route added", []vm.PolicyChange{changed("route", "x", "", `{"api":"a1","path":"/invoices","methods":["GET"]}`)}, "gives: 1 route added: GET /invoices [Shop]"},
		{"a public route added", []vm.PolicyChange{changed("route", "x", "", `{"api":"a1","path":"/health","methods":["GET"],"public":true}`)}, "gives: 1 public route added: GET /health [Shop]"},
		{"a route removed", []vm.PolicyChange{changed("route", "x", `{"api":"a1","path":"/invoices","methods":["GET"]}`, "")}, "takes: 1 route removed: GET /invoices [Shop]"},
		{"methods of a route", []vm.PolicyChange{changed("route", "x", `{"api":"a1","path":"/o","methods":["GET","PUT"]}`, `{"api":"a1","path":"/o","methods":["GET","POST"]}`)}, "takes: Route /o no longer answers PUT [Shop]\ngives: Route /o also answers POST [Shop]"},
		{"a route made public", []vm.PolicyChange{changed("route", "x", `{"api":"a1","path":"/o","methods":["GET"]}`, `{"api":"a1","path":"/o","methods":["GET"],"public":true}`)}, "gives: Route /o is public: anybody may call it [Shop]"},
		{"what a route demands", []vm.PolicyChange{changed("route", "x", `{"api":"a1","path":"/o","methods":["GET"],"accept":["key"],"otp":true}`, `{"api":"a1","path":"/o","methods":["GET"],"accept":["key","token","certificate","signature"],"certificate":true}`)},
			"takes: Route /o demands a client certificate [Shop]\ngives: Route /o no longer demands a one-time password [Shop]\nanswers: Route /o accepts any way to say who one is [Shop]"},
		{"what a route bounds", []vm.PolicyChange{changed("route", "x", `{"api":"a1","path":"/o","methods":["PUT"],"media_types":["a/b"]}`, `{"api":"a1","path":"/o","methods":["PUT"],"tls_min":"1.3","max_body":1000,"media_types":["application/json"]}`)},
			"answers: Route /o asks for at least TLS 1.3 [Shop]\nanswers: Route /o takes bodies up to 1 kB [Shop]\nanswers: Route /o takes application/json [Shop]"},
		{"a route no longer public", []vm.PolicyChange{changed("route", "x", `{"api":"a1","path":"/o","methods":["GET"],"public":true}`, `{"api":"a1","path":"/o","methods":["GET"]}`)}, "takes: Route /o is no longer public: it asks for a key [Shop]"},

		{"hosts of an API", []vm.PolicyChange{changed("api", "a1", `{"hosts":["a.example"]}`, `{"hosts":["b.example"]}`)}, "takes: API Shop no longer answers at a.example\ngives: API Shop also answers at b.example"},
		{"details of an API", []vm.PolicyChange{changed("api", "a1", `{"base":"/v1","tls_min":"1.2"}`, `{"base":"/v2","tls_min":"1.3","max_body":1000000}`)}, "answers: API Shop moves from /v1 to /v2\nanswers: API Shop asks for TLS 1.3 or newer\nanswers: API Shop takes bodies of up to 1.00 MB"},

		{"a rate limit lowered", []vm.PolicyChange{changed("limit", "l1", `{"rate":900,"per":60000,"burst":900,"by":"key"}`, `{"rate":600,"per":60000,"burst":600,"by":"key"}`)}, "answers: Rate limit Partner: 900 to 600 per minute [all APIs]"},
		{"a rate limit over another span", []vm.PolicyChange{changed("limit", "l1", `{"rate":10,"per":1000,"by":"key"}`, `{"rate":600,"per":60000,"by":"key"}`)}, "answers: Rate limit Partner: 10 per second to 600 per minute [all APIs]"},
		{"a rate limit added", []vm.PolicyChange{changed("limit", "l1", "", `{"rate":10,"per":1000,"by":"key","api":"a1"}`)}, "answers: Rate limit added: Partner [Shop]"},

		{"a kind from a newer program is not passed over", []vm.PolicyChange{changed("quota", "q1", `{}`, `{"a":1}`)}, "answers: q1 differs in details"},
		{"what cannot be read is not passed over", []vm.PolicyChange{changed("role", "r1", `{`, `{}`)}, "answers: partner differs in details"},
		{"nothing", nil, ""},
	} {
		p := vm.Preview{Last: &vm.Export{Serial: 42}, Changes: c.cs, Names: named}
		if got := told(vm.PolicyWords(p, map[string]int{"r1": 5}, morning)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestALineOpensToWhatItCounts(t *testing.T) {
	p := vm.Preview{Last: &vm.Export{}, Names: named, Changes: []vm.PolicyChange{changed("apikey", "k1", "", key("active")), changed("apikey", "k2", "", key("active", `"scopes":["r3"]`))}}
	gs := vm.PolicyWords(p, nil, morning)
	if len(gs) != 1 || gs[0].Count != 2 || len(gs[0].Lines) != 1 {
		t.Fatalf("got %+v", gs)
	}
	l := gs[0].Lines[0]
	if l.Text != "2 keys added: Android app 4.1, Load test" || l.Mark.Tone != tone.Ok || strings.Join(l.Names, "; ") != "Android app 4.1 – nordwind-gmbh, billing:read, never expires; Load test – nordwind-gmbh, all roles of its principal, never expires" {
		t.Errorf("got %+v", l)
	}
}

func TestTenThousandChangesAreOneLine(t *testing.T) {
	p := vm.Preview{Last: &vm.Export{}, Names: map[string]string{}}
	for i := range 10_000 {
		p.Changes = append(p.Changes, changed("apikey", fmt.Sprintf("key-%05d", i), key("active"), key("revoked")))
	}
	gs := vm.PolicyWords(p, nil, morning)
	if l := gs[0].Lines[0]; gs[0].Count != 10_000 || l.Text != "10,000 keys revoked: key-00000, key-00001, key-00002 and 9,997 others" || len(l.Names)+l.More != 10_000 || len(l.Names) > 100 {
		t.Errorf("got %q, %d names, %d more", l.Text, len(l.Names), l.More)
	}
}

func TestAFirstExportIsToldByAmounts(t *testing.T) {
	p := vm.Preview{Holds: map[string]int{"apikey": 1281, "route": 96, "role": 1}, Names: named, Changes: []vm.PolicyChange{changed("role", "r1", "", `{}`)}}
	gs := vm.PolicyWords(p, nil, morning)
	if len(gs) != 1 || gs[0].Effect != vm.GivesAccess || gs[0].Count != 1378 {
		t.Fatalf("got %+v", gs)
	}
	if got := told(gs); got != "gives: 1,281 API keys [new to this audience]\ngives: 1 role [new to this audience]\ngives: 96 routes [new to this audience]" {
		t.Errorf("got %s", got)
	}
	if gs[0].Lines[1].Names[0] != "partner" {
		t.Errorf("got %+v", gs[0].Lines[1])
	}
}
