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

func TestRulesOfARouteAreTypedAndKept(t *testing.T) {
	v, h, settle := docPage(t)
	f, ok := v.Rules("r2")
	if !ok || f.Parameters != "path id integer required\nquery fields array\nheader X-Request-Id string" || f.MaxBody != "1 MiB" || f.TLSMin != "1.3" {
		t.Fatalf("got %+v", f)
	}
	f.Parameters += "\nquery page integer required\n"
	f.MediaTypes, f.OTP, f.TLSMin, f.Accept = "text/plain", false, "none", nil
	var failed error
	v.SaveRules(f, func(err error) { failed = err })
	settle()
	r := h.AllAPIs[0].Routes[1]
	if failed != nil || len(r.Parameters) != 4 || r.Parameters[0].Min != "1" || r.Parameters[3].Type != "integer" || !r.Parameters[3].Required || r.OTP || r.TLSMin != "" || r.MediaTypes[0] != "text/plain" || !r.Imported {
		t.Errorf("got %+v, %v", r, failed)
	}
	for name, text := range map[string]string{"one word": "limit", "a place that is none": "body x", "a type that is none": "query x text", "too much": "query x string required now"} {
		f.Parameters = text
		v.SaveRules(f, func(err error) { failed = err })
		settle()
		if fault.KindOf(failed) != fault.Invalid {
			t.Errorf("%s: got %v", name, failed)
		}
	}
	v.ShowRoute("r2")
	facts, ok := v.RouteFacts()
	if !ok || facts.Path != "/orders/{id}" || len(facts.Parameters) != 4 || !facts.Strict {
		t.Errorf("got %+v", facts)
	}
	v.ShowRoute("")
	if _, ok := v.RouteFacts(); ok {
		t.Error("no route is shown, and there are facts")
	}
}
