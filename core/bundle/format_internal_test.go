package bundle

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"gatehouse/core/apikey"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/policy"
	"gatehouse/core/ratelimit"
	"gatehouse/core/vault"
)

var update = flag.Bool("update", false, "write the golden files")

// fixedPolicy has one or two of each thing, with every member that a bundle can hold.
func fixedPolicy(t testing.TB) *policy.Snapshot {
	t.Helper()
	id := func(c byte) string { return strings.Repeat(string(c), 25) + "a" }
	ms := func(n int) vault.Millis { return vault.MillisOf(testMeta.Issued) + vault.Millis(n)*1000 }
	snap, err := policy.Compile(policy.Input{
		Vault: testMeta.Vault,
		APIs: []catalog.API{
			{ID: id('b'), Name: "any"},
			{ID: id('c'), Name: "shop", Hosts: []string{"shop.example.com", "[2001:db8::1]"}, Base: "/v1", TLSMin: "1.2", KeyHeader: "X-Shop-Key", MaxBody: 1 << 20},
		},
		Routes: []catalog.Route{
			{ID: id('d'), API: id('c'), Path: "/orders/{id}", Methods: []string{"GET", "DELETE"}, Accept: []string{"key"}},
			{ID: id('e'), API: id('c'), Path: "/orders/{order}", Methods: []string{"PUT"}, Accept: []string{"token", "key"}},
			{ID: id('f'), API: id('c'), Path: "/orders/open", Methods: []string{"GET"}, Accept: []string{"key"}},
			{ID: id('g'), API: id('b'), Path: "/health", Methods: []string{"GET"}, Accept: []string{"key"}, Public: true},
			{ID: id('p'), API: id('c'), Path: "/orders", Methods: []string{"POST"}, TLSMin: "1.3", Certificate: true, OTP: true, MediaTypes: []string{"application/json", "image/*"}, MaxBody: 5000,
				Strict: true, Summary: "stays", Parameters: []catalog.Parameter{{Name: "stays", In: "query"}}},
		},
		Roles: []directory.Role{
			{ID: id('h'), Name: "reader", Grants: []directory.Grant{{API: id('c'), Path: "/**", Methods: []string{"GET"}}}},
			{ID: id('i'), Name: "clerk", Grants: []directory.Grant{{API: id('c'), Path: "/orders/{x}", Methods: []string{"PUT"}}, {API: id('c'), Path: "/orders/{x}", Methods: []string{"DELETE"}, OTP: true}}},
		},
		Principals: []directory.Principal{
			{ID: id('j'), Name: "ann", Kind: directory.KindUser, State: directory.Active, Roles: []string{id('h'), id('i')}},
			{ID: id('k'), Name: "old", Kind: directory.KindService, State: directory.Disabled},
		},
		Keys: []apikey.Key{
			{ID: id('l'), Principal: id('j'), State: apikey.Active, Scopes: []string{id('h')}, Networks: []string{"192.0.2.0/24", "2001:db8::/32"}, NotBefore: ms(0), Expires: ms(3600),
				Tokens: []apikey.TokenRow{{Public: "AAAAAAAA", SHA256: hexSum([]byte("l1"))}, {Public: "BBBBBBBB", SHA256: hexSum([]byte("l2")), Until: ms(60)}}},
			{ID: id('m'), Principal: id('k'), State: apikey.Revoked, Tokens: []apikey.TokenRow{{SHA256: hexSum([]byte("m"))}}},
		},
		Limits: []ratelimit.Policy{{ID: id('n'), Name: "slow", Rate: 10, Per: 1000, By: ratelimit.ByKey, API: id('c'), Match: "/orders/**"}, {ID: id('o'), Name: "all", Rate: 5, Per: 1000, Burst: 20, By: ratelimit.ByAddress}},
	}, testMeta.Issued)
	if err != nil {
		t.Fatal(err)
	}
	return snap
}

