package vm

import (
	"context"
	"strconv"

	"time"

	"gatehouse/core/job"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// JobList is the long work of an open vault as the desktop shows it: it is the [Jobs] of every page,
// and outlives them all.
type JobList struct {
	OnChange func() // something began, moved or ended

	run   runner.Runner
	desk  *job.Desk
	ctx   context.Context
	done  map[job.ID]func(error)
	after func() // waits until nothing runs
}

// NewJobList shows the work of a desk.
func NewJobList(run runner.Runner, desk *job.Desk) *JobList {
	return &JobList{run: run, desk: desk, done: map[job.ID]func(error){}}
}

// Follow begins to follow the desk; ctx ends with the vault.
func (v *JobList) Follow(ctx context.Context) {
	v.ctx = ctx
	context.AfterFunc(ctx, v.desk.Changes.Subscribe(func(j job.Job) { runner.Post(v.run, ctx, func() { v.moved(j) }) }))
}

// moved takes over a notice of the desk.
func (v *JobList) moved(j job.Job) {
	if j.State != job.Running {
		if done := v.done[j.ID]; done != nil {
			delete(v.done, j.ID)
			done(j.Err)
		}
	}
	if v.OnChange != nil {
		v.OnChange()
	}
	if v.after != nil && v.Running() == 0 {
		then := v.after
		v.after = nil
		then()
	}
}

// Start implements [Jobs]; done is told on the drawing thread how the work ended.
func (v *JobList) Start(title string, work func(context.Context, job.Report) error, done func(error)) string {
	id := v.desk.Start(v.ctx, title, work)
	v.done[id] = done
	if v.OnChange != nil {
		v.OnChange()
	}
	return strconv.FormatInt(int64(id), 10)
}

// Cancel implements [Jobs].
func (v *JobList) Cancel(id string) {
	if n, err := strconv.ParseInt(id, 10, 64); err == nil {
		v.desk.Cancel(job.ID(n))
	}
}

// Running is how much work runs.
func (v *JobList) Running() (n int) {
	for _, j := range v.desk.List() {
		if j.State == job.Running {
			n++
		}
	}
	return n
}

// Title names the work that runs.
func (v *JobList) Title() string {
	for _, j := range v.desk.List() {
		if j.State == job.Running {
			return j.Title
		}
	}
	return ""
}

// StopAll stops what runs, and calls then when nothing does any more.
func (v *JobList) StopAll(then func()) {
	if v.Running() == 0 {
		then()
		return
	}
	v.after = then
	for _, j := range v.desk.List() {
		if j.State == job.Running {
			v.desk.Cancel(j.ID)
		}
	}
}

// JobRow is one piece of work in words. Fraction is below 0 while its total isn't known.
type JobRow struct {
	ID, Title, Label, Percent, Left, When string
	Fraction                              float64
	State                                 tone.Mark
	CanCancel                             bool
}

// Rows are the work that runs and what ended last, newest first.
func (v *JobList) Rows() []JobRow {
	var rows []JobRow
	for _, j := range v.desk.List() {
		rows = append(rows, v.row(j))
	}
	return rows
}

func (v *JobList) row(j job.Job) JobRow {
	r := JobRow{ID: strconv.FormatInt(int64(j.ID), 10), Title: Escaped([]byte(j.Title)), Label: j.Progress.Label, Fraction: -1, CanCancel: j.State == job.Running}
	if t := j.Progress.Total; t > 0 {
		r.Fraction = min(1, float64(j.Progress.Done)/float64(t))
		r.Percent = say.L("{{.N}} %", say.V{"N": int(r.Fraction * 100)})
		if spent := v.run.Now().Sub(j.Started); j.State == job.Running && spent > time.Second && r.Fraction > 0.01 {
			r.Left = leftWords(time.Duration(float64(spent) * (1 - r.Fraction) / r.Fraction))
		}
	}
	if !j.Ended.IsZero() {
		r.When = Distance(j.Ended, v.run.Now())
	}
	r.State = jobMarks[j.State]
	r.State.Word = say.Of(r.State.Word)
	return r
}

var jobMarks = map[job.State]tone.Mark{
	job.Running: {Tone: tone.Info, Icon: "refresh-cw", Word: say.Key("Running")}, job.Done: {Tone: tone.Ok, Icon: "circle-check", Word: say.Key("Done")},
	job.Failed: {Tone: tone.Danger, Icon: "circle-x", Word: say.Key("Failed")}, job.Cancelled: {Tone: tone.Neutral, Icon: "ban", Word: say.Key("Stopped")},
}

var _ Jobs = (*JobList)(nil)
