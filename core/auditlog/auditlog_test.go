package auditlog_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
)

func mustParse(t *testing.T, f auditlog.Format, line string) auditlog.Event {
	t.Helper()
	p, err := auditlog.NewParser(f)
	if err != nil {
		t.Fatal(err)
	}
	var e auditlog.Event
	if err := p.Parse([]byte(line), &e); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	return e
}

func TestTLSIsKnownPlainOrUnknown(t *testing.T) {
	const line = `{"time":"2026-03-04T07:25:02Z","request":"GET / HTTP/1.1","status":200%s}`
	for name, x := range map[string]struct{ members, want string }{
		"a version":                      {`,"ssl_protocol":"TLSv1.3"`, "1.3"},
		"an old version":                 {`,"ssl_protocol":"TLSv1"`, "1.0"},
		"older than TLS":                 {`,"ssl_protocol":"SSLv3"`, "ssl"},
		"an empty member is plain text":  {`,"ssl_protocol":""`, "none"},
		"a dash is plain text":           {`,"ssl_protocol":"-"`, "none"},
		"no member tells nothing":        {``, "unknown"},
		"the scheme http is plain text":  {`,"scheme":"http"`, "none"},
		"the scheme https has a version": {`,"scheme":"https"`, "unknown"},
		"a version nobody knows":         {`,"ssl_protocol":"TLSv9"`, "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			e := mustParse(t, auditlog.NginxJSON, fmt.Sprintf(line, x.members))
			if got := e.TLSVersion(); got != x.want {
				t.Errorf("got %s, want %s", got, x.want)
			}
		})
	}
	e := mustParse(t, auditlog.NginxCombined, strings.TrimSpace(oneLine))
	if got := e.TLSVersion(); got != "unknown" {
		t.Errorf("a combined log tells %s, want unknown", got)
	}
}

func TestProfilesSayWhatALogCanProve(t *testing.T) {
	const ours = `{"time_iso8601":"2026-03-04T07:25:02Z","remote_addr":"192.0.2.1","remote_user":"","request_method":"GET","request_uri":"/","server_protocol":"HTTP/1.1","status":200,"ssl_protocol":"","gh_principal":"","gh_key":""}`
	for name, x := range map[string]struct {
		head           string
		carries, lacks auditlog.Field
	}{
		"our own format carries principal, key and TLS": {ours, auditlog.FieldPrincipal | auditlog.FieldKey | auditlog.FieldTLS, auditlog.FieldUser | auditlog.FieldHost},
		"a combined log carries no user, principal or TLS": {oneLine, auditlog.FieldSource | auditlog.FieldStatus | auditlog.FieldUserAgent,
			auditlog.FieldUser | auditlog.FieldPrincipal | auditlog.FieldKey | auditlog.FieldTLS | auditlog.FieldHost},
		"a common log carries no user agent": {`192.0.2.1 - ada [04/Mar/2026:07:25:02 +0000] "GET / HTTP/1.1" 200 12`, auditlog.FieldStatus, auditlog.FieldUserAgent | auditlog.FieldUser},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := auditlog.Detect([]byte(x.head))
			if err != nil {
				t.Fatal(err)
			}
			if c := found.Profile.Carries; !c.Has(x.carries) || c&x.lacks != 0 {
				t.Errorf("carries %v; want %v and none of %v", c, x.carries, x.lacks)
			}
			p, err := auditlog.ProfileOf(found.Format, []byte(x.head))
			if err != nil || p != found.Profile {
				t.Errorf("ProfileOf says %v, Detect %v; %v", p, found.Profile, err)
			}
		})
	}
}

func TestDetectTellsServersByTheirHabits(t *testing.T) {
	const stamp = `[04/Mar/2026:07:25:02 +0000]`
	for name, x := range map[string]struct {
		line string
		want auditlog.Format
	}{
		"nothing to tell by is nginx":          {`192.0.2.1 - - ` + stamp + ` "GET / HTTP/1.1" 200 12 "-" "x"`, auditlog.NginxCombined},
		"capital escapes are nginx's":          {`192.0.2.1 - - ` + stamp + ` "\x16\xFC" 400 12 "-" "x"`, auditlog.NginxCombined},
		"small escapes are Apache's":           {`192.0.2.1 - - ` + stamp + ` "\x16\xfc" 400 12 "-" "x"`, auditlog.ApacheCombined},
		"escaped quotes are Apache's":          {`192.0.2.1 - - ` + stamp + ` "GET / HTTP/1.1" 200 12 "-" "a \"b\""`, auditlog.ApacheCombined},
		"a dash for no bytes is Apache's":      {`192.0.2.1 - - ` + stamp + ` "GET / HTTP/1.1" 304 - "-" "x"`, auditlog.ApacheCombined},
		"status 499 is nginx's":                {`192.0.2.1 - - ` + stamp + ` "GET / HTTP/1.1" 499 0 "-" "x"`, auditlog.NginxCombined},
		"a virtual host with port is Apache's": {`a.example:443 192.0.2.1 - - ` + stamp + ` "GET / HTTP/1.1" 200 12 "-" "x"`, auditlog.ApacheCombined},
		"no referer and agent is common":       {`192.0.2.1 - - ` + stamp + ` "GET / HTTP/1.1" 200 12`, auditlog.ApacheCommon},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := auditlog.Detect([]byte(x.line))
			if err != nil || got.Format != x.want || got.Confidence != 1 {
				t.Errorf("got %+v, %v; want %s", got, err, x.want)
			}
		})
	}
}

