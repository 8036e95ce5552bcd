package conformance

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/core/catalog"
	"gatehouse/core/gateway"
	"gatehouse/core/policy"
	"gatehouse/core/signing"
)

// asked is one request of a corpus, and what Gatehouse says about it.
type asked struct {
	world  *world
	text   []byte
	faults int
	want   decision
}

// serial and floor are those of the worlds' bundles: what an OPA with a higher floor must refuse.
const serial = 7

// expect is Gatehouse's own answer: policy.Decide without a meter, behind the two steps that only
// what enforces a bundle can take.
func (w *world) expect(t testing.TB, text []byte, floor uint64) decision {
	t.Helper()
	req, err := policy.ParseRequest(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if req.TLS == policy.TLSUnknown {
		req.TLS = policy.TLSNone // only a replay knows more of it than Rego
	}
	if req.At.IsZero() {
		req.At = time.Now()
	}
	switch {
	case serial < floor:
		return decision{Status: 503, Reason: policy.ReasonBundleRolledBack.String(), Headers: map[string]string{}}
	case !req.At.Before(farAway):
		return decision{Status: 503, Reason: policy.ReasonBundleExpired.String(), Headers: map[string]string{}}
	}
	d := w.snap.Decide(&req, nil)
	headers := w.nameless(t).Headers(d)
	if headers == nil {
		headers = map[string]string{}
	}
	return decision{
		Allow: d.Allowed(), Status: d.Status, Reason: d.Reason.String(), Headers: headers,
		Route: w.snap.Route(d.Route).ID, Principal: d.Principal, Key: d.Key, KeyPublic: w.publicOf(d.Key, text),
	}
}

// publicOf returns the public id of the token that a request presents, if it is one of this key.
func (w *world) publicOf(key string, text []byte) string {
	for _, k := range w.in.Keys {
		for _, token := range k.Tokens {
			if k.ID == key && (strings.Contains(string(text), token.SHA256) || strings.Contains(string(text), w.tokens[token.SHA256])) {
				return token.Public
			}
		}
	}
	return ""
}

// nameless is the policy as a bundle holds it: without names, so that a realm is an id.
func (w *world) nameless(t testing.TB) *policy.Snapshot {
	if w.bare == nil {
		in := w.in
		in.APIs = append([]catalog.API(nil), in.APIs...)
		for i := range in.APIs {
			in.APIs[i].Name = ""
		}
		bare, err := policy.Compile(in, noon)
		if err != nil {
			t.Fatal(err)
		}
		w.bare = bare
	}
	return w.bare
}

// ask adds a request to a corpus.
func (w *world) ask(t testing.TB, r request, faults int) asked {
	text := r.json(t)
	return asked{world: w, text: text, faults: faults, want: w.expect(t, text, 0)}
}

// corpus invents requests for a world: allowed ones, ones with a single fault for every fault there
// is, and ones with several.
func (w *world) corpus(t testing.TB, rounds int) []asked {
	t.Helper()
	var all []asked
	for range malformations {
		all = append(all, w.broken(t, 1), w.broken(t))
	}
	for range rounds {
		for i := range faults {
			all = append(all, w.broken(t, i), w.broken(t))
		}
		for range len(faults) {
			all = append(all, w.broken(t, w.rng.IntN(len(faults)), w.rng.IntN(len(faults))))
		}
		all = append(all, w.broken(t, w.rng.IntN(len(faults)), w.rng.IntN(len(faults)), w.rng.IntN(len(faults))))
	}
	return all
}

// broken makes a request that would be granted but for the given faults.
func (w *world) broken(t testing.TB, which ...int) asked {
	x := one(w, w.by["allowed"]...)
	for range 50 {
		if len(which) == 0 || faults[which[0]].fits == nil || faults[which[0]].fits(x) {
			break
		}
		x = one(w, w.by["allowed"]...)
	}
	r := w.plain(x)
	w.vary(r, x)
	for _, i := range which {
		faults[i].change(w, r, x)
		if _, ok := r["headers"].(map[string][]string); !ok && r["headers"] != nil {
			break // the headers are no headers any more: nothing can be added to them
		}
	}
	return w.ask(t, r, len(which))
}

// differ says in which way OPA's answer is not ours.
func differ(got, want decision) string {
	got.Revision = ""
	if fmt.Sprint(got) != fmt.Sprint(want) {
		return fmt.Sprintf("OPA says %+v\nwant     %+v", got, want)
	}
	return ""
}

func TestOPADecidesAsWeDo(t *testing.T) {
	worlds, rounds := 6, 12
	if testing.Short() {
		worlds, rounds = 2, 2
	}
	var all []asked
	count := map[string]int{}
	for seed := range worlds {
		w := newWorld(t, uint64(seed))
		o := w.start(t, 0)
		corpus := w.corpus(t, rounds)
		for i, a := range corpus {
			if text := differ(o.decide(t, a.text), a.want); text != "" {
				t.Fatalf("world %d: %s\n%s", seed, a.text, text)
			}
			if i%20 == 0 {
				if text := differ(o.post(t, a.text), a.want); text != "" {
					t.Fatalf("world %d over HTTP: %s\n%s", seed, a.text, text)
				}
			}
			count[a.want.Reason]++
		}
		all = append(all, corpus...)
		o.stop()
	}
	count[policy.ReasonBundleRolledBack.String()] = rolledBack(t, all)
	weigh(t, all, count)
}

// rolledBack asks an OPA that was told to expect a newer bundle.
func rolledBack(t *testing.T, all []asked) int {
	w := all[0].world
	o := w.start(t, serial+1)
	defer o.stop()
	n := 0
	for _, a := range all[:60] {
		if text := differ(o.decide(t, a.text), w.expect(t, a.text, serial+1)); text != "" {
			t.Fatalf("%s\n%s", a.text, text)
		}
		n++
	}
	return n
}

// weigh refuses a corpus that proves too little.
func weigh(t *testing.T, all []asked, count map[string]int) {
	t.Helper()
	several := 0
	for _, a := range all {
		if a.faults > 1 {
			several++
		}
	}
	for _, r := range policy.Reasons() {
		if r.Given == policy.ByDecide || r.Given == policy.ByBundle {
			t.Logf("%5d %s", count[r.Name], r.Name)
			if !testing.Short() && count[r.Name] < 50 {
				t.Errorf("reason %s was given %d times; 50 are demanded", r.Name, count[r.Name])
			}
		}
	}
	t.Logf("%d requests, %d%% allowed, %d%% with several faults", len(all), 100*count["allowed"]/len(all), 100*several/len(all))
	if !testing.Short() && (100*count["allowed"] < 30*len(all) || 100*several < 20*len(all)) {
		t.Error("too few are allowed, or have several faults")
	}
}

// start runs an OPA with the world's bundle.
func (w *world) start(t testing.TB, floor uint64) *opa {
	t.Helper()
	s := signer(t, 1)
	srv := newServer(t, pack(t, w.snap, metaOf(w, serial), s))
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv(gateway.OPABundleURL, srv.URL)
	return startOPA(t, dir, configFor(t, s, floor))
}

// configFor renders the configuration that is exported beside a bundle.
func configFor(t testing.TB, s signing.Signer, floor uint64) []byte {
	t.Helper()
	config, err := gateway.OPA{Audience: "edge", Keys: []signing.Public{s.Public()}, MinSerial: floor, Resource: "bundle.tar.gz"}.Config()
	if err != nil {
		t.Fatal(err)
	}
	return config
}
