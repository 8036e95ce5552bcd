package login

import (
	"bytes"
	"context"
	"errors"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/journal"
	"gatehouse/core/keyring"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// Credentials are what an administrator signs in with, and how the vault is to be opened.
type Credentials struct {
	Admin    string
	Password seal.Secret
	Now      func() time.Time // the clock; nil is time.Now
	Memory   vault.Memory     // the device's; may be nil
	Program  string           // name and version of the program, for the journal
	ReadOnly bool             // open without an entry; every change is refused
}

// Unlock opens the vault in store. A wrong name and a wrong password are the same Denied, after the
// same work; five failures in a row make the next ones wait. What is wrong with the file is Damaged
// and named. On success the log-in is an entry of the journal and the vault owns store.
func Unlock(ctx context.Context, store vault.Store, c Credentials) (*vault.Vault, error) {
	img, slot, u, err := enter(ctx, store, c)
	if err != nil {
		return nil, err
	}
	v, err := vault.Open(ctx, store, u, img)
	if err != nil {
		wipe(u)
		return nil, err
	}
	if !c.ReadOnly && len(slot.Backoff) > 0 {
		if err := v.PutBackoff(ctx, nil); err != nil {
			v.Lock() // nobody else has it
			return nil, err
		}
	}
	return v, nil
}

// enter reads the file and opens the administrator's box and keys with the password.
func enter(ctx context.Context, store vault.Store, c Credentials) (vault.Image, vault.SlotRow, vault.Unlocked, error) {
	fail := func(err error) (vault.Image, vault.SlotRow, vault.Unlocked, error) {
		return vault.Image{}, vault.SlotRow{}, vault.Unlocked{}, err
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	img, err := store.Load(ctx)
	if err != nil {
		return fail(err)
	}
	r, err := img.Roster()
	if err != nil {
		return fail(err)
	}
	slot, box, err := open(ctx, store, r, img, c)
	if err != nil {
		return fail(err)
	}
	defer box.Wipe()
	u, err := unlocked(r, img, slot.Admin, box)
	if err != nil {
		return fail(err)
	}
	u.Name, u.Now, u.Memory, u.Program, u.ReadOnly = c.Admin, c.Now, c.Memory, c.Program, c.ReadOnly
	return img, slot, u, nil
}

// wipe forgets the keys of a log-in that came to nothing.
func wipe(u vault.Unlocked) {
	u.Ring.Wipe()
	u.Signing.Wipe()
}

// open finds the administrator's slot and opens it with the password.
func open(ctx context.Context, store vault.Store, r roster.Roster, img vault.Image, c Credentials) (vault.SlotRow, keyring.Box, error) {
	slot, ok := find(r, img, c.Admin)
	if !ok {
		keyring.Waste(costOf(img), c.Password)
		report(ctx, store, r, c, "login.unknown_name")
		return slot, keyring.Box{}, errWrong()
	}
	counter := backoffOf(slot.Backoff)
	if err := counter.check(c.Now()); err != nil {
		if counter.ahead(c.Now()) && !c.ReadOnly {
			counter.Last = vault.MillisOf(c.Now())
			err = errors.Join(err, store.Backoff(ctx, slot.Admin, counter.bytes()))
		}
		return slot, keyring.Box{}, err
	}
	_, box, err := slotOf(slot).Open(r, c.Password, seal.Secret{})
	if errors.Is(err, keyring.ErrPassword) {
		if err := store.Backoff(ctx, slot.Admin, counter.fail(c.Now()).bytes()); err != nil && !c.ReadOnly {
			return slot, box, err // without the counter there is no answer either
		}
		report(ctx, store, r, c, "login.wrong_password")
		return slot, box, errWrong()
	}
	return slot, box, err
}

// errWrong is the one answer to a wrong name and to a wrong password.
func errWrong() error { return fault.New(fault.Denied, "the name or the password is wrong") }

// find returns the slot of the administrator so named.
func find(r roster.Roster, img vault.Image, name string) (vault.SlotRow, bool) {
	tag := keyring.Tag(r.Vault(), name)
	for _, s := range img.Slots {
		if bytes.Equal(s.Tag, tag) {
			return s, true
		}
	}
	return vault.SlotRow{}, false
}

// costOf returns the cost of somebody's password, so that an unknown name takes as long as a known
// one; the zero cost when no slot can be read.
func costOf(img vault.Image) seal.Params {
	for _, s := range img.Slots {
		if h, err := keyring.ParseHeader(s.Header); err == nil {
			return h.Params
		}
	}
	return seal.Params{}
}

func slotOf(s vault.SlotRow) keyring.Slot {
	return keyring.Slot{Header: s.Header, Check: s.Check, Box: s.Box}
}

// report leaves a note in the journal's inbox. That the note can't be left is no reason to answer
// otherwise: the counter is what protects.
func report(ctx context.Context, store vault.Store, r roster.Roster, c Credentials, what string) {
	if c.ReadOnly {
		return
	}
	at := vault.MillisOf(c.Now())
	sealed, err := journal.SealNote(r, journal.Note{Time: int64(at), What: what})
	if err == nil {
		_ = store.Report(ctx, vault.InboxRow{Time: at, Sealed: sealed})
	}
}

// unlocked opens the administrator's keyring with his box.
func unlocked(r roster.Roster, img vault.Image, id string, box keyring.Box) (vault.Unlocked, error) {
	admin, ok := r.Admin(id)
	if !ok {
		return vault.Unlocked{}, fault.New(fault.Denied, "you are no administrator of this vault any more")
	}
	ring, err := img.OpenRing(r, admin, box.HPKE)
	if err != nil {
		return vault.Unlocked{}, err
	}
	signing, err := seal.NewSigningKey(box.Ed25519)
	if err != nil {
		return vault.Unlocked{}, fault.Wrap(fault.Damaged, err, "the log-in data of administrator %s", id)
	}
	return vault.Unlocked{Roster: r, Admin: admin, Ring: ring, Signing: signing}, nil
}

// Check adds to a report what needs the administrator's keys. It works on a vault that does not
// open, as long as his own slot and keyring do, and writes nothing. When nothing is wrong it returns
// the vault, open for reading, so that what lies beside it can be checked too; otherwise nil.
func Check(ctx context.Context, store vault.Store, c Credentials, rep *vault.CheckReport) (*vault.Vault, error) {
	c.ReadOnly, c.Memory = true, nil // the file is checked as it stands, whatever this device remembers
	_, _, u, err := enter(ctx, store, c)
	if err != nil {
		return nil, err
	}
	if err := vault.CheckSealed(ctx, store, u, rep); err != nil || !rep.OK() {
		wipe(u)
		return nil, err
	}
	var v *vault.Vault
	err = vault.Steady(ctx, store, func(img vault.Image) (err error) {
		v, err = vault.Open(ctx, store, u, img)
		return err
	})
	if err != nil {
		wipe(u)
		return nil, err
	}
	return v, nil
}
