package role

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Draft implements nav.Drafter: what was filled in so far.
func (p *Page) Draft() any { return dialogs.Draft(p.env.Canvas()) }

// Resume implements nav.Drafter; a form opens once the rows are there.
func (p *Page) Resume(draft any) {
	p.later.Wait(p.vm.Phase() != vm.Loading, func() {
		switch f := draft.(type) {
		case vm.RoleForm:
			p.form(f)
		case vm.GrantForm:
			p.grantForm(f)
		case vm.InheritForm:
			p.inheritForm(f)
		}
	})
}

// grant are the controls for grants on one API, with a warning below that comes and goes.
type grant struct {
	form       vm.GrantForm
	api, paths *widgets.Picker
	methods    *page.MethodChecks
	otp        *widgets.Check
	notice     *page.Notice
	dialog     *dialogs.Dialog
}

// controls makes the controls for grants.
func (p *Page) controls(f vm.GrantForm) *grant {
	c := &grant{form: f, methods: page.NewMethodChecks(vm.Methods(), f.Methods), notice: page.NewNotice()}
	c.paths = widgets.NewMultiPicker(say.L("Pick routes, or /** for all"), page.Options(p.vm.PathChoices(f.API)), func([]string) { c.warn() })
	c.api = widgets.NewPicker(say.L("Pick one"), page.Options(p.vm.APIChoices()), func(ids []string) {
		c.paths.SetOptions(page.Options(p.vm.PathChoices(first(ids))))
		c.warn()
	})
	c.otp = widgets.NewCheck(say.L("Only after a one-time password"), nil)
	c.otp.Checked = f.OTP
	c.methods.OnChanged = c.warn
	c.api.Pick(f.API)
	c.paths.Pick(f.Paths...)
	return c
}

// typed is the form as it is now.
func (c *grant) typed() vm.GrantForm {
	return vm.GrantForm{Role: c.form.Role, API: first(c.api.Picked()), Paths: c.paths.Picked(), Methods: c.methods.Picked(), OTP: c.otp.Checked}
}

// warn says what is dangerous about the grants as they are now.
func (c *grant) warn() {
	if c.otp == nil {
		return // still being made
	}
	m := tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: c.typed().Warning()}
	if c.notice.Say(m, dialogs.Inner) && c.dialog != nil {
		c.dialog.Refresh()
	}
}

// fields are the controls as they stand in a form.
func (c *grant) fields() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		widgets.Labelled(say.L("API"), c.api),
		widgets.Labelled(say.L("Routes"), c.paths, widgets.Help(say.L("/** also opens routes that are added later."))),
		widgets.Labelled(say.L("Methods"), c.methods.Object()),
		widgets.Col(8, c.otp, c.notice.Object()),
	}
}

// form is the form for a new role.
func (p *Page) form(f vm.RoleForm) {
	name := widgets.NewEntry(say.L("A short name, like orders.read"))
	name.SetText(f.Name)
	c := p.controls(f.GrantForm)
	typed := func() vm.RoleForm { return vm.RoleForm{Name: name.Text, GrantForm: c.typed()} }
	c.dialog = dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "shield-check", Title: say.L("New role"), Note: say.L("It can begin without grants, or with some on one API. More are added later."), Verb: say.L("Add role"), VerbIcon: "plus",
		First: name, Entries: []*widgets.Entry{name}, Draft: func() any { return typed() },
		Fields: append([]fyne.CanvasObject{widgets.Labelled(say.L("Name"), name)}, c.fields()...),
		Submit: func(done func(error)) { p.vm.Add(typed(), done) },
	})
}

// addGrant asks what else the chosen role shall open.
func (p *Page) addGrant() {
	if f, ok := p.vm.NewGrant(); ok {
		p.grantForm(f)
	}
}

// grantForm is the form for more grants of a role.
func (p *Page) grantForm(f vm.GrantForm) {
	c := p.controls(f)
	c.dialog = dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "shield-check", Title: say.L("Add a grant"), Note: say.L("First you see who would gain what."), Verb: say.L("Show the effect"), VerbIcon: "arrow-right",
		First: c.api, Draft: func() any { return c.typed() }, Fields: c.fields(),
		Submit: func(done func(error)) {
			f := c.typed()
			change, err := p.vm.GrantChange(f)
			if err != nil {
				done(err)
				return
			}
			p.preview(change, done, page.Effect{Title: say.L("Add a grant"), Verb: say.L("Add grant"), VerbIcon: "plus", Do: func(done func(error)) { p.vm.AddGrants(f, p.closing(done)) }})
		},
	})
}