func TestDetectSaysWhatAFileIsInstead(t *testing.T) {
	for name, x := range map[string]struct{ head, want string }{
		"nothing":          {"", "empty"},
		"empty lines":      {"\n\r\n\n", "only empty lines"},
		"a program":        {"\x7fELF\x02\x01\x01\x00\x00\x00", "not text"},
		"Latin-1 rubbish":  {strings.Repeat("\xe9\xfc\x80", 100), "not text"},
		"one JSON list":    {`[{"a": 1}]`, "one JSON list"},
		"other JSON lines": {`{"level":"info","msg":"started"}`, "lack a time, a request or a status"},
		"one endless line": {strings.Repeat("x", auditlog.HeadSize), "longer than 1024 KiB"},
		"prose":            {"Dear diary,\ntoday I", "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := auditlog.Detect([]byte(x.head))
			if err == nil || !strings.Contains(err.Error(), x.want) || !fault.Is(err, fault.Invalid) {
				t.Errorf("got %v, want %q", err, x.want)
			}
		})
	}
}

func TestDetectIgnoresTheLineThatTheHeadCutsThrough(t *testing.T) {
	head := bytes.Repeat([]byte(oneLine), auditlog.HeadSize/len(oneLine)+1)[:auditlog.HeadSize]
	got, err := auditlog.Detect(head)
	if err != nil || got.Confidence != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestUnescapeUndoesBothServersEscapes(t *testing.T) {
	for in, want := range map[string]string{
		`/a?q=\x22x\x22`: `/a?q="x"`, `\"a\\b\"`: `"a\b"`, `\x16\x03\xfC`: "\x16\x03\xfc", `a\nb\tc`: "a\nb\tc",
		`\x2`: `\x2`, `\xzz`: `\xzz`, `\`: `\`, `plain`: `plain`, `\q`: `\q`, ``: ``,
	} {
		if got := string(auditlog.Unescape(nil, []byte(in))); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestConvertKeepsEveryLineInOrder(t *testing.T) {
	var in strings.Builder
	const n = 10000
	for i := range n {
		if i%100 == 7 {
			in.WriteString("no\x1b[31m line\u202e\n")
			continue
		}
		in.WriteString(oneLine)
	}
	in.WriteString(strings.Repeat("y", auditlog.MaxTextLine+1))
	var out bytes.Buffer
	done, err := auditlog.Convert(context.Background(), strings.NewReader(in.String()), auditlog.NginxCombined, &out)
	if err != nil || done != (auditlog.Converted{Lines: n + 1, Events: n - n/100, Rejected: n/100 + 1}) {
		t.Fatalf("%+v, %v", done, err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != n+1 {
		t.Fatalf("%d lines, want %d", len(lines), n+1)
	}
	if want := `{"error":{"message":"not a line of an nginx or Apache access log"},"log.offset":588,"event.original":"no\u001b[31m line\u202e"}`; lines[7] != want {
		t.Errorf("got  %s\nwant %s", lines[7], want)
	}
	if !strings.Contains(lines[n], string(auditlog.RejectTooLong)) {
		t.Errorf("got %.200s", lines[n])
	}
}

func TestConvertStopsBetweenTwoLines(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out bytes.Buffer
	_, err := auditlog.Convert(ctx, endlessLines{}, auditlog.NginxCombined, &out)
	if err != context.Canceled || out.Len() != 0 {
		t.Errorf("error %v after %d bytes", err, out.Len())
	}
}

// endlessLines is a log without an end.
type endlessLines struct{}

func (endlessLines) Read(b []byte) (int, error) {
	n := 0
	for n+len(oneLine) <= len(b) {
		n += copy(b[n:], oneLine)
	}
	return n, nil
}

func TestFormatsHaveNames(t *testing.T) {
	for _, f := range auditlog.Formats() {
		if got, err := auditlog.ParseFormat(string(f)); err != nil || got != f {
			t.Errorf("%s: %v, %v", f, got, err)
		}
	}
	if got, err := auditlog.ParseFormat(""); err != nil || got != auditlog.Auto {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := auditlog.NewParser(auditlog.Auto); !fault.Is(err, fault.Invalid) {
		t.Errorf("a parser for auto: %v", err)
	}
}
