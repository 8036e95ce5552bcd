package sheet

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"time"

	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/vault"
)

// PrincipalColumns are the columns of a file of principals. Only the name must be there.
var PrincipalColumns = []string{"name", "kind", "email", "owner", "notes", "roles", "state", "expires"}

// Verdict says what an import does with a line.
type Verdict string

// The verdicts.
const (
	New       Verdict = "new"
	Changed   Verdict = "changed"
	Unchanged Verdict = "unchanged"
)

// Row is one principal or role of a file.
type Row struct {
	Line    int
	Name    string
	Verdict Verdict
	Changes []directory.Difference // of a changed one; of a new one what it is given
}

// Plan is what an import would do. It does nothing while it has faults.
type Plan struct {
	Rows   []Row
	Faults []Fault
	More   int // faults beyond those that are listed

	principals []directory.Principal
	roles      []directory.Role
}

// Count returns how many rows have a verdict.
func (p *Plan) Count(v Verdict) int {
	n := 0
	for _, r := range p.Rows {
		if r.Verdict == v {
			n++
		}
	}
	return n
}

// Err returns Invalid with the first faults, or nil when there is none.
func (p *Plan) Err() error {
	if len(p.Faults) == 0 {
		return nil
	}
	const shown = 20
	var lines []string
	for _, f := range p.Faults[:min(shown, len(p.Faults))] {
		lines = append(lines, f.String())
	}
	more := ""
	if n := len(p.Faults) + p.More - len(lines); n > 0 {
		more = "; and %d more"
		return fault.New(fault.Invalid, "%s"+more, strings.Join(lines, "\n"), n)
	}
	return fault.New(fault.Invalid, "%s", strings.Join(lines, "\n"))
}

// Principals returns what [directory.Service.PutAll] shall store: the new ones and the changed ones.
func (p *Plan) Principals() []directory.Principal { return p.principals }

// ReadPrincipals reads a file of principals and compares it with a directory.
//
// Errors: Invalid for a file that cannot be read as a table; what is wrong with single lines is in the
// plan.
func ReadPrincipals(r io.Reader, dir *directory.Service, now time.Time) (*Plan, error) {
	t, err := read(r, PrincipalColumns, "name")
	if err != nil {
		return nil, err
	}
	plan := &Plan{}
	var bad faults
	seen := map[string]int{}
	for _, row := range t.rows {
		p, old, ok := readPrincipal(t, row, dir, now, &bad)
		if at, twice := seen[name.Fold(p.Name)]; twice {
			bad.add(row.line, "name", "%q stands in line %d already", p.Name, at)
			continue
		}
		seen[name.Fold(p.Name)] = row.line
		if ok {
			plan.principal(row.line, dir, old, p)
		}
	}
	plan.Faults, plan.More = bad.list, bad.more
	return plan, nil
}

// principal adds a row to the plan.
func (p *Plan) principal(line int, dir *directory.Service, old, now directory.Principal) {
	r := Row{Line: line, Name: now.Name, Verdict: Changed, Changes: dir.Differences(old, now)}
	switch {
	case old.ID == "":
		r.Verdict = New
	case len(r.Changes) == 0:
		r.Verdict = Unchanged
	}
	if r.Verdict != Unchanged {
		p.principals = append(p.principals, now)
	}
	p.Rows = append(p.Rows, r)
}

// readPrincipal reads a line. Each cell is checked alone first, so that a fault names its column.
func readPrincipal(t *table, r row, dir *directory.Service, now time.Time, bad *faults) (p, old directory.Principal, ok bool) {
	called, _ := t.cell(r, "name")
	old, err := dir.Principal(called)
	if err != nil || old.Name != called && name.Fold(old.Name) != name.Fold(called) { // an id is no name here
		old = directory.Principal{}
	}
	p, ok = old, true
	if p.Name = called; old.ID != "" {
		p.Name = old.Name
	}
	base := old
	if base.Name = called; old.ID == "" {
		base.Kind, base.State = directory.KindUser, directory.Active
	}
	if _, err := dir.CheckPrincipal(old, base, now); err != nil {
		bad.add(r.line, "name", "%v", err)
		return p, old, false
	}
	for _, column := range PrincipalColumns[1:] {
		text, given := t.cell(r, column)
		if !given {
			continue
		}
		alone := base
		err := set(&alone, column, text)
		if err == nil {
			alone, err = dir.CheckPrincipal(old, alone, now)
		}
		if err != nil {
			bad.add(r.line, column, "%v", err)
			ok = false
			continue
		}
		if err := set(&p, column, text); err != nil {
			bad.add(r.line, column, "%v", err)
			ok = false
		}
	}
	if !ok {
		return p, old, false
	}
	if p, err = dir.CheckPrincipal(old, p, now); err != nil {
		bad.add(r.line, "", "%v", err)
		return p, old, false
	}
	return p, old, true
}

// set gives a principal what a cell says.
func set(p *directory.Principal, column, text string) error {
	switch column {
	case "kind":
		if text != "" {
			p.Kind = directory.Kind(strings.ToLower(text))
		}
	case "email":
		p.Email = text
	case "owner":
		p.Owner = text
	case "notes":
		p.Notes = text
	case "roles":
		p.Roles = list(text)
	case "state":
		if text != "" {
			p.State = directory.State(strings.ToLower(text))
		}
	case "expires":
		at, err := expiry(text)
		p.Expires = at
		return err
	}
	return nil
}

// expiry reads a time or a day; a day ends the principal when it begins, in UTC.
func expiry(s string) (vault.Millis, error) {
	if s == "" || strings.EqualFold(s, "never") {
		return 0, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return vault.MillisOf(t), nil
		}
	}
	return 0, fault.New(fault.Invalid, "%.40q is no time; write 2027-01-31, 2027-01-31T12:00:00Z or never", s)
}

// WritePrincipals writes principals, by name, as [ReadPrincipals] reads them.
func WritePrincipals(w io.Writer, dir *directory.Service) error {
	all := slices.Clone(dir.Principals())
	slices.SortFunc(all, func(a, b directory.Principal) int { return strings.Compare(a.Name, b.Name) })
	c := newWriter(w)
	c.line(PrincipalColumns...)
	for _, p := range all {
		var roles []string
		for _, id := range p.Roles {
			if r, err := dir.Role(id); err == nil {
				roles = append(roles, r.Name)
			}
		}
		slices.Sort(roles)
		expires := ""
		if p.Expires != 0 {
			expires = p.Expires.String()
		}
		c.line(p.Name, string(p.Kind), p.Email, p.Owner, p.Notes, strings.Join(roles, " "), string(p.State), expires)
	}
	return c.end()
}

// writer writes lines of inert cells.
type writer struct{ w *csv.Writer }

func newWriter(w io.Writer) *writer {
	c := csv.NewWriter(w)
	c.UseCRLF = true // RFC 4180 §2
	return &writer{c}
}

func (w *writer) line(cells ...string) {
	out := make([]string, len(cells))
	for i, s := range cells {
		out[i] = inert(s)
	}
	_ = w.w.Write(out) // end tells
}

func (w *writer) end() error {
	w.w.Flush()
	return w.w.Error()
}
