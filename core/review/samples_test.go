package review_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/core/auditlog"
	"gatehouse/core/review"
)

// samples returns the folder of the foreign samples, or skips.
func samples(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("GATEHOUSE_SAMPLES")
	if dir == "" {
		t.Skip("GATEHOUSE_SAMPLES is not set")
	}
	return dir
}

// readLog returns a file's lines.
func readLog(t testing.TB, name string) [][]byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]byte
	s := bufio.NewScanner(bytes.NewReader(b))
	s.Buffer(nil, 2<<20)
	for s.Scan() {
		all = append(all, bytes.Clone(bytes.TrimRight(s.Bytes(), "\r")))
	}
	return all
}

// reviewed is a log run through a whole engine.
type reviewed struct {
	*review.Result
	lines  [][]byte
	parsed int
}

// runLog reviews lines of a log by the given configuration.
func runLog(t testing.TB, c review.Config, lines [][]byte) reviewed {
	t.Helper()
	head := bytes.Join(lines[:min(len(lines), 1000)], []byte("\n"))
	found, err := auditlog.Detect(append(head, '\n'))
	if err != nil {
		t.Fatal(err)
	}
	parser, err := auditlog.NewParser(found.Format)
	if err != nil {
		t.Fatal(err)
	}
	e, err := review.NewEngine(c)
	if err != nil {
		t.Fatal(err)
	}
	var (
		chunk review.Chunk
		ev    auditlog.Event
		w, s  = e.Worker(), e.Sequencer()
		out   = reviewed{lines: lines}
		at    = int64(0)
	)
	for i, l := range lines {
		if err := parser.Parse(l, &ev); err == nil {
			w.Enrich(&ev, l, review.Position{Line: uint64(i + 1), Offset: at}, &chunk)
			out.parsed++
		}
		at += int64(len(l)) + 1
		if len(chunk.Rows) == 500 {
			s.Add(chunk.Rows)
			chunk.Reset()
		}
	}
	s.Add(chunk.Rows)
	out.Result = s.Finish()
	return out
}

// flagged returns the lines that a check matched.
func (r *reviewed) flagged(check string) map[uint64]bool {
	all := map[uint64]bool{}
	for i := range r.Findings {
		if f := &r.Findings[i]; strings.HasPrefix(f.Check, check) {
			for _, p := range f.Positions.All() {
				all[p.Line] = true
			}
		}
	}
	return all
}

func TestRealAccessLogsGiveHardlyAnyInjection(t *testing.T) {
	dir := samples(t)
	events, flagged := 0, 0
	for _, name := range []string{
		"apache/elastic-demo.apache_logs.part1.log", "apache/lnav.logfile_shop_access_log.0.p1",
		"nginx/opensearch.nginx.log", "nginx_json/elastic-demo.nginx_json.derived.log", "nginx/crowdsec.nginx_http-logs.log",
	} {
		r := runLog(t, review.Config{Files: []string{name}}, readLog(t, filepath.Join(dir, name)))
		lines := r.flagged("INJ")
		for l := range lines {
			t.Logf("%s:%d: %.300s", name, l, r.lines[l-1])
		}
		bySeverity := r.Count()
		t.Logf("%s: %d of %d lines parsed, %d flagged as injection, findings %v", name, r.parsed, len(r.lines), len(lines), bySeverity)
		events, flagged = events+r.parsed, flagged+len(lines)
	}
	if flagged*10_000 > events*5 {
		t.Errorf("%d of %d events flagged, at most 5 in 10,000 may be", flagged, events)
	}
}

func TestTheLabelledAccessLogIsToldApart(t *testing.T) {
	dir := filepath.Join(samples(t), "injection", "labelled")
	labels := readLog(t, filepath.Join(dir, "access-log.derived.labels.txt"))
	r := runLog(t, review.Config{}, readLog(t, filepath.Join(dir, "access-log.derived.log")))
	sql, path := r.flagged("INJ-01"), r.flagged("INJ-03")
	hit, total := map[string]int{}, map[string]int{}
	for i, label := range labels {
		l, name := uint64(i+1), string(label)
		total[name]++
		if (name == "sqli" && sql[l]) || (name == "path-traversal" && path[l]) || (name == "norm" && (sql[l] || path[l])) {
			hit[name]++
		}
	}
	for name := range total {
		t.Logf("%s: %d of %d flagged", name, hit[name], total[name])
	}
	if hit["sqli"]*1000 < total["sqli"]*995 || hit["path-traversal"]*100 < total["path-traversal"]*80 || hit["norm"]*10_000 > total["norm"]*5 {
		t.Error("the bars are 99.5 % of SQL injection, 80 % of traversal, 5 in 10,000 of the benign")
	}
}

func TestForeignAttackScenariosAreFound(t *testing.T) {
	dir := filepath.Join(samples(t), "attack_scenarios")
	for name, check := range map[string]string{
		"crowdsec.nginx-http-sqli-probing":       "INJ-01",
		"crowdsec.apache-cve-2021-41773":         "INJ-03",
		"crowdsec.nginx-http-generic-bf":         "AUTH-02",
		"crowdsec.bunkerweb-http-path-traversal": "INJ-03",
	} {
		t.Run(name, func(t *testing.T) {
			r := runLog(t, review.Config{}, readLog(t, filepath.Join(dir, name+".log")))
			t.Logf("%d lines, %d parsed, %d flagged", len(r.lines), r.parsed, len(r.flagged(check)))
			got := map[string]bool{}
			for i := range r.Findings {
				if r.Findings[i].Check == check {
					got[r.Findings[i].Source] = true
				}
			}
			var expected struct {
				Overflows []struct {
					Sources []string
					Samples []struct {
						Type string `json:"log_type"`
					} `json:"sample_events"`
				}
			}
			b, err := os.ReadFile(filepath.Join(dir, name+".expected-alerts.json"))
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(b, &expected); err != nil {
				t.Fatal(err)
			}
			if len(expected.Overflows) == 0 {
				t.Fatal("no alert is expected")
			}
			for _, o := range expected.Overflows {
				if len(o.Samples) > 0 && o.Samples[0].Type != "http_access-log" {
					continue // of an error log, which is another format
				}
				for _, source := range o.Sources {
					if !got[source] {
						t.Errorf("%s: no finding about %s", check, source)
					}
				}
			}
		})
	}
}
