// Package event carries typed notices from the services to whoever listens: "keys changed",
// "import done". A notice says that something changed, not what it is now; the listener reads.
//
// Handlers run on the goroutine that publishes, in the order of subscription; a handler that needs
// another goroutine (the desktop's) hands the notice over itself.
package event

import (
	"slices"
	"sync"
)

// Topic is one kind of notice. The zero Topic is ready to use, by several goroutines.
type Topic[T any] struct {
	mu       sync.Mutex
	handlers []*func(T)
}

// Subscribe calls fn for every notice until cancel is called. Cancel may be called twice.
func (t *Topic[T]) Subscribe(fn func(T)) (cancel func()) {
	h := &fn
	t.mu.Lock()
	defer t.mu.Unlock()
	t.handlers = append(t.handlers, h)
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.handlers = slices.DeleteFunc(t.handlers, func(x *func(T)) bool { return x == h })
	}
}

// Publish hands v to every handler. A handler may subscribe or cancel; that counts from the next
// notice on.
func (t *Topic[T]) Publish(v T) {
	t.mu.Lock()
	hs := slices.Clone(t.handlers)
	t.mu.Unlock()
	for _, h := range hs {
		(*h)(v)
	}
}
