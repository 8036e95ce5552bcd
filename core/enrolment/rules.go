package enrolment

import (
	"context"

	"gatehouse/core/otp"
	"gatehouse/core/vault"
)

// rules is what was agreed on for the one-time passwords of all principals.
type rules struct {
	ID     string `json:"id"`
	Strict bool   `json:"strict,omitempty"`
}

// idRules is the id of the one record of kind setting that holds them.
const idRules = "otp"

// window is how many steps beside the present one are accepted.
func (r rules) window() otp.Window {
	if r.Strict {
		return otp.Strict
	}
	return otp.Usual
}

// rulesOf reads the rules; what does not decode is the stricter ones.
func rulesOf(rec vault.Record, ok bool) rules {
	if !ok {
		return rules{ID: idRules}
	}
	r, err := vault.Decode[rules](rec)
	if err != nil {
		return rules{ID: idRules, Strict: true}
	}
	return r
}

func rulesIn(tx *vault.Tx) rules { return rulesOf(tx.Get(vault.KindSetting, idRules)) }

// Window is how many steps beside the present one are accepted: [otp.Usual], or [otp.Strict] where
// [Service.SetStrict] says so.
func (s *Service) Window() otp.Window { return rulesOf(s.v.Get(vault.KindSetting, idRules)).window() }

// SetStrict accepts no code of the coming step, or accepts it again. It counts from the next code on,
// for all principals; setting what is set already does nothing.
//
// Errors: Denied to who is no owner; NeedsLogin when the password was not typed lately.
func (s *Service) SetStrict(ctx context.Context, actor vault.Actor, strict bool) error {
	next := rules{ID: idRules, Strict: strict}
	if old := s.Window(); old == next.window() {
		return nil
	}
	_, err := s.v.Change(ctx, actor, vault.Action{Name: "setting.otp_window"}, func(tx *vault.Tx) error {
		if err := s.v.NeedProof(); err != nil {
			return err
		}
		tx.Note("steps", rulesIn(tx).window().String(), next.window().String())
		return tx.Put(vault.KindSetting, idRules, next)
	})
	return err
}
