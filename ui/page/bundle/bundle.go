// Package bundle is the page of bundles: the history of exports with what each changed, the wizard
// that exports, and the dialog that verifies a file.
package bundle

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
	vm    *vm.BundlesPage
	route nav.Route
	root  *fyne.Container

	// The fields of the wizard live as long as the page, so that drawing again takes neither the
	// text nor the focus away.
	fields *fields
	shown  *vm.ExportWizard
	step   vm.ExportStep // of shown
	ready  bool          // one could go on
	lines  map[int]fyne.Focusable
}

// New makes the page over its view-model; the route may name a search and an export.
func New(env page.Env, v *vm.BundlesPage, r nav.Route) *Page {
	p := &Page{env: env, vm: v, route: r}
	p.List = page.NewList(env, v, page.ListConfig{
		Name: nav.Bundles.Page, Row: p.row, Hint: say.L("Search exports"), New: "bundles.export", Mono: true,
		Columns: []widgets.Column{
			{ID: "serial", Title: say.L("Serial"), Width: 72, Right: true, Sorts: true}, {ID: "audience", Title: say.L("Audience"), Width: -1, Min: 96, Sorts: true}, {ID: "revision", Title: say.L("Revision"), Width: 186, Spare: 3},
			{ID: "issued", Title: say.L("Issued"), Width: 142, Sorts: true}, {ID: "expires", Title: say.L("Expires"), Width: 100, Sorts: true}, {ID: "status", Title: say.L("Status"), Width: 104},
			{ID: "size", Title: say.L("Size"), Width: 80, Right: true, Sorts: true, Spare: 2}, {ID: "digest", Title: "SHA-256", Width: 140, Spare: 1}},
		Commands: p.commands(), Noun: v.Noun, Reading: say.L("Reading exports …"), Drawer: p.drawer, Copy: p.copyDigest,
		Empty: page.Empty{Icon: "package", Title: say.L("No bundle exported yet"),
			Lines: []string{say.L("A bundle is the policy as one signed file, which Open Policy Agent accepts and enforces."), say.L("Nothing changes for gateways before they load the next one.")},
			Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Primary, "package", say.L("Export the first bundle"), func() { p.Do("bundles.export") }),
				widgets.NewButton(widgets.Secondary, "shield-check", say.L("Verify a file…"), func() { p.Do("bundles.verify") })}},
	})
	p.root = container.NewStack(p.List.Object())
	return p
}

// Object is what is shown: the history, or the wizard over it.
func (p *Page) Object() fyne.CanvasObject { return p.root }

// Start implements nav.Page.
func (p *Page) Start(ctx context.Context) {
	p.vm.OnChange = p.render
	p.Begin(p.route.Search, p.route.Item)
	p.List.Start(ctx)
}

// Stop implements nav.Page.
func (p *Page) Stop() { p.vm.OnChange = nil }

// FocusSearch implements nav.Searcher; the wizard has no search.
func (p *Page) FocusSearch() {
	if p.vm.Wizard() == nil {
		p.List.FocusSearch()
	}
}

// kept is what the page remembers: the list, and the export that is being prepared.
type kept struct {
	list  any
	draft any
}

// Keep implements nav.Keeper.
func (p *Page) Keep() any { return kept{p.List.Keep(), p.Draft()} }

// Restore implements nav.Keeper.
func (p *Page) Restore(state any) {
	k, ok := state.(kept)
	if !ok {
		return
	}
	p.List.Restore(k.list)
	if d, ok := k.draft.(vm.ExportDraft); ok {
		p.vm.ResumeExport(d)
	}
}

// Draft implements nav.Drafter: the export that is being prepared.
func (p *Page) Draft() any {
	p.takeForm()
	if d, ok := p.vm.Wizard().Draft(); ok {
		return d
	}
	return nil
}

// Resume implements nav.Drafter.
func (p *Page) Resume(draft any) {
	if d, ok := draft.(vm.ExportDraft); ok {
		p.vm.ResumeExport(d)
	}
}

// commands are what can be done with bundles.
func (p *Page) commands() []page.Command {
	always := func(s string) func() string { return func() string { return s } }
	return []page.Command{
		{ID: "bundles.export", Label: always(say.L("Export…")), Icon: "package", Row: true, Run: p.export},
		{ID: "bundles.verify", Label: always(say.L("Verify a file…")), Icon: "shield-check", Row: true, Can: func() bool { return !p.vm.Busy() }, Run: p.verify},
	}
}

// export opens the wizard.
func (p *Page) export() {
	if p.vm.Wizard() == nil {
		p.vm.BeginExport(vm.ExportForm{Folder: folder()})
	}
}

// row turns a row of the view-model into cells.
func (p *Page) row(i int) widgets.Line {
	r := p.vm.Row(i)
	return widgets.Line{Cells: []widgets.Cell{
		{Text: r.Serial, Style: widgets.Strong}, {Text: r.Audience}, {Text: r.Revision, Style: widgets.Code}, {Text: r.Issued, Style: widgets.Dim, Tip: r.IssuedTip},
		{Text: r.Expires, Tone: r.ExpiresTone, Tip: r.ExpiresTip}, {Mark: r.Status}, {Text: r.Size}, {Text: r.Digest, Style: widgets.Code, Tip: r.DigestTip},
	}}
}

// copyDigest copies the digest of the chosen export.
func (p *Page) copyDigest() {
	if f, ok := p.vm.Facts(); ok {
		p.env.CopyText(f.Digest)
	}
}

// render draws the page as the view-model is now.
func (p *Page) render() {
	p.List.Render()
	w := p.vm.Wizard()
	p.root.RemoveAll()
	if w == nil {
		p.root.Add(p.List.Object())
		if p.shown != nil {
			p.List.Focus()
		}
	} else {
		o, next := p.wizard(w)
		p.root.Add(o)
		p.root.Refresh()
		p.focus(w, next)
	}
	p.root.Refresh()
	p.shown = w
}

// Focus implements nav.Focuser; a wizard has the keys where its step wants them.
func (p *Page) Focus() {
	if p.vm.Wizard() == nil {
		p.List.Focus()
	}
}

// focus puts the keys where a new step wants them.
func (p *Page) focus(w *vm.ExportWizard, next fyne.Focusable) {
	if w == p.shown && w.Step() == p.step && p.ready == (next != nil) {
		return
	}
	fresh := w != p.shown || w.Step() != p.step
	p.step, p.ready = w.Step(), next != nil
	switch {
	case w.Step() == vm.ExportChoose && fresh:
		p.env.Canvas().Focus(p.fields.audience)
	case w.Step() != vm.ExportChoose && next != nil:
		p.env.Canvas().Focus(next)
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
