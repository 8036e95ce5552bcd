package report_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
	"gatehouse/core/report"
	"gatehouse/core/review"
	"gatehouse/core/review/intake"
	"gatehouse/core/vault"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// evidence is a store of reviews and imports with fixed content.
type evidence struct {
	reviews  []review.Record
	findings map[string][]review.Finding
	minutes  []review.Aggregate
	imports  []intake.Record
	rejects  []intake.Reject
}

func (e *evidence) Reviews() []review.Record { return e.reviews }
func (e *evidence) Findings(_ context.Context, f review.Filter) ([]review.Finding, error) {
	return e.findings[f.Import], nil
}
func (e *evidence) Aggregates(context.Context, string) ([]review.Aggregate, error) {
	return e.minutes, nil
}
func (e *evidence) List() []intake.Record { return e.imports }
func (e *evidence) Rejects(_ context.Context, _ string, _ int, fn func(intake.Reject) error) error {
	for _, r := range e.rejects {
		if err := fn(r); err != nil {
			return err
		}
	}
	return nil
}

var begin = time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)

// sample is a review with everything in it that a page can show.
func sample(imp string) *evidence {
	at := func(h, m, s int) time.Time {
		return begin.Add(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second)
	}
	line := func(n uint64, raw string) review.Evidence {
		return review.Evidence{Import: imp, File: "edge/shop-access.log", Line: n, Offset: int64(n) * 431, SHA256: strings.Repeat("3f9a71c4", 8), Raw: raw}
	}
	e := &evidence{findings: map[string][]review.Finding{}}
	inj := review.Finding{
		ID: "q7r2mx5tkwzn4hbyc6jd3fvgpa", Check: "INJ-01", Severity: review.Critical, Title: "SQL injection answered as if it had worked", Count: 214,
		First: at(3, 14, 1), Last: at(3, 21, 9), Source: "203.0.113.77", Route: "/orders/{id}", Grade: review.Success,
		Detail: "31 × possible success, 183 × blocked, 31 × status 200, 150 × status 400, 33 × status 403",
		Evidence: []review.Evidence{
			line(48209, `{"time_iso8601":"2026-03-02T09:14:01+00:00","remote_addr":"203.0.113.77","request_method":"GET","request_uri":"/orders/1%27","status":400,"http_user_agent":"sqlmap/1.8"}`),
			line(48211, `{"time_iso8601":"2026-03-02T09:14:02+00:00","remote_addr":"203.0.113.77","request_method":"GET","request_uri":"/orders/1%27%20OR%201%3D1--","status":200,"http_user_agent":"sqlmap/1.8"}`),
			line(48214, "203.0.113.77 - - [02/Mar/2026:09:14:02 +0000] \"GET /orders?q=\x1b[2J%27;WAITFOR%20DELAY&token=s3cr3t-t0ken \u202eevil\u202c <script>alert(1)</script> HTTP/1.1\" 200 5"),
		},
	}
	for n := uint64(48218); n < 48330; n += 1 + n%3 {
		inj.Evidence = append(inj.Evidence, review.Evidence{Import: imp, File: "edge/shop-access.log", Line: n, Offset: int64(n) * 431})
	}
	e.findings[imp] = []review.Finding{
		{ID: "bbbb2222", Check: "HTTP-03", Severity: review.Low, Title: "An unsupported method was answered with 500", Count: 3, First: at(9, 0, 0), Last: at(9, 0, 40), Source: "192.0.2.40", Route: "/trucks/{id}",
			Evidence: []review.Evidence{line(90101, `PATCH gh_live_ab12cd34_0123456789abcdefghijklmnopqrstuvABCDEF here`)}},
		{ID: "cccc3333", Check: "AUTH-02", Severity: review.High, Title: "Brute force from one client", Count: 1902, First: at(5, 0, 0), Last: at(6, 20, 0), Source: "198.51.100.9", Grade: review.Blocked,
			Detail: "1902 × blocked, 1902 × status 401", Status: review.Acknowledged, Note: "known load test", Evidence: []review.Evidence{line(61001, ""), line(61002, "")}},
		inj,
		{ID: "dddd4444", Check: "DRIFT-01", Severity: review.Critical, Title: "Served although policy refuses", Count: 37, First: at(2, 2, 0), Last: at(27, 40, 0), Principal: "b3q7jx2mtrwm5yzk6na4cdehfu", Source: "198.51.100.20",
			Route: "/payouts", Key: "ab12cd34", Reason: "role_lacks_grant", Evidence: []review.Evidence{line(30007, `{"request_uri":"/payouts?api_key=ABCDEF123456","status":200,"gh_key":"ab12cd34","http_referer":"https://u:hunter22@intra.example/"}`)}},
		{ID: "eeee5555", Check: "LOG-01", Severity: review.Medium, Title: "Required fields missing", Count: 88, First: at(0, 0, 1), Last: at(30, 0, 0), Reason: "method"},
	}
	e.imports = []intake.Record{{
		ID: imp, Gateway: "eu-edge-2", Format: auditlog.NginxJSON, Lines: 200_012, Events: 200_000, Rejected: 12, Bytes: 86_400_311,
		First: vault.MillisOf(begin), Last: vault.MillisOf(begin.Add(31 * time.Hour)), Made: vault.MillisOf(time.Now()),
		Files: []intake.File{{Name: "edge/shop-access.log", Size: 80_000_000, Lines: 190_000, Head: bytes.Repeat([]byte{0xAB}, 32)}, {Name: "edge/<b>odd\u202e</b>.log.gz", From: 4096, Size: 6_400_311, Lines: 10_012, Head: bytes.Repeat([]byte{0xCD}, 32)}},
	}}
	e.reviews = []review.Record{{
		ID: "r-" + imp, Imports: []string{imp}, Revision: "gh-000001-4f1d0c9a7be2", Events: 200_000, Made: vault.MillisOf(time.Now()),
		Checks: map[string]string{"INJ-01": strings.Repeat("a1", 32), "DRIFT-01": strings.Repeat("b2", 32), "AUTH-02": strings.Repeat("c3", 32), "HTTP-03": strings.Repeat("d4", 32), "LOG-01": strings.Repeat("e5", 32), "KEY-02": strings.Repeat("f6", 32), "INJ-03": strings.Repeat("07", 32)},
		Coverage: []review.Coverage{
			{Check: "AUTH-02", Verdict: review.Fail, Present: 200_000, Events: 200_000, Detail: "1 findings"},
			{Check: "DRIFT-01", Verdict: review.Fail, Present: 199_981, Events: 200_000, Detail: "1 findings, policy assumed: nothing had been exported"},
			{Check: "HTTP-03", Verdict: review.Fail, Present: 200_000, Events: 200_000, Detail: "1 findings"},
			{Check: "INJ-01", Verdict: review.Fail, Present: 200_000, Events: 200_000, Detail: "1 findings"},
			{Check: "INJ-03", Verdict: review.Pass, Present: 200_000, Events: 200_000},
			{Check: "KEY-02", Verdict: review.NotAssessable, Events: 200_000, Detail: "the log format does not carry key"},
			{Check: "LOG-01", Verdict: review.Fail, Present: 200_000, Events: 200_000, Detail: "1 findings"},
			{Check: "LOG-01", Field: "method", Verdict: review.Fail, Present: 150_000, Events: 200_000},
			{Check: "LOG-01", Field: "time", Verdict: review.Pass, Present: 200_000, Events: 200_000},
			{Check: "LOG-01", Field: "identity", Verdict: review.NotAssessable, Detail: "the log format has no place for it: log the caller"},
		},
	}}
	for m := range 31 * 60 {
		busy := uint64(90 + 50*((m/60)%12) + m%7)
		a := review.Aggregate{Minute: begin.Unix()/60 + int64(m), Events: busy, Class: [6]uint64{0, 0, busy * 8 / 10, busy / 20, busy / 10, busy / 50}}
		if m > 300 && m < 380 {
			a.Class[4] += 900
		}
		e.minutes = append(e.minutes, a)
	}
	for i := range 12 {
		e.rejects = append(e.rejects, intake.Reject{At: review.Position{Line: uint64(100 + i), Offset: int64(i) * 400}, Reason: auditlog.RejectJSON, Text: []byte("\x00\x01garbage password=hunter22 \xff")})
	}
	e.rejects[3].Reason = auditlog.RejectTooLong
	return e
}

