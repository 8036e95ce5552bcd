package vm

import (
	"strconv"

	"gatehouse/core/report"
)

// Export writes exactly the findings that are shown, in their order, as CSV or JSON.
func (v *FindingsPage) Export(path, form string, done func(Saved, error)) {
	t := report.Table{Format: "gatehouse-findings/1", Columns: []string{"id", "severity", "check", "title", "count", "grade", "principal", "source", "route", "key", "reason", "detail", "first", "last", "status", "note", "until", "import"}}
	exportRows(v.List, path, form, t, func(f Finding) []string {
		text := func(s string) string { return Escaped([]byte(report.Mask(s))) }
		state := f.Status
		if v.status(f) == open {
			state = "open"
		}
		return []string{f.ID, f.Severity, f.Check, f.Title, strconv.FormatInt(f.Count, 10), f.Grade, text(f.Principal), text(f.Source), text(f.Route), text(f.Key), text(f.Reason), text(f.Detail),
			stamp(f.First), stamp(f.Last), state, text(f.Note), stamp(f.Until), f.Import}
	}, done)
}
