package vm_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

func TestAnImportGoesFromFileToSummary(t *testing.T) {
	h, run := uitest.Full(), clock()
	h.Reports = []job.Progress{{Label: "Reading", Done: 300, Total: 1000}}
	v := vm.NewImports(run, h.Imports())
	jobs := 0
	v.OnJob = func() { jobs++ }
	v.Start(t.Context())
	v.Select("")
	if v.Trouble().Title == "" {
		t.Error("no file was chosen, and nothing is said")
	}
	v.Begin("") // nothing is detected yet: this does nothing
	v.Select("/logs/access.log")
	if v.Step() != vm.Detecting {
		t.Errorf("the step is %v", v.Step())
	}
	run.Settle()
	format, size, sure, sample := v.Detection()
	if v.Step() != vm.Detected || format != "nginx combined" || size != "611 MB" || sure.Word != "98 % sure" || !strings.Contains(sample[2], `\x1b`) {
		t.Errorf("detected %v %q %q %v %q", v.Step(), format, size, sure, sample)
	}
	h.Hold = func(context.Context) error {
		run.Advance(3 * time.Second)
		run.Settle()
		p, ok := v.Running()
		if !ok || p.Percent != "30 %" || p.Amount != "300 B of 1.00 kB" || p.Rate != "100 B/s, 8 s left" || p.File != "access.log" {
			t.Errorf("running: %+v", p)
		}
		v.Select("/another")
		v.Restart()
		if v.Step() != vm.Importing {
			t.Error("a running import was replaced")
		}
		return nil
	}
	v.Begin("edge-1")
	run.Settle()
	s := v.Result()
	if v.Step() != vm.Done || !strings.HasPrefix(s.Title, "access.log") || s.Numbers[0] != [2]string{"12,110,204", "events"} || s.Findings[0].Word != "3 critical" {
		t.Errorf("done: %v %+v", v.Step(), s)
	}
	if h.LastLog != (vm.NewImport{Path: "/logs/access.log", Format: "nginx_combined", Gateway: "edge-1"}) || v.Total() != 3 || jobs < 3 {
		t.Errorf("imported %+v, listed %d, %d notices", h.LastLog, v.Total(), jobs)
	}
}

func TestACancelledImportKeepsNothing(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := vm.NewImports(run, h.Imports())
	v.Start(t.Context())
	v.Select("/logs/access.log")
	run.Settle()
	h.Hold = func(ctx context.Context) error {
		v.Cancel()
		v.Cancel()
		if p, _ := v.Running(); !p.Stopping {
			t.Error("it does not say that it stops")
		}
		return ctx.Err()
	}
	v.Begin("")
	run.Settle()
	if v.Step() != vm.Choosing || v.Trouble().Title != "Stopped" || v.Total() != 2 {
		t.Errorf("%v, %+v, %d imports", v.Step(), v.Trouble(), v.Total())
	}
}

func TestAnImportOutlivesItsPage(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := vm.NewImports(run, h.Imports())
	ctx, cancel := context.WithCancel(t.Context())
	v.Start(ctx)
	v.Select("/logs/access.log")
	run.Settle()
	h.Hold = func(ctx context.Context) error {
		cancel() // one leaves the page
		return ctx.Err()
	}
	v.Begin("")
	run.Settle()
	if v.Step() != vm.Done {
		t.Errorf("leaving the page stopped the import: %v, %+v", v.Step(), v.Trouble())
	}
}

func TestLeavingWhileAFileIsLookedAtLooksAgain(t *testing.T) {
	run := clock()
	v := vm.NewImports(run, uitest.Full().Imports())
	ctx, cancel := context.WithCancel(t.Context())
	v.Start(ctx)
	v.Select("/logs/access.log")
	cancel()
	run.Settle()
	v.Start(t.Context())
	run.Settle()
	if v.Step() != vm.Detected {
		t.Errorf("back on the page the step is %v", v.Step())
	}
}

