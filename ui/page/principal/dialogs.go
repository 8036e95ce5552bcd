package principal

import (
	"strconv"

	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Draft implements nav.Drafter: what was filled in so far.
func (p *Page) Draft() any { return dialogs.Draft(p.env.Canvas()) }

// Resume implements nav.Drafter; a form opens once the rows are there.
func (p *Page) Resume(draft any) {
	p.later.Wait(p.vm.Phase() != vm.Loading, func() {
		switch f := draft.(type) {
		case vm.PrincipalForm:
			p.form(f)
		case vm.KeyForm:
			p.keyForm(f)
		}
	})
}

// edit asks what of the chosen principal shall change.
func (p *Page) edit() {
	if f, ok := p.vm.EditForm(); ok {
		p.form(f)
	}
}

// The kinds of a principal, as the picker has them.
const (
	service = "service"
	user    = "user"
)

// form is the form for a principal, new or not.
func (p *Page) form(f vm.PrincipalForm) {
	entry := func(hint, text string) *widgets.Entry {
		e := widgets.NewEntry(hint)
		e.SetText(text)
		return e
	}
	name := entry(say.L("Like svc-billing or amelie.roth"), f.Name)
	email := entry(say.L("name@example.com"), f.Email)
	owner := entry(say.L("Who answers for it, like Finance"), f.Owner)
	notes := entry(say.L("What it is for"), f.Notes)
	expires := entry(say.L("Never; or a day like 2027-01-31"), f.Expires)
	kind := widgets.NewPicker("", []widgets.Option{{ID: service, Label: say.L("Service account"), Note: say.L("a program")}, {ID: user, Label: say.L("User"), Note: say.L("a person")}}, nil)
	kind.Pick(user)
	if f.Service {
		kind.Pick(service)
	}
	roles := widgets.NewMultiPicker(say.L("None yet"), page.Options(p.vm.RoleChoices()), nil)
	roles.Pick(f.Roles...)
	typed := func() vm.PrincipalForm {
		return vm.PrincipalForm{ID: f.ID, Name: name.Text, Service: first(kind.Picked()) == service, Email: email.Text, Owner: owner.Text, Notes: notes.Text, Expires: expires.Text, Roles: roles.Picked()}
	}
	form := dialogs.Form{
		Icon: "users-round", Title: say.L("New principal"), Note: say.L("Who calls the APIs. What it may do comes from its roles."), Verb: say.L("Add principal"), VerbIcon: "plus",
		First: name, Entries: []*widgets.Entry{name, email, owner, expires, notes}, Draft: func() any { return typed() },
		Fields: []fyne.CanvasObject{
			widgets.Fill(12, widgets.Grow(widgets.Labelled(say.L("Name"), name)), widgets.Grow(widgets.Labelled(say.L("Kind"), kind))),
			widgets.Fill(12, widgets.Grow(widgets.Labelled(say.L("E-mail"), email)), widgets.Grow(widgets.Labelled(say.L("Owner"), owner))),
			widgets.Fill(12, widgets.Grow(widgets.Labelled(say.L("Roles"), roles)), widgets.Grow(widgets.Labelled(say.L("Expires"), expires))),
			widgets.Labelled(say.L("Notes"), notes),
		},
		Submit: func(done func(error)) { p.vm.Save(typed(), done) },
	}
	if f.ID != "" {
		form.Title, form.Note, form.Verb, form.VerbIcon = say.L("Edit “{{.Name}}”", say.V{"Name": f.Name}), say.L("What changes counts from the next bundle on."), say.L("Save"), "check"
	}
	dialogs.ShowForm(p.env.Canvas(), form)
}

// newKey begins an API key for the principal that is meant.
func (p *Page) newKey() {
	if f, ok := p.vm.KeyForm(); ok {
		p.keyForm(f)
	}
}

// keysFor goes on with API keys for the targets, on the page of keys: one each, into one file.
func (p *Page) keysFor() {
	if d, ok := p.vm.KeysFor(); ok {
		p.env.Begin(nav.Keys, d)
	}
}

// keyForm is the form for an API key of one principal.
func (p *Page) keyForm(f vm.KeyForm) {
	name := widgets.NewEntry(say.L("Where it is used, like Billing worker"))
	name.SetText(f.Name)
	networks := widgets.NewEntry(say.L("Anywhere; or 10.2.0.0/24, 2001:db8::/48"))
	networks.SetText(f.Networks)
	env := widgets.NewPicker("", []widgets.Option{{ID: "live", Label: "live"}, {ID: "test", Label: "test"}}, nil)
	env.Pick(f.Env)
	lasts := widgets.NewPicker("", page.Options(vm.Lifetimes()), nil)
	lasts.Pick(strconv.Itoa(f.Days))
	scopes := widgets.NewMultiPicker(say.L("All roles of the principal"), page.Options(p.vm.Scopes(f.Principal)), nil)
	scopes.Pick(f.Scopes...)
	typed := func() vm.KeyForm {
		days, _ := strconv.Atoi(first(lasts.Picked())) // the picker holds numbers only
		return vm.KeyForm{Principal: f.Principal, Name: name.Text, Env: first(env.Picked()), Days: days, Networks: networks.Text, Scopes: scopes.Picked()}
	}
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "key-round", Title: say.L("New API key for “{{.Name}}”", say.V{"Name": p.vm.NameOf(f.Principal)}), Note: say.L("Step 1 of 2. It is made, stored as a digest, and shown to you once."), Verb: say.L("Create key"), VerbIcon: "plus",
		First: name, Entries: []*widgets.Entry{name, networks}, Draft: func() any { return typed() },
		Fields: []fyne.CanvasObject{
			widgets.Labelled(say.L("Name"), name),
			widgets.Fill(12, widgets.Grow(widgets.Labelled(say.L("Environment"), env)), widgets.Grow(widgets.Labelled(say.L("Expires"), lasts))),
			widgets.Labelled(say.L("Scopes"), scopes, widgets.Help(say.L("Cuts the key down to some of the principal's roles."))),
			widgets.Labelled(say.L("Networks"), networks, widgets.Help(say.L("From anywhere else the key is refused."))),
		},
		Submit: func(done func(error)) {
			p.vm.CreateKey(typed(), func(k vm.MadeKey, err error) {
				done(err)
				if err == nil {
					p.showOnce(k)
				}
			})
		},
	})
}

