package live_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"gatehouse/ui/runner"
	"gatehouse/ui/runner/live"
)

func TestWorkRunsElsewhereAndItsOutcomeArrives(t *testing.T) {
	test.NewTempApp(t)
	type outcome struct {
		n   int
		err error
	}
	got := make(chan outcome, 1)
	runner.Go(live.Runner{}, t.Context(), func(context.Context) (int, error) { return 7, errors.New("half") }, func(n int, err error) { got <- outcome{n, err} })
	if o := <-got; o.n != 7 || o.err == nil {
		t.Errorf("got %+v", o)
	}
}

func TestACancelledAskerIsNotCalled(t *testing.T) {
	test.NewTempApp(t)
	ctx, cancel := context.WithCancel(t.Context())
	worked := make(chan bool)
	runner.Go(live.Runner{}, ctx, func(context.Context) (int, error) { cancel(); close(worked); return 0, nil }, func(int, error) { t.Error("it was called") })
	<-worked
	next := make(chan bool)
	runner.Post(live.Runner{}, t.Context(), func() { close(next) })
	<-next
}

func TestTimersFireUnlessStopped(t *testing.T) {
	test.NewTempApp(t)
	r := live.Runner{}
	stop := r.After(time.Hour, func() { t.Error("a stopped timer fired") })
	stop()
	fired := make(chan bool)
	r.After(time.Millisecond, func() { close(fired) })
	<-fired
	if r.Now().IsZero() {
		t.Error("there is no time")
	}
}
