package main

import (
	"context"
	"errors"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/enrolment"
	"gatehouse/core/fault"
	"gatehouse/core/otp"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
)

// newTOTPCmd is the noun "totp".
func newTOTPCmd(a *app) *cobra.Command {
	c := &cobra.Command{Use: "totp", Short: "Enrol principals for one-time passwords, and check them"}
	c.AddCommand(newTOTPEnrolCmd(a), newTOTPShowCmd(a), newTOTPResetCmd(a), newTOTPRecoveryCmd(a), newTOTPRecoverCmd(a),
		newTOTPCodeCmd(a, "confirm", "Make a pending device active by a code of it", "confirmed", (*enrolment.Service).Confirm),
		newTOTPCodeCmd(a, "verify", "Check a code, once (exit 6: no)", "valid: device", (*enrolment.Service).Verify))
	return c
}

// deviceView is a device as scripts see it. Secret and URI are there only when it is made.
type deviceView struct {
	ID        string `json:"id"`
	Principal string `json:"principal"`
	Device    string `json:"device"`
	State     string `json:"state"`
	Algorithm string `json:"algorithm"`
	Digits    int    `json:"digits"`
	Created   string `json:"created"`
	Confirmed string `json:"confirmed,omitempty"`
	Secret    string `json:"secret,omitempty"`
	URI       string `json:"uri,omitempty"`
}

func viewDevice(principal string, d enrolment.Device) deviceView {
	return deviceView{ID: d.ID, Principal: principal, Device: d.Name, State: string(d.State), Algorithm: d.Algorithm.String(), Digits: d.Digits, Created: when(d.Created), Confirmed: when(d.Confirmed)}
}

func newTOTPEnrolCmd(a *app) *cobra.Command {
	var device, issuer, algorithm, file string
	var digits int
	c := &cobra.Command{
		Use: "enrol PRINCIPAL", Short: "Enrol a device; the secret is printed once", Args: cobra.ExactArgs(1),
		Long: "Enrol a device. Its secret is printed once; the device counts for nothing until `totp confirm` gets a code of it.",
		RunE: func(cmd *cobra.Command, args []string) error {
			var alg otp.Algorithm
			if err := alg.UnmarshalText([]byte(algorithm)); err != nil {
				return err
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				if issuer == "" {
					issuer = strings.TrimSuffix(filepath.Base(a.vaultFile), ".gate")
				}
				if strings.Contains(issuer, ":") {
					return fault.New(fault.Invalid, "the issuer must not hold a colon; give --issuer")
				}
				picture, err := newPicture(file)
				if err != nil {
					return err
				}
				made, err := ws.Enrolments.Begin(cmd.Context(), ws.Actor(), args[0], device, issuer, alg, digits)
				if err != nil {
					return errors.Join(err, picture.drop())
				}
				v := viewDevice(made.Label.Account, made.Device)
				v.Secret, v.URI = made.Key.Manual(), made.Key.URI(made.Label)
				if err := picture.write(v.URI); err != nil {
					return errors.Join(err, picture.drop())
				}
				return a.out(v, func(w io.Writer) {
					fmt.Fprintf(w, "enrolled %s of %s; confirm it with a code\nsecret  %s\nuri     %s\n", v.Device, v.Principal, v.Secret, v.URI)
					if ignoring := made.Key.Ignoring(); ignoring != nil {
						fmt.Fprintf(w, "these authenticators show wrong codes for it: %s\n", strings.Join(ignoring, ", "))
					}
				})
			})
		},
	}
	f := c.Flags()
	f.StringVar(&device, "device", "phone", "the `NAME` of the device")
	f.StringVar(&issuer, "issuer", "", "the `NAME` that the authenticator shows (else the vault's)")
	f.StringVar(&algorithm, "algorithm", "SHA1", "the `HASH`: SHA1, SHA256 or SHA512")
	f.IntVar(&digits, "digits", 6, "how many `DIGITS` a code has: 6 or 8")
	f.StringVar(&file, "qr", "", "write a QR code to this new PNG `FILE`; it holds the secret")
	return c
}

// picture is the file for a QR code, or none. It is opened before anything is enrolled.
type picture struct{ file *os.File }

// newPicture opens a new file that only its owner can read; an empty name is no file.
func newPicture(name string) (picture, error) {
	if name == "" {
		return picture{}, nil
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return picture{}, fault.Wrap(fault.Invalid, err, "the QR code needs a new file")
	}
	return picture{f}, nil
}

