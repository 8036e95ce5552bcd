package vm_test

import (
	"context"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

// clock returns a runner whose time is that of the test data.
func clock() *runner.Steps { return &runner.Steps{Time: uitest.Now} }

// keysOf starts the page of keys over a house and lets it load.
func keysOf(t *testing.T, h *uitest.House) (*vm.APIKeys, *runner.Steps) {
	t.Helper()
	run := clock()
	v := vm.NewAPIKeys(run, h.Keys(), h.Directory())
	v.Start(t.Context())
	run.Settle()
	return v, run
}

func TestAListIsLoadingEmptyFullOrFailed(t *testing.T) {
	h := uitest.Full()
	run := clock()
	v := vm.NewAPIKeys(run, h.Keys(), h.Directory())
	if v.Phase() != vm.Loading {
		t.Fatalf("before anything: %v", v.Phase())
	}
	v.Start(t.Context())
	if v.Phase() != vm.Loading {
		t.Errorf("while reading: %v", v.Phase())
	}
	run.Settle()
	if v.Phase() != vm.Ready || v.Len() != len(h.AllKeys) {
		t.Errorf("with keys: %v, %d rows", v.Phase(), v.Len())
	}
	h.Fail = fault.New(fault.Damaged, "the file was changed")
	v.Reload()
	run.Settle()
	if v.Phase() != vm.Failed || v.Problem().Detail != "The file was changed." {
		t.Errorf("failing: %v, %+v", v.Phase(), v.Problem())
	}
	if v, _ := keysOf(t, uitest.Empty()); v.Phase() != vm.Empty {
		t.Errorf("without keys: %v", v.Phase())
	}
}

func TestASearchWaitsUntilTypingRests(t *testing.T) {
	v, run := keysOf(t, uitest.Full())
	changes := 0
	v.OnChange = func() { changes++ }
	for _, s := range []string{"b", "bi", "bill"} {
		v.SetSearch(s)
		run.Advance(100 * time.Millisecond)
	}
	if changes != 0 {
		t.Errorf("the rows moved %d times while typing", changes)
	}
	run.Advance(time.Second)
	if changes != 1 || v.Len() != 2 { // one by its name, one by its scope
		t.Errorf("%d changes, %d rows for %q", changes, v.Len(), v.Search())
	}
	v.SetSearch("no such key")
	run.Advance(time.Second)
	if v.Phase() != vm.NoMatch {
		t.Errorf("nothing fits: %v", v.Phase())
	}
	v.ClearSearch()
	if v.Phase() != vm.Ready || v.Len() != v.Total() {
		t.Errorf("cleared: %v, %d of %d", v.Phase(), v.Len(), v.Total())
	}
}

func TestAnOldReplyIsDropped(t *testing.T) {
	h := uitest.Full()
	v, run := keysOf(t, h)
	v.Reload() // asked first
	v.Reload() // asked last
	all := h.AllKeys
	h.AllKeys = all[:2]
	run.Step(1) // the last question is answered first
	h.AllKeys = all
	run.Step(0)
	if v.Total() != 2 {
		t.Errorf("an old reply replaced the new one: %d rows", v.Total())
	}
}

func TestTheChoiceFollowsItsThing(t *testing.T) {
	v, run := keysOf(t, uitest.Full())
	v.ChooseRow(2)
	chosen, ok := v.Chosen()
	if !ok {
		t.Fatal("nothing is chosen")
	}
	v.SetSearch(chosen.Name)
	run.Advance(time.Second)
	if v.Index() != 0 {
		t.Errorf("the chosen row is %d, want 0", v.Index())
	}
	v.SetSearch("no such key")
	run.Advance(time.Second)
	if _, ok := v.Chosen(); !ok || v.Index() != -1 {
		t.Errorf("hidden by a search: chosen %v, row %d", ok, v.Index())
	}
	v.Choose("")
	if _, ok := v.Chosen(); ok {
		t.Error("something is chosen still")
	}
	v.ChooseRow(99)
	if _, ok := v.Chosen(); ok {
		t.Error("a row that does not exist was chosen")
	}
	if v.At(99).ID != "" {
		t.Error("a row that does not exist has a thing")
	}
}

func TestAPageThatStoppedHearsNothing(t *testing.T) {
	run, h := clock(), uitest.Full()
	v := vm.NewAPIKeys(run, h.Keys(), h.Directory())
	ctx, cancel := context.WithCancel(t.Context())
	v.OnChange = func() { t.Error("a stopped page was told of a change") }
	v.Start(ctx)
	cancel()
	run.Settle()
}
