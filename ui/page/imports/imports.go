// Package imports is the page of imports: what was imported, and the wizard that leads from log
// files to what a review found in them.
package imports

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
	vm    *vm.ImportsPage
	route nav.Route
	root  *fyne.Container
	lead  *widgets.Button // says in the list that an import runs

	// One widget each, so that drawing again takes neither the text nor the focus away.
	path    *widgets.Entry
	gateway *widgets.Entry
	live    *live // the numbers of the running import, while its step is shown
	opened  bool  // the wizard was shown when the page was drawn last
	step    vm.ImportStep
	drawn   bool
}

// New makes the page over its view-model; the route may name a search and an import.
func New(env page.Env, v *vm.ImportsPage, r nav.Route) *Page {
	v.Restore(vm.ListState{}) // the view-model was shown before; what to remember of that is the page's
	p := &Page{env: env, vm: v, route: r, lead: widgets.NewSmallButton(widgets.Secondary, "refresh-cw", "", v.OpenWizard)}
	p.lead.Hide()
	p.path = widgets.NewEntry("/var/log/nginx/access.log")
	p.path.OnSubmitted = func(string) { p.entered() }
	p.path.OnEscape = v.Close
	p.gateway = widgets.NewEntry("default")
	p.gateway.SetText(v.Gateway())
	p.gateway.OnChanged = v.SetGateway
	p.gateway.OnSubmitted = func(string) { p.next() }
	p.gateway.OnEscape = v.Close
	p.List = page.NewList(env, v, page.ListConfig{
		Name: nav.Imports.Page, Row: p.row, Hint: say.L("Search imports"), New: "imports.new", Lead: p.lead, Mono: true,
		Columns: []widgets.Column{
			{ID: "files", Title: say.L("Files"), Width: -1, Min: 140, Sorts: true}, {ID: "format", Title: say.L("Format"), Width: 128, Sorts: true, Spare: 3}, {ID: "events", Title: say.L("Events"), Width: 96, Right: true, Sorts: true},
			{ID: "rejected", Title: say.L("Not understood"), Width: 122, Right: true, Sorts: true, Spare: 2}, {ID: "span", Title: say.L("First to last"), Width: 204, Sorts: true},
			{ID: "made", Title: say.L("Imported"), Width: 142, Sorts: true, Spare: 1}, {ID: "worst", Title: say.L("Worst findings"), Width: 128, Sorts: true}},
		Commands: p.commands(), Noun: v.Noun, Reading: say.L("Reading imports …"), Drawer: p.drawer, Open: p.findings,
		Empty: page.Empty{Icon: "inbox", Title: say.L("Nothing imported yet"),
			Lines:   []string{say.L("Choose the access log of a gateway, or drop it here."), say.L("Its lines are sealed in the evidence file, and every request is judged again by the policy that was in force.")},
			Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Primary, "inbox", say.L("Import a log"), func() { p.Do("imports.new") })}},
	})
	p.root = container.NewStack(p.List.Object())
	return p
}

// Object is what is shown: the list, or the wizard over it.
func (p *Page) Object() fyne.CanvasObject { return p.root }

// Start implements nav.Page. A running import goes on when the page stops.
func (p *Page) Start(ctx context.Context) {
	p.vm.OnChange = p.render
	p.Begin(p.route.Search, p.route.Item)
	p.List.Start(ctx)
	p.render()
}

// Stop implements nav.Page.
func (p *Page) Stop() { p.vm.OnChange = nil }

// FocusSearch implements nav.Searcher; the wizard has no search.
func (p *Page) FocusSearch() {
	if !p.vm.Open() {
		p.List.FocusSearch()
	}
}

// Dropped takes files that were dropped on the window.
func (p *Page) Dropped(paths []string) {
	if p.Can("imports.new") {
		p.vm.Add(paths...)
	}
}

// Draft implements nav.Drafter: the files that were chosen.
func (p *Page) Draft() any {
	if d, ok := p.vm.Draft(); ok {
		return d
	}
	return nil
}

// Resume implements nav.Drafter.
func (p *Page) Resume(draft any) {
	if d, ok := draft.(vm.ImportDraft); ok {
		p.vm.Resume(d)
		p.gateway.SetText(d.Gateway)
	}
}

// commands are what can be done with imports.
func (p *Page) commands() []page.Command {
	always := func(s string) func() string { return func() string { return s } }
	return []page.Command{
		{ID: "imports.new", Label: always(say.L("Import logs…")), Icon: "inbox", Run: p.begin},
		{ID: "imports.remove", Label: always(say.L("Remove import…")), Icon: "trash-2", Danger: true, Row: true, Can: p.vm.CanRemove, Run: p.remove},
	}
}

// begin opens the wizard: at the running import, if there is one.
func (p *Page) begin() {
	if !p.vm.Open() {
		p.vm.OpenWizard()
	}
}

// row turns a row of the view-model into cells.
func (p *Page) row(i int) widgets.Line {
	r := p.vm.Row(i)
	return widgets.Line{Cells: []widgets.Cell{
		{Text: r.Files, Style: widgets.Strong, Tip: r.FilesTip}, {Text: r.Format}, {Text: r.Events}, {Text: r.Rejected, Tone: r.RejectedTone}, {Text: r.Span, Tip: r.SpanTip},
		{Text: r.Made, Style: widgets.Dim, Tip: r.MadeTip}, {Mark: r.Worst},
	}}
}

// render draws the page as the view-model is now. While an import runs only its numbers change, so
// that its buttons stay where they are.
func (p *Page) render() {
	p.renderLead()
	p.List.Render()
	open := p.vm.Open()
	if open && p.live != nil && p.vm.Step() == vm.Importing {
		p.live.show(p.vm)
		return
	}
	p.live = nil
	if !open && !p.opened && p.drawn {
		p.root.Refresh()
		return
	}
	p.drawn = true
	p.root.RemoveAll()
	if open {
		o, next := p.wizard()
		p.root.Add(o)
		p.root.Refresh()
		p.focus(next)
	} else {
		p.root.Add(p.List.Object())
		p.root.Refresh()
		if p.opened {
			p.List.Focus()
		}
	}
	p.opened, p.step = open, p.vm.Step()
}

// Focus implements nav.Focuser; a wizard has the keys where its step wants them.
func (p *Page) Focus() {
	if !p.vm.Open() {
		p.List.Focus()
	}
}

// focus puts the keys where a new step wants them.
func (p *Page) focus(next fyne.Focusable) {
	switch step := p.vm.Step(); {
	case p.opened && step == p.step:
	case step == vm.Choosing || step == vm.Detecting:
		p.env.Canvas().Focus(p.path)
	case next != nil:
		p.env.Canvas().Focus(next)
	}
}

// renderLead says in the list that an import runs, and leads to it. It is one button, so that it can
// be pressed while its words change.
func (p *Page) renderLead() {
	r, ok := p.vm.Running()
	if !ok || p.vm.Open() {
		p.lead.Hide()
		return
	}
	label := say.L("Importing {{.File}}", say.V{"File": r.File})
	if r.Percent != "" {
		label += " · " + r.Percent
	}
	p.lead.SetLabel(label)
	p.lead.Show()
}

var (
	_ page.Page     = (*Page)(nil)
	_ nav.Searcher  = (*Page)(nil)
	_ nav.Reloader  = (*Page)(nil)
	_ nav.Keeper    = (*Page)(nil)
	_ nav.Commander = (*Page)(nil)
	_ nav.Drafter   = (*Page)(nil)
)
