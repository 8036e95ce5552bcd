// Package live runs work on goroutines and delivers outcomes on Fyne's thread.
//
// It is the only package that says "go" and "fyne.Do" for the desktop; see ui/runner for why.
package live

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"gatehouse/ui/runner"
)

// Runner is the Runner of the real program. The zero Runner is ready.
type Runner struct{}

// Start runs work on a goroutine of its own and then done on Fyne's thread, unless ctx is over.
func (Runner) Start(ctx context.Context, work func(context.Context) any, done func(any)) {
	go func() {
		v := work(ctx)
		fyne.Do(func() {
			if ctx.Err() == nil {
				done(v)
			}
		})
	}()
}

// After calls f on Fyne's thread when d has passed. A timer that is stopped on that thread never
// fires afterwards, even when its time had come.
func (Runner) After(d time.Duration, f func()) (stop func()) {
	stopped := false // touched on Fyne's thread only
	t := time.AfterFunc(d, func() {
		fyne.Do(func() {
			if !stopped {
				f()
			}
		})
	})
	return func() {
		stopped = true
		t.Stop()
	}
}

// Now is the real time, with the monotonic reading that makes waiting immune to a set clock.
func (Runner) Now() time.Time { return time.Now() }

var _ runner.Runner = Runner{}
