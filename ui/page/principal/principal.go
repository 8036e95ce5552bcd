// Package principal is the page of those who call APIs: users and service accounts.
package principal

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Page is the page.
type Page struct {
	env           page.Env
	vm            *vm.Principals
	root          *fyne.Container
	grid          *widgets.Grid
	search        *widgets.Entry
	roles, toggle *widgets.Button
}

// New makes the page over its view-model.
func New(env page.Env, v *vm.Principals) *Page {
	p := &Page{env: env, vm: v}
	p.grid = widgets.NewGrid(widgets.Column{Title: "Name", Width: -1}, widgets.Column{Title: "Kind", Width: 124}, widgets.Column{Title: "E-mail or owner", Width: -1}, widgets.Column{Title: "Roles", Width: -1.2}, widgets.Column{Title: "Keys", Width: 64, Right: true}, widgets.Column{Title: "Added", Width: 104}, widgets.Column{Title: "Status", Width: 108})
	p.grid.Len, p.grid.Row, p.grid.OnSelect = v.Len, p.row, v.ChooseRow
	p.grid.OnOpen = func(int) { p.setRoles() }
	p.search = widgets.NewSearch("Search principals", v.SetSearch)
	p.roles = widgets.NewSmallButton(widgets.Secondary, "shield-check", "Roles…", p.setRoles)
	p.toggle = widgets.NewSmallButton(widgets.Secondary, "ban", "Disable…", p.disable)
	create := widgets.NewSmallButton(widgets.Primary, "plus", "New principal", p.New)
	p.root = widgets.Col(0, page.Toolbar([]fyne.CanvasObject{widgets.Sized(240, 0, p.search)}, []fyne.CanvasObject{p.roles, p.toggle, create}), widgets.Grow(p.grid.Object()))
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
	return []widgets.Cell{{Text: r.Name, Style: widgets.Strong}, {Text: r.Kind}, {Text: r.Contact}, {Text: r.Roles}, {Text: r.Keys}, {Text: r.Created, Style: widgets.Dim}, {Mark: r.Status}}, false
}

// render draws the page as the view-model is now.
func (p *Page) render() {
	c, ok := p.vm.Chosen()
	p.roles.SetEnabled(ok)
	p.toggle.SetEnabled(ok)
	p.toggle.SetLabel("Disable…")
	if c.Disabled {
		p.toggle.SetLabel("Enable")
	}
	page.Draw(p.grid, p.vm, p.vm.Foot(), page.Empty{
		Icon: "users-round", Title: "No principals yet",
		Lines:   []string{"A principal calls your APIs: a user, or a service account.", "Its roles say what it may call; its keys say that it is who it is."},
		Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Primary, "plus", "New principal", p.New)},
	}, "principal")
	p.root.Refresh()
}

// New implements nav.Creator.
func (p *Page) New() {
	name := widgets.NewEntry("svc-billing")
	contact := widgets.NewEntry("Who answers for it")
	kind := widgets.NewPicker("", []widgets.Option{{ID: "service", Label: "Service account"}, {ID: "user", Label: "User"}}, nil)
	kind.Pick("service")
	roles := widgets.NewMultiPicker("None yet", page.Options(p.vm.RoleChoices()), nil)
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "users-round", Title: "New principal", Note: "Who calls your APIs.", Verb: "Add principal", VerbIcon: "plus", First: name, Entries: []*widgets.Entry{name, contact},
		Fields: []fyne.CanvasObject{
			widgets.Fill(12, widgets.Grow(widgets.Labelled("Name", name)), widgets.Sized(190, 0, widgets.Labelled("Kind", kind))),
			widgets.Labelled("E-mail or owner", contact), widgets.Labelled("Roles", roles, widgets.Help("What it may call. You can change this at any time.")),
		},
		Submit: func(done func(error)) {
			p.vm.Add(vm.PrincipalForm{Name: name.Text, Email: contact.Text, Service: strings.Join(kind.Picked(), "") == "service", Roles: roles.Picked()}, done)
		},
	})
}

// setRoles changes the roles of the chosen principal.
func (p *Page) setRoles() {
	c, ok := p.vm.Chosen()
	if !ok {
		return
	}
	roles := widgets.NewMultiPicker("None", page.Options(p.vm.RoleChoices()), nil)
	roles.Pick(c.Roles...)
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "shield-check", Title: "Roles of “" + c.Name + "”", Note: "Keys of this principal follow, unless they are cut to scopes.", Verb: "Set roles", VerbIcon: "check", First: roles,
		Fields: []fyne.CanvasObject{widgets.Labelled("Roles", roles)},
		Submit: func(done func(error)) { p.vm.SetRoles(roles.Picked(), done) },
	})
}

// disable disables the chosen principal, after asking, or enables it again.
func (p *Page) disable() {
	c, ok := p.vm.Chosen()
	if !ok {
		return
	}
	if c.Disabled {
		p.vm.SetDisabled(false, func(error) {})
		return
	}
	dialogs.Confirm(p.env.Canvas(), "Disable “"+c.Name+"”?", "All its keys are refused once the next bundle is exported. You can enable it again.", "ban", "Disable", func(done func(error)) { p.vm.SetDisabled(true, done) })
}

var (
	_ page.Page    = (*Page)(nil)
	_ nav.Creator  = (*Page)(nil)
	_ nav.Searcher = (*Page)(nil)
	_ nav.Reloader = (*Page)(nil)
)
