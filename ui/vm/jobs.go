package vm

import (
	"context"
	"strconv"

	"gatehouse/core/job"
	"gatehouse/ui/runner"
)

// Jobs runs long work that goes on while one looks at other pages. Done is called on the drawing
// thread, with [context.Canceled] in its error when the work was stopped.
type Jobs interface {
	Start(title string, run func(context.Context, job.Report) error, done func(error)) (id string)
	// Cancel asks a job to stop; it ends when its work has been undone.
	Cancel(id string)
}

// ownJobs runs long work by the runner alone. The title and the reports are for nobody else.
type ownJobs struct {
	run     runner.Runner
	last    int
	cancels map[string]context.CancelFunc
}

// NewJobs makes jobs that run by a runner, where there is no desk that shows them.
func NewJobs(run runner.Runner) Jobs {
	return &ownJobs{run: run, cancels: map[string]context.CancelFunc{}}
}

// Start implements Jobs.
func (j *ownJobs) Start(_ string, run func(context.Context, job.Report) error, done func(error)) string {
	j.last++
	id := strconv.Itoa(j.last)
	ctx, cancel := context.WithCancel(context.Background())
	j.cancels[id] = cancel
	runner.Go(j.run, context.Background(), func(context.Context) (struct{}, error) {
		return struct{}{}, run(ctx, func(job.Progress) {})
	}, func(_ struct{}, err error) {
		delete(j.cancels, id)
		cancel()
		done(err)
	})
	return id
}

// Cancel implements Jobs.
func (j *ownJobs) Cancel(id string) {
	if cancel := j.cancels[id]; cancel != nil {
		cancel()
	}
}