func gather(t *testing.T, e *evidence) *report.Document {
	t.Helper()
	d, err := report.Gather(context.Background(), report.Sources{Reviews: e, Imports: e, Name: func(id string) string { return "Nordwind GmbH" }}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func render(t *testing.T, e *evidence) (page, doc string) {
	t.Helper()
	d := gather(t, e)
	var h, j bytes.Buffer
	if err := report.HTML(&h, d); err != nil {
		t.Fatal(err)
	}
	if err := report.JSON(&j, d); err != nil {
		t.Fatal(err)
	}
	return h.String(), j.String()
}

func TestTheReportIsAsTheGoldenFilesShow(t *testing.T) {
	page, doc := render(t, sample("imp1"))
	for name, got := range map[string]string{"sample.html": page, "sample.json": doc} {
		golden := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs; look at it and run with -update", name)
		}
	}
}

func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	a, aDoc := render(t, sample("imp1"))
	b, bDoc := render(t, sample("another-random-id"))
	if a != b || aDoc != bDoc {
		t.Error("two imports of the same logs give different reports")
	}
}

func TestNoSecretOfALogReachesAReport(t *testing.T) {
	page, doc := render(t, sample("imp1"))
	for _, secret := range []string{"s3cr3t", "hunter22", "ABCDEF123456", "0123456789abcdefghij"} {
		for form, text := range map[string]string{"HTML": page, "JSON": doc} {
			if strings.Contains(text, secret) {
				t.Errorf("the %s report holds %s", form, secret)
			}
		}
	}
	if !strings.Contains(page, "gh_live_ab12cd34_[masked]") {
		t.Error("the public id of a key is masked too")
	}
}

