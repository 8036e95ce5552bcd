package sheet

import (
	"io"
	"slices"
	"strings"

	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/seal"
)

// RoleColumns are the columns of a file of roles: a line for each grant. A role without grants is a
// line with its name alone.
var RoleColumns = []string{"role", "inherits", "api", "path", "methods", "otp"}

// APIs finds an API by id or name; [catalog.Service.API] does.
type APIs func(nameOrID string) (catalog.API, error)

// Roles returns what [directory.Service.PutRoles] shall store: the new ones and the changed ones.
func (p *Plan) Roles() []directory.Role { return p.roles }

// ReadRoles reads a file of roles and compares it with a directory. A role that the file names has
// afterwards the grants of the file and no other; roles that it does not name stay as they are.
//
// Errors: Invalid for a file that cannot be read as a table; what is wrong with single lines is in the
// plan.
func ReadRoles(r io.Reader, dir *directory.Service, apis APIs) (*Plan, error) {
	t, err := read(r, RoleColumns, "role")
	if err != nil {
		return nil, err
	}
	b := roleReader{t: t, dir: dir, apis: apis, at: map[string]int{}}
	for _, row := range t.rows {
		b.role(row)
	}
	for _, row := range t.rows {
		b.line(row)
	}
	return b.plan(), nil
}

// roleReader gathers the lines of roles.
type roleReader struct {
	t    *table
	dir  *directory.Service
	apis APIs
	bad  faults

	at    map[string]int // folded names to roles
	roles []directory.Role
	olds  []directory.Role
	lines []int // where each begins
}

// role begins the role of a line, unless an earlier line did.
func (b *roleReader) role(r row) {
	called, _ := b.t.cell(r, "role")
	if _, known := b.at[name.Fold(called)]; known {
		return
	}
	checked, err := name.Check("role name", called)
	if err != nil {
		b.bad.add(r.line, "role", "%v", err)
		return
	}
	now := directory.Role{ID: seal.NewID(), Name: checked}
	old, err := b.dir.Role(checked)
	if err == nil {
		now = old
		now.Grants = nil
		if _, given := b.t.cell(r, "inherits"); given {
			now.Inherits = nil
		}
	} else {
		old = directory.Role{}
	}
	b.at[name.Fold(called)] = len(b.roles)
	b.roles, b.olds, b.lines = append(b.roles, now), append(b.olds, old), append(b.lines, r.line)
}

// line adds what a line says to its role.
func (b *roleReader) line(r row) {
	called, _ := b.t.cell(r, "role")
	i, ok := b.at[name.Fold(called)]
	if !ok {
		return // told already
	}
	inherits, _ := b.t.cell(r, "inherits")
	for _, n := range list(inherits) {
		id := b.find(n)
		if id == "" {
			b.bad.add(r.line, "inherits", "there is no role %q, neither here nor in the vault", n)
		} else if !slices.Contains(b.roles[i].Inherits, id) {
			b.roles[i].Inherits = append(b.roles[i].Inherits, id)
		}
	}
	slices.Sort(b.roles[i].Inherits)
	b.grant(r, i)
}

// find returns the id of a role of the file or of the directory.
func (b *roleReader) find(called string) string {
	if i, ok := b.at[name.Fold(called)]; ok {
		return b.roles[i].ID
	}
	if r, err := b.dir.Role(called); err == nil {
		return r.ID
	}
	return ""
}

// grant adds the grant of a line.
func (b *roleReader) grant(r row, i int) {
	api, _ := b.t.cell(r, "api")
	path, _ := b.t.cell(r, "path")
	methods, _ := b.t.cell(r, "methods")
	otp, _ := b.t.cell(r, "otp")
	if api == "" && path == "" && methods == "" && otp == "" {
		return
	}
	g := directory.Grant{Path: path}
	of, err := b.apis(api)
	if err != nil {
		b.bad.add(r.line, "api", "%v", err)
		return
	}
	g.API = of.ID
	if _, err := catalog.ParsePattern("grant path", path); err != nil {
		b.bad.add(r.line, "path", "%v", err)
		return
	}
	if g.Methods, err = catalog.CheckMethods(list(methods)); err != nil {
		b.bad.add(r.line, "methods", "%v", err)
		return
	}
	if g.OTP, err = truth(otp); err != nil {
		b.bad.add(r.line, "otp", "%v", err)
		return
	}
	if err := b.roles[i].Give(g); err != nil {
		b.bad.add(r.line, "", "%v", err)
	}
}

