package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"gatehouse/core/fault"
)

// The limits of a file. Each bounds what a hostile one can make us do.
const (
	MaxSize   = 16 << 20 // bytes
	MaxRows   = 50_000
	MaxCell   = 4096 // bytes; the longest text of a record has 2048
	MaxFaults = 200  // listed; further ones are counted
)

// Fault is what is wrong in one place of a file.
type Fault struct {
	Line  int    // from 1; the header is line 1
	Field string // the column, or ""
	Text  string // what is wrong, and what would be right
}

// String returns the fault for people: "line 7, roles: there is no role …".
func (f Fault) String() string {
	if f.Field == "" {
		return fmt.Sprintf("line %d: %s", f.Line, f.Text)
	}
	return fmt.Sprintf("line %d, %s: %s", f.Line, f.Field, f.Text)
}

// faults collects what is wrong.
type faults struct {
	list []Fault
	more int
}

func (f *faults) add(line int, field string, format string, args ...any) {
	if len(f.list) == MaxFaults {
		f.more++
		return
	}
	f.list = append(f.list, Fault{line, field, fmt.Sprintf(format, args...)})
}

// row is one line of a table.
type row struct {
	line  int
	cells []string
}

// table is a file cut into cells.
type table struct {
	columns []string // lower case
	rows    []row
}

// cell returns a row's cell of a column; ok is false when the file has no such column.
func (t *table) cell(r row, column string) (text string, ok bool) {
	i := slices.Index(t.columns, column)
	if i < 0 {
		return "", false
	}
	return r.cells[i], true
}

// read cuts a file into cells. Columns are those that it may have; need names those that it must.
//
// Errors: Invalid, naming the line.
func read(r io.Reader, columns []string, need ...string) (*table, error) {
	in := bufio.NewReader(io.LimitReader(r, MaxSize+1))
	if err := begin(in); err != nil {
		return nil, err
	}
	first, err := in.ReadBytes('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("reading the file: %w", err)
	}
	counted := &counter{r: io.MultiReader(bytes.NewReader(first), in), left: MaxSize}
	c := csv.NewReader(counted)
	c.Comma, c.FieldsPerRecord, c.ReuseRecord = separator(first), -1, true
	t := &table{}
	for {
		cells, err := c.Read()
		switch {
		case errors.Is(err, io.EOF):
			if t.columns == nil {
				return nil, fault.New(fault.Invalid, "line 1: the file is empty; its first line names the columns: %s", strings.Join(columns, ","))
			}
			return t, nil
		case err != nil:
			return nil, reading(err)
		}
		line, _ := c.FieldPos(0)
		if t.columns == nil {
			if t.columns, err = header(cells, columns, need); err != nil {
				return nil, err
			}
			continue
		}
		r, err := t.row(line, cells)
		if err != nil {
			return nil, err
		}
		if r.cells == nil {
			continue
		}
		if len(t.rows) == MaxRows {
			return nil, fault.New(fault.Invalid, "line %d: more than %d lines; cut the file in two", line, MaxRows)
		}
		t.rows = append(t.rows, r)
	}
}

// row checks the cells of one line. A line of empty cells, as spreadsheets leave them behind, is none.
func (t *table) row(line int, cells []string) (row, error) {
	if !slices.ContainsFunc(cells, func(s string) bool { return strings.TrimSpace(s) != "" }) {
		return row{}, nil
	}
	if len(cells) != len(t.columns) {
		return row{}, fault.New(fault.Invalid, "line %d: %d cells where the header has %d columns; a cell with a separator in it stands in quotes", line, len(cells), len(t.columns))
	}
	r := row{line: line, cells: make([]string, len(cells))}
	for i, s := range cells {
		switch {
		case len(s) > MaxCell:
			return row{}, fault.New(fault.Invalid, "line %d, %s: %d bytes; at most %d are allowed. Is a closing quote missing?", line, t.columns[i], len(s), MaxCell)
		case !utf8.ValidString(s):
			return row{}, fault.New(fault.Invalid, "line %d, %s: not UTF-8; save the file as CSV in UTF-8", line, t.columns[i])
		}
		r.cells[i] = strings.Clone(alive(strings.TrimSpace(s)))
	}
	return r, nil
}

// begin skips a byte order mark and refuses UTF-16.
func begin(in *bufio.Reader) error {
	head, _ := in.Peek(3)
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, err := in.Discard(3)
		return err
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return fault.New(fault.Invalid, "line 1: the file is UTF-16; save it as CSV in UTF-8")
	}
	return nil
}

// separator is what the first line has most of.
func separator(first []byte) rune {
	best := ','
	for _, sep := range ";\t" {
		if bytes.Count(first, []byte(string(sep))) > bytes.Count(first, []byte(string(best))) {
			best = sep
		}
	}
	return best
}

// header checks the names of the columns.
func header(cells, columns, need []string) ([]string, error) {
	var out []string
	for _, s := range cells {
		s = strings.ToLower(strings.TrimSpace(s))
		switch {
		case !slices.Contains(columns, s):
			return nil, fault.New(fault.Invalid, "line 1: %.40q is no column; there are %s", s, strings.Join(columns, ", "))
		case slices.Contains(out, s):
			return nil, fault.New(fault.Invalid, "line 1: the column %s comes twice", s)
		}
		out = append(out, s)
	}
	for _, s := range need {
		if !slices.Contains(out, s) {
			return nil, fault.New(fault.Invalid, "line 1: the column %s is missing; there are %s", s, strings.Join(columns, ", "))
		}
	}
	return out, nil
}

// reading words an error of the reader.
func reading(err error) error {
	var parse *csv.ParseError
	switch {
	case errors.Is(err, errTooLarge):
		return fault.New(fault.Invalid, "the file has more than %d MiB; cut it in two", MaxSize>>20)
	case !errors.As(err, &parse):
		return fmt.Errorf("reading the file: %w", err)
	case errors.Is(parse.Err, csv.ErrBareQuote):
		return fault.New(fault.Invalid, "line %d, column %d: a quote inside a cell; write the cell in quotes, and each quote in it twice", parse.Line, parse.Column)
	case errors.Is(parse.Err, csv.ErrQuote):
		return fault.New(fault.Invalid, "line %d: a quote that does not close, or text behind a closing one", parse.StartLine)
	}
	return fault.New(fault.Invalid, "line %d, column %d: %v", parse.Line, parse.Column, parse.Err)
}

var errTooLarge = errors.New("too large")

// counter refuses what is larger than it may be.
type counter struct {
	r    io.Reader
	left int
}

// Read implements io.Reader.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.left -= n; c.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}
