package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/fault"
	"gatehouse/core/review"
)

// newCheckCmd is the noun "check". It needs no vault.
func newCheckCmd(a *app) *cobra.Command {
	c := &cobra.Command{Use: "check", Short: "The checks that reviews run"}
	c.AddCommand(newCheckListCmd(a), newCheckShowCmd(a), newCheckTestCmd(a))
	return c
}

// checkRow is a check as it is printed.
type checkRow struct {
	ID             string          `json:"id"`
	Title          string          `json:"title"`
	Severity       review.Severity `json:"severity"`
	Description    string          `json:"description"`
	Tags           []string        `json:"tags"`
	FalsePositives []string        `json:"false_positives"`
	GroupBy        []string        `json:"group_by"`
	Needs          []string        `json:"needs,omitempty"`
	Params         []paramRow      `json:"params,omitempty"`
	File           string          `json:"file"`
	SHA256         string          `json:"sha256"`
}

// paramRow is a threshold that may be changed.
type paramRow struct {
	Name  string `json:"name"`
	About string `json:"about"`
}

// checkRowOf prepares a check for printing.
func checkRowOf(c *review.Check) checkRow {
	r := checkRow{
		ID: c.ID, Title: c.Title, Severity: c.Severity, Description: strings.TrimSpace(c.Description), Tags: c.Tags,
		FalsePositives: c.FalsePositives, GroupBy: c.GroupBy, Needs: c.Needs, File: c.File, SHA256: c.Digest,
	}
	for _, p := range c.Params {
		r.Params = append(r.Params, paramRow{Name: c.ID + "." + p.Name, About: p.About})
	}
	return r
}

func newCheckListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the checks", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			all, err := review.Catalogue()
			if err != nil {
				return err
			}
			rows := []checkRow{}
			for _, c := range all {
				rows = append(rows, checkRowOf(c))
			}
			return a.out(rows, func(w io.Writer) {
				for _, r := range rows {
					fmt.Fprintf(w, "%-9s  %-13s  %s\n", r.ID, r.Severity, r.Title)
				}
			})
		},
	}
}

func newCheckShowCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Show what a check looks for, and what it may take for it", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			all, err := review.Catalogue()
			if err != nil {
				return err
			}
			for _, c := range all {
				if strings.EqualFold(c.ID, args[0]) {
					row := checkRowOf(c)
					return a.out(row, func(w io.Writer) { writeCheck(w, &row) })
				}
			}
			return fault.New(fault.NotFound, "there is no check %s; \"check list\" lists them", args[0])
		},
	}
}

// writeCheck prints a check for a person.
func writeCheck(w io.Writer, r *checkRow) {
	fmt.Fprintf(w, "%s: %s\nSeverity  %s\nControls  %s\nFindings  one for each %s\n\n%s\n", r.ID, r.Title, r.Severity,
		strings.Join(r.Tags, ", "), strings.Join(r.GroupBy, ", "), r.Description)
	if len(r.FalsePositives) > 0 {
		fmt.Fprintf(w, "\nMay also be:\n  - %s\n", strings.Join(r.FalsePositives, "\n  - "))
	}
	if len(r.Params) > 0 {
		fmt.Fprintln(w, "\nThresholds (review run --param NAME=VALUE):")
		for _, p := range r.Params {
			fmt.Fprintf(w, "  %-22s  %s\n", p.Name, p.About)
		}
	}
}

func newCheckTestCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "test FILE.yml…", Short: "Run the tests that a check file carries", Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			wrong := []string{}
			for _, name := range args {
				src, err := readSmall("check", name)
				if err != nil {
					return err
				}
				c, err := review.ParseCheck(filepath.Base(name), src)
				if err != nil {
					return fault.New(fault.Invalid, "%v", err)
				}
				failed, err := review.Trial(c)
				if err != nil {
					return fault.New(fault.Invalid, "%v", err)
				}
				wrong = append(wrong, failed...)
			}
			err := a.out(map[string]any{"files": len(args), "wrong": wrong}, func(w io.Writer) {
				for _, s := range wrong {
					fmt.Fprintln(w, s)
				}
				if len(wrong) == 0 {
					fmt.Fprintln(w, "All tests hold.")
				}
			})
			if err == nil && len(wrong) > 0 {
				err = fault.New(fault.Refused, "%d tests don't hold", len(wrong))
			}
			return err
		},
	}
}
