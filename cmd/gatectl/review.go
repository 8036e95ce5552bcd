package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
	reports "gatehouse/core/report"
	"gatehouse/core/review"
	"gatehouse/core/workspace"
)

// newReviewCmd is the noun "review".
func newReviewCmd(a *app) *cobra.Command {
	c := &cobra.Command{Use: "review", Short: "What the imported logs show, and where"}
	c.AddCommand(newReviewRunCmd(a), newReviewFindingsCmd(a), newReviewFindingCmd(a), newReviewEventsCmd(a), newReviewReportCmd(a))
	return c
}

// findingRow is a finding as it is printed: principals by name, log text masked.
type findingRow struct {
	ID          string               `json:"id"`
	Check       string               `json:"check"`
	Severity    review.Severity      `json:"severity"`
	Title       string               `json:"title"`
	Count       uint64               `json:"count"`
	First       time.Time            `json:"first"`
	Last        time.Time            `json:"last"`
	Principal   string               `json:"principal"`
	PrincipalID string               `json:"principal_id,omitempty"`
	Source      string               `json:"source"`
	Route       string               `json:"route"`
	Key         string               `json:"key,omitempty"`
	Reason      string               `json:"reason,omitempty"`
	Grade       review.Grade         `json:"grade"`
	Detail      string               `json:"detail,omitempty"`
	Status      review.FindingStatus `json:"status,omitempty"`
	Note        string               `json:"note,omitempty"`
	Evidence    []review.Evidence    `json:"evidence"`
}

// findingRows prepares findings for printing. The lines' text is left out unless asked for.
func findingRows(ws *workspace.Workspace, all []review.Finding, texts bool) []findingRow {
	names := map[string]string{}
	for _, p := range ws.Directory.Principals() {
		names[p.ID] = p.Name
	}
	return namedRows(names, all, texts)
}

// namedRows prepares findings for printing, with the principals' names by id.
func namedRows(names map[string]string, all []review.Finding, texts bool) []findingRow {
	rows := make([]findingRow, 0, len(all))
	for _, f := range all {
		id := f.Principal
		f = reports.MaskFinding(f)
		r := findingRow{
			ID: f.ID, Check: f.Check, Severity: f.Severity, Title: f.Title, Count: f.Count, First: f.First, Last: f.Last,
			Principal: f.Principal, Source: f.Source, Route: f.Route, Key: f.Key, Reason: f.Reason, Grade: f.Grade,
			Detail: f.Detail, Status: f.Status, Note: f.Note, Evidence: []review.Evidence{},
		}
		if name, ok := names[id]; ok {
			r.Principal, r.PrincipalID = name, id
		}
		for _, e := range f.Evidence {
			if !texts {
				e.Raw = ""
			}
			r.Evidence = append(r.Evidence, e)
		}
		rows = append(rows, r)
	}
	return rows
}

func newReviewFindingsCmd(a *app) *cobra.Command {
	var imp, check, severity string
	c := &cobra.Command{
		Use: "findings", Short: "List the findings, worst first", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f := review.Filter{Import: imp, Check: check}
			if severity != "" {
				var err error
				if f.Severity, err = review.ParseSeverity(severity); err != nil {
					return usageError{err}
				}
			}
			ws, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer ws.Close()
			all, err := ws.Reviews.Findings(cmd.Context(), f)
			if err != nil {
				return err
			}
			rows := findingRows(ws, all, false)
			return a.out(rows, func(w io.Writer) { writeFindings(w, rows) })
		},
	}
	c.Flags().StringVar(&imp, "import", "", "only of import `ID`")
	c.Flags().StringVar(&check, "check", "", "only of check `ID`")
	c.Flags().StringVar(&severity, "severity", "", "only of this `SEVERITY` or worse")
	return c
}

// writeFindings prints one line a finding.
func writeFindings(w io.Writer, rows []findingRow) {
	if len(rows) == 0 {
		fmt.Fprintln(w, "No findings.")
		return
	}
	for _, r := range rows {
		fmt.Fprintf(w, "%s  %-13s  %-8s  %6d ×  %s  %s%s\n", r.ID, r.Severity, r.Check, r.Count, r.First.Format(time.RFC3339), r.Title, about(&r))
	}
}

