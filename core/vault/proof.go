package vault

import (
	"context"
	"time"

	"gatehouse/core/fault"
)

// ProofLasts is how long a password that was typed stands for whoever sits at the desk.
const ProofLasts = 5 * time.Minute

// Proven reports whether the administrator's password was typed within [ProofLasts]: at log-in, or
// when it was asked for again. With a clock that was put back it was not.
func (v *Vault) Proven() bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	age := v.now().Sub(v.proven)
	return !v.locked && age >= 0 && age < ProofLasts
}

// NeedProof refuses what somebody who finds a desk unlocked must not do, until the password is typed
// again.
//
// Errors: NeedsLogin.
func (v *Vault) NeedProof() error {
	if v.Proven() {
		return nil
	}
	return fault.New(fault.NeedsLogin, "this needs your password once more; it was typed more than %d minutes ago", ProofLasts/time.Minute)
}

// Prove notes that the password was typed just now. Only core/login, which checks it, calls this.
func (v *Vault) Prove() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.proven = v.now()
}

// PutBackoff stores the count of the actor's wrong passwords, nil for none. It is a transaction of its
// own and no part of the state root, so that no failure takes it back.
func (v *Vault) PutBackoff(ctx context.Context, counter []byte) error {
	v.write.Lock()
	defer v.write.Unlock()
	if v.Locked() {
		return errLocked()
	}
	if err := v.store.Backoff(ctx, v.actor.ID, counter); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for i := range v.slots {
		if v.slots[i].Admin == v.actor.ID {
			v.slots[i].Backoff = counter
		}
	}
	return nil
}
