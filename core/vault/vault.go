package vault

import (
	"context"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"gatehouse/core/event"
)

// Record is one opened record. Body is canonical JSON and must not be changed.
type Record struct {
	Kind    Kind
	ID      string
	Version uint64
	Body    []byte
}

// Actor is who acts: an administrator.
type Actor struct {
	ID    string
	Name  string
	Roles []string // console roles
}

// Action says what is done, in the journal's words.
type Action struct {
	Name    string // noun and verb: "apikey.revoke"
	Subject string // the id of the thing it is done to; may be empty
	Reason  string // what the administrator gave as a reason; may be empty
}

// Receipt is what a change leaves: its place in the journal.
type Receipt struct {
	Seq        uint64 // of the entry
	Time       Millis
	Checkpoint []byte // the note after it
}

// Notice tells listeners that a change was made.
type Notice struct {
	Seq    uint64
	Action string
	Kinds  []Kind // touched, each once
}

// Vault is an open vault.
type Vault struct {
	id    string
	vid   []byte
	actor Actor
	epoch uint64
	keys  *drawers
	store Store
	now   func() time.Time

	write sync.Mutex // one change at a time
	mu    sync.RWMutex
	byID  map[Kind]map[string]Record
	seq   uint64
	note  []byte

	followers map[Kind][]follower
	undecoded []string
	changes   event.Topic[Notice]
}

// ID returns the vault's id, 32 letters of base32.
func (v *Vault) ID() string { return v.id }

// Actor returns the administrator who is signed in.
func (v *Vault) Actor() Actor { return v.actor }

// Now returns the vault's clock.
func (v *Vault) Now() time.Time { return v.now() }

// Seq returns the number of journal entries.
func (v *Vault) Seq() uint64 {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.seq
}

// Checkpoint returns the current checkpoint note.
func (v *Vault) Checkpoint() []byte {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return slices.Clone(v.note)
}

// Get returns one record.
func (v *Vault) Get(kind Kind, id string) (Record, bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	rec, ok := v.byID[kind][id]
	return rec, ok
}

// All yields the records of a kind in the order of ids, as they are now.
func (v *Vault) All(kind Kind) iter.Seq[Record] {
	v.mu.RLock()
	recs := make([]Record, 0, len(v.byID[kind]))
	for _, rec := range v.byID[kind] {
		recs = append(recs, rec)
	}
	v.mu.RUnlock()
	slices.SortFunc(recs, func(a, b Record) int { return strings.Compare(a.ID, b.ID) })
	return slices.Values(recs)
}

// Subscribe calls fn after every change, on the goroutine that made it.
func (v *Vault) Subscribe(fn func(Notice)) (cancel func()) { return v.changes.Subscribe(fn) }

// Undecoded names the records ("kind id") that a table could not decode.
func (v *Vault) Undecoded() []string { return slices.Clone(v.undecoded) }

// attach makes f follow a kind.
func (v *Vault) attach(kind Kind, f follower) {
	v.write.Lock()
	defer v.write.Unlock()
	for _, id := range f.apply(slices.Collect(v.All(kind)), nil) {
		v.undecoded = append(v.undecoded, string(kind)+" "+id)
	}
	v.followers[kind] = append(v.followers[kind], f)
}

// Change runs fn and commits what it wrote together with its journal entry. Fn may read the vault
// and tx; an error from it ends the change with nothing done.
//
// Errors: Denied when the actor may not do this, Busy, Full and Damaged from the store, Conflict
// when the vault was locked meanwhile.
func (v *Vault) Change(ctx context.Context, actor Actor, action Action, fn func(*Tx) error) (Receipt, error) {
	v.write.Lock()
	defer v.write.Unlock()
	if err := v.permit(actor, action); err != nil {
		return Receipt{}, err
	}
	tx := &Tx{v: v, now: v.now(), touched: map[ref]*Record{}}
	if err := fn(tx); err != nil {
		return Receipt{}, err
	}
	if err := ctx.Err(); err != nil {
		return Receipt{}, err
	}
	var w Write
	for _, r := range tx.order {
		if rec := tx.touched[r]; rec != nil {
			w.Put = append(w.Put, RecordRow{Kind: r.kind, ID: r.id, Version: rec.Version, Sealed: rec.Body})
		} else {
			w.Remove = append(w.Remove, RecordRow{Kind: r.kind, ID: r.id})
		}
	}
	if err := v.store.Commit(ctx, w); err != nil {
		return Receipt{}, err
	}
	return v.settle(tx, action), nil
}

// settle brings memory, tables and listeners to what was committed.
func (v *Vault) settle(tx *Tx, action Action) Receipt {
	changed := map[Kind][]Record{}
	removed := map[Kind][]string{}
	var kinds []Kind
	v.mu.Lock()
	for _, r := range tx.order {
		if !slices.Contains(kinds, r.kind) {
			kinds = append(kinds, r.kind)
		}
		if rec := tx.touched[r]; rec != nil {
			if v.byID[r.kind] == nil {
				v.byID[r.kind] = map[string]Record{}
			}
			v.byID[r.kind][r.id] = *rec
			changed[r.kind] = append(changed[r.kind], *rec)
		} else {
			delete(v.byID[r.kind], r.id)
			removed[r.kind] = append(removed[r.kind], r.id)
		}
	}
	seq := v.seq
	v.seq++
	v.mu.Unlock()
	for _, kind := range kinds {
		for _, f := range v.followers[kind] {
			f.apply(changed[kind], removed[kind])
		}
	}
	v.changes.Publish(Notice{Seq: seq, Action: action.Name, Kinds: kinds})
	return Receipt{Seq: seq, Time: MillisOf(tx.now)}
}
