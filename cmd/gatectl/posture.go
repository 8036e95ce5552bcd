package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/fault"
	"gatehouse/core/posture"
	"gatehouse/core/review"
	"gatehouse/core/workspace"
)

// newPostureCmd is the noun "posture": what is weak in the vault itself.
func newPostureCmd(a *app) *cobra.Command {
	var failOn, check string
	c := &cobra.Command{
		Use: "posture", Short: "Say what is weak in the vault, why, and how to mend it (exit 6 with --fail-on)",
		Long: "Look at keys, principals, roles, routes, gateways and the vault itself. With --fail-on a finding of\n" +
			"that severity or worse ends with exit 6. What was accepted does not count until its day.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			worst, err := severityFlag("fail-on", failOn)
			if err != nil {
				return err
			}
			if check != "" {
				if _, err := posture.Find(check); err != nil {
					return err
				}
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				r, err := ws.Posture(cmd.Context(), 0)
				if err != nil {
					return err
				}
				v := viewPosture(&r, check)
				if err := a.out(v, func(w io.Writer) { writePosture(w, &v, check != "") }); err != nil {
					return err
				}
				return failOnWeakness(v.Findings, worst)
			})
		},
	}
	c.Flags().StringVar(&failOn, "fail-on", "", "exit 6 for a finding of this `SEVERITY` or worse")
	c.Flags().StringVar(&check, "check", "", "only this check, by `ID`, with all that it is about")
	c.AddCommand(newPostureChecksCmd(a), newPostureAcceptCmd(a), newPostureWithdrawCmd(a))
	return c
}

// severityFlag reads a severity that was given as a flag; 0 for none.
func severityFlag(flag, s string) (review.Severity, error) {
	if s == "" {
		return 0, nil
	}
	sev, err := review.ParseSeverity(s)
	if err != nil {
		return 0, usagef("--%s: %v", flag, err)
	}
	return sev, nil
}

// weakness is what one posture check found, as scripts see it.
type weakness struct {
	Check    string            `json:"check"`
	Topic    string            `json:"topic"`
	Severity review.Severity   `json:"severity"`
	Due      bool              `json:"due"`
	Title    string            `json:"title"`
	Why      string            `json:"why"`
	Mend     string            `json:"mend"`
	Count    int               `json:"count"`
	Accepted int               `json:"accepted"`
	Subjects []posture.Subject `json:"subjects"`
}

// postureView is the posture of a vault as scripts see it.
type postureView struct {
	Findings []weakness     `json:"findings"`
	Accepted []weakness     `json:"accepted"`
	Skipped  []skippedCheck `json:"skipped"`
	Counts   map[string]int `json:"counts"`
}

// skippedCheck is a check that could not be assessed.
type skippedCheck struct {
	Check string `json:"check"`
	Why   string `json:"why"`
}

// viewPosture shows a result, or what one check says.
func viewPosture(r *posture.Result, check string) postureView {
	v := postureView{Findings: weaknesses(r.Findings, check), Accepted: weaknesses(r.Accepted, check), Skipped: []skippedCheck{}, Counts: map[string]int{}}
	for _, s := range r.Skipped {
		if check == "" || s.Check.ID == check {
			v.Skipped = append(v.Skipped, skippedCheck{s.Check.ID, s.Why})
		}
	}
	for _, f := range v.Findings {
		v.Counts[f.Severity.String()]++
	}
	return v
}

func weaknesses(all []posture.Finding, check string) []weakness {
	out := []weakness{}
	for _, f := range all {
		if c := f.Check; check == "" || c.ID == check {
			out = append(out, weakness{c.ID, string(c.Topic), f.Severity, c.Due, c.Title, c.Why, c.Mend, f.Count, f.Accepted, list(f.Subjects)})
		}
	}
	return out
}

// fewSubjects is how many subjects of a finding are printed for a person who did not ask for one check.
const fewSubjects = 5

// writePosture prints the posture for a person, with all subjects or a few of each finding.
func writePosture(w io.Writer, v *postureView, all bool) {
	if len(v.Findings) == 0 {
		fmt.Fprintln(w, "No weakness found.")
	}
	for _, f := range v.Findings {
		writeWeakness(w, &f, all)
	}
	if len(v.Accepted) > 0 {
		fmt.Fprintln(w, "Accepted for now:")
		for _, f := range v.Accepted {
			fmt.Fprintf(w, "  %-24s %d\n", f.Check, f.Count)
		}
	}
	for _, s := range v.Skipped {
		fmt.Fprintf(w, "Not assessed: %s (%s)\n", s.Check, s.Why)
	}
}

