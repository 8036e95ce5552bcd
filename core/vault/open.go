package vault

import (
	"context"
	"time"
)

// Unlocked is what a log-in yields: who it is, and the keys.
type Unlocked struct {
	VaultID string
	Actor   Actor
	Ring    keySource
	Epoch   uint64
	Now     func() time.Time // the clock; nil is time.Now
}

// Open opens the vault in store with the keys of a log-in. The vault owns store from then on.
func Open(ctx context.Context, store Store, u Unlocked) (*Vault, error) {
	img, err := store.Load(ctx)
	if err != nil {
		return nil, err
	}
	if u.Now == nil {
		u.Now = time.Now
	}
	v := &Vault{
		id: u.VaultID, epoch: u.Epoch, keys: newDrawers(u.Ring), actor: u.Actor, store: store, now: u.Now,
		byID: map[Kind]map[string]Record{}, followers: map[Kind][]follower{},
	}
	for _, row := range img.Records {
		if v.byID[row.Kind] == nil {
			v.byID[row.Kind] = map[string]Record{}
		}
		v.byID[row.Kind][row.ID] = Record{Kind: row.Kind, ID: row.ID, Version: row.Version, Body: row.Sealed}
	}
	return v, nil
}

// Close locks the vault and closes its store.
func (v *Vault) Close() error { return v.store.Close() }
