package policy_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/policy"
	"gatehouse/core/ratelimit"
)

// big is a policy of the demo's shape, scaled up: 3 APIs, 30 routes, 12 roles, 10,000 principals and
// as many keys as asked for, one in twenty expired, one in fifty revoked, one in ten bound to networks.
// Digests are random, as real ones are.
func big(keys int) (policy.Input, []string) {
	rng := rand.New(rand.NewPCG(3, 5))
	in := policy.Input{Vault: "big"}
	for _, name := range []string{"shop", "fleet", "ledger"} {
		in.APIs = append(in.APIs, catalog.API{ID: name, Name: name, Hosts: []string{"api.example.com"}, Base: "/" + name + "/v1", TLSMin: "1.2", KeyHeader: "X-API-Key"})
		for i := range 10 {
			noun := fmt.Sprintf("things%d", i)
			in.Routes = append(in.Routes,
				catalog.Route{ID: name + noun, API: name, Path: "/" + noun, Methods: []string{"GET", "POST"}},
				catalog.Route{ID: name + noun + "id", API: name, Path: "/" + noun + "/{id}", Methods: []string{"GET", "PUT", "DELETE"}},
				catalog.Route{ID: name + noun + "sub", API: name, Path: "/" + noun + "/{id}/parts", Methods: []string{"GET"}},
			)
		}
	}
	for i := range 12 {
		r := directory.Role{ID: fmt.Sprintf("role%d", i), Name: fmt.Sprintf("role%d", i)}
		for j := range 5 {
			api := in.APIs[(i+j)%3].ID
			r.Grants = append(r.Grants, directory.Grant{API: api, Path: fmt.Sprintf("/things%d/**", (i+2*j)%10), Methods: []string{"GET", "POST"}})
		}
		in.Roles = append(in.Roles, r)
	}
	for i := range max(1, keys/10) {
		in.Principals = append(in.Principals, directory.Principal{
			ID: fmt.Sprintf("principal%d", i), State: directory.Active,
			Roles: []string{in.Roles[i%12].ID, in.Roles[(i*7+1)%12].ID, in.Roles[(i*5+2)%12].ID},
		})
	}
	tokens := make([]string, keys)
	for i := range keys {
		tokens[i] = fmt.Sprintf("gh_live_%08d_%016x%016x%06x", i, rng.Uint64(), rng.Uint64(), rng.Uint32N(1<<24))
		k := apikey.Key{ID: fmt.Sprintf("key%d", i), Principal: in.Principals[i%len(in.Principals)].ID, Env: apikey.Live, State: apikey.Active,
			Tokens: []apikey.TokenRow{{Public: fmt.Sprintf("%08d", i), SHA256: digest(tokens[i])}}, Expires: millis(1000 * time.Hour)}
		switch {
		case i%20 == 0:
			k.Expires = millis(-time.Hour)
		case i%50 == 1:
			k.State = apikey.Revoked
		case i%10 == 2:
			k.Networks = []string{"192.0.2.0/24", "10.0.0.0/8", "2001:db8::/32"}
		case i%4 == 3:
			k.Scopes = in.Principals[i%len(in.Principals)].Roles[:2]
		}
		in.Keys = append(in.Keys, k)
	}
	return in, tokens
}

// traffic draws requests on a big policy: nine in ten carry a known key.
func traffic(in policy.Input, tokens []string, n int) []policy.Request {
	rng := rand.New(rand.NewPCG(4, 6))
	reqs := make([]policy.Request, n)
	for i := range reqs {
		rt := in.Routes[rng.IntN(len(in.Routes))]
		path := ""
		for _, a := range in.APIs {
			if a.ID == rt.API {
				path = a.Base
			}
		}
		for _, seg := range []string{rt.Path} {
			for j := 0; j < len(seg); j++ {
				if seg[j] == '{' {
					path += fmt.Sprint(rng.IntN(100000))
					j += len("{id")
					continue
				}
				path += seg[j : j+1]
			}
		}
		key := tokens[rng.IntN(len(tokens))]
		if rng.IntN(10) == 0 {
			key = fmt.Sprintf("gh_live_%08d_%016x%016x%06x", i, rng.Uint64(), rng.Uint64(), rng.Uint32N(1<<24))
		}
		reqs[i] = policy.Request{
			Method: []string{"GET", "GET", "GET", "POST"}[rng.IntN(4)], Host: "api.example.com", Path: path + "?page=2&sort=name", TLS: policy.TLS13, At: noon,
			Headers: map[string][]string{"x-api-key": {key}, "accept": {"application/json"}, "user-agent": {"curl/8.5.0"}},
			Address: netip.AddrFrom4([4]byte{192, 0, byte(2 + rng.IntN(2)), byte(rng.IntN(256))}),
		}
	}
	return reqs
}

