package apikey

import (
	"context"
	"slices"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/vault"
)

// MaxGrace is the longest time for which a rotated token stays valid beside the new one.
const MaxGrace = 365 * 24 * time.Hour

// MaxReason is the longest reason for a suspension or revocation, in bytes.
const MaxReason = 512

// Edit replaces a key's name, notes, scopes, networks and times; the id says which. Tokens, principal and
// state stay.
//
// Errors: Invalid, NotFound; Conflict when the key is revoked.
func (s *Service) Edit(ctx context.Context, actor vault.Actor, k Key) (Key, error) {
	k, err := check(k)
	if err != nil {
		return Key{}, err
	}
	return s.change(ctx, actor, "apikey.edit", k.ID, "", func(tx *vault.Tx, old *Key) error {
		note(tx, "name", old.Name, k.Name)
		note(tx, "notes", old.Notes, k.Notes)
		note(tx, "scopes", strings.Join(old.Scopes, " "), strings.Join(k.Scopes, " "))
		note(tx, "networks", strings.Join(old.Networks, " "), strings.Join(k.Networks, " "))
		note(tx, "not_before", old.NotBefore.String(), k.NotBefore.String())
		note(tx, "expires", old.Expires.String(), k.Expires.String())
		if k.Expires != old.Expires {
			if err := s.lasts(tx, k); err != nil {
				return err
			}
		}
		old.Name, old.Notes, old.Scopes, old.Networks = k.Name, k.Notes, k.Scopes, k.Networks
		old.NotBefore, old.Expires = k.NotBefore, k.Expires
		return s.fits(tx, *old)
	})
}

// Suspend stops a key until [Service.Resume].
//
// Errors: NotFound; Conflict when it is not active.
func (s *Service) Suspend(ctx context.Context, actor vault.Actor, id, reason string) (Key, error) {
	return s.setState(ctx, actor, "apikey.suspend", id, reason, Suspended)
}

// Resume takes [Service.Suspend] back.
//
// Errors: NotFound; Conflict when it is not suspended.
func (s *Service) Resume(ctx context.Context, actor vault.Actor, id string) (Key, error) {
	return s.setState(ctx, actor, "apikey.resume", id, "", Active)
}

// Revoke ends a key for good.
//
// Errors: NotFound; Conflict when it is revoked already.
func (s *Service) Revoke(ctx context.Context, actor vault.Actor, id, reason string) (Key, error) {
	return s.setState(ctx, actor, "apikey.revoke", id, reason, Revoked)
}

func (s *Service) setState(ctx context.Context, actor vault.Actor, action, id, reason string, to State) (Key, error) {
	reason, err := name.Text("reason", reason, MaxReason)
	if err != nil {
		return Key{}, err
	}
	return s.change(ctx, actor, action, id, reason, func(tx *vault.Tx, k *Key) error {
		tx.Note("state", string(k.State), string(to))
		return move(tx, k, to, reason)
	})
}

// Rotate makes a second token under the same id. The old one stays valid for the grace, but never
// longer than it was; a grace of 0 ends it at once. An older token that was still in the grace of a
// rotation before ends now.
//
// Errors: Invalid for the grace; NotFound; Conflict when the key is revoked or has expired.
func (s *Service) Rotate(ctx context.Context, actor vault.Actor, id string, grace time.Duration) (Created, error) {
	if grace < 0 || grace > MaxGrace {
		return Created{}, fault.New(fault.Invalid, "grace %s is not between 0 and 365 days", grace)
	}
	old, err := s.Key(id)
	if err != nil {
		return Created{}, err
	}
	token, row, err := NewToken(s.random, old.Env, "")
	if err != nil {
		return Created{}, err
	}
	k, err := s.change(ctx, actor, "apikey.rotate", old.ID, "", func(tx *vault.Tx, k *Key) error {
		now := vault.MillisOf(tx.Now())
		if k.Expires != 0 && k.Expires <= now {
			return fault.New(fault.Conflict, "the API key %s expired at %s; make a new one", k.ID, k.Expires)
		}
		was := k.Tokens[len(k.Tokens)-1]
		row.Made = now
		tx.Note("key", k.Prefix(), "gh_"+k.Env+"_"+row.Public)
		k.Tokens = nil
		if grace > 0 {
			until := now + vault.Millis(grace.Milliseconds())
			if k.Expires != 0 && until > k.Expires {
				until = k.Expires
			}
			was.Until = until
			tx.Note("old valid until", "", until.String())
			k.Tokens = append(k.Tokens, was)
		}
		k.Tokens = append(k.Tokens, row)
		return s.fits(tx, *k)
	})
	if err != nil {
		return Created{}, err
	}
	return Created{Key: k, Token: token}, nil
}

// change loads a key inside a change, lets fn change it and stores it. A revoked key changes no more.
func (s *Service) change(ctx context.Context, actor vault.Actor, action, id, reason string, fn func(*vault.Tx, *Key) error) (Key, error) {
	k, err := s.Key(id)
	if err != nil {
		return Key{}, err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: action, Subject: k.ID, Reason: reason}, func(tx *vault.Tx) error {
		var ok bool
		if k, ok = s.keys.GetIn(tx, k.ID); !ok {
			return fault.New(fault.NotFound, "there is no API key %q", id)
		}
		if k.State == Revoked {
			return fault.New(fault.Conflict, "the API key %s is revoked, for good; make a new one", k.ID)
		}
		k.Tokens = slices.Clone(k.Tokens)
		if err := fn(tx, &k); err != nil {
			return err
		}
		return tx.Put(vault.KindAPIKey, k.ID, k)
	})
	if err != nil {
		return Key{}, err
	}
	return k, nil
}

// note adds a line to the diff when a field changes.
func note(tx *vault.Tx, field, old, new string) {
	if old != new {
		tx.Note(field, old, new)
	}
}
