package apikey

import (
	"time"

	"gatehouse/core/vault"
)

// Condition is what a key is at a moment. It is never stored: it follows from the key's state and
// times, so that nothing has to run for a key to expire.
type Condition string

// The conditions, in the order in which they are tested: the first that holds is the answer.
const (
	IsRevoked     Condition = "revoked"
	IsExpired     Condition = "expired"
	IsSuspended   Condition = "suspended"
	IsNotYetValid Condition = "not_yet_valid"
	IsRotating    Condition = "rotating" // an older token is still accepted beside the newest
	IsExpiring    Condition = "expiring" // it ends within [Soon]
	IsActive      Condition = "active"
)

// Soon is how long before its end a key counts as expiring.
const Soon = 30 * 24 * time.Hour

// Condition returns what the key is at a moment.
func (k *Key) Condition(at vault.Millis) Condition {
	switch {
	case k.State == Revoked:
		return IsRevoked
	case k.Expires != 0 && k.Expires <= at:
		return IsExpired
	case k.State == Suspended:
		return IsSuspended
	case k.NotBefore > at:
		return IsNotYetValid
	case k.Grace(at) != 0:
		return IsRotating
	case k.Expires != 0 && k.Expires-at < vault.Millis(Soon.Milliseconds()):
		return IsExpiring
	}
	return IsActive
}

// Live reports whether a token of the key may open something at a moment or later: the key is neither
// revoked nor expired. A suspended key is live, because it can be resumed.
func (k *Key) Live(at vault.Millis) bool {
	c := k.Condition(at)
	return c != IsRevoked && c != IsExpired
}

// Grace returns until when the token before the newest is accepted; 0 when there is none at that moment.
func (k *Key) Grace(at vault.Millis) vault.Millis {
	if len(k.Tokens) < 2 {
		return 0
	}
	if until := k.ValidUntil(k.Tokens[0]); until == 0 || until > at {
		return until
	}
	return 0
}
