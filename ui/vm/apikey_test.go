package vm_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/tone"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

func TestKeysAreListedByWhatEndsFirst(t *testing.T) {
	v, _ := keysOf(t, uitest.Full())
	var names []string
	for i := range v.Len() {
		names = append(names, v.Row(i).Name)
	}
	if names[0] != "Billing worker" || names[len(names)-1] != "Load test" || names[len(names)-2] != "Feed reader" {
		t.Errorf("got %q", names)
	}
	r := v.Row(0)
	if r.Expires != "in 2 days" || r.ExpiresTone != tone.Danger || r.Scope != "billing" || r.MoreScopes != "+1" || r.Scopes != "billing, orders.read" || r.Principal != "svc-billing" || r.Prefix != "live_7Kq2mZ9x" {
		t.Errorf("got %+v", r)
	}
}

func TestTheStatusOfAKeyFollowsTheClock(t *testing.T) {
	v, run := keysOf(t, uitest.Full())
	want := map[string]string{"Feed reader": "Expired", "Billing worker": "Active", "Partner sandbox": "Paused", "Load test": "Revoked"}
	for i := range v.Len() {
		if w, ok := want[v.Row(i).Name]; ok && v.Row(i).Status.Word != w {
			t.Errorf("%s is %s, want %s", v.Row(i).Name, v.Row(i).Status.Word, w)
		}
	}
	run.Advance(3 * 24 * time.Hour)
	if got := v.Row(0).Status.Word; got != "Expired" {
		t.Errorf("three days later Billing worker is %s", got)
	}
}

func TestAKeyFormSaysWhatIsWrong(t *testing.T) {
	good := vm.KeyForm{Principal: "p1", Name: " Billing ", Env: "live", Days: 90, Networks: "10.2.0.7/24, 2001:db8::1"}
	cases := []struct {
		name string
		edit func(*vm.KeyForm)
		want string // part of the message; "" = it is right
	}{
		{"all right", func(*vm.KeyForm) {}, ""},
		{"never expires", func(f *vm.KeyForm) { f.Days = 0 }, ""},
		{"nobody uses it", func(f *vm.KeyForm) { f.Principal = "" }, "principal"},
		{"no name", func(f *vm.KeyForm) { f.Name = "  " }, "name"},
		{"a network that is none", func(f *vm.KeyForm) { f.Networks = "10.2.0.0/99" }, "10.2.0.0/99"},
		{"a name for a network", func(f *vm.KeyForm) { f.Networks = "office" }, "office"},
	}
	for _, c := range cases {
		f := good
		c.edit(&f)
		k, err := f.Check(uitest.Now)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: got %v", c.name, err)
		case c.name == "all right" && (k.Name != "Billing" || strings.Join(k.Networks, " ") != "10.2.0.0/24 2001:db8::1/128" || !k.Expires.Equal(uitest.Now.Add(90*24*time.Hour))):
			t.Errorf("%s: got %+v", c.name, k)
		}
	}
}