func TestHostileTextIsInert(t *testing.T) {
	page, doc := render(t, sample("imp1"))
	for _, bad := range []string{"<script", "<b>odd", "\x1b", "\u202e", "\x00", "\xff"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	for _, bad := range []string{"\x1b", "\u202e", "\x00", "\xff"} {
		if strings.Contains(doc, bad) {
			t.Errorf("the JSON report holds %q", bad)
		}
	}
	for _, visible := range []string{`<span class="c">\x1b</span>[2J`, `<span class="c">\u{202e}</span>evil`, `&lt;script&gt;alert(1)`, `<span class="c">\xff</span>`} {
		if !strings.Contains(page, visible) {
			t.Errorf("the page does not show %s", visible)
		}
	}
}

func TestThePageLoadsNothing(t *testing.T) {
	page, _ := render(t, sample("imp1"))
	for _, way := range []string{"<script", "<link", "<img", "<iframe", "<object", "url(", "@import", "javascript:", " src=", " style=", "onload", "onclick"} {
		if strings.Contains(page, way) {
			t.Errorf("the page holds %q", way)
		}
	}
	if !strings.Contains(page, `default-src 'none'; style-src 'sha256-`) {
		t.Error("the page has no content policy")
	}
}

func TestTheContentPolicyAllowsTheStyle(t *testing.T) {
	page, _ := render(t, sample("imp1"))
	_, rest, _ := strings.Cut(page, "<style>")
	css, _, _ := strings.Cut(rest, "</style>")
	if want := report.HashForTest(css); !strings.Contains(strings.ReplaceAll(page, "&#43;", "+"), want) {
		t.Errorf("the style sheet's hash %s is not in the content policy", want)
	}
}

func TestTheJSONReportReadsBack(t *testing.T) {
	_, doc := render(t, sample("imp1"))
	var d struct {
		Format   string
		Totals   report.Totals
		Policy   report.Policy
		Findings []struct {
			Check, Severity, Status string
			Evidence                []struct {
				Log  int
				Line uint64
			}
		}
		Rejected struct{ Lines uint64 }
	}
	if err := json.Unmarshal([]byte(doc), &d); err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, f := range d.Findings {
		order = append(order, f.Check)
	}
	if got, want := strings.Join(order, " "), "INJ-01 DRIFT-01 AUTH-02 LOG-01 HTTP-03"; got != want {
		t.Errorf("findings are in order %s, want %s", got, want)
	}
	if d.Format != report.Format || d.Totals.Events != 200_000 || d.Totals.Findings["critical"] != 2 || !d.Policy.Assumed || d.Rejected.Lines != 12 {
		t.Errorf("totals %+v, policy %+v, rejected %d", d.Totals, d.Policy, d.Rejected.Lines)
	}
	if e := d.Findings[0].Evidence[0]; e.Log != 1 || e.Line != 48209 {
		t.Errorf("first evidence is %+v", e)
	}
}

func TestANothingFoundReportSaysSo(t *testing.T) {
	e := sample("imp1")
	e.findings, e.rejects, e.imports[0].Rejected = nil, nil, 0
	for i := range e.reviews[0].Coverage {
		e.reviews[0].Coverage[i].Verdict, e.reviews[0].Coverage[i].Detail = review.Pass, ""
	}
	page, _ := render(t, e)
	for _, want := range []string{"Nothing was found.", "No findings.", "every line was read"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page, "Policy assumed") || strings.Contains(page, "not assessable</span>") {
		t.Error("the page warns of what is not there")
	}
}

func TestGatherRefusesWhatIsNotThere(t *testing.T) {
	for name, x := range map[string]struct {
		e    *evidence
		ids  []string
		kind fault.Kind
	}{
		"an unknown import":   {sample("imp1"), []string{"imp2"}, fault.NotFound},
		"nothing imported":    {&evidence{}, nil, fault.Invalid},
		"the import is there": {sample("imp1"), []string{"imp1"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := report.Gather(context.Background(), report.Sources{Reviews: x.e, Imports: x.e}, x.ids)
			if fault.KindOf(err) != x.kind {
				t.Errorf("got %v", err)
			}
		})
	}
}
