package vm_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/vm"
)

// bundlesOf starts the page of bundles over a yard.
func bundlesOf(t *testing.T, y *yard) (*vm.BundlesPage, *runner.Steps) {
	t.Helper()
	run := steps()
	v := vm.NewBundles(run, y)
	v.Start(t.Context())
	run.Settle()
	return v, run
}

// exported is a yard with a history and one change since.
func exported() *yard {
	last := sixExports()[0]
	return &yard{history: sixExports(), preview: vm.Preview{Last: &last, Names: named, Holds: map[string]int{"apikey": 1281, "route": 96}, Changes: []vm.PolicyChange{changed("apikey", "k1", key("active"), key("revoked")),
		changed("role", "r1", `{"grants":[{"api":"a1","path":"/refunds","methods":["POST"]}]}`, `{}`)}},
		verified: vm.Verified{Export: vm.Export{Serial: 43, Revision: "gh-000043-5f0c2a91be77", Audience: "eu-edge"}, Keys: 1281, Routes: 96}}
}

func TestAnExportGoesFromFormToAFileThatWasReadBack(t *testing.T) {
	y := exported()
	v, run := bundlesOf(t, y)
	v.BeginExport(vm.ExportForm{Days: "14"})
	w := v.Wizard()
	if w.Form().Audience != "eu-edge" || w.Step() != vm.ExportChoose {
		t.Fatalf("it begins with %+v", w.Form())
	}
	w.SetForm(vm.ExportForm{Audience: "eu-edge", Folder: "/srv/bundles", Days: "14"})
	w.Next()
	if !w.Busy() || w.CanNext() {
		t.Error("it does not say that it waits")
	}
	run.Settle()
	title, _ := w.ChangesTitle()
	if w.Step() != vm.ExportChanges || title != "Changes since bundle 42" || told(w.Groups()) != "takes: 1 key revoked: Load test [nordwind-gmbh]\ntakes: Role partner loses POST /refunds [5 principals]" {
		t.Fatalf("step %v, %q, %s", w.Step(), title, told(w.Groups()))
	}
	if card := w.Card(); card[1].Value != "42, exported 1 h ago" || card[2].Value != "14 days, to 8 Dec 2026" || card[3].Value != "1,281 API keys, 96 routes" {
		t.Errorf("card %+v", card)
	}
	w.Next()
	if w.Step() != vm.ExportSign || w.Stages()[0].Mark.Word != "Running" {
		t.Errorf("step %v, %+v", w.Step(), w.Stages())
	}
	run.Settle()
	r := w.Result()
	if w.Step() != vm.ExportVerified || y.out.Path != filepath.Join("/srv/bundles", "bundle.tar.gz") || y.out.Lasts != 14*24*time.Hour {
		t.Fatalf("step %v, exported %+v", w.Step(), y.out)
	}
	if y.calls[len(y.calls)-1] != "verify /srv/bundles/bundle.tar.gz" || r.Verdict.Mark.Icon != "shield-check" || len(r.Files) != 2 || r.Title != "Bundle 43 for eu-edge is signed and written" {
		t.Errorf("%v, %+v", y.calls, r)
	}
	w.Next()
	if e, ok := v.Chosen(); v.Wizard() != nil || !ok || e.Serial != 43 {
		t.Errorf("afterwards %v is chosen (%v)", e, ok)
	}
}

func TestAWrongFormIsSaidBeforeAnythingIsAsked(t *testing.T) {
	y := exported()
	v, run := bundlesOf(t, y)
	v.BeginExport(vm.ExportForm{})
	w := v.Wizard()
	for _, bad := range []vm.ExportForm{{}, {Folder: "/srv", Days: "0"}, {Folder: "/srv", Days: "soon"}, {Folder: "/srv", Days: "400"}} {
		w.SetForm(bad)
		w.Next()
		run.Settle()
		if w.Step() != vm.ExportChoose || w.Trouble().Detail == "" || len(y.calls) != 0 {
			t.Errorf("%+v: step %v, %+v", bad, w.Step(), w.Trouble())
		}
	}
	w.SetForm(vm.ExportForm{Folder: "/srv/my.tar.gz"})
	w.Next()
	run.Settle()
	w.Next()
	run.Settle()
	if y.out.Path != "/srv/my.tar.gz" || y.out.Audience != "default" {
		t.Errorf("a named file went to %+v", y.out)
	}
}

