package demo

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Start is the instant at which the demo's vault begins; its log covers the days after it.
var Start = time.Date(2026, 6, 1, 6, 0, 0, 0, time.UTC)

// host is where all APIs of the invented company answer.
const host = "api.halden.example"

// company is an invented haulier with a shop, a fleet and a ledger: what the vault is filled with
// and what the traffic is made from. Everything but the secrets follows from the seed.
type company struct {
	apis       []api
	routes     []route
	roles      []role
	principals []principal
	keys       []key
	limits     []limit
}

type api struct {
	id, name, base, tlsMin string
	maxBody                int64
}

type route struct {
	id      string
	api     int
	path    string
	methods []string
	public  bool
}

type role struct {
	id, name string
	grants   []grant
}

type grant struct {
	api     int
	path    string
	methods []string
}

type principal struct {
	id, name, kind, email, owner string
	roles                        []int
	disabled                     bool
}

// key is an API key and how its holder uses it.
type key struct {
	id, public, name string
	principal        int
	scopes           []int
	networks         []string
	notBefore        time.Time
	expires          time.Time
	state            string // "active", "suspended" or "revoked"
	sources          []string
	agent            string
	allowed          []call // what the key may do during the whole log
}

// call is one method on one route.
type call struct {
	route  int
	method string
}

type limit struct {
	id, name string
	rate     int
	per      time.Duration
	burst    int
	by       string
	api      int
	match    string
}

// usable reports whether the key works during the whole log.
func (k *key) usable() bool {
	return k.state == "active" && k.notBefore.Before(Start) && (k.expires.IsZero() || k.expires.After(Start.Add(span))) && len(k.allowed) > 0
}

// full returns the route's template with its API's base before it.
func (c *company) full(r int) string { return c.apis[c.routes[r].api].base + c.routes[r].path }

// random returns the stream of random numbers of one purpose; two purposes never disturb each other.
func random(seed uint64, purpose string) *rand.Rand {
	var b [32]byte
	binary.BigEndian.PutUint64(b[:], seed)
	copy(b[8:], purpose)
	return rand.New(rand.NewChaCha8(b))
}

var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// newID draws an id as the vault makes them: 16 bytes, base32.
func newID(r *rand.Rand) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], r.Uint64())
	binary.BigEndian.PutUint64(b[8:], r.Uint64())
	return base32Lower.EncodeToString(b[:])
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// newPublic draws a key's public id.
func newPublic(r *rand.Rand) string {
	var b [8]byte
	for i := range b {
		b[i] = base62[r.IntN(len(base62))]
	}
	return string(b[:])
}

// found makes the company of a seed.
func found(seed uint64) *company {
	r := random(seed, "company")
	c := &company{}
	for _, a := range []api{
		{name: "shop", base: "/shop/v2", tlsMin: "1.2", maxBody: 1 << 20},
		{name: "fleet", base: "/fleet/v1", tlsMin: "1.2", maxBody: 256 << 10},
		{name: "ledger", base: "/ledger/v1", tlsMin: "1.3", maxBody: 512 << 10},
	} {
		a.id = newID(r)
		c.apis = append(c.apis, a)
	}
	for _, line := range routeTable {
		f := strings.Fields(line)
		c.routes = append(c.routes, route{
			id: newID(r), api: c.api(f[0]), path: f[1], methods: strings.Split(f[2], ","), public: len(f) > 3,
		})
	}
	c.addRoles(r)
	c.addPrincipals(r)
	c.addKeys(r)
	c.addLimits(r)
	return c
}

// api returns the index of the API with the given name.
func (c *company) api(name string) int {
	for i, a := range c.apis {
		if a.name == name {
			return i
		}
	}
	panic("demo: no API named " + name)
}

// routeTable is API, path, methods, and "public" where no key is asked for.
var routeTable = []string{
	"shop /health GET public",
	"shop /orders GET,POST",
	"shop /orders/{id} GET,PUT,DELETE",
	"shop /orders/{id}/items GET,POST",
	"shop /orders/{id}/items/{item} PATCH,DELETE",
	"shop /products GET,POST",
	"shop /products/{sku} GET,PUT,DELETE",
	"shop /products/{sku}/reviews GET,POST",
	"shop /customers GET,POST",
	"shop /customers/{id} GET,PUT",
	"shop /documents GET",
	"fleet /status GET public",
	"fleet /vehicles GET,POST",
	"fleet /vehicles/{vin} GET,PUT,DELETE",
	"fleet /vehicles/{vin}/positions GET,POST",
	"fleet /tours GET,POST",
	"fleet /tours/{id} GET,PATCH",
	"fleet /tours/{id}/stops GET,POST",
	"fleet /drivers GET",
	"fleet /drivers/{id} GET,PUT",
	"ledger /invoices GET,POST",
	"ledger /invoices/{id} GET,PUT",
	"ledger /invoices/{id}/payments GET,POST",
	"ledger /accounts GET",
	"ledger /accounts/{id} GET",
	"ledger /accounts/{id}/entries GET",
	"ledger /entries POST",
	"ledger /entries/{id} GET,DELETE",
	"ledger /exports GET,POST",
	"ledger /exports/{id} GET",
}

