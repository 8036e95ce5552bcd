package report

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"strings"

	"gatehouse/core/fault"
)

// FormCSV is the form of a [Table] for spreadsheets. A whole report has no such form.
const FormCSV Form = "csv"

// Table is what somebody saw as rows and wants to take along: findings, or entries of the journal.
// What it holds is hostile text; both of its forms keep it harmless.
type Table struct {
	Format  string     // what the rows are: "gatehouse-findings/1"
	Filter  string     // what narrowed the rows, in words; "" = nothing
	Columns []string   // names for programs: "first_seen"
	Rows    [][]string // each as long as Columns
}

// CSV writes the table as RFC 4180 has it, every value in quotes. A value that a spreadsheet would
// take for a formula begins with an apostrophe there: nobody who opens the file runs what a log
// says.
func (t Table) CSV(w io.Writer) error {
	b := bufio.NewWriter(w)
	write := func(row []string) {
		for i, v := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteByte('"')
			b.WriteString(strings.ReplaceAll(harmless(v), `"`, `""`))
			b.WriteByte('"')
		}
		b.WriteString("\r\n")
	}
	write(t.Columns)
	for _, r := range t.Rows {
		write(r)
	}
	return b.Flush()
}

// harmless puts an apostrophe before what begins a formula. Some programs skip blanks first, and
// take the full-width signs for the plain ones.
func harmless(v string) string {
	first := strings.TrimLeft(v, " \u00a0")
	for _, sign := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(first, sign) {
			return "'" + v
		}
	}
	return v
}

// JSON writes the table as one document: its format, its filter, and one object a row with the
// columns in order.
func (t Table) JSON(w io.Writer) error {
	b := bufio.NewWriter(w)
	text := func(s string) {
		j, _ := json.Marshal(s) // a string always has a form
		b.Write(j)
	}
	b.WriteString("{\"format\": ")
	text(t.Format)
	b.WriteString(", \"filter\": ")
	text(t.Filter)
	b.WriteString(", \"rows\": [")
	for i, r := range t.Rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n  {")
		for j, c := range t.Columns {
			if j > 0 {
				b.WriteString(", ")
			}
			text(c)
			b.WriteString(": ")
			text(r[j])
		}
		b.WriteByte('}')
	}
	b.WriteString("\n]}\n")
	return b.Flush()
}

// WriteTable writes the table into a new file that only its owner can read, whole or not at all. It
// replaces nothing.
func WriteTable(path string, f Form, t Table) (Written, error) {
	if _, err := os.Lstat(path); err == nil {
		return Written{}, fault.New(fault.Conflict, "there is a file at %s already; choose another name", path)
	}
	write := t.JSON
	switch f {
	case FormCSV:
		write = t.CSV
	case FormJSON:
	default:
		return Written{}, fault.New(fault.Invalid, "unknown format %q; it is csv or json", string(f))
	}
	return writeWhole(path, f, write)
}
