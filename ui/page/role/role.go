// Package role is the page of roles: what each opens, who has it, and its grants.
package role

import (
	"context"

	"fyne.io/fyne/v2"

	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Page is the page.
type Page struct {
	*page.List
	env    page.Env
	vm     *vm.Roles
	route  nav.Route
	scroll page.Scroller
	later  page.Later

	about  string // the role that the drawer is about
	listed int    // how many of its grants the drawer lists
}

// New makes the page over its view-model; the route may name a search and a role.
func New(env page.Env, v *vm.Roles, r nav.Route) *Page {
	p := &Page{env: env, vm: v, route: r}
	p.List = page.NewList(env, v, page.ListConfig{
		Name: nav.Roles.Page, Row: p.row, Hint: say.L("Search, or is:unused"), New: "roles.new", Mono: true,
		Columns: []widgets.Column{
			{ID: "name", Title: say.L("Name"), Width: -1.2, Min: 140, Sorts: true}, {ID: "reach", Title: say.L("Reaches"), Width: -1, Min: 130}, {ID: "grants", Title: say.L("Grants"), Width: 78, Right: true, Sorts: true, Spare: 2},
			{ID: "principals", Title: say.L("Principals"), Width: 100, Right: true, Sorts: true}, {ID: "created", Title: say.L("Created"), Width: 84, Sorts: true, Spare: 1}, {ID: "status", Title: say.L("What it opens"), Width: 156}},
		Commands: p.commands(), Noun: v.Noun, Reading: say.L("Reading roles …"), Drawer: p.drawer, Open: func() { p.Do("roles.rename") }, Copy: p.copyName,
		Empty: page.Empty{Icon: "shield-check", Title: say.L("No roles yet"),
			Lines:   []string{say.L("A role is a set of grants: which methods may be called on which routes."), say.L("Principals get roles, and an API key can be cut down to some of them.")},
			Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Primary, "plus", say.L("New role"), func() { p.Do("roles.new") })}},
	})
	return p
}

// Start implements nav.Page.
func (p *Page) Start(ctx context.Context) {
	p.vm.OnChange = func() {
		p.Render()
		p.later.Ready(p.vm.Phase() != vm.Loading)
	}
	p.Begin(p.route.Search, p.route.Item)
	p.List.Start(ctx)
}

// Stop implements nav.Page.
func (p *Page) Stop() { p.vm.OnChange = nil }

// commands are what can be done with roles.
func (p *Page) commands() []page.Command {
	always := func(s string) func() string { return func() string { return s } }
	return []page.Command{
		{ID: "roles.new", Label: always(say.L("New role")), Icon: "plus", Run: func() { p.form(vm.RoleForm{GrantForm: vm.GrantForm{Methods: []string{"GET"}}}) }},
		{ID: "roles.rename", Label: always(say.L("Rename…")), Icon: "pencil", Row: true, Can: p.vm.CanChange, Run: p.rename},
		{ID: "roles.grant", Label: always(say.L("Add grant…")), Icon: "shield-check", Row: true, Can: p.vm.CanChange, Run: p.addGrant},
		{ID: "roles.inherit", Label: always(say.L("Inherit…")), Icon: "waypoints", Row: true, Can: p.vm.CanChange, Run: p.inherit},
		{ID: "roles.apart", Label: always(say.L("Keep apart…")), Icon: "git-compare", Row: true, Can: p.vm.CanChange, Run: p.keepApart},
		{ID: "roles.remove", Label: always(say.L("Remove…")), Icon: "trash-2", Danger: true, Row: true, Can: p.vm.CanChange, Run: p.remove},
	}
}

// row turns a row of the view-model into cells.
func (p *Page) row(i int) widgets.Line {
	r := p.vm.Row(i)
	reach := widgets.Cell{Text: r.API, More: r.MoreAPIs, Tip: r.Reach}
	if r.API == "" {
		reach = widgets.Cell{Text: say.L("nothing"), Style: widgets.Dim}
	}
	return widgets.Line{Cells: []widgets.Cell{
		{Text: r.Name, Style: widgets.Strong}, reach, {Text: r.Grants}, {Text: r.Principals}, {Text: r.Created, Style: widgets.Dim, Tip: r.CreatedTip}, {Mark: r.Status},
	}}
}

// copyName copies the name of the chosen role.
func (p *Page) copyName() {
	if f, ok := p.vm.Facts(); ok {
		p.env.CopyText(f.Name)
	}
}

var (
	_ page.Page     = (*Page)(nil)
	_ nav.Searcher  = (*Page)(nil)
	_ nav.Reloader  = (*Page)(nil)
	_ nav.Keeper    = (*Page)(nil)
	_ nav.Commander = (*Page)(nil)
	_ nav.Drafter   = (*Page)(nil)
)
