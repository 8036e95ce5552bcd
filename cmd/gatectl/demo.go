package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"sort"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/core/demo"
	"gatehouse/core/review"
	"gatehouse/core/seal"
	"gatehouse/core/workspace"
	"gatehouse/storage"
)

// newDemoCmd plays the whole main job on an invented company.
func newDemoCmd(a *app) *cobra.Command {
	var o demo.Options
	var format string
	c := &cobra.Command{
		Use:   "demo --dir DIR",
		Short: "Play the whole main job on sample data: vault, bundle, gateway log, review, report",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.Dir == "" {
				return usagef("--dir is missing: name a folder for the demo")
			}
			var err error
			if o.Format, err = demo.ParseFormat(format); err != nil {
				return err
			}
			o.Create, o.Report = a.createDemo, writeDemoReport
			report, done := a.progress()
			sum, err := demo.Run(cmd.Context(), o, report)
			done()
			if err != nil {
				return err
			}
			printed := struct {
				demo.Summary
				Findings []findingRow `json:"findings"`
			}{sum, namedRows(sum.Names, sum.Findings, false)}
			return a.out(printed, func(w io.Writer) { printDemo(w, sum) })
		},
	}
	f := c.Flags()
	f.StringVar(&o.Dir, "dir", "", "`DIR` for everything the demo makes")
	f.IntVar(&o.Lines, "lines", 200_000, "lines of the gateway's log")
	f.Uint64Var(&o.Seed, "seed", 1, "what the company and the traffic are drawn from")
	f.StringVar(&format, "format", "json", "json or combined")
	return c
}

// createDemo makes the demo's vault.
func (a *app) createDemo(ctx context.Context, path, admin string, password seal.Secret, now func() time.Time) (*workspace.Workspace, error) {
	return storage.Create(ctx, path, storage.Setup{Name: "halden", Admin: admin, Password: password, Now: now, Program: a.program()})
}

// printDemo prints the demo's result on one screen.
func printDemo(w io.Writer, s demo.Summary) {
	fmt.Fprintf(w, "Halden, an invented haulier: %s.\n\n", s.Company)
	fmt.Fprintf(w, "  vault       %s  (administrator %s)\n", s.Vault, s.Admin)
	fmt.Fprintf(w, "  password    %s\n", s.PasswordFile)
	fmt.Fprintf(w, "  bundle      %s  (verified)\n", s.Bundle)
	fmt.Fprintf(w, "  public key  %s\n", s.PublicKey)
	fmt.Fprintf(w, "  log         %s  (%d lines)\n", s.Log, s.Import.Lines)
	fmt.Fprintf(w, "  planted     %s  (%d of %d found)\n", s.Planted, s.Found, s.Plants)
	if s.Report != "" {
		fmt.Fprintf(w, "  report      %s\n", s.Report)
	}
	fmt.Fprintf(w, "\nReviewed %d events at %d events/s. Findings: %s.\n\n", s.Import.Events, s.Import.EventsPerSecond, countFindings(s.Findings))
	for _, f := range worst(s.Findings, 12) {
		fmt.Fprintf(w, "  %-13s %-8s %-34s %6d events  %s\n", f.Severity, f.Check, clip(f.Route, 34), f.Count, clip(f.Source, 15))
	}
	dir := filepath.Dir(s.Vault)
	fmt.Fprintf(w, "\nDone in %.1f s. Look at it in the desktop:  gatehouse --vault %s\n", s.Seconds, s.Vault)
	fmt.Fprintf(w, "or here:  gatectl --vault %s --as %s --password-file %s review findings\n", s.Vault, s.Admin, filepath.Join(dir, "password.txt"))
}

// countFindings says how many findings there are of each severity.
func countFindings(all []review.Finding) string {
	n := map[review.Severity]int{}
	for _, f := range all {
		n[f.Severity]++
	}
	text := ""
	for s := review.Critical; ; s-- {
		if n[s] > 0 {
			if text != "" {
				text += ", "
			}
			text += fmt.Sprintf("%d %s", n[s], s)
		}
		if s == review.Informational {
			break
		}
	}
	if text == "" {
		return "none"
	}
	return text
}

// worst returns the n most severe findings.
func worst(all []review.Finding, n int) []review.Finding {
	sorted := append([]review.Finding(nil), all...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Severity > sorted[j].Severity })
	return sorted[:min(n, len(sorted))]
}

// clip shortens text to n runes.
func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
