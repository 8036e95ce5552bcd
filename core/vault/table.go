package vault

import (
	"encoding/json"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
)

// Table is all records of one kind, decoded. It follows the vault: after each change it holds what
// the vault holds. Rows are values; what a row points to (slices, maps) belongs to the table and
// must not be changed by the reader. Safe for several goroutines.
type Table[T any] struct {
	v    *Vault
	kind Kind
	id   func(*T) string

	mu    sync.RWMutex
	rows  map[string]*T // what a pointer shows never changes; a change is another pointer
	all   []T           // sorted by id; nil after a change
	hooks []func(old, new *T)
}

// NewTable decodes the records of a kind and keeps them current. Id tells a row's id. Tables are
// made once, when the services are wired. A record that does not decode is left out here and named
// by [Vault.Undecoded].
func NewTable[T any](v *Vault, kind Kind, id func(*T) string) *Table[T] {
	t := &Table[T]{v: v, kind: kind, id: id, rows: map[string]*T{}}
	v.attach(kind, t)
	return t
}

// Get returns one row.
func (t *Table[T]) Get(id string) (T, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if row, ok := t.rows[id]; ok {
		return *row, true
	}
	var none T
	return none, false
}

// GetIn returns one row as the transaction sees it.
func (t *Table[T]) GetIn(tx *Tx, id string) (T, bool) {
	rec, ok := tx.Get(t.kind, id)
	if !ok {
		var none T
		return none, false
	}
	row, err := Decode[T](rec)
	return row, err == nil
}

// All returns every row in the order of ids. The slice is shared between callers and must not be
// changed.
func (t *Table[T]) All() []T {
	t.mu.RLock()
	all := t.all
	t.mu.RUnlock()
	if all != nil {
		return all
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all == nil {
		t.all = make([]T, 0, len(t.rows))
		for _, id := range slices.Sorted(maps.Keys(t.rows)) {
			t.all = append(t.all, *t.rows[id])
		}
	}
	return t.all
}

// Len returns the number of rows.
func (t *Table[T]) Len() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.rows)
}

// OnChange calls fn for every row there is (old nil) and from then on for every change: old nil for
// a new row, new nil for a removed one. It runs on the writer's goroutine after the commit, before
// Change returns; an index kept in fn is therefore current for the next change. Fn must not call
// the table.
func (t *Table[T]) OnChange(fn func(old, new *T)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, row := range t.rows {
		fn(nil, row)
	}
	t.hooks = append(t.hooks, fn)
}

// Decode decodes an opened record. It is not [seal.Decode]: the seal vouches for the bytes already,
// a member that this program lacks is no damage, and unlocking 100,000 records is twice as fast.
func Decode[T any](r Record) (T, error) {
	var row T
	if err := json.Unmarshal(r.Body, &row); err != nil {
		return row, fmt.Errorf("decoding %s %s: %w", r.Kind, r.ID, err)
	}
	return row, nil
}

// follower is the side of a table that the vault sees.
type follower interface {
	apply(changed []Record, removed []string) (undecoded []string)
	forget()
}

// forget empties the table, for a vault that was locked. Hooks are not told: they are indexes of
// what is no longer there, and Get finds nothing.
func (t *Table[T]) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.rows)
	t.all = nil
}

func (t *Table[T]) apply(changed []Record, removed []string) (undecoded []string) {
	rows := t.decodeAll(changed)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = nil
	if len(t.rows) == 0 {
		t.rows = make(map[string]*T, len(changed))
	}
	for i, rec := range changed {
		if rows[i] == nil {
			undecoded = append(undecoded, rec.ID)
			continue
		}
		t.set(rec.ID, rows[i])
	}
	for _, id := range removed {
		t.set(id, nil)
	}
	return undecoded
}

// decodeAll decodes records on all processors; nil stands for one that does not decode, or whose
// body names another id than the record.
func (t *Table[T]) decodeAll(recs []Record) []*T {
	rows := make([]*T, len(recs))
	inParts(len(recs), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			if row, err := Decode[T](recs[i]); err == nil && t.id(&row) == recs[i].ID {
				rows[i] = &row
			}
		}
	})
	return rows
}

// inParts calls fn for parts of 0..n, on as many processors as there are; a short list in one part.
func inParts(n int, fn func(lo, hi int)) {
	parts := runtime.GOMAXPROCS(0)
	if n < 256 {
		parts = 1
	}
	size := (n + parts - 1) / parts
	var wg sync.WaitGroup
	for lo := 0; lo < n; lo += size {
		wg.Go(func() { fn(lo, min(lo+size, n)) })
	}
	wg.Wait()
}

func (t *Table[T]) set(id string, row *T) {
	old := t.rows[id]
	if row == nil {
		delete(t.rows, id)
	} else {
		t.rows[id] = row
	}
	for _, fn := range t.hooks {
		fn(old, row)
	}
}
