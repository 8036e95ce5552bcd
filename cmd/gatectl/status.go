package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/core/fault"
	"gatehouse/core/review"
	"gatehouse/core/workspace"
)

// statusView is what needs care, as scripts see it.
type statusView struct {
	At        string         `json:"at"`
	Expiring  string         `json:"expiring"` // how far ahead was looked
	NeedsCare bool           `json:"needs_care"`
	Due       []weakness     `json:"due"`     // what is due, or will be by then
	Posture   map[string]int `json:"posture"` // other weaknesses, by severity
	FailOn    string         `json:"fail_on"` // of those, what needs care
}

// newStatusCmd is the one report for cron.
func newStatusCmd(a *app) *cobra.Command {
	var expiring, failOn string
	c := &cobra.Command{
		Use: "status", Short: "Say what needs care, for cron (exit 0: nothing; 6: something)",
		Long: "One report of what needs care: keys, principals and bundles that expire, gateways that are behind or\n" +
			"were never served, changes that were not exported, and weaknesses of --fail-on or worse.\n" +
			"Exit 0 when nothing does, 6 otherwise.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			soon, err := parseAge("expiring", expiring)
			if err != nil {
				return err
			}
			if soon == 0 {
				return usagef("--expiring is %q; look some time ahead", expiring)
			}
			worst, err := severityFlag("fail-on", failOn)
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				r, err := ws.Posture(cmd.Context(), soon)
				if err != nil {
					return err
				}
				v := statusView{At: stamp(ws.Vault.Now()), Expiring: writeAge(soon), Due: []weakness{}, Posture: map[string]int{}, FailOn: worst.String()}
				care := 0
				for _, f := range weaknesses(r.Findings, "") {
					switch {
					case f.Due:
						v.Due = append(v.Due, f)
						care++
					default:
						v.Posture[f.Severity.String()]++
						if f.Severity >= worst {
							care++
						}
					}
				}
				v.NeedsCare = care > 0
				if err := a.out(v, func(w io.Writer) { writeStatus(w, &v, worst) }); err != nil || care == 0 {
					return err
				}
				return fault.New(fault.Refused, "something needs care")
			})
		},
	}
	c.Flags().StringVar(&expiring, "expiring", "14d", "how far ahead to look, a `TIME` as 14d")
	c.Flags().StringVar(&failOn, "fail-on", review.Medium.String(), "weaknesses of this `SEVERITY` or worse need care")
	return c
}

// writeStatus prints the report for a person.
func writeStatus(w io.Writer, v *statusView, worst review.Severity) {
	if !v.NeedsCare {
		fmt.Fprintln(w, "Nothing needs care.")
	}
	for _, f := range v.Due {
		for i, s := range f.Subjects {
			if i == fewSubjects*4 {
				fmt.Fprintf(w, "%-13s … and %d more: posture --check %s\n", f.Severity, f.Count-i, f.Check)
				break
			}
			fmt.Fprintf(w, "%-13s %s: %s", f.Severity, f.Title, s.Name)
			if s.Detail != "" {
				fmt.Fprintf(w, ", %s", s.Detail)
			}
			fmt.Fprintln(w)
		}
	}
	if len(v.Posture) > 0 {
		fmt.Fprintf(w, "Weaknesses: %s (\"gatectl posture\" lists them; %s and worse need care)\n", severities(v.Posture), worst)
	}
}

// stamp writes a time for scripts.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
