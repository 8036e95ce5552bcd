package apikey

import (
	"strconv"

	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// create asks what the new key is for.
func (p *Page) create() {
	if len(p.vm.Principals()) == 0 && p.vm.Phase() != vm.Loading {
		p.needPrincipal()
		return
	}
	p.form(p.vm.NewForm())
}

// edit asks what of the chosen key shall change.
func (p *Page) edit() {
	if f, ok := p.vm.EditForm(); ok {
		p.form(f)
	}
}

// duplicate begins a new key like the chosen one.
func (p *Page) duplicate() {
	if f, ok := p.vm.CopyForm(); ok {
		p.form(f)
	}
}

// Draft implements nav.Drafter: what was filled in so far.
func (p *Page) Draft() any {
	p.takeWizard()
	if d, ok := p.vm.Wizard().Draft(); ok {
		return d
	}
	return dialogs.Draft(p.env.Canvas())
}

// Resume implements nav.Drafter.
func (p *Page) Resume(draft any) {
	switch d := draft.(type) {
	case vm.KeyForm:
		p.form(d)
	case vm.KeyWizardDraft:
		p.shown = nil
		p.vm.ResumeWizard(d)
	}
}

// form is the form for a key, new or not.
func (p *Page) form(f vm.KeyForm) {
	name := widgets.NewEntry(say.L("Where it is used, like Billing worker"))
	name.SetText(f.Name)
	networks := widgets.NewEntry(say.L("Anywhere; or 10.2.0.0/24, 2001:db8::/48"))
	networks.SetText(f.Networks)
	from := widgets.NewEntry(say.L("Now, or 2027-01-31"))
	from.SetText(f.From)
	notes := widgets.NewEntry(say.L("Whom to ask, where it is kept"))
	notes.SetText(f.Notes)
	scopes := widgets.NewMultiPicker(say.L("All roles of the principal"), nil, nil)
	who := widgets.NewPicker(say.L("Pick one"), page.Options(p.vm.Principals()), func(ids []string) {
		scopes.SetOptions(page.Options(p.vm.Scopes(first(ids))))
	})
	env := widgets.NewPicker("", []widgets.Option{{ID: "live", Label: "live"}, {ID: "test", Label: "test"}}, nil)
	lasts := widgets.NewPicker("", page.Options(p.lifetimes(f)), nil)
	who.Pick(f.Principal)
	scopes.Pick(f.Scopes...)
	env.Pick(f.Env)
	lasts.Pick(strconv.Itoa(f.Days))
	typed := func() vm.KeyForm {
		days, _ := strconv.Atoi(first(lasts.Picked())) // the picker holds numbers only
		return vm.KeyForm{ID: f.ID, Principal: first(who.Picked()), Name: name.Text, Env: first(env.Picked()), Days: days, Networks: networks.Text, Scopes: scopes.Picked(), From: from.Text, Notes: notes.Text}
	}
	form := dialogs.Form{
		Icon: "key-round", Title: say.L("New API key"), Note: say.L("Step 1 of 2. It is made, stored as a digest, and shown to you once."), Verb: say.L("Create key"), VerbIcon: "plus",
		First: who, Entries: []*widgets.Entry{name, from, networks, notes}, Draft: func() any { return typed() },
		Submit: func(done func(error)) {
			p.vm.Create(typed(), func(k vm.MadeKey, err error) {
				done(err)
				if err == nil {
					p.showOnce(k, say.L("Step 2 of 2. It was made and journalled just now."))
				}
			})
		},
	}
	kind := []fyne.CanvasObject{widgets.Grow(widgets.Labelled(say.L("Environment"), env)), widgets.Grow(widgets.Labelled(say.L("Expires"), lasts))}
	kind = append(kind, widgets.Grow(widgets.Labelled(say.L("Valid from"), from)))
	fields := []fyne.CanvasObject{widgets.Labelled(say.L("Principal"), who)}
	if f.ID != "" {
		form.Title, form.Note, form.Verb, form.VerbIcon = say.L("Edit “{{.Name}}”", say.V{"Name": f.Name}), say.L("The key itself stays. What changes counts from the next bundle on."), say.L("Save"), "check"
		form.Submit = func(done func(error)) { p.vm.Save(typed(), done) }
		fields, kind, form.First = nil, kind[1:], name
	}
	form.Fields = append(fields, widgets.Labelled(say.L("Name"), name), widgets.Fill(12, kind...),
		widgets.Labelled(say.L("Scopes"), scopes, widgets.Help(say.L("Cuts the key down to some of the principal's roles."))),
		widgets.Labelled(say.L("Networks"), networks, widgets.Help(say.L("From anywhere else the key is refused."))), widgets.Labelled(say.L("Notes"), notes))
	dialogs.ShowForm(p.env.Canvas(), form)
}

// lifetimes are the choices of a form; an existing key may keep its expiry.
func (p *Page) lifetimes(f vm.KeyForm) []vm.Choice {
	if f.ID == "" {
		return p.vm.Lifetimes()
	}
	return append([]vm.Choice{{ID: strconv.Itoa(vm.KeepExpiry), Label: say.L("As it is")}}, p.vm.Lifetimes()...)
}

// rules asks how long keys of this vault last.
func (p *Page) rules() {
	longest, usual := widgets.NewEntry(say.L("Any")), widgets.NewEntry("90")
	most, usually := p.vm.Rules()
	if most > 0 {
		longest.SetText(strconv.Itoa(most))
	}
	if usually > 0 {
		usual.SetText(strconv.Itoa(usually))
	}
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "timer", Title: say.L("How long API keys last"), Note: say.L("It binds what is made, changed and renewed from now on."), Verb: say.L("Save"), VerbIcon: "check",
		First: longest, Entries: []*widgets.Entry{longest, usual},
		Fields: []fyne.CanvasObject{
			widgets.Labelled(say.L("At most, in days"), longest, widgets.Help(say.L("With a limit no key can last for ever."))),
			widgets.Labelled(say.L("Usually, in days"), usual, widgets.Help(say.L("What a new key is offered first."))),
		},
		Submit: func(done func(error)) { p.vm.SetRules(longest.Text, usual.Text, done) },
	})
}

