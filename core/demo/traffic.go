package demo

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// hit is one request as the gateway saw it.
type hit struct {
	at       time.Time
	source   string
	method   string
	target   string
	status   int
	bytes    int
	referer  string
	agent    string
	tls      string
	took     time.Duration
	key      *key   // the key presented, nil for none or an unknown one
	reason   string // what the gateway said of it
	incident int    // 1-based number of the incident it belongs to, 0 for everyday traffic
}

// traffic draws everyday requests: what a healthy gateway sees, refusals included.
type traffic struct {
	c      *company
	r      *rand.Rand
	keys   []*key // usable ones; a key may stand here several times, by how busy it is
	stale  []*key // expired before the log begins
	hours  []float64
	public []int
}

func newTraffic(c *company, seed uint64) *traffic {
	t := &traffic{c: c, r: random(seed, "traffic")}
	for i := range c.keys {
		k := &c.keys[i]
		switch {
		case k.usable():
			busy := 1 + t.r.IntN(4)
			if c.principals[k.principal].kind == "service" {
				busy *= 3
			}
			for range busy {
				t.keys = append(t.keys, k)
			}
		case k.state == "active" && !k.expires.IsZero() && k.expires.Before(Start.Add(lead)):
			t.stale = append(t.stale, k)
		}
	}
	for i, r := range c.routes {
		if r.public {
			t.public = append(t.public, i)
		}
	}
	total := 0.0
	t.hours = append(t.hours, 0)
	for h := range int(span / time.Hour) {
		day := math.Sin(math.Pi * float64((h+3)%24) / 24)
		total += 0.25 + day*day
		t.hours = append(t.hours, total)
	}
	return t
}

// when maps a share of the traffic (0 to 1) to its moment, busy by day and quiet at night.
func (t *traffic) when(share float64) time.Time {
	want := share * t.hours[len(t.hours)-1]
	lo, hi := 0, len(t.hours)-1
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; t.hours[mid] <= want {
			lo = mid
		} else {
			hi = mid
		}
	}
	hour := float64(lo) + (want-t.hours[lo])/(t.hours[hi]-t.hours[lo])
	return Start.Add(lead + time.Duration(hour*float64(time.Hour)*float64(span-lead)/float64(span)))
}

// lead is how long after the first export the log begins.
const lead = time.Hour

// everyday draws one request of the given moment.
func (t *traffic) everyday(at time.Time) hit {
	h := hit{at: at, tls: "TLSv1.3", took: time.Duration(3+t.r.ExpFloat64()*40) * time.Millisecond}
	switch n := t.r.IntN(1000); {
	case n < 30:
		t.probe(&h)
	case n < 36:
		t.stray(&h)
	case n < 40:
		t.wrongMethod(&h)
	case n < 48:
		t.keyless(&h)
	case n < 52 && len(t.stale) > 0:
		t.tooLate(&h)
	case n < 57:
		t.overreach(&h)
	default:
		t.work(&h)
	}
	return h
}

// by makes a key's holder the caller.
func (t *traffic) by(h *hit, k *key) {
	h.key, h.agent = k, k.agent
	h.source = k.sources[t.r.IntN(len(k.sources))]
	if strings.HasPrefix(k.agent, "Mozilla/5.0 (") && t.r.IntN(3) == 0 {
		h.referer = "https://portal.halden.example/" + words[t.r.IntN(len(words))]
	}
}

// stranger makes somebody without a key the caller; there are many, so that none stands out.
func (t *traffic) stranger(h *hit) {
	n := t.r.IntN(4000)
	h.source = "198.18." + strconv.Itoa(n/250) + "." + strconv.Itoa(1+n%250)
	h.agent = agents[n%len(agents)]
}

// work is an allowed call.
func (t *traffic) work(h *hit) {
	k := t.keys[t.r.IntN(len(t.keys))]
	t.by(h, k)
	do := k.allowed[t.r.IntN(len(k.allowed))]
	for range 2 {
		if do.method != "GET" && t.r.IntN(3) > 0 {
			do = k.allowed[t.r.IntN(len(k.allowed))]
		}
	}
	h.method, h.reason = do.method, "allowed"
	h.target = t.target(do.route, do.method)
	if t.c.apis[t.c.routes[do.route].api].tlsMin != "1.3" && t.r.IntN(7) == 0 {
		h.tls = "TLSv1.2"
	}
	h.status, h.bytes = t.answer(do.method)
}

// answer draws what the service behind the gateway says to an allowed call.
func (t *traffic) answer(method string) (status, bytes int) {
	switch n := t.r.IntN(1000); {
	case n < 10 && method != "POST":
		return 404, 84
	case n < 12:
		return 502, 157
	case n < 30 && method == "GET":
		return 304, 0
	}
	switch method {
	case "POST":
		return 201, 120 + t.r.IntN(400)
	case "DELETE":
		return 204, 0
	}
	return 200, 180 + t.r.IntN(9000)
}

// probe is a health check.
func (t *traffic) probe(h *hit) {
	h.source, h.agent = "192.0.2."+strconv.Itoa(10+t.r.IntN(6)), "kube-probe/1.34"
	h.method, h.reason = "GET", "allowed"
	h.target = t.c.full(t.public[t.r.IntN(len(t.public))])
	h.status, h.bytes = 200, 17
}

