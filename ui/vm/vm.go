// Package vm holds one view-model per page: what the page shows and what one can do there, without
// a toolkit.
//
// A view-model owns the query, the choice (by id, never by row), and whether the page is loading,
// empty, failed or full. It asks the services through the small interfaces in services.go, always
// by a runner, and calls OnChange on the drawing thread. Dates, amounts and sentences are made
// here, with the runner's clock, so that tests read what people read. Views only draw; they decide
// nothing.
//
// One drawing thread calls everything here; nothing is safe for several goroutines.
package vm

import (
	"context"
	"slices"
	"strings"
	"time"

	"gatehouse/ui/runner"
)

// Phase is what a page can say about its content.
type Phase uint8

// The phases. Empty means that there is nothing at all; NoMatch that the search hides everything.
const (
	Loading Phase = iota
	Ready
	Empty
	NoMatch
	Failed
)

// searchDelay is how long a search field rests before the rows follow.
const searchDelay = 200 * time.Millisecond

// List is a list of things with a search and a choice. Page view-models embed one.
type List[T any] struct {
	OnChange func() // the page draws again; set by the view

	run    runner.Runner
	ctx    context.Context
	load   func(context.Context) (loaded[T], error)
	id     func(T) string
	text   func(T) string   // what a search looks into
	keep   func(T) bool     // a further filter, or nil
	sorted func(a, b T) int // order of what was loaded

	generation int    // of the newest question
	loads      int    // how many answers were taken over
	stop       func() // the pending search
	err        error
	all        []T      // in order
	texts      []string // what a search looks into, made at the first search
	shown      []int    // places in all
	search     string
	chosen     string // id
	place      int    // of the chosen thing in all, or -1
}

// loaded is what a load brings: things, and what else the page takes over with them. Loading runs
// elsewhere, so it must not touch the view-model; adopt runs on the drawing thread.
type loaded[T any] struct {
	things []T
	adopt  func()
}

// only loads things and nothing else.
func only[T any](load func(context.Context) ([]T, error)) func(context.Context) (loaded[T], error) {
	return func(ctx context.Context) (loaded[T], error) {
		things, err := load(ctx)
		return loaded[T]{things: things}, err
	}
}

// changed tells the view.
func (l *List[T]) changed() {
	if l.OnChange != nil {
		l.OnChange()
	}
}

// Start reads the things; ctx ends with the page.
func (l *List[T]) Start(ctx context.Context) {
	l.ctx = ctx
	l.Reload()
}

// Reload reads everything again; the choice stays where its thing still is.
func (l *List[T]) Reload() {
	l.generation++
	generation := l.generation
	runner.Go(l.run, l.ctx, func(ctx context.Context) (loaded[T], error) {
		got, err := l.load(ctx)
		got.things = inOrder(got.things, l.sorted)
		return got, err
	}, func(got loaded[T], err error) {
		if generation != l.generation {
			return // a newer question was asked meanwhile
		}
		l.loads++
		l.err = err
		if err == nil {
			if got.adopt != nil {
				got.adopt()
			}
			l.all, l.texts = got.things, nil
			l.place = l.find(l.chosen)
		}
		l.filter()
		l.changed()
	})
}

// inOrder returns a sorted copy. It sorts places, not things: moving 100,000 large things about, as
// a stable sort does, takes several times as long.
func inOrder[T any](things []T, cmp func(a, b T) int) []T {
	places := make([]int, len(things))
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int { return cmp(things[a], things[b]) })
	out := make([]T, len(things))
	for i, p := range places {
		out[i] = things[p]
	}
	return out
}

// find returns the place of the thing with an id, or -1.
func (l *List[T]) find(id string) int {
	if id == "" {
		return -1
	}
	return slices.IndexFunc(l.all, func(x T) bool { return l.id(x) == id })
}

// filter makes shown from all.
func (l *List[T]) filter() {
	words := strings.Fields(strings.ToLower(l.search))
	if len(words) > 0 && l.texts == nil {
		l.texts = make([]string, len(l.all))
		for i := range l.all {
			l.texts[i] = strings.ToLower(l.text(l.all[i]))
		}
	}
	l.shown = l.shown[:0]
	for i := range l.all {
		if (l.keep == nil || l.keep(l.all[i])) && (len(words) == 0 || fits(l.texts[i], words)) {
			l.shown = append(l.shown, i)
		}
	}
}

// fits reports whether text has every word.
func fits(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// Phase says what to draw.
func (l *List[T]) Phase() Phase {
	switch {
	case l.loads == 0:
		return Loading
	case l.err != nil:
		return Failed
	case len(l.all) == 0:
		return Empty
	case len(l.shown) == 0:
		return NoMatch
	}
	return Ready
}

// Problem is what went wrong, in words, while the phase is Failed.
func (l *List[T]) Problem() Problem { return Explain(l.err) }

// Len is how many things the search leaves.
func (l *List[T]) Len() int { return len(l.shown) }

// Total is how many things there are.
func (l *List[T]) Total() int { return len(l.all) }

// At returns the thing in row i, or the zero thing when there is no such row any more.
func (l *List[T]) At(i int) (x T) {
	if i >= 0 && i < len(l.shown) {
		return l.all[l.shown[i]]
	}
	return x
}

// Search is what is searched for.
func (l *List[T]) Search() string { return l.search }

// SetSearch searches once typing rests.
func (l *List[T]) SetSearch(s string) {
	if l.stop != nil {
		l.stop()
	}
	l.stop = l.run.After(searchDelay, func() {
		l.stop = nil
		l.search = s
		l.filter()
		l.changed()
	})
}

// ClearSearch shows everything again, at once.
func (l *List[T]) ClearSearch() {
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
	l.search = ""
	l.filter()
	l.changed()
}

// Choose makes the thing with this id the chosen one; "" chooses none.
func (l *List[T]) Choose(id string) {
	if l.chosen != id {
		l.choose(id, l.find(id))
	}
}

// ChooseRow chooses the thing in row i.
func (l *List[T]) ChooseRow(i int) {
	if i < 0 || i >= len(l.shown) {
		return
	}
	place := l.shown[i]
	if id := l.id(l.all[place]); l.chosen != id {
		l.choose(id, place)
	}
}

func (l *List[T]) choose(id string, place int) {
	l.chosen, l.place = id, place
	l.changed()
}

// Chosen returns the chosen thing, as long as it exists.
func (l *List[T]) Chosen() (x T, ok bool) {
	if l.chosen == "" || l.place < 0 {
		return x, false
	}
	return l.all[l.place], true
}

// Index is the row of the chosen thing, or -1.
func (l *List[T]) Index() int {
	if l.chosen == "" || l.place < 0 {
		return -1
	}
	return slices.Index(l.shown, l.place)
}

// after runs a change through the runner, tells done, and reads the list again when it succeeded.
// The change is not cancelled when the page is left: what was asked for is done. But then nobody is
// told: a dialog that opened now, such as the one with a new key, would lie over the lock.
func after[T, R any](l *List[T], work func(context.Context) (R, error), done func(R, error)) {
	runner.Go(l.run, context.WithoutCancel(l.ctx), work, func(r R, err error) {
		if l.ctx.Err() != nil {
			if err != nil {
				Explain(err) // for the log
			}
			return
		}
		if err == nil {
			l.Reload()
		}
		done(r, err)
	})
}
