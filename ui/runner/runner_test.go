package runner_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"gatehouse/ui/runner"
)

func number(n int) func(context.Context) (int, error) {
	return func(context.Context) (int, error) { return n, nil }
}

func TestOutcomesArriveInTheOrderOfTheirSteps(t *testing.T) {
	var s runner.Steps
	var got []int
	for n := range 3 {
		runner.Go(&s, t.Context(), number(n), func(v int, err error) { got = append(got, v) })
	}
	if s.Waiting() != 3 || len(got) != 0 {
		t.Fatalf("work ran before it was stepped: %v", got)
	}
	s.Step(2)
	s.Settle()
	if len(got) != 3 || got[0] != 2 || got[1] != 0 || got[2] != 1 {
		t.Errorf("got %v, want 2 0 1", got)
	}
}

func TestAGoneAskerHearsNothing(t *testing.T) {
	var s runner.Steps
	ctx, cancel := context.WithCancel(t.Context())
	runner.Go(&s, ctx, number(1), func(int, error) { t.Error("a cancelled page was called") })
	cancel()
	s.Settle()
}

func TestAnErrorArrivesAsItIs(t *testing.T) {
	var s runner.Steps
	want := errors.New("no such key")
	var got error
	runner.Go(&s, t.Context(), func(context.Context) (string, error) { return "", want }, func(_ string, err error) { got = err })
	s.Settle()
	if got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestPanickingWorkBecomesAnErrorWithAReference(t *testing.T) {
	var s runner.Steps
	var got error
	runner.Go(&s, t.Context(), func(context.Context) (int, error) { panic("the secret is hunter2") }, func(_ int, err error) { got = err })
	s.Settle()
	if got == nil || !strings.Contains(got.Error(), "reference") || strings.Contains(got.Error(), "hunter2") {
		t.Errorf("got %v, want an error with a reference and nothing of the panic", got)
	}
}

func TestTimersFireInOrderAndStoppedOnesNever(t *testing.T) {
	s := runner.Steps{Time: time.Unix(1000, 0)}
	var got []string
	s.After(3*time.Second, func() { got = append(got, "late") })
	s.After(time.Second, func() {
		got = append(got, "early")
		s.After(time.Second, func() { got = append(got, "chained") })
	})
	stop := s.After(2*time.Second, func() { got = append(got, "stopped") })
	stop()
	s.Advance(5 * time.Second)
	if strings.Join(got, " ") != "early chained late" {
		t.Errorf("got %v", got)
	}
	if !s.Now().Equal(time.Unix(1005, 0)) {
		t.Errorf("time is %v", s.Now())
	}
}

func TestPostRunsOnTheDrawingThread(t *testing.T) {
	var s runner.Steps
	ran := false
	runner.Post(&s, t.Context(), func() { ran = true })
	if ran {
		t.Fatal("it ran at once")
	}
	if s.Settle(); !ran {
		t.Error("it never ran")
	}
}

func TestASleepMovesTheClockAndNoTimer(t *testing.T) {
	s := runner.Steps{Time: time.Unix(1000, 0)}
	fired := false
	s.After(10*time.Second, func() { fired = true })
	s.Sleep(time.Hour)
	if s.Advance(9 * time.Second); fired {
		t.Fatal("sleep counted as waiting")
	}
	if s.Advance(time.Second); !fired || !s.Now().Equal(time.Unix(4610, 0)) {
		t.Errorf("fired %v at %v", fired, s.Now())
	}
}