// stray asks for something that is not there.
func (t *traffic) stray(h *hit) {
	t.stranger(h)
	h.method, h.target = "GET", strays[t.r.IntN(len(strays))]
	h.status, h.bytes, h.reason = 404, 84, "route_unknown"
}

// wrongMethod uses a method that the route does not know.
func (t *traffic) wrongMethod(h *hit) {
	t.by(h, t.keys[t.r.IntN(len(t.keys))])
	ri := t.r.IntN(len(t.c.routes))
	for _, m := range []string{"PATCH", "PUT", "DELETE", "POST"} {
		if !t.c.knows(ri, m) {
			h.method = m
			break
		}
	}
	if h.method == "" {
		h.method = "COPY"
	}
	h.target = t.fill(ri)
	h.status, h.bytes, h.reason = 405, 61, "method_not_allowed"
}

// knows reports whether the route has the method.
func (c *company) knows(ri int, method string) bool {
	for _, m := range c.routes[ri].methods {
		if m == method {
			return true
		}
	}
	return false
}

// keyless forgets the key.
func (t *traffic) keyless(h *hit) {
	t.stranger(h)
	ri := t.r.IntN(len(t.c.routes))
	for t.c.routes[ri].public {
		ri = t.r.IntN(len(t.c.routes))
	}
	h.method = t.c.routes[ri].methods[0]
	h.target = t.target(ri, h.method)
	h.status, h.bytes, h.reason = 401, 74, "credentials_missing"
}

// tooLate presents a key that expired before the log begins.
func (t *traffic) tooLate(h *hit) {
	k := t.stale[t.r.IntN(len(t.stale))]
	t.by(h, k)
	n := t.r.IntN(500)
	h.source = "198.19." + strconv.Itoa(n/250) + "." + strconv.Itoa(1+n%250)
	ri := t.c.route("shop", "/products")
	h.method, h.target = "GET", t.target(ri, "GET")
	h.status, h.bytes, h.reason = 401, 74, "key_expired"
}

// route returns the index of a route.
func (c *company) route(api, path string) int {
	for i, r := range c.routes {
		if c.apis[r.api].name == api && r.path == path {
			return i
		}
	}
	panic("demo: no route " + api + " " + path)
}

// overreach is a call that the caller's roles do not allow.
func (t *traffic) overreach(h *hit) {
	k := t.keys[t.r.IntN(len(t.keys))]
	t.by(h, k)
	n := t.r.IntN(1000)
	h.source = "10.200." + strconv.Itoa(n/250) + "." + strconv.Itoa(1+n%250) // a large office network
	ri := t.c.route("ledger", "/accounts")
	if t.c.allows(t.c.effective(k), t.c.routes[ri], "GET") {
		ri = t.c.route("fleet", "/drivers")
	}
	if t.c.allows(t.c.effective(k), t.c.routes[ri], "GET") || len(k.networks) > 0 {
		t.work(h)
		return
	}
	h.method, h.target = "GET", t.target(ri, "GET")
	h.status, h.bytes, h.reason = 403, 66, "role_lacks_grant"
}

// fill puts values into a route's template.
func (t *traffic) fill(ri int) string {
	var b strings.Builder
	b.WriteString(t.c.apis[t.c.routes[ri].api].base)
	for seg := range strings.SplitSeq(t.c.routes[ri].path[1:], "/") {
		b.WriteByte('/')
		switch seg {
		case "{sku}":
			b.WriteString("HX-" + strconv.Itoa(1000+t.r.IntN(9000)))
		case "{vin}":
			b.WriteString("WDB" + strconv.Itoa(10000000+t.r.IntN(90000000)))
		case "{id}", "{item}":
			b.WriteString(strconv.Itoa(1 + t.r.IntN(60000)))
		default:
			b.WriteString(seg)
		}
	}
	return b.String()
}

// target is a filled template with a query now and then, the awkward ones of real people included.
func (t *traffic) target(ri int, method string) string {
	path := t.fill(ri)
	if method != "GET" || strings.HasSuffix(t.c.routes[ri].path, "}") {
		return path
	}
	switch t.r.IntN(6) {
	case 0:
		return path + "?page=" + strconv.Itoa(1+t.r.IntN(40)) + "&limit=50"
	case 1:
		return path + "?q=" + searches[t.r.IntN(len(searches))]
	case 2:
		return path + "?sort=-created&from=2026-05-" + strconv.Itoa(10+t.r.IntN(20)) + "T00%3A00%3A00Z"
	}
	return path
}

var (
	words    = []string{"orders", "tours", "invoices", "customers", "products"}
	searches = []string{
		"pallet+truck", "O%27Brien", "D%27Angelo+%26+Sons", "union+station", "select+oak", "drop+shipping", "50%25+off", "caf%C3%A9",
		"order+by+phone", "M%C3%BCller", "table+1%2F2", "a+or+b", "where+is+my+order", "1+%2B+1+free", "%22next+day%22", "tail+lift+--+18t",
	}
	strays = []string{"/favicon.ico", "/robots.txt", "/shop/v2/basket", "/shop/v1/orders", "/fleet/v1/map", "/ledger/v1/", "/index.html", "/docs"}
)
