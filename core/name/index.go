package name

import "sync"

// Index tells which thing has a name, by the folded form. The zero value is empty and ready. It may
// be used by several goroutines.
type Index struct {
	mu  sync.RWMutex
	ids map[string]string
}

// Set notes that the thing with this id is now called new and no longer old. Either may be empty.
func (x *Index) Set(old, new, id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.ids == nil {
		x.ids = map[string]string{}
	}
	if old != "" && x.ids[Fold(old)] == id {
		delete(x.ids, Fold(old))
	}
	if new != "" {
		x.ids[Fold(new)] = id
	}
}

// Find returns the id of the thing with a name.
func (x *Index) Find(s string) (id string, ok bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	id, ok = x.ids[Fold(s)]
	return id, ok
}

// Follow returns the function that keeps x current when told each change of a thing: old is nil for a
// new one, new for one that is gone. Of tells a thing's name and id.
func Follow[T any](x *Index, of func(*T) (name, id string)) func(old, new *T) {
	return func(old, new *T) {
		var was, is, id string
		if old != nil {
			was, id = of(old)
		}
		if new != nil {
			is, id = of(new)
		}
		x.Set(was, is, id)
	}
}
