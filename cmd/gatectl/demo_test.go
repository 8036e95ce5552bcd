package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gatehouse/core/demo"
	"gatehouse/core/review"
)

// playDemo runs the demo and returns its folder and what it printed.
func playDemo(t *testing.T, args ...string) (dir string, printed map[string]json.RawMessage) {
	t.Helper()
	home := t.TempDir()
	dir = filepath.Join(home, "d")
	out, err := gatectl(t, home, nil, append([]string{"--output", "json", "demo", "--dir", dir}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &printed); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir, printed
}

// plantsOf reads what was planted: for each check the lines, and the sources and principals.
func plantsOf(t *testing.T, dir string) []demo.Plant {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "planted.json"))
	if err != nil {
		t.Fatal(err)
	}
	var plants []demo.Plant
	if err := json.Unmarshal(text, &plants); err != nil {
		t.Fatal(err)
	}
	return plants
}

// TestTheReviewFindsExactlyWhatWasPlanted compares line by line: every planted line is matched by
// its check, and no other line is matched by any.
func TestTheReviewFindsExactlyWhatWasPlanted(t *testing.T) {
	for _, format := range []string{"json", "combined"} {
		for _, seed := range []string{"1", "2"} {
			t.Run(format+" "+seed, func(t *testing.T) {
				dir, _ := playDemo(t, "--lines", "20000", "--seed", seed, "--format", format)
				want := map[string]bool{}
				for _, p := range plantsOf(t, dir) {
					for _, n := range p.Lines {
						want[fmt.Sprintf("%s line %d", p.Check, n)] = true
					}
				}
				ws := openDemo(t, dir)
				defer ws.Close()
				err := ws.Reviews.Events(t.Context(), review.EventFilter{}, func(s review.Stored) error {
					for _, check := range s.Checks {
						match := fmt.Sprintf("%s line %d", check, s.At.Line)
						if !want[match] {
							t.Errorf("%s was matched, and is not planted", match)
						}
						delete(want, match)
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				for match := range want {
					t.Errorf("%s was planted, and is not matched", match)
				}
			})
		}
	}
}

// TestFindingsNameWhoAndWhere holds each finding against the plants: source or principal, and route.
func TestFindingsNameWhoAndWhere(t *testing.T) {
	dir, printed := playDemo(t, "--lines", "20000")
	var findings []struct {
		Check, Source, Principal, Route string
		PrincipalID                     string `json:"principal_id"`
	}
	if err := json.Unmarshal(printed["findings"], &findings); err != nil {
		t.Fatal(err)
	}
	for _, p := range plantsOf(t, dir) {
		ok := slices.ContainsFunc(findings, func(f struct {
			Check, Source, Principal, Route string
			PrincipalID                     string `json:"principal_id"`
		}) bool {
			return f.Check == p.Check && f.Source == p.Source && f.Route == p.Route && (p.Principal == "" || f.Principal == p.Principal && f.PrincipalID == p.PrincipalID)
		})
		if !ok {
			t.Errorf("no finding is like the plant %s", p)
		}
	}
}

// TestALogWithoutThePlantsIsClean imports the log again without the planted lines.
func TestALogWithoutThePlantsIsClean(t *testing.T) {
	dir, _ := playDemo(t, "--lines", "20000")
	planted := map[int]bool{}
	for _, p := range plantsOf(t, dir) {
		for _, n := range p.Lines {
			planted[n] = true
		}
	}
	in, err := os.Open(filepath.Join(dir, "access.log"))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var clean strings.Builder
	s := bufio.NewScanner(in)
	for n := 1; s.Scan(); n++ {
		if !planted[n] {
			clean.WriteString(s.Text() + "\n")
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "clean.log"), []byte(clean.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	password := "--password-file=" + filepath.Join(dir, "password.txt")
	out, err := gatectl(t, filepath.Dir(dir), nil, "--vault", filepath.Join(dir, "halden.gate"), "--as", "ada", password, "--output", "json", "import", "add", filepath.Join(dir, "clean.log"))
	if err != nil {
		t.Fatal(err)
	}
	var sum struct {
		Events   int
		Findings map[string]int
	}
	if err := json.Unmarshal(out, &sum); err != nil {
		t.Fatal(err)
	}
	if sum.Events != 20000-len(planted) || sum.Findings["high"]+sum.Findings["critical"] != 0 {
		t.Errorf("the clean log: %s", out)
	}
}
