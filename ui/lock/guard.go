// Package lock takes back what must not stay: the open vault when nobody is there, and secrets on
// the clipboard.
//
// There is no signal for "the person is gone", so everything that a person does calls
// [Guard.Touch]. Neither type knows the toolkit; time comes from the runner.
package lock

import (
	"time"

	"gatehouse/ui/runner"
)

// IdleAfter is how long a vault stays open without input, unless one chooses otherwise.
const IdleAfter = 10 * time.Minute

// A machine that slept was out of sight, however short its idle time. There is no portable signal
// for that either; the guard looks at the wall clock at every glance, and a clock that went far more
// than the glance is long was set or slept through.
const (
	glance    = 5 * time.Second
	gapBeyond = 30 * time.Second
)

// Reason says why a guard locks.
type Reason uint8

// The reasons.
const (
	Idle      Reason = iota + 1 // nothing was touched for a while
	Suspended                   // the machine slept, or its clock was moved
)

// Guard locks after a time without input, and when the machine slept.
type Guard struct {
	run   runner.Runner
	after time.Duration
	lock  func(Reason)
	busy  func() bool // true postpones locking
	last  time.Time
	seen  time.Time // the wall clock at the last glance, without its monotonic part
	stops [2]func() // of the idle timer and of the glances
}

// NewGuard makes a guard that calls lock when nothing was touched for a while, or the machine slept
// meanwhile. While busy says true an idle vault waits on; one that slept does not. With after 0 it
// never locks for idleness. It sleeps until [Guard.Start].
func NewGuard(run runner.Runner, after time.Duration, busy func() bool, lock func(Reason)) *Guard {
	return &Guard{run: run, after: after, busy: busy, lock: lock}
}

// Start begins to watch.
func (g *Guard) Start() {
	g.Stop()
	g.last, g.seen = g.run.Now(), wall(g.run.Now())
	g.wait(g.after)
	g.glance()
}

// Stop ends watching; calling it again does nothing.
func (g *Guard) Stop() {
	for i, stop := range g.stops {
		if stop != nil {
			stop()
			g.stops[i] = nil
		}
	}
}

// SetAfter changes how long a vault stays open without input; 0 = for ever. It counts from the last
// touch, also when the guard watches already.
func (g *Guard) SetAfter(d time.Duration) {
	g.after = d
	if g.stops[1] == nil {
		return // it doesn't watch
	}
	if g.stops[0] != nil {
		g.stops[0]()
		g.stops[0] = nil
	}
	g.wait(max(0, d-g.run.Now().Sub(g.last)))
}

// Touch says that somebody is there.
func (g *Guard) Touch() { g.last = g.run.Now() }

// wait looks again after d; one timer serves any number of touches.
func (g *Guard) wait(d time.Duration) {
	if g.after <= 0 {
		return
	}
	g.stops[0] = g.run.After(d, func() {
		left := g.after - g.run.Now().Sub(g.last)
		switch {
		case g.busy != nil && g.busy():
			g.wait(g.after)
		case left > 0:
			g.wait(left)
		default:
			g.end(Idle)
		}
	})
}

// glance compares the wall clock with the time that should have passed. Timers and Go's monotonic
// readings stand still while Linux sleeps; the wall clock does not, so both ends go without the
// monotonic part. A clock that was set back says nothing of sleep, but hides it: it locks too.
func (g *Guard) glance() {
	g.stops[1] = g.run.After(glance, func() {
		now := wall(g.run.Now())
		gap := now.Sub(g.seen) - glance
		g.seen = now
		if gap.Abs() > gapBeyond {
			g.end(Suspended)
			return
		}
		g.glance()
	})
}

// end stops watching and locks.
func (g *Guard) end(why Reason) {
	g.Stop()
	g.lock(why)
}

// wall is t without its monotonic part.
func wall(t time.Time) time.Time { return t.Round(0) }
