package vm

// Selection state of a list: a set of ids, so that it means the same after every change of order.

// Some says how much of what is shown is selected.
type Some uint8

// How much is selected.
const (
	None Some = iota
	Part
	Every
)

// IsSelected reports whether the thing in row i is selected.
func (l *List[T]) IsSelected(i int) bool {
	return len(l.selected) > 0 && i >= 0 && i < len(l.shown) && l.selected[l.id(l.all[l.shown[i]])]
}

// SelectedCount is how many are selected.
func (l *List[T]) SelectedCount() int { return len(l.selected) }

// SelectedSome says whether nothing, something or everything shown is selected.
func (l *List[T]) SelectedSome() Some {
	switch {
	case len(l.selected) == 0:
		return None
	case len(l.selected) == len(l.shown):
		return Every
	}
	return Part
}

// Toggle selects row i, or takes it out of the selection.
func (l *List[T]) Toggle(i int) {
	if i < 0 || i >= len(l.shown) {
		return
	}
	if l.selected == nil {
		l.selected = map[string]bool{}
	}
	place := l.shown[i]
	id := l.id(l.all[place])
	if l.selected[id] {
		delete(l.selected, id)
	} else {
		l.selected[id] = true
	}
	l.anchor = id
	l.chosen, l.place = id, place
	l.changed()
}

// SelectTo selects every row between the last one that was chosen or toggled and row i.
func (l *List[T]) SelectTo(i int) {
	if i < 0 || i >= len(l.shown) {
		return
	}
	from := l.row(l.anchor)
	if from < 0 {
		from = max(0, l.Index())
	}
	if l.selected == nil {
		l.selected = map[string]bool{}
	}
	for r := min(from, i); r <= max(from, i); r++ {
		l.selected[l.id(l.all[l.shown[r]])] = true
	}
	place := l.shown[i]
	l.chosen, l.place = l.id(l.all[place]), place
	l.changed()
}

// row is the row of an id, or -1.
func (l *List[T]) row(id string) int {
	if id == "" {
		return -1
	}
	for r, place := range l.shown {
		if l.id(l.all[place]) == id {
			return r
		}
	}
	return -1
}

// SelectAll selects everything that is shown.
func (l *List[T]) SelectAll() {
	l.selected = make(map[string]bool, len(l.shown))
	for _, place := range l.shown {
		l.selected[l.id(l.all[place])] = true
	}
	l.changed()
}

// ClearSelection selects nothing.
func (l *List[T]) ClearSelection() {
	if len(l.selected) == 0 {
		return
	}
	l.selected = nil
	l.changed()
}

// Selected returns the selected things in the order of the list.
func (l *List[T]) Selected() []T {
	var out []T
	if len(l.selected) == 0 {
		return nil
	}
	for _, place := range l.shown {
		if x := l.all[place]; l.selected[l.id(x)] {
			out = append(out, x)
		}
	}
	return out
}

// Targets are what an action is for: the selection, or else the chosen thing.
func (l *List[T]) Targets() []T {
	if all := l.Selected(); len(all) > 0 {
		return all
	}
	if x, ok := l.Chosen(); ok {
		return []T{x}
	}
	return nil
}

// IDs are the ids of things.
func (l *List[T]) ids(things []T) []string {
	out := make([]string, len(things))
	for i, x := range things {
		out[i] = l.id(x)
	}
	return out
}

// SelectOnly selects the things with these ids, and nothing else.
func (l *List[T]) SelectOnly(ids []string) {
	l.selected = map[string]bool{}
	for _, id := range ids {
		if l.find(id) >= 0 {
			l.selected[id] = true
		}
	}
	l.changed()
}
