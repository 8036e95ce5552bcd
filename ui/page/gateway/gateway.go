// Package gateway is the page of gateways: what enforces the policy, and how far each is.
package gateway

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
	vm     *vm.GatewaysPage
	route  nav.Route
	scroll page.Scroller
	later  page.Later
}

// New makes the page over its view-model; the route may name a search and a gateway.
func New(env page.Env, v *vm.GatewaysPage, r nav.Route) *Page {
	p := &Page{env: env, vm: v, route: r}
	p.List = page.NewList(env, v, page.ListConfig{
		Name: nav.Gateways.Page, Row: p.row, Hint: say.L("Search, or is:behind"), New: "gateways.new",
		Columns: []widgets.Column{
			{ID: "name", Title: say.L("Name"), Width: -1, Min: 120, Sorts: true}, {ID: "target", Title: say.L("Target"), Width: 128, Sorts: true, Spare: 4}, {ID: "audience", Title: say.L("Audience"), Width: -1, Min: 96, Sorts: true},
			{ID: "production", Title: say.L("For"), Width: 100, Spare: 3}, {ID: "exported", Title: say.L("Exported"), Width: 92, Sorts: true}, {ID: "seen", Title: say.L("Seen in logs"), Width: 116, Sorts: true, Spare: 2},
			{ID: "floor", Title: say.L("Floor"), Width: 64, Right: true, Sorts: true, Spare: 1}, {ID: "status", Title: say.L("Status"), Width: 146, Sorts: true}},
		Commands: p.commands(), Noun: v.Noun, Reading: say.L("Reading gateways …"), Drawer: p.drawer, Open: func() { p.Do("gateways.edit") }, Copy: p.copyName,
		Empty: page.Empty{Icon: "server", Title: say.L("No gateways yet"),
			Lines:   []string{say.L("A gateway stands before your APIs and enforces the bundles of its audience."), say.L("Named here, its logs tell whether it is behind, and whose word counts about callers' addresses.")},
			Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Primary, "plus", say.L("New gateway"), func() { p.Do("gateways.new") })}},
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

// commands are what can be done with gateways.
func (p *Page) commands() []page.Command {
	always := func(s string) func() string { return func() string { return s } }
	return []page.Command{
		{ID: "gateways.new", Label: always(say.L("New gateway")), Icon: "plus", Run: func() { p.form(p.vm.NewForm()) }},
		{ID: "gateways.edit", Label: always(say.L("Edit…")), Icon: "pencil", Row: true, Can: p.vm.CanChange, Run: p.edit},
		{ID: "gateways.floor", Label: always(say.L("Raise floor…")), Icon: "arrow-up", Row: true, Can: p.vm.CanRaise, Run: p.raise},
		{ID: "gateways.remove", Label: always(say.L("Remove…")), Icon: "trash-2", Danger: true, Row: true, Can: p.vm.CanChange, Run: p.remove},
	}
}

// row turns a row of the view-model into cells.
func (p *Page) row(i int) widgets.Line {
	r := p.vm.Row(i)
	return widgets.Line{Cells: []widgets.Cell{
		{Text: r.Name, Style: widgets.Strong}, {Text: r.Target}, {Text: r.Audience}, {Mark: r.Where}, {Text: r.Exported, Tip: r.ExportedTip}, {Text: r.Seen, Tip: r.SeenTip, Style: widgets.Dim},
		{Text: r.Floor, Style: widgets.Dim}, {Mark: r.Status},
	}}
}

// copyName copies the name of the chosen gateway.
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
