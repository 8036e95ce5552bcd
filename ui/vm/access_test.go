package vm_test

import (
	"testing"

	"gatehouse/core/fault"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

func TestTheOverviewLeadsWhoIsNew(t *testing.T) {
	h, run := uitest.Empty(), clock()
	v := vm.NewOverview(run, h)
	v.Start(t.Context())
	run.Settle()
	if v.Phase() != vm.Ready || v.StepsLeft() != 6 || len(v.Ending()) != 0 || len(v.Traffic()) != 0 {
		t.Errorf("new: %v, %d steps left", v.Phase(), v.StepsLeft())
	}
	full := vm.NewOverview(run, uitest.Full())
	full.Start(t.Context())
	run.Settle()
	if full.StepsLeft() != 0 || full.OpenFindings() != 6 || len(full.Traffic()) != 14 || full.Ending()[0].Name != "Billing worker" || len(full.Recent()) != 6 {
		t.Errorf("full: %d steps left, %d findings, %d days, %+v", full.StepsLeft(), full.OpenFindings(), len(full.Traffic()), full.Ending())
	}
	cards := ""
	for _, c := range full.Postures() {
		cards += c.Number + ", " + c.Mark.Word + ", " + c.Page + "; "
	}
	if cards != "2 critical, Act now, findings; 6 changes, Waiting, bundles; 3 keys, This week, keys; Bundle 42, Valid, bundles; " {
		t.Errorf("cards: %s", cards)
	}
	full.Reload()
	if p := full.Postures()[1]; p.Number != "Counting…" || p.Mark.Word != "Comparing" {
		t.Errorf("before the vault is compared with the bundle again it says %+v", p)
	}
	run.Settle()
	if p := full.Postures()[1]; p.Number != "6 changes" {
		t.Errorf("compared, it says %+v", p)
	}
	h.Fail = fault.New(fault.Damaged, "broken")
	v.Reload()
	run.Settle()
	if v.Phase() != vm.Failed || v.Problem().Detail != "Broken." {
		t.Errorf("failing: %v", v.Phase())
	}
}