func TestAFileThatIsNoLogIsSaidAtOnce(t *testing.T) {
	h, run := uitest.Full(), clock()
	h.Fail = fault.New(fault.Invalid, "the file is empty")
	v := vm.NewImports(run, h.Imports())
	v.Start(t.Context())
	v.Select("/logs/empty.log")
	run.Settle()
	if v.Step() != vm.Choosing || v.Trouble().Detail != "The file is empty." {
		t.Errorf("%v, %+v", v.Step(), v.Trouble())
	}
}

func TestImportsAreListedNewestFirst(t *testing.T) {
	run := clock()
	v := vm.NewImports(run, uitest.Full().Imports())
	v.Start(t.Context())
	run.Settle()
	a, b := v.Row(0), v.Row(1)
	if a.Files != "access.log.1 +1" || a.Worst.Word != "Nothing found" || b.Format != "nginx JSON lines" || b.Worst.Word != "1 critical" || b.Rejected != "12" {
		t.Errorf("got %+v and %+v", a, b)
	}
}

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

func TestAnExportIsCheckedMadeAndDescribed(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := vm.NewBundles(run, h.Bundles())
	v.Start(t.Context())
	run.Settle()
	for _, bad := range []vm.ExportForm{{}, {Folder: "/srv", Days: "0"}, {Folder: "/srv", Days: "soon"}, {Folder: "/srv", Days: "400"}} {
		v.Export(bad, func(_ vm.ExportResult, err error) {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%+v: %v", bad, err)
			}
		})
	}
	var got vm.ExportResult
	v.Export(vm.ExportForm{Folder: "/srv/bundles", Audience: "edge"}, func(r vm.ExportResult, err error) { got = r })
	if !v.Busy() {
		t.Error("an export runs and the page is not busy")
	}
	run.Settle()
	if v.Busy() || h.LastOut.Path != filepath.Join("/srv/bundles", "bundle.tar.gz") || h.LastOut.Lasts != 14*24*time.Hour || h.LastOut.Audience != "edge" {
		t.Errorf("exported %+v", h.LastOut)
	}
	if len(got.Files) != 3 || got.Files[0].What != "the bundle" || got.Title != "Bundle 7 for edge" {
		t.Errorf("got %+v", got)
	}
	v.Export(vm.ExportForm{Folder: "/srv/my.tar.gz"}, func(vm.ExportResult, error) {})
	run.Settle()
	if h.LastOut.Path != "/srv/my.tar.gz" || h.LastOut.Audience != "default" {
		t.Errorf("a named file went to %+v", h.LastOut)
	}
}

func TestTheHistoryMarksTheNewestOfEachAudience(t *testing.T) {
	run := clock()
	v := vm.NewBundles(run, uitest.Full().Bundles())
	v.Start(t.Context())
	run.Settle()
	words := []string{}
	for i := range v.Len() {
		words = append(words, v.Row(i).Serial+" "+v.Row(i).Status.Word)
	}
	if got := strings.Join(words, ", "); got != "42 Newest, 41 Replaced, 40 Replaced, 39 Replaced, 38 Expired, 37 Expired" {
		t.Errorf("got %s", got)
	}
}

func TestVerifyingSaysYesNoOrWhyNot(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := vm.NewBundles(run, h.Bundles())
	v.Start(t.Context())
	run.Settle()
	ask := func(path string) (got vm.Verdict, err error) {
		v.Verify(path, func(d vm.Verdict, e error) { got, err = d, e })
		run.Settle()
		return got, err
	}
	if _, err := ask(" "); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no file: %v", err)
	}
	if d, err := ask("/srv/bundle.tar.gz"); err != nil || d.Mark.Icon != "shield-check" || len(d.Facts) == 0 {
		t.Errorf("a good file: %+v, %v", d, err)
	}
	h.Fail = fault.New(fault.Refused, "the signature does not fit")
	if d, err := ask("/srv/bundle.tar.gz"); err != nil || d.Mark.Icon != "shield-x" || d.More != "The signature does not fit." {
		t.Errorf("a changed file: %+v, %v", d, err)
	}
	h.Fail = fault.New(fault.NotFound, "it is not there")
	if _, err := ask("/srv/bundle.tar.gz"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("no such file: %v", err)
	}
}