// showOnce shows a new token for the only time.
func (p *Page) showOnce(k vm.MadeKey) {
	expires := say.L("never")
	if !k.Expires.IsZero() {
		expires = vm.Date(k.Expires)
	}
	dialogs.ShowOnce(p.env.Canvas(), dialogs.Once{
		Title: say.L("Copy the key “{{.Name}}”", say.V{"Name": k.Name}), Note: say.L("Step 2 of 2. It was made and journalled just now."), Secret: k.Token, Copy: p.env.Copy,
		Facts: [][2]string{{say.L("Expires"), expires}, {say.L("Send it as"), "X-API-Key: " + k.Prefix + "_…"}, {say.L("Works from"), say.L("the next bundle that you export")}},
	})
}

// addRole asks which role the targets shall have.
func (p *Page) addRole() {
	role := widgets.NewPicker(say.L("Pick one"), page.Options(p.vm.RoleChoices()), nil)
	n := int64(len(p.vm.Targets()))
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "shield-check", Title: say.N(n, "Add a role to {{.Count}} principal", "Add a role to {{.Count}} principals"), Note: say.L("Who has it already stays as it is. It can be undone."), Verb: say.L("Add role"), VerbIcon: "plus",
		First: role, Fields: []fyne.CanvasObject{widgets.Labelled(say.L("Role"), role)},
		Submit: func(done func(error)) { p.vm.AddRole(first(role.Picked()), p.closing(done)) },
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

// disable asks for the reason and disables the targets.
func (p *Page) disable() {
	dialogs.ConfirmWithReason(p.env.Canvas(), p.vm.DisableText(), "ban", func(reason string, done func(error)) { p.vm.Disable(reason, p.closing(done)) })
}

// remove asks before the principal that is meant goes.
func (p *Page) remove() {
	dialogs.Confirm(p.env.Canvas(), p.vm.RemoveText(), "trash-2", p.vm.Remove)
}

func first(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}
