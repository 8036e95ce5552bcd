package otp_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/otp"
	"gatehouse/core/seal"
)

// seed is that of the vectors, repeated to the length of the hash.
func seed(n int) seal.Secret {
	return seal.NewSecret([]byte(strings.Repeat("1234567890", 7)[:n]))
}

func wants(t *testing.T, what string, kind fault.Kind, err error) {
	t.Helper()
	if fault.KindOf(err) != kind {
		t.Errorf("%s: got %v, want %v", what, err, kind)
	}
}

func TestCodesOfRFC4226AppendixD(t *testing.T) {
	k := otp.Key{Secret: seed(20), Digits: 6}
	for i, want := range strings.Fields("755224 287082 359152 969429 338314 254676 287922 162583 399871 520489") {
		if got, err := k.Code(otp.Step(i)); err != nil || got != want {
			t.Errorf("counter %d gives %s, %v; want %s", i, got, err, want)
		}
	}
}

func TestCodesOfRFC6238AppendixB(t *testing.T) {
	for _, c := range []struct {
		algorithm otp.Algorithm
		secret    int
		codes     string
	}{
		{otp.SHA1, 20, "94287082 07081804 14050471 89005924 69279037 65353130"},
		{otp.SHA256, 32, "46119246 68084774 67062674 91819424 90698825 77737706"},
		{otp.SHA512, 64, "90693936 25091201 99943326 93441116 38618901 47863826"},
	} {
		k := otp.Key{Secret: seed(c.secret), Algorithm: c.algorithm, Digits: 8}
		for i, want := range strings.Fields(c.codes) {
			at := []int64{59, 1111111109, 1111111111, 1234567890, 2000000000, 20000000000}[i]
			if got, err := k.Code(otp.StepAt(time.Unix(at, 0))); err != nil || got != want {
				t.Errorf("%v at %d gives %s, %v; want %s", c.algorithm, at, got, err, want)
			}
			if step, err := k.Check(want, time.Unix(at, 0), -1, otp.Usual); err != nil || step != otp.StepAt(time.Unix(at, 0)) {
				t.Errorf("%v at %d is not accepted: %v", c.algorithm, at, err)
			}
		}
	}
}

// at is a moment so many seconds into step 100.
func at(seconds float64) time.Time {
	return time.Unix(3000, 0).Add(time.Duration(seconds * float64(time.Second)))
}

func TestTheWindowIsThreeSteps(t *testing.T) {
	k := otp.Key{Secret: seed(20), Digits: 6}
	code, _ := k.Code(100)
	for _, c := range []struct {
		name   string
		now    time.Time
		window otp.Window
		ok     bool
	}{
		{"in its own step, at the beginning", at(0), otp.Usual, true},
		{"in its own step, at the end", at(29.999), otp.Usual, true},
		{"in the step after", at(30), otp.Usual, true},
		{"at the end of the step after", at(59.999), otp.Usual, true},
		{"a second before the step after ends", at(59), otp.Usual, true},
		{"two steps after", at(60), otp.Usual, false},
		{"at the end of two steps after", at(89), otp.Usual, false},
		{"in the step before", at(-1), otp.Usual, true},
		{"two steps before", at(-31), otp.Usual, false},
		{"strict: in the step before", at(-1), otp.Strict, false},
		{"strict: in its own step", at(29.999), otp.Strict, true},
		{"strict: in the step after", at(59.999), otp.Strict, true},
		{"strict: two steps after", at(60), otp.Strict, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			step, err := k.Check(code, c.now, -1, c.window)
			if c.ok && (err != nil || step != 100) {
				t.Errorf("got step %d, %v", step, err)
			}
			if !c.ok {
				wants(t, "outside the window", fault.Refused, err)
			}
		})
	}
}

func TestACodeIsAcceptedOnce(t *testing.T) {
	k := otp.Key{Secret: seed(20), Digits: 6}
	now := at(10)
	newest, _ := k.Code(101)
	code, _ := k.Code(100)
	before, _ := k.Code(99)
	last, err := k.Check(code, now, -1, otp.Usual)
	if err != nil {
		t.Fatal(err)
	}
	_, err = k.Check(code, now, last, otp.Usual)
	wants(t, "the same code again", fault.Refused, err)
	if !strings.Contains(fmt.Sprint(err), "used already") {
		t.Errorf("a used code is refused with %v", err)
	}
	_, err = k.Check(before, now, last, otp.Usual)
	wants(t, "an older code after a newer one", fault.Refused, err)
	if step, err := k.Check(newest, now, last, otp.Usual); err != nil || step != 101 {
		t.Errorf("a newer code gives %d, %v", step, err)
	}
	_, err = k.Check(code, at(40), 101, otp.Usual)
	wants(t, "a code of before, a step later", fault.Refused, err)
}

func TestWhatIsNoCodeIsInvalid(t *testing.T) {
	k := otp.Key{Secret: seed(20), Digits: 6}
	code, _ := k.Code(100)
	for _, bad := range []string{"", code[:5], code + "0", " " + code, code[:3] + " " + code[3:], "12345a", "１２３４５６", "-12345", "+12345"} {
		_, err := k.Check(bad, at(0), -1, otp.Usual)
		wants(t, fmt.Sprintf("%q", bad), fault.Invalid, err)
	}
	_, err := otp.Key{Digits: 6}.Check("123456", at(0), -1, otp.Usual)
	wants(t, "a key without a secret", fault.Invalid, err)
}

