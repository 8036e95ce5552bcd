package vm

import (
	"context"

	"gatehouse/core/fault"
	"gatehouse/ui/say"
)

// The windows of codes to choose from.
const (
	usualCodes  = "usual"
	strictCodes = "strict"
)

// CodeWindows are which one-time passwords count beside the present one.
func (v *Settings) CodeWindows() []Choice {
	return []Choice{{usualCodes, say.L("Usual"), ""}, {strictCodes, say.L("Strict"), ""}}
}

// CodeWindow is the one in force.
func (v *Settings) CodeWindow() string {
	if v.house.OTP().Strict() {
		return strictCodes
	}
	return usualCodes
}

// MayNotSetCodes says why who is signed in cannot choose, or nil.
func (v *Settings) MayNotSetCodes() error {
	if v.house.Can("setting.otp_window") {
		return nil
	}
	return fault.New(fault.Denied, "%s", say.L("Only an owner of the vault chooses which one-time passwords count."))
}

// SetCodeWindow puts another one into force, for all principals.
func (v *Settings) SetCodeWindow(id string, done func(Undone, error)) {
	v.work(func(ctx context.Context) (string, error) { return "", v.house.OTP().SetStrict(ctx, id == strictCodes) }, func(_ string, err error) {
		text := say.L("Codes of the coming half minute count again.")
		if id == strictCodes {
			text = say.L("Codes of the coming half minute are refused from now on.")
		}
		done(Undone{Text: text}, err)
		v.changed()
	})
}

// Proven implements Prover.
func (v *Settings) Proven() bool { return v.house.Proven() }

// Prove implements Prover.
func (v *Settings) Prove(password string, done func(error)) {
	prove(v.run, v.ctx, v.house, password, done)
}
