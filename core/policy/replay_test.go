package policy_test

import (
	"testing"

	"gatehouse/core/catalog"
	"gatehouse/core/policy"
)

// logged is a request as a log tells it, one that passes unless changed.
func logged(change func(*policy.Replayed)) policy.Replayed {
	e := policy.Replayed{
		Method: []byte("GET"), Host: []byte("shop.example.com"), Target: []byte("/v1/orders/7?full=1"), TLS: policy.TLSUnknown, At: noon.UnixMilli(),
		Credential: policy.CredentialCarried, KeyPublic: []byte("publgood"),
	}
	if change != nil {
		change(&e)
	}
	return e
}

func TestReplay(t *testing.T) {
	s := compile(t, house())
	for name, c := range map[string]struct {
		change func(*policy.Replayed)
		want   policy.Reason
		route  string
	}{
		"a good request":                {nil, policy.ReasonAllowed, "order"},
		"a key that is not known":       {func(e *policy.Replayed) { e.KeyPublic = []byte("aaaaaaaa") }, policy.ReasonKeyUnknown, "order"},
		"an old token of a rotated key": {func(e *policy.Replayed) { e.KeyPublic = []byte("pubold") }, policy.ReasonKeyExpired, "order"},
		"no key":                        {func(e *policy.Replayed) { e.KeyPublic = nil }, policy.ReasonCredentialsMissing, "order"},
		"no key on a public route":      {func(e *policy.Replayed) { e.KeyPublic, e.Target = nil, []byte("/v1/status") }, policy.ReasonAllowed, "status"},
		"a log without credentials":     {func(e *policy.Replayed) { e.Credential = policy.NotCarried }, policy.ReasonUnjudged, "order"},
		"such a log and a wrong method": {func(e *policy.Replayed) { e.Credential, e.Method = policy.NotCarried, []byte("POST") }, policy.ReasonMethodNotAllowed, "order"},
		"such a log and a public route": {func(e *policy.Replayed) { e.Credential, e.Target = policy.NotCarried, []byte("/v1/status") }, policy.ReasonUnjudged, "status"},
		"TLS that is too old":           {func(e *policy.Replayed) { e.TLS = policy.TLS10 }, policy.ReasonTLSTooOld, ""},
		"a path that is not canonical":  {func(e *policy.Replayed) { e.Target = []byte("/v1/orders/../7") }, policy.ReasonPathNotCanonical, ""},
		"an unknown path":               {func(e *policy.Replayed) { e.Target = []byte("/v1/nothing") }, policy.ReasonRouteUnknown, ""},
		"a host that is none":           {func(e *policy.Replayed) { e.Host = []byte("a b") }, policy.ReasonRequestMalformed, ""},
		"no method":                     {func(e *policy.Replayed) { e.Method = nil }, policy.ReasonRequestMalformed, ""},
		"no host told":                  {func(e *policy.Replayed) { e.Host = nil }, policy.ReasonAllowed, "order"},
		"no host told, deeper base":     {func(e *policy.Replayed) { e.Host, e.Target = nil, []byte("/v1/deep/report") }, policy.ReasonAllowed, "report"},
		"no host told, unknown path":    {func(e *policy.Replayed) { e.Host, e.Target = nil, []byte("/v1/nothing/at/all") }, policy.ReasonRouteUnknown, ""},
		"no host told, bad path":        {func(e *policy.Replayed) { e.Host, e.Target = nil, []byte("//") }, policy.ReasonPathNotCanonical, ""},
		"no target":                     {func(e *policy.Replayed) { e.Target = nil }, policy.ReasonPathNotCanonical, ""},
	} {
		e := logged(c.change)
		d := s.Replay(&e)
		if d.Reason != c.want || d.Status != c.want.Status() || s.Route(d.Route).ID != c.route {
			t.Errorf("%s: got %s, want %s route=%s", name, tell(s, d), c.want, c.route)
		}
	}
}

