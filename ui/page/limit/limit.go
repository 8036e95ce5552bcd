// Package limit is the page of rate limits: how many requests are let through, for whom, and where.
package limit

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
	vm     *vm.RateLimits
	route  nav.Route
	scroll page.Scroller
	later  page.Later
}

// New makes the page over its view-model; the route may name a search and a limit.
func New(env page.Env, v *vm.RateLimits, r nav.Route) *Page {
	p := &Page{env: env, vm: v, route: r}
	p.List = page.NewList(env, v, page.ListConfig{
		Name: nav.Limits.Page, Row: p.row, Hint: say.L("Search, or by:address"), New: "limits.new", Mono: true,
		Columns: []widgets.Column{
			{ID: "name", Title: say.L("Name"), Width: -1, Min: 132, Sorts: true}, {ID: "rate", Title: say.L("Rate"), Width: 148, Sorts: true}, {ID: "burst", Title: say.L("At once"), Width: 84, Right: true, Sorts: true, Spare: 2},
			{ID: "by", Title: say.L("Counts by"), Width: 108, Sorts: true, Spare: 4}, {ID: "where", Title: say.L("Where"), Width: -1, Min: 110, Sorts: true}, {ID: "path", Title: say.L("Path"), Width: -1, Min: 110, Spare: 3},
			{ID: "created", Title: say.L("Created"), Width: 84, Sorts: true, Spare: 1}, {ID: "status", Title: say.L("Status"), Width: 124}},
		Commands: p.commands(), Noun: v.Noun, Reading: say.L("Reading rate limits …"), Drawer: p.drawer, Open: func() { p.Do("limits.edit") }, Copy: p.copySentence,
		Empty: page.Empty{Icon: "timer", Title: say.L("No rate limits yet"),
			Lines:   []string{say.L("A limit lets so many requests through in a time, counted for each key, principal, address or route."), say.L("What goes over it is answered with 429 and told when to come again.")},
			Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Primary, "plus", say.L("New rate limit"), func() { p.Do("limits.new") })}},
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

// commands are what can be done with limits.
func (p *Page) commands() []page.Command {
	always := func(s string) func() string { return func() string { return s } }
	return []page.Command{
		{ID: "limits.new", Label: always(say.L("New limit")), Icon: "plus", Run: func() { p.form(p.vm.NewForm()) }},
		{ID: "limits.edit", Label: always(say.L("Edit…")), Icon: "pencil", Row: true, Can: p.vm.CanChange, Run: p.edit},
		{ID: "limits.remove", Label: always(say.L("Remove…")), Icon: "trash-2", Danger: true, Row: true, Can: p.vm.CanChange, Run: p.remove},
	}
}

// row turns a row of the view-model into cells.
func (p *Page) row(i int) widgets.Line {
	r := p.vm.Row(i)
	return widgets.Line{Cells: []widgets.Cell{
		{Text: r.Name, Style: widgets.Strong}, {Text: r.Rate}, {Text: r.Burst, Style: widgets.Dim}, {Text: r.By.Word, Icon: r.By.Icon},
		{Text: r.Where, Tip: r.WhereTip}, {Text: r.Path, Style: widgets.Code}, {Text: r.Created, Style: widgets.Dim, Tip: r.CreatedTip}, {Mark: r.Status},
	}}
}

// copySentence copies what the chosen limit does.
func (p *Page) copySentence() {
	if f, ok := p.vm.Facts(); ok {
		p.env.CopyText(f.Sentence)
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
