package job

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"gatehouse/core/event"
)

// ID names a job of one [Desk]; a desk never gives one out twice. The zero ID names none.
type ID int64

// State says whether a job runs, and how it ended when it does not.
type State uint8

// The states. A job is running once and then one of the others for good.
const (
	Running State = iota + 1
	Done
	Failed
	Cancelled
)

var stateNames = [...]string{Running: "running", Done: "done", Failed: "failed", Cancelled: "cancelled"}

// String returns the state in a word.
func (s State) String() string {
	if int(s) < len(stateNames) && s > 0 {
		return stateNames[s]
	}
	return fmt.Sprintf("state %d", uint8(s))
}

// Job is a picture of one job at one moment; it does not change by itself.
type Job struct {
	ID       ID
	Title    string // what is done, in words
	State    State
	Progress Progress // the newest report
	Started  time.Time
	Ended    time.Time // zero while it runs
	Err      error     // why it failed, or what it said when it was cancelled; nil otherwise
}

// Remembered is how many jobs that ended a [Desk] keeps: a screenful.
const Remembered = 20

// Desk runs jobs. Its methods are safe for use by several goroutines.
//
// A job belongs to the desk and not to whoever started it: the end of the context that was given
// to Start does not stop it, so it survives the page it was started from by construction. Only
// Cancel and Close stop a job. Whoever owns the desk closes it before it takes away what jobs
// work on.
type Desk struct {
	// Changes says what became of a job: one notice when it starts, at most ten a second while it
	// reports, one when it ended. The notices of one job come in order. Handlers run on the
	// goroutine of the job (of the first notice: of Start) and may call the desk, but hold the job
	// up while they run.
	Changes *event.Topic[Job]
	// Run starts work; nil gives each job a goroutine of its own. A test that wants everything on
	// its own goroutine sets it; reports that are held back then wait for the next one.
	Run func(work func())

	now func() time.Time

	mu      sync.Mutex
	last    ID
	running []*post // in the order of their start
	ended   []Job   // the newest first, at most Remembered
	closed  bool
}

// post is one job at work. The desk's lock guards job.
type post struct {
	job    Job
	cancel context.CancelFunc
	over   chan struct{} // closed after the last notice
}

// NewDesk makes a desk that reads the time from now.
func NewDesk(now func() time.Time) *Desk {
	return &Desk{Changes: new(event.Topic[Job]), now: now}
}

// Start runs work on a goroutine of its own and returns at once. Of ctx only the values are used,
// not its end. Work is done when it returns nil; when it returns an error it is cancelled if it was
// told to stop, and else failed. A panic becomes an error with a reference to the log. On a closed
// desk work is not run, and the job is cancelled from the beginning.
func (d *Desk) Start(ctx context.Context, title string, work func(context.Context, Report) error) ID {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	p := &post{cancel: cancel, over: make(chan struct{})}
	d.mu.Lock()
	d.last++
	id := d.last
	p.job = Job{ID: id, Title: title, State: Running, Started: d.now()}
	d.running = append(d.running, p)
	closed := d.closed
	d.mu.Unlock()
	if closed {
		cancel()
		d.end(ctx, p, context.Canceled)
		return id
	}
	report, flush := Throttle(func(Progress) { d.tell(p) }, d.now)
	report(Progress{})
	if d.Run != nil {
		d.Run(func() { d.work(ctx, p, work, report, flush) })
	} else {
		go func() {
			defer every(Interval, flush)()
			d.work(ctx, p, work, report, flush)
		}()
	}
	return id
}

// work runs one job to its end.
func (d *Desk) work(ctx context.Context, p *post, work func(context.Context, Report) error, report Report, flush func()) {
	err := guarded(ctx, work, func(now Progress) {
		if d.note(p, now) {
			report(now)
		}
	})
	d.end(ctx, p, err)
}

// note keeps the newest progress; false when the job is over, and whoever still reports is late.
func (d *Desk) note(p *post, now Progress) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p.job.State != Running {
		return false
	}
	p.job.Progress = now
	return true
}

// tell publishes how a running job stands; nothing once it is over.
func (d *Desk) tell(p *post) {
	d.mu.Lock()
	j := p.job
	d.mu.Unlock()
	if j.State == Running {
		d.Changes.Publish(j)
	}
}

// end files a job under those that ended, and says so.
func (d *Desk) end(ctx context.Context, p *post, err error) {
	d.mu.Lock()
	p.job.Ended, p.job.Err = d.now(), err
	switch {
	case err == nil:
		p.job.State = Done
	case ctx.Err() != nil:
		p.job.State = Cancelled
	default:
		p.job.State = Failed
	}
	j := p.job
	d.running = slices.DeleteFunc(d.running, func(o *post) bool { return o == p })
	d.ended = slices.Insert(d.ended, 0, j)
	d.ended = d.ended[:min(len(d.ended), Remembered)]
	d.mu.Unlock()
	p.cancel()
	d.Changes.Publish(j)
	close(p.over)
}

// Cancel tells a job to stop; it has when its last notice came. A job that is over or unknown stays
// as it is.
func (d *Desk) Cancel(id ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range d.running {
		if p.job.ID == id {
			p.cancel()
		}
	}
}

// List returns the running jobs in the order of their start, and then the last [Remembered] that
// ended, the newest first.
func (d *Desk) List() []Job {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := make([]Job, 0, len(d.running)+len(d.ended))
	for _, p := range d.running {
		all = append(all, p.job)
	}
	return append(all, d.ended...)
}

// Get returns a job by its id; false when the desk does not know it, or no longer.
func (d *Desk) Get(id ID) (Job, bool) {
	all := d.List()
	i := slices.IndexFunc(all, func(j Job) bool { return j.ID == id })
	if i < 0 {
		return Job{}, false
	}
	return all[i], true
}

// Close cancels every job and waits until they ended, or until ctx is over, and then returns its
// error. A closed desk starts nothing any more; closing it again waits for what still runs.
func (d *Desk) Close(ctx context.Context) error {
	d.mu.Lock()
	d.closed = true
	waiting := slices.Clone(d.running)
	for _, p := range waiting {
		p.cancel()
	}
	d.mu.Unlock()
	for _, p := range waiting {
		select {
		case <-p.over:
		case <-ctx.Done():
			return fmt.Errorf("waiting for %q to stop: %w", p.job.Title, ctx.Err())
		}
	}
	return nil
}
