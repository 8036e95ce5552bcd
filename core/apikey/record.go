package apikey

import "gatehouse/core/vault"

// State is the state of a key.
type State string

// The states of a key. That it has expired is a matter of time and no state.
const (
	Active    State = "active"
	Suspended State = "suspended" // for now; it can be resumed
	Revoked   State = "revoked"   // for good
)

// Key is the record of one API key. It holds digests, never a token.
type Key struct {
	ID        string       `json:"id"`
	Principal string       `json:"principal"` // the principal's id
	Name      string       `json:"name,omitempty"`
	Notes     string       `json:"notes,omitempty"`    // for administrators; they never leave the vault
	Env       string       `json:"env"`                // "live" or "test"
	Tokens    []TokenRow   `json:"tokens"`             // one, or two while a rotation has grace
	Scopes    []string     `json:"scopes,omitempty"`   // role ids that cut the principal's roles; none means all
	Networks  []string     `json:"networks,omitempty"` // CIDR; none means anywhere
	NotBefore vault.Millis `json:"not_before,omitempty"`
	Expires   vault.Millis `json:"expires,omitempty"`
	Span      vault.Millis `json:"span,omitempty"` // how long it was first meant to last, once it was renewed; see [Key.OwnSpan]
	State     State        `json:"state"`
	Reason    string       `json:"reason,omitempty"` // why it was suspended or revoked
	Created   vault.Millis `json:"created,omitempty"`
	Revoked   vault.Millis `json:"revoked,omitempty"`
}

// TokenRow is what is kept of a token: enough to know it again, not enough to use it.
type TokenRow struct {
	Public string       `json:"public"` // its public id, also what gateways log; may be empty for imported digests
	SHA256 string       `json:"sha256"` // of the whole token, lower-case hex
	Last4  string       `json:"last4,omitempty"`
	Made   vault.Millis `json:"made,omitempty"`
	Until  vault.Millis `json:"until,omitempty"` // end of a rotation's grace; 0 means the key's own expiry
}

// ValidUntil returns when a token of this key stops being valid: the earlier of the key's expiry and
// the end of the token's grace; 0 means never.
func (k *Key) ValidUntil(t TokenRow) vault.Millis {
	switch {
	case k.Expires == 0:
		return t.Until
	case t.Until == 0 || t.Until > k.Expires:
		return k.Expires
	}
	return t.Until
}
