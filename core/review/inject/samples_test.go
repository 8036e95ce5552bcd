package inject_test

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/core/review/inject"
)

// samples returns the folder of the foreign samples, or skips.
func samples(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("GATEHOUSE_SAMPLES")
	if dir == "" {
		t.Skip("GATEHOUSE_SAMPLES is not set")
	}
	return filepath.Join(dir, "injection")
}

// readLines returns a file's lines but empty ones and comments.
func readLines(t *testing.T, name string) []string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []string
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		if l := s.Text(); strings.TrimSpace(l) != "" && !strings.HasPrefix(l, "#") {
			all = append(all, l)
		}
	}
	return all
}

// verbose prints single texts when asked to.
func verbose(t *testing.T, format string, args ...any) {
	if os.Getenv("GATEHOUSE_SAMPLES_VERBOSE") != "" {
		t.Logf(format, args...)
	}
}

func TestBenignValuesAreLeftAlone(t *testing.T) {
	dir, d := samples(t), inject.NewDetector()
	for name, most := range map[string]int{
		"grananqvist.non-maliciousCollection.txt": 10, "libinjection.false_positives.txt": 4, "gotestwaf.texts.jsonl": 2,
	} {
		flagged, all := 0, readLines(t, filepath.Join(dir, "benign", name))
		for _, l := range all {
			if strings.HasSuffix(name, ".jsonl") {
				var v struct{ Payload string }
				if err := json.Unmarshal([]byte(l), &v); err != nil {
					t.Fatal(err)
				}
				l = v.Payload
			}
			if c := d.Value([]byte(l)); c != 0 {
				flagged++
				verbose(t, "FP %s %v: %s", name, c.Names(), l)
			}
		}
		t.Logf("%s: %d of %d flagged", name, flagged, len(all))
		if flagged > most {
			t.Errorf("%s: %d flagged, at most %d may be", name, flagged, most)
		}
	}
}

func TestLabelledValuesAreToldApart(t *testing.T) {
	dir, d := samples(t), inject.NewDetector()
	f, err := os.Open(filepath.Join(dir, "labelled", "httpparams_train.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]inject.Class{"sqli": inject.SQL, "path-traversal": inject.Traversal}
	hit, total := map[string]int{}, map[string]int{}
	for _, r := range rows[1:] {
		label := r[2]
		total[label]++
		c := d.Value([]byte(r[0]))
		if (label == "norm" && c != 0) || c&want[label] != 0 {
			hit[label]++
		}
		if (label == "norm" && c != 0) || (want[label] != 0 && c&want[label] == 0) {
			verbose(t, "WRONG %s %v: %s", label, c.Names(), r[0])
		}
	}
	for label := range total {
		t.Logf("%s: %d of %d flagged", label, hit[label], total[label])
	}
	if hit["sqli"]*1000 < total["sqli"]*995 {
		t.Errorf("SQL injection: %d of %d found, 99.5 %% wanted", hit["sqli"], total["sqli"])
	}
	if hit["path-traversal"]*100 < total["path-traversal"]*80 {
		t.Errorf("traversal: %d of %d found, 80 %% wanted", hit["path-traversal"], total["path-traversal"])
	}
	if hit["norm"]*10_000 > total["norm"]*2 {
		t.Errorf("%d of %d benign values flagged", hit["norm"], total["norm"])
	}
}

func TestPayloadListsAreFound(t *testing.T) {
	dir, d := samples(t), inject.NewDetector()
	for _, set := range []struct {
		glob  string
		class inject.Class
		share int // percent of all payloads
	}{{"sqli/*.txt", inject.SQL, 97}, {"traversal/*.txt", inject.Traversal, 90}} {
		files, _ := filepath.Glob(filepath.Join(dir, "malicious", set.glob))
		found, total := 0, 0
		for _, name := range files {
			hit, all := 0, readLines(t, name)
			for _, l := range all {
				if d.Value([]byte(l))&set.class != 0 {
					hit++
				} else {
					verbose(t, "MISS %s: %s", filepath.Base(name), l)
				}
			}
			t.Logf("%s: %d of %d", filepath.Base(name), hit, len(all))
			found, total = found+hit, total+len(all)
		}
		if found*100 < total*set.share {
			t.Errorf("%s: %d of %d found, %d %% wanted", set.glob, found, total, set.share)
		}
	}
}

func TestRegressionTestsOfTheCoreRuleSet(t *testing.T) {
	dir, d := samples(t), inject.NewDetector()
	hit, total := map[string]int{}, map[string]int{}
	for _, l := range readLines(t, filepath.Join(dir, "labelled", "crs-regression.jsonl")) {
		var r struct {
			RuleID  int `json:"rule_id"`
			Family  string
			URI     string
			Headers map[string]string
			Data    string
			Label   string
		}
		if err := json.Unmarshal([]byte(l), &r); err != nil {
			continue
		}
		class := map[string]inject.Class{"942": inject.SQL, "930": inject.Traversal}[strings.TrimPrefix(r.Family, "REQUEST-")[:3]]
		if class == 0 || (r.Data != "" && !strings.Contains(r.Data, "=")) {
			continue
		}
		c := d.Request([]byte(r.URI), []byte(r.Headers["Referer"]), []byte(r.Headers["User-Agent"]))
		if r.Data != "" { // as if the form had come in the query
			c |= d.Request([]byte("/?"+r.Data), nil, nil)
		}
		key := r.Family[8:11] + " " + r.Label
		total[key]++
		if c&class != 0 {
			hit[key]++
		}
		if (c&class != 0) != (r.Label == "malicious") {
			verbose(t, "%s %d %v %s %s", r.Label, r.RuleID, c.Names(), r.URI, r.Data)
		}
	}
	for key := range total {
		t.Logf("%s: %d of %d flagged", key, hit[key], total[key])
	}
}
