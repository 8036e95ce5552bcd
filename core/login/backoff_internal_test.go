package login

import (
	"strings"
	"testing"
	"time"
)

func TestWrongPasswordsCostMoreAndMore(t *testing.T) {
	now := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	var c backoff
	for range freeFailures - 1 {
		c = backoffOf(c.fail(now).bytes())
		if err := c.check(now); err != nil {
			t.Fatalf("after %d failures: %v", c.Failures, err)
		}
	}
	for i, want := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute} {
		c = backoffOf(c.fail(now).bytes())
		if err := c.check(now.Add(want - time.Second)); err == nil || !strings.Contains(err.Error(), "in 1s") {
			t.Errorf("failure %d: a second too early gives %v", freeFailures+i, err)
		}
		if err := c.check(now.Add(want)); err != nil {
			t.Errorf("failure %d: after %v: %v", freeFailures+i, want, err)
		}
		if err := c.check(now.Add(-time.Hour)); err == nil {
			t.Errorf("failure %d: a clock put back lets in", freeFailures+i)
		}
	}
}

func TestACounterThatCannotBeReadIsNoFailures(t *testing.T) {
	for _, b := range []string{"", "x", `{"failures":-3}`, `[]`} {
		if c := backoffOf([]byte(b)); c.Failures != 0 {
			t.Errorf("%q gives %+v", b, c)
		}
	}
}
