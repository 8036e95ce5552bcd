package vault

import (
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"gatehouse/core/event"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
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

// Notice tells listeners that a change was made.
type Notice struct {
	Seq    uint64
	Action string
	Kinds  []Kind // touched, each once
}

// Vault is an open vault.
type Vault struct {
	store  Store
	now    func() time.Time
	memory Memory

	roster  roster.Roster
	actor   Actor
	signing seal.SigningKey
	drawer  drawer

	readOnly bool

	write     sync.Mutex // one change at a time; guards what follows
	book      *book
	followers map[Kind][]follower

	mu        sync.RWMutex // guards what follows
	recs      map[Kind]map[string]kept
	note      []byte
	seq       uint64
	slots     []SlotRow
	revisions map[Kind]uint64 // changes of each kind since the vault was opened
	locked    bool
	proven    time.Time // when the administrator's password was last typed
	undecoded []string

	changes event.Topic[Notice]
}

// kept is a record in memory: opened, or still sealed when its kind is opened on demand only.
type kept struct {
	Record
	row RecordRow
}

// ID returns the vault's id, 32 letters of base32.
func (v *Vault) ID() string { return v.roster.Vault().String() }

// Actor returns the administrator who is signed in.
func (v *Vault) Actor() Actor { return v.actor }

// Roster returns who the administrators are.
func (v *Vault) Roster() roster.Roster { return v.roster }

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

// Locked reports whether the vault was locked.
func (v *Vault) Locked() bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.locked
}

// Get returns one record. There is none of a domain that the administrator does not hold.
func (v *Vault) Get(kind Kind, id string) (Record, bool) {
	v.mu.RLock()
	k, ok := v.recs[kind][id]
	v.mu.RUnlock()
	if !ok {
		return Record{}, false
	}
	return v.reveal(k)
}

// reveal opens what is kept sealed.
func (v *Vault) reveal(k kept) (Record, bool) {
	if k.row.Sealed != nil {
		rec, err := v.drawer.open(k.row) // it opened at unlock; now it fails only on a locked vault
		return rec, err == nil
	}
	return k.Record, k.Body != nil
}

// versionOf returns the version of a stored record, readable or not; 0 when there is none.
func (v *Vault) versionOf(kind Kind, id string) uint64 {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.recs[kind][id].Version
}

// readable returns the readable records of a kind, in no order.
func (v *Vault) readable(kind Kind) []Record {
	v.mu.RLock()
	defer v.mu.RUnlock()
	recs := make([]Record, 0, len(v.recs[kind]))
	for _, k := range v.recs[kind] {
		if rec, ok := v.reveal(k); ok {
			recs = append(recs, rec)
		}
	}
	return recs
}

// All yields the readable records of a kind in the order of ids, as they are now.
func (v *Vault) All(kind Kind) iter.Seq[Record] {
	recs := v.readable(kind)
	slices.SortFunc(recs, func(a, b Record) int { return strings.Compare(a.ID, b.ID) })
	return slices.Values(recs)
}

// Revision grows with each change of records of the given kinds, after the tables have followed: what
// was made of the tables after reading a revision is at least as new as that.
func (v *Vault) Revision(kinds ...Kind) (n uint64) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	for _, k := range kinds {
		n += v.revisions[k]
	}
	return n
}

// Subscribe calls fn after every change, on the goroutine that made it and with nothing held: fn may
// read, change and lock the vault. Changes by several goroutines may be told out of order.
func (v *Vault) Subscribe(fn func(Notice)) (cancel func()) { return v.changes.Subscribe(fn) }

// Undecoded names the records ("kind id") that a table could not decode.
func (v *Vault) Undecoded() []string {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return slices.Clone(v.undecoded)
}

// attach makes f follow a kind.
func (v *Vault) attach(kind Kind, f follower) {
	v.write.Lock()
	defer v.write.Unlock()
	bad := f.apply(v.readable(kind), nil)
	v.mu.Lock()
	for _, id := range bad {
		v.undecoded = append(v.undecoded, string(kind)+" "+id)
	}
	v.mu.Unlock()
	v.followers[kind] = append(v.followers[kind], f)
}

// Lock wipes the keys and forgets every record; tables become empty. A change that is being
// committed ends first. Afterwards reads find nothing and changes are refused with NeedsLogin.
func (v *Vault) Lock() {
	v.write.Lock()
	defer v.write.Unlock()
	v.drawer.ring.Wipe()
	v.signing.Wipe()
	v.book.wipe()
	v.mu.Lock()
	v.locked = true
	v.recs = nil // not overwritten: somebody may be reading a body right now
	v.mu.Unlock()
	for _, fs := range v.followers {
		for _, f := range fs {
			f.forget()
		}
	}
}

// Close locks the vault and closes its store. It may be called twice.
func (v *Vault) Close() error {
	if !v.Locked() {
		v.Lock()
	}
	return v.store.Close()
}
