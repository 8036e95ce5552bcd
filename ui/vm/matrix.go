package vm

import (
	"context"
	"slices"
	"strings"

	rights "gatehouse/core/access"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/ui/runner"
)

// Matrix is the page of routes by roles: what each role opens, and what shall change about it. What
// is marked is shown with its effect and then saved as one change.
type Matrix struct {
	OnChange func() // the page draws again; set by the view

	run     runner.Runner
	house   House
	ctx     context.Context
	loading bool
	err     error
	table   *rights.Table
	holders []int
	roles   []int // the columns, by name
	lines   []matrixLine
	shown   []int // of lines, as the search wants them
	search  string
	pending []mark

	row, column int // the chosen cell, of what is shown; -1 while there is none
	who         *rights.Answer
	asked       int // how many questions went out; late answers are dropped
	effect      EffectView
	weighed     int // how many effects were asked for
	weighing    bool
	waiting     *MatrixState // what to go on with once the table is there
}

// MatrixState is how a matrix was left: its search, and what was marked and not saved.
type MatrixState struct {
	Search string
	Marks  []MatrixMark
}

// MatrixMark is a cell that shall be another, by ids.
type MatrixMark struct {
	Role, Route, Method string
	To                  rights.Level
}

// State is how the matrix is now.
func (v *Matrix) State() MatrixState {
	s := MatrixState{Search: v.search}
	for _, m := range v.pending {
		s.Marks = append(s.Marks, MatrixMark{v.table.Roles()[m.role].ID, v.table.Routes()[m.route].ID, m.method, m.to})
	}
	return s
}

// Restore goes on as a matrix was left, once the table is read.
func (v *Matrix) Restore(s MatrixState) { v.search, v.waiting = s.Search, &s }

// matrixLine is an API over its routes (method is ""), or a method of a route.
type matrixLine struct {
	api, route int
	method     string
}

// mark is a cell that shall be another.
type mark struct {
	role, route int
	method      string
	to          rights.Level
}

// NewMatrix makes the page over an open vault.
func NewMatrix(run runner.Runner, house House) *Matrix {
	return &Matrix{run: run, house: house, ctx: context.Background(), row: -1, column: -1, loading: true}
}

// Start reads the table, and again after every change of what it shows.
func (v *Matrix) Start(ctx context.Context) {
	v.ctx = ctx
	stop := v.house.Subscribe(func(c Change) {
		if slices.ContainsFunc(c.Kinds, func(k string) bool { return slices.Contains([]string{"api", "route", "role", "principal"}, k) }) {
			runner.Post(v.run, ctx, v.Reload)
		}
	})
	context.AfterFunc(ctx, stop)
	v.Reload()
}

// Reload reads the table again. Marks that mean something still stay.
func (v *Matrix) Reload() {
	type read struct {
		table   *rights.Table
		holders []int
	}
	runner.Go(v.run, v.ctx, func(ctx context.Context) (read, error) {
		t, err := v.house.Access().Table(ctx)
		if err != nil {
			return read{}, err
		}
		return read{t, t.Holders()}, nil
	}, func(r read, err error) {
		v.loading, v.err = false, err
		if err == nil {
			v.take(r.table, r.holders)
		}
		v.changed()
	})
}

func (v *Matrix) changed() {
	if v.OnChange != nil {
		v.OnChange()
	}
}

// take takes a table over.
func (v *Matrix) take(t *rights.Table, holders []int) {
	marks := v.State().Marks
	if v.waiting != nil {
		marks, v.waiting = v.waiting.Marks, nil
	}
	v.table, v.holders = t, holders
	v.roles = v.roles[:0]
	for i := range t.Roles() {
		v.roles = append(v.roles, i)
	}
	slices.SortStableFunc(v.roles, func(a, b int) int { return compareFold(t.Roles()[a].Name, t.Roles()[b].Name) })
	v.lines = linesOf(t)
	v.pending = v.marked(marks)
	v.filter()
	v.weigh()
	v.ask()
}

// linesOf lists an API after the other, by name, each with the methods of its routes.
func linesOf(t *rights.Table) []matrixLine {
	apis := map[string]int{}
	for i, a := range t.APIs() {
		apis[a.ID] = i
	}
	byAPI := make([][]int, len(t.APIs()))
	for i, r := range t.Routes() {
		byAPI[apis[r.API]] = append(byAPI[apis[r.API]], i)
	}
	order := make([]int, len(t.APIs()))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compareFold(t.APIs()[a].Name, t.APIs()[b].Name) })
	var out []matrixLine
	for _, a := range order {
		if len(byAPI[a]) == 0 {
			continue
		}
		out = append(out, matrixLine{api: a})
		slices.SortStableFunc(byAPI[a], func(x, y int) int { return strings.Compare(t.Routes()[x].Path, t.Routes()[y].Path) })
		for _, i := range byAPI[a] {
			for _, m := range catalog.Methods {
				if slices.Contains(t.Routes()[i].Methods, m) {
					out = append(out, matrixLine{a, i, m})
				}
			}
		}
	}
	return out
}

// marked are the marks that mean something in the table of now.
func (v *Matrix) marked(marks []MatrixMark) []mark {
	var out []mark
	for _, m := range marks {
		role := slices.IndexFunc(v.table.Roles(), func(r directory.Role) bool { return r.ID == m.Role })
		route := slices.IndexFunc(v.table.Routes(), func(r catalog.Route) bool { return r.ID == m.Route })
		if role >= 0 && route >= 0 && v.table.Level(role, route, m.Method) != m.To {
			out = append(out, mark{role, route, m.Method, m.To})
		}
	}
	return out
}

// Phase says what the page has to show.
func (v *Matrix) Phase() Phase {
	switch {
	case v.loading:
		return Loading
	case v.err != nil:
		return Failed
	case v.table == nil || len(v.lines) == 0 || len(v.roles) == 0:
		return Empty
	case len(v.shown) == 0:
		return NoMatch
	}
	return Ready
}

// Problem is what went wrong.
func (v *Matrix) Problem() Problem { return Explain(v.err) }

// Search is what the rows are narrowed by.
func (v *Matrix) Search() string { return v.search }

// SetSearch narrows the rows: words of which a path holds all, and methods in capitals.
func (v *Matrix) SetSearch(s string) {
	v.search = s
	v.Choose(-1, -1)
	v.filter()
	v.changed()
}
