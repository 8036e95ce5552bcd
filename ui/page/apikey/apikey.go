// Package apikey is the page of API keys: which exist and how long they last, the one moment in
// which a new key can be seen, and what is done with many keys at once. It is the page that the
// pages of other things copy.
package apikey

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
	env   page.Env
	vm    *vm.APIKeys
	scan  *vm.KeyScan
	route nav.Route
	root  *fyne.Container

	scanning scanFields
	live     *scanLive // the numbers of the running scan, while its step is shown
	shown    *vm.KeyWizard
	fields   *wizardFields // of shown
	over     string        // what covers the list, and at which step; "" = nothing
}

// New makes the page over its view-model; the route may name a search and a key. The scan for leaked
// keys outlives the page.
func New(env page.Env, v *vm.APIKeys, scan *vm.KeyScan, r nav.Route) *Page {
	p := &Page{env: env, vm: v, scan: scan, route: r}
	p.scanning = p.newScanFields()
	p.List = page.NewList(env, v, page.ListConfig{
		Name: nav.Keys.Page, Row: p.row, Hint: say.L("Search, or is:expiring"), New: "keys.new",
		Columns: []widgets.Column{
			{ID: "name", Title: say.L("Name"), Width: -1.3, Min: 140, Sorts: true}, {ID: "prefix", Title: say.L("Prefix"), Width: 122, Sorts: true, Spare: 4}, {ID: "principal", Title: say.L("Principal"), Width: -1, Min: 110, Sorts: true},
			{ID: "scopes", Title: say.L("Scopes"), Width: 132, Spare: 3}, {ID: "created", Title: say.L("Created"), Width: 84, Sorts: true, Spare: 1}, {ID: "used", Title: say.L("Last used"), Width: 96, Sorts: true, Spare: 2}, {ID: "expires", Title: say.L("Expires"), Width: 96, Sorts: true}, {ID: "status", Title: say.L("Status"), Width: 108, Sorts: true}},
		Commands: p.commands(), Noun: v.Noun, Reading: say.L("Reading API keys …"), Drawer: p.drawer, Open: func() { p.Do("keys.edit") }, Copy: p.copyPrefix,
		Empty: page.Empty{Icon: "key-round", Title: say.L("No API keys yet"),
			Lines:   []string{say.L("A key lets one principal call what its roles allow."), say.L("It is shown once; only its digest is kept.")},
			Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Primary, "plus", say.L("New API key"), func() { p.Do("keys.new") }), widgets.NewButton(widgets.Secondary, "users-round", say.L("Keys for many principals…"), func() { p.Do("keys.many") })}},
	})
	p.root = container.NewStack(p.List.Object())
	return p
}

// Object is what is shown: the list, or what covers it.
func (p *Page) Object() fyne.CanvasObject { return p.root }

// Start implements nav.Page.
func (p *Page) Start(ctx context.Context) {
	p.vm.OnChange, p.scan.OnChange = p.render, p.render
	p.Begin(p.route.Search, p.route.Item)
	p.List.Start(ctx)
	p.render()
}

// Stop implements nav.Page. A running scan goes on.
func (p *Page) Stop() { p.vm.OnChange, p.scan.OnChange = nil, nil }

