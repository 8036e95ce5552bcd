package lock_test

import (
	"testing"
	"time"

	"gatehouse/ui/lock"
	"gatehouse/ui/runner"
)

func TestTheVaultLocksWhenNobodyTouchesIt(t *testing.T) {
	run := &runner.Steps{Time: time.Unix(1000, 0)}
	locked, busy := 0, false
	g := lock.NewGuard(run, time.Minute, func() bool { return busy }, func(why lock.Reason) {
		if locked++; why != lock.Idle {
			t.Errorf("the reason is %d", why)
		}
	})
	g.Start()
	run.Advance(50 * time.Second)
	g.Touch()
	run.Advance(50 * time.Second)
	if locked != 0 {
		t.Fatal("it locked 50 seconds after the last touch")
	}
	busy = true
	run.Advance(3 * time.Minute)
	if locked != 0 {
		t.Fatal("it locked while an import ran")
	}
	busy = false
	run.Advance(2 * time.Minute)
	if locked != 1 {
		t.Fatalf("it locked %d times, want once", locked)
	}
	g.Start()
	g.Stop()
	g.Stop()
	run.Advance(time.Hour)
	if locked != 1 {
		t.Error("a stopped guard locked")
	}
}

func TestASleepLocksAndAShortHaltDoesNot(t *testing.T) {
	cases := []struct {
		name  string
		sleep time.Duration
		locks bool
	}{
		{"a halt of 20 seconds", 20 * time.Second, false},
		{"a sleep of a minute", time.Minute, true},
		{"a clock set back by an hour", -time.Hour, true},
		{"a clock corrected by a second", -time.Second, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			run := &runner.Steps{Time: time.Unix(100000, 0)}
			var why []lock.Reason
			g := lock.NewGuard(run, time.Hour, func() bool { return true }, func(r lock.Reason) { why = append(why, r) })
			g.Start()
			run.Advance(12 * time.Second)
			run.Sleep(c.sleep)
			run.Advance(20 * time.Second)
			if c.locks != (len(why) == 1 && why[0] == lock.Suspended) {
				t.Errorf("it locked for %v, want %v", why, c.locks)
			}
		})
	}
}

func TestASleepIsSeenAlsoWithoutAnIdleTime(t *testing.T) {
	run := &runner.Steps{Time: time.Unix(1000, 0)}
	locked := 0
	g := lock.NewGuard(run, 0, nil, func(lock.Reason) { locked++ })
	g.Start()
	run.Advance(24 * time.Hour)
	if locked != 0 {
		t.Fatal("never was a day")
	}
	run.Sleep(time.Minute)
	run.Advance(10 * time.Second)
	if locked != 1 {
		t.Errorf("it locked %d times, want once", locked)
	}
}

func TestTheIdleTimeChangesWhileItRuns(t *testing.T) {
	run := &runner.Steps{Time: time.Unix(1000, 0)}
	locked := 0
	g := lock.NewGuard(run, time.Hour, nil, func(lock.Reason) { locked++ })
	g.SetAfter(10 * time.Minute)
	g.Start()
	run.Advance(5 * time.Minute)
	g.SetAfter(0)
	run.Advance(time.Hour)
	if locked != 0 {
		t.Fatal("it locked although it should never")
	}
	g.Touch()
	g.SetAfter(2 * time.Minute)
	run.Advance(time.Minute)
	if locked != 0 {
		t.Fatal("it locked a minute after the touch")
	}
	run.Advance(2 * time.Minute)
	if locked != 1 {
		t.Errorf("it locked %d times, want once", locked)
	}
	g.SetAfter(time.Minute)
	run.Advance(time.Hour)
	if locked != 1 {
		t.Error("changing the time woke a guard that had locked")
	}
}

// board is a clipboard; without focus it shows nothing and takes nothing.
type board struct {
	text    string
	unfocus bool
}

func (b *board) Content() string {
	if b.unfocus {
		return ""
	}
	return b.text
}

func (b *board) SetContent(s string) {
	if !b.unfocus {
		b.text = s
	}
}

func TestASecretLeavesTheClipboard(t *testing.T) {
	run, b := &runner.Steps{Time: time.Unix(1000, 0)}, &board{}
	c := lock.NewClipboard(run, b)
	ticks := 0
	c.OnChange = func() { ticks++ }
	c.Copy("a secret")
	run.Advance(5 * time.Second)
	if b.text != "a secret" || c.Left() != 5*time.Second {
		t.Fatalf("after 5 s: %q, %v left", b.text, c.Left())
	}
	run.Advance(20 * time.Second)
	if b.text != "" || c.Left() != 0 || ticks < 10 {
		t.Errorf("after 25 s: %q, %v left, %d ticks", b.text, c.Left(), ticks)
	}
}

func TestWhatSomebodyElseCopiedStays(t *testing.T) {
	run, b := &runner.Steps{Time: time.Unix(1000, 0)}, &board{}
	c := lock.NewClipboard(run, b)
	c.Copy("a secret")
	b.text = "a shopping list"
	c.Clear()
	if b.text != "a shopping list" {
		t.Error("the guard cleared what was not its own")
	}
	b.text = "more"
	c.Clear()
	if b.text != "more" {
		t.Error("a second clear touched the clipboard")
	}
}

func TestASecretThatCouldNotBeTakenBackIsPending(t *testing.T) {
	run, b := &runner.Steps{Time: time.Unix(1000, 0)}, &board{}
	c := lock.NewClipboard(run, b)
	c.After = 30 * time.Second
	c.Copy("a secret")
	if c.Left() != 30*time.Second {
		t.Errorf("%v left, want the chosen time", c.Left())
	}
	b.unfocus = true
	run.Advance(time.Minute)
	if !c.Pending() || c.Left() != 0 || b.text != "a secret" {
		t.Fatalf("pending %v, %v left, %q", c.Pending(), c.Left(), b.text)
	}
	b.unfocus = false
	c.Retry()
	if c.Pending() || b.text != "" {
		t.Errorf("with the focus: pending %v, %q", c.Pending(), b.text)
	}
	b.text = "a shopping list"
	c.Retry()
	if b.text != "a shopping list" {
		t.Error("retrying again cleared what is not ours")
	}
}

func TestAPendingSecretThatWasReplacedIsForgotten(t *testing.T) {
	run, b := &runner.Steps{Time: time.Unix(1000, 0)}, &board{}
	c := lock.NewClipboard(run, b)
	c.Copy("a secret")
	b.unfocus = true
	c.Clear()
	b.unfocus, b.text = false, "a shopping list"
	c.Retry()
	if c.Pending() || b.text != "a shopping list" {
		t.Errorf("pending %v, %q", c.Pending(), b.text)
	}
}

func TestANewSecretTakesThePlaceOfAPendingOne(t *testing.T) {
	run, b := &runner.Steps{Time: time.Unix(1000, 0)}, &board{}
	c := lock.NewClipboard(run, b)
	c.Copy("a secret")
	b.unfocus = true
	c.Clear()
	b.unfocus = false
	c.Copy("another")
	c.Retry()
	if c.Pending() || b.text != "another" || c.Left() != lock.ClearAfter {
		t.Errorf("pending %v, %q, %v left", c.Pending(), b.text, c.Left())
	}
}
