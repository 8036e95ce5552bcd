package apikey

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// Rules are what a vault asks of the lives of its API keys. The zero value asks nothing.
type Rules struct {
	ID          string       `json:"id"`
	Of          string       `json:"of"`                     // what the setting is about: "apikey"
	MaxLife     vault.Millis `json:"max_life,omitempty"`     // longest time from now, or from its begin, to a key's end; 0 = any, also none
	DefaultLife vault.Millis `json:"default_life,omitempty"` // what doors offer first; 0 = theirs
}

// rulesOf tells the rules of keys from other settings. Their id is random, because ids stand in the clear.
const rulesOf = "apikey"

// longestRule is the longest life that a rule can ask for: beyond, it is no rule.
const longestRule = 100 * 366 * 24 * time.Hour

// Max returns the longest life as a duration; 0 means any.
func (r Rules) Max() time.Duration { return time.Duration(r.MaxLife) * time.Millisecond }

// Default returns the life that is offered first; 0 means that the vault has no opinion.
func (r Rules) Default() time.Duration { return time.Duration(r.DefaultLife) * time.Millisecond }

// Rules returns what the vault asks of the lives of its keys.
func (s *Service) Rules() Rules {
	for rec := range s.v.All(vault.KindSetting) {
		if r, err := vault.Decode[Rules](rec); err == nil && r.Of == rulesOf {
			return r
		}
	}
	return Rules{}
}

// SetRules replaces the rules. They bind what is made, changed and renewed from now on; keys that
// are there stay as they are. Only owners may.
//
// Errors: Invalid when the default is longer than the longest, or a life makes no sense; Denied.
func (s *Service) SetRules(ctx context.Context, actor vault.Actor, r Rules) error {
	switch limit := vault.Millis(longestRule.Milliseconds()); {
	case r.MaxLife < 0 || r.DefaultLife < 0 || r.MaxLife > limit || r.DefaultLife > limit:
		return fault.New(fault.Invalid, "the life of an API key is between nothing and 100 years")
	case r.MaxLife != 0 && r.DefaultLife > r.MaxLife:
		return fault.New(fault.Invalid, "the usual life (%s) is longer than the longest (%s)", days(r.DefaultLife), days(r.MaxLife))
	}
	old := s.Rules()
	r.Of, r.ID = rulesOf, cmp.Or(old.ID, seal.NewID())
	_, err := s.v.Change(ctx, actor, vault.Action{Name: "setting.change", Subject: r.ID}, func(tx *vault.Tx) error {
		note(tx, "longest life of an API key", days(old.MaxLife), days(r.MaxLife))
		note(tx, "usual life of an API key", days(old.DefaultLife), days(r.DefaultLife))
		return tx.Put(vault.KindSetting, r.ID, r)
	})
	return err
}

// lasts checks a key's end against the clock and the rules.
func (s *Service) lasts(tx *vault.Tx, k Key) error {
	if err := notOver(tx, k); err != nil {
		return err
	}
	longest := s.Rules().MaxLife
	switch {
	case longest == 0:
		return nil
	case k.Expires == 0:
		return fault.New(fault.Invalid, "an API key of this vault ends after %s at most; give it an expiry", days(longest))
	case k.Expires-max(k.NotBefore, vault.MillisOf(tx.Now())) > longest:
		return fault.New(fault.Invalid, "the expiry %s is too far away: an API key of this vault ends after %s at most", k.Expires, days(longest))
	}
	return nil
}

// days writes a life for people: whole days where it is some.
func days(m vault.Millis) string {
	d := time.Duration(m) * time.Millisecond
	switch {
	case d == 0:
		return "-"
	case d%(24*time.Hour) == 0:
		n := int(d / (24 * time.Hour))
		if n == 1 {
			return "1 day"
		}
		return strconv.Itoa(n) + " days"
	}
	return d.String()
}