func TestGoingBackDropsTheAnswerThatIsOnItsWay(t *testing.T) {
	y := exported()
	v, run := bundlesOf(t, y)
	v.BeginExport(vm.ExportForm{Folder: "/srv", Audience: "eu-edge"})
	w := v.Wizard()
	w.Next()
	run.Settle()
	w.Back()
	if w.Step() != vm.ExportChoose {
		t.Fatalf("step %v", w.Step())
	}
	w.Next()
	w.Cancel()
	run.Settle()
	if v.Wizard() != nil {
		t.Error("an answer opened the wizard again")
	}
}

func TestOnlyTheNewestPreviewCounts(t *testing.T) {
	y := exported()
	v, run := bundlesOf(t, y)
	v.BeginExport(vm.ExportForm{Folder: "/srv", Audience: "eu-edge"})
	w := v.Wizard()
	w.Next()
	run.Settle()
	y.tell("apikey")
	run.Step(0) // the notice: two previews are asked for in turn
	y.tell("role")
	run.Step(1)
	if n := run.Waiting(); n != 2 {
		t.Fatalf("%d questions wait", n)
	}
	run.Step(1) // the newer answer arrives first
	y.preview.Changes = nil
	run.Step(0)
	if len(w.Groups()) == 0 {
		t.Error("an older answer replaced a newer one")
	}
}

func TestStoppingWhileItSignsTellsTheTruth(t *testing.T) {
	y := exported()
	v, run := bundlesOf(t, y)
	v.BeginExport(vm.ExportForm{Folder: "/srv", Audience: "eu-edge"})
	w := v.Wizard()
	w.Next()
	run.Settle()
	y.hold = func(ctx context.Context) error {
		w.Cancel()
		return ctx.Err()
	}
	w.Next()
	run.Settle()
	if w.Step() != vm.ExportChanges || w.Trouble().Title != "Stopped" {
		t.Errorf("step %v, %+v", w.Step(), w.Trouble())
	}
	y.hold = func(context.Context) error { // too late: it was written
		w.Cancel()
		return nil
	}
	w.Next()
	run.Settle()
	if w.Step() != vm.ExportVerified {
		t.Errorf("what was written is not told: step %v", w.Step())
	}
}

func TestWhatFailsWhileSigningCanBeTriedAgain(t *testing.T) {
	y := exported()
	v, run := bundlesOf(t, y)
	v.BeginExport(vm.ExportForm{Folder: "/srv", Audience: "eu-edge"})
	w := v.Wizard()
	w.Next()
	run.Settle()
	y.fail = map[string]error{"export": fault.New(fault.Full, "the disk is full")}
	w.Next()
	run.Settle()
	if w.Step() != vm.ExportSign || w.Trouble().Detail != "The disk is full." || w.Stages()[0].Mark.Word != "Failed" || !w.CanBack() {
		t.Fatalf("step %v, %+v", w.Step(), w.Trouble())
	}
	y.fail = nil
	w.Next()
	run.Settle()
	if w.Step() != vm.ExportVerified {
		t.Errorf("step %v", w.Step())
	}
}

