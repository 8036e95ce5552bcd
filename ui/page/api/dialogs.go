package api

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Draft implements nav.Drafter: what was filled in so far.
func (p *Page) Draft() any {
	p.takeDoc()
	if d, ok := p.vm.Importing().Draft(); ok {
		return d
	}
	return dialogs.Draft(p.env.Canvas())
}

// Resume implements nav.Drafter; a form opens once the rows are there.
func (p *Page) Resume(draft any) {
	p.later.Wait(p.vm.Phase() != vm.Loading, func() {
		switch f := draft.(type) {
		case vm.APIForm:
			p.form(f)
		case vm.RouteForm:
			p.routeForm(f)
		case vm.RouteRules:
			p.rulesForm(f)
		case vm.ParameterForm:
			p.parameterForm(f)
		case vm.DocForm:
			p.vm.BeginImport(f)
		}
	})
}

// edit asks what of the chosen API shall change.
func (p *Page) edit() {
	if f, ok := p.vm.EditForm(); ok {
		p.form(f)
	}
}

// form is the form for an API, new or not.
func (p *Page) form(f vm.APIForm) {
	entry := func(hint, text string) *widgets.Entry {
		e := widgets.NewEntry(hint)
		e.SetText(text)
		return e
	}
	name := entry(say.L("A short name, like orders"), f.Name)
	hosts := entry(say.L("Any host; or api.example.com, api.example.org"), f.Hosts)
	base := entry(say.L("/; or /shop/v1"), f.Base)
	header := entry("X-API-Key", f.KeyHeader)
	body := entry(say.L("No limit; or 1 MB"), f.MaxBody)
	tls := widgets.NewPicker("", page.Options(vm.TLSChoices()), nil)
	tls.Pick(f.TLSMin)
	typed := func() vm.APIForm {
		return vm.APIForm{ID: f.ID, Name: name.Text, Hosts: hosts.Text, Base: base.Text, TLSMin: first(tls.Picked()), KeyHeader: header.Text, MaxBody: body.Text}
	}
	form := dialogs.Form{
		Icon: "blocks", Title: say.L("New API"), Note: say.L("Where it is reached, and what holds for all of its routes."), Verb: say.L("Add API"), VerbIcon: "plus",
		First: name, Entries: []*widgets.Entry{name, hosts, base, header, body}, Draft: func() any { return typed() },
		Fields: []fyne.CanvasObject{
			widgets.Labelled(say.L("Name"), name),
			widgets.Labelled(say.L("Hosts"), hosts, widgets.Help(say.L("Without https:// and port. None means any host."))),
			widgets.Fill(12, widgets.Grow(widgets.Labelled(say.L("Base path"), base)), widgets.Grow(widgets.Labelled(say.L("Least TLS"), tls))),
			widgets.Fill(12, widgets.Grow(widgets.Labelled(say.L("Key header"), header)), widgets.Grow(widgets.Labelled(say.L("Body limit"), body))),
		},
		Submit: func(done func(error)) { p.vm.Save(typed(), done) },
	}
	if f.ID != "" {
		form.Title, form.Note, form.Verb, form.VerbIcon = say.L("Edit “{{.Name}}”", say.V{"Name": f.Name}), say.L("What changes counts from the next bundle on."), say.L("Save"), "check"
	}
	dialogs.ShowForm(p.env.Canvas(), form)
}

// addRoute asks for a route of the chosen API.
func (p *Page) addRoute() {
	if f, ok := p.vm.NewRoute(); ok {
		p.routeForm(f)
	}
}

// editRoute asks what of a route shall change.
func (p *Page) editRoute(id string) {
	if f, ok := p.vm.EditRoute(id); ok {
		p.routeForm(f)
	}
}

// routeForm is the form for a route, new or not. It warns while one fills it in when anybody could
// write there.
func (p *Page) routeForm(f vm.RouteForm) {
	var d *dialogs.Dialog
	path := widgets.NewEntry(say.L("Like /orders/{id}"))
	path.SetText(f.Path)
	methods := page.NewMethodChecks(vm.Methods(), f.Methods)
	public := widgets.NewCheck(say.L("Public: no key and no grant needed"), nil)
	public.Checked = f.Public
	notice := page.NewNotice()
	typed := func() vm.RouteForm {
		return vm.RouteForm{ID: f.ID, API: f.API, Path: path.Text, Methods: methods.Picked(), Public: public.Checked}
	}
	warn := func() {
		m := tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: typed().Warning()}
		if notice.Say(m, dialogs.Inner) && d != nil {
			d.Refresh()
		}
	}
	methods.OnChanged = warn
	public.OnChanged = func(bool) { warn() }
	warn()
	form := dialogs.Form{
		Icon: "route", Title: say.L("Add a route"), Note: say.L("The path is relative to the base path of the API."), Verb: say.L("Add route"), VerbIcon: "plus",
		First: path, Entries: []*widgets.Entry{path}, Draft: func() any { return typed() },
		Fields: []fyne.CanvasObject{
			widgets.Labelled(say.L("Path"), path, widgets.Help(say.L("{name} stands for one part of the path. A slash at the end counts."))),
			widgets.Labelled(say.L("Methods"), methods.Object(), widgets.Help(say.L("GET also answers HEAD."))),
			widgets.Col(8, public, notice.Object()),
		},
		Submit: func(done func(error)) { p.vm.SaveRoute(typed(), done) },
	}
	if f.ID != "" {
		form.Title, form.Note, form.Verb, form.VerbIcon = say.L("Edit route"), say.L("What changes counts from the next bundle on. Grants that name the old path no longer fit."), say.L("Save"), "check"
	}
	d = dialogs.ShowForm(p.env.Canvas(), form)
}

// removeRoute removes a route at once; the message has the way back.
func (p *Page) removeRoute(id string) { p.vm.RemoveRoute(id, p.env.Done) }

// remove asks before the chosen API goes, with all that goes with it.
func (p *Page) remove() {
	dialogs.Confirm(p.env.Canvas(), p.vm.RemoveText(), "trash-2", p.vm.Remove)
}

func first(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

// small is text of a drawer.
func small(s string) fyne.CanvasObject {
	return widgets.Para(s, theme.Small, theme.Current().Text2, page.DrawerInner)
}
