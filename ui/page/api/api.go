// Package api is the page of the catalogue: which APIs there are and where they are reached, their
// routes, and which roles and limits name them.
package api

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
	vm     *vm.APIs
	route  nav.Route
	scroll page.Scroller
	later  page.Later

	about  string // the API that the drawer is about
	listed int    // how many of its routes the drawer lists
}

// New makes the page over its view-model; the route may name a search and an API.
func New(env page.Env, v *vm.APIs, r nav.Route) *Page {
	p := &Page{env: env, vm: v, route: r}
	p.List = page.NewList(env, v, page.ListConfig{
		Name: nav.APIs.Page, Row: p.row, Hint: say.L("Search, or is:public"), New: "apis.new", Mono: true,
		Columns: []widgets.Column{
			{ID: "name", Title: say.L("Name"), Width: -1, Min: 132, Sorts: true}, {ID: "hosts", Title: say.L("Hosts"), Width: -1.2, Min: 150, Sorts: true}, {ID: "base", Title: say.L("Base path"), Width: 104, Sorts: true},
			{ID: "routes", Title: say.L("Routes"), Width: 72, Right: true, Sorts: true, Spare: 3}, {ID: "tls", Title: say.L("Least TLS"), Width: 96, Sorts: true, Spare: 2}, {ID: "header", Title: say.L("Key header"), Width: 104, Hidden: true},
			{ID: "body", Title: say.L("Body limit"), Width: 92, Right: true, Sorts: true, Spare: 1}, {ID: "access", Title: say.L("Without a grant"), Width: 136, Sorts: true}},
		Commands: p.commands(), Noun: v.Noun, Reading: say.L("Reading APIs …"), Note: v.Foot, Drawer: p.drawer, Open: func() { p.Do("apis.edit") }, Copy: p.copyAddress,
		Empty: page.Empty{Icon: "blocks", Title: say.L("No APIs yet"),
			Lines:   []string{say.L("An API is where requests arrive: its hosts, a base path, and the routes below it."), say.L("Add it first; roles then grant its routes.")},
			Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Primary, "plus", say.L("New API"), func() { p.Do("apis.new") })}},
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

// commands are what can be done with APIs.
func (p *Page) commands() []page.Command {
	always := func(s string) func() string { return func() string { return s } }
	return []page.Command{
		{ID: "apis.new", Label: always(say.L("New API")), Icon: "plus", Run: func() { p.form(p.vm.NewForm()) }},
		{ID: "apis.edit", Label: always(say.L("Edit…")), Icon: "pencil", Row: true, Can: p.vm.CanChange, Run: p.edit},
		{ID: "apis.route", Label: always(say.L("Add route…")), Icon: "route", Row: true, Can: p.vm.CanChange, Run: p.addRoute},
		{ID: "apis.remove", Label: always(say.L("Remove…")), Icon: "trash-2", Danger: true, Row: true, Can: p.vm.CanChange, Run: p.remove},
	}
}

// row turns a row of the view-model into cells.
func (p *Page) row(i int) widgets.Line {
	r := p.vm.Row(i)
	host := widgets.Cell{Text: r.Host, More: r.MoreHosts, Tip: r.Hosts}
	if r.Hosts == "" {
		host.Style = widgets.Dim
	}
	return widgets.Line{Cells: []widgets.Cell{
		{Text: r.Name, Style: widgets.Strong}, host, {Text: r.Base, Style: widgets.Code}, {Text: r.Routes}, {Text: r.TLS, Tone: r.TLSTone},
		{Text: r.KeyHeader, Style: widgets.Code}, {Text: r.Body, Style: widgets.Dim}, {Mark: r.Access},
	}}
}

// copyAddress copies where the chosen API is reached.
func (p *Page) copyAddress() {
	if f, ok := p.vm.Facts(); ok {
		p.env.CopyText(f.Address)
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
