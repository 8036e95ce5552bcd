package vm

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/report"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
)

// ExportForms are the forms in which rows are taken along.
func ExportForms() []Choice {
	return []Choice{{"csv", say.L("CSV"), say.L("for spreadsheets")}, {"json", say.L("JSON"), say.L("for programs")}}
}

// ExportName is the proposed name of a file of rows: "findings-2026-11-24.csv".
func ExportName(what, form string, now time.Time) string {
	return what + "-" + now.Local().Format(time.DateOnly) + "." + form
}

// Saved says what was written.
type Saved struct{ Path, Text string }

// exportRows writes the rows that a list shows, in their order, into a new file. The rows are
// gathered here, on the drawing thread; only writing them happens elsewhere.
func exportRows[T any](l *List[T], path, form string, t report.Table, row func(T) []string, done func(Saved, error)) {
	path = Expand(strings.TrimSpace(path))
	if path == "" {
		done(Saved{}, fault.New(fault.Invalid, "%s", say.L("Say where the file should lie.")))
		return
	}
	if filepath.Ext(path) == "" {
		path += "." + form
	}
	t.Filter = l.Narrowed()
	t.Rows = make([][]string, len(l.shown))
	for i, place := range l.shown {
		t.Rows[i] = row(l.all[place])
	}
	n := int64(len(t.Rows))
	runner.Go(l.run, l.ctx, func(context.Context) (report.Written, error) {
		return report.WriteTable(path, report.Form(form), t)
	}, func(w report.Written, err error) {
		done(Saved{w.File, say.N(n, "Wrote {{.Count}} row to {{.File}}.", "Wrote {{.Count}} rows to {{.File}}.", say.V{"File": filepath.Base(path)})}, err)
	})
}

// stamp writes a time for programs.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
