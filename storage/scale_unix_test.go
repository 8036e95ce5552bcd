//go:build unix

package storage_test

import (
	"context"
	"syscall"
	"testing"
	"time"
)

// used is the processor time that this process has used: other programs don't count in it.
func used(t *testing.T) time.Duration {
	t.Helper()
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		t.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func TestUnlockingAndChangingStayCheapWithManyKeys(t *testing.T) {
	if testing.Short() {
		t.Skip("scale")
	}
	dir := t.TempDir()
	ws, _ := mustMake(t, dir)
	ids := manyKeys(t, ws, 100_000)
	ws.Close()
	start := used(t)
	ws = mustOpen(t, dir)
	unlock := used(t) - start
	start = used(t)
	if _, err := ws.Keys.Revoke(context.Background(), ws.Actor(), ids[0], "lost"); err != nil {
		t.Fatal(err)
	}
	change := used(t) - start
	t.Logf("processor time: unlock %v, one change %v", unlock, change)
	// The bars are 2 s and 20 ms of time on two processors; collecting garbage counts here too.
	if unlock > 4*time.Second || change > 60*time.Millisecond {
		t.Errorf("unlock took %v, one change %v of processor time", unlock, change)
	}
}
