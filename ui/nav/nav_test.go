package nav_test

import (
	"context"
	"strings"
	"testing"

	"gatehouse/ui/nav"
)

func TestHistoryGoesBackAndForwardLikeABrowser(t *testing.T) {
	var h nav.History
	if _, ok := h.Current(); ok || h.CanBack() || h.CanForward() {
		t.Fatal("an empty history leads somewhere")
	}
	for _, r := range []nav.Route{nav.APIs, nav.Keys, nav.Keys, nav.Bundles} {
		h.Go(r)
	}
	want := func(got nav.Route, ok bool, r nav.Route) {
		t.Helper()
		if !ok || got != r {
			t.Errorf("got %v %v, want %v", got, ok, r)
		}
	}
	got, ok := h.Back()
	want(got, ok, nav.Keys)
	got, ok = h.Back()
	want(got, ok, nav.APIs)
	if _, ok := h.Back(); ok {
		t.Error("went back beyond the start")
	}
	got, ok = h.Forward()
	want(got, ok, nav.Keys)
	h.Go(nav.Finding("f1"))
	if h.CanForward() {
		t.Error("a new step left the old future in place")
	}
	got, ok = h.Current()
	want(got, ok, nav.Finding("f1"))
	if got.String() != "findings/f1" {
		t.Errorf("the route reads %q", got)
	}
}

type page struct {
	name string
	log  *[]string
}

func (p page) Start(ctx context.Context) {
	*p.log = append(*p.log, p.name+" start")
	context.AfterFunc(ctx, func() {})
}
func (p page) Stop() { *p.log = append(*p.log, p.name+" stop") }

func TestTheOldPageStopsBeforeTheNextIsBuilt(t *testing.T) {
	var log []string
	var h nav.Host
	h.Show(t.Context(), func() nav.Page { return page{"a", &log} }, nil)
	h.Show(t.Context(), func() nav.Page { log = append(log, "b build"); return page{"b", &log} }, nil)
	h.Clear()
	h.Clear()
	if got := strings.Join(log, ", "); got != "a start, a stop, b build, b start, b stop" {
		t.Errorf("got %s", got)
	}
	if h.Page() != nil {
		t.Error("a page is left")
	}
}

type keeper struct {
	page
	got any
}

func (k *keeper) Keep() any       { return "is:expired" }
func (k *keeper) Restore(got any) { k.got = got }

func TestAPageIsFoundAgainAsItWasLeft(t *testing.T) {
	var log []string
	var h nav.Host
	var steps nav.History
	steps.Go(nav.Keys)
	left := h.Show(t.Context(), func() nav.Page { return &keeper{page: page{"keys", &log}} }, steps.Kept()).(*keeper)
	if left.got != nil {
		t.Errorf("a fresh page was given %v", left.got)
	}
	steps.Keep(left.Keep())
	steps.Go(nav.Journal)
	if steps.Kept() != nil {
		t.Errorf("a new step begins with %v", steps.Kept())
	}
	steps.Back()
	back := h.Show(t.Context(), func() nav.Page { return &keeper{page: page{"keys", &log}} }, steps.Kept()).(*keeper)
	if back.got != "is:expired" {
		t.Errorf("going back gave %v", back.got)
	}
}

func TestHistoryForgetsWhatIsFarBehind(t *testing.T) {
	var h nav.History
	for i := range 500 {
		h.Go(nav.Key(string(rune('a'+i%26)) + string(rune('a'+i/26))))
	}
	n := 0
	for h.CanBack() {
		h.Back()
		n++
	}
	if n != 99 {
		t.Errorf("went back %d steps", n)
	}
}
