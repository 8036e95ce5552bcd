package demo

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func logOf(t *testing.T, seed uint64, n int, f Format) (string, []Plant) {
	t.Helper()
	var b bytes.Buffer
	plants, err := writeLog(&b, found(seed), seed, n, f)
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), plants
}

func TestTheSameSeedGivesTheSameLog(t *testing.T) {
	for _, f := range []Format{JSON, Combined} {
		a, _ := logOf(t, 7, Fewest, f)
		b, _ := logOf(t, 7, Fewest, f)
		if a != b {
			t.Errorf("%s: two logs of one seed differ", f)
		}
		if c, _ := logOf(t, 8, Fewest, f); a == c {
			t.Errorf("%s: another seed gives the same log", f)
		}
	}
}

func TestEverySeedCastsEveryIncident(t *testing.T) {
	for seed := range uint64(200) {
		c := found(seed)
		if n := len(c.incidents(seed, false)); n != 13 {
			t.Fatalf("seed %d: %d incidents", seed, n)
		}
	}
}

func TestPlantsNameTheirLines(t *testing.T) {
	text, plants := logOf(t, 1, 20000, JSON)
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) != 20000 {
		t.Fatalf("%d lines, want 20000", len(lines))
	}
	seen := map[string]bool{}
	for _, p := range plants {
		seen[p.Check] = true
		if len(p.Lines) == 0 {
			t.Errorf("%s has no lines", p)
		}
		for _, n := range p.Lines {
			if !strings.Contains(lines[n-1], `"remote_addr":"`+p.Source+`"`) {
				t.Errorf("%s: line %d is not from %s: %s", p, n, p.Source, lines[n-1])
			}
		}
	}
	for _, check := range []string{"INJ-01", "INJ-03", "AUTH-02", "DOS-01", "AZ-01", "KEY-02", "HTTP-03", "DRIFT-01", "LOG-01"} {
		if !seen[check] {
			t.Errorf("nothing is planted for %s", check)
		}
	}
}

func TestTheLogIsInTheOrderOfTime(t *testing.T) {
	text, _ := logOf(t, 3, 20000, JSON)
	var last time.Time
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		at, err := time.Parse("2006-01-02T15:04:05+00:00", line[len(`{"time_iso8601":"`):][:25])
		if err != nil {
			t.Fatal(err)
		}
		if at.Before(last) || at.Before(Start.Add(lead)) || at.After(Start.Add(span)) {
			t.Fatalf("line %d at %v after %v", i+1, at, last)
		}
		last = at
	}
}

func TestTheCompanyIsBigEnough(t *testing.T) {
	c := found(1)
	if len(c.apis) != 3 || len(c.routes) < 25 || len(c.principals) < 40 || len(c.roles) != 12 || len(c.keys) < 120 || len(c.limits) == 0 {
		t.Errorf("the company has %s", c.describe())
	}
}

func TestTooFewLinesAreRefused(t *testing.T) {
	if _, err := writeLog(&bytes.Buffer{}, found(1), 1, Fewest-1, JSON); err == nil {
		t.Error("a log without room for its incidents was written")
	}
}

func BenchmarkWriteLog(b *testing.B) {
	c := found(1)
	for b.Loop() {
		var w bytes.Buffer
		if _, err := writeLog(&w, c, 1, 200000, JSON); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(w.Len()))
	}
}
