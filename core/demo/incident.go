package demo

import (
	"fmt"
	"strconv"
	"time"
)

// Plant is one thing hidden in the log that the review must find: the check, who, where, and the
// 1-based numbers of its lines. A log without those lines is clean.
type Plant struct {
	Check       string `json:"check"`
	Source      string `json:"source,omitempty"`
	Principal   string `json:"principal,omitempty"` // name
	PrincipalID string `json:"principal_id,omitempty"`
	Route       string `json:"route"`
	Note        string `json:"note"`
	Lines       []int  `json:"lines"`
}

// incident is a story: its requests, and what each check must make of them.
type incident struct {
	hits     []hit
	plants   []Plant // without lines
	combined bool    // whether combined lines show it too
}

// incidents tells the stories of the log, in JSON lines all of them, in combined lines those that
// such lines can show.
func (c *company) incidents(seed uint64, combined bool) []incident {
	t := newTraffic(c, seed)
	t.r = random(seed, "incidents")
	all := []incident{
		t.sqlInjection(), t.sqlWithoutKey(), t.traversal(), t.guessing(), t.slowGuessing(), t.flood(),
		t.keylessWrites(), t.revokedKey(), t.expiredKey(), t.wrongStatus(), t.grantIgnored(), t.staleGateway(), t.nameless(),
	}
	var kept []incident
	for _, in := range all {
		if in.combined || !combined {
			kept = append(kept, in)
		}
	}
	for i := range kept {
		for j := range kept[i].hits {
			kept[i].hits[j].incident = i + 1
		}
		for j := range kept[i].plants {
			if p := &kept[i].plants[j]; p.Principal != "" {
				p.PrincipalID = c.principals[c.principal(p.Principal)].id
			}
		}
	}
	return kept
}

