package vm_test

import (
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
	if r.Expires != "in 2 days" || r.ExpiresTone != tone.Danger || r.Scopes != "billing +1" || r.Principal != "svc-billing" || r.Prefix != "live_7Kq2mZ9x" {
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

func TestViewsCountAndNarrow(t *testing.T) {
	v, _ := keysOf(t, uitest.Full())
	if got := strings.Join(v.Views(), ", "); got != "All  9, Active  7, Expiring  3, Ended  2" {
		t.Errorf("got %s", got)
	}
	v.SetView(vm.EndedKeys)
	if v.Len() != 2 || v.Foot() != "2 of 9 keys" {
		t.Errorf("%d rows, foot %q", v.Len(), v.Foot())
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
	if _, _, ok := v.RevokeText(); ok {
		t.Error("with nothing chosen there is something to revoke")
	}
	v.ChooseRow(0)
	title, body, ok := v.RevokeText()
	if !ok || !strings.Contains(title, "Billing worker") || !strings.Contains(body, "gh_live_7Kq2mZ9x") {
		t.Errorf("asked %q, %q", title, body)
	}
	v.Revoke("  ", func(err error) {
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("without a reason: %v", err)
		}
	})
	v.Revoke("leaked", func(err error) {
		if err != nil {
			t.Error(err)
		}
	})
	run.Settle()
	if h.Revoked["k2"] != "leaked" {
		t.Errorf("revoked: %v", h.Revoked)
	}
	f, _ := v.Facts()
	if f.CanRevoke || f.Reason != "leaked" || f.Status.Word != "Revoked" {
		t.Errorf("got %+v", f)
	}
	if _, _, ok := v.RevokeText(); ok {
		t.Error("a revoked key can be revoked again")
	}
}

func TestFactsOfAKeyAreInWords(t *testing.T) {
	v, _ := keysOf(t, uitest.Full())
	if _, ok := v.Facts(); ok {
		t.Error("there are facts with nothing chosen")
	}
	v.ChooseRow(0)
	f, _ := v.Facts()
	if f.Networks != "10.2.0.0/24" || f.Scopes != "billing, orders.read" || f.Digest != "3f9a71c4 … 3f9a71c4" || f.Kind != "service account" {
		t.Errorf("got %+v", f)
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