func TestAFileThatIsNotWhatWasWrittenIsSaid(t *testing.T) {
	for _, c := range []struct {
		name, want string
		spoil      func(y *yard)
	}{
		{"another bundle", "shield-x", func(y *yard) { y.verified.Serial = 7 }},
		{"a changed file", "shield-x", func(y *yard) {
			y.fail = map[string]error{"verify": fault.New(fault.Refused, "the signature does not fit")}
		}},
		{"no file", "triangle-alert", func(y *yard) { y.fail = map[string]error{"verify": fault.New(fault.NotFound, "it is not there")} }},
	} {
		y := exported()
		c.spoil(y)
		v, run := bundlesOf(t, y)
		v.BeginExport(vm.ExportForm{Folder: "/srv", Audience: "eu-edge"})
		v.Wizard().Next()
		run.Settle()
		v.Wizard().Next()
		run.Settle()
		if got := v.Wizard().Result().Verdict.Mark.Icon; got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestJSONShowsNoDigest(t *testing.T) {
	y := exported()
	y.preview.Changes = []vm.PolicyChange{changed("apikey", "k1", "", `{"id":"k1","tokens":[{"public":"AAAABBBB","sha256":"2804bad6fe94a55f18b2b37e300919a5"}]}`)}
	v, run := bundlesOf(t, y)
	v.BeginExport(vm.ExportForm{Folder: "/srv", Audience: "eu-edge"})
	w := v.Wizard()
	w.Next()
	run.Settle()
	w.ShowJSON(true)
	js, more := w.JSON()
	if more != 0 || len(js) != 1 || js[0].Old != "" || js[0].Title != "API key Load test" || strings.Contains(js[0].New, "fe94a55f") || strings.Contains(js[0].New, "BBBB") || !strings.Contains(js[0].New, `"2804••••"`) {
		t.Errorf("got %+v", js)
	}
}

func TestADraftOfAnExportGoesOnAfterTheLock(t *testing.T) {
	y := exported()
	v, run := bundlesOf(t, y)
	if _, ok := v.Wizard().Draft(); ok {
		t.Error("a draft of nothing")
	}
	v.BeginExport(vm.ExportForm{Folder: "/srv", Audience: "eu-edge", Days: "7"})
	v.Wizard().Next()
	run.Settle()
	d, ok := v.Wizard().Draft()
	next, run := bundlesOf(t, y)
	next.ResumeExport(d)
	run.Settle()
	if w := next.Wizard(); !ok || w.Step() != vm.ExportChanges || w.Form().Days != "7" {
		t.Errorf("draft %+v (%v), step %v", d, ok, w.Step())
	}
}

func TestADeniedExportCannotGoOn(t *testing.T) {
	y := exported()
	y.denied = true
	v, _ := bundlesOf(t, y)
	v.BeginExport(vm.ExportForm{Folder: "/srv"})
	if v.Wizard().CanNext() {
		t.Error("an administrator without the permission can export")
	}
}

func TestTheHistoryMarksTheNewestOfEachAudience(t *testing.T) {
	y := exported()
	y.history = append(y.history, vm.Export{ID: "o", Serial: 12, Audience: "partner", Issued: morning.Add(-90 * 24 * time.Hour), Expires: morning.Add(-time.Hour)})
	v, run := bundlesOf(t, y)
	words := []string{}
	for i := range v.Len() {
		words = append(words, v.Row(i).Serial+" "+v.Row(i).Status.Word)
	}
	if got := strings.Join(words, ", "); got != "42 Newest, 41 Replaced, 40 Replaced, 39 Replaced, 38 Expired, 37 Expired, 12 Expired" {
		t.Errorf("got %s", got)
	}
	for search, n := range map[string]int{"is:newest": 2, "is:replaced": 5, "is:expired": 3, "audience:partner": 1, "gh-000040": 1} {
		if v.LookFor(search); v.Len() != n {
			t.Errorf("%s: %d rows, want %d", search, v.Len(), n)
		}
	}
	_ = run
}

func TestTheDrawerSaysWhatAnExportChanged(t *testing.T) {
	y := exported()
	v, run := bundlesOf(t, y)
	v.Choose("e41")
	v.Facts()
	v.Choose("e40")
	f, _ := v.Facts()
	if f.Changes.Phase != vm.Loading {
		t.Error("it does not say that it reads")
	}
	run.Step(1)
	run.Step(0) // the answer about e41 comes too late
	f, _ = v.Facts()
	if got := told(f.Changes.Groups); !strings.Contains(got, "1 key revoked: key of e40") {
		t.Errorf("got %s", got)
	}
	y.fail = map[string]error{"compare": fault.New(fault.Damaged, "the archived bundle is missing")}
	v.Choose("e42")
	v.Facts()
	run.Settle()
	if f, _ = v.Facts(); f.Changes.Phase != vm.Failed || f.Changes.Problem.Detail != "The archived bundle is missing." {
		t.Errorf("got %+v", f.Changes)
	}
}

func TestVerifyingSaysYesNoOrWhyNot(t *testing.T) {
	y := exported()
	v, run := bundlesOf(t, y)
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
	y.verified.Expired = true
	if d, err := ask("/srv/bundle.tar.gz"); err != nil || d.Mark.Icon != "clock" || d.More == "" {
		t.Errorf("an old file: %+v, %v", d, err)
	}
	y.fail = map[string]error{"verify": fault.New(fault.Refused, "the signature does not fit")}
	if d, err := ask("/srv/bundle.tar.gz"); err != nil || d.Mark.Icon != "shield-x" || d.More != "The signature does not fit." {
		t.Errorf("a changed file: %+v, %v", d, err)
	}
	y.fail["verify"] = fault.New(fault.NotFound, "it is not there")
	if _, err := ask("/srv/bundle.tar.gz"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("no such file: %v", err)
	}
}
