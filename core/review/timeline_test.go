package review_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/auditlog"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/policy"
	"gatehouse/core/ratelimit"
	"gatehouse/core/review"
	"gatehouse/core/vault"
)

// noon is when the events of these tests happen.
var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// key returns a key record whose token's public id is the given text of eight characters.
func key(public, principal string, change func(*apikey.Key)) apikey.Key {
	sum := sha256.Sum256([]byte(public))
	k := apikey.Key{
		ID: "key-" + public, Principal: principal, Env: "live", State: apikey.Active,
		Tokens: []apikey.TokenRow{{Public: public, SHA256: hex.EncodeToString(sum[:]), Last4: "abcd"}},
	}
	if change != nil {
		change(&k)
	}
	return k
}

// world is a policy of one API with a private route, a public one and a limited one.
func world() policy.Input {
	return policy.Input{
		Vault: "v",
		APIs:  []catalog.API{{ID: "a", Name: "shop", Base: "/shop"}},
		Routes: []catalog.Route{
			{ID: "r1", API: "a", Path: "/orders/{id}", Methods: []string{"GET", "DELETE"}},
			{ID: "r2", API: "a", Path: "/signup", Methods: []string{"POST"}, Public: true},
			{ID: "r3", API: "a", Path: "/limited", Methods: []string{"GET"}},
		},
		Principals: []directory.Principal{{ID: "p1", Name: "ann", Kind: "user", Roles: []string{"role"}, State: "active"}},
		Roles: []directory.Role{{ID: "role", Name: "reader", Grants: []directory.Grant{
			{API: "a", Path: "/orders/{id}", Methods: []string{"GET"}}, {API: "a", Path: "/limited", Methods: []string{"GET"}},
		}}},
		Keys: []apikey.Key{
			key("goodgood", "p1", nil),
			key("deaddead", "p1", func(k *apikey.Key) {
				k.State, k.Revoked = apikey.Revoked, vault.MillisOf(noon.Add(-time.Hour))
			}),
			key("oldoldol", "p1", func(k *apikey.Key) { k.Expires = vault.MillisOf(noon.Add(-4 * time.Minute)) }),
			key("homehome", "p1", func(k *apikey.Key) { k.Networks = []string{"10.0.0.0/8"} }),
		},
		Limits: []ratelimit.Policy{{ID: "l", Name: "few", Rate: 1, Per: 60_000, Burst: 1, By: "address", API: "a", Match: "/limited"}},
	}
}

