package conformance

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/bundle"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/policy"
	"gatehouse/core/ratelimit"
	"gatehouse/core/seal"
	"gatehouse/core/signing"
	"gatehouse/core/vault"
)

// noon is the time around which everything in a world happens.
var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

// farAway is when the worlds' bundles expire.
var farAway = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)

func hexDigest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// world is a policy, and the tokens of its keys.
type world struct {
	rng    *rand.Rand
	turn   int // which malformation comes next
	in     policy.Input
	snap   *policy.Snapshot
	bare   *policy.Snapshot  // without names
	tokens map[string]string // digest -> token
	by     map[string][]wish // what is answered at noon, by reason
}

// wish is a route, a method and a key: a request in the making with nothing wrong but, maybe, that.
type wish struct {
	api    catalog.API
	route  catalog.Route
	method string
	key    *apikey.Key
	digest string
}

// newWorld invents a policy.
func newWorld(t testing.TB, seed uint64) *world {
	t.Helper()
	w := &world{rng: rand.New(rand.NewPCG(seed, 1)), tokens: map[string]string{}, by: map[string][]wish{}}
	w.in.Vault = strings.Repeat("a", 32)
	w.apis([]string{"", "/open"}[seed%2])
	w.routes()
	w.roles()
	w.principals()
	w.keys()
	w.heirs(seed)
	w.in.Limits = []ratelimit.Policy{{ID: w.id(), Name: "all", Rate: 1, Per: 1000, By: ratelimit.ByKey}}
	w.order()
	snap, err := policy.Compile(w.in, noon)
	if err != nil {
		t.Fatalf("world %d: %v", seed, err)
	}
	w.snap = snap
	w.sort(t)
	return w
}

