package vm

import (
	"context"
	"slices"

	"gatehouse/ui/runner"
)

// Sorting says by which column a list is ordered; the zero Sorting is the list's own order.
type Sorting struct {
	Column string
	Desc   bool
}

// Sorting returns the order in force.
func (l *List[T]) Sorting() Sorting { return l.sorting }

// CanSort reports whether a column has an order.
func (l *List[T]) CanSort(column string) bool { return l.orders[column] != nil }

// SortBy orders by a column; by the same one again it turns round, and the third time it goes back
// to the list's own order.
func (l *List[T]) SortBy(column string) {
	if l.orders[column] == nil {
		return
	}
	switch {
	case l.sorting.Column != column:
		l.setSorting(Sorting{Column: column})
	case !l.sorting.Desc:
		l.setSorting(Sorting{column, true})
	default:
		l.setSorting(Sorting{})
	}
}

// setSorting orders elsewhere: 100,000 things take longer than a frame.
func (l *List[T]) setSorting(s Sorting) {
	l.sorting = s
	l.changed()
	if l.ctx == nil || l.loads == 0 {
		return
	}
	l.generation++
	generation, now, cmp := l.generation, ordered[T]{l.all, l.texts}, l.compare(s)
	runner.Go(l.run, l.ctx, func(context.Context) (ordered[T], error) {
		return inOrder(now, cmp), nil
	}, func(o ordered[T], err error) {
		if generation != l.generation {
			return
		}
		if err == nil {
			l.take(o)
		}
		l.changed()
	})
}

// ordered are things in order with what a search looks into.
type ordered[T any] struct {
	all   []T
	texts []string
}

// compare is the order that a sorting means; equal things keep the list's own order.
func (l *List[T]) compare(s Sorting) func(a, b *T) int {
	order := l.orders[s.Column]
	if order == nil {
		return l.sorted
	}
	own := l.sorted
	return func(a, b *T) int {
		c := order(a, b)
		if s.Desc {
			c = -c
		}
		if c == 0 {
			return own(a, b)
		}
		return c
	}
}

// inOrder returns a sorted copy in which equal things keep their order. It sorts places, not things:
// moving 100,000 large things about, as a stable sort does, takes several times as long.
func inOrder[T any](o ordered[T], cmp func(a, b *T) int) ordered[T] {
	places := make([]int, len(o.all))
	for i := range places {
		places[i] = i
	}
	slices.SortFunc(places, func(a, b int) int {
		if c := cmp(&o.all[a], &o.all[b]); c != 0 {
			return c
		}
		return a - b
	})
	out := ordered[T]{make([]T, len(o.all)), make([]string, len(o.all))}
	for i, p := range places {
		out.all[i], out.texts[i] = o.all[p], o.texts[p]
	}
	return out
}
