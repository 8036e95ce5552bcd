package vm_test

import (
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

func TestLimitsAreInWords(t *testing.T) {
	h, run := uitest.Full(), clock()
	h.AllLimits = append(h.AllLimits, vm.Limit{ID: "l5", Name: "stale", Rate: 1, Per: 15 * time.Minute, By: "key", API: "a2", Match: "/gone"})
	v := started(t, vm.NewLimits(run, h), run)
	want := map[string]string{
		"l1": "600 requests a minute for each key, at most 50 at once, on Orders /orders/**.", "l2": "20 requests a second for each address, at most 20 at once, on every API.",
		"l3": "10 requests an hour for each principal, at most 10 at once, on Billing /invoices/{id}/pdf.", "l4": "100 requests a minute for each route, at most 10 at once, on Orders /refunds.",
		"l5": "1 request in 15 minutes for each key, at most 1 at once, on Billing /gone.",
	}
	for id, s := range want {
		v.Choose(id)
		if f, _ := v.Facts(); f.Sentence != s {
			t.Errorf("%s: got %s", id, f.Sentence)
		}
	}
	for search, want := range map[string]string{"by:address": "per-address", "api:orders": "partner refunds", "is:global": "per-address", "is:idle": "stale", "/refunds": "refunds"} {
		v.LookFor(search)
		if got := names(v, func(i int) string { return v.Row(i).Name }); got != want {
			t.Errorf("%s: got %s", search, got)
		}
	}
	v.LookFor("stale")
	if r := v.Row(0); r.Rate != "1 per 15 minutes" || r.Status.Word != "Fits no route" || r.Where != "Billing" || r.Path != "/gone" {
		t.Errorf("got %+v", r)
	}
}

func TestALimitFormSaysWhatIsWrong(t *testing.T) {
	good := vm.LimitForm{Name: "x", Rate: "1,000", Per: "1m0s", By: "key"}
	cases := []struct {
		name string
		edit func(*vm.LimitForm)
		want string
	}{
		{"all right", func(*vm.LimitForm) {}, ""},
		{"a burst", func(f *vm.LimitForm) { f.Burst = "50" }, ""},
		{"no name", func(f *vm.LimitForm) { f.Name = " " }, "name"},
		{"no rate", func(f *vm.LimitForm) { f.Rate = "" }, "how many requests are let through"},
		{"a rate of nothing", func(f *vm.LimitForm) { f.Rate = "0" }, "1 to 1,000,000"},
		{"words for a rate", func(f *vm.LimitForm) { f.Rate = "many" }, "as a number"},
		{"too much", func(f *vm.LimitForm) { f.Rate = "1000001" }, "1 to 1,000,000"},
		{"no time", func(f *vm.LimitForm) { f.Per = "" }, "time"},
		{"words for a burst", func(f *vm.LimitForm) { f.Burst = "some" }, "at once"},
		{"a path without a slash", func(f *vm.LimitForm) { f.Match = "orders" }, "slash"},
	}
	for _, c := range cases {
		f := good
		c.edit(&f)
		_, err := f.Check()
		if c.want == "" && err != nil || c.want != "" && (fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestTheFormOfALimitIsReadBackWhileItIsFilledIn(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewLimits(run, h), run)
	f := v.NewForm()
	f.API, f.Match, f.Burst = "a1", "/orders/**", "50"
	if s, ok := v.Preview(f); !ok || s != "600 requests a minute for each key, at most 50 at once, on Orders /orders/**." {
		t.Errorf("got %s", s)
	}
	f.Match = "/gone"
	if s, ok := v.Preview(f); !ok || !strings.HasSuffix(s, "No route fits that yet.") {
		t.Errorf("got %s", s)
	}
	f.Rate = "x"
	if s, ok := v.Preview(f); ok || !strings.HasPrefix(s, "Say how many") {
		t.Errorf("got %s", s)
	}
	if c := v.PathChoices("a1", "/gone"); c[0].ID != "" || c[len(c)-1].ID != "/gone" {
		t.Errorf("paths: %+v", c)
	}
}

func TestALimitIsAddedChangedAndRemovedWithAWayBack(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewLimits(run, h), run)
	f := v.NewForm()
	f.Name = "new"
	v.Save(f, wants(t, "add", 0))
	run.Settle()
	f, ok := v.EditForm()
	if !ok || f.Name != "new" || f.Rate != "600" || f.Per != "1m0s" || f.Burst != "" {
		t.Fatalf("got %+v", f)
	}
	f.Rate = "60"
	v.Save(f, wants(t, "edit", 0))
	run.Settle()
	if facts, _ := v.Facts(); facts.Facts[0].Value != "60 per minute" {
		t.Errorf("got %+v", facts.Facts)
	}
	if a := v.RemoveText(); !strings.Contains(a.Title, "“new”") || !strings.Contains(a.Body, "60 requests a minute") {
		t.Errorf("asks %+v", a)
	}
	var u vm.Undone
	v.Remove(undo(t, &u))
	run.Settle()
	if v.Total() != 4 {
		t.Errorf("%d are left", v.Total())
	}
	u.Undo(wants(t, "undo", 0))
	run.Settle()
	if v.Total() != 5 {
		t.Errorf("%d after undoing", v.Total())
	}
}
