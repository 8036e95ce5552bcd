package gateway

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Draft implements nav.Drafter: what was filled in so far.
func (p *Page) Draft() any { return dialogs.Draft(p.env.Canvas()) }

// Resume implements nav.Drafter; the form opens once the rows are there.
func (p *Page) Resume(draft any) {
	if f, ok := draft.(vm.GatewayForm); ok {
		p.later.Wait(p.vm.Phase() != vm.Loading, func() { p.form(f) })
	}
}

// edit asks what of the chosen gateway shall change.
func (p *Page) edit() {
	if f, ok := p.vm.EditForm(); ok {
		p.form(f)
	}
}

// form is the form for a gateway, new or not.
func (p *Page) form(f vm.GatewayForm) {
	entry := func(hint, text string) *widgets.Entry {
		e := widgets.NewEntry(hint)
		e.SetText(text)
		return e
	}
	name, audience := entry(say.L("A short name, like eu-edge-1"), f.Name), entry("default", f.Audience)
	proxies, notes := entry(say.L("None, or networks such as 10.0.0.0/8"), f.Proxies), entry(say.L("Where it stands, who looks after it"), f.Notes)
	target := widgets.NewPicker("", page.Options(vm.TargetChoices()), nil)
	target.Pick(f.Target)
	production := widgets.NewCheck(say.L("Real callers meet it (production)"), nil)
	production.SetChecked(f.Production)
	typed := func() vm.GatewayForm {
		t := ""
		if ids := target.Picked(); len(ids) > 0 {
			t = ids[0]
		}
		return vm.GatewayForm{ID: f.ID, Name: name.Text, Target: t, Audience: audience.Text, Production: production.Checked, Proxies: proxies.Text, Notes: notes.Text}
	}
	form := dialogs.Form{
		Icon: "server", Title: say.L("New gateway"), Note: say.L("What stands before your APIs and enforces bundles."), Verb: say.L("Add gateway"), VerbIcon: "plus",
		First: name, Entries: []*widgets.Entry{name, audience, proxies, notes}, Draft: func() any { return typed() },
		Fields: []fyne.CanvasObject{
			widgets.Fill(12, widgets.Grow(widgets.Labelled(say.L("Name"), name)), widgets.Grow(widgets.Labelled(say.L("Target"), target))),
			widgets.Labelled(say.L("Audience"), audience, widgets.Help(say.L("It takes the bundles that are exported for this name; several gateways may share one."))),
			production,
			widgets.Labelled(say.L("Trusted proxies"), proxies, widgets.Help(say.L("Before it stands a proxy or balancer: only its X-Forwarded-For counts in the logs."))),
			widgets.Labelled(say.L("Notes"), notes),
		},
		Submit: func(done func(error)) { p.vm.Save(typed(), done) },
	}
	if f.ID != "" {
		form.Title, form.Note, form.Verb, form.VerbIcon = say.L("Edit “{{.Name}}”", say.V{"Name": f.Name}), say.L("Its floor stays; with another audience it takes that one's."), say.L("Save"), "check"
	}
	dialogs.ShowForm(p.env.Canvas(), form)
}

// raise asks before the floor rises; it cannot be taken back.
func (p *Page) raise() {
	dialogs.Confirm(p.env.Canvas(), p.vm.RaiseText(), "arrow-up", p.vm.Raise)
}

// remove asks before the chosen gateway goes; the message after it has the way back.
func (p *Page) remove() {
	dialogs.Confirm(p.env.Canvas(), p.vm.RemoveText(), "trash-2", func(done func(error)) {
		p.vm.Remove(func(u vm.Undone, err error) {
			done(err)
			if err == nil {
				p.env.Done(u, nil)
			}
		})
	})
}