// moment is an instant of the log: day 0 to 2, hour and minute.
func moment(day, hour, minute int) time.Time {
	return Start.Truncate(24*time.Hour).AddDate(0, 0, day).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

// burst repeats a request n times, every step apart; change makes each one its own.
func burst(base hit, n int, step time.Duration, change func(i int, h *hit)) []hit {
	hits := make([]hit, n)
	for i := range hits {
		hits[i] = base
		hits[i].at = base.at.Add(time.Duration(i) * step)
		hits[i].took = time.Duration(5+i%17) * time.Millisecond
		if hits[i].tls == "" {
			hits[i].tls = "TLSv1.3"
		}
		change(i, &hits[i])
	}
	return hits
}

func (t *traffic) sqlInjection() incident {
	k := t.c.first("mobile-app")
	route := t.c.route("shop", "/products")
	base := hit{at: moment(0, 13, 12), source: "203.0.113.24", method: "GET", agent: "sqlmap/1.9.6#stable (https://sqlmap.org)", key: k, reason: "allowed"}
	payloads := []string{
		"1%27%20OR%20%271%27%3D%271", "1%27%20UNION%20SELECT%20username%2Cpassword%20FROM%20users--%20", "1%27%3BDROP%20TABLE%20orders--%20",
		"1%27%20AND%20SLEEP%285%29--%20", "-1%27%20UNION%20ALL%20SELECT%20NULL%2CNULL%2Cversion%28%29--%20", "1%2527%2520OR%25201%253D1--%2520",
		"1%27%20AND%20%28SELECT%20COUNT%28*%29%20FROM%20information_schema.tables%29%3E0--%20", "admin%27--%20", "1%27%20OR%20pg_sleep%285%29--%20",
		"%27%20OR%20EXISTS%28SELECT%201%20FROM%20customers%29--%20",
	}
	hits := burst(base, 30, 7*time.Second, func(i int, h *hit) {
		h.target = t.c.full(route) + "?q=" + payloads[i%len(payloads)]
		h.status, h.bytes = []int{400, 200, 500}[i%3], 210+i
	})
	return incident{hits: hits, combined: true, plants: []Plant{{
		Check: "INJ-01", Source: base.source, Principal: t.c.principals[k.principal].name, Route: t.c.full(route),
		Note: "SQL injection through a product search with a stolen key; some answered 200",
	}}}
}

func (t *traffic) sqlWithoutKey() incident {
	route := t.c.route("ledger", "/accounts/{id}")
	base := hit{at: moment(1, 2, 40), source: "203.0.113.77", method: "GET", agent: "Mozilla/5.0 (compatible)", reason: "credentials_missing", status: 401, bytes: 74}
	hits := burst(base, 9, 25*time.Second, func(i int, h *hit) {
		h.target = t.c.apis[2].base + "/accounts/" + strconv.Itoa(700+i) + "%27%20OR%20%27a%27%3D%27a"
	})
	return incident{hits: hits, combined: true, plants: []Plant{{
		Check: "INJ-01", Source: base.source, Route: t.c.full(route), Note: "SQL injection in a path without a key, all refused with 401",
	}}}
}

func (t *traffic) traversal() incident {
	k := t.c.first("stock-mirror")
	route := t.c.route("shop", "/documents")
	base := hit{at: moment(1, 10, 5), source: "198.51.100.9", method: "GET", agent: "curl/8.16.0", key: k, reason: "allowed"}
	files := []string{"..%2f..%2f..%2fetc%2fpasswd", "..%252f..%252f..%252fetc%252fshadow", "....%2f%2f....%2f%2fetc%2fpasswd", "..%5c..%5cwindows%5cwin.ini", "..%2f..%2f.env"}
	hits := burst(base, 15, 11*time.Second, func(i int, h *hit) {
		h.target = t.c.full(route) + "?name=" + files[i%len(files)]
		h.status, h.bytes = 400, 55
		if i%5 == 0 {
			h.status, h.bytes = 200, 1834
		}
	})
	return incident{hits: hits, combined: true, plants: []Plant{{
		Check: "INJ-03", Source: base.source, Principal: t.c.principals[k.principal].name, Route: t.c.full(route),
		Note: "path traversal through a document name; the password file was answered with 200",
	}}}
}

func (t *traffic) guessing() incident {
	route := t.c.route("ledger", "/accounts")
	base := hit{at: moment(1, 3, 17), source: "203.0.113.140", method: "GET", target: t.c.full(route), agent: "python-requests/2.34.1", reason: "key_unknown", status: 401, bytes: 74}
	hits := burst(base, 80, 500*time.Millisecond, func(int, *hit) {})
	return incident{hits: hits, combined: true, plants: []Plant{{
		Check: "AUTH-02", Source: base.source, Route: t.c.full(route), Note: "guessing API keys, two tries a second",
	}}}
}

func (t *traffic) slowGuessing() incident {
	route := t.c.route("fleet", "/vehicles")
	base := hit{at: moment(2, 1, 30), source: "203.0.113.141", method: "GET", target: t.c.full(route), agent: "okhttp/5.1.0", reason: "key_unknown", status: 401, bytes: 74}
	hits := burst(base, 40, 4*time.Second, func(int, *hit) {})
	return incident{hits: hits, combined: true, plants: []Plant{{
		Check: "AUTH-02", Source: base.source, Route: t.c.full(route), Note: "guessing API keys slowly, one try in four seconds",
	}}}
}

func (t *traffic) flood() incident {
	k := t.c.first("load-tests")
	route := t.c.route("shop", "/products")
	base := hit{at: moment(1, 14, 2), source: "198.51.100.77", method: "GET", target: t.c.full(route), agent: "wrk/4.2.0", key: k}
	hits := burst(base, 700, 25*time.Millisecond, func(i int, h *hit) {
		h.status, h.bytes, h.reason = 200, 4211, "allowed"
		if i >= 320 && i%3 > 0 {
			h.status, h.bytes, h.reason = 429, 58, "limit_key"
		}
	})
	return incident{hits: hits, combined: true, plants: []Plant{{
		Check: "DOS-01", Source: base.source, Principal: t.c.principals[k.principal].name, Route: t.c.full(route),
		Note: "forty requests a second from one client",
	}}}
}

func (t *traffic) keylessWrites() incident {
	exports := t.c.route("ledger", "/exports")
	base := hit{at: moment(2, 4, 11), source: "203.0.113.201", method: "POST", target: t.c.full(exports), agent: "Go-http-client/2.0", status: 201, bytes: 96}
	hits := burst(base, 6, 40*time.Second, func(int, *hit) {})
	note := "writes without a key, accepted: this path by-passes the policy"
	return incident{hits: hits, plants: []Plant{
		{Check: "AZ-01", Source: base.source, Route: t.c.full(exports), Note: note},
		{Check: "DRIFT-01", Source: base.source, Route: t.c.full(exports), Note: note},
	}}
}

func (t *traffic) revokedKey() incident {
	k := t.c.pick("revoked and else allowed to read orders", func(k *key) bool {
		return k.state == "revoked" && t.reads(k, "shop", "/orders")
	})
	return t.deadKey(k, moment(0, 16, 44), "a revoked key, still accepted")
}

func (t *traffic) expiredKey() incident {
	k := t.c.pick("expiring within the log and allowed to read orders", func(k *key) bool {
		return k.state == "active" && k.expires.Equal(Start.Add(span/2)) && t.reads(k, "shop", "/orders")
	})
	return t.deadKey(k, moment(2, 20, 3), "a key accepted long after it expired")
}

// reads reports whether the key's roles allow reading the route.
func (t *traffic) reads(k *key, api, path string) bool {
	if t.c.principals[k.principal].disabled || len(k.networks) > 0 {
		return false
	}
	return t.c.allows(t.c.effective(k), t.c.routes[t.c.route(api, path)], "GET")
}

func (t *traffic) deadKey(k *key, at time.Time, note string) incident {
	route := t.c.route("shop", "/orders")
	base := hit{at: at, source: k.sources[0], method: "GET", agent: k.agent, key: k, reason: "allowed", status: 200}
	hits := burst(base, 9, 5*time.Minute, func(i int, h *hit) {
		h.target = t.c.full(route) + "?page=" + strconv.Itoa(i+1)
		h.bytes = 6000 + 13*i
	})
	who := t.c.principals[k.principal].name
	return incident{hits: hits, plants: []Plant{
		{Check: "KEY-02", Source: base.source, Principal: who, Route: t.c.full(route), Note: note},
		{Check: "DRIFT-01", Source: base.source, Principal: who, Route: t.c.full(route), Note: note},
	}}
}

func (t *traffic) wrongStatus() incident {
	route := t.c.route("shop", "/products/{sku}/reviews")
	base := hit{at: moment(1, 16, 20), source: "192.0.2.150", method: "TRACE", agent: "curl/8.16.0", status: 500, bytes: 170}
	hits := burst(base, 8, time.Minute, func(i int, h *hit) {
		h.target = fmt.Sprintf("/shop/v2/products/HX-%d/reviews", 2000+i)
	})
	return incident{hits: hits, combined: true, plants: []Plant{{
		Check: "HTTP-03", Source: base.source, Route: t.c.full(route), Note: "an unknown method answered with 500 where 405 is right",
	}}}
}

func (t *traffic) grantIgnored() incident {
	k := t.c.first("support-desk")
	route := t.c.route("shop", "/orders/{id}")
	base := hit{at: moment(2, 11, 30), source: k.sources[0], method: "DELETE", agent: k.agent, key: k, reason: "allowed", status: 204}
	hits := burst(base, 11, 2*time.Minute, func(i int, h *hit) {
		h.target = fmt.Sprintf("/shop/v2/orders/%d", 41000+i)
	})
	return incident{hits: hits, plants: []Plant{{
		Check: "DRIFT-01", Source: base.source, Principal: "support-desk", Route: t.c.full(route),
		Note: "deleting orders without a grant, accepted",
	}}}
}

func (t *traffic) staleGateway() incident {
	k := t.c.first("tour-planner")
	route := t.c.route("fleet", "/tours")
	base := hit{at: moment(1, 8, 0), source: k.sources[0], method: "POST", target: t.c.full(route), agent: k.agent, key: k, reason: "role_lacks_grant", status: 403, bytes: 66}
	hits := burst(base, 14, 90*time.Second, func(int, *hit) {})
	return incident{hits: hits, plants: []Plant{{
		Check: "DRIFT-01", Source: base.source, Principal: "tour-planner", Route: t.c.full(route),
		Note: "the gateway refuses what the policy allows: it runs an older policy",
	}}}
}

func (t *traffic) nameless() incident {
	k := t.c.first("webshop-frontend")
	route := t.c.route("shop", "/customers")
	base := hit{at: moment(2, 9, 0), method: "GET", target: t.c.full(route), agent: k.agent, key: k, reason: "allowed", status: 200}
	hits := burst(base, 12, 3*time.Minute, func(i int, h *hit) { h.bytes = 2100 + i })
	return incident{hits: hits, plants: []Plant{{
		Check: "LOG-01", Principal: "webshop-frontend", Route: t.c.full(route), Note: "requests logged without the address they came from",
	}}}
}
