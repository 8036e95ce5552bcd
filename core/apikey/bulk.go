package apikey

import (
	"context"
	"fmt"
	"slices"

	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/vault"
)

// Expiry says when a key shall end; 0 means never.
type Expiry struct {
	ID      string
	Expires vault.Millis
}

// maxBulkNotes is how many keys a bulk change names in its diff; its rows are all in the entry.
const maxBulkNotes = 100

// RevokeAll ends keys for good, as one change with one entry: all of them or none.
//
// Errors: as [Service.Revoke]; Invalid for no key at all.
func (s *Service) RevokeAll(ctx context.Context, actor vault.Actor, ids []string, reason string) ([]Key, error) {
	return s.setStates(ctx, actor, "apikey.revoke", ids, reason, Revoked)
}

// SuspendAll stops keys until [Service.ResumeAll], all of them or none.
//
// Errors: as [Service.Suspend]; Invalid for no key at all.
func (s *Service) SuspendAll(ctx context.Context, actor vault.Actor, ids []string, reason string) ([]Key, error) {
	return s.setStates(ctx, actor, "apikey.suspend", ids, reason, Suspended)
}

// ResumeAll takes [Service.SuspendAll] back, all of it or nothing.
//
// Errors: as [Service.Resume]; Invalid for no key at all.
func (s *Service) ResumeAll(ctx context.Context, actor vault.Actor, ids []string) ([]Key, error) {
	return s.setStates(ctx, actor, "apikey.resume", ids, "", Active)
}

// SetExpiries moves the end of keys, all of them or none.
//
// Errors: NotFound; Conflict when one is revoked; Invalid for a time that is over, and for no key.
func (s *Service) SetExpiries(ctx context.Context, actor vault.Actor, to []Expiry) ([]Key, error) {
	ids := make([]string, len(to))
	ends := make(map[string]vault.Millis, len(to))
	for i, e := range to {
		ids[i], ends[e.ID] = e.ID, e.Expires
	}
	return s.changeAll(ctx, actor, "apikey.expiry", ids, "", func(tx *vault.Tx, k *Key) (old, new string, err error) {
		old = k.Expires.String()
		if end := ends[k.ID]; end != k.Expires {
			k.Expires = end
			err = s.lasts(tx, *k)
		}
		return old, k.Expires.String(), err
	})
}

func (s *Service) setStates(ctx context.Context, actor vault.Actor, action string, ids []string, reason string, to State) ([]Key, error) {
	reason, err := name.Text("reason", reason, MaxReason)
	if err != nil {
		return nil, err
	}
	return s.changeAll(ctx, actor, action, ids, reason, func(tx *vault.Tx, k *Key) (old, new string, err error) {
		old = string(k.State)
		return old, string(to), move(tx, k, to, reason)
	})
}

// move brings a key into another state.
func move(tx *vault.Tx, k *Key, to State, reason string) error {
	if k.State == to {
		return fault.New(fault.Conflict, "the API key %s is %s already", k.ID, to)
	}
	k.State, k.Reason = to, reason
	if to == Revoked {
		k.Revoked = vault.MillisOf(tx.Now())
	}
	return nil
}

// changeAll changes several keys inside one change. Fn says what the diff shall say of each.
func (s *Service) changeAll(ctx context.Context, actor vault.Actor, action string, ids []string, reason string, fn func(*vault.Tx, *Key) (old, new string, err error)) ([]Key, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) == 0 {
		return nil, fault.New(fault.Invalid, "no API key was chosen")
	}
	subject := ""
	if len(ids) == 1 {
		subject = ids[0]
	}
	var all []Key
	_, err := s.v.Change(ctx, actor, vault.Action{Name: action, Subject: subject, Reason: reason}, func(tx *vault.Tx) error {
		for i, id := range ids {
			k, ok := s.keys.GetIn(tx, id)
			if !ok {
				return fault.New(fault.NotFound, "there is no API key %q", id)
			}
			if k.State == Revoked {
				return fault.New(fault.Conflict, "the API key %s is revoked, for good; make a new one", k.ID)
			}
			k.Tokens = slices.Clone(k.Tokens)
			old, new, err := fn(tx, &k)
			if err != nil {
				return err
			}
			if i < maxBulkNotes {
				tx.Note(k.Prefix(), old, new)
			}
			if err := tx.Put(vault.KindAPIKey, k.ID, k); err != nil {
				return err
			}
			all = append(all, k)
		}
		if more := len(ids) - maxBulkNotes; more > 0 {
			tx.Note("others", "", fmt.Sprintf("%d more keys", more))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}
