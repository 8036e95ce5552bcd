package vm

import (
	"context"

	"gatehouse/ui/runner"
)

// recall remembers what was asked about the chosen thing of a list, so that opening the page asks it
// about none.
type recall[T any] struct {
	run     runner.Runner
	ask     func(ctx context.Context, id string) (T, error)
	changed func()

	id    string
	load  int // of the list when it was asked
	seq   int
	found *T
}

// of returns the answer about a thing, and asks for it where that was not done since the list was read;
// nil while it is not known.
func (m *recall[T]) of(ctx context.Context, id string, load int) *T {
	if m.id == id && m.load == load {
		return m.found
	}
	if m.id != id {
		m.found = nil
	}
	m.id, m.load = id, load
	m.seq++
	asked := m.seq
	runner.Go(m.run, ctx, func(ctx context.Context) (T, error) { return m.ask(ctx, id) }, func(x T, err error) {
		if asked != m.seq {
			return
		}
		if err != nil {
			Explain(err) // for the log; the drawer goes without
			return
		}
		m.found = &x
		m.changed()
	})
	return m.found
}
