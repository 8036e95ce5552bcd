package review_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gatehouse/core/auditlog"
	"gatehouse/core/review"
)

// traffic makes a log of n lines with attacks in it, out of order by up to half a minute.
func traffic(n int) [][]byte {
	r := rand.New(rand.NewPCG(7, 11))
	targets := []string{
		"/orders/17", "/orders?page=2", "/login", "/search?q=red+shoes", "/orders?id=1%27+or+%271%27=%271",
		"/files?name=../../etc/passwd", "/static/app.js",
	}
	var lines [][]byte
	now := 0.0
	for range n {
		now += r.Float64() / 8
		at := int(now) - r.IntN(30)*r.IntN(2)
		at = max(at, 0) + 36_000
		source := fmt.Sprintf("192.0.2.%d", r.IntN(40))
		if r.IntN(3) == 0 {
			source = "198.51.100.7"
		}
		status := []int{200, 200, 200, 401, 403, 404, 500}[r.IntN(7)]
		lines = append(lines, fmt.Appendf(nil, `%s - - [03/Nov/2026:%02d:%02d:%02d +0000] "GET %s HTTP/1.1" %d 512 "-" "Mozilla/5.0"`,
			source, at/3600, at/60%60, at%60, targets[r.IntN(len(targets))], status))
	}
	return lines
}

// findings returns the stored rows of a result as text.
func findings(t *testing.T, r *review.Result) string {
	t.Helper()
	rows, err := r.Rows()
	if err != nil {
		t.Fatal(err)
	}
	coverage, err := json.Marshal(r.Coverage)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s\n%x\n%s", slices.Concat(rows.Findings...), rows.Aggregates, coverage)
}

func TestTheSameInputGivesTheSameBytesHoweverManyWorkers(t *testing.T) {
	lines := traffic(6000)
	e := mustEngine(t, review.Config{Import: "i", Files: []string{"access.log"}})
	run := func(workers, size int) string {
		var (
			ws     []*review.Worker
			seq    = e.Sequencer()
			parser = mustParser(t)
			ev     auditlog.Event
		)
		for range workers {
			ws = append(ws, e.Worker())
		}
		for n, at := 0, 0; at < len(lines); n++ {
			var chunk review.Chunk
			for ; at < len(lines) && len(chunk.Rows) < size; at++ {
				if err := parser.Parse(lines[at], &ev); err != nil {
					t.Fatal(err)
				}
				ws[n%workers].Enrich(&ev, lines[at], review.Position{Line: uint64(at + 1), Offset: int64(at * 100)}, &chunk)
			}
			seq.Add(chunk.Rows)
		}
		return findings(t, seq.Finish())
	}
	want := run(1, 1000)
	for _, c := range []string{"INJ-01", "INJ-03", "AUTH-02", "DOS-01"} {
		if !strings.Contains(want, c) {
			t.Errorf("the log has no %s, so the test says little", c)
		}
	}
	for _, c := range [][2]int{{2, 1000}, {7, 13}, {3, 6000}} {
		if got := run(c[0], c[1]); got != want {
			t.Errorf("%d workers with chunks of %d give other findings", c[0], c[1])
		}
	}
}

func TestEveryMatchingLineIsKept(t *testing.T) {
	lines := traffic(6000)
	r := runLog(t, review.Config{}, lines)
	want := map[uint64]bool{}
	for i, l := range lines {
		if strings.Contains(string(l), "or+%271%27") {
			want[uint64(i+1)] = true
		}
	}
	got := r.flagged("INJ-01")
	if len(got) != len(want) {
		t.Fatalf("%d lines, want %d", len(got), len(want))
	}
	total := uint64(0)
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Check == "INJ-01" {
			total += f.Count
			if f.Positions.Len() != int(f.Count) {
				t.Errorf("finding of %d events has %d positions", f.Count, f.Positions.Len())
			}
			for _, e := range f.Evidence {
				if !want[e.Line] || len(e.SHA256) != 64 {
					t.Errorf("evidence %+v", e)
				}
			}
		}
	}
	if total != uint64(len(want)) {
		t.Errorf("%d events in findings, want %d", total, len(want))
	}
}

