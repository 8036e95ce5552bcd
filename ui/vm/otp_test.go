package vm_test

import (
	"strings"
	"testing"
	"time"

	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

func TestTheRestOfAHalfMinuteIsCounted(t *testing.T) {
	at := time.Date(2026, 11, 24, 14, 5, 0, 0, time.UTC)
	for _, c := range []struct {
		in   time.Duration
		says string
		over float64
	}{{0, "A new code in 30 s", 0}, {time.Second, "A new code in 29 s", 1.0 / 30}, {29 * time.Second, "A new code in 1 s", 29.0 / 30}, {29_999 * time.Millisecond, "A new code in 1 s", 0.99996}, {30 * time.Second, "A new code in 30 s", 0}} {
		if words, over := vm.NextCode(at.Add(c.in)); words != c.says || over < c.over-0.001 || over > c.over+0.001 {
			t.Errorf("after %v: %s, %v", c.in, words, over)
		}
	}
}

func TestOnlyWhatEveryAuthenticatorComputesHasNoWarning(t *testing.T) {
	for _, c := range []struct {
		form vm.OTPForm
		warn bool
	}{
		{vm.OTPForm{Algorithm: "SHA1", Digits: 6}, false}, {vm.OTPForm{Algorithm: "SHA1", Digits: 8}, true}, {vm.OTPForm{Algorithm: "SHA256", Digits: 6}, true}, {vm.OTPForm{Algorithm: "SHA512", Digits: 8}, true},
		{vm.OTPForm{Import: true, Algorithm: "SHA256", Digits: 8}, false},
	} {
		if got := c.form.Warning(); strings.Contains(got, "Authy") != c.warn {
			t.Errorf("%+v: %q", c.form, got)
		}
	}
}

func TestALockThatIsOverIsNotTold(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewPrincipals(run, h), run)
	v.Choose("p8")
	if f := v.OTPFacts(); f.Mark.Word != "Locked" || f.Locked.Word != "Locked after 6 wrong codes until 14:07:00." || f.Recovery != "No recovery codes" || f.Devices[0].Tip == "" {
		t.Errorf("got %+v", f)
	}
	run.Time = run.Time.Add(3 * time.Minute)
	if f := v.OTPFacts(); f.Mark.Word != "Enrolled" || !f.Locked.IsZero() {
		t.Errorf("three minutes later: %+v", f)
	}
	h.Enrolled[1].Until = time.Time{}
	v.Reload()
	run.Settle()
	if f := v.OTPFacts(); f.Locked.Word != "Locked after 6 wrong codes until it is reset." {
		t.Errorf("for good: %+v", f)
	}
}

func TestASecondDeviceHasAnotherNameAndNeedsThePassword(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewPrincipals(run, h), run)
	v.Choose("p7")
	w, ok := v.EnrolOTP()
	if !ok || !w.NeedsProof() || w.Form().Name != "Phone 2" {
		t.Errorf("%v, needs the password: %v, named %q", ok, w.NeedsProof(), w.Form().Name)
	}
	f := w.Form()
	f.Name = "Phone"
	w.Make(f)
	run.Settle()
	if w.Step() != vm.OTPChoose || w.Err() == nil {
		t.Errorf("a name twice leads to step %d, %v", w.Step(), w.Err())
	}
	w.Make(w.Form())
	run.Settle()
	w.Confirm(uitest.RightCode)
	run.Settle()
	if w.Step() != vm.OTPDone || w.Codes() != nil || w.Made().Secret != "" {
		t.Errorf("who has recovery codes keeps them: step %d, %d codes", w.Step(), len(w.Codes()))
	}
	v.Choose("p1")
	w, _ = v.EnrolOTP()
	if w.NeedsProof() {
		t.Error("a first device needs the password")
	}
	w.Make(w.Form())
	run.Settle()
	h.Stale = true
	w.Confirm(uitest.RightCode)
	run.Settle()
	if w.Step() != vm.OTPCodes || w.Err() == nil {
		t.Errorf("step %d, %v", w.Step(), w.Err())
	}
	h.Stale = false
	w.MakeCodes()
	run.Settle()
	if len(w.Codes()) != 10 || w.Err() != nil {
		t.Errorf("%d codes, %v", len(w.Codes()), w.Err())
	}
	if w.Finish(); w.Codes() != nil {
		t.Error("the codes stay")
	}
}

func TestARoundEnrolsThoseWhoHaveNone(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewPrincipals(run, h), run)
	v.LookFor("")
	v.SelectAll()
	r, ok := v.EnrolRound()
	if !ok || !v.CanEnrol() {
		t.Fatal("nobody can be enrolled")
	}
	w, ok := r.Next()
	if all := r.Place(); !ok || !strings.HasPrefix(all, "1 of ") || w.NeedsProof() || !r.More() {
		t.Fatalf("it begins with %v, needs the password: %v", all, w.NeedsProof())
	}
	first := w.Who()
	w.Make(w.Form())
	run.Settle()
	w.Confirm(uitest.RightCode)
	run.Settle()
	if len(w.Codes()) != 10 {
		t.Fatalf("%d codes, %v", len(w.Codes()), w.Err())
	}
	w.Finish()
	seen := map[string]bool{first: true}
	for w, ok = r.Next(); ok; w, ok = r.Next() { // all others are passed over
		if seen[w.Who()] || w.NeedsProof() {
			t.Errorf("%s comes again, or has a device", w.Who())
		}
		seen[w.Who()] = true
	}
	text, left := r.Finish()
	if !strings.HasPrefix(text, "1 of ") || !strings.HasSuffix(text, "2 had a device already.") || !left || r.More() {
		t.Errorf("%q, some are left: %v", text, left)
	}
	r, _ = v.EnrolRound()
	if w, _ = r.Next(); seen[first] && w.Who() == first {
		t.Error("who is enrolled comes again in the next round")
	}
	v.ClearSelection()
	v.Choose("p7")
	if r, ok = v.EnrolRound(); !ok {
		t.Fatal("who has a device gets no other one")
	}
	if w, _ = r.Next(); !w.NeedsProof() || r.Place() != "" || r.More() {
		t.Errorf("a round of one says %q", r.Place())
	}
	if text, left := r.Finish(); text != "" || left {
		t.Errorf("a round of one sums up: %q", text)
	}
}
