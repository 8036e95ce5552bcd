package vm

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"gatehouse/ui/say"
)

// Facet is one way to narrow a list: by a chip, and by a word of the search such as is:expired.
type Facet[T any] struct {
	ID      string // what one types before the colon: "is", "role"
	Name    string // on the chip, in words: "State"
	Options func() []Choice
	Has     func(x T, value string) bool
}

// Filter is a facet with the value that things must have.
type Filter struct{ Facet, Value string }

// Chip is a filter in words.
type Chip struct{ ID, Name, Value string }

// term is one part of a search: plain words look into the text, others ask a facet.
type term struct {
	facet, value string
	not          bool
}

// terms splits a search into its parts. Only known facets count; "a:b" of another is a plain word,
// so that routes and hosts can be searched for.
func terms(search string, known func(string) bool) []term {
	var all []term
	for _, w := range quoted(strings.ToLower(search)) {
		t := term{value: w}
		if rest, ok := strings.CutPrefix(w, "-"); ok && rest != "" {
			t.not, t.value = true, rest
		}
		if facet, value, ok := strings.Cut(t.value, ":"); ok && value != "" && known(facet) {
			t.facet, t.value = facet, value
		}
		all = append(all, t)
	}
	return all
}

// quoted splits at blanks, but not inside double quotes.
func quoted(s string) []string {
	var words []string
	var b strings.Builder
	in := false
	flush := func() {
		if b.Len() > 0 {
			words = append(words, b.String())
			b.Reset()
		}
	}
	for _, r := range s {
		switch {
		case r == '"':
			in = !in
		case !in && (r == ' ' || r == '\t' || r == '\n'):
			flush()
		default:
			b.WriteRune(r)
		}
	}
	flush()
	return words
}

// Facets are the ways to narrow the list.
func (l *List[T]) Facets() []Facet[T] { return l.facets }

// facet finds a facet by its id.
func (l *List[T]) facet(id string) (Facet[T], bool) {
	i := slices.IndexFunc(l.facets, func(f Facet[T]) bool { return f.ID == id })
	if i < 0 {
		return Facet[T]{}, false
	}
	return l.facets[i], true
}

// AddFilter narrows the list by one more chip. A facet has one value at a time.
func (l *List[T]) AddFilter(facet, value string) {
	if _, ok := l.facet(facet); !ok || value == "" {
		return
	}
	l.filters = slices.DeleteFunc(l.filters, func(f Filter) bool { return f.Facet == facet })
	l.filters = append(l.filters, Filter{facet, value})
	l.filter()
	l.changed()
}

// Narrow is for who comes with a search, from a chart or a link: terms of a known facet become chips,
// where they can be seen and taken away one by one, and the rest is looked for. It returns the rest.
func (l *List[T]) Narrow(search string) (rest string) {
	var words []string
	for _, w := range quoted(search) {
		facet, value, ok := strings.Cut(w, ":")
		if _, known := l.facet(facet); ok && known && value != "" && l.FilterValue(facet) == "" {
			l.filters = append(l.filters, Filter{facet, value})
			continue
		}
		if strings.ContainsAny(w, " \t") {
			w = `"` + w + `"`
		}
		words = append(words, w)
	}
	l.LookFor(strings.Join(words, " "))
	return l.search
}

// RemoveFilter takes a chip away.
func (l *List[T]) RemoveFilter(facet string) {
	l.filters = slices.DeleteFunc(l.filters, func(f Filter) bool { return f.Facet == facet })
	l.filter()
	l.changed()
}

// ClearFilters takes away every chip and the search.
func (l *List[T]) ClearFilters() {
	l.filters = nil
	l.ClearSearch()
}

// Filters are the filters in force, beside the search.
func (l *List[T]) Filters() []Filter { return slices.Clone(l.filters) }

// FilterValue is the value of a facet's chip, or "".
func (l *List[T]) FilterValue(facet string) string {
	for _, f := range l.filters {
		if f.Facet == facet {
			return f.Value
		}
	}
	return ""
}

// Chips are the filters in force, in words.
func (l *List[T]) Chips() []Chip {
	var all []Chip
	for _, f := range l.filters {
		c := Chip{ID: f.Facet, Name: f.Facet, Value: f.Value}
		if facet, ok := l.facet(f.Facet); ok {
			c.Name = facet.Name
			for _, o := range facet.Options() {
				if o.ID == f.Value {
					c.Value = o.Label
				}
			}
		}
		all = append(all, c)
	}
	return all
}

// FilterChoices are what can be added as a chip: every value of every facet, as "facet:value".
func (l *List[T]) FilterChoices() []Choice {
	var all []Choice
	for _, f := range l.facets {
		for _, o := range f.Options() {
			all = append(all, Choice{ID: f.ID + ":" + o.ID, Label: o.Label, Note: f.Name})
		}
	}
	return all
}

// Narrowed says in words what hides rows, for the page that shows none of them.
func (l *List[T]) Narrowed() string {
	var parts []string
	for _, c := range l.Chips() {
		parts = append(parts, c.Name+" "+c.Value)
	}
	if s := strings.TrimSpace(l.search); s != "" {
		parts = append(parts, say.L("the search for “{{.Words}}”", say.V{"Words": s}))
	}
	switch n := len(parts); n {
	case 0:
		return ""
	case 1:
		return parts[0]
	default:
		return say.L("{{.Some}} and {{.Last}}", say.V{"Some": strings.Join(parts[:n-1], ", "), "Last": parts[n-1]})
	}
}

// filter makes shown from all. What is hidden is no longer selected: nothing that one does not see
// is acted on.
func (l *List[T]) filter() {
	l.generationShown++
	ts := terms(l.search, func(id string) bool { _, ok := l.facet(id); return ok })
	l.shown = l.shown[:0]
	if l.texts == nil && slices.ContainsFunc(ts, func(t term) bool { return t.facet == "" }) {
		l.texts = textsOf(l.all, l.loadedText)
	}
	all := l.keep == nil && len(l.filters)+len(ts) == 0
	for _, i := range l.order {
		if all || l.fits(i, ts) {
			l.shown = append(l.shown, i)
		}
	}
	if len(l.selected) > 0 {
		kept := make(map[string]bool, len(l.selected))
		for _, place := range l.shown {
			if id := l.id(l.all[place]); l.selected[id] {
				kept[id] = true
			}
		}
		l.selected = kept
	}
}

// fits reports whether thing i passes the filters and the terms of the search.
func (l *List[T]) fits(i int, ts []term) bool {
	x := l.all[i]
	if l.keep != nil && !l.keep(x) {
		return false
	}
	for _, f := range l.filters {
		if facet, ok := l.facet(f.Facet); ok && !facet.Has(x, f.Value) {
			return false
		}
	}
	for _, t := range ts {
		has := false
		if facet, ok := l.facet(t.facet); t.facet != "" && ok {
			has = facet.Has(x, t.value)
		} else {
			has = strings.Contains(l.texts[i], t.value)
		}
		if has == t.not {
			return false
		}
	}
	return true
}

// daysOf reads a number of days, as "within:30" has it.
func daysOf(s string) (time.Duration, bool) {
	n, err := strconv.Atoi(strings.TrimSuffix(s, "d"))
	if err != nil || n < 0 || n > 36500 {
		return 0, false
	}
	return time.Duration(n) * 24 * time.Hour, true
}
