// Package runner is the one door between the desktop's thread and everything else.
//
// Work runs off the thread that draws; its outcome comes back on it. View-models and pages never
// start a goroutine and never touch the toolkit's scheduler: they call [Go], and in tests a [Steps]
// decides when and in which order the outcomes arrive. The implementation that draws is
// runner/live; this package knows nothing of Fyne.
package runner

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

// Runner starts work elsewhere and hands its outcome back on the thread that draws.
type Runner interface {
	// Start runs work off the drawing thread and then done on it. When ctx is over by then, done
	// is not called: the page that asked is gone.
	Start(ctx context.Context, work func(context.Context) any, done func(any))
	// After calls f on the drawing thread when d has passed, unless stop is called first.
	After(d time.Duration, f func()) (stop func())
	// Now is the time by which waiting is measured. It holds a wall clock, which also goes on while
	// the machine sleeps and timers stand still; t.Round(0) is that alone.
	Now() time.Time
}

// outcome is what work left behind.
type outcome[T any] struct {
	value T
	err   error
}

// Go runs work through r and hands its value or its error to done on the drawing thread. Work that
// panics is logged and done gets an error with a reference, so no page waits for ever. Done is not
// called when ctx is over.
func Go[T any](r Runner, ctx context.Context, work func(context.Context) (T, error), done func(T, error)) {
	r.Start(ctx, func(ctx context.Context) any {
		return guarded(ctx, work)
	}, func(a any) {
		if o, ok := a.(outcome[T]); ok {
			done(o.value, o.err)
		}
	})
}

// guarded runs work and turns a panic into an error.
func guarded[T any](ctx context.Context, work func(context.Context) (T, error)) (o outcome[T]) {
	defer func() {
		if p := recover(); p != nil {
			o = outcome[T]{err: crash(p)}
		}
	}()
	v, err := work(ctx)
	return outcome[T]{v, err}
}

// crash logs a panic and returns an error that names its place in the log.
func crash(p any) error {
	var b [2]byte
	rand.Read(b[:])
	ref := hex.EncodeToString(b[:])
	slog.Error("panic in background work", "reference", ref, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
	return fmt.Errorf("something went wrong; reference %s", ref)
}

// Post runs f on the drawing thread as soon as that is free.
func Post(r Runner, ctx context.Context, f func()) {
	r.Start(ctx, func(context.Context) any { return nil }, func(any) { f() })
}
