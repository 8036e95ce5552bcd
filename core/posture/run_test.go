package posture_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/enrolment"
	"gatehouse/core/fleet"
	"gatehouse/core/policy"
	"gatehouse/core/posture"
	"gatehouse/core/ratelimit"
	"gatehouse/core/review"
	"gatehouse/core/signing"
	"gatehouse/core/vault"
)

var ctx = context.Background()

// now is when the tests look at a vault.
var now = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

// in is a time so many days from now.
func in(days int) vault.Millis { return vault.MillisOf(now.Add(time.Duration(days) * 24 * time.Hour)) }

// sound is a vault in which no check finds anything.
func sound() posture.State {
	token := func(public string) []apikey.TokenRow {
		return []apikey.TokenRow{{Public: public, SHA256: strings.Repeat("0", 56) + public}}
	}
	export := fleet.Export{Serial: 3, Revision: "gh-000003-aaaaaaaaaaaa", Issued: in(-1), Expires: in(13)}
	return posture.State{
		Input: policy.Input{
			Vault: "v",
			APIs:  []catalog.API{{ID: "a1", Name: "orders", Base: "/v1", TLSMin: "1.2"}, {ID: "a2", Name: "bills", Base: "/bills", TLSMin: "1.3"}},
			Routes: []catalog.Route{
				{ID: "r1", API: "a1", Path: "/orders/{id}", Methods: []string{"GET", "PUT", "DELETE"}},
				{ID: "r2", API: "a1", Path: "/status", Methods: []string{"GET"}, Public: true},
				{ID: "r3", API: "a2", Path: "/pay", Methods: []string{"POST"}},
			},
			Principals: []directory.Principal{
				{ID: "p1", Name: "ann", Kind: directory.KindUser, State: directory.Active, Roles: []string{"ro1", "ro2"}},
				{ID: "p2", Name: "svc", Kind: directory.KindService, State: directory.Active, Roles: []string{"ro1"}},
				{ID: "p3", Name: "bob", Kind: directory.KindUser, State: directory.Disabled, Roles: []string{"ro1"}},
				{ID: "p4", Name: "cleo", Kind: directory.KindUser, State: directory.Active, Roles: []string{"ro2"}},
			},
			Roles: []directory.Role{
				{ID: "ro1", Name: "writer", Grants: []directory.Grant{{API: "a1", Path: "/orders/**", Methods: []string{"GET", "PUT"}}}},
				{ID: "ro2", Name: "payer", Grants: []directory.Grant{{API: "a2", Path: "/pay", Methods: []string{"POST"}, OTP: true}}},
			},
			Keys: []apikey.Key{
				{ID: "k1", Principal: "p2", Name: "worker", Env: apikey.Live, State: apikey.Active, Tokens: token("aaaa0001"), Networks: []string{"10.0.0.0/8"}, Created: in(-60), Expires: in(90)},
				{ID: "k2", Principal: "p1", Env: apikey.Live, State: apikey.Active, Tokens: token("aaaa0002"), Created: in(-60), Expires: in(90)},
				{ID: "k3", Principal: "p3", Env: apikey.Live, State: apikey.Revoked, Tokens: token("aaaa0003"), Created: in(-900), Expires: in(-200), Revoked: in(-300)},
			},
			Limits: []ratelimit.Policy{{ID: "l1", Name: "all", Rate: 100, Per: 60_000, By: ratelimit.ByKey}},
		},
		Enrolments: []enrolment.Enrolment{
			{ID: "p1", Devices: []enrolment.Device{{ID: "d1", State: enrolment.Active}}, Recovery: 8},
			{ID: "p4", Devices: []enrolment.Device{{ID: "d2", State: enrolment.Active}, {ID: "d3", State: enrolment.Active}}},
		},
		Gateways:  []posture.Gateway{{Gateway: fleet.Gateway{ID: "g1", Name: "edge-1", Audience: "edge", Production: true, Floor: 2}, Standing: fleet.Current}},
		Audiences: []posture.Audience{{Name: "edge", Last: export}, {Name: "never"}},
		Signing:   []signing.Key{{ID: "s1", Kid: "kid", State: signing.Active, Created: in(-100)}},
		Admins:    []posture.Admin{{ID: "o1", Name: "olga", Owner: true}, {ID: "o2", Name: "otto", Owner: true}},
		Use:       &posture.Use{Last: map[string]vault.Millis{"k1": in(-1), "k2": in(-80)}, From: in(-100), To: in(-1)},
		Now:       now,
	}
}

