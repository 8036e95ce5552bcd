// Package job describes long work: how far it is, and how it is stopped.
//
// A service that runs for long takes a context (cancel it to stop) and a report function. It calls
// report as often as it likes; whoever shows the progress wraps it in [Throttle], so that a screen
// or a terminal sees at most ten reports a second and always the last one.
//
// A [Desk] runs such work on goroutines of its own, remembers how each piece ended, and tells
// whoever listens through a topic of package event. It knows nothing of what the work does, keeps
// nothing on disk, and has no queue: what is started runs.
//
//	desk := job.NewDesk(time.Now)
//	id := desk.Start(ctx, "Importing access.log", func(ctx context.Context, report job.Report) error {
//		return logs.Import(ctx, file, report)
//	})
//	desk.Cancel(id)
package job

import (
	"sync"
	"time"
)

// Progress says how far a job is.
type Progress struct {
	Step, Steps int    // 1-based step of how many; 0 of 0 when the work is one step
	Label       string // what is being done, in words
	Done, Total int64  // units of this step (bytes, rows); Total 0 when it isn't known
}

// Report receives progress. A nil Report is allowed wherever one is taken.
type Report func(Progress)

// Interval is the shortest time between two reports that [Throttle] lets through.
const Interval = 100 * time.Millisecond

// Throttle returns a report that passes on at most one progress each [Interval], and a flush that
// passes on the last one held back. Both are safe for use by several goroutines. A nil r gives
// functions that do nothing.
func Throttle(r Report, now func() time.Time) (report Report, flush func()) {
	if r == nil {
		return func(Progress) {}, func() {}
	}
	var (
		mu   sync.Mutex
		last time.Time
		held *Progress
	)
	report = func(p Progress) {
		mu.Lock()
		defer mu.Unlock()
		if t := now(); last.IsZero() || t.Sub(last) >= Interval {
			last, held = t, nil
			r(p)
			return
		}
		held = &p
	}
	flush = func() {
		mu.Lock()
		defer mu.Unlock()
		if held != nil {
			p := *held
			last, held = now(), nil
			r(p)
		}
	}
	return report, flush
}
