package vm

import (
	"context"
	"slices"
	"strings"

	rights "gatehouse/core/access"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
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

// Toggle marks the chosen cell to be opened, or not to be.
func (v *Matrix) Toggle() error {
	l, role, ok := v.at()
	if !ok {
		return gone()
	}
	if v.then(role, l) == rights.Nothing {
		return v.Set(rights.Plainly)
	}
	return v.Set(rights.Nothing)
}

// Demand marks the chosen cell to demand a one-time password, or not to.
func (v *Matrix) Demand() error {
	l, role, ok := v.at()
	if !ok {
		return gone()
	}
	if v.then(role, l) == rights.WithOTP && v.table.Most(l.route, rights.Plainly) == rights.Plainly {
		return v.Set(rights.Plainly)
	}
	return v.Set(rights.WithOTP)
}

func (v *Matrix) then(role int, l matrixLine) rights.Level {
	if m := v.markAt(role, l.route, l.method); m >= 0 {
		return v.pending[m].to
	}
	return v.table.Level(role, l.route, l.method)
}

// Set marks the chosen cell to be so.
//
// Errors: Invalid for a public route, and where another grant opens it; it says which.
func (v *Matrix) Set(to rights.Level) error {
	l, role, ok := v.at()
	if !ok {
		return gone()
	}
	if !v.house.Can("role.grants") {
		return fault.New(fault.Denied, "%s", say.L("Your role here does not let you change grants."))
	}
	if v.table.Routes()[l.route].Public {
		return fault.New(fault.Invalid, "%s", say.L("This route is public: anybody may call it, whatever roles say."))
	}
	to = v.table.Most(l.route, to)
	if _, others, ok := v.table.Want(role, l.route, l.method, to); !ok {
		return v.inTheWay(role, others[0])
	}
	at := v.markAt(role, l.route, l.method)
	switch {
	case v.table.Level(role, l.route, l.method) == to:
		if at >= 0 {
			v.pending = slices.Delete(v.pending, at, at+1)
		}
	case at >= 0:
		v.pending[at].to = to
	default:
		v.pending = append(v.pending, mark{role, l.route, l.method, to})
	}
	v.weigh()
	v.changed()
	return nil
}

// inTheWay says why a cell cannot be closed here.
func (v *Matrix) inTheWay(role int, s rights.Source) error {
	if s.Role != v.table.Roles()[role].ID {
		return fault.New(fault.Invalid, "%s", say.L("It is inherited from “{{.Role}}”. Change that role, or what this one inherits.", say.V{"Role": v.nameOf(s.Role)}))
	}
	return fault.New(fault.Invalid, "%s", say.L("It comes with the grant of {{.Path}}, which opens more than this. Change that grant on the role's page.", say.V{"Path": s.Grant.Path}))
}

// nameOf is the name of a role.
func (v *Matrix) nameOf(id string) string {
	i := slices.IndexFunc(v.table.Roles(), func(r directory.Role) bool { return r.ID == id })
	if i < 0 {
		return id
	}
	return v.table.Roles()[i].Name
}

// edits are what the marks come to.
func (v *Matrix) edits() []directory.GrantEdit {
	var out []directory.GrantEdit
	for _, m := range v.pending {
		edits, _, _ := v.table.Want(m.role, m.route, m.method, m.to)
		out = append(out, edits...)
	}
	return out
}

// Pending is how many cells are marked.
func (v *Matrix) Pending() int { return len(v.pending) }

// Discard takes all marks back.
func (v *Matrix) Discard() {
	v.pending = nil
	v.weigh()
	v.changed()
}

// weigh asks what the marks would do.
func (v *Matrix) weigh() {
	v.weighed++
	v.effect, v.weighing = EffectView{None: true}, false
	if len(v.pending) == 0 {
		return
	}
	n, c := v.weighed, RoleChange{Edits: v.edits()}
	v.weighing = true
	runner.Go(v.run, v.ctx, func(ctx context.Context) (rights.Effect, error) { return v.house.Access().Effect(ctx, c) }, func(e rights.Effect, err error) {
		if n != v.weighed {
			return
		}
		v.weighing = false
		if err == nil {
			v.effect = effectView(e)
		}
		v.changed()
	})
}

// Effect is what the marks would do; false while it is being worked out.
func (v *Matrix) Effect() (EffectView, bool) { return v.effect, !v.weighing }

// Save makes the change, as one; it can be undone.
func (v *Matrix) Save(done func(Undone, error)) {
	edits := v.edits()
	if len(edits) == 0 {
		done(Undone{}, fault.New(fault.Invalid, "%s", say.L("No cell is marked.")))
		return
	}
	back := make([]directory.GrantEdit, len(edits))
	for i, e := range edits {
		e.Revoke = !e.Revoke
		back[len(edits)-1-i] = e
	}
	make := func(edits []directory.GrantEdit, done func(error)) {
		runner.Go(v.run, context.WithoutCancel(v.ctx), func(ctx context.Context) (struct{}, error) {
			return struct{}{}, v.house.Access().Regrant(ctx, edits)
		}, func(_ struct{}, err error) { done(err) })
	}
	n := int64(len(v.pending))
	make(edits, func(err error) {
		if err == nil {
			v.pending = nil
			v.weigh()
		}
		done(Undone{say.N(n, "Changed {{.Count}} cell. Export a bundle to make it count.", "Changed {{.Count}} cells. Export a bundle to make it count."), func(done func(error)) { make(back, done) }}, err)
		v.changed()
	})
}

// Find answers "who can DELETE /orders/7": it chooses the row that answers the request.
func (v *Matrix) Find(question string, done func(error)) {
	method, path, ok := strings.Cut(strings.TrimSpace(question), " ")
	if method = strings.ToUpper(method); !ok || catalog.MethodIndex(method) < 0 {
		done(nil) // words of a search
		return
	}
	path = strings.TrimSpace(path)
	runner.Go(v.run, v.ctx, func(ctx context.Context) (rights.Answer, error) { return v.house.Access().Ask(ctx, method, path) }, func(a rights.Answer, err error) {
		if err == nil {
			v.search = ""
			v.filter()
			i := slices.IndexFunc(v.shown, func(n int) bool {
				l := v.lines[n]
				return l.method == method && v.table.Routes()[l.route].ID == a.Route.ID
			})
			v.Choose(i, max(0, v.column))
		}
		done(err)
	})
}