func first(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

// needPrincipal says that a key needs somebody.
func (p *Page) needPrincipal() {
	var d *dialogs.Dialog
	goThere := widgets.NewButton(widgets.Secondary, "users-round", say.L("Go to principals"), func() {
		d.Close()
		p.env.Go(nav.Principals)
	})
	d = dialogs.Message(p.env.Canvas(), tone.Info, "users-round", say.L("A key belongs to a principal"), say.L("There is none yet. Add the user or the service account that will use the key first."), widgets.Lead(goThere))
}

// showOnce shows a new token for the only time and then chooses its key in the list.
func (p *Page) showOnce(k vm.MadeKey, note string) {
	expires := say.L("never")
	if !k.Expires.IsZero() {
		expires = vm.Date(k.Expires)
	}
	dialogs.ShowOnce(p.env.Canvas(), dialogs.Once{
		Title: say.L("Copy the key “{{.Name}}”", say.V{"Name": k.Name}), Note: note, Secret: k.Token, Copy: p.env.Copy,
		Facts:  [][2]string{{say.L("Expires"), expires}, {say.L("Send it as"), "X-API-Key: " + k.Prefix + "_…"}, {say.L("Works from"), say.L("the next bundle that you export")}},
		OnDone: func() { p.vm.Choose(k.ID) },
	})
}

// revoke asks for the reason and revokes the targets.
func (p *Page) revoke() {
	dialogs.ConfirmWithReason(p.env.Canvas(), p.vm.RevokeText(), "ban", p.vm.Revoke)
}

// extend asks how long the targets shall last.
func (p *Page) extend() {
	days := widgets.NewPicker("", page.Options(vm.Extensions()), nil)
	days.Pick("90")
	n := int64(len(p.vm.Targets()))
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "calendar-clock", Title: say.N(n, "Change the expiry of {{.Count}} API key", "Change the expiry of {{.Count}} API keys"), Verb: say.L("Change expiry"), VerbIcon: "check", First: days,
		Note:   say.L("Counted from now. It can be undone; revoked keys stay as they are."),
		Fields: []fyne.CanvasObject{widgets.Labelled(say.L("Expires after"), days)},
		Submit: func(done func(error)) {
			d, _ := strconv.Atoi(first(days.Picked()))
			p.vm.Extend(d, func(u vm.Undone, err error) {
				done(err)
				if err == nil {
					p.env.Done(u, nil)
				}
			})
		},
	})
}

// rotate asks how long the old token goes on, and shows the new one once.
func (p *Page) rotate() {
	ks := p.vm.Targets()
	if len(ks) != 1 {
		return
	}
	days := widgets.NewPicker("", page.Options(vm.Graces()), nil)
	days.Pick("7")
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "refresh-cw", Title: say.L("Rotate “{{.Name}}”", say.V{"Name": ks[0].Name}), Verb: say.L("Rotate key"), VerbIcon: "refresh-cw", First: days,
		Fields: []fyne.CanvasObject{
			widgets.Para(say.L("The key gets a new token, which you see once. The old token goes on for the grace, so that it can be replaced without a gap; it never outlives the key."), theme.Body, theme.Current().Text2, dialogs.Inner),
			widgets.Labelled(say.L("The old token works for"), days)},
		Submit: func(done func(error)) {
			d, _ := strconv.Atoi(first(days.Picked()))
			p.vm.Rotate(d, func(k vm.MadeKey, err error) {
				done(err)
				if err == nil {
					p.showOnce(k, say.L("The key was rotated and journalled just now."))
				}
			})
		},
	})
}
