package auditlog_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/core/auditlog"
)

// samples returns the folder of third-party logs with expected parses, or skips the test.
func samples(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("GATEHOUSE_SAMPLES")
	if dir == "" {
		t.Skip("GATEHOUSE_SAMPLES is not set")
	}
	return dir
}

// notOurs are lines of the samples whose format this version does not read, and rightly rejects.
func notOurs(line string) bool {
	for _, sign := range []string{"[Client ", "[error]", "[ssl:info]", `{"timestamp_ns"`, "npm-mx.example.com", "mx.example.org"} {
		if strings.Contains(line, sign) {
			return true
		}
	}
	return false
}

func TestSamplesParseAsTheirLabelsSay(t *testing.T) {
	dir := samples(t)
	for _, family := range []string{"nginx", "apache"} {
		files, _ := filepath.Glob(filepath.Join(dir, family, "*.expected.jsonl"))
		if len(files) == 0 {
			t.Fatalf("no expectations in %s", filepath.Join(dir, family))
		}
		for _, name := range files {
			t.Run(filepath.Base(name), func(t *testing.T) {
				compareWithLabels(t, name, strings.Replace(name, ".expected.jsonl", ".log", 1))
			})
		}
	}
}

// compareWithLabels compares each line of log with what labels say about it.
func compareWithLabels(t *testing.T, labels, log string) {
	lines := readLines(t, log)
	parser, _ := auditlog.NewParser(auditlog.NginxCombined)
	for _, row := range readLines(t, labels) {
		var want struct {
			Line int
			Norm map[string]any
		}
		if err := json.Unmarshal([]byte(row), &want); err != nil {
			t.Fatal(err)
		}
		line := lines[want.Line-1]
		var e auditlog.Event
		err := parser.Parse([]byte(line), &e)
		if notOurs(line) {
			if err == nil {
				t.Errorf("line %d of another format was read: %s", want.Line, line)
			}
			continue
		}
		if err != nil {
			t.Errorf("line %d: %v: %s", want.Line, err, line)
			continue
		}
		compareNorm(t, fmt.Sprintf("line %d", want.Line), flat(t, &e), want.Norm)
	}
}

// compareNorm compares an event with expected values: numbers by value, times by instant.
func compareNorm(t *testing.T, where string, got, want map[string]any) {
	t.Helper()
	for name, w := range want {
		if strings.HasPrefix(name, "crowdsec.") {
			continue
		}
		g, ok := got[name]
		if !ok {
			t.Errorf("%s: %s is absent, want %v", where, name, w)
			continue
		}
		gs, ws := fmt.Sprint(g), fmt.Sprint(w)
		if name == "@timestamp" {
			gt, err1 := time.Parse(time.RFC3339, gs)
			wt, err2 := time.Parse(time.RFC3339, ws)
			if err1 == nil && err2 == nil && gt.Equal(wt) {
				continue
			}
		}
		if gs != ws {
			t.Errorf("%s: %s is %q, want %q", where, name, gs, ws)
		}
	}
}

// flat returns an event as its ECS object.
func flat(t testing.TB, e *auditlog.Event) map[string]any {
	t.Helper()
	text := auditlog.AppendECS(nil, e, 0)
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	m := map[string]any{}
	if err := d.Decode(&m); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return m
}

