package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"gatehouse/core/enrolment"
	"gatehouse/core/otp"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
)

// enrolmentView is what is known of a principal's one-time passwords.
type enrolmentView struct {
	Principal string       `json:"principal"`
	ID        string       `json:"principal_id"`
	State     string       `json:"state"` // active, pending or none
	Devices   []deviceView `json:"devices"`
	Recovery  int          `json:"recovery_codes"`
	Failed    int          `json:"failed"` // wrong codes since the last right one
	Locked    string       `json:"locked,omitempty"`
}

// viewEnrolment is an enrolment as scripts see it. Locked is until when no code is checked, or "reset"
// when only a reset helps.
func (a *app) viewEnrolment(principal string, e enrolment.Enrolment) enrolmentView {
	v := enrolmentView{Principal: principal, ID: e.ID, State: string(e.State()), Devices: []deviceView{}, Recovery: e.Recovery, Failed: e.Attempts.Failed}
	for _, d := range e.Devices {
		v.Devices = append(v.Devices, viewDevice(principal, d))
	}
	switch until, locked := e.Attempts.Locked(a.now()); {
	case locked && until.IsZero():
		v.Locked = "reset"
	case locked:
		v.Locked = when(vault.MillisOf(until))
	}
	return v
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
				v := a.viewEnrolment(p.Name, e)
				return a.out(v, func(w io.Writer) {
					var rows [][]string
					for _, x := range v.Devices {
						rows = append(rows, []string{x.Device, x.State, x.Algorithm, fmt.Sprint(x.Digits), orDash(x.Confirmed), orDash(x.LastUsed)})
					}
					columns(w, "DEVICE|STATE|ALGORITHM|DIGITS|CONFIRMED|LAST USED", rows)
					fmt.Fprintf(w, "%d recovery codes left\n", v.Recovery)
					switch v.Locked {
					case "":
					case "reset":
						fmt.Fprintln(w, "locked after too many wrong codes until it is reset")
					default:
						fmt.Fprintf(w, "locked after %d wrong codes until %s\n", v.Failed, v.Locked)
					}
				})
			})
		},
	}
}

func newTOTPListCmd(a *app) *cobra.Command {
	var state string
	states := []string{string(enrolment.Active), string(enrolment.Pending), string(enrolment.None)}
	c := &cobra.Command{
		Use: "list", Short: "List the principals with the state of their one-time passwords", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if state != "" && !slices.Contains(states, state) {
				return usagef("--state is %q; it is active, pending or none", state)
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				var views []enrolmentView
				for _, p := range ws.Directory.Principals() {
					e, err := ws.Enrolments.Of(p.ID)
					if err != nil {
						return err
					}
					if v := a.viewEnrolment(p.Name, e); state == "" || v.State == state {
						views = append(views, v)
					}
				}
				return a.out(list(views), func(w io.Writer) {
					var rows [][]string
					for _, v := range views {
						rows = append(rows, []string{v.Principal, v.State, fmt.Sprint(len(v.Devices)), fmt.Sprint(v.Recovery), orDash(v.Locked)})
					}
					columns(w, "PRINCIPAL|STATE|DEVICES|RECOVERY CODES|LOCKED", rows)
				})
			})
		},
	}
	c.Flags().StringVar(&state, "state", "", "only those in this `STATE`: active, pending or none")
	return c
}

// newTOTPWindowCmd shows or sets how many steps are accepted.
func newTOTPWindowCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "window [usual|strict]", Short: "Show or set which codes are accepted beside the present one", Args: cobra.MaximumNArgs(1),
		Long: "Without an argument, show which codes are accepted beside the present one.\n" +
			"usual: that of the step before and of the coming one, each of 30 seconds. strict: that of the step before only.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 && args[0] != "usual" && args[0] != "strict" {
				return usagef("the window is %q; it is usual or strict", args[0])
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				if len(args) == 1 {
					if err := ws.Enrolments.SetStrict(cmd.Context(), ws.Actor(), args[0] == "strict"); err != nil {
						return err
					}
				}
				w, word := ws.Enrolments.Window(), "usual"
				if w == otp.Strict {
					word = "strict"
				}
				return a.out(map[string]string{"window": word, "steps": w.String()}, func(out io.Writer) { fmt.Fprintf(out, "%s: steps %s\n", word, w) })
			})
		},
	}
}
