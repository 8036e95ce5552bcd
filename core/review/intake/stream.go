package intake

import (
	"context"
	"io"
	"sync"
	"sync/atomic"

	"gatehouse/core/auditlog"
)

// stream is an open source: decompressed text, and how much of the file was read for it.
type stream struct {
	*auditlog.Input
	ctx  context.Context // of the import: reading ends with it
	wait *waiter         // of a stream that may not give anything for long; else nil
	file io.Closer
	read *counter
}

// bind makes reading end with another context, too.
func (s *stream) bind(ctx context.Context) {
	s.ctx = ctx
	if s.wait != nil {
		context.AfterFunc(ctx, s.wait.end)
	}
}

// Read implements [io.Reader].
func (s *stream) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.Input.Read(p)
}

// counter counts what is read of the file itself, compressed as it is.
// A decompressor may read on another goroutine.
type counter struct {
	r io.Reader
	n atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// Close closes the decompressor and the file.
func (s *stream) Close() error {
	var err error
	if s.Input != nil {
		err = s.Input.Close()
	}
	if s.wait != nil {
		s.wait.end()
	}
	if e := s.file.Close(); err == nil {
		err = e
	}
	return err
}

// waiter reads a pipe so that waiting for it can be ended: a read of standard input can't be called
// back. The goroutine that waits ends with the next read that returns.
type waiter struct {
	parts chan part
	done  chan struct{}
	end   func()
	rest  part
}

// part is what one read gave.
type part struct {
	b   []byte
	err error
}

// waitSize is how much is read from a pipe at a time.
const waitSize = 64 << 10

func waitFor(ctx context.Context, r io.Reader) *waiter {
	w := &waiter{parts: make(chan part, 4), done: make(chan struct{})}
	w.end = sync.OnceFunc(func() { close(w.done) })
	context.AfterFunc(ctx, w.end)
	go func() {
		for {
			b := make([]byte, waitSize)
			n, err := r.Read(b)
			select {
			case w.parts <- part{b[:n], err}:
			case <-w.done:
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return w
}

// Read implements [io.Reader].
func (w *waiter) Read(p []byte) (int, error) {
	for len(w.rest.b) == 0 {
		if w.rest.err != nil {
			return 0, w.rest.err
		}
		select {
		case w.rest = <-w.parts:
		case <-w.done:
			return 0, context.Canceled
		}
	}
	n := copy(p, w.rest.b)
	w.rest.b = w.rest.b[n:]
	return n, nil
}
