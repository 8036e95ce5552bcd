package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/auditlog"
	reports "gatehouse/core/report"
	"gatehouse/core/review/intake"
	"gatehouse/core/workspace"
)

// newImportCmd is the noun "import".
func newImportCmd(a *app) *cobra.Command {
	c := &cobra.Command{Use: "import", Short: "Import gateways' access logs and review them"}
	c.AddCommand(newImportAddCmd(a), newImportListCmd(a), newImportShowCmd(a), newImportResumeCmd(a), newImportRemoveCmd(a))
	return c
}

func newImportAddCmd(a *app) *cobra.Command {
	var gateway, format string
	c := &cobra.Command{
		Use: "add FILE…", Short: "Import logs as one import, and review it",
		Long: "Import logs, plain, gzip or zstd, as one import in the order of their first events, and review it.\n" +
			"A file that was imported when it was shorter is continued where it ended; one that was imported as\n" +
			"it is is refused (exit 3). When one file cannot be read, nothing is stored. FILE may be -.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := auditlog.ParseFormat(format)
			if err != nil {
				return usageError{err}
			}
			o := intake.Options{Gateway: gateway, Format: f}
			for _, name := range args {
				s := intake.Source{Path: name}
				if name == "-" {
					if s.Stream, err = a.dash(); err != nil {
						return err
					}
					s.Path = "stdin"
				}
				o.Sources = append(o.Sources, s)
			}
			ws, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer ws.Close()
			report, done := a.progress()
			sum, err := ws.Imports.Add(cmd.Context(), ws.Actor(), o, report)
			done()
			if err != nil {
				return err
			}
			return a.imported(&sum)
		},
	}
	c.Flags().StringVar(&gateway, "gateway", "", "`NAME` of the gateway that wrote it, or an audience, whose bundles judge the events (else \"default\")")
	c.Flags().StringVar(&format, "format", "auto", "log `FORMAT`; see \"log detect\"")
	return c
}

// imported prints what an import did.
func (a *app) imported(s *intake.Summary) error {
	return a.out(s, func(w io.Writer) {
		fmt.Fprintf(w, "Import %s: %d events of %d lines (%s", s.ID, s.Events, s.Lines, s.Format)
		if s.Rejected > 0 {
			fmt.Fprintf(w, ", %d rejected", s.Rejected)
		}
		fmt.Fprintf(w, ") in %.1f s, %d a second\n", s.Seconds, s.EventsPerSecond)
		for _, f := range s.Files {
			if f.From > 0 {
				fmt.Fprintf(w, "  %s goes on where an earlier import ended, at byte %d\n", f.Name, f.From)
			}
		}
		fmt.Fprintf(w, "Findings: %s\n", severities(s.Findings))
	})
}

// severities writes counts of findings, worst first.
func severities(n map[string]int) string {
	var parts []string
	for _, s := range []string{"critical", "high", "medium", "low", "informational"} {
		if n[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[s], s))
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// importRow is one import in a list.
type importRow struct {
	ID       string   `json:"id"`
	State    string   `json:"state"` // complete or interrupted
	Files    []string `json:"files"`
	Gateway  string   `json:"gateway,omitempty"` // the audience
	By       string   `json:"gateway_name,omitempty"`
	Format   string   `json:"format,omitempty"`
	Lines    uint64   `json:"lines"`
	Events   uint64   `json:"events"`
	Rejected uint64   `json:"rejected"`
	Bytes    int64    `json:"bytes"`
	First    string   `json:"first,omitempty"` // time of the earliest event
	Last     string   `json:"last,omitempty"`
	Made     string   `json:"made"`
	Review   string   `json:"review,omitempty"`
}

func importRowOf(ws *workspace.Workspace, r *intake.Record) importRow {
	row := importRow{
		ID: r.ID, State: "complete", Gateway: r.Gateway, Format: string(r.Format), Lines: r.Lines, Events: r.Events,
		Rejected: r.Rejected, Bytes: r.Bytes, First: r.First.String(), Last: r.Last.String(), Made: r.Made.String(), Review: r.Review,
	}
	for _, f := range r.Files {
		row.Files = append(row.Files, f.Name)
	}
	if g, err := ws.Gateways.Gateway(r.GatewayID); err == nil {
		row.By = g.Name
	}
	return row
}

func newImportListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the imports, and those that were interrupted", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ws, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer ws.Close()
			rows := []importRow{}
			for _, r := range ws.Imports.List() {
				rows = append(rows, importRowOf(ws, &r))
			}
			broken, err := ws.Imports.Interrupted(cmd.Context())
			if err != nil {
				return err
			}
			for _, b := range broken {
				rows = append(rows, importRow{ID: b.ID, State: "interrupted", Files: b.Files, Made: b.Made.String()})
			}
			return a.out(rows, func(w io.Writer) {
				for _, r := range rows {
					fmt.Fprintf(w, "%s  %s  %-11s  %10d events  %s\n", r.ID, r.Made, r.State, r.Events, strings.Join(r.Files, ", "))
				}
				if len(broken) > 0 {
					fmt.Fprintln(w, "An interrupted import is finished by \"import resume ID\" or swept by \"import remove ID\".")
				}
			})
		},
	}
}

