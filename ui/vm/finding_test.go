package vm_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

// findingsOf starts the page of findings and lets it load.
func findingsOf(t *testing.T, h *uitest.House) (*vm.FindingsPage, *runner.Steps) {
	t.Helper()
	run := clock()
	v := vm.NewFindings(run, h)
	v.Start(t.Context())
	run.Settle()
	return v, run
}

// checks are the checks of the rows that are shown.
func checks(v *vm.FindingsPage) string {
	var out []string
	for i := range v.Len() {
		out = append(out, v.Row(i).Check)
	}
	return strings.Join(out, " ")
}

func TestFindingsAreWorstFirstAndNarrow(t *testing.T) {
	v, _ := findingsOf(t, uitest.Full())
	if r := v.Row(0); r.Severity.Word != "Critical" || r.Check != "DRIFT-01" || r.Who != "nordwind-gmbh" || r.Grade.Word != "Possible success" || r.Status.Word != "Open" {
		t.Errorf("first: %+v", r)
	}
	if got := checks(v); got != "DRIFT-01 INJ-01 KEY-02 AUTH-02 DOS-01 LOG-01" {
		t.Errorf("order: %s", got)
	}
	for search, want := range map[string]string{
		"severity:critical": "DRIFT-01 INJ-01", "severity:high": "DRIFT-01 INJ-01 KEY-02 AUTH-02", "check:inj-01": "INJ-01", "is:success": "DRIFT-01 INJ-01 KEY-02", "grade:blocked": "AUTH-02",
		"source:203.0.113.77": "INJ-01", "principal:nordwind-gmbh": "DRIFT-01", "on:2026-11-23": "DOS-01", "import:i1": "INJ-01", "-is:success severity:medium": "AUTH-02 DOS-01", "/refunds": "DRIFT-01", "severity:wild": "",
	} {
		v.LookFor(search)
		if got := checks(v); got != want {
			t.Errorf("%s: got %q, want %q", search, got, want)
		}
	}
}

func TestOnlyOpenFindingsAreShownUntilTheChipGoes(t *testing.T) {
	h := uitest.Full()
	h.Found[0].Status = "fixed"
	h.Found[1].Status, h.Found[1].Until = "accepted", uitest.Now.Add(-time.Hour) // it is over
	h.Found[2].Status, h.Found[2].Until = "accepted", uitest.Now.Add(time.Hour)
	v, run := findingsOf(t, h)
	if c := v.Chips(); len(c) != 1 || c[0].Name != "State" || c[0].Value != "open" {
		t.Fatalf("chips: %+v", c)
	}
	if got := checks(v); got != "DRIFT-01 AUTH-02 DOS-01 LOG-01" {
		t.Errorf("open: %s", got)
	}
	v.RemoveFilter("is")
	if v.Len() != 6 {
		t.Errorf("without the chip: %d rows", v.Len())
	}
	v.AddFilter("is", "decided")
	if got := checks(v); got != "INJ-01 KEY-02" {
		t.Errorf("decided: %s", got)
	}
	run.Advance(2 * time.Hour)
	v.AddFilter("is", "open")
	if got := checks(v); !strings.Contains(got, "KEY-02") {
		t.Errorf("two hours later: %s", got)
	}
}

func TestAFindingThatIsAskedForIsSeenWhateverItsState(t *testing.T) {
	h := uitest.Full()
	h.Found[0].Status = "fixed"
	run := clock()
	v := vm.NewFindings(run, h)
	v.Reveal("f1")
	v.Start(t.Context())
	run.Settle()
	if v.Index() < 0 || len(v.Chips()) != 0 {
		t.Errorf("row %d, chips %+v", v.Index(), v.Chips())
	}
	v = vm.NewFindings(run, uitest.Full())
	v.Begin("is:accepted")
	if len(v.Chips()) != 0 {
		t.Error("a search for another state keeps the first filter")
	}
}

func TestAFindingLeadsToItsLines(t *testing.T) {
	h := uitest.Full()
	v, run := findingsOf(t, h)
	if v.Detail().Phase != vm.Empty {
		t.Error("a detail is shown with nothing chosen")
	}
	v.Show("f1")
	if v.Detail().Phase != vm.Loading {
		t.Error("the detail does not say that it loads")
	}
	run.Settle()
	d := v.Detail()
	if d.Phase != vm.Ready || len(d.Evidence) != 3 || d.Shown != "3 of 214 lines, escaped for display" {
		t.Fatalf("got %+v", d)
	}
	e := d.Evidence[2]
	if e.Place != "eu-edge-2/access.log.3.zst, line 48,218, byte 9,113,202" || len(e.SHA256) != 64 || strings.ContainsAny(e.Text+e.Copy, "\x1b\u202e") || !strings.Contains(e.Copy, e.SHA256) {
		t.Errorf("got %+v", e)
	}
	h.Fail = fault.New(fault.Damaged, "a segment does not open")
	v.Show("f2")
	run.Settle()
	if d := v.Detail(); d.Phase != vm.Failed || d.Problem.Detail == "" {
		t.Errorf("got %+v", d)
	}
	h.Fail = nil
	v.Again()
	run.Settle()
	if d := v.Detail(); d.Phase != vm.Ready || d.Principal.ID != "p5" || d.Policy.Word != "Policy: role lacks grant" || d.Gateway.Word != "Gateway: answered" {
		t.Errorf("again: %+v", d)
	}
}