// commands are what can be done with keys.
func (p *Page) commands() []page.Command {
	always := func(s string) func() string { return func() string { return s } }
	return []page.Command{
		{ID: "keys.new", Label: always(say.L("New key")), Icon: "plus", Run: p.create},
		{ID: "keys.edit", Label: always(say.L("Edit…")), Icon: "pencil", Row: true, Can: func() bool { _, ok := p.vm.EditForm(); return ok }, Run: p.edit},
		{ID: "keys.copy", Label: always(say.L("New key like this…")), Icon: "copy", Row: true, Can: func() bool { _, ok := p.vm.CopyForm(); return ok }, Run: p.duplicate},
		{ID: "keys.rotate", Label: always(say.L("Rotate…")), Icon: "refresh-cw", Row: true, Can: p.vm.CanRotate, Run: p.rotate},
		{ID: "keys.extend", Label: always(say.L("Change expiry…")), Icon: "calendar-clock", Row: true, Bulk: true, Can: p.vm.CanExtend, Run: p.extend},
		{ID: "keys.renew", Label: always(say.L("Renew")), Icon: "calendar", Row: true, Bulk: true, Can: p.vm.CanRenew, Run: func() { p.vm.Renew(p.undoable) }},
		{ID: "keys.pause", Label: always(say.L("Pause")), Icon: "circle-minus", Row: true, Bulk: true, Can: p.vm.CanSuspend, Run: func() { p.vm.Suspend(p.undoable) }},
		{ID: "keys.resume", Label: always(say.L("Resume")), Icon: "play", Row: true, Bulk: true, Can: p.vm.CanResume, Run: func() { p.vm.Resume(p.undoable) }},
		{ID: "keys.many", Label: always(say.L("Keys for many principals…")), Icon: "users-round", Run: func() { p.begin(vm.MakeMany) }},
		{ID: "keys.import", Label: always(say.L("Take over keys…")), Icon: "file-up", Run: func() { p.begin(vm.TakeOver) }},
		{ID: "keys.scan", Label: always(say.L("Find leaked keys…")), Icon: "search-alert", Run: p.scan.Show},
		{ID: "keys.patterns", Label: always(say.L("Patterns for other scanners…")), Icon: "file-down", Run: p.patterns},
		{ID: "keys.rules", Label: always(say.L("How long keys last…")), Icon: "timer", Run: p.rules},
		{ID: "keys.revoke", Label: p.revokeLabel, Icon: "ban", Danger: true, Row: true, Bulk: true, Can: p.vm.CanRevoke, Run: p.revoke},
		{ID: "keys.emergency", Label: always(say.L("Emergency stop…")), Icon: "octagon-alert", Danger: true, Row: true, Bulk: true, Can: p.vm.CanStop, Run: p.stop},
	}
}

// revokeLabel names the count where there are several.
func (p *Page) revokeLabel() string {
	if n := p.vm.SelectedCount(); n > 1 {
		return say.L("Revoke {{.Count}}…", say.V{"Count": say.Count(int64(n))})
	}
	return say.L("Revoke…")
}

// row turns a row of the view-model into cells.
func (p *Page) row(i int) widgets.Line {
	r := p.vm.Row(i)
	scope := widgets.Cell{Text: r.Scope, More: r.MoreScopes, Style: widgets.Tagged, Tip: r.Scopes}
	if r.Scopes == "" {
		scope = widgets.Cell{Text: r.Scope, Style: widgets.Dim}
	}
	return widgets.Line{Struck: r.Struck, Cells: []widgets.Cell{
		{Text: r.Name, Style: widgets.Strong}, {Text: r.Prefix, Style: widgets.Code}, {Text: r.Principal}, scope,
		{Text: r.Created, Style: widgets.Dim, Tip: r.CreatedTip}, {Text: r.Used, Style: widgets.Dim, Tip: r.UsedTip}, {Text: r.Expires, Tone: r.ExpiresTone, Tip: r.ExpiresTip}, {Mark: r.Status},
	}}
}

// copyPrefix copies what a key can be found by; it is no secret.
func (p *Page) copyPrefix() {
	if f, ok := p.vm.Facts(); ok {
		p.env.CopyText(f.Prefix)
	}
}

// undoable says what was done, with the way back.
func (p *Page) undoable(u vm.Undone, err error) { p.env.Done(u, err) }

var (
	_ page.Page     = (*Page)(nil)
	_ nav.Searcher  = (*Page)(nil)
	_ nav.Reloader  = (*Page)(nil)
	_ nav.Keeper    = (*Page)(nil)
	_ nav.Commander = (*Page)(nil)
	_ nav.Drafter   = (*Page)(nil)
)