func readLines(t testing.TB, name string) []string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var lines []string
	s := bufio.NewScanner(f)
	s.Buffer(nil, 4<<20)
	for s.Scan() {
		lines = append(lines, s.Text())
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestSamplesOfVectorParseAsTheirExamplesSay(t *testing.T) {
	dir := samples(t)
	names := map[string]string{ // theirs to ours
		"client": "source.ip", "host": "source.ip", "remote_addr": "source.ip", "user": "user.name", "remote_user": "user.name",
		"timestamp": "@timestamp", "status": "http.response.status_code", "size": "http.response.body.bytes",
		"body_bytes_size": "http.response.body.bytes", "agent": "user_agent.original", "http_user_agent": "user_agent.original",
		"referer": "http.request.referrer", "http_referer": "http.request.referrer", "method": "http.request.method",
		"path": "url.original",
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*", "vrl.parse_*_log.examples.json"))
	compared := 0
	for _, name := range files {
		if family := filepath.Base(filepath.Dir(name)); family != "nginx" && family != "apache" {
			continue
		}
		var examples []struct {
			Title, Input string
			Expected     map[string]any
		}
		readJSON(t, name, &examples)
		for _, x := range examples {
			parser, _ := auditlog.NewParser(auditlog.ApacheCombined)
			var e auditlog.Event
			err := parser.Parse([]byte(x.Input), &e)
			if _, isError := x.Expected["severity"]; isError {
				if err == nil {
					t.Errorf("%s: an error log was read as an access log", x.Title)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", x.Title, err)
				continue
			}
			want := map[string]any{}
			for theirs, ours := range names {
				if v, ok := x.Expected[theirs]; ok {
					want[ours] = v
				}
			}
			compareNorm(t, x.Title, flat(t, &e), want)
			compared++
		}
	}
	if compared < 4 {
		t.Errorf("compared %d examples", compared)
	}
}

func readJSON(t testing.TB, name string, v any) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func TestSamplesOfOpenSearchParseAsTheirEventsSay(t *testing.T) {
	dir := samples(t)
	type event struct {
		Body string
		Time string `json:"@timestamp"`
		HTTP struct {
			URL, Flavor string
			Request     struct{ Method string }
			Response    struct {
				Status any `json:"status_code"`
				Bytes  any
			}
		}
		Communication struct{ Source struct{ IP string } }
	}
	var events []event
	readJSON(t, filepath.Join(dir, "nginx", "opensearch.nginx.sample.json"), &events)
	parser, _ := auditlog.NewParser(auditlog.NginxCombined)
	for i, x := range events {
		var e auditlog.Event
		if err := parser.Parse([]byte(x.Body), &e); err != nil {
			t.Errorf("event %d: %v: %s", i, err, x.Body)
			continue
		}
		compareNorm(t, fmt.Sprintf("event %d", i), flat(t, &e), map[string]any{
			"@timestamp": x.Time, "source.ip": x.Communication.Source.IP, "url.original": x.HTTP.URL,
			"http.version": x.HTTP.Flavor, "http.request.method": x.HTTP.Request.Method,
			"http.response.status_code": x.HTTP.Response.Status, "http.response.body.bytes": x.HTTP.Response.Bytes,
		})
	}
	if len(events) < 100 {
		t.Errorf("compared %d events", len(events))
	}
	// The events of the Apache sample are of other requests than their bodies: those only parse.
	var bodies []event
	readJSON(t, filepath.Join(dir, "apache", "opensearch.apache.sample.json"), &bodies)
	for i, x := range bodies {
		var e auditlog.Event
		if err := parser.Parse([]byte(x.Body), &e); err != nil {
			t.Errorf("Apache event %d: %v: %s", i, err, x.Body)
		}
	}
}

func TestWholeSampleLogsParse(t *testing.T) {
	dir := samples(t)
	for _, x := range []struct {
		file     string
		format   auditlog.Format
		rejected int
	}{
		{"nginx/opensearch.nginx.log", auditlog.NginxCombined, 0},
		{"apache/elastic-demo.apache_logs.part1.log", auditlog.ApacheCombined, 0},
		{"apache/lnav.logfile_access_log.0", auditlog.NginxCombined, 0},
		{"apache/lnav.logfile_access_log.1", auditlog.NginxCombined, 0},
		{"apache/lnav.logfile_shop_access_log.0.p1", auditlog.NginxCombined, 0},
		{"injection/labelled/access-log.derived.log", auditlog.NginxCombined, 0},
		{"nginx_json/elastic-demo.nginx_json.derived.log", auditlog.NginxJSON, 0},
	} {
		t.Run(x.file, func(t *testing.T) {
			f, err := os.Open(filepath.Join(dir, x.file))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			in, err := auditlog.Open(f)
			if err != nil {
				t.Fatal(err)
			}
			head, _ := in.Head()
			found, err := auditlog.Detect(head)
			if err != nil {
				t.Fatal(err)
			}
			if found.Format != x.format || found.Confidence < 0.99 {
				t.Errorf("detected %s with %.2f, want %s", found.Format, found.Confidence, x.format)
			}
			parser, _ := auditlog.NewParser(found.Format)
			lines := auditlog.NewScanner(in, auditlog.MaxLine(found.Format))
			rejected := 0
			for lines.Next() {
				var e auditlog.Event
				if err := parser.Parse(lines.Line().Text, &e); err != nil {
					rejected++
					t.Logf("line %d: %v: %.300s", lines.Line().Number, err, lines.Line().Text)
				}
			}
			if lines.Err() != nil || rejected != x.rejected {
				t.Errorf("%d lines rejected, want %d; error %v", rejected, x.rejected, lines.Err())
			}
		})
	}
}

// TestJSONSampleSaysWhatItsCombinedTwinSays uses that the JSON sample was made of the Apache one.
func TestJSONSampleSaysWhatItsCombinedTwinSays(t *testing.T) {
	dir := samples(t)
	jsonLines := readLines(t, filepath.Join(dir, "nginx_json", "elastic-demo.nginx_json.derived.log"))
	clfLines := readLines(t, filepath.Join(dir, "apache", "elastic-demo.apache_logs.part1.log"))
	fromJSON, _ := auditlog.NewParser(auditlog.NginxJSON)
	fromCLF, _ := auditlog.NewParser(auditlog.ApacheCombined)
	for i, line := range jsonLines {
		var a, b auditlog.Event
		if err := fromJSON.Parse([]byte(line), &a); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		if err := fromCLF.Parse([]byte(clfLines[i]), &b); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		got, want := auditlog.AppendECS(nil, &a, 0), auditlog.AppendECS(nil, &b, 0)
		if string(got) != string(want) {
			t.Fatalf("line %d:\n got %s\nwant %s", i+1, got, want)
		}
	}
}
