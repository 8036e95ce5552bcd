// Package posture is the page of what is weak in the vault: what, why, about which things, and the
// way to where it is mended.
package posture

import (
	"context"

	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Page is the page.
type Page struct {
	*page.List
	env    page.Env
	vm     *vm.PosturePage
	route  nav.Route
	scroll page.Scroller
	later  page.Later
}

// New makes the page over its view-model; the route may name a search and a check.
func New(env page.Env, v *vm.PosturePage, r nav.Route) *Page {
	p := &Page{env: env, vm: v, route: r}
	p.List = page.NewList(env, v, page.ListConfig{
		Name: nav.Posture.Page, Row: p.row, Hint: say.L("Search, or is:due"),
		Columns: []widgets.Column{
			{ID: "severity", Title: say.L("Severity"), Width: 104, Sorts: true}, {ID: "title", Title: say.L("What is weak"), Width: -1, Min: 210, Sorts: true}, {ID: "count", Title: say.L("Things"), Width: 72, Right: true, Sorts: true},
			{ID: "first", Title: say.L("Such as"), Width: -1, Min: 120, Spare: 2}, {ID: "topic", Title: say.L("About"), Width: 96, Sorts: true, Spare: 1}, {ID: "status", Title: say.L("Status"), Width: 124, Sorts: true}},
		Commands: p.commands(), Noun: v.Noun, Reading: say.L("Looking at the vault …"), Drawer: p.drawer, Open: func() { p.Do("posture.fix") }, Copy: p.copyTitle,
		Empty: page.Empty{Icon: "shield-check", Title: say.L("Nothing is weak"),
			Lines: []string{say.L("Keys, principals, roles, routes, gateways and the vault itself were looked at."), say.L("What changes is looked at again at once.")}},
	})
	return p
}

// Start implements nav.Page.
func (p *Page) Start(ctx context.Context) {
	p.vm.OnChange = func() {
		p.Render()
		p.later.Ready(p.vm.Phase() != vm.Loading)
	}
	item := p.route.Item
	if item != "" {
		item += ":open"
	}
	p.Begin(p.route.Search, item)
	p.List.Start(ctx)
}

// Stop implements nav.Page.
func (p *Page) Stop() { p.vm.OnChange = nil }

// commands are what can be done about weaknesses.
func (p *Page) commands() []page.Command {
	always := func(s string) func() string { return func() string { return s } }
	return []page.Command{
		{ID: "posture.fix", Label: always(say.L("Fix")), Icon: "arrow-right", Row: true, Can: p.vm.CanFix, Run: func() { p.env.Go(p.vm.Fix()) }},
		{ID: "posture.accept", Label: always(say.L("Accept…")), Icon: "check", Row: true, Can: p.vm.CanAccept, Run: func() { p.accept(vm.WeakForm{Days: "90"}) }},
		{ID: "posture.withdraw", Label: always(say.L("Withdraw acceptance")), Icon: "undo-2", Row: true, Can: p.vm.CanWithdraw, Run: p.withdraw},
	}
}

// row turns a row of the view-model into cells.
func (p *Page) row(i int) widgets.Line {
	r := p.vm.Row(i)
	title := widgets.Strong
	if r.Dim {
		title = widgets.Dim
	}
	return widgets.Line{Cells: []widgets.Cell{
		{Mark: r.Severity}, {Text: r.Title, Style: title}, {Text: r.Count}, {Text: r.First, Style: widgets.Dim, Tip: r.FirstTip}, {Text: r.Topic}, {Mark: r.Status},
	}}
}

// copyTitle copies what the chosen weakness is.
func (p *Page) copyTitle() {
	if f, ok := p.vm.Facts(); ok {
		p.env.CopyText(f.Title)
	}
}

// drawer says everything about the chosen weakness.
func (p *Page) drawer() fyne.CanvasObject {
	f, ok := p.vm.Facts()
	if !ok {
		return nil
	}
	k := theme.Current()
	act := func(kind widgets.Kind, id, icon, label string) fyne.CanvasObject {
		b := widgets.NewSmallButton(kind, icon, label, func() { p.Do(id) })
		b.SetEnabled(p.Can(id))
		return b
	}
	second := act(widgets.Secondary, "posture.accept", "check", say.L("Accept…"))
	if p.vm.CanWithdraw() {
		second = act(widgets.Secondary, "posture.withdraw", "undo-2", say.L("Withdraw"))
	}
	para := func(s string) fyne.CanvasObject { return widgets.Para(s, theme.Small, k.Text2, page.DrawerInner) }
	os := []fyne.CanvasObject{widgets.PadXY(widgets.Row(6, act(widgets.Primary, "posture.fix", "arrow-right", say.L("Fix")), second, widgets.Flex()), 16, 0), widgets.Gap(0, 12)}
	os = append(os, widgets.PadXY(widgets.Para(f.Title, theme.Body, k.Text, page.DrawerInner), 16, 0), widgets.Gap(0, 12))
	if f.State.Word != "" {
		os = append(os, widgets.Pad(widgets.Banner(f.State, "", page.DrawerInner), 0, 16, 12, 16))
	}
	os = append(os, page.Section(say.L("Why it matters"), para(f.Why)), page.Section(say.L("How it is mended"), para(f.Mend)))
	if len(f.Subjects) > 0 {
		os = append(os, page.Section(say.L("About"), p.subjects(f)))
	}
	if f.Also != "" {
		os = append(os, widgets.Pad(widgets.Text(f.Also, theme.Small, k.Text3), 0, 16, 12, 16))
	}
	return page.Drawer(f.Check, f.Severity, func() { p.vm.Choose("") }, p.scroll.Scroll(f.ID, widgets.Col(0, os...)))
}

// subjects lists what is weak; each line leads to the thing.
func (p *Page) subjects(f vm.WeakFacts) fyne.CanvasObject {
	k := theme.Current()
	var os []fyne.CanvasObject
	for _, s := range f.Subjects {
		line := []fyne.CanvasObject{widgets.Row(0, widgets.Tip(page.CutLink(s.Icon, s.Name, page.DrawerInner, func() { p.env.Go(s.To) }), s.Name), widgets.Flex())}
		if s.To == (nav.Route{}) {
			line = []fyne.CanvasObject{widgets.Row(0, widgets.Grow(widgets.Cut(widgets.Text(s.Name, theme.Small, k.Text))))}
		}
		if s.Detail != "" {
			line = append(line, widgets.Pad(widgets.Row(0, widgets.Grow(widgets.Cut(widgets.Text(s.Detail, theme.Caption, k.Text3)))), 0, 0, 0, 20))
		}
		os = append(os, widgets.Col(0, line...))
	}
	if f.More > 0 {
		os = append(os, widgets.Text(say.N(int64(f.More), "and {{.Count}} more", "and {{.Count}} more"), theme.Small, k.Text3))
	}
	return widgets.Col(6, os...)
}

// Draft implements nav.Drafter: what was filled in so far.
func (p *Page) Draft() any { return dialogs.Draft(p.env.Canvas()) }

// Resume implements nav.Drafter; the form opens once the rows are there.
func (p *Page) Resume(draft any) {
	if f, ok := draft.(vm.WeakForm); ok {
		p.later.Wait(p.vm.Phase() != vm.Loading, func() {
			if p.vm.CanAccept() {
				p.accept(f)
			}
		})
	}
}

// accept asks why, and until when.
func (p *Page) accept(f vm.WeakForm) {
	reason := widgets.NewEntry(say.L("For example: a lab without callers"))
	reason.SetText(f.Reason)
	days := widgets.NewPicker("", page.Options(vm.WeakDays()), nil)
	days.Pick(f.Days)
	typed := func() vm.WeakForm {
		d := ""
		if ids := days.Picked(); len(ids) > 0 {
			d = ids[0]
		}
		return vm.WeakForm{Reason: reason.Text, Days: d}
	}
	a := p.vm.AcceptText()
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "check", Title: a.Title, Verb: a.Verb, VerbIcon: "check", First: reason, Entries: []*widgets.Entry{reason}, Draft: func() any { return typed() },
		Fields: []fyne.CanvasObject{
			widgets.Para(a.Body, theme.Body, theme.Current().Text2, dialogs.Inner),
			widgets.Labelled(say.L("Reason"), reason, widgets.Help(say.L("It stands in the journal."))),
			widgets.Labelled(say.L("Accepted for"), days, widgets.Help(say.L("Then it is open again by itself."))),
		},
		Submit: func(done func(error)) { p.vm.Accept(typed(), done) },
	})
}

// withdraw opens the chosen weakness again.
func (p *Page) withdraw() {
	p.vm.Withdraw(func(err error) {
		if err != nil {
			p.env.Failed(err)
		}
	})
}

var (
	_ page.Page     = (*Page)(nil)
	_ nav.Searcher  = (*Page)(nil)
	_ nav.Reloader  = (*Page)(nil)
	_ nav.Keeper    = (*Page)(nil)
	_ nav.Commander = (*Page)(nil)
	_ nav.Drafter   = (*Page)(nil)
)