// writeWeakness prints one finding.
func writeWeakness(w io.Writer, f *weakness, all bool) {
	fmt.Fprintf(w, "%-13s %s: %d  (%s)\n", f.Severity, f.Title, f.Count, f.Check)
	for i, s := range f.Subjects {
		if i == fewSubjects && !all {
			fmt.Fprintf(w, "                … and %d more: posture --check %s\n", f.Count-i, f.Check)
			break
		}
		fmt.Fprintf(w, "                %s", s.Name)
		if s.Detail != "" {
			fmt.Fprintf(w, ": %s", s.Detail)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "              %s\n              %s\n", f.Why, f.Mend)
}

// failOnWeakness ends with exit 6 when a finding is as bad as worst; 0 never does.
func failOnWeakness(all []weakness, worst review.Severity) error {
	n := 0
	for _, f := range all {
		if worst != 0 && f.Severity >= worst {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return fault.New(fault.Refused, "findings of severity %s or worse: %d", worst, n)
}

func newPostureChecksCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "checks", Short: "List what is looked for; needs no vault", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.out(posture.Checks(), func(w io.Writer) {
				var rows [][]string
				for _, c := range posture.Checks() {
					rows = append(rows, []string{c.ID, string(c.Topic), c.Severity.String(), c.Title})
				}
				columns(w, "CHECK|TOPIC|SEVERITY|FINDS", rows)
			})
		},
	}
}

func newPostureAcceptCmd(a *app) *cobra.Command {
	var subjects []string
	var reason, term string
	c := &cobra.Command{
		Use: "accept CHECK --reason TEXT --for 90d", Short: "Accept what a check finds, for a reason and for a time",
		Long: "Accept what a check finds about --subject (a name or id that it finds now), or without it everything\n" +
			"that it finds, now and later. When the time is over it is open again.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if reason == "" || term == "" {
				return usagef("posture accept needs --reason and --for")
			}
			d, err := parseAge("for", term)
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				r, err := ws.Posture(cmd.Context(), 0)
				if err != nil {
					return err
				}
				ids, err := subjectIDs(&r, args[0], subjects)
				if err != nil {
					return err
				}
				until := ws.Vault.Now().Add(d)
				if err := ws.Accepted.Accept(cmd.Context(), ws.Actor(), args[0], ids, reason, until); err != nil {
					return err
				}
				return a.out(map[string]any{"check": args[0], "subjects": list(ids), "until": stamp(until)}, func(w io.Writer) {
					fmt.Fprintf(w, "accepted %s until %s\n", args[0], stamp(until))
				})
			})
		},
	}
	f := c.Flags()
	f.StringSliceVar(&subjects, "subject", nil, "only about this `NAME` or id; may be repeated")
	f.StringVar(&reason, "reason", "", "`TEXT` that says why it may be so")
	f.StringVar(&term, "for", "", "how long, a `TIME` as 90d")
	return c
}

// subjectIDs finds the subjects of a check by name or id, open and accepted ones.
func subjectIDs(r *posture.Result, check string, given []string) ([]string, error) {
	if len(given) == 0 {
		return nil, nil
	}
	if _, err := posture.Find(check); err != nil {
		return nil, err
	}
	known := map[string]string{}
	for _, list := range [][]posture.Finding{r.Findings, r.Accepted} {
		for _, f := range list {
			if f.Check.ID != check {
				continue
			}
			for _, s := range f.Subjects {
				known[s.ID], known[strings.ToLower(s.Name)] = s.ID, s.ID
			}
		}
	}
	var ids []string
	for _, g := range given {
		id, ok := known[strings.ToLower(g)]
		if !ok {
			return nil, fault.New(fault.NotFound, "posture check %s finds nothing about %q", check, g)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func newPostureWithdrawCmd(a *app) *cobra.Command {
	var subjects []string
	c := &cobra.Command{
		Use: "withdraw CHECK", Short: "Take back what was accepted", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				r, err := ws.Posture(cmd.Context(), 0)
				if err != nil {
					return err
				}
				ids, err := subjectIDs(&r, args[0], subjects)
				if err != nil {
					return err
				}
				if err := ws.Accepted.Withdraw(cmd.Context(), ws.Actor(), args[0], ids); err != nil {
					return err
				}
				return a.out(map[string]string{"check": args[0]}, func(w io.Writer) { fmt.Fprintf(w, "%s is open again\n", args[0]) })
			})
		},
	}
	c.Flags().StringSliceVar(&subjects, "subject", nil, "only about this `NAME` or id; may be repeated")
	return c
}
