package vault

import (
	"sync"

	"gatehouse/core/seal"
)

// keySource gives domain keys by epoch: a keyring.
type keySource interface {
	Key(d Domain, epoch uint64) (seal.Key, bool)
}

// drawers holds the keys of tables, derived from the domain keys once. Wiped when the vault locks.
type drawers struct {
	ring keySource

	mu   sync.RWMutex
	keys map[drawer]seal.Key // nil after wipe
}

type drawer struct {
	domain Domain
	use    string
	epoch  uint64
}

func newDrawers(ring keySource) *drawers { return &drawers{ring: ring, keys: map[drawer]seal.Key{}} }

// table returns the key of one table at one epoch: HKDF of the domain key.
func (d *drawers) table(domain Domain, use string, epoch uint64) (seal.Key, bool) {
	at := drawer{domain, use, epoch}
	d.mu.RLock()
	k, ok := d.keys[at]
	locked := d.keys == nil
	d.mu.RUnlock()
	if ok || locked {
		return k, ok
	}
	root, ok := d.ring.Key(domain, epoch)
	if !ok {
		return seal.Key{}, false
	}
	k = root.Derive(seal.LabelTable + use)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.keys == nil {
		return seal.Key{}, false
	}
	d.keys[at] = k
	return k, true
}

// wipe forgets every key.
func (d *drawers) wipe() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for at, k := range d.keys {
		k.Wipe()
		d.keys[at] = k
	}
	d.keys = nil
}

// place is a record's associated data: where it lives.
func (r RecordRow) place(vid []byte) seal.Place {
	return seal.At(seal.LabelRecord).U8(seal.Suite).Raw(vid).U64(r.Epoch).Text(string(r.Kind)).Text(r.ID).U64(r.Version)
}

// sealRecord seals a body as the record row, whose other fields are set.
func (d *drawers) sealRecord(vid []byte, row RecordRow, body []byte) (RecordRow, bool) {
	k, ok := d.table(row.Kind.Domain(), string(row.Kind), row.Epoch)
	if !ok {
		return row, false
	}
	row.Sealed = seal.Seal(k, row.place(vid), body)
	return row, true
}

// openRecord opens a record row. Held is false when the administrator lacks the domain's key.
func (d *drawers) openRecord(vid []byte, row RecordRow) (rec Record, held bool, err error) {
	k, ok := d.table(row.Kind.Domain(), string(row.Kind), row.Epoch)
	if !ok {
		return Record{}, false, nil
	}
	body, err := seal.Open(k, row.place(vid), row.Sealed)
	return Record{Kind: row.Kind, ID: row.ID, Version: row.Version, Body: body}, true, err
}
