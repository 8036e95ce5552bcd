package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"gatehouse/core/fault"
	reports "gatehouse/core/report"
	"gatehouse/core/workspace"
)

// newReviewReportCmd is the verb "report" of the noun "review".
func newReviewReportCmd(a *app) *cobra.Command {
	var imports []string
	var format, out string
	c := &cobra.Command{
		Use: "report --out FILE", Short: "Write the review down: one HTML page or JSON document for auditors",
		Long: "Write what was reviewed, every check's verdict, and every finding with its evidence into one file.\n" +
			"Secrets of the logs are masked, their text is escaped, and the same review gives the same bytes.\n" +
			"--out - writes to stdout.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			form, err := reports.ParseForm(format)
			if err != nil {
				return usageError{err}
			}
			if out == "" {
				return usagef("--out is missing: name a file for the report, or - for stdout")
			}
			ws, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer ws.Close()
			doc, err := gatherReport(cmd.Context(), ws, imports)
			if err != nil {
				return err
			}
			if out == "-" {
				return form.Write(a.stdout, doc)
			}
			return a.writeReport(out, form, doc)
		},
	}
	f := c.Flags()
	f.StringSliceVar(&imports, "import", nil, "`ID` of an import to report on (else all)")
	f.StringVar(&format, "format", "html", "html or json")
	f.StringVar(&out, "out", "", "`FILE` for the report; - is stdout")
	return c
}

// gatherReport collects the report on some imports, named by their ids or the beginnings of them.
func gatherReport(ctx context.Context, ws *workspace.Workspace, imports []string) (*reports.Document, error) {
	var ids []string
	for _, name := range imports {
		rec, err := ws.Imports.Find(name)
		if err != nil {
			return nil, err
		}
		ids = append(ids, rec.ID)
	}
	return reports.Gather(ctx, reports.Sources{Reviews: ws.Reviews, Imports: ws.Imports, Name: principalName(ws)}, ids)
}

// principalName returns a function that names a principal by its id, "" when it is gone.
func principalName(ws *workspace.Workspace) func(id string) string {
	return func(id string) string {
		p, err := ws.Directory.Principal(id)
		if err != nil {
			return ""
		}
		return p.Name
	}
}

// writeReport writes the report into a file and says so.
func (a *app) writeReport(path string, form reports.Form, doc *reports.Document) error {
	if isSameFile(path, a.vaultFile) || isSameFile(path, a.vaultFile+"-logs") || isSameFile(path, a.vaultFile+".lock") {
		return fault.New(fault.Invalid, "%s is the vault; name another file for the report", path)
	}
	w, err := reports.WriteFile(path, form, doc)
	if err != nil {
		return err
	}
	return a.out(struct {
		reports.Written
		Findings map[string]int `json:"findings"`
	}{w, doc.Totals.Findings}, func(out io.Writer) {
		fmt.Fprintf(out, "%s: %d findings over %d events, sha256 %s\n", w.File, len(doc.Findings), doc.Totals.Events, w.SHA256)
	})
}

// isSameFile reports whether both paths lead to one existing file.
func isSameFile(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// writeDemoReport writes the report of the demo.
func writeDemoReport(ctx context.Context, ws *workspace.Workspace, path string) error {
	doc, err := gatherReport(ctx, ws, nil)
	if err != nil {
		return err
	}
	_, err = reports.WriteFile(path, reports.FormHTML, doc)
	return err
}