func TestAKeyBeginsWhenOneSays(t *testing.T) {
	good := vm.KeyForm{Principal: "p1", Name: "Billing", Days: 10}
	for from, want := range map[string]time.Time{"": {}, "2027-01-31": time.Date(2027, 1, 31, 0, 0, 0, 0, time.Local), " 2027-01-31 09:30 ": time.Date(2027, 1, 31, 9, 30, 0, 0, time.Local)} {
		good.From = from
		k, err := good.Check(uitest.Now)
		if err != nil || !k.NotBefore.Equal(want) {
			t.Errorf("%q: got %v, %v", from, k.NotBefore, err)
		}
		if begin := uitest.Now; want.IsZero() && !k.Expires.Equal(begin.Add(10*24*time.Hour)) || !want.IsZero() && !k.Expires.Equal(want.Add(10*24*time.Hour)) {
			t.Errorf("%q: it ends at %v", from, k.Expires)
		}
	}
	good.From = "tomorrow"
	if _, err := good.Check(uitest.Now); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestKeysAreFoundByTheirUse(t *testing.T) {
	v, run := keysOf(t, uitest.Full())
	for search, want := range map[string]string{"is:unused": "Partner sandbox, Status page, Warehouse sync with a name that is far too long for its column", "is:stale": "Partner sandbox, Status page, Warehouse sync with a name that is far too long for its column", "billing-2": "Billing worker"} {
		v.LookFor(search)
		var names []string
		for i := range v.Len() {
			names = append(names, v.Row(i).Name)
		}
		slices.Sort(names)
		if got := strings.Join(names, ", "); got != want {
			t.Errorf("%s: got %s", search, got)
		}
	}
	v.LookFor("")
	v.SortBy("used")
	run.Settle()
	if used := v.Row(0).Used; used != "never" {
		t.Errorf("the least used one: %q", used)
	}
	h := uitest.Full()
	for i := range h.AllKeys {
		h.AllKeys[i].Used = time.Time{}
	}
	v, _ = keysOf(t, h)
	if v.LookFor("is:unused"); v.Len() != 0 {
		t.Errorf("where no log shows a key, %d are said to be unused", v.Len())
	}
}

func TestARenewalCanBeUndoneUnlessAKeyHadEnded(t *testing.T) {
	h := uitest.Full()
	v, run := keysOf(t, h)
	v.Choose("k2")
	before := h.AllKeys[1].Expires
	var u vm.Undone
	v.Renew(func(got vm.Undone, err error) {
		if err != nil {
			t.Fatal(err)
		}
		u = got
	})
	run.Settle()
	if !h.AllKeys[1].Expires.After(before) || u.Undo == nil {
		t.Fatalf("got %v", h.AllKeys[1].Expires)
	}
	u.Undo(func(err error) {
		if err != nil {
			t.Error(err)
		}
	})
	run.Settle()
	if !h.AllKeys[1].Expires.Equal(before) {
		t.Errorf("undone: %v", h.AllKeys[1].Expires)
	}
	v.Choose("k1")
	v.Renew(func(got vm.Undone, _ error) { u = got })
	run.Settle()
	if u.Undo != nil {
		t.Error("the end of a key that was over can't come back")
	}
	for id, want := range map[string]bool{"k1": true, "k7": false, "k8": false} { // over; revoked; endless
		if v.Choose(id); v.CanRenew() != want {
			t.Errorf("%s can be renewed: %v", id, v.CanRenew())
		}
	}
}

func TestTheVaultsRulesShapeTheForm(t *testing.T) {
	h := uitest.Full()
	v, run := keysOf(t, h)
	if got := v.NewForm().Days; got != 90 {
		t.Errorf("without rules %d days", got)
	}
	var failed error
	v.SetRules("100", "sixty", func(err error) { failed = err })
	if fault.KindOf(failed) != fault.Invalid {
		t.Errorf("got %v", failed)
	}
	v.SetRules(" 100 ", "60", func(err error) { failed = err })
	run.Settle()
	if failed != nil || h.KeyRules.Max != 100*24*time.Hour {
		t.Fatalf("got %+v, %v", h.KeyRules, failed)
	}
	var ids []string
	for _, c := range v.Lifetimes() {
		ids = append(ids, c.ID+" "+c.Note)
	}
	if got := strings.Join(ids, ", "); v.NewForm().Days != 60 || got != "60 the default, 30 , 90 " {
		t.Errorf("got %d of %s", v.NewForm().Days, got)
	}
}

func TestAKeyIsMadeAndListed(t *testing.T) {
	h := uitest.Full()
	v, run := keysOf(t, h)
	var made vm.MadeKey
	v.Create(vm.KeyForm{Principal: "p1", Name: "New one", Days: 30, Scopes: []string{"o3"}}, func(k vm.MadeKey, err error) {
		if err != nil {
			t.Fatal(err)
		}
		made = k
	})
	run.Settle()
	if made.Token != h.TokenMade || v.Total() != 10 {
		t.Errorf("got %+v and %d keys", made, v.Total())
	}
	if h.LastMade.Env != "live" {
		t.Errorf("the environment is %q", h.LastMade.Env)
	}
}

func TestRevokingNamesTheKeyAndWantsAReason(t *testing.T) {
	h := uitest.Full()
	v, run := keysOf(t, h)
	if v.CanRevoke() {
		t.Error("with nothing chosen there is something to revoke")
	}
	v.ChooseRow(0)
	ask := v.RevokeText()
	if !v.CanRevoke() || !strings.Contains(ask.Title, "Billing worker") || !strings.Contains(ask.Body, "gh_live_7Kq2mZ9x") || ask.TypeToConfirm != "" {
		t.Errorf("asked %+v", ask)
	}
	v.Revoke("  ", func(err error) {
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("without a reason: %v", err)
		}
	})
	v.Revoke("leaked", noError(t))
	run.Settle()
	if h.Revoked["k2"] != "leaked" {
		t.Errorf("revoked: %v", h.Revoked)
	}
	f, _ := v.Facts()
	if v.CanRevoke() || f.Reason != "leaked" || f.Status.Word != "Revoked" {
		t.Errorf("got %+v", f)
	}
}

func noError(t *testing.T) func(error) {
	return func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
}