// TestTheFormatStays holds every byte of a bundle but the policy's text: gateways and archives have
// such files, so the format must not change by accident.
func TestTheFormatStays(t *testing.T) {
	c, err := Build(fixedPolicy(t), testMeta)
	if err != nil {
		t.Fatal(err)
	}
	files := c.files
	for i := range files {
		if files[i].name == regoFile {
			files[i].body = []byte("package gatehouse\n")
		}
	}
	c, err = assemble(testMeta, files[1:])
	if err != nil {
		t.Fatal(err)
	}
	packed := mustSign(t, c, testSigner(t, 1))
	all, err := unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, f := range all {
		fmt.Fprintf(&got, "-- %s --\n%s\n", f.name, strings.TrimSuffix(string(f.body), "\n"))
	}
	const golden = "testdata/format.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("the format changed:\n%s", got.String())
	}
}

func TestWhatNoBundleCanCarryIsRefused(t *testing.T) {
	snap := fixedPolicy(t)
	for name, change := range map[string]func(*Meta){
		"no audience":             func(m *Meta) { m.Audience = "" },
		"an audience with spaces": func(m *Meta) { m.Audience = "a b" },
		"serial zero":             func(m *Meta) { m.Serial = 0 },
		"a serial beyond 2^53":    func(m *Meta) { m.Serial = 1 << 53 },
		"no vault":                func(m *Meta) { m.Vault = "" },
		"a digest that is none":   func(m *Meta) { m.Previous = "abc" },
		"fractions of a second":   func(m *Meta) { m.Issued = m.Issued.Add(1) },
		"expiry before issue":     func(m *Meta) { m.Expires = m.Issued },
		"the year 2300":           func(m *Meta) { m.Expires = m.Expires.AddDate(300, 0, 0) },
		"the year 1900":           func(m *Meta) { m.Issued = m.Issued.AddDate(-126, 0, 0) },
	} {
		m := testMeta
		change(&m)
		if _, err := Build(snap, m); err == nil {
			t.Errorf("%s: built", name)
		}
	}
}

func TestAPolicyThatCannotBeReadIsNamed(t *testing.T) {
	for name, f := range map[string]file{
		"keys":       {root + "/keys/00/data.json", []byte(`{"x":{"id":1}}`)},
		"routes":     {root + "/routes/data.json", []byte(`{"byid":[]}`)},
		"principals": {root + "/principals/data.json", []byte(`{"x":{"name":"ann"}}`)},
		"roles":      {root + "/roles/data.json", []byte(`[]`)},
		"limits":     {root + "/limits/data.json", []byte(`{"x":{"rate":"1"}}`)},
		"capitals":   {root + "/principals/data.json", []byte(`{"x":{"KIND":"user","state":"active"}}`)},
		"zeros":      {root + "/keys/78/data.json", []byte(`{"7800000000000000000000000000000000000000000000000000000000000000":{"exp":0,"id":"k","principal":"p","state":"active"}}`)},
		"shards":     {root + "/keys/00/data.json", []byte(`{"7800000000000000000000000000000000000000000000000000000000000000":{"id":"k","principal":"p","state":"active"}}`)},
		"no digest":  {root + "/keys/00/data.json", []byte(`{"":{"id":"k","principal":"p","state":"active"}}`)},
		"tokens":     {root + "/keys/00/data.json", []byte(`{"aa00000000000000000000000000000000000000000000000000000000000000":{"id":"k","principal":"p","state":"active"},"bb00000000000000000000000000000000000000000000000000000000000000":{"id":"k","principal":"q","state":"active"}}`)},
	} {
		if in, err := (Bundle{files: []file{f}}).Policy(); err == nil || !strings.Contains(err.Error(), f.name) {
			t.Errorf("%s: %+v, %v", name, in, err)
		}
	}
}

func FuzzPolicyFiles(f *testing.F) {
	c, err := Build(fixedPolicy(f), testMeta)
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range c.files {
		f.Add(file.name, file.body)
	}
	f.Fuzz(func(t *testing.T, name string, body []byte) {
		in, err := (Bundle{files: []file{{name, body}}}).Policy()
		if err != nil {
			return
		}
		if _, err := policy.Compile(in, testMeta.Issued); err != nil && err.Error() == "" {
			t.Error("an error that says nothing")
		}
	})
}
