package vm_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/ui/runner"
	"gatehouse/ui/vm"
)

// logs is a yard with log files of two formats.
func logs() *yard {
	combined := vm.Detection{Format: "nginx_combined", Confidence: 0.98, Size: 611_000_000, Sample: []string{"a", "b\x1b[2J"}, Missing: []string{"tls", "cipher"},
		Rows: []vm.SampleRow{{Line: 1, Time: morning, Source: "10.2.0.31", Method: "GET", Path: "/a\x1b", Status: 200, Principal: "svc"}, {Line: 2, Bad: "no closing quote"}}}
	json := vm.Detection{Format: "nginx_json", Confidence: 0.75, Size: 1000}
	return &yard{looks: map[string]vm.Detection{"/logs/access.log": combined, "/logs/access.log.1": combined, "/logs/events.json": json},
		logs: []vm.Import{{ID: "i1", Files: []string{"/x/access.log"}, Format: "nginx_json", Gateway: "eu-edge", Events: 100, Rejected: 12, Findings: map[string]int{"critical": 1}, Made: morning.Add(-48 * time.Hour)},
			{ID: "i2", Files: []string{"/x/access.log.1", "/x/access.log.2"}, Format: "nginx_combined", Events: 900, Made: morning.Add(-24 * time.Hour)}}}
}

// importsOf starts the page of imports over a yard.
func importsOf(t *testing.T, y *yard) (*vm.ImportsPage, *runner.Steps) {
	t.Helper()
	run := steps()
	v := vm.NewImports(run, y, nil)
	v.Start(t.Context())
	run.Settle()
	return v, run
}

// detected brings the wizard to what the file is.
func detected(t *testing.T, y *yard) (*vm.ImportsPage, *runner.Steps) {
	t.Helper()
	v, run := importsOf(t, y)
	v.OpenWizard()
	v.Add("/logs/access.log")
	v.Next()
	run.Settle()
	if v.Step() != vm.Detected {
		t.Fatalf("step %v, %+v", v.Step(), v.Trouble())
	}
	return v, run
}

func TestAnImportGoesFromFilesToItsSummary(t *testing.T) {
	y := logs()
	y.reports = []job.Progress{{Label: "Importing access.log", Done: 300, Total: 1000}}
	v, run := importsOf(t, y)
	v.OpenWizard()
	v.Next()
	if v.Trouble().Detail != "Say which file to import." {
		t.Errorf("no file was chosen: %+v", v.Trouble())
	}
	v.Begin() // nothing is detected yet: this does nothing
	v.Add("/logs/access.log", "/logs/access.log.1", "/logs/access.log")
	if fs := v.Files(); len(fs) != 2 || fs[0].Mark.Word != "Reading" {
		t.Errorf("files %+v", fs)
	}
	v.Next()
	if v.Step() != vm.Detecting {
		t.Errorf("the step is %v", v.Step())
	}
	run.Settle()
	v.SetGateway(" edge-1 ")
	y.hold = func(context.Context) error {
		run.Advance(3 * time.Second)
		run.Settle()
		p, ok := v.Running()
		if !ok || p.Percent != "30 %" || p.Amount != "300 B of 1.00 kB" || p.Rate != "100 B/s, 8 s left" || p.File != "access.log +1" {
			t.Errorf("running: %+v", p)
		}
		v.Add("/another")
		v.Restart()
		v.Take(0)
		if v.Step() != vm.Importing || len(v.Files()) != 2 {
			t.Error("a running import was replaced")
		}
		return nil
	}
	v.Next()
	run.Settle()
	s := v.Result()
	if v.Step() != vm.Done || s.Title != "access.log +1 is imported and reviewed" || s.Numbers[0] != [2]string{"12,110,204", "events"} || s.Findings[0].Mark.Word != "3 critical" || s.Findings[0].Search != "import:import-9 severity:critical" {
		t.Errorf("done: %v %+v", v.Step(), s)
	}
	if got := strings.Join(y.in.Paths, " "); got != "/logs/access.log /logs/access.log.1" || y.in.Format != "nginx_combined" || y.in.Gateway != "edge-1" {
		t.Errorf("imported %+v", y.in)
	}
	v.Next()
	if m, ok := v.Chosen(); v.Open() || !ok || m.ID != "import-9" || v.Total() != 3 {
		t.Errorf("afterwards %v is chosen of %d", m.ID, v.Total())
	}
}