func TestOneCampaignIsOneFindingUntilAnHourOfSilence(t *testing.T) {
	line := func(source string, minute int, status int) []byte {
		return fmt.Appendf(nil, `%s - - [03/Nov/2026:%02d:%02d:00 +0000] "GET /f?n=../../etc/passwd HTTP/1.1" %d 5 "-" "-"`, source, 8+minute/60, minute%60, status)
	}
	r := runLog(t, review.Config{}, [][]byte{
		line("192.0.2.1", 0, 403), line("192.0.2.1", 50, 404), line("192.0.2.1", 110, 302), // one campaign
		line("192.0.2.2", 110, 403),                              // another source
		line("192.0.2.1", 171, 200), line("192.0.2.1", 172, 403), // after 61 minutes of silence
	})
	var got []string
	for _, f := range r.Findings {
		got = append(got, fmt.Sprintf("%s %d %s %s", f.Source, f.Count, f.Severity, f.Grade))
	}
	want := []string{"192.0.2.1 3 high attempt", "192.0.2.2 1 high blocked", "192.0.2.1 2 critical possible success"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFilesThatOverlapInTimeAreEachJudgedByThemselves(t *testing.T) {
	parser := mustParser(t)
	e := mustEngine(t, review.Config{Files: []string{"a", "b"}})
	w, seq := e.Worker(), e.Sequencer()
	var (
		chunk review.Chunk
		ev    auditlog.Event
	)
	for file := range uint32(2) {
		for i := range 300 { // one refusal every 20 s, for over an hour: no burst in either file
			l := fmt.Appendf(nil, `192.0.2.9 - - [03/Nov/2026:%02d:%02d:%02d +0000] "GET / HTTP/1.1" 401 5 "-" "-"`, 8+i/180, i/3%60, i%3*20)
			if err := parser.Parse(l, &ev); err != nil {
				t.Fatal(err)
			}
			w.Enrich(&ev, l, review.Position{File: file, Line: uint64(i + 1)}, &chunk)
		}
	}
	seq.Add(chunk.Rows)
	if r := seq.Finish(); len(r.Findings) != 0 || r.Late != 0 {
		t.Errorf("%d findings, %d late events; want none", len(r.Findings), r.Late)
	}
}

func TestThresholdsMayBeChanged(t *testing.T) {
	var lines [][]byte
	for i := range 6 {
		lines = append(lines, fmt.Appendf(nil, `192.0.2.9 - - [03/Nov/2026:10:00:%02d +0000] "GET / HTTP/1.1" 401 5 "-" "-"`, i))
	}
	for value, want := range map[string]int{"": 1, "6": 1, "7": 0} {
		c := review.Config{}
		if value != "" {
			c.Params = map[string]string{"AUTH-02.burst": value}
		}
		if r := runLog(t, c, lines); len(r.Findings) != want {
			t.Errorf("threshold %q: %d findings, want %d", value, len(r.Findings), want)
		}
	}
	for _, bad := range []map[string]string{{"AUTH-02.burst": "many"}, {"AUTH-02.burst_span": "-1s"}, {"AUTH-02.brust": "8"}} {
		if _, err := review.NewEngine(review.Config{Params: bad}); err == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
}

func TestWhatTheLogCannotShowIsNotAssessable(t *testing.T) {
	r := runLog(t, review.Config{}, traffic(50))
	got := map[string]review.Verdict{}
	for _, c := range r.Coverage {
		got[strings.TrimSuffix(c.Check+" "+c.Field, " ")] = c.Verdict
	}
	for name, want := range map[string]review.Verdict{
		"AZ-01": review.NotAssessable, "KEY-02": review.NotAssessable, "DRIFT-01": review.NotAssessable, "HTTP-03": review.NotAssessable,
		"INJ-01": review.Fail, "LOG-01": review.Pass, "LOG-01 identity": review.NotAssessable, "LOG-01 source": review.Pass,
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
}

func TestFindingsAndAggregatesComeBackFromTheirRows(t *testing.T) {
	r := runLog(t, review.Config{Import: "i", Files: []string{"access.log"}}, traffic(2000))
	rows, err := r.Rows()
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows.Findings {
		f, err := review.DecodeFinding(row)
		if err != nil {
			t.Fatal(err)
		}
		if f.ID != r.Findings[i].ID || !slices.Equal(f.Positions.All(), r.Findings[i].Positions.All()) || f.Severity != r.Findings[i].Severity {
			t.Errorf("finding %d came back different", i)
		}
	}
	var all []review.Aggregate
	for _, row := range rows.Aggregates {
		some, err := review.DecodeAggregates(row)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, some...)
	}
	if !slices.Equal(all, r.Aggregates) {
		t.Error("aggregates came back different")
	}
	if _, err := review.DecodeAggregates([]byte{2, 1}); err == nil {
		t.Error("a row that is cut short is accepted")
	}
}

func mustEngine(t testing.TB, c review.Config) *review.Engine {
	t.Helper()
	e, err := review.NewEngine(c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func mustParser(t testing.TB) auditlog.Parser {
	t.Helper()
	p, err := auditlog.NewParser(auditlog.NginxCombined)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// cleanLine is what most lines of a log look like.
var cleanLine = []byte(`203.0.113.17 - - [03/Nov/2026:10:00:07 +0000] "GET /api/v1/orders/4711/lines?expand=product&page=2 HTTP/1.1" 200 5120 "https://shop.example.org/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"`)

func BenchmarkEnrichCleanLine(b *testing.B) {
	e := mustEngine(b, review.Config{})
	w, p := e.Worker(), mustParser(b)
	var (
		ev    auditlog.Event
		chunk review.Chunk
	)
	if err := p.Parse(cleanLine, &ev); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if len(chunk.Rows) == 4000 {
			chunk.Reset()
		}
		w.Enrich(&ev, cleanLine, review.Position{Line: 1}, &chunk)
	}
}

func BenchmarkSequenceCleanLines(b *testing.B) {
	e := mustEngine(b, review.Config{})
	w, p, seq := e.Worker(), mustParser(b), e.Sequencer()
	var chunk review.Chunk
	for i := range 4000 {
		var ev auditlog.Event
		l := fmt.Appendf(nil, `192.0.%d.%d - - [03/Nov/2026:10:00:07 +0000] "GET / HTTP/1.1" 200 5 "-" "-"`, i%8, i%250)
		if err := p.Parse(l, &ev); err != nil {
			b.Fatal(err)
		}
		w.Enrich(&ev, l, review.Position{Line: uint64(i)}, &chunk)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if i == len(chunk.Rows) {
			i = 0
			for j := range chunk.Rows {
				chunk.Rows[j].Event.Time += 40_000
			}
		}
		seq.Add(chunk.Rows[i : i+1])
		i++
	}
}