// rejectedRow is one rejected line. Its text is the log's: hostile, printed escaped, and its secrets masked.
type rejectedRow struct {
	File   string `json:"file"`
	Line   uint64 `json:"line"`
	Offset int64  `json:"offset"`
	Reason string `json:"reason"`
	SHA256 string `json:"sha256"`
	Text   string `json:"text"`
}

// importDetail is an import with its first rejected lines.
type importDetail struct {
	importRow
	Confidence    float64       `json:"confidence"`
	RejectedLines []rejectedRow `json:"rejected_lines"`
}

func newImportShowCmd(a *app) *cobra.Command {
	var limit int
	c := &cobra.Command{
		Use: "show ID", Short: "Show an import and its rejected lines", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ws, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer ws.Close()
			rec, err := ws.Imports.Find(args[0])
			if err != nil {
				return err
			}
			d := importDetail{importRow: importRowOf(ws, &rec), Confidence: rec.Confidence(), RejectedLines: []rejectedRow{}}
			err = ws.Imports.Rejects(cmd.Context(), rec.ID, limit, func(r intake.Reject) error {
				d.RejectedLines = append(d.RejectedLines, rejectedRow{
					File: rec.Files[r.At.File].Name, Line: r.At.Line, Offset: r.At.Offset, Reason: r.Reason.Error(),
					SHA256: fmt.Sprintf("%x", r.Sum), Text: reports.Mask(string(r.Text)),
				})
				return nil
			})
			if err != nil {
				return err
			}
			return a.out(d, func(w io.Writer) { writeImport(w, &d) })
		},
	}
	c.Flags().IntVar(&limit, "rejected", 100, "show at most `N` rejected lines")
	return c
}

// writeImport prints an import for a person.
func writeImport(w io.Writer, d *importDetail) {
	fmt.Fprintf(w, "Import    %s\nMade      %s\nGateway   %s\nFiles     %s\nFormat    %s (%.0f%% of the lines looked at)\n",
		d.ID, d.Made, strings.TrimSpace(d.Gateway+"  "+d.By), printable(strings.Join(d.Files, ", ")), d.Format, 100*d.Confidence)
	fmt.Fprintf(w, "Events    %d of %d lines, %d bytes\nPeriod    %s to %s\nRejected  %d\n",
		d.Events, d.Lines, d.Bytes, d.First, d.Last, d.Rejected)
	for _, r := range d.RejectedLines {
		fmt.Fprintf(w, "  %s line %d: %s: %.80q\n", printable(r.File), r.Line, r.Reason, r.Text)
	}
	if n := uint64(len(d.RejectedLines)); n < d.Rejected {
		fmt.Fprintf(w, "  and %d more\n", d.Rejected-n)
	}
}

func newImportResumeCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "resume ID", Short: "Finish an import that was interrupted", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ws, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer ws.Close()
			report, done := a.progress()
			sum, err := ws.Imports.Resume(cmd.Context(), ws.Actor(), args[0], report)
			done()
			if err != nil {
				return err
			}
			return a.imported(&sum)
		},
	}
}

func newImportRemoveCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "remove ID", Short: "Destroy an import's key, its events and what was found in it", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ws, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer ws.Close()
			if err := ws.Imports.Remove(cmd.Context(), ws.Actor(), args[0]); err != nil {
				return err
			}
			return a.out(map[string]string{"removed": args[0]}, func(w io.Writer) {
				fmt.Fprintf(w, "Import %s and all that was found in it are gone; the journal keeps that they were there.\n", args[0])
			})
		},
	}
}
