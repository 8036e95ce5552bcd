package job_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gatehouse/core/job"
)

// heard collects the notices of a desk.
type heard struct {
	mu  sync.Mutex
	all []job.Job
}

func listen(d *job.Desk) *heard {
	h := new(heard)
	d.Changes.Subscribe(func(j job.Job) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.all = append(h.all, j)
	})
	return h
}

func (h *heard) jobs() []job.Job {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]job.Job(nil), h.all...)
}

func mustGet(t *testing.T, d *job.Desk, id job.ID) job.Job {
	t.Helper()
	j, ok := d.Get(id)
	if !ok {
		t.Fatalf("the desk does not know job %d", id)
	}
	return j
}

// untilCancelled is work that only stops when it is told to.
func untilCancelled(ctx context.Context, _ job.Report) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestAJobEndsAsItsWorkDoes(t *testing.T) {
	broken := errors.New("line 812 is broken")
	cases := []struct {
		name   string
		work   func(context.Context, job.Report) error
		cancel bool
		state  job.State
		err    error
	}{
		{"work that returns is done", func(context.Context, job.Report) error { return nil }, false, job.Done, nil},
		{"work that errs failed", func(context.Context, job.Report) error { return broken }, false, job.Failed, broken},
		{"work that stops when told to is cancelled", untilCancelled, true, job.Cancelled, context.Canceled},
		{"work that ends well although it was told to stop is done", func(ctx context.Context, _ job.Report) error { <-ctx.Done(); return nil }, true, job.Done, nil},
		{"work that ends by itself with a foreign cancellation failed", func(context.Context, job.Report) error { return context.Canceled }, false, job.Failed, context.Canceled},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := job.NewDesk(time.Now)
				begin := time.Now()
				id := d.Start(t.Context(), "a title", func(ctx context.Context, r job.Report) error {
					time.Sleep(time.Minute)
					return c.work(ctx, r)
				})
				if j := mustGet(t, d, id); j.State != job.Running || j.Title != "a title" || !j.Started.Equal(begin) || !j.Ended.IsZero() {
					t.Errorf("at the start it is %+v", j)
				}
				time.Sleep(2 * time.Minute)
				if c.cancel {
					d.Cancel(id)
				}
				synctest.Wait()
				j := mustGet(t, d, id)
				if j.State != c.state || j.Err != c.err || j.Ended.IsZero() {
					t.Errorf("it ended as %v, %v at %v; want %v, %v", j.State, j.Err, j.Ended, c.state, c.err)
				}
				d.Cancel(id)
				if mustGet(t, d, id) != j {
					t.Error("cancelling what is over changed it")
				}
			})
		})
	}
}

func TestNoticesAreFewAndHoldTheFirstAndTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := job.NewDesk(time.Now)
		h := listen(d)
		d.Start(t.Context(), "counting", func(_ context.Context, report job.Report) error {
			for i := range int64(2000) {
				report(job.Progress{Done: i + 1, Total: 2000})
				time.Sleep(time.Millisecond)
			}
			return nil
		})
		time.Sleep(3 * time.Second)
		all := h.jobs()
		first, last := all[0], all[len(all)-1]
		if first.State != job.Running || first.Progress.Done != 0 {
			t.Errorf("the first notice is %+v", first)
		}
		if last.State != job.Done || last.Progress.Done != 2000 {
			t.Errorf("the last notice is %+v", last)
		}
		if len(all) < 15 || len(all) > 22 {
			t.Errorf("%d notices in 2 s, want about 20", len(all))
		}
		for i := range all[1:] {
			if all[i+1].Progress.Done < all[i].Progress.Done {
				t.Errorf("notice %d goes back", i+1)
			}
		}
	})
}

func TestTheNewestReportComesOutWhenWorkFallsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := job.NewDesk(time.Now)
		h := listen(d)
		id := d.Start(t.Context(), "two steps", func(ctx context.Context, report job.Report) error {
			report(job.Progress{Label: "reading"})
			report(job.Progress{Label: "writing"})
			return untilCancelled(ctx, report)
		})
		time.Sleep(time.Second)
		all := h.jobs()
		if got := all[len(all)-1].Progress.Label; got != "writing" || len(all) != 2 {
			t.Errorf("after a second of silence the newest of %d notices says %q", len(all), got)
		}
		d.Cancel(id)
	})
}

func TestALateReportChangesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := job.NewDesk(time.Now)
		h := listen(d)
		var kept job.Report
		id := d.Start(t.Context(), "leaky", func(_ context.Context, report job.Report) error { kept = report; return nil })
		synctest.Wait()
		kept(job.Progress{Done: 99})
		time.Sleep(time.Second)
		if n := len(h.jobs()); n != 2 || mustGet(t, d, id).Progress.Done != 0 {
			t.Errorf("%d notices, %+v", n, mustGet(t, d, id))
		}
	})
}

func TestAJobSurvivesWhoeverStartedIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := job.NewDesk(time.Now)
		ctx, leave := context.WithCancel(t.Context())
		id := d.Start(ctx, "import", func(ctx context.Context, _ job.Report) error {
			time.Sleep(time.Minute)
			return ctx.Err()
		})
		leave()
		time.Sleep(2 * time.Minute)
		if j := mustGet(t, d, id); j.State != job.Done {
			t.Errorf("the page went and the job is %v", j.State)
		}
	})
}

func TestAPanicIsAFailureWithAReference(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	defer slog.SetDefault(before)
	synctest.Test(t, func(t *testing.T) {
		d := job.NewDesk(time.Now)
		id := d.Start(t.Context(), "bad", func(context.Context, job.Report) error { panic("hunter2") })
		synctest.Wait()
		j := mustGet(t, d, id)
		if j.State != job.Failed || strings.Contains(j.Err.Error(), "hunter2") {
			t.Fatalf("it is %v: %v", j.State, j.Err)
		}
		_, ref, ok := strings.Cut(j.Err.Error(), "reference ")
		if !ok || !strings.Contains(log.String(), ref) {
			t.Errorf("reference %q is not in the log %q", ref, log.String())
		}
	})
}

func TestTheListHoldsWhatRunsAndTheLastThatEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := job.NewDesk(time.Now)
		long := d.Start(t.Context(), "long", untilCancelled)
		for range job.Remembered + 5 {
			d.Start(t.Context(), "short", func(context.Context, job.Report) error { return nil })
			synctest.Wait()
		}
		longer := d.Start(t.Context(), "longer", untilCancelled)
		all := d.List()
		if len(all) != 2+job.Remembered || all[0].ID != long || all[1].ID != longer {
			t.Fatalf("%d jobs, the first are %d and %d", len(all), all[0].ID, all[1].ID)
		}
		if all[2].ID != longer-1 || all[len(all)-1].ID != longer-job.Remembered {
			t.Errorf("ended are %d to %d", all[2].ID, all[len(all)-1].ID)
		}
		if _, ok := d.Get(2); ok {
			t.Error("the oldest job is still known")
		}
		if err := d.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestClosingStopsEverythingAndWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := job.NewDesk(time.Now)
		slow := func(ctx context.Context, r job.Report) error {
			err := untilCancelled(ctx, r)
			time.Sleep(10 * time.Second) // taking back half an import
			return err
		}
		a, b := d.Start(t.Context(), "a", slow), d.Start(t.Context(), "b", slow)
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := d.Close(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("closing with little patience: %v", err)
		}
		if err := d.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if mustGet(t, d, a).State != job.Cancelled || mustGet(t, d, b).State != job.Cancelled {
			t.Errorf("after closing: %+v", d.List())
		}
		late := d.Start(t.Context(), "late", func(context.Context, job.Report) error { t.Error("it ran"); return nil })
		synctest.Wait()
		if mustGet(t, d, late).State != job.Cancelled {
			t.Error("a closed desk started a job")
		}
	})
}

func TestADeskIsSafeForManyHands(t *testing.T) {
	d := job.NewDesk(time.Now)
	d.Changes.Subscribe(func(j job.Job) { d.List(); d.Get(j.ID) })
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				id := d.Start(t.Context(), "work", func(ctx context.Context, report job.Report) error {
					var reporters sync.WaitGroup
					for n := range int64(3) {
						reporters.Go(func() { report(job.Progress{Done: n}) })
					}
					reporters.Wait()
					return untilCancelled(ctx, report)
				})
				d.Cancel(id)
			}
		})
	}
	all.Wait()
	if err := d.Close(t.Context()); err != nil {
		t.Error(err)
	}
	for _, j := range d.List() {
		if j.State != job.Cancelled {
			t.Errorf("job %d is %v", j.ID, j.State)
		}
	}
}
