package login

import (
	"context"
	"errors"

	"gatehouse/core/fault"
	"gatehouse/core/keyring"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// AskAgain checks the password of the administrator who is signed in once more. Afterwards
// [vault.Vault.Proven] holds for some minutes. Right and wrong ones are entries of the journal.
//
// Errors: Denied when it is wrong, or comes too early after too many wrong ones.
func AskAgain(ctx context.Context, v *vault.Vault, password seal.Secret) error {
	_, box, err := prove(ctx, v, password, "the password is wrong")
	if err != nil {
		return err
	}
	box.Wipe()
	_, err = v.Change(ctx, v.Actor(), vault.Action{Name: "password.confirm", Subject: v.Actor().ID}, func(*vault.Tx) error { return nil })
	return err
}

// ChangePassword gives the signed-in administrator a new password, after the old one was typed
// again. Copies of the file made before still open with the old one.
//
// Errors: Invalid when the new one is too weak; Denied as for [AskAgain].
func ChangePassword(ctx context.Context, v *vault.Vault, old, next seal.Secret) error {
	if err := CheckPassword(next, v.Actor().Name, v.Settings().Name); err != nil {
		return err
	}
	h, box, err := prove(ctx, v, old, "the old password is wrong")
	if err != nil {
		return err
	}
	defer box.Wipe()
	h.Version++
	locked, err := keyring.Lock(h, next, seal.Secret{}, box)
	if err != nil {
		return err
	}
	slot, ok := v.Slot(v.Actor().ID)
	if !ok {
		return errNoSlot()
	}
	slot.Version, slot.Header, slot.Check, slot.Box = h.Version, locked.Header, locked.Check, locked.Box
	_, err = v.PutSlot(ctx, v.Actor(), vault.Action{Name: "password.change", Subject: slot.Admin}, slot)
	return err
}

// errNoSlot says that there is nothing to check a password against.
func errNoSlot() error { return fault.New(fault.Damaged, "your log-in data is missing") }

// prove opens the box of whoever is signed in with a password, under the counter of log-ins: otherwise
// a password could be guessed at an open vault as often as one likes.
func prove(ctx context.Context, v *vault.Vault, password seal.Secret, wrong string) (keyring.Header, keyring.Box, error) {
	fail := func(err error) (keyring.Header, keyring.Box, error) { return keyring.Header{}, keyring.Box{}, err }
	slot, ok := v.Slot(v.Actor().ID)
	if !ok {
		return fail(errNoSlot())
	}
	counter := backoffOf(slot.Backoff)
	if err := counter.check(v.Now()); err != nil {
		return fail(err)
	}
	h, box, err := slotOf(slot).Open(v.Roster(), password, seal.Secret{})
	if errors.Is(err, keyring.ErrPassword) {
		if err := v.PutBackoff(ctx, counter.fail(v.Now()).bytes()); err != nil {
			return fail(err) // without the counter there is no answer either
		}
		// That the entry can't be written is no reason to answer otherwise: the counter protects.
		_, _ = v.Change(ctx, v.Actor(), vault.Action{Name: "password.refused", Subject: slot.Admin}, func(*vault.Tx) error { return nil })
		return fail(fault.New(fault.Denied, "%s", wrong))
	}
	if err != nil {
		return fail(err)
	}
	if len(slot.Backoff) > 0 {
		if err := v.PutBackoff(ctx, nil); err != nil {
			box.Wipe()
			return fail(err)
		}
	}
	v.Prove()
	return h, box, nil
}