// write draws the code and closes the file.
func (p picture) write(uri string) error {
	if p.file == nil {
		return nil
	}
	img, err := otp.QR(uri)
	if err != nil {
		return err
	}
	if err := png.Encode(p.file, img); err != nil {
		return fmt.Errorf("writing the QR code: %w", err)
	}
	return p.file.Close()
}

// drop removes the file.
func (p picture) drop() error {
	if p.file == nil {
		return nil
	}
	p.file.Close() // what is removed need not be whole
	return os.Remove(p.file.Name())
}

// codeCheck confirms or verifies a code.
type codeCheck func(s *enrolment.Service, ctx context.Context, by vault.Actor, principal, code string) (enrolment.Device, error)

// newTOTPCodeCmd is a verb that takes a code.
func newTOTPCodeCmd(a *app, verb, short, said string, check codeCheck) *cobra.Command {
	return &cobra.Command{
		Use: verb + " PRINCIPAL CODE", Short: short, Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				p, err := ws.Directory.Principal(args[0])
				if err != nil {
					return err
				}
				d, err := check(ws.Enrolments, cmd.Context(), ws.Actor(), p.ID, args[1])
				if err != nil {
					return err
				}
				return a.out(viewDevice(p.Name, d), func(w io.Writer) { fmt.Fprintf(w, "%s %s of %s\n", said, d.Name, p.Name) })
			})
		},
	}
}

// enrolmentView is what is known of a principal's one-time passwords.
type enrolmentView struct {
	Principal string       `json:"principal"`
	Devices   []deviceView `json:"devices"`
	Recovery  int          `json:"recovery_codes"`
	Failed    int          `json:"failed"` // wrong codes since the last right one
}

func newTOTPShowCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "show PRINCIPAL", Short: "Show the devices of a principal", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				p, err := ws.Directory.Principal(args[0])
				if err != nil {
					return err
				}
				e, err := ws.Enrolments.Of(p.ID)
				if err != nil {
					return err
				}
				v, rows := enrolmentView{p.Name, []deviceView{}, e.Recovery, e.Attempts.Failed}, [][]string{}
				for _, d := range e.Devices {
					x := viewDevice(p.Name, d)
					v.Devices = append(v.Devices, x)
					rows = append(rows, []string{x.Device, x.State, x.Algorithm, fmt.Sprint(x.Digits), orDash(x.Confirmed)})
				}
				return a.out(v, func(w io.Writer) {
					columns(w, "DEVICE|STATE|ALGORITHM|DIGITS|CONFIRMED", rows)
					fmt.Fprintf(w, "%d recovery codes left\n", v.Recovery)
				})
			})
		},
	}
}

func newTOTPResetCmd(a *app) *cobra.Command {
	var device string
	c := &cobra.Command{
		Use: "reset PRINCIPAL", Short: "Remove a device, or all of them with the recovery codes", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				if err := ws.Enrolments.Reset(cmd.Context(), ws.Actor(), args[0], device); err != nil {
					return err
				}
				return a.out(map[string]string{"principal": args[0], "device": device}, func(w io.Writer) { fmt.Fprintf(w, "reset the one-time password of %s\n", args[0]) })
			})
		},
	}
	c.Flags().StringVar(&device, "device", "", "only this `DEVICE`")
	return c
}

func newTOTPRecoveryCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "recovery PRINCIPAL", Short: "Make recovery codes, printed once; older ones end", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				codes, err := ws.Enrolments.NewRecovery(cmd.Context(), ws.Actor(), args[0])
				if err != nil {
					return err
				}
				var plain []string
				for _, c := range codes {
					plain = append(plain, string(c.Expose()))
				}
				return a.out(map[string]any{"principal": args[0], "codes": plain}, func(w io.Writer) { fmt.Fprintln(w, strings.Join(plain, "\n")) })
			})
		},
	}
}

func newTOTPRecoverCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "recover PRINCIPAL -", Short: "Use up a recovery code, read from stdin (exit 6: no)", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[1] != "-" {
				return usagef("totp recover reads the code from stdin (-)")
			}
			code, err := a.secretArg("recovery code", "-")
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				left, err := ws.Enrolments.Recover(cmd.Context(), ws.Actor(), args[0], string(code))
				if err != nil {
					return err
				}
				return a.out(map[string]any{"principal": args[0], "left": left}, func(w io.Writer) { fmt.Fprintf(w, "valid: %d recovery codes left\n", left) })
			})
		},
	}
}
