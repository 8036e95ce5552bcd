package desk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gatehouse/core/enrolment"
	"gatehouse/core/fault"
	"gatehouse/core/otp"
	"gatehouse/core/seal"
	"gatehouse/core/workspace"
	"gatehouse/ui/vm"
)

// OTP implements vm.House.
func (h *House) OTP() vm.OTP { return codes{h.ws, filepath.Base(h.path)} }

// Proven implements vm.House.
func (h *House) Proven() bool { return h.ws.Vault.Proven() }

// AskAgain implements vm.House.
func (h *House) AskAgain(ctx context.Context, password string) error {
	return h.ws.AskAgain(ctx, seal.NewSecret([]byte(password)))
}

// codes answers vm.OTP; file is the name of the vault's.
type codes struct {
	ws   *workspace.Workspace
	file string
}

// Enrolments implements vm.OTP.
func (s codes) Enrolments(context.Context) ([]vm.Enrolment, error) {
	var all []vm.Enrolment
	for _, e := range s.ws.Enrolments.All() {
		v := vm.Enrolment{Principal: e.ID, Recovery: e.Recovery, Failed: e.Attempts.Failed}
		v.Until, v.Locked = e.Attempts.Locked(s.ws.Vault.Now())
		for _, d := range e.Devices {
			v.Devices = append(v.Devices, deviceView(d))
		}
		all = append(all, v)
	}
	return all, nil
}

// issuer is what an authenticator shows above the code: the vault's name, which must not hold a colon.
func (s codes) issuer() string {
	return strings.ReplaceAll(strings.TrimSuffix(s.file, ".gate"), ":", " ")
}

// Enrol implements vm.OTP.
func (s codes) Enrol(ctx context.Context, n vm.NewDevice) (vm.MadeDevice, error) {
	if n.URI != "" {
		made, err := s.ws.Enrolments.Import(ctx, s.ws.Actor(), n.Principal, n.Name, n.URI)
		if err != nil {
			return vm.MadeDevice{}, err
		}
		return vm.MadeDevice{Device: deviceView(made.Device), Issuer: made.Label.Issuer, Account: made.Label.Account}, nil
	}
	var alg otp.Algorithm
	if err := alg.UnmarshalText([]byte(n.Algorithm)); err != nil {
		return vm.MadeDevice{}, err
	}
	made, err := s.ws.Enrolments.Begin(ctx, s.ws.Actor(), n.Principal, n.Name, s.issuer(), alg, n.Digits)
	if err != nil {
		return vm.MadeDevice{}, err
	}
	v := vm.MadeDevice{Device: deviceView(made.Device), Issuer: made.Label.Issuer, Account: made.Label.Account, Secret: made.Key.Manual(), Ignoring: made.Key.Ignoring()}
	// Without a picture the secret can still be typed in.
	v.QR, _ = otp.Modules(made.Key.URI(made.Label))
	return v, nil
}

// Confirm implements vm.OTP.
func (s codes) Confirm(ctx context.Context, principal, code string) (vm.Device, error) {
	d, err := s.ws.Enrolments.Confirm(ctx, s.ws.Actor(), principal, code)
	return deviceView(d), err
}

// Verify implements vm.OTP.
func (s codes) Verify(ctx context.Context, principal, code string) (vm.Device, error) {
	d, err := s.ws.Enrolments.Verify(ctx, s.ws.Actor(), principal, code)
	return deviceView(d), err
}

// Recover implements vm.OTP.
func (s codes) Recover(ctx context.Context, principal, code string) (int, error) {
	return s.ws.Enrolments.Recover(ctx, s.ws.Actor(), principal, code)
}

// NewRecovery implements vm.OTP.
func (s codes) NewRecovery(ctx context.Context, principal string) ([]string, error) {
	made, err := s.ws.Enrolments.NewRecovery(ctx, s.ws.Actor(), principal)
	var plain []string
	for _, c := range made {
		plain = append(plain, string(c.Expose()))
	}
	return plain, err
}

// SaveCodes implements vm.OTP. The file is named by the principal's id, which is no hostile name.
func (s codes) SaveCodes(ctx context.Context, folder, principal string, plain []string) (string, error) {
	p, err := s.ws.Directory.Principal(principal)
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "recovery-codes-"+p.ID+".txt")
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return "", fault.New(fault.Conflict, "there is a file with recovery codes in this folder already: %s; move it away, or choose another folder", filepath.Base(path))
	}
	if err != nil {
		return "", fmt.Errorf("writing the recovery codes: %w", err)
	}
	if err := s.ws.Enrolments.Saving(ctx, s.ws.Actor(), p.ID, filepath.Base(path)); err != nil {
		return "", errors.Join(err, f.Close(), os.Remove(path))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Recovery codes\n\nFor    %s\nVault  %s\nMade   %s\n\nEach stands in for a one-time password, once. Cross out what was used.\n\n", p.Name, s.issuer(), s.ws.Vault.Now().UTC().Format("2006-01-02 15:04 UTC"))
	for i, c := range plain {
		fmt.Fprintf(&b, "[ ] %2d  %s\n", i+1, c)
	}
	_, err = f.WriteString(b.String())
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(path))
	}
	return path, nil
}

// Reset implements vm.OTP.
func (s codes) Reset(ctx context.Context, principal, device string) error {
	return s.ws.Enrolments.Reset(ctx, s.ws.Actor(), principal, device)
}

// Strict implements vm.OTP.
func (s codes) Strict() bool { return s.ws.Enrolments.Window() == otp.Strict }

// SetStrict implements vm.OTP.
func (s codes) SetStrict(ctx context.Context, strict bool) error {
	return s.ws.Enrolments.SetStrict(ctx, s.ws.Actor(), strict)
}

func deviceView(d enrolment.Device) vm.Device {
	return vm.Device{ID: d.ID, Name: d.Name, Active: d.State == enrolment.Active, Algorithm: d.Algorithm.String(), Digits: d.Digits, Created: d.Created.Time(), LastUsed: d.LastUsed()}
}
