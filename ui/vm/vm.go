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

// List is a list of things: with a search, filters and an order, one chosen thing and a selection.
// Page view-models embed one. The chosen thing is the one whose facts are shown; the selection is
// what an action is for, when there is one.
type List[T any] struct {
	OnChange func() // the page draws again; set by the view

	run    runner.Runner
	ctx    context.Context
	load   func(context.Context) (loaded[T], error)
	id     func(T) string
	text   func(T) string     // what a search looks into; called elsewhere, so it reads the thing alone
	rank   func(*T) [3]uint64 // nil, or the beginning of what sorted compares: equal ranks ask sorted
	keep   func(T) bool       // a further filter, or nil
	sorted func(a, b *T) int  // the list's own order
	orders map[string]func(a, b *T) int
	facets []Facet[T]
	watch  func(fn func(Change)) (cancel func()) // tells of changes, or nil
	kinds  []string                              // that concern this list

	generation      int    // of the newest question
	generationShown int    // of what is shown
	loads           int    // how many answers were taken over
	stop            func() // the pending search
	err             error
	all             []T   // as they were loaded
	order           []int // places in all, in the order in force
	shown           []int // those of them that the search leaves
	loadedText      func(T) string
	texts           []string // of all, in lower case; nil until a search asks
	rest            func()   // the pending preparation of texts
	search          string
	filters         []Filter
	sorting         Sorting
	chosen          string // id
	place           int    // of the chosen thing in all, or -1
	selected        map[string]bool
	anchor          string // where a range begins
	offset          float32
}

// loaded is what a load brings: things, which are the list's own from then on, and what else the page takes over with them. Loading runs
// elsewhere, so it must not touch the view-model; adopt runs on the drawing thread.
type loaded[T any] struct {
	things []T
	adopt  func()
	text   func(T) string // what a search looks into, where it takes what was loaded; else List.text
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

// Start reads the things; ctx ends with the page. From then on the list follows changes that
// others make, too.
func (l *List[T]) Start(ctx context.Context) {
	l.ctx = ctx
	if l.watch != nil {
		cancel := l.watch(func(c Change) {
			if slices.ContainsFunc(c.Kinds, func(k string) bool { return slices.Contains(l.kinds, k) }) {
				runner.Post(l.run, ctx, l.Reload)
			}
		})
		context.AfterFunc(ctx, cancel)
	}
	l.Reload()
}

// follows makes the list read again when records of these kinds change.
func (l *List[T]) follows(watch func(fn func(Change)) (cancel func()), kinds ...string) {
	l.watch, l.kinds = watch, kinds
}

// Reload reads everything again; the choice stays where its thing still is.
func (l *List[T]) Reload() {
	l.generation++
	generation, sorting := l.generation, l.sorting
	type answer struct {
		loaded loaded[T]
		order  []int
	}
	runner.Go(l.run, l.ctx, func(ctx context.Context) (a answer, err error) {
		if a.loaded, err = l.load(ctx); err == nil {
			a.order = l.inOrder(a.loaded.things, sorting)
		}
		return a, err
	}, func(a answer, err error) {
		if generation != l.generation {
			return // a newer question was asked meanwhile
		}
		l.loads++
		l.err = err
		if err == nil {
			if a.loaded.adopt != nil {
				a.loaded.adopt()
			}
			l.all, l.order, l.texts, l.loadedText = a.loaded.things, a.order, nil, a.loaded.text
			if l.loadedText == nil {
				l.loadedText = l.text
			}
			l.place = l.find(l.chosen)
			l.filter()
			l.prepare()
		}
		l.changed()
	})
}

// textRest is how long a list rests before it prepares for searches: until its page was drawn.
const textRest = 500 * time.Millisecond

// prepare makes what searches look into, elsewhere: for 100,000 things it takes longer than a frame.
func (l *List[T]) prepare() {
	if l.rest != nil {
		l.rest()
	}
	l.rest = l.run.After(textRest, func() {
		l.rest = nil
		loads, all, text := l.loads, l.all, l.loadedText
		runner.Go(l.run, l.ctx, func(context.Context) ([]string, error) { return textsOf(all, text), nil }, func(texts []string, err error) {
			if err == nil && loads == l.loads {
				l.texts = texts
			}
		})
	})
}

// textsOf are what a search looks into.
func textsOf[T any](all []T, text func(T) string) []string {
	texts := make([]string, len(all))
	for i := range all {
		texts[i] = strings.ToLower(text(all[i]))
	}
	return texts
}

// find returns the place of the thing with an id, or -1.
func (l *List[T]) find(id string) int {
	if id == "" {
		return -1
	}
	return slices.IndexFunc(l.all, func(x T) bool { return l.id(x) == id })
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
		l.LookFor(s)
	})
}

// LookFor searches now, and drops a search that waits.
func (l *List[T]) LookFor(s string) {
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
	l.search = s
	l.filter()
	l.changed()
}

// ClearSearch shows everything again that the filters leave, at once.
func (l *List[T]) ClearSearch() { l.LookFor("") }

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
	l.chosen, l.place, l.anchor = id, place, id
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

// ListState is what a list remembers while one looks at another page: comparable by its parts, and
// without anything of the vault but ids.
type ListState struct {
	Search  string
	Filters []Filter
	Sorting Sorting
	Chosen  string
	Offset  float32 // how far it was scrolled
}

// State returns what to remember.
func (l *List[T]) State() ListState {
	return ListState{l.search, l.Filters(), l.sorting, l.chosen, l.offset}
}

// Restore takes up what was remembered; call it before Start.
func (l *List[T]) Restore(s ListState) {
	l.search, l.filters, l.sorting, l.offset = s.Search, s.Filters, s.Sorting, s.Offset
	l.chosen, l.place, l.anchor = s.Chosen, -1, s.Chosen
}

// Offset is how far the list is scrolled, in pixels.
func (l *List[T]) Offset() float32 { return l.offset }

// SetOffset remembers how far the list is scrolled.
func (l *List[T]) SetOffset(y float32) { l.offset = y }

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
		if err == nil && l.watch == nil {
			l.Reload() // a list that follows changes has heard of this one
		}
		done(r, err)
	})
}
