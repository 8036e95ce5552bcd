package policy_test

import (
	"strings"
	"testing"

	"gatehouse/core/policy"
	"gatehouse/core/ratelimit"
)

// lines writes an explanation as text.
func lines(steps []policy.Step) string {
	var b strings.Builder
	for _, s := range steps {
		b.WriteString(strings.TrimSpace(s.Step + " " + s.Result + " " + s.Detail))
		b.WriteByte('\n')
	}
	return b.String()
}

func TestExplain(t *testing.T) {
	s := compile(t, limited(ratelimit.ByKey, func(l *ratelimit.Policy) { l.Burst = 1 }))
	meter := ratelimit.NewMeter()
	for name, c := range map[string]struct {
		change func(*policy.Request)
		want   string
	}{
		"allowed": {func(r *policy.Request) { r.Key = "rotated" }, `form pass
path pass
size pass target of 12 bytes
tls pass 1.3, at least 1.2
address limits skip
route pass API shop, /v1/orders/{id}
method pass allowed are GET, HEAD, PUT, DELETE
body pass 0 of at most 1000 bytes
credentials pass API key rotated, valid until 2026-11-02T13:00:00Z
certificate skip
principal pass ann.reader
grant pass has deep, reader, remover, writer; GET /v1/orders/{id} needs one of reader
one-time password pass has deep, reader, remover, writer; GET /v1/orders/{id} needs one of reader
limits pass
`},
		"a role that lacks the grant": {func(r *policy.Request) { r.Key = "cids" }, `grant refuse no role of the caller, cut to the key's scopes, allows this method here (has no role; GET /v1/orders/{id} needs one of reader)
`},
		"an unknown host": {func(r *policy.Request) { r.Host, r.Path = "shop.example.com", "/v1/x/y/z" }, `route refuse no API and no route has this path (API shop)
`},
		"a public route": {func(r *policy.Request) { r.Key, r.Path = "", "/v1/status" }, `credentials skip
certificate skip
principal skip
grant skip
one-time password skip
limits pass
`},
	} {
		req := request(c.change)
		d, steps := s.Explain(&req, meter)
		if got := lines(steps); !strings.HasSuffix(got, c.want) {
			t.Errorf("%s: %s\ngot:\n%swant at the end:\n%s", name, tell(s, d), got, c.want)
		}
	}
	req := request(func(r *policy.Request) { r.Key = "rotated" })
	if d, steps := s.Explain(&req, meter); d.Reason != policy.ReasonLimitKey || !strings.HasSuffix(lines(steps), "limits refuse too many requests with this API key (again in 1s)\n") {
		t.Errorf("got %s\n%s", tell(s, d), lines(steps))
	}
}

func TestExplainRepeatsNoSecret(t *testing.T) {
	s := compile(t, house())
	for _, change := range []func(*policy.Request){
		func(r *policy.Request) { r.Key = "hunter2hunter2" },
		func(r *policy.Request) { r.Key, r.Headers = "", map[string][]string{"x-api-key": {"hunter2hunter2"}} },
		func(r *policy.Request) { r.Key, r.Token = "", "hunter2hunter2" },
		func(r *policy.Request) { r.Headers = map[string][]string{"authorization": {"Bearer hunter2hunter2"}} },
	} {
		req := request(change)
		if _, steps := s.Explain(&req, nil); strings.Contains(lines(steps), "hunter2") {
			t.Errorf("the explanation holds the secret:\n%s", lines(steps))
		}
	}
}