func TestWhatAFileIsIsSaidEscaped(t *testing.T) {
	v, _ := detected(t, logs())
	d := v.Detection()
	if d.Format != "nginx combined" || d.Size != "611 MB" || d.Sure.Word != "Sure, 98 %" || d.Raw[1] != `b\x1b[2J` || d.Rows[0].Path != `/a\x1b` || d.Rows[0].Status.Word != "200" || d.Unread != 1 || d.Rows[1].Bad != "no closing quote" {
		t.Errorf("got %+v", d)
	}
	if len(d.Lacks) != 2 || d.Lacks[0].What != "The TLS version" || d.Lacks[1].Therefore != "cipher." {
		t.Errorf("lacks %+v", d.Lacks)
	}
}

func TestFilesOfTwoFormatsAreNotImportedTogether(t *testing.T) {
	v, run := importsOf(t, logs())
	v.OpenWizard()
	v.Add("/logs/access.log", "/logs/events.json")
	v.Next()
	run.Settle()
	if v.Step() != vm.Choosing || !strings.Contains(v.Trouble().Detail, "different formats") {
		t.Fatalf("step %v, %+v", v.Step(), v.Trouble())
	}
	v.Take(1)
	v.Next()
	if v.Step() != vm.Detected {
		t.Errorf("without the other file the step is %v, %+v", v.Step(), v.Trouble())
	}
}

func TestAFileThatIsNoLogIsSaidAtOnce(t *testing.T) {
	v, run := importsOf(t, logs())
	v.OpenWizard()
	v.Add("/logs/empty.log")
	run.Settle()
	if f := v.Files()[0]; f.Why != "The file is empty." || v.CanNext() {
		t.Errorf("got %+v, can go on: %v", f, v.CanNext())
	}
	v.Next()
	if v.Step() != vm.Choosing || v.Trouble().Detail != "The file is empty." {
		t.Errorf("%v, %+v", v.Step(), v.Trouble())
	}
}

func TestAnAnswerAboutAFileThatWasTakenOutIsDropped(t *testing.T) {
	v, run := importsOf(t, logs())
	v.OpenWizard()
	v.Add("/logs/access.log", "/logs/events.json")
	v.Take(0)
	run.Settle()
	if fs := v.Files(); len(fs) != 1 || fs[0].Format != "nginx JSON lines" || fs[0].Mark.Word != "Likely, 75 %" {
		t.Errorf("got %+v", fs)
	}
}

func TestACancelledImportKeepsNothing(t *testing.T) {
	y := logs()
	v, run := detected(t, y)
	y.hold = func(ctx context.Context) error {
		v.Cancel()
		v.Cancel()
		if p, _ := v.Running(); !p.Stopping {
			t.Error("it does not say that it stops")
		}
		return ctx.Err()
	}
	v.Next()
	run.Settle()
	if v.Step() != vm.Detected || v.Trouble().Title != "Stopped" || v.Total() != 2 || len(v.Files()) != 1 {
		t.Errorf("%v, %+v, %d imports", v.Step(), v.Trouble(), v.Total())
	}
}

func TestAnImportOutlivesItsPage(t *testing.T) {
	y := logs()
	run := steps()
	v := vm.NewImports(run, y, nil)
	visit := func() (leave func()) {
		ctx, cancel := context.WithCancel(t.Context())
		v.Start(ctx)
		run.Settle()
		return cancel
	}
	leave := visit()
	v.Add("/logs/access.log")
	v.Next()
	run.Settle()
	y.reports = []job.Progress{{Done: 1, Total: 4}}
	y.hold = func(ctx context.Context) error {
		leave()
		if ctx.Err() != nil {
			t.Error("leaving the page stopped the import")
		}
		leave = visit()
		if p, ok := v.Running(); !v.Open() || !ok || p.File != "access.log" || p.Percent != "25 %" {
			t.Errorf("the next visit shows %+v (%v)", p, ok)
		}
		leave()
		return nil
	}
	v.Next()
	run.Settle()
	leave = visit()
	defer leave()
	if v.Step() != vm.Done || !v.Open() || v.Result().Numbers[0][0] != "12,110,204" || v.Total() != 3 {
		t.Errorf("what ended while one looked elsewhere: step %v, %d imports", v.Step(), v.Total())
	}
}

