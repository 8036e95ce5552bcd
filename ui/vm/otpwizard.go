package vm

import (
	"context"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/ui/say"
)

// OTPStep is where an enrolment is.
type OTPStep uint8

// The steps of an enrolment.
const (
	OTPChoose OTPStep = iota // which device, and what it computes
	OTPCode                  // the secret is shown; a code of it is typed
	OTPCodes                 // recovery codes are shown
	OTPDone
)

// OTPForm is the first step of an enrolment, as typed.
type OTPForm struct {
	Import          bool // of an authenticator that another system set up
	Name, Algorithm string
	Digits          int
	URI             string // for Import
}

// OTPWizard enrols a device of one principal.
type OTPWizard struct {
	OnChange func()

	v     *Principals
	who   Principal
	have  Enrolment // before
	step  OTPStep
	made  MadeDevice
	codes []string
	busy  bool
	err   error

	confirmed bool // a code was right: the device counts
}

// EnrolOTP begins an enrolment of the one target.
func (v *Principals) EnrolOTP() (*OTPWizard, bool) {
	p, e, ok := v.otpOne()
	return &OTPWizard{v: v, who: p, have: e}, ok
}

// NeedsProof reports whether the password is asked for first: who has a device gets another one only by
// somebody who has just shown that he may.
func (w *OTPWizard) NeedsProof() bool { return w.have.state() == otpActive }

// Who is the name of the principal.
func (w *OTPWizard) Who() string { return w.who.Name }

// Principal is the id of the principal.
func (w *OTPWizard) Principal() string { return w.who.ID }

// Step is where the enrolment is.
func (w *OTPWizard) Step() OTPStep { return w.step }

// Busy reports that something is being done.
func (w *OTPWizard) Busy() bool { return w.busy }

// Err is what went wrong last, or nil.
func (w *OTPWizard) Err() error { return w.err }

// Made is the device, in the second step.
func (w *OTPWizard) Made() MadeDevice { return w.made }

// Codes are the recovery codes, in the third step.
func (w *OTPWizard) Codes() []string { return w.codes }

// Form is what the first step begins with: a name that is not taken.
func (w *OTPWizard) Form() OTPForm {
	f := OTPForm{Name: say.L("Phone"), Algorithm: "SHA1", Digits: 6}
	for n := int64(2); w.taken(f.Name); n++ {
		f.Name = say.L("Phone") + " " + Count(n)
	}
	return f
}

func (w *OTPWizard) taken(name string) bool {
	for _, d := range w.have.active() {
		if strings.EqualFold(d.Name, name) {
			return true
		}
	}
	return false
}

// OTPAlgorithms and OTPDigitChoices are what a new secret can be of.
func OTPAlgorithms() []Choice {
	return []Choice{{"SHA1", "SHA-1", say.L("every authenticator")}, {"SHA256", "SHA-256", say.L("some authenticators")}, {"SHA512", "SHA-512", say.L("few authenticators")}}
}

// OTPDigitChoices are how many digits a code can have.
func OTPDigitChoices() []Choice {
	return []Choice{{"6", say.L("6 digits"), say.L("every authenticator")}, {"8", say.L("8 digits"), say.L("some authenticators")}}
}

// ignoring are authenticators that compute SHA-1 with 6 digits whatever they are told.
var ignoring = []string{"Google Authenticator (Android)", "Microsoft Authenticator", "Authy", "Duo Mobile", "LastPass Authenticator", "2FAS"}

// Warning says which authenticators would show wrong codes, or "".
func (f OTPForm) Warning() string {
	if f.Import || f.Algorithm == "SHA1" && f.Digits == 6 {
		return ""
	}
	return say.L("These show wrong codes, because they ignore what is chosen here: {{.Apps}}.", say.V{"Apps": strings.Join(ignoring, ", ")})
}

// Make enrols the device of a form: the secret is shown next.
func (w *OTPWizard) Make(f OTPForm) {
	n := NewDevice{Principal: w.who.ID, Name: strings.TrimSpace(f.Name), Algorithm: f.Algorithm, Digits: f.Digits}
	if f.Import {
		n.URI = strings.TrimSpace(f.URI)
	}
	switch {
	case w.busy:
		return
	case n.Name == "":
		w.fail(fault.New(fault.Invalid, "%s", say.L("Give the device a name, like Phone.")))
		return
	case f.Import && n.URI == "":
		w.fail(fault.New(fault.Invalid, "%s", say.L("Paste the URI. It begins with otpauth://totp/.")))
		return
	}
	work(w, func(ctx context.Context) (MadeDevice, error) { return w.v.house.OTP().Enrol(ctx, n) }, func(m MadeDevice) {
		w.made, w.step = m, OTPCode
	})
}

// Confirm takes the first code of the device. Recovery codes come next, where there are none.
func (w *OTPWizard) Confirm(code string) {
	if w.busy {
		return
	}
	work(w, func(ctx context.Context) (Device, error) { return w.v.house.OTP().Confirm(ctx, w.who.ID, code) }, func(Device) {
		w.made.Secret, w.made.QR, w.confirmed = "", nil, true // shown once
		if w.step = OTPDone; w.have.Recovery == 0 {
			w.step = OTPCodes
			w.MakeCodes()
		}
	})
}

// MakeCodes makes the recovery codes; it is called again when it failed.
func (w *OTPWizard) MakeCodes() {
	work(w, func(ctx context.Context) ([]string, error) { return w.v.house.OTP().NewRecovery(ctx, w.who.ID) }, func(codes []string) {
		w.codes = codes
	})
}

// Finish ends the enrolment.
func (w *OTPWizard) Finish() {
	w.step, w.codes, w.made = OTPDone, nil, MadeDevice{}
	w.changed()
}

// Text says what the enrolment came to, once it is over.
func (w *OTPWizard) Text() string {
	return say.L("{{.Name}} is enrolled. Grants that demand a one-time password count for it now.", say.V{"Name": w.who.Name})
}

// Facts are what stands beside the code.
func (w *OTPWizard) Facts() []Pair {
	drift := say.L("one step early or late")
	if w.v.house.OTP().Strict() {
		drift = say.L("one step late, none early")
	}
	ps := []Pair{{say.L("Device"), w.made.Name, ""}, {say.L("Account"), w.made.Account, ""}}
	if w.made.Issuer != "" {
		ps = append(ps, Pair{say.L("Issuer"), w.made.Issuer, ""})
	}
	return append(ps, Pair{say.L("Settings"), keySettings(w.made.Algorithm, w.made.Digits), ""}, Pair{say.L("Accepted"), drift, ""})
}

func (w *OTPWizard) fail(err error) {
	w.err = err
	w.changed()
}

func (w *OTPWizard) changed() {
	if w.OnChange != nil {
		w.OnChange()
	}
}

// work does one thing of a wizard; nobody is told when the page is gone.
func work[R any](w *OTPWizard, f func(context.Context) (R, error), then func(R)) {
	w.busy, w.err = true, nil
	w.changed()
	after(w.v.List, f, func(r R, err error) {
		w.busy, w.err = false, err
		w.v.history.forget()
		if err == nil {
			then(r)
		}
		w.changed()
	})
}
