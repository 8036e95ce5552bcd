package vault

import (
	"bytes"
	"context"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/keyring"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// Unlocked is what a log-in yields: who it is, and the keys.
type Unlocked struct {
	Roster   roster.Roster
	Admin    roster.Admin
	Name     string // the administrator's, as he typed it
	Ring     *keyring.Ring
	Signing  seal.SigningKey
	Now      func() time.Time // the clock; nil is time.Now
	Memory   Memory           // nil: this device remembers nothing
	ReadOnly bool             // no entry is written; every change is refused
	Program  string           // name and version of the program, for the journal
}

// vault makes the shell of an open vault.
func (u Unlocked) vault(store Store) *Vault {
	if u.Now == nil {
		u.Now = time.Now
	}
	actor := Actor{ID: u.Admin.ID, Name: u.Name, Roles: roleNames(u.Admin.Roles)}
	return &Vault{
		store: store, now: u.Now, memory: u.Memory, roster: u.Roster, actor: actor, signing: u.Signing,
		drawer: drawer{vault: u.Roster.Vault(), ring: u.Ring}, book: &book{program: u.Program},
		readOnly: u.ReadOnly, followers: map[Kind][]follower{}, recs: map[Kind]map[string]kept{},
		revisions: map[Kind]uint64{}, proven: u.Now(),
	}
}

// Open opens the vault in store, whose rows are img, with the keys of a log-in. It opens every
// record and checks that the file is what its newest entry says: checkpoint, tree and state root;
// and, with a memory, that it continues what this device saw last. Whatever is wrong is Damaged and
// named. Then it writes the log-in's entry, unless it is to be opened for reading only. The vault
// owns store from then on.
func Open(ctx context.Context, store Store, u Unlocked, img Image) (*Vault, error) {
	v := u.vault(store)
	since, err := v.seen()
	if err != nil {
		return nil, err
	}
	h, err := checkHead(ctx, store, u.Roster, img, since)
	if err != nil {
		return nil, err
	}
	recs, errs := v.drawer.openAll(img.Records)
	if len(errs) > 0 {
		return nil, errs[0]
	}
	counts := map[Kind]int{}
	for _, row := range img.Records {
		counts[row.Kind]++
	}
	for kind, n := range counts {
		v.recs[kind] = make(map[string]kept, n)
	}
	for i, rec := range recs {
		v.keep(rec, img.Records[i])
	}
	v.book.state, v.book.tree, v.book.last = h.state, h.tree, h.last.Time
	v.seq, v.note = h.last.Seq+1, h.last.Checkpoint
	v.slots = img.Slots
	if rec, ok := v.Get(KindAdministrator, v.actor.ID); ok {
		if a, err := Decode[Administrator](rec); err == nil {
			v.actor.Name = a.Name // as he spells it, not as it was typed
		}
	}
	if u.ReadOnly {
		return v, nil
	}
	if v.book.log, err = v.logKey(); err != nil {
		return nil, err
	}
	if err := v.signIn(ctx, img.Inbox); err != nil {
		return nil, err
	}
	return v, nil
}

// secretSeed is the record of the log key and of the inbox key.
type secretSeed struct {
	Seed seal.Secret `json:"seed"`
}

// IDs of the records that every vault has once.
const (
	idLogKey   = "log"
	idInboxKey = "inbox"
	idSettings = "vault"
)

// logKey reads the key that signs checkpoints.
func (v *Vault) logKey() (seal.SigningKey, error) {
	rec, ok := v.Get(KindLogKey, idLogKey)
	if !ok {
		return seal.SigningKey{}, fault.New(fault.Damaged, "the key that signs checkpoints is missing")
	}
	var s secretSeed
	if err := seal.Decode(rec.Body, &s); err != nil {
		return seal.SigningKey{}, fault.Wrap(fault.Damaged, err, "the key that signs checkpoints")
	}
	defer s.Seed.Wipe()
	key, err := seal.NewSigningKey(s.Seed)
	if err != nil || !bytes.Equal(key.Public(), v.roster.LogKey()) {
		return seal.SigningKey{}, fault.New(fault.Damaged, "the key that signs checkpoints is not the one that the roster names")
	}
	return key, nil
}
