// Package api is the page of the catalogue: which APIs there are and where they are reached, their
// routes, and which roles and limits name them.
package api

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

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

	about  string // the API, or the route, that the drawer is about
	listed int    // how many things of a kind the drawer lists
	keys   page.Refocus

	root      *fyne.Container
	shown     *vm.DocWizard // the import that is drawn, or nil
	step      vm.DocStep    // of shown
	ready     bool          // one could go on
	fields    *docFields
	docListed int // how many routes the preview lists
}

// New makes the page over its view-model; the route may name a search, an API and a route of it.
func New(env page.Env, v *vm.APIs, r nav.Route) *Page {
	p := &Page{env: env, vm: v, route: r}
	lead := widgets.NewSmallButton(widgets.Secondary, "file-down", say.L("Import a document…"), func() { p.Do("apis.import") })
	p.List = page.NewList(env, v, page.ListConfig{
		Name: nav.APIs.Page, Row: p.row, Hint: say.L("Search, or is:public"), New: "apis.new", Lead: lead, Mono: true,
		Columns: []widgets.Column{
			{ID: "name", Title: say.L("Name"), Width: -1, Min: 132, Sorts: true}, {ID: "hosts", Title: say.L("Hosts"), Width: -1.2, Min: 150, Sorts: true}, {ID: "base", Title: say.L("Base path"), Width: 104, Sorts: true},
			{ID: "routes", Title: say.L("Routes"), Width: 72, Right: true, Sorts: true, Spare: 3}, {ID: "tls", Title: say.L("Least TLS"), Width: 96, Sorts: true, Spare: 2}, {ID: "header", Title: say.L("Key header"), Width: 104, Hidden: true},
			{ID: "body", Title: say.L("Body limit"), Width: 92, Right: true, Sorts: true, Spare: 1}, {ID: "access", Title: say.L("Without a grant"), Width: 136, Sorts: true}},
		Commands: p.commands(), Noun: v.Noun, Reading: say.L("Reading APIs …"), Note: v.Foot, Drawer: p.drawer, Open: func() { p.Do("apis.edit") }, Copy: p.copyAddress,
		Empty: page.Empty{Icon: "blocks", Title: say.L("No APIs yet"),
			Lines: []string{say.L("An API is where requests arrive: its hosts, a base path, and the routes below it."), say.L("Import its OpenAPI document, or drop the file here; roles then grant its routes.")},
			Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Primary, "file-down", say.L("Import a document"), func() { p.Do("apis.import") }),
				widgets.NewButton(widgets.Secondary, "plus", say.L("New API"), func() { p.Do("apis.new") })}},
	})
	lead.SetEnabled(p.Can("apis.import"))
	p.root = container.NewStack(p.List.Object())
	return p
}

// Object is what is shown: the list, or the import over it.
func (p *Page) Object() fyne.CanvasObject { return p.root }

// Start implements nav.Page.
func (p *Page) Start(ctx context.Context) {
	p.vm.OnChange = func() {
		p.render()
		p.later.Ready(p.vm.Phase() != vm.Loading)
	}
	p.Begin(p.route.Search, p.route.Item)
	if p.route.Part != "" {
		p.vm.ShowRoute(p.route.Part)
	}
	p.List.Start(ctx)
}

// Stop implements nav.Page.
func (p *Page) Stop() { p.vm.OnChange = nil }

// Dropped takes a document that was dropped on the window.
func (p *Page) Dropped(paths []string) {
	if p.Can("apis.import") {
		p.vm.BeginImport(vm.DocForm{Path: paths[0]})
	}
}

// FocusSearch implements nav.Searcher; the import has no search.
func (p *Page) FocusSearch() {
	if p.vm.Importing() == nil {
		p.List.FocusSearch()
	}
}

// Focus implements nav.Focuser; the import has the keys where its step wants them.
func (p *Page) Focus() {
	if p.vm.Importing() == nil {
		p.List.Focus()
	}
}

// kept is what the page remembers: the list, the route that is shown, and the import under way.
type kept struct {
	list, draft any
	route       string // that the drawer was about
}

// Keep implements nav.Keeper.
func (p *Page) Keep() any {
	p.takeDoc()
	d, _ := p.vm.Importing().Draft()
	return kept{p.List.Keep(), d, p.vm.Shown()}
}

// Restore implements nav.Keeper.
func (p *Page) Restore(state any) {
	k, ok := state.(kept)
	if !ok {
		return
	}
	p.List.Restore(k.list)
	p.vm.ShowRoute(k.route)
	if d, ok := k.draft.(vm.DocForm); ok && d.Path != "" {
		p.vm.BeginImport(d)
	}
}

// Render draws the list, and leaves the keys where they were in its drawer.
func (p *Page) Render() {
	p.List.Render()
	if p.vm.OnRoute() {
		p.keys.Settle(p.env.Canvas(), "add parameter")
	}
}

// render draws the page as the view-model is now.
func (p *Page) render() {
	p.Render()
	w := p.vm.Importing()
	if w == nil && p.shown == nil {
		return
	}
	p.root.RemoveAll()
	if w == nil {
		p.root.Add(p.List.Object())
		p.root.Refresh()
		p.shown = nil
		p.List.Focus()
		return
	}
	o, next := p.wizard(w)
	p.root.Add(o)
	p.root.Refresh()
	fresh := w != p.shown || w.Step() != p.step
	again := fresh || p.ready != (next != nil)
	p.shown, p.step, p.ready = w, w.Step(), next != nil
	switch {
	case fresh && w.Step() == vm.DocChoose:
		p.env.Canvas().Focus(p.fields.path)
	case again && w.Step() != vm.DocChoose && next != nil:
		p.env.Canvas().Focus(next)
	}
}

// commands are what can be done with APIs.
func (p *Page) commands() []page.Command {
	always := func(s string) func() string { return func() string { return s } }
	return []page.Command{
		{ID: "apis.new", Label: always(say.L("New API")), Icon: "plus", Run: func() { p.form(p.vm.NewForm()) }},
		{ID: "apis.import", Label: always(say.L("Import a document…")), Icon: "file-down", Run: func() {
			if p.vm.Importing() == nil {
				p.vm.BeginImport(vm.DocForm{})
			}
		}},
		{ID: "apis.edit", Label: always(say.L("Edit…")), Icon: "pencil", Row: true, Can: p.vm.CanChange, Run: p.edit},
		{ID: "apis.route", Label: always(say.L("Add route…")), Icon: "route", Row: true, Can: p.vm.CanChange, Run: p.addRoute},
		{ID: "apis.route.path", Label: always(say.L("Edit route…")), Icon: "pencil", Can: p.vm.OnRoute, Run: func() { p.editRoute(p.vm.Shown()) }},
		{ID: "apis.route.rules", Label: always(say.L("Rules…")), Icon: "sliders-horizontal", Can: p.vm.OnRoute, Run: func() { p.editRules(p.vm.Shown()) }},
		{ID: "apis.route.parameter", Label: always(say.L("Add parameter…")), Icon: "plus", Can: p.vm.OnRoute, Run: p.addParameter},
		{ID: "apis.route.remove", Label: always(say.L("Remove route")), Icon: "trash-2", Can: p.vm.OnRoute, Run: func() { p.removeRoute(p.vm.Shown()) }},
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
