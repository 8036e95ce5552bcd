// Package journal is the page of the journal: what was changed in the vault, by whom and why, the
// newest first, with the fields that changed, and the check that the whole book is as it was
// written.
package journal

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
	vm     *vm.JournalPage
	route  nav.Route
	root   *fyne.Container
	banner *fyne.Container
	verify *widgets.ProgressButton
	check  *widgets.Button // what verify shows while nothing is checked
	dates  *widgets.DateRange
	words  string // of the banner that is shown
}

// New makes the page over its view-model; the route may name a search and an entry by its number.
func New(env page.Env, v *vm.JournalPage, r nav.Route) *Page {
	p := &Page{env: env, vm: v, route: r, banner: container.NewStack()}
	p.check = widgets.NewSmallButton(widgets.Secondary, "shield-check", say.L("Verify"), func() { p.Do("journal.verify") })
	p.verify = widgets.NewProgressButton(p.check, v.StopVerifying)
	p.dates = widgets.NewDateRange(v.Now, v.SetSpan)
	p.List = page.NewList(env, v, page.ListConfig{
		Name: nav.Journal.Page, Row: p.row, Hint: say.L("Search the journal"), New: "journal.export", Mono: true, Lead: widgets.Row(8, p.verify.Object(), p.dates),
		Columns: []widgets.Column{
			{ID: "seq", Title: say.L("No."), Width: 76, Right: true, Sorts: true}, {ID: "time", Title: say.L("When"), Width: 112, Sorts: true}, {ID: "admin", Title: say.L("Administrator"), Width: 132, Sorts: true, Spare: 3},
			{ID: "what", Title: say.L("What"), Width: 184, Sorts: true}, {ID: "subject", Title: say.L("Subject"), Width: -1, Min: 130, Sorts: true}, {ID: "reason", Title: say.L("Reason"), Width: -1.2, Min: 120, Spare: 2},
			{ID: "program", Title: say.L("Program"), Width: 124, Hidden: true}, {ID: "rows", Title: say.L("Rows"), Width: 64, Right: true, Sorts: true, Spare: 1}},
		Commands: p.commands(), Noun: v.Noun, Reading: say.L("Reading the journal …"), Drawer: p.drawer, Below: p.older, Copy: p.copyLine,
		Empty: page.Empty{Icon: "scroll-text", Title: say.L("Nothing is written yet"), Lines: []string{say.L("Every change of this vault will stand here, signed, with who did it and why.")}},
	})
	p.root = widgets.Col(0, p.banner, widgets.Grow(p.List.Object()))
	return p
}

// Object is what is shown.
func (p *Page) Object() fyne.CanvasObject { return p.root }

// Start implements nav.Page.
func (p *Page) Start(ctx context.Context) {
	p.vm.OnChange = p.render
	p.Begin(p.route.Search, p.route.Item)
	p.List.Start(ctx)
}

// Stop implements nav.Page.
func (p *Page) Stop() { p.vm.OnChange = nil }

// render draws the page as the view-model is now.
func (p *Page) render() {
	p.renderBanner()
	p.dates.SetSpan(p.vm.Span())
	p.Render()
}

// commands are what can be done with the journal; nothing changes it.
func (p *Page) commands() []page.Command {
	always := func(s string) func() string { return func() string { return s } }
	return []page.Command{
		{ID: "journal.verify", Label: always(say.L("Verify the journal")), Icon: "shield-check", Can: func() bool { _, running := p.vm.Verifying(); return !running }, Run: p.vm.Verify},
		{ID: "journal.export", Label: always(say.L("Export…")), Icon: "file-down", Can: func() bool { return p.vm.Len() > 0 }, Run: func() {
			page.ExportRows(p.env, "journal", p.vm.Noun(int64(p.vm.Len())), p.vm.Export)
		}},
	}
}

// row turns a row of the view-model into cells.
func (p *Page) row(i int) widgets.Line {
	r := p.vm.Row(i)
	return widgets.Line{Cells: []widgets.Cell{
		{Text: r.Seq, Style: widgets.Dim}, {Text: r.Time, Tip: r.TimeTip}, {Text: r.Admin}, {Text: r.What, Style: widgets.Strong, Icon: r.Mark.Icon}, {Text: r.Subject, Style: widgets.Code}, {Text: r.Reason, Style: widgets.Dim},
		{Text: r.Program, Style: widgets.Dim}, {Text: r.Rows, Style: widgets.Dim},
	}}
}

// copyLine copies what the chosen entry says in one line.
func (p *Page) copyLine() {
	if i := p.vm.Index(); i >= 0 {
		r := p.vm.Row(i)
		p.env.CopyText(r.Seq + "  " + r.TimeTip + "  " + r.Admin + "  " + r.What + "  " + r.Subject)
	}
}

var (
	_ page.Page     = (*Page)(nil)
	_ nav.Searcher  = (*Page)(nil)
	_ nav.Reloader  = (*Page)(nil)
	_ nav.Keeper    = (*Page)(nil)
	_ nav.Commander = (*Page)(nil)
)
