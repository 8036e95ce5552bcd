package keyring

import (
	"fmt"
	"sync"

	"gatehouse/core/fault"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// String names a row in messages.
func (r Row) String() string {
	return fmt.Sprintf("keyring row %s of epoch %d for %s", r.Domain, r.Epoch, r.Recipient)
}

// Ring is the domain keys that an administrator holds, by epoch. It is safe for concurrent use.
type Ring struct {
	mu     sync.RWMutex
	keys   map[ringRef]seal.Key
	tables map[tableRef]seal.Key
	epoch  uint64
}

type ringRef struct {
	domain Domain
	epoch  uint64
}

type tableRef struct {
	ringRef
	kind string
}

// NewRing returns a ring with the keys of one epoch, as its maker holds them.
func NewRing(epoch uint64, keys map[Domain]seal.Key) *Ring {
	r := &Ring{keys: map[ringRef]seal.Key{}, tables: map[tableRef]seal.Key{}, epoch: epoch}
	for d, k := range keys {
		r.keys[ringRef{d, epoch}] = k
	}
	return r
}

// OpenRing opens the rows of one administrator with the seed from his box. A row that the roster
// does not name, that is missing, or that does not open is Damaged: the file was changed.
func OpenRing(r roster.Roster, admin roster.Admin, seed seal.Secret, rows []Row) (*Ring, error) {
	ring := NewRing(r.Epoch(), nil)
	for _, row := range rows {
		if row.Recipient != admin.ID {
			continue
		}
		if want, ok := r.Row(row.Epoch, string(row.Domain), row.Recipient); !ok || want != row.Sum() {
			return nil, fault.New(fault.Damaged, "the %s is not the one that the roster names", row)
		}
		k, err := seal.Unwrap(seed, place(r.Vault(), row.Epoch, row.Domain, row.Recipient), row.Sealed)
		if err != nil {
			return nil, fault.Wrap(fault.Damaged, err, "the %s does not open", row)
		}
		ring.keys[ringRef{row.Domain, row.Epoch}] = k
	}
	for _, d := range Held(admin.Roles...) {
		if _, ok := ring.keys[ringRef{d, r.Epoch()}]; !ok {
			return nil, fault.New(fault.Damaged, "the %s is missing", Row{Epoch: r.Epoch(), Domain: d, Recipient: admin.ID})
		}
	}
	return ring, nil
}

// Epoch returns the current epoch.
func (r *Ring) Epoch() uint64 { return r.epoch }

// Key returns the key of a domain in an epoch. An administrator whose roles do not hold the domain
// gets Denied; that is cryptography, not a switch.
func (r *Ring) Key(d Domain, epoch uint64) (seal.Key, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	k, ok := r.keys[ringRef{d, epoch}]
	if !ok {
		return seal.Key{}, fault.New(fault.Denied, "your roles do not hold the key of domain %s in epoch %d", d, epoch)
	}
	return k, nil
}

// Table returns the subkey that seals records of one kind; it is derived once.
func (r *Ring) Table(d Domain, epoch uint64, kind string) (seal.Key, error) {
	ref := tableRef{ringRef{d, epoch}, kind}
	r.mu.RLock()
	k, ok := r.tables[ref]
	r.mu.RUnlock()
	if ok {
		return k, nil
	}
	domain, err := r.Key(d, epoch)
	if err != nil {
		return seal.Key{}, err
	}
	k = domain.Derive(seal.LabelTable + kind)
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.keys[ref.ringRef]; ok { // not wiped meanwhile: nothing comes back
		r.tables[ref] = k
	}
	return k, nil
}

// Wipe destroys all keys; the ring then denies everything.
func (r *Ring) Wipe() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.keys)
	clear(r.tables)
}
