package conformance

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// request is a request object in the making: what a gateway would send, as JSON.
type request map[string]any

func (r request) json(t testing.TB) []byte {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// headers returns the request's headers, to be changed.
func (r request) headers() map[string][]string {
	h, ok := r["headers"].(map[string][]string)
	if !ok {
		h = map[string][]string{}
		r["headers"] = h
	}
	return h
}

func (r request) text(name string) string { s, _ := r[name].(string); return s }

// plain is the request for a wish, as a gateway with OPA sends it.
func (w *world) plain(x wish) request {
	host := "any.example.net"
	if len(x.api.Hosts) > 0 {
		host = x.api.Hosts[0]
	}
	path := x.api.Base + strings.NewReplacer("{id}", "17", "{name}", "a").Replace(x.route.Path)
	address := "203.0.113.9"
	if len(x.key.Networks) > 0 {
		address = inside[x.key.Networks[0]]
	}
	r := request{
		"method": x.method, "host": host, "path": path, "tls": "1.3", "address": address,
		"key_sha256": x.digest, "at": noon.Format(time.RFC3339),
	}
	if len(x.route.MediaTypes) > 0 {
		r["content_type"] = strings.Replace(x.route.MediaTypes[0], "*", "png", 1)
	}
	if x.route.Certificate {
		r["certificate"] = hexDigest([]byte("spki"))
	}
	return r
}

// inside is an address in each network that keys may have.
var inside = map[string]string{
	"10.0.0.0/8": "10.1.2.3", "192.0.2.0/24": "192.0.2.77", "2001:db8::/32": "2001:db8::5", "198.51.100.7/32": "::ffff:198.51.100.7",
}

// vary changes how a request is said, and nothing about its answer.
func (w *world) vary(r request, x wish) {
	switch w.rng.IntN(6) {
	case 0:
		r["key_sha256"] = ""
		r["key"] = w.tokens[x.digest]
	case 1:
		delete(r, "key_sha256")
		r.headers()[strings.ToLower(x.api.KeyHeaderName())] = []string{w.tokens[x.digest]}
	case 2:
		r["key"] = w.tokens[x.digest]
		r.headers()[strings.ToLower(x.api.KeyHeaderName())] = []string{w.tokens[x.digest]}
	}
	if w.rng.IntN(3) == 0 {
		r["host"] = one(w, strings.ToUpper(r.text("host")), r.text("host")+":8443", r.text("host")+":1")
	}
	if w.rng.IntN(4) == 0 {
		r["path"] = r.text("path") + one(w, "?", "?a=b", "?a=%zz&&?=\"", "?"+strings.Repeat("q", 300))
	}
	if w.rng.IntN(4) == 0 {
		r["path"] = strings.Replace(r.text("path"), "/17", one(w, "/%C3%A9", "/a;b", "/{", "/0", "/%20", "/:@!$&'()*+,="), 1)
	}
	if w.rng.IntN(4) == 0 {
		r.headers()["accept"] = []string{"text/html", "*/*;q=0.1\t"}
	}
	if w.rng.IntN(6) == 0 {
		r.headers()["host"] = []string{strings.ToUpper(r.text("host"))}
	}
	if w.rng.IntN(6) == 0 {
		r.headers()["authorization"] = []string{one(w, "Basic YTpi", "", "Bearerx y", "bear", "bearer\tx")}
	}
	if w.rng.IntN(6) == 0 {
		r["body_size"] = w.rng.IntN(2)
	}
	if w.rng.IntN(8) == 0 {
		r["at"] = "" // now
	}
	if w.rng.IntN(8) == 0 {
		r[one(w, "token", "key")] = ""
	}
	if len(x.route.MediaTypes) == 0 {
		r["content_type"] = one(w, "", "", "text/plain", "no type")
	} else if w.rng.IntN(2) == 0 {
		w.varyType(r, x)
	}
}

// varyType says a media type that the route takes in another way.
func (w *world) varyType(r request, x wish) {
	m := strings.Replace(one(w, x.route.MediaTypes...), "*", "x.y+z-1", 1)
	m = one(w, m, strings.ToUpper(m), m+"; charset=utf-8", " "+m+"\t;x", m+" ")
	switch w.rng.IntN(3) {
	case 0:
		r["content_type"] = m
	case 1:
		delete(r, "content_type")
		r.headers()["content-type"] = []string{"", m}
	default:
		r.headers()["content-type"] = []string{m, m}
	}
}

// fault changes a request so that it is, most likely, refused for that reason.
type fault struct {
	reason string
	fits   func(wish) bool // which wishes it can be tried on; nil means all
	change func(w *world, r request, x wish)
}

// These are the wishes that a body, a connection, an address, or the want of a key can fail.
func limited(x wish) bool   { return x.api.MaxBody+x.route.MaxBody > 0 }
func guarded(x wish) bool   { return x.api.TLSMin+x.route.TLSMin != "" }
func typed(x wish) bool     { return len(x.route.MediaTypes) > 0 }
func trailing(x wish) bool  { return strings.HasSuffix(x.route.Path, "}") }
func certified(x wish) bool { return x.route.Certificate }

func networked(x wish) bool { return len(x.key.Networks) > 0 }
func private(x wish) bool   { return !x.route.Public }

// faults are all the ways there are to be refused.
var faults = []fault{
	{"bundle_expired", nil, func(w *world, r request, _ wish) {
		r["at"] = one(w, farAway, farAway.Add(time.Second), farAway.Add(90*365*24*time.Hour)).Format(time.RFC3339)
	}},
	{"request_malformed", nil, malform},
	{"path_not_canonical", nil, func(w *world, r request, _ wish) {
		p := r.text("path")
		r["path"] = one(w, p+"/./x", p+"/%2e%2e/x", "/"+p, p+"//", p+"/a\\b", p+"%2F", p+"/%41", p+"/%", p+"/%c3", "*", "", "https://x.example"+p,
			p+"/é", p+"/a b", p+"/%00", p+"/..", p+"/<", strings.TrimPrefix(p, "/"), "/..", "/.", p+"/%7e", p+"/%5C", p+"/%3b", p+"/%ff", p+"#f")
	}},
	{"target_too_long", nil, func(w *world, r request, _ wish) {
		p, _, _ := strings.Cut(r.text("path"), "?")
		r["path"] = p + "?" + strings.Repeat("q", 8192-len(p)-1+one(w, 0, 1, 1, 500))
	}},
	{"headers_too_large", nil, func(w *world, r request, _ wish) {
		size := 0
		for name, values := range r.headers() {
			for _, v := range values {
				size += len(name) + len(v) + 4
			}
		}
		r.headers()["x-big"] = []string{strings.Repeat("b", max(0, 8000-size)), strings.Repeat("c", 16384-8000-18+one(w, 0, 1, 1, 900))}
	}},
	{"tls_required", guarded, func(w *world, r request, _ wish) { r["tls"] = one(w, "none", "", "unknown", "1.0", "1.1", "1.2") }},
	{"tls_required", guarded, func(w *world, r request, _ wish) { delete(r, "tls") }},
	{"route_unknown", nil, func(w *world, r request, _ wish) {
		p, _, _ := strings.Cut(r.text("path"), "?")
		r["path"] = one(w, p+"/nowhere", "/nowhere/at/all", p+"/", strings.TrimSuffix(p, "/")+"/x/y/z/q", strings.ToUpper(p), "/", "/v1", "/v1/", "/v1admin")
		if w.rng.IntN(3) == 0 {
			delete(r, "tls")
		}
	}},
	{"route_unknown", nil, func(w *world, r request, _ wish) {
		r["host"] = one(w, "any.example.org", "api.example.com", "[2001:DB8::1]:443", "x")
	}},
	{"route_unknown", trailing, func(_ *world, r request, _ wish) {
		p, _, _ := strings.Cut(r.text("path"), "?")
		r["path"] = p[:strings.LastIndexByte(p, '/')+1] // a parameter stands for no empty segment
	}},
	{"method_not_allowed", nil, func(w *world, r request, _ wish) {
		r["method"] = one(w, "TRACE", "get", "PURGE", "DELETE", "PATCH", "OPTIONS", "HEAD")
	}},
	{"body_too_large", limited, func(w *world, r request, x wish) {
		r["body_size"] = one(w, x.api.MaxBody, x.api.MaxBody+1, x.route.MaxBody, x.route.MaxBody+1, 5_000_000_000)
	}},
	{"media_type_unsupported", typed, func(w *world, r request, x wish) {
		bad := one(w, "text/html", "image/", "/png", "image", "image/png/x", "application/json,", "applicatıon/json", ";", "image/p g", "image/*", "\u212amage/x", "application/xml\n")
		switch w.rng.IntN(3) {
		case 0:
			r["content_type"] = bad
		case 1:
			r.headers()["content-type"] = []string{r.text("content_type"), one(w, "text/html", "image/", "a b/c")}
		default:
			delete(r, "content_type")
			delete(r.headers(), "content-type")
			r["body_size"] = one(w, 0, 1, 1)
		}
	}},
	{"certificate_missing", certified, func(w *world, r request, x wish) {
		delete(r, "certificate")
		if w.rng.IntN(3) == 0 {
			r["certificate"] = ""
		}
		if x.route.Public && w.rng.IntN(2) == 0 {
			swapKey(r, x, "")
		}
	}},
	{"credentials_missing", private, func(_ *world, r request, x wish) {
		delete(r, "key")
		delete(r, "key_sha256")
		delete(r.headers(), strings.ToLower(x.api.KeyHeaderName()))
	}},
	{"method_not_accepted", nil, func(w *world, r request, _ wish) {
		switch w.rng.IntN(3) {
		case 0:
			r["token"] = "a.b.c"
		case 1:
			r["certificate"] = hexDigest([]byte("spki"))
		default:
			r.headers()["authorization"] = []string{one(w, "Bearer x.y.z", "bEARER  a ")}
		}
	}},
	{"key_unknown", nil, func(w *world, r request, x wish) {
		swapKey(r, x, one(w, hexDigest([]byte("nobody's")), strings.Repeat("0", 64), x.digest[:63]+one(w, "0", "f")))
	}},
	{"tls_too_old", guarded, func(w *world, r request, _ wish) { r["tls"] = one(w, "1.0", "1.1", "1.2") }},
	{"request_malformed", nil, noise},
	{"path_not_canonical", nil, noise},
	{"method_not_accepted", nil, other("method_not_accepted")},
	{"key_revoked", nil, other("key_revoked")},
	{"key_suspended", nil, other("key_suspended")},
	{"key_not_yet_valid", nil, other("key_not_yet_valid")},
	{"key_expired", nil, other("key_expired")},
	{"principal_disabled", nil, other("principal_disabled")},
	{"role_lacks_grant", nil, other("role_lacks_grant")},
	{"role_lacks_grant", nil, other("cut")},
	{"otp_required", nil, other("otp_required")},
	{"credentials_missing", certified, func(w *world, r request, x wish) { swapKey(r, x, "") }},
	{"key_not_yet_valid", nil, func(w *world, r request, x wish) {
		at := noon.Add(time.Duration(w.rng.IntN(600)-300) * time.Minute)
		if x.key.NotBefore != 0 && w.rng.IntN(2) == 0 {
			at = x.key.NotBefore.Time().Add(one(w, -time.Nanosecond, 0, -time.Millisecond))
		}
		if x.key.Expires != 0 && w.rng.IntN(2) == 0 {
			at = x.key.Expires.Time().Add(one(w, -time.Nanosecond, 0, time.Millisecond))
		}
		r["at"] = at.Format(time.RFC3339Nano)
	}},
	{"key_wrong_network", networked, func(w *world, r request, _ wish) {
		r["address"] = one(w, "203.0.113.9", "2001:db9::1", "::ffff:203.0.113.9", "::1", "")
	}},
}

// noise puts a few characters where they may not belong, into any part of a request.
func noise(w *world, r request, x wish) {
	letters := []string{
		"a", "Z", "0", "9", "/", "//", "%", "%2", "%2f", "%41", "%20", "%C3%A9", "%c3", "%F0%9F%98%80", "%ED%A0%80", "%C0%80", ".", "..", ":", ":80", ";", "[", "]", "::1", "\\",
		"?", "#", "@", " ", "\t", "\n", "\x00", "\x7f", "é", "\u2028", "\U0001F600", "~", "-", "_", "*", "+", ",", "\"", "<", "Bearer ", "{", "}", "|", "^", "`", "=", "&",
	}
	name := one(w, "method", "host", "path", "path", "path", "address", "tls", "at", "key", "key_sha256", "token", "certificate", "headers", "headers")
	was := r.text(name)
	if name == "headers" {
		was = one(w, "x-a", "host", "authorization", strings.ToLower(x.api.KeyHeaderName()))
	}
	at := 0
	for i := range was {
		if w.rng.IntN(len(was)) == 0 {
			at = i
		}
	}
	var put string
	for range 1 + w.rng.IntN(3) {
		put += one(w, letters...)
	}
	now := was[:at] + put + was[at:]
	switch {
	case name != "headers":
		r[name] = one(w, now, now, now, put)
	case w.rng.IntN(2) == 0:
		r.headers()[now] = []string{"x"}
	default:
		r.headers()[was] = []string{one(w, put, "Bearer "+put, r.text("host")+put, w.tokens[x.digest]+put)}
	}
}

// other makes the request one of those that are answered with a reason.
func other(reason string) func(*world, request, wish) {
	return func(w *world, r request, x wish) {
		if len(w.by[reason]) == 0 {
			return
		}
		next := one(w, w.by[reason]...)
		swapKey(r, x, next.digest)
		for name, value := range w.plain(next) {
			r[name] = value
		}
	}
}

// swapKey presents another key.
func swapKey(r request, x wish, digest string) {
	delete(r, "key")
	delete(r.headers(), strings.ToLower(x.api.KeyHeaderName()))
	r["key_sha256"] = digest
}

// malform breaks the form of a request, in one of the many ways there are.
func malform(w *world, r request, x wish) {
	header := strings.ToLower(x.api.KeyHeaderName())
	token := w.tokens[x.digest]
	p := r.text("path")
	malformations[w.turn%len(malformations)](r, header, token, p)
	w.turn++
}

// malformations each make a request one that HTTP does not allow, or give a credential twice.
var malformations = []func(r request, header, token, path string){
	func(r request, _, _, _ string) { r["method"] = "GE T" },
	func(r request, _, _, _ string) { r["method"] = "" },
	func(r request, _, _, _ string) { delete(r, "method") },
	func(r request, _, _, _ string) { r["method"] = 5 },
	func(r request, _, _, _ string) { r["host"] = "" },
	func(r request, _, _, _ string) { delete(r, "host") },
	func(r request, _, _, _ string) { r["host"] = "a b" },
	func(r request, _, _, _ string) { r["host"] = "api.example.com:123456" },
	func(r request, _, _, _ string) { r["host"] = "[::1" },
	func(r request, _, _, _ string) { r["host"] = "user@api.example.com" },
	func(r request, _, _, _ string) { r["host"] = strings.Repeat("h", 256) },
	func(r request, _, _, p string) { r["path"] = p + "?a b" },
	func(r request, _, _, p string) { r["path"] = p + "?a#b" },
	func(r request, _, _, p string) { r["path"] = p + "?é" },
	func(r request, _, _, p string) { r["path"] = p + "?\x7f" },
	func(r request, _, _, _ string) { r["path"] = []string{"/"} },
	func(r request, _, _, _ string) { r["path"] = nil },
	func(r request, _, _, _ string) { r["body_size"] = -1 },
	func(r request, _, _, _ string) { r["body_size"] = "1" },
	func(r request, _, _, _ string) { r["body_size"] = json.Number("1.5") },
	func(r request, _, _, _ string) { r["body_size"] = json.Number("1e3") },
	func(r request, _, _, _ string) { r["body_size"] = nil },
	func(r request, _, _, _ string) { r["tls"] = "1.4" },
	func(r request, _, _, _ string) { r["tls"] = "TLSv1.3" },
	func(r request, _, _, _ string) { r["tls"] = 1 },
	func(r request, _, _, _ string) { r["at"] = "yesterday" },
	func(r request, _, _, _ string) { r["at"] = "2026-11-02" },
	func(r request, _, _, _ string) { r["at"] = "2300-01-01T00:00:00Z" },
	func(r request, _, _, _ string) { r["at"] = 5 },
	func(r request, _, _, _ string) { r["address"] = "10.0.0.256" },
	func(r request, _, _, _ string) { r["address"] = "10.0.0.0/8" },
	func(r request, _, _, _ string) { r["address"] = "fe80::1%eth0" },
	func(r request, _, _, _ string) { r["address"] = "10.0.0.1:80" },
	func(r request, _, _, _ string) { r["address"] = 10 },
	func(r request, _, _, _ string) { r["certificate"] = "AB" },
	func(r request, _, _, _ string) { r["certificate"] = false },
	func(r request, _, _, _ string) { r["key_sha256"] = strings.Repeat("A", 64) },
	func(r request, _, _, _ string) { r["key_sha256"] = strings.Repeat("a", 63) },
	func(r request, _, _, _ string) { r["key_sha256"] = nil },
	func(r request, _, _, _ string) { r["key"] = 1 },
	func(r request, _, _, _ string) { r["token"] = true },
	func(r request, _, _, _ string) { r["content_type"] = []string{"x"} },
	func(r request, _, _, _ string) { r["headers"] = []string{} },
	func(r request, _, _, _ string) { r["headers"] = "x" },
	func(r request, _, _, _ string) { r["headers"] = nil },
	func(r request, _, _, _ string) { r["headers"] = map[string]string{"a": "b"} },
	func(r request, _, _, _ string) { r["headers"] = map[string]any{"a": nil} },
	func(r request, _, _, _ string) { r["headers"] = map[string]any{"a": []any{nil}} },
	func(r request, _, _, _ string) { r["headers"] = map[string]any{"a": []any{1}} },
	func(r request, _, _, _ string) { r["headers"] = map[string]any{"a": map[string]string{"0": "x"}} },
	func(r request, _, _, _ string) { r.headers()["X-Upper"] = []string{"x"} },
	func(r request, _, _, _ string) { r.headers()[""] = []string{"x"} },
	func(r request, _, _, _ string) { r.headers()["a b"] = nil },
	func(r request, _, _, _ string) { r.headers()["x-a"] = []string{"ok", "é"} },
	func(r request, _, _, _ string) { r.headers()["x-a"] = []string{"a\r\nb"} },
	func(r request, _, _, _ string) { r.headers()["x-a"] = []string{"\x7f"} },
	func(r request, _, _, _ string) { r.headers()["host"] = []string{"other.example.com"} },
	func(r request, _, _, _ string) { r.headers()["host"] = []string{r.text("host"), r.text("host")} },
	func(r request, _, _, _ string) { r.headers()["authorization"] = []string{"Basic a", "Basic a"} },
	func(r request, _, _, _ string) { r.headers()["authorization"] = []string{"Bearer"} },
	func(r request, _, _, _ string) { r.headers()["authorization"] = []string{"bearer   "} },
	func(r request, _, _, _ string) { r.headers()["authorization"] = []string{"Bearer a"}; r["token"] = "b" },
	func(r request, h, k, _ string) { r.headers()[h] = []string{k, k} },
	func(r request, h, k, _ string) { r.headers()[h] = []string{"", ""} },
	func(r request, _, k, _ string) { r["path"] = "*"; r.headers()["x-api-key"] = []string{k, k} },
	func(r request, h, k, _ string) {
		r.headers()[h] = []string{k + "x"}
		r["key"] = k
		delete(r, "key_sha256")
	},
	func(r request, h, k, _ string) {
		r.headers()[h] = []string{k + "x"}
		r["key_sha256"] = hexDigest([]byte(k))
	},
	func(r request, _, k, _ string) { r["key"] = k + "x"; r["key_sha256"] = hexDigest([]byte(k)) },
}