// run compiles the policy of a state and looks at it.
func run(t testing.TB, s posture.State) posture.Result {
	t.Helper()
	var err error
	if s.Policy, err = policy.Compile(s.Input, s.Now); err != nil {
		t.Fatal(err)
	}
	r, err := posture.Run(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// told writes what was found: the check, how bad it is, and the subjects.
func told(all []posture.Finding) string {
	var lines []string
	for _, f := range all {
		var of []string
		for _, s := range f.Subjects {
			of = append(of, strings.TrimSuffix(s.Kind+" "+s.ID+" "+s.Name+": "+s.Detail, ": "))
		}
		lines = append(lines, fmt.Sprintf("%s %s %d [%s]", f.Check.ID, f.Severity, f.Count, strings.Join(of, "; ")))
	}
	return strings.Join(lines, "\n")
}

func TestASoundVaultIsQuiet(t *testing.T) {
	r := run(t, sound())
	if len(r.Findings)+len(r.Accepted)+len(r.Skipped) > 0 {
		t.Errorf("found\n%s\nskipped %v", told(r.Findings), r.Skipped)
	}
}

// TestEachCheckFindsWhatItIsFor changes one thing of a sound vault at a time; with the sound vault
// itself, in which nothing is found, each check has a firing and a quiet case.
func TestEachCheckFindsWhatItIsFor(t *testing.T) {
	cases := []struct {
		name   string
		change func(*posture.State)
		want   string
	}{
		{"a key expires within two weeks", func(s *posture.State) { s.Input.Keys[0].Expires = in(10) }, "key-expiring medium 1 [apikey k1 worker of svc: expires 2026-11-13]"},
		{"a key expires within the time that was asked for", func(s *posture.State) { s.Soon = 100 * 24 * time.Hour }, "key-expiring medium 2 [apikey k1 worker of svc: expires 2027-02-01; apikey k2 gh_live_aaaa0002 of ann: expires 2027-02-01]"},
		{"a key never expires", func(s *posture.State) { s.Input.Keys[0].Expires = 0 }, "key-never-expires medium 1 [apikey k1 worker of svc]"},
		{"a suspended key that never expires opens nothing", func(s *posture.State) { s.Input.Keys[0].Expires, s.Input.Keys[0].State = 0, apikey.Suspended }, ""},
		{"a key lives for years", func(s *posture.State) { s.Input.Keys[0].Expires = in(700) }, "key-long-lived low 1 [apikey k1 worker of svc: until 2028-10-03]"},
		{"a key was not used for long", func(s *posture.State) { s.Use.Last["k1"] = in(-91) }, "key-stale medium 1 [apikey k1 worker of svc: used last 2026-08-04]"},
		{"a key was not used for long, as far as old logs tell", func(s *posture.State) { s.Use.Last["k1"], s.Use.From, s.Use.To = in(-300), in(-301), in(-290) }, ""},
		{"a key was never used", func(s *posture.State) { delete(s.Use.Last, "k1") }, "key-unused low 1 [apikey k1 worker of svc: made 2026-09-04]"},
		{"a key was never used, and is new", func(s *posture.State) { delete(s.Use.Last, "k1"); s.Input.Keys[0].Created = in(-20) }, ""},
		{"a key was never used, as far as old logs tell", func(s *posture.State) { delete(s.Use.Last, "k1"); s.Use.To = in(-40) }, ""},
		{"a key was never used, as far as new logs tell", func(s *posture.State) { delete(s.Use.Last, "k1"); s.Use.From = in(-10) }, ""},
		{"a key expired long ago", func(s *posture.State) { s.Input.Keys[0].Expires = in(-31) }, "key-expired low 1 [apikey k1 worker of svc: expired 2026-10-03]"},
		{"a key expired the other day", func(s *posture.State) { s.Input.Keys[0].Expires = in(-29) }, ""},
		{"a service's key works from anywhere", func(s *posture.State) { s.Input.Keys[0].Networks = nil }, "key-anywhere medium 1 [apikey k1 worker of svc]"},
		{"a test key opens production", func(s *posture.State) { s.Input.Keys[0].Env = apikey.Test }, "key-test medium 1 [apikey k1 worker of svc]"},
		{"a key of another system", func(s *posture.State) { s.Input.Keys[0].Tokens[0].Public, s.Input.Keys[0].Name = "", "" }, "key-foreign low 1 [apikey k1 a key of svc]"},
		{"a factor is demanded and missing", func(s *posture.State) { s.Enrolments[0].Devices[0].State = enrolment.Pending }, "principal-no-factor high 1 [principal p1 ann: payer demands it on /pay]"},
		{"a factor is demanded by what a role inherits", func(s *posture.State) {
			s.Input.Roles[0].Inherits = []string{"ro2"}
		}, "principal-no-factor high 1 [principal p2 svc: payer demands it on /pay]"},
		{"a principal expires", func(s *posture.State) { s.Input.Principals[3].Expires = in(5) }, "principal-expiring medium 1 [principal p4 cleo: expires 2026-11-08]"},
		{"a disabled principal has a key", func(s *posture.State) {
			s.Input.Keys[2].State, s.Input.Keys[2].Revoked, s.Input.Keys[2].Expires, s.Input.Keys[2].Created = apikey.Active, 0, in(50), in(-5)
		}, "principal-disabled-keys medium 1 [principal p3 bob: 1 active key]"},
		{"one device and no codes", func(s *posture.State) { s.Enrolments[0].Recovery = 0 }, "principal-no-recovery low 1 [principal p1 ann]"},
		{"a role for everything", func(s *posture.State) {
			all := []string{"GET", "POST", "PUT", "PATCH", "DELETE"}
			s.Input.Roles[0].Grants = []directory.Grant{{API: "a1", Path: "/**", Methods: all}, {API: "a2", Path: "/**", Methods: all}}
		}, "role-everything high 1 [role ro1 writer: 2 APIs]\ngrant-wide medium 1 [role ro1 writer: /** of orders, bills]"},
		{"a grant of a whole API", func(s *posture.State) {
			s.Input.Roles[0].Grants[0] = directory.Grant{API: "a1", Path: "/**", Methods: []string{"GET", "POST", "PUT", "PATCH", "DELETE"}}
		}, "grant-wide medium 1 [role ro1 writer: /** of orders]"},
		{"a grant of a whole API behind a second factor", func(s *posture.State) {
			s.Input.Roles[1].Grants[0] = directory.Grant{API: "a2", Path: "/**", Methods: []string{"GET", "POST", "PUT", "PATCH", "DELETE"}, OTP: true}
		}, ""},
		{"a role that is everything by what it inherits", func(s *posture.State) {
			all := []string{"GET", "POST", "PUT", "PATCH", "DELETE"}
			s.Input.Roles[0].Grants = []directory.Grant{{API: "a1", Path: "/**", Methods: all}}
			s.Input.Roles[1].Grants = []directory.Grant{{API: "a2", Path: "/**", Methods: all}}
			s.Input.Roles[0].Inherits = []string{"ro2"}
		}, "role-everything high 1 [role ro1 writer: 2 APIs]\ngrant-wide medium 2 [role ro1 writer: /** of orders; role ro2 payer: /** of bills]"},
		{"roles that are kept apart in one hand", func(s *posture.State) { s.Violations = []posture.Violation{{"p1", "ann", "writer and payer"}} }, "role-separation high 1 [principal p1 ann: writer and payer]"},
		{"a role that is only inherited", func(s *posture.State) {
			s.Input.Roles = append(s.Input.Roles, directory.Role{ID: "ro3", Name: "base"})
			s.Input.Roles[0].Inherits = []string{"ro3"}
		}, ""},
		{"a role that nobody has", func(s *posture.State) {
			s.Input.Roles = append(s.Input.Roles, directory.Role{ID: "ro3", Name: "spare"})
		}, "role-unheld informational 1 [role ro3 spare]"},
		{"grants without a route", func(s *posture.State) {
			s.Input.Roles[0].Grants = append(s.Input.Roles[0].Grants, directory.Grant{API: "a1", Path: "/order/{id}", Methods: []string{"GET"}},
				directory.Grant{API: "a1", Path: "/orders/{no}", Methods: []string{"POST"}}, directory.Grant{API: "a2", Path: "/pa/**", Methods: []string{"POST"}})
		}, "grant-void low 1 [role ro1 writer: GET /order/{id}; POST /orders/{no}; POST /pa/**]"},
		{"grants with a route", func(s *posture.State) {
			s.Input.Roles[0].Grants = append(s.Input.Roles[0].Grants, directory.Grant{API: "a1", Path: "/orders/{other}", Methods: []string{"HEAD", "GET"}},
				directory.Grant{API: "a1", Path: "/orders/{id}/**", Methods: []string{"DELETE"}}, directory.Grant{API: "a2", Path: "/pay/**", Methods: []string{"POST"}})
		}, ""},
		{"one person alone may write, as the other has expired", func(s *posture.State) { s.Input.Principals[3].Expires = in(-1) }, "route-one-person informational 1 [route r3 POST /bills/pay: ann]"},
		{"one person alone may write", func(s *posture.State) { s.Input.Principals[3].Roles = nil }, "route-one-person informational 1 [route r3 POST /bills/pay: ann]"},
		{"anybody may write", func(s *posture.State) { s.Input.Routes[1].Methods = []string{"GET", "POST"} }, "route-open-write high 1 [route r2 POST /v1/status: orders]"},
		{"plain text", func(s *posture.State) { s.Input.APIs[0].TLSMin = "none" }, "api-no-tls high 1 [api a1 orders]"},
		{"nothing said of TLS", func(s *posture.State) { s.Input.APIs[0].TLSMin = "" }, "api-no-tls high 1 [api a1 orders]"},
		{"a limit for one API alone", func(s *posture.State) { s.Input.Limits[0].API = "a1" }, "route-unlimited low 1 [route r3 POST /bills/pay: bills]"},
		{"a gateway is behind", func(s *posture.State) { s.Gateways[0].Standing = fleet.Behind }, "gateway-behind high 1 [gateway g1 edge-1: its logs show an older bundle]"},
		{"a gateway is below its floor", func(s *posture.State) { s.Gateways[0].Standing = fleet.BelowFloor }, "gateway-behind critical 1 [gateway g1 edge-1: its logs show a bundle below its floor 2]"},
		{"a gateway has a foreign bundle", func(s *posture.State) { s.Gateways[0].Standing = fleet.Foreign }, "gateway-behind high 1 [gateway g1 edge-1: its logs show a bundle that was not exported for it]"},
		{"a gateway whose logs do not tell", func(s *posture.State) { s.Gateways[0].Standing = fleet.NotCarried }, ""},
		{"a gateway without a bundle", func(s *posture.State) { s.Gateways[0].Standing = fleet.NeverExported }, "gateway-never-exported medium 1 [gateway g1 edge-1: audience edge]"},
		{"a bundle has expired", func(s *posture.State) { s.Audiences[0].Last.Expires = in(0) }, "bundle-expiring high 1 [audience edge edge: expired 2026-11-03]"},
		{"a bundle expires in a third of its life", func(s *posture.State) { s.Audiences[0].Last.Issued, s.Audiences[0].Last.Expires = in(-10), in(4) }, "bundle-expiring medium 1 [audience edge edge: expires 2026-11-07]"},
		{"a bundle has more than a third of its life", func(s *posture.State) { s.Audiences[0].Last.Issued, s.Audiences[0].Last.Expires = in(-8), in(6) }, ""},
		{"a bundle for a year expires within two weeks", func(s *posture.State) { s.Audiences[0].Last.Issued, s.Audiences[0].Last.Expires = in(-352), in(13) }, "bundle-expiring medium 1 [audience edge edge: expires 2026-11-16]"},
		{"a bundle is older than the policy", func(s *posture.State) { s.Audiences[0].Changes = 2 }, "bundle-outdated medium 1 [audience edge edge: 2 changes since 2026-11-02]"},
		{"one owner", func(s *posture.State) { s.Admins[1].Owner = false }, "vault-one-owner low 1 [administrator o1 olga]"},
		{"an old signing key", func(s *posture.State) { s.Signing[0].Created = in(-731) }, "signing-key-old low 1 [signing_key s1 kid: made 2024-11-02]"},
	}
	fired := map[string]bool{}
	for _, c := range cases {
		s := sound()
		c.change(&s)
		r := run(t, s)
		if got := told(r.Findings); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
		for _, f := range r.Findings {
			fired[f.Check.ID] = true
		}
	}
	for _, c := range posture.Checks() {
		if !fired[c.ID] {
			t.Errorf("no case makes %s fire", c.ID)
		}
	}
}

func TestWhatCannotBeAssessedIsSaid(t *testing.T) {
	s := sound()
	s.Use, s.Gateways = nil, nil
	var got []string
	for _, k := range run(t, s).Skipped {
		got = append(got, k.Check.ID+": "+k.Why)
	}
	want := `key-stale: no imported log tells which keys are used: log gh_key at the gateway and import its logs
key-unused: no imported log tells which keys are used: log gh_key at the gateway and import its logs
key-anywhere: no gateway is marked as production
key-test: no gateway is marked as production`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestTheWorstComesFirst(t *testing.T) {
	s := sound()
	s.Input.APIs[0].TLSMin, s.Input.Keys[0].Networks, s.Enrolments[0].Recovery, s.Gateways[0].Standing = "none", nil, 0, fleet.BelowFloor
	var got []review.Severity
	r := run(t, s)
	for _, f := range r.Findings {
		got = append(got, f.Severity)
	}
	if want := []review.Severity{review.Critical, review.High, review.Medium, review.Low}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if got := fmt.Sprint(r.Count()); got != "map[critical:1 high:1 low:1 medium:1]" {
		t.Errorf("counted %s", got)
	}
}

func TestWhatIsAcceptedIsCountedApartUntilItsDay(t *testing.T) {
	s := sound()
	s.Input.Keys[0].Expires, s.Input.Keys[1].Expires, s.Input.APIs[0].TLSMin = 0, 0, "none"
	s.Accepted = []posture.Acceptance{
		{ID: "x", Check: "key-never-expires", Subject: "k1", Reason: "in a safe", Until: in(5)},
		{ID: "y", Check: "key-never-expires", Subject: "k2", Reason: "over", Until: in(0)},
		{ID: "z", Check: "api-no-tls", Reason: "a lab", Until: in(5)},
	}
	r := run(t, s)
	if got := told(r.Findings); got != "key-never-expires medium 1 [apikey k2 gh_live_aaaa0002 of ann]" || r.Findings[0].Accepted != 1 {
		t.Errorf("open: %s", got)
	}
	if got := told(r.Accepted); got != "api-no-tls high 1 [api a1 orders]\nkey-never-expires medium 1 [apikey k1 worker of svc]" {
		t.Errorf("accepted: %s", got)
	}
}

func TestAFindingCountsAllAndNamesSome(t *testing.T) {
	s := sound()
	for i := range 1500 {
		k := s.Input.Keys[0]
		k.ID, k.Expires, k.Tokens = fmt.Sprintf("n%05d", i), 0, []apikey.TokenRow{{Public: fmt.Sprintf("%08d", i), SHA256: fmt.Sprintf("%064d", i)}}
		s.Input.Keys = append(s.Input.Keys, k)
		s.Use.Last[k.ID] = in(-1)
	}
	f := run(t, s).Findings
	if len(f) != 1 || f[0].Count != 1500 || len(f[0].Subjects) != posture.MaxSubjects {
		t.Fatalf("got %d findings, the first of %d", len(f), f[0].Count)
	}
}

func TestChecksSayWhatTheyAreFor(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range posture.Checks() {
		if c.ID == "" || seen[c.ID] || c.Title == "" || c.Why == "" || c.Mend == "" || c.Topic == "" || c.Severity < review.Informational {
			t.Errorf("%+v", c)
		}
		seen[c.ID] = true
		if found, err := posture.Find(c.ID); err != nil || found.Title != c.Title {
			t.Errorf("%s is not found: %v", c.ID, err)
		}
	}
	if _, err := posture.Find("nothing"); err == nil || !strings.Contains(err.Error(), "key-never-expires") {
		t.Errorf("got %v", err)
	}
}

func TestItEndsWhenItIsCancelled(t *testing.T) {
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := posture.Run(gone, sound()); err == nil {
		t.Error("it went on")
	}
}

// BenchmarkRun looks at 100,000 keys of 10,000 principals, 10,000 routes and 1,000 roles.
func BenchmarkRun(b *testing.B) {
	s := sound()
	for i := range 10_000 {
		s.Input.Routes = append(s.Input.Routes, catalog.Route{ID: fmt.Sprintf("x%05d", i), API: "a1", Path: fmt.Sprintf("/group%d/item%d/{id}", i/100, i), Methods: []string{"GET", "PUT", "DELETE"}})
		s.Input.Principals = append(s.Input.Principals, directory.Principal{ID: fmt.Sprintf("q%05d", i), Name: fmt.Sprintf("svc-%d", i), Kind: directory.KindService, State: directory.Active, Roles: []string{fmt.Sprintf("o%04d", i%1000)}})
	}
	for i := range 1000 {
		s.Input.Roles = append(s.Input.Roles, directory.Role{ID: fmt.Sprintf("o%04d", i), Name: fmt.Sprintf("role-%d", i), Grants: []directory.Grant{
			{API: "a1", Path: fmt.Sprintf("/group%d/**", i%100), Methods: []string{"GET", "PUT"}}, {API: "a1", Path: fmt.Sprintf("/group%d/item%d/{id}", i/10, i*10), Methods: []string{"DELETE"}},
		}})
	}
	for i := range 100_000 {
		k := s.Input.Keys[0]
		k.ID, k.Principal, k.Tokens = fmt.Sprintf("n%06d", i), fmt.Sprintf("q%05d", i%10_000), []apikey.TokenRow{{Public: fmt.Sprintf("%08d", i), SHA256: fmt.Sprintf("%016x%048d", uint64(i)*0x9E3779B97F4A7C15, i)}}
		if i%3 == 0 {
			k.Expires, k.Networks = 0, nil
		}
		s.Input.Keys = append(s.Input.Keys, k)
		s.Use.Last[k.ID] = in(-1)
	}
	var err error
	if s.Policy, err = policy.Compile(s.Input, s.Now); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := posture.Run(ctx, s); err != nil {
			b.Fatal(err)
		}
	}
}
