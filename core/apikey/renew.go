package apikey

import (
	"context"

	"gatehouse/core/fault"
	"gatehouse/core/vault"
)

// OwnSpan returns how long the key was meant to last when it was made; 0 when it never ends.
func (k *Key) OwnSpan() vault.Millis {
	switch {
	case k.Span != 0:
		return k.Span
	case k.Expires == 0:
		return 0
	}
	return max(k.Expires-max(k.Created, k.NotBefore), 0)
}

// Renewed returns the end that the key would have after a renewal now: its own span after its end, or
// after now where it ended already, and no later than the rules allow. 0 when it can't be renewed.
func (k *Key) Renewed(now vault.Millis, r Rules) vault.Millis {
	span := k.OwnSpan()
	if k.State == Revoked || span == 0 {
		return 0
	}
	end := max(k.Expires, now) + span
	if r.MaxLife != 0 {
		end = min(end, max(k.NotBefore, now)+r.MaxLife)
	}
	return max(end, k.Expires) // a rule that came later takes nothing away
}

// Renew moves the end of keys by the span that each was made with, all of them or none. An expired
// key works again; a token that is in the grace of a rotation ends when it was to end.
//
// Errors: NotFound; Conflict when one is revoked, or when the longest life that the vault allows
// leaves nothing to add; Invalid for a key that never ends, and for no key at all.
func (s *Service) Renew(ctx context.Context, actor vault.Actor, ids []string) ([]Key, error) {
	return s.changeAll(ctx, actor, "apikey.renew", ids, "", func(tx *vault.Tx, k *Key) (old, new string, err error) {
		old = k.Expires.String()
		end := k.Renewed(vault.MillisOf(tx.Now()), s.Rules())
		switch {
		case end == 0:
			return old, "", fault.New(fault.Invalid, "the API key %s never expires; there is nothing to renew", k.ID)
		case end == k.Expires:
			return old, "", fault.New(fault.Conflict, "the API key %s lasts as long as this vault allows already, until %s", k.ID, k.Expires)
		}
		k.Span, k.Expires = k.OwnSpan(), end
		return old, k.Expires.String(), nil
	})
}
