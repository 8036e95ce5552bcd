package vm_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

// having are the principals that have a role, or end.
func having(h *uitest.House, has func(vm.Principal) bool) string {
	var out []string
	for _, p := range h.People {
		if has(p) {
			out = append(out, p.ID)
		}
	}
	return strings.Join(out, " ")
}

func TestARoleIsRemovedFromManyAndGivenBackToThoseWhoHadIt(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewPrincipals(run, h), run)
	has := func() string {
		return having(h, func(p vm.Principal) bool { return slices.Contains(p.Roles, "o2") })
	}
	before := has()
	v.SelectAll()
	held := v.HeldRoles()
	if i := slices.IndexFunc(held, func(c vm.Choice) bool { return c.ID == "o2" }); i < 0 || held[i].Note != "3 principals have it" {
		t.Errorf("the roles to remove: %+v; %s have it", held, before)
	}
	var u vm.Undone
	v.RemoveRole("o2", undo(t, &u))
	run.Settle()
	if u.Text != "3 principals no longer have “orders.write”. Export a bundle to make it count." || has() != "" {
		t.Errorf("said %s; left with %q", u.Text, has())
	}
	v.RemoveRole("o2", func(_ vm.Undone, err error) { wants(t, "again", fault.Conflict)(err) })
	v.RemoveRole("", func(_ vm.Undone, err error) { wants(t, "none", fault.Invalid)(err) })
	u.Undo(wants(t, "undo", 0))
	run.Settle()
	if has() != before {
		t.Errorf("undone, %s have it; before %s had", has(), before)
	}
}

func TestTheExpiryOfManyIsSetAndEachHasItsOwnAgain(t *testing.T) {
	h, run := uitest.Full(), clock()
	soon := uitest.Now.Add(30 * 24 * time.Hour)
	h.People = slices.Clone(h.People)
	h.People[1].Expires = soon
	v := started(t, vm.NewPrincipals(run, h), run)
	v.SelectAll()
	if v.ExpiryForm() != "" || !strings.HasPrefix(v.ExpiryNote(), "1 of them expires now") {
		t.Errorf("the form begins with %q: %s", v.ExpiryForm(), v.ExpiryNote())
	}
	for day, want := range map[string]string{"2020-01-31": "is over already", "soon": "is not a day"} {
		v.Expire(day, func(_ vm.Undone, err error) {
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(vm.Explain(err).Detail, want) {
				t.Errorf("%s: %v", day, err)
			}
		})
	}
	end := uitest.Now.AddDate(1, 0, 0).Local().Format(time.DateOnly)
	var u vm.Undone
	v.Expire(end, undo(t, &u))
	run.Settle()
	if !strings.HasPrefix(u.Text, "8 principals now expire ") || v.ExpiryForm() != end {
		t.Errorf("said %s; the form begins with %q", u.Text, v.ExpiryForm())
	}
	v.Expire(end, func(_ vm.Undone, err error) { wants(t, "again", fault.Conflict)(err) })
	u.Undo(wants(t, "undo", 0))
	run.Settle()
	if got := having(h, func(p vm.Principal) bool { return !p.Expires.IsZero() }); got != h.People[1].ID || !h.People[1].Expires.Equal(soon) {
		t.Errorf("undone, %s end; %v", got, h.People[1].Expires)
	}
	v.Expire("", undo(t, &u))
	run.Settle()
	if u.Text != "1 principal no longer expires. Export a bundle to make it count." || u.Undo == nil {
		t.Errorf("said %s", u.Text)
	}
	h.People[1].Expires = uitest.Now.Add(-time.Hour)
	v = started(t, vm.NewPrincipals(run, h), run)
	v.SelectAll()
	if note := v.ExpiryNote(); !strings.HasPrefix(note, "1 of them has expired already") {
		t.Errorf("the form says %s", note)
	}
	v.Expire(end, undo(t, &u))
	run.Settle()
	if u.Undo != nil {
		t.Error("an end that is over can be asked for again")
	}
}
