package vm_test

import (
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

func TestFindingsAreWorstFirstAndNarrow(t *testing.T) {
	run := clock()
	v := vm.NewFindings(run, uitest.Full().Findings())
	v.Start(t.Context())
	run.Settle()
	if r := v.Row(0); r.Severity.Word != "Critical" || r.Check != "DRIFT-01" || r.Who != "nordwind-gmbh" || r.Grade.Word != "Possible success" {
		t.Errorf("first: %+v", r)
	}
	if got := strings.Join(v.Levels(), ", "); got != "All  6, Critical  2, High and up  4, Medium and up  5" {
		t.Errorf("levels: %s", got)
	}
	v.SetLevel(2)
	if v.Len() != 4 || v.Level() != 2 || v.Foot() != "4 of 6 findings" {
		t.Errorf("%d rows, level %d, foot %q", v.Len(), v.Level(), v.Foot())
	}
}

func TestAFindingLeadsToItsLines(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := vm.NewFindings(run, h.Findings())
	v.Start(t.Context())
	run.Settle()
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
	if e.Place != "eu-edge-2/access.log.3.zst, line 48,218, byte 9,113,202" || len(e.SHA256) != 64 || strings.ContainsAny(e.Text, "\x1b\u202e") {
		t.Errorf("got %+v", e)
	}
	h.Fail = fault.New(fault.Damaged, "a segment does not open")
	v.Show("f2")
	run.Settle()
	if d := v.Detail(); d.Phase != vm.Failed || d.Problem.Detail == "" {
		t.Errorf("got %+v", d)
	}
}

func TestOnlyTheNewestQuestionShowsItsFinding(t *testing.T) {
	run := clock()
	v := vm.NewFindings(run, uitest.Full().Findings())
	v.Start(t.Context())
	run.Settle()
	v.Show("f1")
	v.Show("f2")
	run.Step(1)
	run.Step(0)
	if d := v.Detail(); d.Phase != vm.Ready || d.Check != "DRIFT-01" || len(d.Evidence) != 1 {
		t.Errorf("got %+v", d)
	}
}