func TestTheGatewaysOfThePastAreOffered(t *testing.T) {
	y := logs()
	y.history = []vm.Export{{ID: "1", Audience: "default"}, {ID: "2", Audience: "eu-edge"}, {ID: "3", Audience: "default"}}
	v, _ := importsOf(t, y)
	if got := strings.Join(v.Gateways(), " "); got != "default eu-edge" {
		t.Errorf("got %s", got)
	}
	// A gateway that has a name stands for its audience.
	y.fleet = []vm.Gateway{{ID: "g1", Name: "eu-edge-1", Audience: "eu-edge"}, {ID: "g2", Name: "eu-edge-2", Audience: "eu-edge"}}
	v, _ = importsOf(t, y)
	if got := strings.Join(v.Gateways(), " "); got != "eu-edge-1 eu-edge-2 default" {
		t.Errorf("got %s", got)
	}
}

func TestAnImportThatFailsKeepsTheFiles(t *testing.T) {
	y := logs()
	v, run := detected(t, y)
	y.fail = map[string]error{"import": fault.New(fault.Conflict, "every line of it was imported before")}
	v.Next()
	run.Settle()
	if v.Step() != vm.Detected || v.Trouble().Title != "This was imported already" || v.Total() != 2 || !v.CanNext() {
		t.Errorf("step %v, %+v", v.Step(), v.Trouble())
	}
}

func TestTheListCanBeSeenWhileAnImportRuns(t *testing.T) {
	y := logs()
	v, run := detected(t, y)
	y.hold = func(context.Context) error {
		v.Close()
		if v.Open() {
			t.Error("the wizard still covers the list")
		}
		return nil
	}
	v.Next()
	run.Settle()
	if !v.Open() || v.Step() != vm.Done {
		t.Error("the end of the import is not told")
	}
}

func TestLeavingWhileAFileIsLookedAtLooksAgain(t *testing.T) {
	y := logs()
	run := steps()
	v := vm.NewImports(run, y, nil)
	ctx, leave := context.WithCancel(t.Context())
	v.Start(ctx)
	v.Add("/logs/access.log")
	leave()
	run.Settle()
	v.Start(t.Context())
	run.Settle()
	if f := v.Files(); f[0].Format != "nginx combined" {
		t.Errorf("back on the page: %+v", f)
	}
}

func TestADraftOfAnImportKeepsTheFiles(t *testing.T) {
	v, _ := detected(t, logs())
	v.SetGateway("edge-1")
	d, ok := v.Draft()
	next, run := importsOf(t, logs())
	next.Resume(d)
	run.Settle()
	if !ok || !next.Open() || next.Files()[0].Format != "nginx combined" || next.Gateway() != "edge-1" {
		t.Errorf("draft %+v (%v), files %+v", d, ok, next.Files())
	}
	next.Close()
	if _, ok := next.Draft(); ok {
		t.Error("a closed wizard leaves a draft")
	}
}

func TestImportsAreListedNewestFirstAndNarrow(t *testing.T) {
	v, _ := importsOf(t, logs())
	a, b := v.Row(0), v.Row(1)
	if a.Files != "access.log.1 +1" || a.Worst.Word != "Nothing found" || b.Format != "nginx JSON lines" || b.Worst.Word != "1 critical" || b.Rejected != "12" {
		t.Errorf("got %+v and %+v", a, b)
	}
	for search, n := range map[string]int{"is:flagged": 1, "is:clean": 1, "is:partial": 1, "format:nginx_json": 1, "gateway:eu-edge": 1, "combined": 1, "log.2": 1} {
		if v.LookFor(search); v.Len() != n {
			t.Errorf("%s: %d rows, want %d", search, v.Len(), n)
		}
	}
}

func TestRemovingAnImportAsksForItsName(t *testing.T) {
	y := logs()
	v, run := importsOf(t, y)
	if v.CanRemove() {
		t.Error("nothing is chosen")
	}
	v.Choose("i1")
	a := v.RemoveText()
	if a.TypeToConfirm != "access.log" || !strings.Contains(a.Body, "100 events") || !strings.Contains(a.Body, "1 finding goes") {
		t.Errorf("got %+v", a)
	}
	var got error
	v.Remove(func(err error) { got = err })
	run.Settle()
	if got != nil || strings.Join(y.calls, " ") != "remove i1" {
		t.Errorf("%v, %v", got, y.calls)
	}
}
