package uitest

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/vm"
)

// RightCode is the code that every device of a [House] takes; UsedCode was used, and FarCode is of a
// phone whose clock is wrong. RightPassword is the password that asking again takes.
const (
	RightCode     = "305518"
	UsedCode      = "111111"
	FarCode       = "222222"
	RightRecovery = "ABCDEF-GHIJKL-MNOPQR-234567"
	RightPassword = "right"
)

// SampleSecret is invented.
const SampleSecret = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"

// OTP implements vm.House.
func (h *House) OTP() vm.OTP { return enrolments{h} }

// Proven implements vm.House.
func (h *House) Proven() bool { return !h.Stale }

// AskAgain implements vm.House.
func (h *House) AskAgain(_ context.Context, password string) error {
	if password != RightPassword {
		return fault.New(fault.Denied, "the password is wrong")
	}
	h.Stale = false
	return h.Fail
}

// someEnrolments are invented.
func someEnrolments() []vm.Enrolment {
	return []vm.Enrolment{
		{Principal: "p7", Recovery: 9, Devices: []vm.Device{
			{ID: "d1", Name: "Phone", Active: true, Algorithm: "SHA1", Digits: 6, Created: Now.Add(-30 * day), LastUsed: Now.Add(-3 * time.Hour)},
			{ID: "d2", Name: "Tablet", Algorithm: "SHA1", Digits: 6, Created: Now.Add(-2 * time.Hour)}}},
		{Principal: "p8", Failed: 6, Locked: true, Until: Now.Add(2 * time.Minute), Devices: []vm.Device{{ID: "d3", Name: "Hardware token", Active: true, Algorithm: "SHA256", Digits: 8, Created: Now.Add(-90 * day), LastUsed: Now.Add(-9 * day)}}},
		{Principal: "p4", Devices: []vm.Device{{ID: "d4", Name: "Phone", Algorithm: "SHA1", Digits: 6, Created: Now.Add(-day)}}},
	}
}

type enrolments struct{ h *House }

// of finds the enrolment of a principal, and makes one where there is none.
func (e enrolments) of(principal string) *vm.Enrolment {
	e.h.Enrolled = slices.Clone(e.h.Enrolled)
	i := slices.IndexFunc(e.h.Enrolled, func(x vm.Enrolment) bool { return x.Principal == principal })
	if i < 0 {
		e.h.Enrolled, i = append(e.h.Enrolled, vm.Enrolment{Principal: principal}), len(e.h.Enrolled)
	}
	e.h.Enrolled[i].Devices = slices.Clone(e.h.Enrolled[i].Devices)
	return &e.h.Enrolled[i]
}

// proof refuses what needs the password again.
func (e enrolments) proof() error {
	if e.h.Stale {
		return fault.New(fault.NeedsLogin, "this needs your password once more; it was typed more than 5 minutes ago")
	}
	return e.h.Fail
}

func (e enrolments) Enrolments(context.Context) ([]vm.Enrolment, error) {
	return e.h.Enrolled, e.h.Fail
}

func (e enrolments) Enrol(_ context.Context, n vm.NewDevice) (vm.MadeDevice, error) {
	if e.h.Fail != nil {
		return vm.MadeDevice{}, e.h.Fail
	}
	if n.URI != "" && !strings.HasPrefix(n.URI, "otpauth://totp/") {
		return vm.MadeDevice{}, fault.New(fault.Invalid, "the otpauth URI must begin with otpauth://")
	}
	who := e.of(n.Principal)
	if slices.ContainsFunc(who.Devices, func(d vm.Device) bool { return d.Active && d.Name == n.Name }) {
		return vm.MadeDevice{}, fault.New(fault.Conflict, "there is a device named %q already; reset it first, or give this one another name", n.Name)
	}
	made := vm.MadeDevice{Device: vm.Device{ID: e.h.id("device"), Name: n.Name, Algorithm: n.Algorithm, Digits: n.Digits, Created: Now}, Issuer: "production", Account: n.Principal}
	if n.URI == "" {
		made.Secret, made.QR = SampleSecret, sampleQR(45)
		if n.Algorithm == "SHA512" { // as long as the hash
			made.Secret, made.QR = SampleSecret+" "+SampleSecret+" "+SampleSecret+" GEZ", sampleQR(61)
		}
	}
	if i, err := place(e.h.People, principalID, n.Principal); err == nil {
		made.Account = e.h.People[i].Name
	}
	who.Devices = append(who.Devices, made.Device)
	return made, e.h.changed("enrolment.begin", "enrolment")
}