// about says whom and what a finding is about.
func about(r *findingRow) string {
	var parts []string
	for _, p := range []struct{ what, value string }{
		{"from", r.Source}, {"by", r.Principal}, {"on", r.Route}, {"policy:", r.Reason},
	} {
		if p.value != "" {
			parts = append(parts, p.what+" "+printable(p.value))
		}
	}
	if r.Grade != review.Ungraded {
		parts = append(parts, r.Grade.String())
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

func newReviewFindingCmd(a *app) *cobra.Command {
	var status, note string
	c := &cobra.Command{
		Use: "finding ID", Short: "Show a finding with every line it rests on, or decide about it", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ws, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer ws.Close()
			if cmd.Flags().Changed("status") {
				if status == "open" {
					status = ""
				}
				if err := ws.Reviews.SetStatus(cmd.Context(), ws.Actor(), args[0], review.FindingStatus(status), note); err != nil {
					return err
				}
			}
			f, err := ws.Reviews.Finding(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			row := findingRows(ws, []review.Finding{f}, true)[0]
			return a.out(row, func(w io.Writer) { writeFinding(w, &row) })
		},
	}
	c.Flags().StringVar(&status, "status", "", "decide: open, acknowledged, resolved or false_positive")
	c.Flags().StringVar(&note, "note", "", "why")
	return c
}

// writeFinding prints a finding for a person. Log text is hostile and comes out quoted.
func writeFinding(w io.Writer, r *findingRow) {
	fmt.Fprintf(w, "%s: %s\nSeverity   %s\n", r.Check, r.Title, r.Severity)
	for _, p := range []struct{ what, value string }{
		{"Source", r.Source}, {"Principal", r.Principal}, {"Key", r.Key}, {"Route", r.Route}, {"Policy", r.Reason},
		{"Grade", r.Grade.String()}, {"Answers", r.Detail}, {"Status", string(r.Status)}, {"Note", r.Note},
	} {
		if p.value != "" {
			fmt.Fprintf(w, "%-9s  %s\n", p.what, printable(p.value))
		}
	}
	fmt.Fprintf(w, "Events     %d, from %s to %s\n", r.Count, r.First.Format(time.RFC3339), r.Last.Format(time.RFC3339))
	for i, e := range r.Evidence {
		if i == 50 {
			fmt.Fprintf(w, "  and %d more lines; see \"review events\" or --output json\n", len(r.Evidence)-i)
			break
		}
		fmt.Fprintf(w, "  %s line %d, byte %d", printable(e.File), e.Line, e.Offset)
		if e.SHA256 != "" {
			fmt.Fprintf(w, ", sha256 %s", e.SHA256)
		}
		if e.Raw != "" {
			fmt.Fprintf(w, "\n    %q", e.Raw)
		}
		fmt.Fprintln(w)
	}
}

func newReviewEventsCmd(a *app) *cobra.Command {
	var f review.EventFilter
	c := &cobra.Command{
		Use: "events", Short: "Print stored events as JSON lines, with the checks that matched each", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ws, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer ws.Close()
			w := bufio.NewWriterSize(a.stdout, 1<<16)
			var line []byte
			err = ws.Reviews.Events(cmd.Context(), f, func(e review.Stored) error {
				line = appendEvent(line[:0], &e)
				_, err := w.Write(line)
				return err
			})
			if err != nil {
				return err
			}
			return w.Flush()
		},
	}
	c.Flags().StringVar(&f.Import, "import", "", "only of import `ID`")
	c.Flags().StringVar(&f.Check, "check", "", "only those that check `ID` matched")
	c.Flags().StringVar(&f.Finding, "finding", "", "only those that finding `ID` rests on")
	c.Flags().StringVar(&f.Where, "where", "", "only those with these `FIELDS`, as in a check: \"sc-status: 404, cs-uri|contains: admin\"")
	return c
}

// appendEvent appends a stored event as one line of JSON, its secrets masked.
func appendEvent(b []byte, e *review.Stored) []byte {
	b = append(b, '{')
	event := reports.MaskEvent(*e.Event)
	b = auditlog.AppendECSFields(b, &event)
	if len(b) > 1 {
		b = append(b, ',')
	}
	b = append(b, `"import":`...)
	b = auditlog.AppendQuoted(b, []byte(e.Import))
	b = append(b, `,"file":`...)
	b = auditlog.AppendQuoted(b, []byte(e.File))
	b = fmt.Appendf(b, `,"line":%d,"offset":%d,"checks":[`, e.At.Line, e.At.Offset)
	for i, c := range e.Checks {
		if i > 0 {
			b = append(b, ',')
		}
		b = auditlog.AppendQuoted(b, []byte(c))
	}
	return append(b, "]}\n"...)
}

func newReviewRunCmd(a *app) *cobra.Command {
	var (
		o      review.RunOptions
		failOn string
		checks string
		params []string
	)
	c := &cobra.Command{
		Use: "run", Short: "Review stored events again, by the checks and the policies of now", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			least := review.Severity(0)
			if failOn != "" {
				var err error
				if least, err = review.ParseSeverity(failOn); err != nil {
					return usageError{err}
				}
			}
			for _, p := range params {
				name, value, ok := strings.Cut(p, "=")
				if !ok {
					return usagef("--param %q: want CHECK.NAME=VALUE, such as AUTH-02.burst=8", p)
				}
				if o.Params == nil {
					o.Params = map[string]string{}
				}
				o.Params[name] = value
			}
			if checks != "" {
				var err error
				if o.Checks, err = review.LoadChecks(os.DirFS(checks)); err != nil {
					return fault.New(fault.Invalid, "%v", err)
				}
			}
			ws, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer ws.Close()
			progress, done := a.progress()
			reviewed, err := ws.Reviews.Run(cmd.Context(), ws.Actor(), o, progress)
			done()
			if err != nil {
				return err
			}
			if err := a.out(reviewed, func(w io.Writer) { writeReviewed(w, reviewed) }); err != nil {
				return err
			}
			return failing(reviewed, least)
		},
	}
	c.Flags().StringArrayVar(&o.Imports, "import", nil, "only import `ID`; may be given more than once")
	c.Flags().StringVar(&failOn, "fail-on", "", "exit 6 when there is a finding of this `SEVERITY` or worse")
	c.Flags().StringVar(&checks, "checks", "", "also run the check files (.yml) of folder `DIR`")
	c.Flags().StringArrayVar(&params, "param", nil, "change a threshold: `CHECK.NAME=VALUE`")
	return c
}

// writeReviewed prints what a run found.
func writeReviewed(w io.Writer, all []review.Reviewed) {
	if len(all) == 0 {
		fmt.Fprintln(w, "Nothing has been imported.")
	}
	for _, r := range all {
		fmt.Fprintf(w, "Import %s: %d events. Findings: %s\n", r.Import, r.Events, severities(r.Findings))
	}
}

// failing is a refusal when there are findings of a severity or worse.
func failing(all []review.Reviewed, least review.Severity) error {
	if least == 0 {
		return nil
	}
	n := 0
	for _, r := range all {
		for s := least; s <= review.Critical; s++ {
			n += r.Findings[s.String()]
		}
	}
	if n == 0 {
		return nil
	}
	return fault.New(fault.Refused, "%d findings are %s or worse", n, least)
}