// events are the same requests as a log tells them.
func events(in policy.Input, reqs []policy.Request, n int) []policy.Replayed {
	rng := rand.New(rand.NewPCG(5, 7))
	out := make([]policy.Replayed, n)
	for i := range out {
		out[i] = replayed(reqs[i%len(reqs)])
		out[i].Credential = policy.CredentialCarried
		k := in.Keys[rng.IntN(len(in.Keys))]
		out[i].KeyPublic = []byte(k.Tokens[0].Public)
		if rng.IntN(10) == 0 {
			out[i].KeyPublic = nil
		}
	}
	return out
}

func TestDecideAndReplayDoNotAllocate(t *testing.T) {
	in, tokens := big(1000)
	in.Limits = []ratelimit.Policy{
		{ID: "k", Rate: 100, Per: 1000, By: ratelimit.ByKey}, {ID: "a", Rate: 1000, Per: 1000, By: ratelimit.ByAddress},
	}
	s := compile(t, in)
	reqs := traffic(in, tokens, 500)
	log := events(in, reqs, 500)
	seen := map[policy.Reason]int{}
	for i := range reqs {
		seen[s.Decide(&reqs[i], nil).Reason]++
		reqs[i].Host = "API.example.com:443" // capitals must not cost an allocation either
	}
	for _, r := range []policy.Reason{policy.ReasonAllowed, policy.ReasonKeyExpired, policy.ReasonKeyUnknown, policy.ReasonRoleLacksGrant, policy.ReasonKeyRevoked, policy.ReasonMethodNotAllowed} {
		if seen[r] == 0 {
			t.Errorf("the traffic has no %s", r)
		}
	}
	i := 0
	for what, fn := range map[string]func(){
		"Decide": func() { s.Decide(&reqs[i%len(reqs)], nil); i++ },
		"Replay": func() { s.Replay(&log[i%len(log)]); i++ },
		"RouteOf": func() {
			e := &log[i%len(log)]
			s.RouteOf(e.Method, e.Host, e.Target)
			i++
		},
	} {
		if n := testing.AllocsPerRun(2000, fn); n != 0 {
			t.Errorf("%s allocates %v times a call", what, n)
		}
	}
	meter := ratelimit.NewMeter()
	for i := range reqs {
		s.Decide(&reqs[i], meter) // afterwards every subject is known
	}
	if n := testing.AllocsPerRun(2000, func() { s.Decide(&reqs[i%len(reqs)], meter); i++ }); n != 0 {
		t.Errorf("Decide with a meter allocates %v times a call", n)
	}
}

func BenchmarkDecide(b *testing.B) {
	in, tokens := big(100_000)
	s := compile(b, in)
	reqs := traffic(in, tokens, 1<<16)
	bare := make([]policy.Request, len(reqs))
	for i, r := range reqs {
		bare[i] = r
		bare[i].Key, bare[i].Headers = r.Headers["x-api-key"][0], nil
	}
	b.Run("headers", func(b *testing.B) { decideAll(b, s, reqs, nil) })
	b.Run("key given", func(b *testing.B) { decideAll(b, s, bare, nil) })
	in.Limits = []ratelimit.Policy{{ID: "k", Rate: 100, Per: 1000, By: ratelimit.ByKey}, {ID: "a", Rate: 1000, Per: 1000, By: ratelimit.ByAddress}}
	s = compile(b, in)
	b.Run("two limits", func(b *testing.B) { decideAll(b, s, bare, ratelimit.NewMeter()) })
}

func decideAll(b *testing.B, s *policy.Snapshot, reqs []policy.Request, meter policy.Meter) {
	b.ReportAllocs()
	i, allowed := 0, 0
	for b.Loop() {
		if s.Decide(&reqs[i&(len(reqs)-1)], meter).Allowed() {
			allowed++
		}
		i++
	}
	b.ReportMetric(100*float64(allowed)/float64(i), "%allowed")
}

func BenchmarkReplay(b *testing.B) {
	for _, keys := range []int{120, 100_000} {
		in, tokens := big(keys)
		s := compile(b, in)
		log := events(in, traffic(in, tokens, 1<<14), 1<<16)
		b.Run(fmt.Sprintf("%d keys", keys), func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				s.Replay(&log[i&(len(log)-1)])
				i++
			}
		})
	}
}

func BenchmarkExplain(b *testing.B) {
	in, tokens := big(1000)
	s := compile(b, in)
	reqs := traffic(in, tokens, 1024)
	i := 0
	for b.Loop() {
		s.Explain(&reqs[i&1023], nil)
		i++
	}
}

func BenchmarkCompile(b *testing.B) {
	in, _ := big(100_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := policy.Compile(in, noon); err != nil {
			b.Fatal(err)
		}
	}
}