// sampleQR looks like a QR code of n modules; no camera reads it.
func sampleQR(n int) [][]bool {
	rows := make([][]bool, n)
	for y := range n {
		rows[y] = make([]bool, n)
		for x := range n {
			rows[y][x] = (x*x*7+y*y*13+x*y*5+x*3)%11 < 5
			for _, c := range [][2]int{{0, 0}, {n - 7, 0}, {0, n - 7}} {
				if dx, dy := x-c[0], y-c[1]; dx >= -1 && dy >= -1 && dx <= 7 && dy <= 7 {
					ring := max(max(dx-3, 3-dx), max(dy-3, 3-dy))
					rows[y][x] = ring == 3 || ring <= 1
				}
			}
		}
	}
	return rows
}

// check answers a code as a real vault would.
func (e enrolments) check(principal, code string, active bool) (vm.Device, error) {
	if e.h.Fail != nil {
		return vm.Device{}, e.h.Fail
	}
	who := e.of(principal)
	i := slices.IndexFunc(who.Devices, func(d vm.Device) bool { return d.Active == active })
	switch {
	case i < 0:
		return vm.Device{}, fault.New(fault.NotFound, "there is no such device; enrol one first")
	case len(code) != who.Devices[i].Digits:
		return vm.Device{}, fault.New(fault.Invalid, "a one-time password has %d digits", who.Devices[i].Digits)
	case code == UsedCode:
		return vm.Device{}, fault.New(fault.Refused, "this one-time password was used already; wait for the next one")
	case code == FarCode:
		return vm.Device{}, fault.New(fault.Refused, "the one-time password is of another time: the authenticator's clock is about 4 min ahead of this computer's; set the clock that is wrong, or wait for the next code")
	case code[:6] != RightCode:
		return vm.Device{}, fault.New(fault.Refused, "the one-time password is wrong")
	}
	who.Devices[i].Active, who.Devices[i].LastUsed = true, Now
	return who.Devices[i], e.h.changed("enrolment.confirm", "enrolment")
}

func (e enrolments) Confirm(_ context.Context, principal, code string) (vm.Device, error) {
	return e.check(principal, code, false)
}

func (e enrolments) Verify(_ context.Context, principal, code string) (vm.Device, error) {
	return e.check(principal, code, true)
}

func (e enrolments) Recover(_ context.Context, principal, code string) (int, error) {
	who := e.of(principal)
	if code != RightRecovery {
		return 0, orFail(fault.New(fault.Refused, "the recovery code is wrong or was used"), e.h)
	}
	who.Recovery--
	return who.Recovery, e.h.changed("enrolment.recover", "enrolment")
}

func (e enrolments) NewRecovery(_ context.Context, principal string) ([]string, error) {
	if err := e.proof(); err != nil {
		return nil, err
	}
	var made []string
	for i := range 10 {
		made = append(made, fmt.Sprintf("%c%s", 'A'+i, RightRecovery[1:]))
	}
	e.of(principal).Recovery = len(made)
	return made, e.h.changed("enrolment.recovery", "enrolment")
}

func (e enrolments) SaveCodes(_ context.Context, folder, principal string, made []string) (string, error) {
	e.h.SavedCodes = made
	return filepath.Join(folder, "recovery-codes-"+principal+".txt"), e.h.Fail
}

func (e enrolments) Reset(_ context.Context, principal, device string) error {
	if err := e.proof(); err != nil {
		return err
	}
	who := e.of(principal)
	who.Devices = slices.DeleteFunc(who.Devices, func(d vm.Device) bool { return device == "" || d.ID == device })
	if len(who.Devices) == 0 {
		e.h.Enrolled = slices.DeleteFunc(e.h.Enrolled, func(x vm.Enrolment) bool { return x.Principal == principal })
	}
	return e.h.changed("enrolment.reset", "enrolment")
}

func (e enrolments) Strict() bool { return e.h.OTPStrict }

func (e enrolments) SetStrict(_ context.Context, strict bool) error {
	if err := e.proof(); err != nil {
		return err
	}
	e.h.OTPStrict = strict
	return e.h.changed("setting.otp_window", "setting")
}
