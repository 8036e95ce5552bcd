package policy_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/policy"
)

func TestParseRequest(t *testing.T) {
	req, err := policy.ParseRequest([]byte(`{"method":"GET","host":"h","path":"/a?b","headers":{"x-api-key":["k"],"a":[]},"content_type":"text/plain",
		"address":"2001:db8::7","tls":"1.2","certificate":"c","body_size":7,"key":"k","key_sha256":"d","token":"t","at":"2026-11-02T12:00:00.5+01:00"}`))
	if err != nil || req.Malformed {
		t.Fatalf("got %+v, %v", req, err)
	}
	if req.Method != "GET" || req.Host != "h" || req.Path != "/a?b" || req.Headers["x-api-key"][0] != "k" || req.ContentType != "text/plain" ||
		req.Address.String() != "2001:db8::7" || req.TLS != policy.TLS12 || req.Certificate != "c" || req.BodySize != 7 || req.Key != "k" || req.KeySHA256 != "d" ||
		req.Token != "t" || !req.At.Equal(time.Date(2026, 11, 2, 11, 0, 0, 5e8, time.UTC)) {
		t.Errorf("got %+v", req)
	}
}

func TestAMemberOfAWrongFormIsMalformed(t *testing.T) {
	for _, c := range []struct {
		member    string
		malformed bool
	}{
		{`"method":"GET"`, false}, {`"method":7`, true}, {`"method":null`, true}, {`"method":["GET"]`, true},
		{`"host":{}`, true}, {`"path":true`, true}, {`"key":1`, true}, {`"token":[]`, true}, {`"certificate":null`, true}, {`"content_type":1`, true},
		{`"headers":{}`, false}, {`"headers":{"a":["b","c"]}`, false}, {`"headers":{"a":"b"}`, true}, {`"headers":{"a":[1]}`, true},
		{`"headers":{"a":[null]}`, true}, {`"headers":{"a":null}`, true}, {`"headers":[]`, true}, {`"headers":null`, true}, {`"headers":"a: b"`, true},
		{`"address":""`, false}, {`"address":"192.0.2.7"`, false}, {`"address":"192.0.2.07"`, true}, {`"address":"fe80::1%eth0"`, true}, {`"address":"192.0.2.0/24"`, true},
		{`"address":"::ffff:192.0.2.7"`, false}, {`"address":"nowhere"`, true}, {`"address":7`, true},
		{`"tls":""`, false}, {`"tls":"none"`, false}, {`"tls":"unknown"`, false}, {`"tls":"1.3"`, false}, {`"tls":"1.4"`, true}, {`"tls":"TLSv1.3"`, true}, {`"tls":1.3`, true},
		{`"body_size":0`, false}, {`"body_size":-1`, true}, {`"body_size":1.5`, true}, {`"body_size":"7"`, true}, {`"body_size":null`, true}, {`"body_size":99999999999999999999`, false},
		{`"body_size":-99999999999999999999`, true},
		{`"at":""`, false}, {`"at":"2026-11-02T12:00:00Z"`, false}, {`"at":"2026-11-02"`, true}, {`"at":"2026-11-02 12:00:00Z"`, true}, {`"at":"1600-01-01T00:00:00Z"`, true},
		{`"at":"2300-01-01T00:00:00Z"`, true}, {`"at":1`, true},
	} {
		text := `{` + c.member + `}`
		req, err := policy.ParseRequest([]byte(text))
		if err != nil || req.Malformed != c.malformed {
			t.Errorf("%s: malformed = %v, %v; want %v", text, req.Malformed, err, c.malformed)
		}
	}
	if req, _ := policy.ParseRequest([]byte(`{"body_size":99999999999999999999}`)); req.BodySize != math.MaxInt64 {
		t.Errorf("a huge body is %d", req.BodySize)
	}
}

func TestWhatIsNoRequestIsAnError(t *testing.T) {
	for text, want := range map[string]string{
		``: "not a JSON object", `null`: "not a JSON object", `[]`: "not a JSON object", `"GET"`: "not a JSON object", `{"method":"GET"`: "not a JSON object",
		`{"method":"GET","method":"PUT"}`: `member "method" is given twice`, `{"headers":{},"headers":{}}`: `member "headers" is given twice`,
		`{} {}`: "not a JSON object", `{"Method":"GET"}`: `unknown member "Method"`, `{"method":"GET","body":1}`: `unknown member "body"; a request has method host path headers`,
	} {
		if _, err := policy.ParseRequest([]byte(text)); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

func FuzzParseRequest(f *testing.F) {
	f.Add(`{"method":"GET","host":"h","path":"/v1/orders/7","headers":{"x-api-key":["good"]},"address":"192.0.2.7","tls":"1.3","at":"2026-11-02T12:00:00Z"}`)
	f.Add(`{"method":"GET","host":"h","path":"//","body_size":1e3}`)
	s := compile(f, house())
	w := twin{in: house()}
	f.Fuzz(func(t *testing.T, text string) {
		req, err := policy.ParseRequest([]byte(text))
		if err != nil {
			return
		}
		if req.At.IsZero() {
			req.At = noon
		}
		got, want := s.Decide(&req, nil), w.decide(req)
		if got.Reason != want.reason {
			t.Errorf("%s\nDecide: %s\ntwin:   %s", text, tell(s, got), want.reason)
		}
		s.Explain(&req, nil)
	})
}

// TestHostScannerAndPatternAgree compares the hand-written host test with the RE2 text that Rego uses.
func TestHostScannerAndPatternAgree(t *testing.T) {
	in := house()
	s := compile(t, in)
	rng := rand.New(rand.NewPCG(6, 8))
	pieces := []string{"a", "Z", "9", ".", "-", "_", ":", "80", "65535", "123456", "[", "]", "::1", "[::1]", "[1.2.3.4]", "f", "/", "@", " ", "é", strings.Repeat("x", 254), strings.Repeat(":", 45)}
	good := 0
	for range 100_000 {
		host := ""
		for range rng.IntN(5) {
			host += pieces[rng.IntN(len(pieces))]
		}
		req := request(func(r *policy.Request) { r.Host, r.Path = host, "/" })
		got := s.Decide(&req, nil).Reason != policy.ReasonRequestMalformed
		if want := hostRE.MatchString(host); got != want {
			t.Fatalf("the scanner says %v, the pattern %v: %q", got, want, host)
		}
		if got {
			good++
		}
	}
	if good < 5000 {
		t.Errorf("only %d hosts are good", good)
	}
}
