package vault

import (
	"context"
	"time"

	"gatehouse/core/keyring"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// Unlocked is what a log-in yields: who it is, and the keys.
type Unlocked struct {
	Roster  roster.Roster
	Admin   roster.Admin
	Name    string // the administrator's, as he typed it
	Ring    *keyring.Ring
	Signing seal.SigningKey
	Now     func() time.Time // the clock; nil is time.Now
	Memory  Memory           // nil: this device remembers nothing
	Program string           // name and version of the program, for the journal
}

// vault makes the shell of an open vault.
func (u Unlocked) vault(store Store) *Vault {
	if u.Now == nil {
		u.Now = time.Now
	}
	actor := Actor{ID: u.Admin.ID, Name: u.Name}
	for _, r := range u.Admin.Roles {
		actor.Roles = append(actor.Roles, string(r))
	}
	return &Vault{
		store: store, now: u.Now, memory: u.Memory, roster: u.Roster, actor: actor, signing: u.Signing,
		drawer: drawer{vault: u.Roster.Vault(), ring: u.Ring}, book: &book{},
		followers: map[Kind][]follower{}, recs: map[Kind]map[string]kept{},
	}
}

// Open opens the vault in store with the keys of a log-in. The vault owns store from then on.
func Open(ctx context.Context, store Store, u Unlocked, img Image) (*Vault, error) {
	v := u.vault(store)
	recs, errs := v.drawer.openAll(img.Records)
	if len(errs) > 0 {
		return nil, errs[0]
	}
	for i, rec := range recs {
		v.keep(rec, img.Records[i])
	}
	return v, nil
}

// Founding is what a new vault begins with, beside the keys of its owner.
type Founding struct {
	Write    Write // statements, keyring, slot and meta rows
	Name     string
	LogKey   seal.Secret // seed of the key that signs checkpoints
	InboxKey seal.Secret // seed of the key to which notes are sealed while locked
	Program  string
}

// Found writes the first entry of a new vault, with everything that f holds, and returns it open.
func Found(ctx context.Context, store Store, u Unlocked, f Founding) (*Vault, error) {
	v := u.vault(store)
	tx := &Tx{v: v, now: v.book.clock(v.now()), touched: map[ref]*Record{}}
	w := f.Write
	if _, err := v.commit(ctx, tx, Action{Name: "vault.init"}, w); err != nil {
		return nil, err
	}
	return v, nil
}