// plan compares what was gathered with what is there.
func (b *roleReader) plan() *Plan {
	p := &Plan{}
	if len(b.bad.list) == 0 {
		if at, err := b.dir.CheckRoles(b.roles); err != nil {
			b.bad.add(b.lines[max(0, at)], "inherits", "%v", err)
		}
	}
	for i, now := range b.roles {
		r := Row{Line: b.lines[i], Name: now.Name, Verdict: Changed, Changes: differences(b.olds[i], now, b.called)}
		switch {
		case b.olds[i].ID == "":
			r.Verdict = New
		case len(r.Changes) == 0:
			r.Verdict = Unchanged
		}
		if r.Verdict != Unchanged {
			p.roles = append(p.roles, now)
		}
		p.Rows = append(p.Rows, r)
	}
	p.Faults, p.More = b.bad.list, b.bad.more
	return p
}

// called returns the names of roles, of the file or of the directory.
func (b *roleReader) called(ids []string) string {
	var names []string
	for _, id := range ids {
		if i := slices.IndexFunc(b.roles, func(r directory.Role) bool { return r.ID == id }); i >= 0 {
			names = append(names, b.roles[i].Name)
		} else if r, err := b.dir.Role(id); err == nil {
			names = append(names, r.Name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// differences tells how two versions of a role differ.
func differences(old, now directory.Role, called func([]string) string) []directory.Difference {
	var out []directory.Difference
	if a, b := called(old.Inherits), called(now.Inherits); a != b {
		out = append(out, directory.Difference{Field: "inherits", Old: a, New: b})
	}
	key := func(g directory.Grant) string { return g.API + " " + g.String() }
	has := func(gs []directory.Grant, g directory.Grant) bool {
		return slices.ContainsFunc(gs, func(o directory.Grant) bool { return key(o) == key(g) })
	}
	for _, g := range old.Grants {
		if !has(now.Grants, g) {
			out = append(out, directory.Difference{Field: "grant", Old: g.String()})
		}
	}
	for _, g := range now.Grants {
		if !has(old.Grants, g) {
			out = append(out, directory.Difference{Field: "grant", New: g.String()})
		}
	}
	return out
}

// truth reads a yes or a no; nothing is no.
func truth(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "", "no", "false", "0":
		return false, nil
	case "yes", "true", "1":
		return true, nil
	}
	return false, fault.New(fault.Invalid, "%.40q is neither yes nor no", s)
}

// WriteRoles writes roles, by name, as [ReadRoles] reads them.
func WriteRoles(w io.Writer, dir *directory.Service, apis APIs) error {
	all := slices.Clone(dir.Roles())
	slices.SortFunc(all, func(a, b directory.Role) int { return strings.Compare(a.Name, b.Name) })
	c := newWriter(w)
	c.line(RoleColumns...)
	for _, r := range all {
		var inherits []string
		for _, id := range r.Inherits {
			if o, err := dir.Role(id); err == nil {
				inherits = append(inherits, o.Name)
			}
		}
		slices.Sort(inherits)
		above := strings.Join(inherits, " ")
		if len(r.Grants) == 0 {
			c.line(r.Name, above, "", "", "", "")
		}
		for _, g := range r.Grants {
			called, otp := g.API, "no"
			if a, err := apis(g.API); err == nil {
				called = a.Name
			}
			if g.OTP {
				otp = "yes"
			}
			c.line(r.Name, above, called, g.Path, strings.Join(g.Methods, " "), otp)
		}
	}
	return c.end()
}
