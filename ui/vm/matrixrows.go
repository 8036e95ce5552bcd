package vm

import (
	"context"
	"slices"
	"strings"

	rights "gatehouse/core/access"
	"gatehouse/core/catalog"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
)

// filter finds the lines that are shown: an API only with a route below it.
func (v *Matrix) filter() {
	v.shown = v.shown[:0]
	words := strings.Fields(v.search)
	head := -1
	for i, l := range v.lines {
		if l.method == "" {
			head = i
			continue
		}
		if !v.fits(l, words) {
			continue
		}
		if head >= 0 {
			v.shown = append(v.shown, head)
			head = -1
		}
		v.shown = append(v.shown, i)
	}
	if v.row >= len(v.shown) {
		v.row, v.column = -1, -1
	}
}

func (v *Matrix) fits(l matrixLine, words []string) bool {
	path := strings.ToLower(v.table.Route(l.route).Template)
	api := strings.ToLower(v.table.APIs()[l.api].Name)
	for _, w := range words {
		if catalog.MethodIndex(w) >= 0 {
			if w != l.method {
				return false
			}
			continue
		}
		w = strings.ToLower(w)
		if !strings.Contains(path, w) && !strings.Contains(api, w) {
			return false
		}
	}
	return true
}

// Len and Columns are how many rows and columns are shown.
func (v *Matrix) Len() int { return len(v.shown) }

// Columns is how many roles there are.
func (v *Matrix) Columns() int { return len(v.roles) }

// MatrixRow is the head of a row in words.
type MatrixRow struct {
	Group, Note  string // of an API
	Method, Path string // of a row
}

// Row returns the head of row i.
func (v *Matrix) Row(i int) MatrixRow {
	l := v.lines[v.shown[i]]
	if l.method == "" {
		a := v.table.APIs()[l.api]
		n := 0
		for _, r := range v.table.Routes() {
			if r.API == a.ID {
				n++
			}
		}
		return MatrixRow{Group: a.Name, Note: say.N(int64(n), "{{.Count}} route", "{{.Count}} routes")}
	}
	return MatrixRow{Method: l.method, Path: v.table.Routes()[l.route].Path}
}

// Column returns the name of a role and how many have it.
func (v *Matrix) Column(j int) (name, holders string) {
	r := v.roles[j]
	return v.table.Roles()[r].Name, say.N(int64(v.holders[r]), "{{.Count}} holder", "{{.Count}} holders")
}

// MatrixCell is what one cell says.
type MatrixCell struct {
	Now, Then rights.Level // as it is, and as it shall be
	Public    bool
}

// Cell returns a cell.
func (v *Matrix) Cell(i, j int) MatrixCell {
	l := v.lines[v.shown[i]]
	c := MatrixCell{Now: v.table.Level(v.roles[j], l.route, l.method), Public: v.table.Routes()[l.route].Public}
	c.Then = c.Now
	if m := v.markAt(v.roles[j], l.route, l.method); m >= 0 {
		c.Then = v.pending[m].to
	}
	return c
}

func (v *Matrix) markAt(role, route int, method string) int {
	return slices.IndexFunc(v.pending, func(m mark) bool { return m.role == role && m.route == route && m.method == method })
}

// Chosen is the chosen cell; -1 while there is none.
func (v *Matrix) Chosen() (row, column int) { return v.row, v.column }

// Choose chooses a cell; negative ones give the choice up.
func (v *Matrix) Choose(row, column int) {
	v.row, v.column = row, column
	v.ask()
	v.changed()
}

// at is the chosen line and role.
func (v *Matrix) at() (l matrixLine, role int, ok bool) {
	if v.table == nil || v.row < 0 || v.row >= len(v.shown) || v.column < 0 || v.column >= len(v.roles) {
		return l, 0, false
	}
	l = v.lines[v.shown[v.row]]
	return l, v.roles[v.column], l.method != ""
}

// ask asks who may call the chosen row.
func (v *Matrix) ask() {
	v.asked++
	v.who = nil
	l, _, ok := v.at()
	if !ok {
		return
	}
	n, route := v.asked, v.table.Routes()[l.route].ID
	runner.Go(v.run, v.ctx, func(ctx context.Context) (rights.Answer, error) { return v.house.Access().Who(ctx, route, l.method) }, func(a rights.Answer, err error) {
		if n == v.asked && err == nil {
			v.who = &a
			v.changed()
		}
	})
}