// order sorts everything by id, as a vault's tables do.
func (w *world) order() {
	slices.SortFunc(w.in.APIs, func(a, b catalog.API) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(w.in.Routes, func(a, b catalog.Route) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(w.in.Roles, func(a, b directory.Role) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(w.in.Principals, func(a, b directory.Principal) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(w.in.Keys, func(a, b apikey.Key) int { return strings.Compare(a.ID, b.ID) })
}

func (w *world) id() string {
	var b [seal.IDSize]byte
	for i := range b {
		b[i] = byte(w.rng.Uint32())
	}
	return seal.IDText(b[:])
}

// one returns one of list.
func one[T any](w *world, list ...T) T { return list[w.rng.IntN(len(list))] }

// some returns a part of list, in its order.
func some[T any](w *world, list []T, chance float64) []T {
	var out []T
	for _, v := range list {
		if w.rng.Float64() < chance {
			out = append(out, v)
		}
	}
	return out
}

// apis invents APIs. Where the first has a base, some paths belong to no API.
func (w *world) apis(base string) {
	for i, a := range []catalog.API{
		{Base: base},
		{Hosts: []string{"api.example.com"}, Base: "/v1"},
		{Hosts: []string{"api.example.com", "192.0.2.7"}, Base: "/v1/admin", MaxBody: 1000},
		{Base: "/v1", KeyHeader: "X-Custom-Key"},
		{Hosts: []string{"tls.example.com", "[2001:db8::1]"}, TLSMin: "1.2", MaxBody: 1},
		{Hosts: []string{"new.example.com"}, Base: "/v~2", TLSMin: "1.3", KeyHeader: "x-key"},
	} {
		a.ID, a.Name = w.id(), fmt.Sprintf("api-%d", i)
		w.in.APIs = append(w.in.APIs, a)
	}
}

var segments = []string{"orders", "items", "a%20b", "v.1", "~", "{id}", "{name}", "{id}"}

var methods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

func (w *world) routes() {
	taken := map[string]bool{}
	for i := 0; i < 60; i++ {
		api := one(w, w.in.APIs...)
		path := ""
		for range 1 + w.rng.IntN(4) {
			path += "/" + one(w, segments...)
		}
		switch w.rng.IntN(12) {
		case 0:
			path += "/"
		case 1:
			path = "/"
		}
		shape := strings.NewReplacer("{id}", "{}", "{name}", "{}").Replace(path)
		if strings.Count(path, "{id}") > 1 || strings.Count(path, "{name}") > 1 {
			continue
		}
		var listed []string
		for _, m := range some(w, methods, 0.4) {
			if !taken[api.ID+shape+m] {
				listed = append(listed, m)
			}
		}
		if slices.Contains(listed, "GET") && taken[api.ID+shape+"HEAD"] {
			listed = slices.DeleteFunc(listed, func(m string) bool { return m == "GET" })
		}
		if len(listed) == 0 {
			continue
		}
		for _, m := range listed {
			taken[api.ID+shape+m] = true
			if m == "GET" {
				taken[api.ID+shape+"HEAD"] = true
			}
		}
		r := catalog.Route{
			ID: w.id(), API: api.ID, Path: path, Methods: listed, Accept: one(w, nil, nil, nil, []string{"key"}, []string{"token", "key"}, []string{"certificate"}), Public: w.rng.IntN(8) == 0,
		}
		if w.rng.IntN(2) == 0 {
			w.state(&r)
		}
		w.in.Routes = append(w.in.Routes, r)
	}
}

// state makes a route state more than its API does.
func (w *world) state(r *catalog.Route) {
	r.TLSMin = one(w, "", "1.2", "1.3")
	r.MaxBody = one[int64](w, 0, 1, 500, 2000)
	r.MediaTypes = one(w, nil, []string{"application/json"}, []string{"application/xml", "image/*"})
	r.Certificate = w.rng.IntN(3) == 0
	r.OTP = !r.Public && w.rng.IntN(6) == 0
}

func (w *world) roles() {
	for i := range 8 {
		r := directory.Role{ID: w.id(), Name: fmt.Sprintf("role-%d", i)}
		for range 1 + w.rng.IntN(6) {
			route := one(w, w.in.Routes...)
			g := directory.Grant{API: route.API, Path: route.Path, Methods: some(w, methods, 0.6), OTP: w.rng.IntN(4) == 0}
			if w.rng.IntN(3) == 0 {
				g.Path = strings.TrimSuffix(route.Path[:strings.LastIndexByte(route.Path, '/')], "/") + "/**"
			}
			if len(g.Methods) > 0 {
				r.Grants = append(r.Grants, g)
			}
		}
		w.in.Roles = append(w.in.Roles, r)
	}
}

func (w *world) roleIDs(chance float64) []string {
	var ids []string
	for _, r := range some(w, w.in.Roles, chance) {
		ids = append(ids, r.ID)
	}
	return ids
}

func (w *world) principals() {
	for i := range 16 {
		p := directory.Principal{ID: w.id(), Name: fmt.Sprintf("caller-%d", i), Kind: "service", State: directory.Active, Roles: w.roleIDs(0.4)}
		if i%5 == 0 {
			p.State = directory.Disabled
		}
		w.in.Principals = append(w.in.Principals, p)
	}
}

// heirs lets roles inherit some of those before them, so never in a circle, and some principals expire.
// It has dice of its own, so that the rest of the world is as it was.
func (w *world) heirs(seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 2))
	for i := 5; i < len(w.in.Roles); i++ {
		for range rng.IntN(3) {
			if id := w.in.Roles[rng.IntN(i)].ID; !slices.Contains(w.in.Roles[i].Inherits, id) {
				w.in.Roles[i].Inherits = append(w.in.Roles[i].Inherits, id)
			}
		}
	}
	for i := 1; i < len(w.in.Principals); i += 4 {
		w.in.Principals[i].Expires = ms(time.Duration(rng.IntN(200)-20) * time.Minute)
	}
}

// ms returns noon and some, in the records' form.
func ms(d time.Duration) vault.Millis { return vault.MillisOf(noon.Add(d)) }

func (w *world) keys() {
	for i := range 80 {
		k := apikey.Key{ID: w.id(), Principal: one(w, w.in.Principals...).ID, Env: "test", State: apikey.Active}
		switch i % 8 {
		case 0:
			k.State = apikey.Revoked
		case 1:
			k.State = apikey.Suspended
		}
		if w.rng.IntN(2) == 0 {
			k.Scopes = w.roleIDs(0.5)
		}
		if w.rng.IntN(3) == 0 {
			k.Networks = some(w, []string{"10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32", "198.51.100.7/32"}, 0.6)
		}
		if w.rng.IntN(3) == 0 {
			k.NotBefore = ms(time.Duration(w.rng.IntN(200)-150) * time.Minute)
		}
		if w.rng.IntN(3) == 0 {
			k.Expires = max(ms(time.Duration(w.rng.IntN(200)-50)*time.Minute), k.NotBefore+1)
		}
		k.Tokens = []apikey.TokenRow{w.token()}
		if w.rng.IntN(4) == 0 {
			second := w.token()
			second.Until = ms(time.Duration(w.rng.IntN(200)-100) * time.Minute)
			k.Tokens = append(k.Tokens, second)
		}
		w.in.Keys = append(w.in.Keys, k)
	}
}

func (w *world) token() apikey.TokenRow {
	text := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[w.rng.IntN(62)]
		}
		return string(b)
	}
	public := text(8)
	token := "gh_test_" + public + "_" + text(38)
	digest := hexDigest([]byte(token))
	w.tokens[digest] = token
	return apikey.TokenRow{Public: public, SHA256: digest, Last4: token[len(token)-4:], Made: ms(-24 * time.Hour)}
}