func TestKeysHaveWhatTheStandardsAsk(t *testing.T) {
	for _, c := range []struct {
		name string
		key  otp.Key
		ok   bool
	}{
		{"128 bits", otp.Key{Secret: seed(16), Digits: 6}, true},
		{"120 bits", otp.Key{Secret: seed(15), Digits: 6}, false},
		{"no secret", otp.Key{Digits: 6}, false},
		{"more than the hash is wide", otp.Key{Secret: seed(65), Digits: 6}, false},
		{"7 digits", otp.Key{Secret: seed(20), Digits: 7}, false},
		{"a million digits", otp.Key{Secret: seed(20), Digits: 1_000_000}, false},
		{"another hash", otp.Key{Secret: seed(20), Algorithm: 3, Digits: 6}, false},
	} {
		if err := c.key.Valid(); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for a, n := range map[otp.Algorithm]int{otp.SHA1: 20, otp.SHA256: 32, otp.SHA512: 64} {
		k, err := otp.NewKey(a, 6)
		if err != nil || k.Secret.Len() != n {
			t.Errorf("a new key for %v has %d bytes, %v", a, k.Secret.Len(), err)
		}
	}
	_, err := otp.NewKey(otp.SHA1, 7)
	wants(t, "a new key of 7 digits", fault.Invalid, err)
	if k, _ := otp.NewKey(otp.SHA1, 6); k.Ignoring() != nil {
		t.Error("a usual key is ignored by somebody")
	}
	if k, _ := otp.NewKey(otp.SHA256, 6); len(k.Ignoring()) == 0 {
		t.Error("nobody is said to ignore SHA256")
	}
}

func TestASecretIsInNoPrintedForm(t *testing.T) {
	k := otp.Key{Secret: seed(20), Digits: 6}
	out, err := json.Marshal(struct{ K otp.Key }{k})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{fmt.Sprintf("%v %+v %#v", k, k, k), string(out)} {
		if strings.Contains(s, "1234567890") || strings.Contains(s, "GEZDGNBV") || strings.Contains(s, "MTIzNDU2") {
			t.Errorf("the secret is in %s", s)
		}
	}
}

func TestAnotherClockIsTold(t *testing.T) {
	k := otp.Key{Secret: seed(20), Digits: 6}
	now := at(0)
	for _, c := range []struct {
		step  otp.Step
		ahead time.Duration
		ok    bool
	}{{100, 0, false}, {108, 4 * time.Minute, true}, {80, -10 * time.Minute, true}, {121, 0, false}, {79, 0, false}} {
		code, _ := k.Code(c.step)
		if ahead, ok := k.Drift(code, now); ok != c.ok || ahead != c.ahead {
			t.Errorf("a code of step %d: %v, %v", c.step, ahead, ok)
		}
	}
	if _, ok := k.Drift("12", now); ok {
		t.Error("what is no code has a drift")
	}
}

func TestNoCodeCountsWhileTheClockStandsBack(t *testing.T) {
	newest := time.Date(2026, 11, 24, 14, 5, 0, 0, time.UTC)
	if err := otp.Clock(newest.Add(-2*time.Minute), newest); err != nil {
		t.Error(err)
	}
	wants(t, "two minutes and a second back", fault.Refused, otp.Clock(newest.Add(-121*time.Second), newest))
}

func TestGuessingIsSlowedDownAndThenStopped(t *testing.T) {
	now := time.Date(2026, 11, 24, 14, 5, 0, 0, time.UTC)
	var a otp.Attempts
	for i, want := range []time.Duration{0, 0, 0, 0, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute} {
		a = a.Failure(now)
		if err := a.May(now); (want > 0) != (err != nil) {
			t.Fatalf("after %d failures: %v", i+1, err)
		}
		if want > 0 {
			if err := a.May(now.Add(want - time.Second)); err == nil {
				t.Errorf("after %d failures less than %v are enough", i+1, want)
			}
		}
		if err := a.May(now.Add(want)); err != nil {
			t.Errorf("after %d failures %v are not enough: %v", i+1, want, err)
		}
	}
	if err := a.Success().May(now); err != nil {
		t.Error(err)
	}
	for range 90 {
		a = a.Failure(now)
	}
	wants(t, "after 100 failures", fault.Refused, a.May(now.AddDate(1, 0, 0)))
}

func TestRecoveryCodesAreUsedByHand(t *testing.T) {
	codes, digests := otp.NewRecovery()
	if len(codes) != otp.RecoveryCodes || len(digests) != otp.RecoveryCodes {
		t.Fatalf("%d codes, %d digests", len(codes), len(digests))
	}
	third := string(codes[2].Expose())
	for _, typed := range []string{third, strings.ToLower(third), strings.ReplaceAll(third, "-", ""), " " + strings.ReplaceAll(third, "-", " ") + " "} {
		if i, ok := otp.MatchRecovery(typed, digests); !ok || i != 2 {
			t.Errorf("%d, %v", i, ok)
		}
	}
	left := append(digests[:2:2], digests[3:]...)
	for _, typed := range []string{third, "", third[:20], third + "A", strings.Repeat("A", 24)} {
		if i, ok := otp.MatchRecovery(typed, left); ok || i != -1 {
			t.Errorf("a code that is used or none is taken: %d", i)
		}
	}
}
