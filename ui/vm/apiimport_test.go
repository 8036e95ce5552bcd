package vm_test

import (
	"slices"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

// docPage is the page of APIs over the invented house, with Orders chosen.
func docPage(t *testing.T) (*vm.APIs, *uitest.House, func()) {
	t.Helper()
	h := uitest.Full()
	run := &runner.Steps{Time: uitest.Now}
	v := started(t, vm.NewAPIs(run, h), run)
	v.Choose("a1")
	run.Settle()
	return v, h, run.Settle
}

func TestADocumentIsLookedAtBeforeItIsImported(t *testing.T) {
	v, h, settle := docPage(t)
	v.BeginImport(vm.DocForm{Path: "/home/ada/orders.yaml"})
	settle()
	w := v.Importing()
	if w.Step() != vm.DocPreview || len(w.Rows()) != 7 || !w.HasGone() || !w.PublicWrites() {
		t.Fatalf("got step %d with %d rows", w.Step(), len(w.Rows()))
	}
	labels, _ := w.Filters()
	if want := []string{"All 7", "New 3", "Changed 1", "Gone 1", "Unchanged 2", "Kept yours 2"}; !slices.Equal(labels, want) {
		t.Errorf("got %q", labels)
	}
	w.SetFilter(5)
	if rows := w.Rows(); len(rows) != 2 || !rows[0].Kept {
		t.Errorf("got %+v", rows)
	}
	w.Ask(true, true)
	settle()
	if gone, public := w.Asked(); !gone || !public || !w.PublicWrites() {
		t.Error("what was asked for is forgotten")
	}
	before := len(h.AllAPIs[0].Routes)
	w.Next()
	settle()
	if w.Step() != vm.DocDone || len(h.AllAPIs[0].Routes) != before+3 {
		t.Errorf("got step %d with %d routes", w.Step(), len(h.AllAPIs[0].Routes))
	}
	w.Next()
	settle()
	if v.Importing() != nil {
		t.Error("the import does not end")
	}
	if _, ok := v.Importing().Draft(); ok {
		t.Error("there is a draft of nothing")
	}
}

func TestAnImportThatFailsSaysWhy(t *testing.T) {
	v, h, settle := docPage(t)
	v.BeginImport(vm.DocForm{})
	v.Importing().Next()
	settle()
	if v.Importing().Trouble().Title == "" || v.Importing().Step() != vm.DocChoose {
		t.Error("no file, and nothing is said")
	}
	h.Fail = fault.New(fault.Invalid, "line 4: %q is given twice", "/a")
	v.Importing().SetForm(vm.DocForm{Path: "x.yaml"})
	v.Importing().Next()
	settle()
	if v.Importing().Trouble().Title == "" || v.Importing().Busy() {
		t.Error("a document that is none, and nothing is said")
	}
	v.Importing().Leave()
	if v.Importing() != nil {
		t.Error("it cannot be left")
	}
}
