package runner

import (
	"context"
	"time"
)

// Steps is a Runner for tests: nothing happens until [Steps.Step] or [Steps.Settle] is called, all on the
// test's own goroutine, and time stands still until [Steps.Advance].
type Steps struct {
	Time   time.Time // what Now answers
	queue  []step
	timers []*timer
}

type step struct {
	ctx  context.Context
	work func(context.Context) any
	done func(any)
}

type timer struct {
	at      time.Time
	f       func()
	stopped bool
}

// Start queues the work.
func (s *Steps) Start(ctx context.Context, work func(context.Context) any, done func(any)) {
	s.queue = append(s.queue, step{ctx, work, done})
}

// Now answers the fixed time.
func (s *Steps) Now() time.Time { return s.Time }

// After remembers f for [Steps.Advance].
func (s *Steps) After(d time.Duration, f func()) (stop func()) {
	t := &timer{at: s.Time.Add(d), f: f}
	s.timers = append(s.timers, t)
	return func() { t.stopped = true }
}

// Waiting is the number of pieces of work that were started and not yet stepped.
func (s *Steps) Waiting() int { return len(s.queue) }

// Step runs the piece of work at place i of the queue and delivers its outcome. It reports false
// when there is none, so that tests can let replies arrive out of order.
func (s *Steps) Step(i int) bool {
	if i < 0 || i >= len(s.queue) {
		return false
	}
	p := s.queue[i]
	s.queue = append(s.queue[:i:i], s.queue[i+1:]...)
	v := p.work(p.ctx)
	if p.ctx.Err() == nil {
		p.done(v)
	}
	return true
}

// Settle steps until nothing waits, also through work that new outcomes started.
func (s *Steps) Settle() {
	for s.Step(0) {
	}
}

// Sleep moves the clock on by d and calls no timer: the machine was suspended, and what was left to
// wait is still left to wait.
func (s *Steps) Sleep(d time.Duration) {
	s.Time = s.Time.Add(d)
	for _, t := range s.timers {
		t.at = t.at.Add(d)
	}
}

// Advance moves time on by d and calls the timers that are due, earliest first.
func (s *Steps) Advance(d time.Duration) {
	end := s.Time.Add(d)
	for {
		due := -1
		for i, t := range s.timers {
			if !t.stopped && !t.at.After(end) && (due < 0 || t.at.Before(s.timers[due].at)) {
				due = i
			}
		}
		if due < 0 {
			break
		}
		t := s.timers[due]
		s.timers = append(s.timers[:due:due], s.timers[due+1:]...)
		if t.at.After(s.Time) {
			s.Time = t.at
		}
		t.f()
	}
	s.Time = end
}

var _ Runner = (*Steps)(nil)