// roleTable is a role and its grants: API, pattern, methods.
var roleTable = []struct {
	name   string
	grants []string
}{
	{"orders-reader", []string{"shop /orders/** GET", "shop /customers/{id} GET"}},
	{"orders-writer", []string{"shop /orders/** GET,POST,PUT,PATCH", "shop /customers/** GET,POST,PUT"}},
	{"orders-admin", []string{"shop /orders/** GET,POST,PUT,PATCH,DELETE"}},
	{"catalogue-reader", []string{"shop /products/** GET", "shop /documents GET"}},
	{"catalogue-editor", []string{"shop /products/** GET,POST,PUT,DELETE"}},
	{"fleet-viewer", []string{"fleet /vehicles/** GET", "fleet /tours/** GET", "fleet /drivers GET"}},
	{"fleet-tracker", []string{"fleet /vehicles/{vin}/positions GET,POST"}},
	{"fleet-dispatcher", []string{"fleet /tours/** GET,POST,PATCH", "fleet /vehicles/** GET,PUT", "fleet /drivers/** GET,PUT"}},
	{"fleet-admin", []string{"fleet /vehicles/** GET,POST,PUT,DELETE"}},
	{"ledger-reader", []string{"ledger /invoices/** GET", "ledger /accounts/** GET", "ledger /exports/** GET"}},
	{"ledger-clerk", []string{"ledger /invoices/** GET,POST,PUT", "ledger /entries POST"}},
	{"ledger-admin", []string{"ledger /entries/** GET,POST,DELETE", "ledger /exports/** GET,POST"}},
}

func (c *company) addRoles(r *rand.Rand) {
	for _, row := range roleTable {
		ro := role{id: newID(r), name: row.name}
		for _, g := range row.grants {
			f := strings.Fields(g)
			ro.grants = append(ro.grants, grant{api: c.api(f[0]), path: f[1], methods: strings.Split(f[2], ",")})
		}
		c.roles = append(c.roles, ro)
	}
}

// role returns the index of the role with the given name.
func (c *company) role(name string) int {
	for i, r := range c.roles {
		if r.name == name {
			return i
		}
	}
	panic("demo: no role named " + name)
}

func (c *company) addLimits(r *rand.Rand) {
	c.limits = []limit{
		{name: "per-key", rate: 1200, per: time.Minute, burst: 300, by: "key", api: -1},
		{name: "per-address", rate: 3000, per: time.Minute, burst: 600, by: "address", api: -1},
		{name: "orders-per-principal", rate: 1500, per: time.Minute, burst: 300, by: "principal", api: c.api("shop"), match: "/orders/**"},
		{name: "exports", rate: 30, per: time.Minute, burst: 30, by: "route", api: c.api("ledger"), match: "/exports"},
	}
	for i := range c.limits {
		c.limits[i].id = newID(r)
	}
}

// grants reports whether the pattern of a grant covers the route's path: the same template, or
// everything below P for "P/**".
func (g grant) covers(r route) bool {
	if g.api != r.api {
		return false
	}
	below, ok := strings.CutSuffix(g.path, "/**")
	if !ok {
		return g.path == r.path
	}
	return r.path == below || strings.HasPrefix(r.path, below+"/")
}

// calls lists what the roles allow.
func (c *company) calls(roles []int) []call {
	var all []call
	for ri, r := range c.routes {
		for _, m := range r.methods {
			if c.allows(roles, r, m) {
				all = append(all, call{ri, m})
			}
		}
	}
	return all
}

// allows reports whether one of the roles grants the method on the route.
func (c *company) allows(roles []int, r route, method string) bool {
	for _, i := range roles {
		for _, g := range c.roles[i].grants {
			if g.covers(r) && strings.Contains(","+strings.Join(g.methods, ",")+",", ","+method+",") {
				return true
			}
		}
	}
	return false
}

// describe says in one line what the company is made of.
func (c *company) describe() string {
	return fmt.Sprintf("%d APIs, %d routes, %d roles, %d principals, %d API keys, %d rate limits",
		len(c.apis), len(c.routes), len(c.roles), len(c.principals), len(c.keys), len(c.limits))
}
