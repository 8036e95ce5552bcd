package vm_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	core "gatehouse/core/directory"
	"gatehouse/core/directory/sheet"
	"gatehouse/core/fault"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

func TestPrincipalsExpire(t *testing.T) {
	h, run := uitest.Full(), clock()
	h.People[0].Expires = uitest.Now.Add(-time.Hour)
	h.People[1].Expires = uitest.Now.Add(72 * time.Hour)
	v := started(t, vm.NewPrincipals(run, h), run)
	for search, want := range map[string]string{"is:expired": "svc-billing", "is:expiring": "svc-checkout"} {
		v.LookFor(search)
		if got := names(v, func(i int) string { return v.Row(i).Name }); got != want {
			t.Errorf("%s: got %s, want %s", search, got, want)
		}
	}
	v.ClearFilters()
	v.ClearSearch()
	v.Choose("p1")
	if f, _ := v.Facts(); f.Status.Word != "Expired" || f.Blocked != "It has expired, so none of this counts now." {
		t.Errorf("got %+v", f)
	}
	form, _ := v.EditForm()
	if form.Expires == "" {
		t.Error("the form does not say when it expires")
	}
	form.Expires = "soon"
	v.Save(form, wants(t, "a day that is none", fault.Invalid))
	form.Expires = "2027-01-31"
	v.Save(form, wants(t, "a day", 0))
	run.Settle()
	if got := h.People[0].Expires; got.Format(time.DateOnly) != "2027-01-31" {
		t.Errorf("it expires %v", got)
	}
}

func TestWhatAPrincipalMayIsToldWithTheReason(t *testing.T) {
	h, run := uitest.Full(), clock()
	h.AllRoles[1].Inherits = []string{"o3"}
	v := started(t, vm.NewPrincipals(run, h), run)
	v.Choose("p5")
	if f, _ := v.Facts(); f.Asked {
		t.Error("it is known before it was asked")
	}
	run.Settle()
	f, _ := v.Facts()
	if !f.Asked || len(f.May) != 7 {
		t.Fatalf("got %+v", f.May)
	}
	if l := f.May[0]; l.Path != "/invoices" || l.Why != "orders.write › billing: GET /**" || l.Mark.Word != "Its keys are cut to other roles" {
		t.Errorf("got %+v", l)
	}
}

func TestPrincipalsComeFromAFile(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewPrincipals(run, h), run)
	v.PlanSheet(" ", func(_ vm.SheetView, err error) { wants(t, "no file", fault.Invalid)(err) })
	v.PlanSheet("/gone.csv", func(_ vm.SheetView, err error) { wants(t, "a file that is not there", fault.NotFound)(err) })
	run.Settle()
	h.Sheet = &sheet.Plan{Rows: []sheet.Row{
		{Line: 2, Name: "new.one", Verdict: sheet.New, Changes: []core.Difference{{Field: "name", New: "new.one"}, {Field: "roles", New: "billing"}}},
		{Line: 3, Name: "svc-billing", Verdict: sheet.Changed, Changes: []core.Difference{{Field: "owner", Old: "Finance", New: "Sales"}, {Field: "notes", Old: "x"}}},
		{Line: 4, Name: "svc-feeds", Verdict: sheet.Unchanged},
	}}
	var s vm.SheetView
	v.PlanSheet("/tmp/people.csv", func(got vm.SheetView, err error) { s = got; wants(t, "a plan", 0)(err) })
	run.Settle()
	if s.Sum != "1 new, 1 changed, 1 unchanged" || s.Stores != 2 || len(s.Rows) != 2 || s.Rows[0].Changes != "roles billing" || s.Rows[1].Changes != "owner Finance → Sales, notes x → –" {
		t.Errorf("got %+v", s)
	}
	text := ""
	v.ImportSheet(s, func(got string, err error) { text = got; wants(t, "an import", 0)(err) })
	run.Settle()
	if h.SheetFrom != "/tmp/people.csv" || text != "Imported 2 principals. Export a bundle to make it count." {
		t.Errorf("%s, %s", h.SheetFrom, text)
	}
	if n := v.SelectedCount(); n != 0 {
		t.Errorf("%d are selected, and one of the two is not there yet", n)
	}
	h.People = append(slices.Clone(h.People), vm.Principal{ID: "p99", Name: "new.one"})
	v.Reload()
	run.Settle()
	if got := v.Selected(); len(got) != 2 || got[0].Name != "new.one" && got[1].Name != "new.one" {
		t.Errorf("after the import %v are selected", got)
	}
	if d, ok := v.KeysFor(); !ok || d.Kind != vm.MakeMany || len(d.Many.Principals) != 2 {
		t.Errorf("keys are made for %+v", d)
	}
	v.ImportSheet(s, func(_ string, err error) { wants(t, "the same again", fault.Invalid)(err) })
	h.Sheet = &sheet.Plan{Faults: []sheet.Fault{{Line: 7, Field: "roles", Text: "there is no role \"ghost\""}, {Line: 1200, Text: "\x1b[2J"}}, More: 3}
	v.PlanSheet("people.csv", func(got vm.SheetView, err error) { s = got; wants(t, "a plan", 0)(err) })
	run.Settle()
	if len(s.Faults) != 2 || s.Faults[0] != `Line 7, roles: there is no role "ghost"` || s.Faults[1] != `Line 1,200: \x1b[2J` || s.MoreFaults != 3 {
		t.Errorf("got %+v", s)
	}
	out := filepath.Join(t.TempDir(), "out.csv")
	v.ExportSheet(out, func(s vm.Saved, err error) { wants(t, "an export", 0)(err) })
	run.Settle()
	if _, err := os.Stat(out); err != nil {
		t.Error(err)
	}
}
