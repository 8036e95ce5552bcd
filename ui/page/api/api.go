// Package api is the page of the catalogue: the APIs, and the routes of the chosen one.
package api

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Page is the page.
type Page struct {
	env    page.Env
	vm     *vm.APIs
	root   *fyne.Container
	grid   *widgets.Grid
	search *widgets.Entry
	side   *fyne.Container
	routes *widgets.Grid
	rows   []vm.RouteRow
}

// New makes the page over its view-model.
func New(env page.Env, v *vm.APIs) *Page {
	p := &Page{env: env, vm: v}
	p.grid = widgets.NewGrid(widgets.Column{Title: "Name", Width: -1}, widgets.Column{Title: "Hosts", Width: -1.3}, widgets.Column{Title: "Base path", Width: 116}, widgets.Column{Title: "TLS", Width: 104}, widgets.Column{Title: "Routes", Width: 72, Right: true})
	p.grid.Len, p.grid.Row, p.grid.OnSelect = v.Len, p.row, v.ChooseRow
	p.routes = widgets.NewGrid(widgets.Column{Title: "Path", Width: -1}, widgets.Column{Title: "Methods", Width: 150}, widgets.Column{Title: "Access", Width: 128})
	p.routes.Len, p.routes.Row = func() int { return len(p.rows) }, p.routeRow
	p.routes.OnDelete = p.removeRoute
	p.search = widgets.NewSearch("Search APIs and routes", v.SetSearch)
	create := widgets.NewSmallButton(widgets.Primary, "plus", "New API", p.New)
	p.side = container.NewStack()
	bar := page.Toolbar([]fyne.CanvasObject{widgets.Sized(240, 0, p.search)}, []fyne.CanvasObject{create})
	p.root = widgets.Col(0, bar, widgets.Grow(widgets.Fill(0, widgets.Grow(p.grid.Object()), p.side)))
	return p
}

// Object is what is shown.
func (p *Page) Object() fyne.CanvasObject { return p.root }

// Start implements nav.Page.
func (p *Page) Start(ctx context.Context) {
	p.vm.OnChange = p.render
	p.render()
	p.vm.Start(ctx)
}

// Stop implements nav.Page.
func (p *Page) Stop() { p.vm.OnChange = nil }

// Reload implements nav.Reloader.
func (p *Page) Reload() { p.vm.Reload() }

// FocusSearch implements nav.Searcher.
func (p *Page) FocusSearch() { p.env.Canvas().Focus(p.search) }

func (p *Page) row(i int) ([]widgets.Cell, bool) {
	r := p.vm.Row(i)
	return []widgets.Cell{{Text: r.Name, Style: widgets.Strong}, {Text: r.Hosts, Style: widgets.Code}, {Text: r.Base, Style: widgets.Code}, {Text: r.TLS}, {Text: r.Routes}}, false
}

func (p *Page) routeRow(i int) ([]widgets.Cell, bool) {
	if i >= len(p.rows) {
		return make([]widgets.Cell, 3), false
	}
	r := p.rows[i]
	return []widgets.Cell{{Text: r.Path, Style: widgets.Code}, {Text: r.Methods, Style: widgets.Code}, {Mark: r.Access}}, false
}

// render draws the page as the view-model is now.
func (p *Page) render() {
	page.Draw(p.grid, p.vm, p.vm.Foot(), page.Empty{
		Icon: "blocks", Title: "No APIs yet",
		Lines:   []string{"An API has hosts and a base path; its routes are path templates with methods.", "What is not in the catalogue is answered with 404."},
		Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Primary, "plus", "New API", p.New)},
	}, "API")
	p.side.RemoveAll()
	if a, ok := p.vm.Chosen(); ok && p.vm.Phase() == vm.Ready {
		p.rows = p.vm.Routes()
		p.routes.SetOver(nil)
		if len(p.rows) == 0 {
			p.routes.SetOver(widgets.Placeholder(0, "route", "No routes yet", []string{"Add the first path with its methods."}))
		}
		p.routes.SetFoot(vm.Plural(int64(len(p.rows)), "route"), "Delete removes the chosen route")
		p.routes.Refresh(-1)
		p.side.Add(p.panel(a.Name))
	}
	p.side.Refresh()
	p.root.Refresh()
}

