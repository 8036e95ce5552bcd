package vault

import (
	"context"
	"slices"
	"time"

	"gatehouse/core/fault"
)

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

// Change runs fn and commits what it wrote together with its journal entry. Fn may read the vault
// and tx; an error from it ends the change with nothing done. A change that touches no record is an
// entry all the same.
//
// Errors: Denied when the actor may not do this or lacks a key, NeedsLogin when the vault was
// locked; Busy, Full and Damaged from the store.
func (v *Vault) Change(ctx context.Context, actor Actor, action Action, fn func(*Tx) error) (Receipt, error) {
	receipt, notice, err := v.change(ctx, actor, action, fn)
	if err == nil {
		v.changes.Publish(notice) // with nothing held: a listener may make a change of its own
	}
	return receipt, err
}

func (v *Vault) change(ctx context.Context, actor Actor, action Action, fn func(*Tx) error) (Receipt, Notice, error) {
	v.write.Lock()
	defer v.write.Unlock()
	if err := v.ready(actor, action); err != nil {
		return Receipt{}, Notice{}, err
	}
	tx := v.begin()
	if err := fn(tx); err != nil {
		return Receipt{}, Notice{}, err
	}
	if len(tx.order) > 0 && onlyReads(v.actor.Roles) {
		return Receipt{}, Notice{}, fault.New(fault.Denied, "your role (%s) reads and verifies; it changes nothing", v.actor.Roles[0])
	}
	if err := ctx.Err(); err != nil {
		return Receipt{}, Notice{}, err
	}
	rows, gone, err := v.sealed(tx)
	if err != nil {
		return Receipt{}, Notice{}, err
	}
	w := Write{Put: rows, Remove: gone}
	return v.commit(ctx, tx, action, w)
}

// ready checks everything that can be said before a change begins. The caller holds write.
func (v *Vault) ready(actor Actor, action Action) error {
	switch {
	case v.Locked():
		return errLocked()
	case v.readOnly:
		return fault.New(fault.Denied, "the vault was opened for reading only")
	}
	return v.permit(actor, action)
}

// clockSlack is how far the journal's time may run ahead before an entry says so: each entry takes
// at least a millisecond of it, so that many quick entries are ahead of a clock that is right.
const clockSlack = 2 * time.Second

// begin starts a transaction at the journal's time.
func (v *Vault) begin() *Tx {
	real := v.now()
	now, back := v.book.clock(real)
	tx := &Tx{v: v, now: now, touched: map[ref]*Record{}}
	if back && now.Sub(real) > clockSlack {
		tx.Note("clock", now.Format(time.RFC3339), "went back to "+real.UTC().Format(time.RFC3339))
	}
	return tx
}

// commit writes the entry for w, stores both in one transaction and brings memory to what is stored.
func (v *Vault) commit(ctx context.Context, tx *Tx, action Action, w Write) (Receipt, Notice, error) {
	next, err := v.book.write(&w, entry{tx: tx, action: action, v: v})
	if err != nil {
		return Receipt{}, Notice{}, err
	}
	if err := v.store.Commit(ctx, w); err != nil {
		return Receipt{}, Notice{}, err
	}
	v.book.settle(next)
	receipt, notice := v.settle(tx, action, w)
	v.remember(receipt.Checkpoint)
	return receipt, notice, nil
}

// sealed seals what the transaction wrote, in the order of its first touches.
func (v *Vault) sealed(tx *Tx) (put, gone []RecordRow, err error) {
	for _, r := range tx.order {
		rec := tx.touched[r]
		if rec == nil {
			gone = append(gone, v.rowOf(r))
			continue
		}
		row := RecordRow{Kind: r.kind, ID: r.id, Version: rec.Version, Epoch: v.drawer.ring.Epoch()}
		if row, err = v.drawer.seal(row, rec.Body); err != nil {
			return nil, nil, err
		}
		put = append(put, row)
	}
	return put, gone, nil
}

// rowOf names a stored record that is to be removed.
func (v *Vault) rowOf(r ref) RecordRow {
	return RecordRow{Kind: r.kind, ID: r.id, Version: v.versionOf(r.kind, r.id)}
}

// settle brings memory and tables to what was committed, and returns what listeners are to hear.
func (v *Vault) settle(tx *Tx, action Action, w Write) (Receipt, Notice) {
	changed, removed := map[Kind][]Record{}, map[Kind][]string{}
	var kinds []Kind
	touch := func(k Kind) {
		if !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	last := w.Journal[len(w.Journal)-1]
	v.mu.Lock()
	for _, row := range w.Put {
		wrote := tx.touched[ref{row.Kind, row.ID}]
		if wrote == nil {
			continue // a part of the list of touched rows
		}
		rec := *wrote
		v.keep(rec, row)
		changed[row.Kind] = append(changed[row.Kind], rec)
		touch(row.Kind)
	}
	for _, row := range w.Remove {
		delete(v.recs[row.Kind], row.ID)
		removed[row.Kind] = append(removed[row.Kind], row.ID)
		touch(row.Kind)
	}
	v.seq, v.note = last.Seq+1, last.Checkpoint
	v.mu.Unlock()
	for _, kind := range kinds {
		for _, f := range v.followers[kind] {
			f.apply(changed[kind], removed[kind])
		}
	}
	v.mu.Lock()
	for _, kind := range kinds {
		v.revisions[kind]++
	}
	v.mu.Unlock()
	return Receipt{Seq: last.Seq, Time: last.Time, Checkpoint: slices.Clone(last.Checkpoint)},
		Notice{Seq: last.Seq, Action: action.Name, Kinds: kinds}
}

// keep puts a record into memory: opened, or sealed for kinds that are opened on demand. The caller
// holds mu.
func (v *Vault) keep(rec Record, row RecordRow) {
	if v.recs[rec.Kind] == nil {
		v.recs[rec.Kind] = map[string]kept{}
	}
	if rec.Kind.keptSealed() {
		rec.Body = nil
	} else {
		row.Sealed = nil
	}
	v.recs[rec.Kind][rec.ID] = kept{rec, row}
}

// remember tells the device about the newest checkpoint. It is a second line of defence: when the
// device cannot remember, the change stands all the same.
func (v *Vault) remember(note []byte) {
	if v.memory != nil {
		_ = v.memory.Remember(v.ID(), note)
	}
}

// Memory is what a device keeps of a vault outside of its file: the last checkpoint it saw.
type Memory interface {
	Last(vault string) ([]byte, error)
	Remember(vault string, note []byte) error
}
