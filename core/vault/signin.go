package vault

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/journal"
	"gatehouse/core/seal"
)

// signIn writes the log-in's entry and folds in what was reported while the vault was locked.
// Nobody signed those notes, so each is marked.
func (v *Vault) signIn(ctx context.Context, inbox []InboxRow) error {
	v.write.Lock()
	defer v.write.Unlock()
	action := Action{Name: "login", Subject: v.actor.ID}
	if err := v.permit(v.actor, action); err != nil {
		return err
	}
	tx := v.begin()
	var w Write
	if len(inbox) > 0 {
		seed, err := v.inboxSeed()
		if err != nil {
			return err
		}
		defer seed.Wipe()
		for i, row := range inbox {
			if i < InboxLimit {
				tx.Note("reported while locked", "", v.readNote(seed, row))
			}
			w.InboxUpTo = max(w.InboxUpTo, row.Seq)
		}
		if more := len(inbox) - InboxLimit; more > 0 { // no program of ours put in so many
			tx.Note("reported while locked", "", fmt.Sprintf("%d more notes than an inbox holds, not read", more))
		}
	}
	_, _, err := v.commit(ctx, tx, action, w)
	return err
}

// readNote returns a note as words.
func (v *Vault) readNote(seed seal.Secret, row InboxRow) string {
	n, err := journal.OpenNote(v.roster.Vault(), seed, row.Sealed)
	if err != nil {
		return row.Time.Time().Format(time.RFC3339) + " a note that does not open"
	}
	text := Millis(n.Time).Time().Format(time.RFC3339) + " " + n.What
	if n.Detail != "" {
		text += " " + n.Detail
	}
	return text
}

// inboxSeed reads the key of notes.
func (v *Vault) inboxSeed() (seal.Secret, error) {
	rec, ok := v.Get(KindInboxKey, idInboxKey)
	if !ok {
		return seal.Secret{}, fault.New(fault.Damaged, "the key of notes made while locked is missing")
	}
	var s secretSeed
	if err := seal.Decode(rec.Body, &s); err != nil {
		return seal.Secret{}, fault.Wrap(fault.Damaged, err, "the key of notes made while locked")
	}
	return s.Seed, nil
}

// Slot returns an administrator's slot as it is stored.
func (v *Vault) Slot(admin string) (SlotRow, bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	i := slices.IndexFunc(v.slots, func(s SlotRow) bool { return s.Admin == admin })
	if i < 0 {
		return SlotRow{}, false
	}
	return v.slots[i], true
}

// PutSlot replaces the actor's own slot; its version is one more than before.
func (v *Vault) PutSlot(ctx context.Context, actor Actor, action Action, slot SlotRow) (Receipt, error) {
	v.write.Lock()
	defer v.write.Unlock()
	if err := v.ready(actor, action); err != nil {
		return Receipt{}, err
	}
	old, ok := v.Slot(slot.Admin)
	switch {
	case !ok || slot.Admin != actor.ID:
		return Receipt{}, fault.New(fault.Denied, "only your own log-in data can be replaced")
	case slot.Version != old.Version+1:
		return Receipt{}, fault.New(fault.Conflict, "your log-in data was changed meanwhile")
	}
	receipt, _, err := v.commit(ctx, v.begin(), action, Write{Slots: []SlotRow{slot}})
	if err != nil {
		return Receipt{}, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for i := range v.slots {
		if v.slots[i].Admin == slot.Admin {
			v.slots[i] = slot
		}
	}
	return receipt, nil
}
