package vault

import (
	"context"

	"gatehouse/core/journal"
	"gatehouse/core/seal"
)

// Founding is what a new vault begins with, beside the keys of its owner.
type Founding struct {
	Write    Write // statements, keyring rows and slot
	Name     string
	LogKey   seal.Secret // seed of the key that signs checkpoints
	InboxKey seal.Secret // seed of the key to which notes are sealed while locked
}

// Administrator is the record of an administrator's name; rosters and slots hold none.
type Administrator struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Created Millis `json:"created,omitzero"`
}

// Settings is the record of what was agreed on for the whole vault.
type Settings struct {
	Name    string `json:"name"`
	Created Millis `json:"created,omitzero"`
}

// Found writes the first entry of a new vault into an empty store, with everything that f holds, and
// returns it open. The vault owns store from then on.
func Found(ctx context.Context, store Store, u Unlocked, f Founding) (*Vault, error) {
	v := u.vault(store)
	log, err := seal.NewSigningKey(f.LogKey)
	if err != nil {
		return nil, err
	}
	state, err := journal.NewState(nil)
	if err != nil {
		return nil, err
	}
	v.book.log, v.book.state = log, state
	tx := v.begin()
	created := MillisOf(tx.Now())
	for _, put := range []struct {
		kind  Kind
		id    string
		value any
	}{
		{KindLogKey, idLogKey, secretSeed{f.LogKey}},
		{KindInboxKey, idInboxKey, secretSeed{f.InboxKey}},
		{KindAdministrator, v.actor.ID, Administrator{ID: v.actor.ID, Name: v.actor.Name, Created: created}},
		{KindSetting, idSettings, Settings{Name: f.Name, Created: created}},
	} {
		if err := tx.Put(put.kind, put.id, put.value); err != nil {
			return nil, err
		}
	}
	w := f.Write
	w.Meta = append(w.Meta, MetaRow{Key: "format", Version: 1, Value: []byte("1")})
	if w.Put, _, err = v.sealed(tx); err != nil {
		return nil, err
	}
	tx.Note("name", "", f.Name)
	tx.Note("owner", "", v.actor.Name)
	if _, _, err := v.commit(ctx, tx, Action{Name: "vault.init", Subject: v.ID()}, w); err != nil {
		return nil, err
	}
	v.slots = w.Slots
	return v, nil
}

// Settings returns what was agreed on for the whole vault.
func (v *Vault) Settings() Settings {
	rec, ok := v.Get(KindSetting, idSettings)
	if !ok {
		return Settings{}
	}
	s, err := Decode[Settings](rec)
	if err != nil {
		return Settings{}
	}
	return s
}