func TestOnlyTheNewestQuestionShowsItsFinding(t *testing.T) {
	v, run := findingsOf(t, uitest.Full())
	v.Show("f1")
	v.Show("f2")
	run.Step(1)
	run.Step(0)
	if d := v.Detail(); d.Phase != vm.Ready || d.Check != "DRIFT-01" || len(d.Evidence) != 1 {
		t.Errorf("got %+v", d)
	}
}

func TestADecisionNeedsAReasonAndCanBeUndone(t *testing.T) {
	h := uitest.Full()
	v, run := findingsOf(t, h)
	v.Choose("f1")
	v.Rule(vm.RulingForm{Status: "accepted", Days: 30}, func(_ vm.Undone, err error) {
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("without a reason: %v", err)
		}
	})
	v.ChooseRow(0)
	v.Toggle(0)
	v.Toggle(1)
	if a := v.RuleText("accepted"); a.Title != "Accept 2 findings?" || a.Verb != "Accept 2" {
		t.Errorf("asked %+v", a)
	}
	var u vm.Undone
	v.Rule(vm.RulingForm{Status: "accepted", Note: " our scanner ", Days: 30}, func(x vm.Undone, err error) {
		if u = x; err != nil {
			t.Error(err)
		}
	})
	run.Settle()
	want := vm.Ruling{Status: "accepted", Note: "our scanner", Until: uitest.Now.Add(30 * 24 * time.Hour)}
	if h.Ruled["f1"] != want || h.Ruled["f2"] != want || u.Text != "Accepted 2 findings until 24 Dec 2026." {
		t.Errorf("ruled %+v, said %q", h.Ruled, u.Text)
	}
	if got := checks(v); strings.Contains(got, "INJ-01") {
		t.Errorf("an accepted finding is among the open ones: %s", got)
	}
	u.Undo(func(err error) {
		if err != nil {
			t.Error(err)
		}
	})
	run.Settle()
	if h.Ruled["f1"].Status != "open" || v.Len() != 6 {
		t.Errorf("undone: %+v, %d rows", h.Ruled["f1"], v.Len())
	}
}

func TestOpeningAgainPutsBackWhatWasDecided(t *testing.T) {
	h := uitest.Full()
	h.Found[0].Status, h.Found[0].Note = "false positive", "names with quotes"
	v, run := findingsOf(t, h)
	v.RemoveFilter("is")
	v.Choose("f1")
	if v.CanDismiss() || !v.CanReopen() || !v.CanFix() {
		t.Error("what can be done does not follow the status")
	}
	var u vm.Undone
	v.Reopen(func(x vm.Undone, err error) { u = x })
	run.Settle()
	if h.Ruled["f1"].Status != "open" || u.Text != "Opened 1 finding again." {
		t.Errorf("%+v, %q", h.Ruled["f1"], u.Text)
	}
	u.Undo(func(error) {})
	run.Settle()
	if h.Ruled["f1"] != (vm.Ruling{Status: "false positive", Note: "names with quotes"}) {
		t.Errorf("undone: %+v", h.Ruled["f1"])
	}
}

func TestExactlyWhatIsShownIsExported(t *testing.T) {
	h := uitest.Full()
	h.Found[1].Source, h.Found[1].Principal = "=HYPERLINK(\"x\")\x1b[2J", ""
	v, run := findingsOf(t, h)
	v.LookFor("severity:critical")
	v.SortBy("check")
	run.Settle()
	path := filepath.Join(t.TempDir(), "out")
	v.Export(path, "csv", func(s vm.Saved, err error) {
		if err != nil || s.Text != "Wrote 2 rows to out.csv." {
			t.Errorf("%+v, %v", s, err)
		}
	})
	run.Settle()
	f, err := os.Open(path + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 3 || rows[1][2] != "DRIFT-01" || rows[2][2] != "INJ-01" {
		t.Fatalf("%v, %q", err, rows)
	}
	if got := rows[1][7]; got != `'=HYPERLINK("x")\x1b[2J` {
		t.Errorf("the source is %q", got)
	}
	v.Export(path+".csv", "csv", func(_ vm.Saved, err error) {
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("over a file: %v", err)
		}
	})
	run.Settle()
}
