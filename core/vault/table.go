package vault

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
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
	rows  map[string]T
	all   []T // sorted by id; nil after a change
	gen   uint64
	hooks []func(old, new *T)
}

// NewTable decodes the records of a kind and keeps them current. Id tells a row's id. Tables are
// made once, when the services are wired. A record that does not decode is left out here and named
// by [Vault.Undecoded].
func NewTable[T any](v *Vault, kind Kind, id func(*T) string) *Table[T] {
	t := &Table[T]{v: v, kind: kind, id: id, rows: map[string]T{}}
	v.attach(kind, t)
	return t
}

// Get returns one row.
func (t *Table[T]) Get(id string) (T, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	row, ok := t.rows[id]
	return row, ok
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
		for _, row := range t.rows {
			t.all = append(t.all, row)
		}
		slices.SortFunc(t.all, func(a, b T) int { return strings.Compare(t.id(&a), t.id(&b)) })
	}
	return t.all
}

// Len returns the number of rows.
func (t *Table[T]) Len() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.rows)
}

// Generation grows with each change of the table; equal numbers mean equal contents.
func (t *Table[T]) Generation() uint64 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.gen
}

// OnChange calls fn for every row there is (old nil) and from then on for every change: old nil for
// a new row, new nil for a removed one. It runs on the writer's goroutine after the commit, before
// Change returns; an index kept in fn is therefore current for the next change. Fn must not call
// the table.
func (t *Table[T]) OnChange(fn func(old, new *T)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, row := range t.rows {
		fn(nil, &row)
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
	t.gen++
}

func (t *Table[T]) apply(changed []Record, removed []string) (undecoded []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = nil
	t.gen++
	for _, rec := range changed {
		row, err := Decode[T](rec)
		if err != nil {
			undecoded = append(undecoded, rec.ID)
			continue
		}
		t.set(rec.ID, &row)
	}
	for _, id := range removed {
		t.set(id, nil)
	}
	return undecoded
}

func (t *Table[T]) set(id string, row *T) {
	var old *T
	if was, ok := t.rows[id]; ok {
		old = &was
	}
	if row == nil {
		delete(t.rows, id)
	} else {
		t.rows[id] = *row
	}
	for _, fn := range t.hooks {
		fn(old, row)
	}
}