func TestManyKeysAreRevokedAtOnceAfterTypingTheirNumber(t *testing.T) {
	h := uitest.ManyKeys(30)
	v, run := keysOf(t, h)
	v.SelectAll()
	ask := v.RevokeText()
	if ask.TypeToConfirm != "30" || ask.Verb != "Revoke 30 keys" || !strings.Contains(ask.Body, "and 27 others") {
		t.Errorf("asked %+v", ask)
	}
	v.Revoke("the partner left", noError(t))
	run.Settle()
	if len(h.Revoked) != 30 || v.CanRevoke() {
		t.Errorf("revoked %d", len(h.Revoked))
	}
}

func TestWhatCanBeTakenBackSaysHow(t *testing.T) {
	h := uitest.Full()
	v, run := keysOf(t, h)
	before := map[string]vm.Key{}
	for _, k := range h.AllKeys {
		before[k.ID] = k
	}
	var undo vm.Undone
	take := func(u vm.Undone, err error) {
		if err != nil {
			t.Error(err)
		}
		undo = u
	}
	v.LookFor("is:active")
	v.SelectAll()
	for name, act := range map[string]func(){"pausing": func() { v.Suspend(take) }, "extending": func() { v.Extend(365, take) }, "for ever": func() { v.Extend(0, take) }} {
		act()
		run.Settle()
		if undo.Text == "" || undo.Undo == nil {
			t.Fatalf("%s says %+v", name, undo)
		}
		undo.Undo(noError(t))
		run.Settle()
		for _, k := range h.AllKeys {
			if k.State != before[k.ID].State || !k.Expires.Equal(before[k.ID].Expires) {
				t.Errorf("after undoing %s: %s is %s until %v", name, k.Name, k.State, k.Expires)
			}
		}
	}
}

func TestRotatingGivesANewTokenOnce(t *testing.T) {
	h := uitest.Full()
	v, run := keysOf(t, h)
	v.ChooseRow(0)
	if !v.CanRotate() {
		t.Fatal("an active key cannot be rotated")
	}
	v.Rotate(7, func(k vm.MadeKey, err error) {
		if err != nil || k.Token != h.TokenMade {
			t.Errorf("got %v %v", k.Token, err)
		}
	})
	run.Settle()
	if f, _ := v.Facts(); f.Status.Word != "In grace" {
		t.Errorf("afterwards the key is %s", f.Status.Word)
	}
	v.LookFor("is:ended")
	v.SelectAll()
	if v.CanRotate() {
		t.Error("several keys can be rotated at once")
	}
}

func TestEditingKeepsTheExpiryUnlessOneIsChosen(t *testing.T) {
	h := uitest.Full()
	v, run := keysOf(t, h)
	v.ChooseRow(0)
	f, ok := v.EditForm()
	if !ok || f.Days != vm.KeepExpiry || f.Networks != "10.2.0.0/24" {
		t.Fatalf("the form is %+v", f)
	}
	f.Name = "Billing worker 2"
	v.Save(f, noError(t))
	run.Settle()
	k, _ := v.Chosen()
	if k.Name != "Billing worker 2" || !k.Expires.Equal(h.AllKeys[1].Expires) || k.Expires.IsZero() {
		t.Errorf("got %+v", k)
	}
	v.LookFor("is:revoked")
	v.ChooseRow(0)
	if _, ok := v.EditForm(); ok {
		t.Error("a revoked key can be edited")
	}
	if c, ok := v.CopyForm(); ok {
		t.Errorf("a revoked key can be copied: %+v", c)
	}
}

func TestFactsOfAKeyAreInWords(t *testing.T) {
	v, run := keysOf(t, uitest.Full())
	if _, ok := v.Facts(); ok {
		t.Error("there are facts with nothing chosen")
	}
	v.ChooseRow(0)
	v.Facts()
	run.Settle() // the journal answers
	f, _ := v.Facts()
	if f.Facts[0].Value != "10.2.0.0/24" || strings.Join(f.Scopes, ", ") != "billing, orders.read" || f.Kind != "service account" || f.Left != "in 2 days" {
		t.Errorf("got %+v", f)
	}
	if len(f.History) == 0 || f.History[0].Text != "API key created" {
		t.Errorf("the history is %+v", f.History)
	}
}

func TestChoicesOfAKeyAreItsPrincipalsRoles(t *testing.T) {
	v, _ := keysOf(t, uitest.Full())
	for _, c := range v.Principals() {
		if c.ID == "p8" {
			t.Error("a disabled principal is offered")
		}
	}
	if got := v.Scopes("p1"); len(got) != 2 || got[0].Label != "orders.read" || got[1].Label != "billing" {
		t.Errorf("got %+v", got)
	}
}