// TestSeveralAPIsWithoutAHost has two APIs with the same base on different hosts.
func TestSeveralAPIsWithoutAHost(t *testing.T) {
	s := compile(t, policy.Input{
		APIs: []catalog.API{{ID: "one", Hosts: []string{"one.example"}, TLSMin: "none"}, {ID: "two", Hosts: []string{"two.example"}, TLSMin: "none"}},
		Routes: []catalog.Route{
			{ID: "a1", API: "one", Path: "/a", Methods: []string{"GET"}, Public: true}, {ID: "b1", API: "one", Path: "/b", Methods: []string{"GET"}, Public: true},
			{ID: "b2", API: "two", Path: "/b", Methods: []string{"GET"}, Public: true}, {ID: "c2", API: "two", Path: "/c", Methods: []string{"GET"}, Public: true},
		},
	})
	for target, want := range map[string]struct {
		reason policy.Reason
		route  string
	}{
		"/a": {policy.ReasonAllowed, "a1"}, "/c": {policy.ReasonAllowed, "c2"}, "/b": {policy.ReasonUnjudged, ""}, "/d": {policy.ReasonRouteUnknown, ""},
	} {
		e := logged(func(e *policy.Replayed) { e.Host, e.Target, e.KeyPublic = nil, []byte(target), nil })
		if d := s.Replay(&e); d.Reason != want.reason || s.Route(d.Route).ID != want.route {
			t.Errorf("%s: got %s, want %s %s", target, tell(s, d), want.reason, want.route)
		}
		if ref, ok := s.RouteOf(e.Method, nil, e.Target); s.Route(ref).ID != want.route || ok != (want.route != "") {
			t.Errorf("%s: the route is %q, want %q", target, s.Route(ref).ID, want.route)
		}
	}
}

// TestTheLongestBaseAnswersWithoutAHost has a path that two APIs know, one below a longer base.
func TestTheLongestBaseAnswersWithoutAHost(t *testing.T) {
	s := compile(t, policy.Input{
		APIs:   []catalog.API{{ID: "short", Hosts: []string{"one.example"}, TLSMin: "none"}, {ID: "long", Hosts: []string{"two.example"}, Base: "/v1", TLSMin: "none"}},
		Routes: []catalog.Route{{ID: "s", API: "short", Path: "/v1/x", Methods: []string{"GET"}, Public: true}, {ID: "l", API: "long", Path: "/x", Methods: []string{"GET"}, Public: true}},
	})
	e := logged(func(e *policy.Replayed) { e.Host, e.Target, e.KeyPublic = nil, []byte("/v1/x"), nil })
	if d := s.Replay(&e); d.Reason != policy.ReasonAllowed || s.Route(d.Route).ID != "l" {
		t.Errorf("got %s", tell(s, d))
	}
}

func TestRouteOf(t *testing.T) {
	s := compile(t, house())
	for _, c := range []struct{ method, host, target, want string }{
		{"GET", "shop.example.com", "/v1/orders/7?x", "order"},
		{"PUT", "SHOP.example.com:443", "/v1/orders/7", "order-put"},
		{"POST", "shop.example.com", "/v1/orders/7", "order"}, // the path is known
		{"", "shop.example.com", "/v1/orders/7", "order"},
		{"GET", "", "/v1/orders/special", "special"},
		{"GET", "", "/about", "page"},
		{"GET", "x", "/", "root"},
		{"GET", "shop.example.com", "/v1/nothing", ""},
		{"GET", "shop.example.com", "/v1/orders/%2e%2e", ""},
		{"GET", "", "", ""},
		{"GET", "a b", "/", ""},
	} {
		ref, ok := s.RouteOf([]byte(c.method), []byte(c.host), []byte(c.target))
		if s.Route(ref).ID != c.want || ok != (c.want != "") {
			t.Errorf("%s %s%s: got %q %v, want %q", c.method, c.host, c.target, s.Route(ref).ID, ok, c.want)
		}
	}
}

func TestHostFor(t *testing.T) {
	s := compile(t, house())
	for target, want := range map[string]string{"/v1/orders": "shop.example.com", "/v1/deep/report?x": "localhost", "/": "localhost", "nonsense": "localhost"} {
		if got := s.HostFor(target); got != want {
			t.Errorf("%s: got %q, want %q", target, got, want)
		}
	}
}
