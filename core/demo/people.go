package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// users are the invented people, each with the roles held.
var users = []string{
	"ines.halvorsen orders-reader,catalogue-reader", "tomasz.wilk orders-writer", "aiko.tanabe orders-writer,catalogue-reader",
	"lea.moreau catalogue-editor", "jonas.eklund fleet-dispatcher", "priya.raman fleet-dispatcher", "marek.dvorak fleet-viewer",
	"sofia.conti fleet-viewer,orders-reader", "david.okoro ledger-clerk", "hanna.lindqvist ledger-clerk", "yusuf.demir ledger-reader",
	"clara.weiss ledger-reader,ledger-clerk", "noah.fischer orders-admin", "emil.sand ledger-admin", "greta.vos fleet-admin",
	"omar.haddad catalogue-reader", "ruth.keller orders-reader", "ivan.petrov fleet-viewer", "nina.costa catalogue-editor",
	"paul.jensen orders-writer", "mei.chen ledger-reader", "alan.byrne fleet-dispatcher", "eva.horvat orders-reader,fleet-viewer",
	"luis.prado catalogue-reader", "karin.holm ledger-reader", "ben.adler orders-reader",
}

// services are the machines that call, each with the roles held.
var services = []string{
	"webshop-frontend orders-writer,catalogue-reader", "mobile-app orders-writer,catalogue-reader", "price-sync catalogue-editor",
	"stock-mirror catalogue-reader", "partner-nordfrakt orders-reader,fleet-viewer", "partner-baltship orders-reader",
	"telematics-a fleet-tracker", "telematics-b fleet-tracker", "tour-planner fleet-dispatcher", "driver-app fleet-tracker,fleet-viewer",
	"invoice-run ledger-clerk", "bank-bridge ledger-clerk,ledger-reader", "bi-warehouse ledger-reader,orders-reader,fleet-viewer",
	"tax-export ledger-admin", "support-desk orders-reader", "returns-portal orders-writer", "load-tests catalogue-reader", "old-importer catalogue-editor",
}

func (c *company) addPrincipals(r *rand.Rand) {
	add := func(line, kind string) {
		name, roles, _ := strings.Cut(line, " ")
		p := principal{id: newID(r), name: name, kind: kind}
		for role := range strings.SplitSeq(roles, ",") {
			p.roles = append(p.roles, c.role(role))
		}
		if kind == "user" {
			p.email = name + "@halden.example"
		} else {
			p.owner = strings.Fields(users[r.IntN(len(users))])[0]
		}
		p.disabled = name == "old-importer" || name == "ben.adler"
		c.principals = append(c.principals, p)
	}
	for _, line := range users {
		add(line, "user")
	}
	for _, line := range services {
		add(line, "service")
	}
}

// principal returns the index of the principal with the given name.
func (c *company) principal(name string) int {
	for i, p := range c.principals {
		if p.name == name {
			return i
		}
	}
	panic("demo: no principal named " + name)
}

var agents = []string{
	"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:151.0) Gecko/20100101 Firefox/151.0",
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 19_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
	"okhttp/5.1.0", "Go-http-client/2.0", "python-requests/2.34.1", "axios/1.12.0", "Java-http-client/25.0.1", "curl/8.16.0",
}

// keyNames say what a key is for.
var keyNames = []string{"production", "reporting", "backup-job", "workstation", "nightly", "integration", "staging"}

// addKeys gives every principal between two and four keys; some are expired, revoked, suspended,
// not yet valid or tied to networks, and a few expire while the log runs.
func (c *company) addKeys(r *rand.Rand) {
	for pi := range c.principals {
		n := 2 + r.IntN(3)
		if c.principals[pi].kind == "service" {
			n = 3 + r.IntN(2)
		}
		for j := range n {
			k := key{
				id: newID(r), public: newPublic(r), principal: pi, state: "active",
				name:  fmt.Sprintf("%s-%s", c.principals[pi].name, keyNames[(j+pi)%len(keyNames)]),
				agent: agents[r.IntN(len(agents))],
			}
			for range 1 + r.IntN(3) {
				k.sources = append(k.sources, fmt.Sprintf("10.%d.%d.%d", 20+r.IntN(60), r.IntN(250), 1+r.IntN(250)))
			}
			if r.IntN(3) > 0 {
				k.expires = Start.AddDate(2, r.IntN(12), r.IntN(28))
			}
			c.fate(r, &k, j)
			c.keys = append(c.keys, k)
		}
	}
	c.cast("eva.horvat", func(k *key) { k.state = "revoked" })
	c.cast("ruth.keller", func(k *key) { k.expires = Start.Add(span / 2) })
	for i := range c.keys {
		k := &c.keys[i]
		if !c.principals[k.principal].disabled {
			k.allowed = c.calls(c.effective(k))
		}
	}
}

// cast makes the last key of a principal what an incident of the log needs, whatever the seed.
func (c *company) cast(name string, as func(*key)) {
	p := c.principal(name)
	for i := len(c.keys) - 1; i >= 0; i-- {
		if k := &c.keys[i]; k.principal == p {
			k.state, k.expires, k.notBefore, k.networks, k.scopes = "active", time.Time{}, time.Time{}, nil, nil
			as(k)
			return
		}
	}
}

// fate decides what became of a key; the first key of a principal is always a plain, working one.
func (c *company) fate(r *rand.Rand, k *key, j int) {
	if j == 0 {
		return
	}
	switch r.IntN(12) {
	case 0:
		k.expires = Start.Add(time.Duration(5+r.IntN(40)) * time.Minute) // expired when the log begins
	case 1:
		k.state = "revoked"
	case 2:
		k.state = "suspended"
	case 3:
		k.notBefore = Start.AddDate(0, 1, 0)
	case 4, 5:
		k.networks = []string{"10.0.0.0/8", "192.0.2.0/24"}
	case 6:
		k.expires = Start.Add(span / 2)
	case 7:
		k.scopes = c.principals[k.principal].roles[:1]
	}
}

// effective returns the roles that count for a key: its principal's, cut to its scopes.
func (c *company) effective(k *key) []int {
	if len(k.scopes) > 0 {
		return k.scopes
	}
	return c.principals[k.principal].roles
}

// pick returns the first key for which want says yes.
func (c *company) pick(what string, want func(*key) bool) *key {
	for i := range c.keys {
		if want(&c.keys[i]) {
			return &c.keys[i]
		}
	}
	panic("demo: no key that is " + what)
}

// first returns the plain working key of the named principal.
func (c *company) first(name string) *key {
	p := c.principal(name)
	return c.pick("of "+name, func(k *key) bool { return k.principal == p })
}

// span is how long the log is.
const span = 3 * 24 * time.Hour
