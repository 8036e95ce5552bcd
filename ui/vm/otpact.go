package vm

import (
	"context"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
)

// otpOne is the one principal that is meant, with its one-time passwords.
func (v *Principals) otpOne() (Principal, Enrolment, bool) {
	p, ok := v.one()
	return p, v.otp[p.ID], ok
}

// CanConfirmOTP reports whether the one target has a device that waits for a code.
func (v *Principals) CanConfirmOTP() bool {
	_, e, ok := v.otpOne()
	return ok && len(e.active()) < len(e.Devices)
}

// CanVerifyOTP reports whether the one target has a device whose codes count.
func (v *Principals) CanVerifyOTP() bool {
	_, e, ok := v.otpOne()
	return ok && e.state() == otpActive
}

// CanRecoverOTP reports whether the one target has recovery codes.
func (v *Principals) CanRecoverOTP() bool {
	_, e, ok := v.otpOne()
	return ok && e.Recovery > 0
}

// CanResetOTP reports whether the one target has devices.
func (v *Principals) CanResetOTP() bool {
	_, e, ok := v.otpOne()
	return ok && len(e.Devices) > 0
}

// OTPDigits are how many digits codes of the one target can have: of its pending devices, or of its
// active ones.
func (v *Principals) OTPDigits(active bool) int {
	_, e, _ := v.otpOne()
	n := 6
	for _, d := range e.Devices {
		if d.Active == active {
			n = max(n, d.Digits)
		}
	}
	return n
}

// OTPName is the name of the one target.
func (v *Principals) OTPName() string {
	p, _ := v.one()
	return p.Name
}

// DeviceChoices are the devices of the one target.
func (v *Principals) DeviceChoices() []Choice {
	_, e, _ := v.otpOne()
	var cs []Choice
	for _, d := range e.Devices {
		note := say.L("active")
		if !d.Active {
			note = say.L("pending")
		}
		cs = append(cs, Choice{d.ID, d.Name, note})
	}
	return cs
}

// ConfirmOTP makes the pending device of the one target active whose code this is.
func (v *Principals) ConfirmOTP(code string, done func(Undone, error)) {
	v.useCode(code, v.house.OTP().Confirm, func(d Device) string {
		return say.L("“{{.Device}}” of {{.Name}} is active.", say.V{"Device": d.Name, "Name": v.OTPName()})
	}, done)
}

// VerifyOTP checks a code of the one target. It counts once.
func (v *Principals) VerifyOTP(code string, done func(Undone, error)) {
	v.useCode(code, v.house.OTP().Verify, func(d Device) string {
		return say.L("The code is right: it is of “{{.Device}}” of {{.Name}}. It cannot be used again.", say.V{"Device": d.Name, "Name": v.OTPName()})
	}, done)
}

func (v *Principals) useCode(code string, check func(context.Context, string, string) (Device, error), text func(Device) string, done func(Undone, error)) {
	p, ok := v.one()
	if !ok {
		done(Undone{}, gone())
		return
	}
	after(v.List, func(ctx context.Context) (Device, error) { return check(ctx, p.ID, code) }, func(d Device, err error) {
		v.history.forget()
		done(Undone{Text: text(d)}, err)
	})
}

// RecoverOTP uses up a recovery code of the one target.
func (v *Principals) RecoverOTP(code string, done func(Undone, error)) {
	p, ok := v.one()
	if code = strings.TrimSpace(code); !ok || code == "" {
		done(Undone{}, fault.New(fault.Invalid, "%s", say.L("Type one of the recovery codes.")))
		return
	}
	after(v.List, func(ctx context.Context) (int, error) { return v.house.OTP().Recover(ctx, p.ID, code) }, func(left int, err error) {
		v.history.forget()
		done(Undone{Text: say.N(int64(left), "The recovery code is right. {{.Count}} is left.", "The recovery code is right. {{.Count}} are left.")}, err)
	})
}

// ResetOTPText asks before all devices of the one target go.
func (v *Principals) ResetOTPText() Asking {
	p, e, _ := v.otpOne()
	a := Asking{Title: say.L("Reset the one-time password of “{{.Name}}”?", say.V{"Name": p.Name}), Verb: say.L("Reset one-time password")}
	a.Body = say.N(int64(len(e.Devices)), "Its device and all recovery codes stop working at once. To use grants that demand a one-time password it has to be enrolled anew.",
		"Its {{.Count}} devices and all recovery codes stop working at once. To use grants that demand a one-time password it has to be enrolled anew.")
	return a
}

// ResetOTP removes a device of the one target, or with "" all of them and the recovery codes.
func (v *Principals) ResetOTP(device string, done func(error)) {
	p, ok := v.one()
	if !ok {
		done(gone())
		return
	}
	act(v.List, &v.history, func(ctx context.Context) error { return v.house.OTP().Reset(ctx, p.ID, device) }, done)
}

// NewRecovery makes recovery codes for a principal; older ones end.
func (v *Principals) NewRecovery(principal string, done func([]string, error)) {
	v.history.forget()
	after(v.List, func(ctx context.Context) ([]string, error) { return v.house.OTP().NewRecovery(ctx, principal) }, done)
}

// SaveCodes writes recovery codes to a new file in a folder.
func (v *Principals) SaveCodes(folder, principal string, codes []string, done func(Undone, error)) {
	after(v.List, func(ctx context.Context) (string, error) {
		return v.house.OTP().SaveCodes(ctx, Expand(folder), principal, codes)
	}, func(path string, err error) {
		done(Undone{Text: say.L("Saved as {{.Path}}, for your eyes only.", say.V{"Path": Tilde(path)})}, err)
	})
}

// Prover asks who is signed in for the password once more.
type Prover interface {
	Proven() bool
	Prove(password string, done func(error))
}

// Proven reports whether the password was typed lately.
func (v *Principals) Proven() bool { return v.house.Proven() }

// Prove checks the password once more.
func (v *Principals) Prove(password string, done func(error)) {
	prove(v.run, v.ctx, v.house, password, done)
}

// prove checks the password; nobody is told when the page is gone meanwhile.
func prove(run runner.Runner, ctx context.Context, house House, password string, done func(error)) {
	if password == "" {
		done(fault.New(fault.Invalid, "%s", say.L("Type your password.")))
		return
	}
	runner.Go(run, ctx, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, house.AskAgain(context.WithoutCancel(ctx), password)
	}, func(_ struct{}, err error) { done(err) })
}