// preview asks what a change would do and shows it; then closes what asked.
func (p *Page) preview(c vm.RoleChange, asked func(error), e page.Effect) {
	p.vm.Preview(c, func(v vm.EffectView, err error) {
		asked(err)
		if err == nil {
			e.View = v
			page.ShowEffect(p.env, e)
		}
	})
}

// dropGrant shows who would lose what before a grant goes.
func (p *Page) dropGrant(g vm.Grant) {
	c, ok := p.vm.UngrantChange(g)
	if !ok {
		return
	}
	p.preview(c, p.complain, page.Effect{Title: say.L("Remove a grant"), Verb: say.L("Remove grant"), VerbIcon: "trash-2", Danger: true,
		Do: func(done func(error)) { p.vm.RemoveGrant(g, p.closing(done)) }})
}

// complain says what went wrong where no form is open.
func (p *Page) complain(err error) {
	if err != nil {
		p.env.Failed(err)
	}
}

// inherit asks which roles the chosen one inherits.
func (p *Page) inherit() {
	if f, ok := p.vm.NewInherit(); ok {
		p.inheritForm(f)
	}
}

// inheritForm is the form for what a role inherits.
func (p *Page) inheritForm(f vm.InheritForm) {
	roles := widgets.NewMultiPicker(say.L("None"), page.Options(p.vm.RoleChoices(f.Role)), nil)
	roles.Pick(f.Inherits...)
	typed := func() vm.InheritForm {
		return vm.InheritForm{Role: f.Role, Name: f.Name, Inherits: roles.Picked()}
	}
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "waypoints", Title: say.L("What “{{.Name}}” inherits", say.V{"Name": f.Name}), Note: say.L("Who has this role also has the roles that it inherits, and what those inherit."), Verb: say.L("Show the effect"), VerbIcon: "arrow-right",
		First: roles, Draft: func() any { return typed() }, Fields: []fyne.CanvasObject{widgets.Labelled(say.L("Roles"), roles)},
		Submit: func(done func(error)) {
			f := typed()
			p.preview(f.Change(), done, page.Effect{Title: say.L("What “{{.Name}}” inherits", say.V{"Name": f.Name}), Verb: say.L("Save"), VerbIcon: "check", Do: func(done func(error)) { p.vm.SetInherits(f, p.closing(done)) }})
		},
	})
}

// keepApart asks which other role nobody may hold beside the chosen one.
func (p *Page) keepApart() {
	r, ok := p.vm.Chosen()
	if !ok {
		return
	}
	other := widgets.NewPicker(say.L("Pick one"), page.Options(p.vm.RoleChoices(r.ID)), nil)
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "git-compare", Title: say.L("Keep “{{.Name}}” apart from another role", say.V{"Name": r.Name}), Note: say.L("Nobody can be given both, inherited roles included. Who holds both already is listed."), Verb: say.L("Keep apart"), VerbIcon: "check",
		First: other, Fields: []fyne.CanvasObject{widgets.Labelled(say.L("The other role"), other)},
		Submit: func(done func(error)) { p.vm.KeepApart(first(other.Picked()), p.closing(done)) },
	})
}

// closing closes a form and says what was done, with the way back.
func (p *Page) closing(done func(error)) func(vm.Undone, error) {
	return func(u vm.Undone, err error) {
		done(err)
		if err == nil {
			p.env.Done(u, nil)
		}
	}
}

// rename asks for another name of the chosen role.
func (p *Page) rename() {
	r, ok := p.vm.Chosen()
	if !ok {
		return
	}
	name := widgets.NewEntry("")
	name.SetText(r.Name)
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "pencil", Title: say.L("Rename “{{.Name}}”", say.V{"Name": r.Name}), Note: say.L("Principals and keys keep the role under its new name."), Verb: say.L("Rename role"), VerbIcon: "check",
		First: name, Entries: []*widgets.Entry{name}, Fields: []fyne.CanvasObject{widgets.Labelled(say.L("Name"), name)},
		Submit: func(done func(error)) { p.vm.Rename(name.Text, p.closing(done)) },
	})
}

// remove asks before the chosen role goes; the message after it has the way back.
func (p *Page) remove() {
	dialogs.Confirm(p.env.Canvas(), p.vm.RemoveText(), "trash-2", func(done func(error)) { p.vm.Remove(p.closing(done)) })
}

func first(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}
