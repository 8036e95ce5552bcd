package vm_test

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
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
	v := vm.NewAPIKeys(run, h)
	v.Start(t.Context())
	run.Settle()
	return v, run
}

func TestAListIsLoadingEmptyFullOrFailed(t *testing.T) {
	h := uitest.Full()
	run := clock()
	v := vm.NewAPIKeys(run, h)
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

func TestEnterSearchesAtOnce(t *testing.T) {
	v, run := keysOf(t, uitest.Full())
	v.SetSearch("bill")
	changes := 0
	v.OnChange = func() { changes++ }
	if v.LookFor("bill"); v.Len() != 2 {
		t.Errorf("%d rows right away", v.Len())
	}
	if run.Advance(time.Second); changes != 1 {
		t.Errorf("what waited came as well: %d changes", changes)
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
	v := vm.NewAPIKeys(run, h)
	ctx, cancel := context.WithCancel(t.Context())
	v.OnChange = func() { t.Error("a stopped page was told of a change") }
	v.Start(ctx)
	cancel()
	run.Settle()
}

func TestTermsOfASearchAskFacets(t *testing.T) {
	v, _ := keysOf(t, uitest.Full())
	for search, want := range map[string]int{
		"is:expired": 1, "is:revoked": 1, "is:ended": 2, "is:expiring": 3, "is:endless": 1, "-is:ended": 7, "env:test": 2, "env:test -is:revoked": 1,
		"role:billing": 2, "principal:svc-shipping": 2, "within:7": 2, "billing": 2, `"billing worker"`: 1, "worker:": 0, "gh_live_7Kq2mZ9x": 1, "is:nonsense": 0, "http://x": 0,
	} {
		v.LookFor(search)
		if v.Len() != want {
			t.Errorf("%s leaves %d rows, want %d", search, v.Len(), want)
		}
	}
}

func TestFiltersAreChipsThatCanBeTakenAway(t *testing.T) {
	v, _ := keysOf(t, uitest.Full())
	v.AddFilter("is", "ended")
	v.AddFilter("env", "test")
	v.AddFilter("is", "revoked") // a facet has one value
	v.AddFilter("nothing", "x")
	chips := v.Chips()
	if len(chips) != 2 || v.Len() != 1 || chips[1].Name != "State" || chips[1].Value != "Revoked" {
		t.Fatalf("%d rows, chips %+v", v.Len(), chips)
	}
	v.LookFor("no such key")
	if got := v.Narrowed(); got != "Environment test, State Revoked and the search for “no such key”" {
		t.Errorf("narrowed by %q", got)
	}
	v.RemoveFilter("env")
	v.ClearFilters()
	if v.Len() != v.Total() || len(v.Chips()) != 0 || v.Search() != "" {
		t.Errorf("after clearing: %d of %d", v.Len(), v.Total())
	}
}

func TestWhatIsHiddenIsNoLongerSelected(t *testing.T) {
	v, _ := keysOf(t, uitest.Full())
	v.SelectAll()
	if v.SelectedSome() != vm.Every || v.SelectedCount() != 9 {
		t.Fatalf("selected %d", v.SelectedCount())
	}
	v.LookFor("is:ended")
	if v.SelectedCount() != 2 {
		t.Errorf("after narrowing %d are selected", v.SelectedCount())
	}
	v.LookFor("")
	if v.SelectedSome() != vm.Part || v.SelectedCount() != 2 {
		t.Errorf("after widening %d are selected", v.SelectedCount())
	}
	v.ClearSelection()
	v.ChooseRow(1)
	v.SelectTo(4)
	if v.SelectedCount() != 4 || !v.IsSelected(1) || !v.IsSelected(4) || v.Index() != 4 {
		t.Errorf("a range selects %d, chosen row %d", v.SelectedCount(), v.Index())
	}
	v.Toggle(2)
	if v.IsSelected(2) || len(v.Targets()) != 3 {
		t.Errorf("after taking one out: %d", len(v.Targets()))
	}
	v.Toggle(99)
	v.SelectTo(-1)
	v.ClearSelection()
	if got := v.Targets(); len(got) != 1 {
		t.Errorf("without a selection the chosen one is meant, got %d", len(got))
	}
}

func TestTheSelectionFollowsTheThingsThroughAnyOrder(t *testing.T) {
	v, run := keysOf(t, uitest.Full())
	v.ChooseRow(0)
	v.Toggle(0)
	id := v.At(0).ID
	for _, want := range []vm.Sorting{{Column: "name"}, {Column: "name", Desc: true}, {}} {
		v.SortBy("name")
		run.Settle()
		if v.Sorting() != want {
			t.Errorf("sorted by %+v, want %+v", v.Sorting(), want)
		}
		if i := v.Index(); i < 0 || v.At(i).ID != id || !v.IsSelected(i) {
			t.Errorf("the chosen row is %d after sorting by %+v", i, want)
		}
	}
	v.SortBy("scopes") // has no order
	if v.Sorting().Column != "" {
		t.Error("sorted by a column without an order")
	}
}

func TestAListIsFoundAgainAsItWasLeft(t *testing.T) {
	v, run := keysOf(t, uitest.Full())
	v.LookFor("-is:ended")
	v.AddFilter("env", "live")
	v.SortBy("name")
	run.Settle()
	v.ChooseRow(2)
	v.SetOffset(120)
	kept, id := v.State(), v.At(2).ID
	again := vm.NewAPIKeys(run, uitest.Full())
	again.Restore(kept)
	again.Start(t.Context())
	run.Settle()
	if again.Len() != v.Len() || again.Offset() != 120 || again.Sorting() != v.Sorting() {
		t.Errorf("got %d rows, offset %v, %+v", again.Len(), again.Offset(), again.Sorting())
	}
	if k, ok := again.Chosen(); !ok || k.ID != id {
		t.Errorf("chosen %v %v", k.ID, ok)
	}
}

func TestAListFollowsChangesThatOthersMake(t *testing.T) {
	h := uitest.Full()
	v, run := keysOf(t, h)
	if _, err := h.Keys().Create(t.Context(), vm.NewKey{Principal: "p1", Name: "From elsewhere", Env: "live"}); err != nil {
		t.Fatal(err)
	}
	run.Settle()
	if v.Total() != 10 {
		t.Errorf("%d keys", v.Total())
	}
}

func TestKeysStandInTheOrderOfTheirEndsWhateverTheirNames(t *testing.T) {
	h, run := uitest.Empty(), clock()
	rnd := rand.New(rand.NewPCG(7, 7))
	names := []string{"", "worker", "Worker 1", "worker 10", "Ärzte", "äRZTE 2", "a-name-that-is-longer-than-sixteen 1", "A-name-that-is-longer-than-sixteen 2", "\u212Aelvin", "kelvin", "日本"}
	for i := range 3000 {
		k := vm.Key{ID: fmt.Sprintf("k%d", i), Name: names[rnd.IntN(len(names))], State: []string{"active", "revoked", "suspended"}[rnd.IntN(3)]}
		if end := rnd.IntN(12); end > 0 {
			k.Expires = uitest.Now.Add(time.Duration(end-5) * time.Hour)
		}
		h.AllKeys = append(h.AllKeys, k)
	}
	v := started(t, vm.NewAPIKeys(run, h), run)
	before := func(a, b vm.Key) int {
		ended := func(k vm.Key) int {
			if k.State == "revoked" || !k.Expires.IsZero() && !k.Expires.After(uitest.Now) {
				return 1
			}
			return 0
		}
		end := func(k vm.Key) int64 {
			if k.Expires.IsZero() {
				return math.MaxInt64
			}
			return k.Expires.Unix()
		}
		return cmp.Or(cmp.Compare(ended(a), ended(b)), cmp.Compare(end(a), end(b)), cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)))
	}
	if v.Len() != len(h.AllKeys) {
		t.Fatalf("%d keys of %d are listed", v.Len(), len(h.AllKeys))
	}
	for i := 1; i < v.Len(); i++ {
		if a, b := v.At(i-1), v.At(i); before(a, b) > 0 {
			t.Fatalf("row %d: %q %s %v stands before %q %s %v", i, a.Name, a.State, a.Expires, b.Name, b.State, b.Expires)
		}
	}
}
