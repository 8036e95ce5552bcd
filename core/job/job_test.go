package job_test

import (
	"testing"
	"time"

	"gatehouse/core/job"
)

func TestThrottlePassesTheFirstAndTheLast(t *testing.T) {
	now := time.UnixMilli(0)
	var seen []int64
	report, flush := job.Throttle(func(p job.Progress) { seen = append(seen, p.Done) }, func() time.Time { return now })
	for i := range int64(250) {
		report(job.Progress{Done: i})
		now = now.Add(time.Millisecond)
	}
	flush()
	flush()
	want := []int64{0, 100, 200, 249}
	if len(seen) != len(want) {
		t.Fatalf("reports = %v, want %v", seen, want)
	}
	for i := range want {
		if seen[i] != want[i] {
			t.Fatalf("reports = %v, want %v", seen, want)
		}
	}
}

func TestThrottleOfNothingDoesNothing(t *testing.T) {
	report, flush := job.Throttle(nil, time.Now)
	report(job.Progress{Done: 1})
	flush()
}