// panel holds the routes of the chosen API.
func (p *Page) panel(name string) fyne.CanvasObject {
	k := theme.Current()
	add := widgets.NewSmallButton(widgets.Secondary, "plus", "Route", p.newRoute)
	closeIt := widgets.NewSmallButton(widgets.Ghost, "x", "", func() { p.vm.Choose("") })
	head := widgets.Sized(0, theme.ToolHeight-1, widgets.Pad(widgets.Row(8, widgets.Grow(widgets.Cut(widgets.Semi(name, theme.Title, k.Text))), add, closeIt), 0, 8, 0, 16))
	return widgets.Sized(452, 0, widgets.Fill(0, widgets.VLine(), widgets.Grow(widgets.Stack(widgets.Rect(k.Surface, 0), widgets.Col(0, head, widgets.HLine(), widgets.Grow(p.routes.Object()))))))
}

// New implements nav.Creator.
func (p *Page) New() {
	name := widgets.NewEntry("Orders")
	hosts := widgets.NewEntry("api.example.com, or nothing for any host")
	base := widgets.NewEntry("/shop/v1, or nothing")
	tls := widgets.NewPicker("", []widgets.Option{{ID: "1.2", Label: "TLS 1.2 and up"}, {ID: "1.3", Label: "TLS 1.3"}, {ID: "none", Label: "Not required", Note: "not advised"}}, nil)
	tls.Pick("1.2")
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "blocks", Title: "New API", Note: "An API is what a host and a base path lead to.", Verb: "Add API", VerbIcon: "plus", First: name, Entries: []*widgets.Entry{name, hosts, base},
		Fields: []fyne.CanvasObject{
			widgets.Labelled("Name", name), widgets.Labelled("Hosts", hosts),
			widgets.Fill(12, widgets.Grow(widgets.Labelled("Base path", base)), widgets.Grow(widgets.Labelled("Transport", tls))),
		},
		Submit: func(done func(error)) {
			p.vm.AddAPI(vm.APIForm{Name: name.Text, Hosts: hosts.Text, Base: base.Text, TLSMin: strings.Join(tls.Picked(), "")}, done)
		},
	})
}

// newRoute adds a route to the chosen API.
func (p *Page) newRoute() {
	path := widgets.NewEntry("/orders/{id}")
	methods := widgets.NewMultiPicker("Pick methods", page.Options(vm.Methods()), nil)
	methods.Pick("GET")
	public := widgets.NewCheck("Public: no key and no grant is needed", nil)
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "route", Title: "New route", Note: "The path is relative to the base path. {name} stands for one segment.", Verb: "Add route", VerbIcon: "plus", First: path, Entries: []*widgets.Entry{path},
		Fields: []fyne.CanvasObject{widgets.Labelled("Path", path), widgets.Labelled("Methods", methods), public},
		Submit: func(done func(error)) {
			p.vm.AddRoute(vm.RouteForm{Path: path.Text, Methods: methods.Picked(), Public: public.Checked}, done)
		},
	})
}

// removeRoute asks, and removes a route.
func (p *Page) removeRoute(i int) {
	if i >= len(p.rows) {
		return
	}
	r := p.rows[i]
	dialogs.Confirm(p.env.Canvas(), "Remove the route “"+r.Path+"”?", "Requests to it are answered with 404 once the next bundle is exported. Grants that name it stay, and lead nowhere.", "trash-2", "Remove route",
		func(done func(error)) { p.vm.RemoveRoute(r.ID, done) })
}

var (
	_ page.Page    = (*Page)(nil)
	_ nav.Creator  = (*Page)(nil)
	_ nav.Searcher = (*Page)(nil)
	_ nav.Reloader = (*Page)(nil)
)
