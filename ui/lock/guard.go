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

// Guard locks after a time without input.
type Guard struct {
	run   runner.Runner
	after time.Duration
	lock  func()
	busy  func() bool // true postpones locking
	last  time.Time
	stop  func()
}

// NewGuard makes a guard that calls lock when nothing was touched for a while. While busy says
// true it waits on. It sleeps until [Guard.Start].
func NewGuard(run runner.Runner, after time.Duration, busy func() bool, lock func()) *Guard {
	return &Guard{run: run, after: after, busy: busy, lock: lock}
}

// Start begins to watch.
func (g *Guard) Start() {
	g.Stop()
	g.last = g.run.Now()
	g.wait(g.after)
}

// Stop ends watching; calling it again does nothing.
func (g *Guard) Stop() {
	if g.stop != nil {
		g.stop()
		g.stop = nil
	}
}

// Touch says that somebody is there.
func (g *Guard) Touch() { g.last = g.run.Now() }

// wait looks again after d; one timer serves any number of touches.
func (g *Guard) wait(d time.Duration) {
	g.stop = g.run.After(d, func() {
		left := g.after - g.run.Now().Sub(g.last)
		switch {
		case g.busy != nil && g.busy():
			g.wait(g.after)
		case left > 0:
			g.wait(left)
		default:
			g.stop = nil
			g.lock()
		}
	})
}