// sort finds out what is answered at noon. Beside the reasons there is "cut": what only a key's scopes
// take away from its principal.
func (w *world) sort(t testing.TB) {
	t.Helper()
	free := w.in
	free.Keys = slices.Clone(free.Keys)
	for i := range free.Keys {
		free.Keys[i].Scopes = nil
	}
	unscoped, err := policy.Compile(free, noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range w.in.Routes {
		api := w.in.APIs[slices.IndexFunc(w.in.APIs, func(a catalog.API) bool { return a.ID == r.API })]
		for i := range w.in.Keys {
			k := &w.in.Keys[i]
			for _, token := range k.Tokens {
				for _, m := range r.Methods {
					wish := wish{api, r, m, k, token.SHA256}
					req, err := policy.ParseRequest(w.plain(wish).json(t))
					if err != nil {
						t.Fatal(err)
					}
					reason := w.snap.Decide(&req, nil).Reason.String()
					w.by[reason] = append(w.by[reason], wish)
					if reason == "role_lacks_grant" && unscoped.Decide(&req, nil).Allowed() {
						w.by["cut"] = append(w.by["cut"], wish)
					}
				}
			}
		}
	}
	if len(w.by["allowed"]) == 0 {
		t.Fatal("in this world, nothing is allowed")
	}
}

// signer is the same in every run.
func signer(t testing.TB, n byte) signing.Signer {
	t.Helper()
	raw := make([]byte, 32)
	raw[31] = n
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), raw)
	if err != nil {
		t.Fatal(err)
	}
	s, err := signing.NewSigner(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// metaOf is what the bundle of a world says about itself.
func metaOf(w *world, serial uint64) bundle.Meta {
	return bundle.Meta{Vault: w.in.Vault, Audience: "edge", Serial: serial, Issued: noon, Expires: farAway}
}

// pack makes a bundle.
func pack(t testing.TB, snap *policy.Snapshot, m bundle.Meta, s signing.Signer) []byte {
	t.Helper()
	content, err := bundle.Build(snap, m)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := bundle.Sign(content, s)
	if err != nil {
		t.Fatal(err)
	}
	return packed
}
