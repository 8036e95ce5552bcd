package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/enrolment"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
)

// newTOTPCmd is the noun "totp".
func newTOTPCmd(a *app) *cobra.Command {
	c := &cobra.Command{Use: "totp", Short: "Enrol principals for one-time passwords, and check them"}
	c.AddCommand(newTOTPEnrolCmd(a), newTOTPListCmd(a), newTOTPShowCmd(a), newTOTPWindowCmd(a), newTOTPResetCmd(a), newTOTPRecoveryCmd(a), newTOTPRecoverCmd(a),
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
	LastUsed  string `json:"last_used,omitempty"`
	Secret    string `json:"secret,omitempty"`
	URI       string `json:"uri,omitempty"`
}

func viewDevice(principal string, d enrolment.Device) deviceView {
	v := deviceView{ID: d.ID, Principal: principal, Device: d.Name, State: string(d.State), Algorithm: d.Algorithm.String(), Digits: d.Digits, Created: when(d.Created), Confirmed: when(d.Confirmed)}
	if t := d.LastUsed(); !t.IsZero() {
		v.LastUsed = when(vault.MillisOf(t))
	}
	return v
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