// compile makes a snapshot.
func compile(t testing.TB, in policy.Input) *policy.Snapshot {
	t.Helper()
	s, err := policy.Compile(in, noon)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// logged is an event as our own log format carries it.
type logged struct {
	method, target, key, reason, source string
	status                              int
	upstream                            int // -1: carried and empty; 0: not carried
	noKeyField                          bool
	after                               time.Duration
}

// event makes the event.
func (l logged) event() auditlog.Event {
	e := auditlog.Event{
		Time: noon.Add(l.after).UnixMilli(), Method: []byte(l.method), Target: []byte(l.target), Status: int16(l.status),
		Source: []byte("10.1.2.3"), BytesIn: -1, BytesOut: -1, BytesSent: -1, TLS: []byte("TLSv1.3"),
	}
	if l.source != "" {
		e.Source = []byte(l.source)
	}
	e.Has = auditlog.FieldTime | auditlog.FieldMethod | auditlog.FieldTarget | auditlog.FieldStatus | auditlog.FieldSource | auditlog.FieldTLS
	e.Carried = e.Has
	if !l.noKeyField {
		e.Carried |= auditlog.FieldKey | auditlog.FieldPrincipal
	}
	if l.key != "" {
		e.Key, e.Has = []byte(l.key), e.Has|auditlog.FieldKey
	}
	if l.reason != "" {
		e.Reason, e.Has = []byte(l.reason), e.Has|auditlog.FieldReason
	}
	switch {
	case l.upstream > 0:
		e.UpstreamStatus, e.Has = int16(l.upstream), e.Has|auditlog.FieldUpstreamStatus
	case l.upstream < 0:
		e.Carried |= auditlog.FieldUpstreamStatus
	}
	return e
}

// found reviews one event and returns the checks that it matched, with severities.
func found(t *testing.T, p review.PolicySource, l logged) []string {
	t.Helper()
	e := mustEngine(t, review.Config{Policies: p})
	w, seq := e.Worker(), e.Sequencer()
	var chunk review.Chunk
	ev := l.event()
	w.Enrich(&ev, []byte("line"), review.Position{Line: 1}, &chunk)
	seq.Add(chunk.Rows)
	var out []string
	for _, f := range seq.Finish().Findings {
		out = append(out, fmt.Sprintf("%s %s", f.Check, f.Severity))
	}
	slices.Sort(out)
	return out
}

func TestAnswersAreComparedWithPolicy(t *testing.T) {
	p := review.NewTimeline(nil, compile(t, world()))
	const order = "/shop/orders/7"
	cases := map[string]struct {
		event logged
		want  string
	}{
		"allowed and served":                                {logged{method: "GET", target: order, key: "goodgood", status: 200}, ""},
		"allowed and failed behind the gateway":             {logged{method: "GET", target: order, key: "goodgood", status: 500}, ""},
		"no key, served":                                    {logged{method: "GET", target: order, status: 200}, "DRIFT-01 critical"},
		"no key, redirected":                                {logged{method: "GET", target: order, status: 302}, "DRIFT-01 critical"},
		"no key, refused":                                   {logged{method: "GET", target: order, status: 401}, ""},
		"no key, refused with another status":               {logged{method: "GET", target: order, status: 403}, ""},
		"a write without a key, served":                     {logged{method: "DELETE", target: order, status: 204}, "AZ-01 critical,DRIFT-01 critical"},
		"a write on a public route":                         {logged{method: "POST", target: "/shop/signup", status: 201}, ""},
		"a role that lacks the grant, served":               {logged{method: "DELETE", target: order, key: "goodgood", status: 204}, "DRIFT-01 critical"},
		"allowed, refused by the gateway's own word":        {logged{method: "GET", target: order, key: "goodgood", status: 403, reason: "role_lacks_grant"}, "DRIFT-01 medium"},
		"allowed, refused with the service's 404":           {logged{method: "GET", target: order, key: "goodgood", status: 404, reason: "allowed"}, ""},
		"allowed, refused without an upstream":              {logged{method: "GET", target: order, key: "goodgood", status: 401, upstream: -1}, "DRIFT-01 medium"},
		"allowed, refused by the upstream":                  {logged{method: "GET", target: order, key: "goodgood", status: 401, upstream: 401}, ""},
		"allowed, refused, and the log doesn't say by whom": {logged{method: "GET", target: order, key: "goodgood", status: 403}, ""},
		"429 where a limit matches":                         {logged{method: "GET", target: "/shop/limited", key: "goodgood", status: 429}, ""},
		"429 instead of a refusal, where a limit matches":   {logged{method: "GET", target: "/shop/limited", status: 429}, ""},
		"an unknown route, served":                          {logged{method: "GET", target: "/shop/nothing", key: "goodgood", status: 200}, "DRIFT-01 critical"},
		"a wrong method answered 404":                       {logged{method: "PATCH", target: order, key: "goodgood", status: 404}, "HTTP-03 low"},
		"a wrong method answered 500":                       {logged{method: "PATCH", target: order, key: "goodgood", status: 500}, "HTTP-03 low"},
		"a wrong method answered 405":                       {logged{method: "PATCH", target: order, key: "goodgood", status: 405}, ""},
		"a revoked key, served":                             {logged{method: "GET", target: order, key: "deaddead", status: 200}, "DRIFT-01 critical,KEY-02 critical"},
		"a revoked key, refused":                            {logged{method: "GET", target: order, key: "deaddead", status: 401}, ""},
		"an expired key served within five minutes":         {logged{method: "GET", target: order, key: "oldoldol", status: 200}, "DRIFT-01 critical"},
		"an expired key served after five minutes":          {logged{method: "GET", target: order, key: "oldoldol", status: 200, after: 2 * time.Minute}, "DRIFT-01 critical,KEY-02 critical"},
		"a key from elsewhere, served":                      {logged{method: "GET", target: order, key: "homehome", status: 200, source: "192.0.2.1"}, "DRIFT-01 critical"},
		"a key from a name that can't be judged":            {logged{method: "GET", target: order, key: "homehome", status: 200, source: "host.example"}, ""},
		"a log without a field for keys":                    {logged{method: "GET", target: order, status: 200, noKeyField: true}, ""},
		"such a log, a route that doesn't exist":            {logged{method: "GET", target: "/shop/nothing", status: 200, noKeyField: true}, "DRIFT-01 critical"},
		"such a log, a write":                               {logged{method: "DELETE", target: order, status: 204, noKeyField: true}, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(found(t, p, c.event), ","); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestEachEventIsJudgedByThePolicyOfItsTime(t *testing.T) {
	open, closed := world(), world()
	closed.Roles = []directory.Role{{ID: "role", Name: "reader"}}
	steps := []review.Step{
		{From: noon.Add(time.Hour).UnixMilli(), Revision: "two", Load: loaded(compile(t, closed))},
		{From: noon.UnixMilli(), Revision: "one", Load: loaded(compile(t, open))},
		{From: noon.Add(2 * time.Hour).UnixMilli(), Revision: "three", Load: loaded(nil)},
	}
	p := review.NewTimeline(steps, compile(t, closed))
	for after, want := range map[time.Duration]string{
		-time.Minute: "one", 0: "one", time.Hour - time.Millisecond: "one", time.Hour: "two", 3 * time.Hour: "",
	} {
		_, revision, assumed := p.At(noon.Add(after).UnixMilli())
		if revision != want || assumed {
			t.Errorf("after %v: revision %q, assumed %v; want %q", after, revision, assumed, want)
		}
	}
	get := logged{method: "GET", target: "/shop/orders/7", key: "goodgood", status: 200}
	if got := found(t, p, get); len(got) != 0 {
		t.Errorf("under the first policy: %v", got)
	}
	get.after = time.Hour
	if got := found(t, p, get); !slices.Equal(got, []string{"DRIFT-01 critical"}) {
		t.Errorf("under the second policy: %v", got)
	}
	get.after = 3 * time.Hour
	if got := found(t, p, get); len(got) != 0 {
		t.Errorf("under a policy that can't be read: %v", got)
	}
}

func TestWithoutAnExportThePolicyIsAssumed(t *testing.T) {
	e := mustEngine(t, review.Config{Policies: review.NewTimeline(nil, compile(t, world()))})
	w, seq := e.Worker(), e.Sequencer()
	var chunk review.Chunk
	ev := logged{method: "GET", target: "/shop/orders/7", status: 200}.event()
	w.Enrich(&ev, nil, review.Position{Line: 1}, &chunk)
	seq.Add(chunk.Rows)
	for _, c := range seq.Finish().Coverage {
		if c.Check == "DRIFT-01" && !strings.Contains(c.Detail, "policy assumed") {
			t.Errorf("coverage %+v does not say that policy was assumed", c)
		}
	}
	if p, _, _ := review.NewTimeline(nil, nil).At(0); p != nil {
		t.Error("no policy judges")
	}
	if p, _, _ := review.NewTimeline(nil, compile(t, policy.Input{Vault: "v"})).At(0); p != nil {
		t.Error("a policy without routes judges")
	}
}

func BenchmarkEnrichJudgedLine(b *testing.B) {
	w := mustEngine(b, review.Config{Policies: review.NewTimeline(nil, compile(b, world()))}).Worker()
	ev := logged{method: "GET", target: "/shop/orders/7", key: "goodgood", status: 200}.event()
	ev.UserAgent = []byte("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36")
	ev.Has |= auditlog.FieldUserAgent
	var chunk review.Chunk
	b.ReportAllocs()
	for b.Loop() {
		if len(chunk.Rows) == 2000 {
			chunk.Reset()
		}
		w.Enrich(&ev, nil, review.Position{Line: 1}, &chunk)
	}
}

// loaded gives a snapshot to a step.
func loaded(s *policy.Snapshot) func() *policy.Snapshot {
	return func() *policy.Snapshot { return s }
}
