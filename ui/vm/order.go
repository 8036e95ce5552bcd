package vm

import (
	"cmp"
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
	generation, all := l.generation, l.all
	runner.Go(l.run, l.ctx, func(context.Context) ([]int, error) {
		return l.inOrder(all, s), nil
	}, func(order []int, err error) {
		if generation != l.generation {
			return
		}
		if err == nil {
			l.order = order
			l.filter()
		}
		l.changed()
	})
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

// inOrder returns the places of things in the order of a sorting. It reads nothing of the list that
// changes, and may run elsewhere.
func (l *List[T]) inOrder(all []T, s Sorting) []int {
	if l.rank != nil && l.orders[s.Column] == nil {
		return placesByRank(all, l.rank, l.sorted)
	}
	return places(all, l.compare(s))
}

// places returns the places of things in order, where equal things keep theirs. Places are sorted, not
// things: moving 100,000 large things about takes several times as long.
func places[T any](all []T, cmp func(a, b *T) int) []int {
	out := make([]int, len(all))
	for i := range out {
		out[i] = i
	}
	slices.SortFunc(out, func(a, b int) int {
		if c := cmp(&all[a], &all[b]); c != 0 {
			return c
		}
		return a - b
	})
	return out
}

// placesByRank is places with the beginning of the order as numbers that lie together: comparing the
// things themselves costs a walk through all of the memory.
func placesByRank[T any](all []T, rank func(*T) [3]uint64, order func(a, b *T) int) []int {
	type spot struct {
		rank  [3]uint64
		place int
	}
	// What has the highest bit comes last in any case. Either part is often in order already, which
	// sorting sees; both together are not.
	spots, last := make([]spot, 0, len(all)), []spot(nil)
	for i := range all {
		s := spot{rank(&all[i]), i}
		if s.rank[0]>>63 == 1 {
			last = append(last, s)
		} else {
			spots = append(spots, s)
		}
	}
	within := func(a, b spot) int {
		switch { // no loop: this runs some two million times for 100,000 things
		case a.rank[0] < b.rank[0]:
			return -1
		case a.rank[0] > b.rank[0]:
			return 1
		case a.rank[1] != b.rank[1]:
			return cmp.Compare(a.rank[1], b.rank[1])
		case a.rank[2] != b.rank[2]:
			return cmp.Compare(a.rank[2], b.rank[2])
		}
		if c := order(&all[a.place], &all[b.place]); c != 0 {
			return c
		}
		return a.place - b.place
	}
	slices.SortFunc(spots, within)
	slices.SortFunc(last, within)
	out := make([]int, 0, len(all))
	for _, s := range append(spots, last...) {
		out = append(out, s.place)
	}
	return out
}
