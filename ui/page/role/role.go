// Package role is the page of roles and what they grant.
package role

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Page is the page.
type Page struct {
	env    page.Env
	vm     *vm.Roles
	root   *fyne.Container
	grid   *widgets.Grid
	search *widgets.Entry
	side   *fyne.Container
	grants *widgets.Grid
	rows   []vm.GrantRow
}

// New makes the page over its view-model.
func New(env page.Env, v *vm.Roles) *Page {
	p := &Page{env: env, vm: v}
	p.grid = widgets.NewGrid(widgets.Column{Title: "Name", Width: -1}, widgets.Column{Title: "Grants", Width: -2}, widgets.Column{Title: "Principals", Width: 90, Right: true}, widgets.Column{Title: "Added", Width: 104})
	p.grid.Len, p.grid.Row, p.grid.OnSelect = v.Len, p.row, v.ChooseRow
	p.grants = widgets.NewGrid(widgets.Column{Title: "API", Width: -1}, widgets.Column{Title: "Routes", Width: -1}, widgets.Column{Title: "Methods", Width: 120})
	p.grants.Len, p.grants.Row = func() int { return len(p.rows) }, p.grantRow
	p.search = widgets.NewSearch("Search roles and grants", v.SetSearch)
	create := widgets.NewSmallButton(widgets.Primary, "plus", "New role", p.New)
	p.side = container.NewStack()
	p.root = widgets.Col(0, page.Toolbar([]fyne.CanvasObject{widgets.Sized(240, 0, p.search)}, []fyne.CanvasObject{create}), widgets.Grow(widgets.Fill(0, widgets.Grow(p.grid.Object()), p.side)))
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
	return []widgets.Cell{{Text: r.Name, Style: widgets.Strong}, {Text: r.Grants, Style: widgets.Code}, {Text: r.Principals}, {Text: r.Created, Style: widgets.Dim}}, false
}

func (p *Page) grantRow(i int) ([]widgets.Cell, bool) {
	if i >= len(p.rows) {
		return make([]widgets.Cell, 3), false
	}
	g := p.rows[i]
	return []widgets.Cell{{Text: g.API}, {Text: g.Path, Style: widgets.Code}, {Text: g.Methods, Style: widgets.Code}}, false
}

// render draws the page as the view-model is now.
func (p *Page) render() {
	page.Draw(p.grid, p.vm, p.vm.Foot(), page.Empty{
		Icon: "shield-check", Title: "No roles yet",
		Lines:   []string{"A role is a named set of grants: routes of an API, and methods.", "Without a role that grants it, a request is answered with 403."},
		Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Primary, "plus", "New role", p.New)},
	}, "role")
	p.side.RemoveAll()
	if r, ok := p.vm.Chosen(); ok && p.vm.Phase() == vm.Ready {
		p.rows = p.vm.Grants()
		p.grants.SetFoot(vm.Plural(int64(len(p.rows)), "grant"), "")
		p.grants.Refresh(-1)
		p.side.Add(p.panel(r.Name))
	}
	p.side.Refresh()
	p.root.Refresh()
}

// panel holds the grants of the chosen role.
func (p *Page) panel(name string) fyne.CanvasObject {
	k := theme.Current()
	closeIt := widgets.NewSmallButton(widgets.Ghost, "x", "", func() { p.vm.Choose("") })
	head := widgets.Sized(0, theme.ToolHeight-1, widgets.Pad(widgets.Row(8, widgets.Grow(widgets.Cut(widgets.Semi(name, theme.Title, k.Text))), closeIt), 0, 8, 0, 16))
	return widgets.Sized(420, 0, widgets.Fill(0, widgets.VLine(), widgets.Grow(widgets.Stack(widgets.Rect(k.Surface, 0), widgets.Col(0, head, widgets.HLine(), widgets.Grow(p.grants.Object()))))))
}

// New implements nav.Creator.
func (p *Page) New() {
	apis := p.vm.APIChoices()
	if len(apis) == 0 && p.vm.Phase() != vm.Loading {
		var d *dialogs.Dialog
		goThere := widgets.NewButton(widgets.Secondary, "blocks", "Go to APIs", func() {
			d.Close()
			p.env.Go(nav.APIs)
		})
		d = dialogs.Message(p.env.Canvas(), tone.Info, "blocks", "A role grants routes of an API", "There is no API yet. Add one with its routes first.", widgets.Lead(goThere))
		return
	}
	name := widgets.NewEntry("orders.read")
	paths := widgets.NewMultiPicker("Pick routes", nil, nil)
	api := widgets.NewPicker("Pick one", page.Options(apis), func(ids []string) {
		paths.SetOptions(page.Options(p.vm.PathChoices(strings.Join(ids, ""))))
		paths.Pick("/**")
	})
	if len(apis) == 1 {
		api.Pick(apis[0].ID)
	}
	methods := widgets.NewMultiPicker("Pick methods", page.Options(vm.Methods()), nil)
	methods.Pick("GET")
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "shield-check", Title: "New role", Note: "Which routes it may call, with which methods.", Verb: "Add role", VerbIcon: "plus", First: name, Entries: []*widgets.Entry{name},
		Fields: []fyne.CanvasObject{
			widgets.Labelled("Name", name), widgets.Labelled("API", api),
			widgets.Fill(12, widgets.Grow(widgets.Labelled("Routes", paths, widgets.Help("/** is every route, also later ones."))), widgets.Grow(widgets.Labelled("Methods", methods, widgets.Help("GET covers HEAD.")))),
		},
		Submit: func(done func(error)) {
			p.vm.Add(vm.RoleForm{Name: name.Text, API: strings.Join(api.Picked(), ""), Paths: paths.Picked(), Methods: methods.Picked()}, done)
		},
	})
}

var (
	_ page.Page    = (*Page)(nil)
	_ nav.Creator  = (*Page)(nil)
	_ nav.Searcher = (*Page)(nil)
	_ nav.Reloader = (*Page)(nil)
)
