package job

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

// guarded runs work and turns a panic into an error that names its place in the log and repeats
// nothing of the panic, which may quote anything.
func guarded(ctx context.Context, work func(context.Context, Report) error, report Report) (err error) {
	defer func() {
		if p := recover(); p != nil {
			var b [2]byte
			rand.Read(b[:])
			ref := hex.EncodeToString(b[:])
			slog.Error("panic in a job", "reference", ref, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fmt.Errorf("something went wrong; reference %s", ref)
		}
	}()
	return work(ctx, report)
}

// every calls f at each interval until stop is called; after stop returned, f does not run. It
// brings the newest report out of [Throttle] when work falls silent after it.
func every(interval time.Duration, f func()) (stop func()) {
	quit, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		t := time.NewTicker(interval)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				f()
			case <-quit:
				return
			}
		}
	}()
	return func() {
		close(quit)
		<-over
	}
}
