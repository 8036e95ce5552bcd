package auditlog_test

import (
	"strings"
	"testing"

	"gatehouse/core/auditlog"
)

// benchLines are lines as gateways write them, so that no two in a row are alike.
var benchLines = map[auditlog.Format][]string{
	auditlog.NginxCombined: {
		`203.0.113.7 - - [04/Mar/2026:07:25:02 +0000] "GET /api/v1/orders/81734?expand=items HTTP/1.1" 200 2326 "-" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36"`,
		`198.51.100.23 - svc-billing [04/Mar/2026:07:25:03 +0000] "POST /api/v1/invoices HTTP/2.0" 201 512 "https://console.example.com/invoices" "billing/2.4.1"`,
		`2001:db8::17 - - [04/Mar/2026:07:25:03 +0000] "DELETE /api/v1/orders/81735 HTTP/1.1" 403 153 "-" "curl/8.9.1" "192.0.2.61, 10.0.0.4"`,
		`192.0.2.200 - - [04/Mar/2026:07:25:04 +0000] "\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03" 400 157 "-" "-"`,
	},
	auditlog.NginxJSON: {
		`{"time_iso8601":"2026-03-04T07:25:02+00:00","remote_addr":"203.0.113.7","request_method":"GET","request_uri":"/api/v1/orders/81734?expand=items","server_protocol":"HTTP/1.1","status":200,"body_bytes_sent":2326,"http_referer":"","http_user_agent":"Mozilla/5.0 (X11; Linux x86_64)","host":"api.example.com","ssl_protocol":"TLSv1.3","request_time":0.012,"request_id":"3f2a9bd8e1c44f0aa1b2c3d4e5f60718","gh_principal":"b3q7jx2mtrwm5yzk6na4cdehfu","gh_key":"ab12cd34","gh_reason":"allowed","gh_revision":"gh-000012-a1b2c3d4e5f6"}`,
		`{"time_iso8601":"2026-03-04T07:25:03+00:00","remote_addr":"198.51.100.23","request_method":"DELETE","request_uri":"/api/v1/orders/\"81735\"","server_protocol":"HTTP/2.0","status":"403","body_bytes_sent":"153","http_referer":"-","http_user_agent":"billing/2.4.1","host":"api.example.com","ssl_protocol":"","request_time":"0.003","request_id":"40","gh_principal":"","gh_key":"","gh_reason":"role_lacks_grant","gh_revision":"gh-000012-a1b2c3d4e5f6"}`,
	},
}

func BenchmarkParse(b *testing.B) {
	for format, lines := range benchLines {
		b.Run(string(format), func(b *testing.B) {
			p, _ := auditlog.NewParser(format)
			raw := make([][]byte, len(lines))
			for i, l := range lines {
				raw[i] = []byte(l)
			}
			var e auditlog.Event
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				if err := p.Parse(raw[n%len(raw)], &e); err != nil {
					b.Fatal(err)
				}
				n++
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

func BenchmarkAppendECS(b *testing.B) {
	p, _ := auditlog.NewParser(auditlog.NginxCombined)
	var e auditlog.Event
	if err := p.Parse([]byte(benchLines[auditlog.NginxCombined][0]), &e); err != nil {
		b.Fatal(err)
	}
	var dst []byte
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		dst = auditlog.AppendECS(dst[:0], &e, 12345)
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkScanner(b *testing.B) {
	text := strings.Repeat(strings.Join(benchLines[auditlog.NginxCombined], "\n")+"\n", 2000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		s := auditlog.NewScanner(strings.NewReader(text), auditlog.MaxTextLine)
		for s.Next() {
		}
	}
}

func TestParsingAllocatesNothing(t *testing.T) {
	for format, lines := range benchLines {
		t.Run(string(format), func(t *testing.T) {
			p, _ := auditlog.NewParser(format)
			var e auditlog.Event
			raw := make([][]byte, len(lines))
			for i, l := range lines {
				raw[i] = []byte(l)
			}
			n := testing.AllocsPerRun(100, func() {
				for _, line := range raw {
					if err := p.Parse(line, &e); err != nil {
						t.Fatal(err)
					}
				}
			})
			if n != 0 {
				t.Errorf("%v allocations, want 0", n)
			}
		})
	}
}
