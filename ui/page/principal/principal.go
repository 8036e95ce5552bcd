// Package principal is the page of users and service accounts: who calls the APIs, with which keys,
// and what their roles open.
package principal

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
	vm     *vm.Principals
	route  nav.Route
	scroll page.Scroller
	later  page.Later

	about  string // the principal that the drawer is about
	listed int    // how many of its grants the drawer lists
}

// New makes the page over its view-model; the route may name a search and a principal.
func New(env page.Env, v *vm.Principals, r nav.Route) *Page {
	p := &Page{env: env, vm: v, route: r}
	lead := widgets.NewSmallButton(widgets.Secondary, "file-up", say.L("Import from CSV…"), func() { p.Do("principals.import") })
	p.List = page.NewList(env, v, page.ListConfig{
		Name: nav.Principals.Page, Row: p.row, Hint: say.L("Search, or is:keyless"), New: "principals.new", Lead: lead,
		Columns: []widgets.Column{
			{ID: "name", Title: say.L("Name"), Width: -1.1, Min: 140, Sorts: true}, {ID: "kind", Title: say.L("Kind"), Width: 92, Sorts: true, Spare: 3}, {ID: "contact", Title: say.L("E-mail or owner"), Width: -1.2, Min: 140, Sorts: true},
			{ID: "roles", Title: say.L("Roles"), Width: 150, Sorts: true}, {ID: "otp", Title: say.L("One-time password"), Width: 140, Sorts: true, Spare: 2}, {ID: "keys", Title: say.L("API keys"), Width: 84, Right: true, Sorts: true, Spare: 2}, {ID: "created", Title: say.L("Created"), Width: 84, Sorts: true, Spare: 1}, {ID: "status", Title: say.L("Status"), Width: 100, Sorts: true}},
		Commands: p.commands(), Noun: v.Noun, Reading: say.L("Reading principals …"), Drawer: p.drawer, Open: func() { p.Do("principals.edit") }, Copy: p.copyName,
		Empty: page.Empty{Icon: "users-round", Title: say.L("No principals yet"),
			Lines:   []string{say.L("A principal is who calls an API: a user, or the service account of a program."), say.L("Give it roles, then make an API key for it.")},
			Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Primary, "plus", say.L("New principal"), func() { p.Do("principals.new") }), widgets.NewButton(widgets.Secondary, "file-up", say.L("Import from CSV…"), func() { p.Do("principals.import") })}},
	})
	lead.SetEnabled(p.Can("principals.import"))
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

// commands are what can be done with principals. Removing stands before disabling because Delete means
// the first dangerous one that is possible.
func (p *Page) commands() []page.Command {
	always := func(s string) func() string { return func() string { return s } }
	return append([]page.Command{
		{ID: "principals.new", Label: always(say.L("New principal")), Icon: "plus", Run: func() { p.form(p.vm.NewForm()) }},
		{ID: "principals.edit", Label: always(say.L("Edit…")), Icon: "pencil", Row: true, Can: func() bool { _, ok := p.vm.EditForm(); return ok }, Run: p.edit},
		{ID: "principals.key", Label: always(say.L("New API key…")), Icon: "key-round", Row: true, Can: func() bool { _, ok := p.vm.KeyForm(); return ok }, Run: p.newKey},
		{ID: "principals.role", Label: always(say.L("Add role…")), Icon: "shield-check", Row: true, Bulk: true, Can: func() bool { return len(p.vm.Targets()) > 0 }, Run: p.addRole},
		{ID: "principals.role.remove", Label: always(say.L("Remove role…")), Icon: "circle-minus", Row: true, Bulk: true, Can: p.vm.CanRemoveRole, Run: p.removeRole},
		{ID: "principals.expiry", Label: always(say.L("Set expiry…")), Icon: "calendar-clock", Row: true, Bulk: true, Can: func() bool { return len(p.vm.Targets()) > 0 }, Run: p.expire},
		{ID: "principals.keys", Label: always(say.L("API keys…")), Icon: "key-round", Bulk: true, Can: func() bool { _, ok := p.vm.KeysFor(); return ok }, Run: p.keysFor},
		{ID: "principals.enable", Label: always(say.L("Enable")), Icon: "check", Row: true, Bulk: true, Can: p.vm.CanEnable, Run: func() { p.vm.Enable(p.env.Done) }},
		{ID: "principals.remove", Label: always(say.L("Remove…")), Icon: "trash-2", Danger: true, Row: true, Can: p.vm.CanChange, Run: p.remove},
		{ID: "principals.disable", Label: p.disableLabel, Icon: "ban", Danger: true, Row: true, Bulk: true, Can: p.vm.CanDisable, Run: p.disable},
		{ID: "principals.import", Label: always(say.L("Import from CSV…")), Icon: "file-up", Run: func() { p.importSheet("") }},
		{ID: "principals.export", Label: always(say.L("Export as CSV…")), Icon: "file-down", Can: func() bool { return p.vm.Total() > 0 }, Run: p.exportSheet},
	}, p.otpCommands()...)
}

// disableLabel names the count where there are several.
func (p *Page) disableLabel() string {
	if n := p.vm.SelectedCount(); n > 1 {
		return say.L("Disable {{.Count}}…", say.V{"Count": say.Count(int64(n))})
	}
	return say.L("Disable…")
}

// row turns a row of the view-model into cells.
func (p *Page) row(i int) widgets.Line {
	r := p.vm.Row(i)
	role := widgets.Cell{Text: r.Role, More: r.MoreRoles, Style: widgets.Tagged, Tip: r.Roles}
	if r.Roles == "" {
		role = widgets.Cell{Text: r.Role, Style: widgets.Dim}
	}
	otp := widgets.Cell{Mark: r.OTP}
	if r.OTP.IsZero() {
		otp = widgets.Cell{Text: "–", Style: widgets.Dim}
	}
	return widgets.Line{Cells: []widgets.Cell{
		{Text: r.Name, Style: widgets.Strong}, {Text: r.Kind.Word, Icon: r.Kind.Icon}, {Text: r.Contact}, role, otp, {Text: r.Keys},
		{Text: r.Created, Style: widgets.Dim, Tip: r.CreatedTip}, {Mark: r.Status},
	}}
}

// copyName copies the name of the chosen principal.
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
