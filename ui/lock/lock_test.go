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
	g := lock.NewGuard(run, time.Minute, func() bool { return busy }, func() { locked++ })
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

type board struct{ text string }

func (b *board) Content() string     { return b.text }
func (b *board) SetContent(s string) { b.text = s }

func TestASecretLeavesTheClipboard(t *testing.T) {
	run, b := &runner.Steps{Time: time.Unix(1000, 0)}, &board{}
	c := lock.NewClipboard(run, b)
	ticks := 0
	c.OnChange = func() { ticks++ }
	c.Copy("a secret")
	run.Advance(5 * time.Second)
	if b.text != "a secret" || c.Left() != 15*time.Second {
		t.Fatalf("after 5 s: %q, %v left", b.text, c.Left())
	}
	run.Advance(20 * time.Second)
	if b.text != "" || c.Left() != 0 || ticks < 15 {
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
