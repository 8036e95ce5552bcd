// Package finding is the page of findings: the list, and below it the evidence of the chosen one,
// line by line with the place of each line in its file, what policy says about it, and what was
// decided.
package finding

import (
	"context"

	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
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
	vm    *vm.FindingsPage
	route nav.Route
	pane  pane
}

// New makes the page over its view-model; the route may name a search and a finding.
func New(env page.Env, v *vm.FindingsPage, r nav.Route) *Page {
	p := &Page{env: env, vm: v, route: r}
	p.pane = newPane(p)
	p.List = page.NewList(env, v, page.ListConfig{
		Name: nav.Findings.Page, Row: p.row, Hint: say.L("Search findings"), New: "findings.export",
		Columns: []widgets.Column{
			{ID: "severity", Title: say.L("Severity"), Width: 98, Sorts: true}, {ID: "check", Title: say.L("Check"), Width: 86, Sorts: true, Spare: 2}, {ID: "title", Title: say.L("Title"), Width: -2.2, Min: 220, Sorts: true},
			{ID: "count", Title: say.L("Count"), Width: 68, Right: true, Sorts: true, Spare: 3}, {ID: "who", Title: say.L("By whom"), Width: -1, Min: 132, Sorts: true}, {ID: "first", Title: say.L("First to last"), Width: 154, Sorts: true, Spare: 1},
			{ID: "grade", Title: say.L("Grade"), Width: 146, Sorts: true}, {ID: "status", Title: say.L("Status"), Width: 110, Sorts: true, Spare: 4}},
		Commands: p.commands(), Noun: v.Noun, Reading: say.L("Reading findings …"), Note: v.Note, Below: p.below, Open: p.open, Copy: p.copyLine,
		Empty: page.Empty{Icon: "search-alert", Title: say.L("No findings"),
			Lines:   []string{say.L("Import an access log: every request is judged again by the policy that was in force,"), say.L("and what looks like an attack or differs from policy is listed here.")},
			Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Primary, "inbox", say.L("Import logs"), func() { env.Go(nav.Imports) })}},
	})
	return p
}

// Start implements nav.Page.
func (p *Page) Start(ctx context.Context) {
	p.vm.OnChange = p.Render
	p.vm.Begin(p.route.Search)
	if p.route.Item != "" {
		p.vm.Reveal(p.route.Item)
	}
	p.Begin(p.route.Search, "")
	p.List.Start(ctx)
}

// Stop implements nav.Page.
func (p *Page) Stop() { p.vm.OnChange = nil }

// commands are what can be done with findings.
func (p *Page) commands() []page.Command {
	always := func(s string) func() string { return func() string { return s } }
	rule := func(status string) func() { return func() { p.rule(vm.RulingForm{Status: status, Days: 90}) } }
	return []page.Command{
		{ID: "findings.accept", Label: always(say.L("Accept…")), Icon: "check", Row: true, Bulk: true, Can: p.vm.CanAccept, Run: rule("accepted")},
		{ID: "findings.fixed", Label: always(say.L("Fixed…")), Icon: "circle-check", Row: true, Bulk: true, Can: p.vm.CanFix, Run: rule("fixed")},
		{ID: "findings.wrong", Label: always(say.L("False positive…")), Icon: "circle-slash", Row: true, Bulk: true, Can: p.vm.CanDismiss, Run: rule("false positive")},
		{ID: "findings.reopen", Label: always(say.L("Open again")), Icon: "undo-2", Row: true, Bulk: true, Can: p.vm.CanReopen, Run: func() { p.vm.Reopen(p.env.Done) }},
		{ID: "findings.export", Label: always(say.L("Export…")), Icon: "file-down", Can: func() bool { return p.vm.Len() > 0 }, Run: p.export},
	}
}

// row turns a row of the view-model into cells.
func (p *Page) row(i int) widgets.Line {
	r := p.vm.Row(i)
	title := widgets.Cell{Text: r.Title, Style: widgets.Strong}
	if r.Done {
		title.Style = widgets.Plain
	}
	return widgets.Line{Cells: []widgets.Cell{
		{Mark: r.Severity}, {Text: r.Check, Style: widgets.Code}, title, {Text: r.Count}, {Text: r.Who}, {Text: r.When, Style: widgets.Dim, Tip: r.WhenTip}, {Mark: r.Grade}, {Mark: r.Status},
	}}
}

// open leads from the row to what can be done with it.
func (p *Page) open() {
	if f := p.pane.first; f != nil {
		p.env.Canvas().Focus(f)
	}
}

// copyLine copies what names the chosen finding.
func (p *Page) copyLine() {
	if i := p.vm.Index(); i >= 0 {
		r := p.vm.Row(i)
		p.env.CopyText(r.Check + " " + r.Title + ", " + r.Who + ", " + r.When)
	}
}

// export asks for a file and writes the rows that are shown.
func (p *Page) export() {
	page.ExportRows(p.env, "findings", p.vm.Noun(int64(p.vm.Len())), p.vm.Export)
}

// Draft implements nav.Drafter: what was filled in so far.
func (p *Page) Draft() any { return dialogs.Draft(p.env.Canvas()) }

// Resume implements nav.Drafter.
func (p *Page) Resume(draft any) {
	if f, ok := draft.(vm.RulingForm); ok && len(p.vm.Targets()) > 0 {
		p.rule(f)
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
