package limit

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

// Resume implements nav.Drafter; the form opens once the rows are there.
func (p *Page) Resume(draft any) {
	if f, ok := draft.(vm.LimitForm); ok {
		p.later.Wait(p.vm.Phase() != vm.Loading, func() { p.form(f) })
	}
}

// edit asks what of the chosen limit shall change.
func (p *Page) edit() {
	if f, ok := p.vm.EditForm(); ok {
		p.form(f)
	}
}

// fields are the controls of the form.
type fields struct {
	id                   string
	name, rate, burst    *widgets.Entry
	per, by, api, routes *widgets.Picker
}

// typed is the form as it is now.
func (c *fields) typed() vm.LimitForm {
	return vm.LimitForm{ID: c.id, Name: c.name.Text, Rate: c.rate.Text, Burst: c.burst.Text, Per: first(c.per.Picked()), By: first(c.by.Picked()), API: first(c.api.Picked()), Match: first(c.routes.Picked())}
}

// controls makes the controls of a form; changed is called whenever one of them is.
func (p *Page) controls(f vm.LimitForm, changed func()) *fields {
	entry := func(hint, text string) *widgets.Entry {
		e := widgets.NewEntry(hint)
		e.SetText(text)
		e.OnChanged = func(string) { changed() }
		return e
	}
	picker := func(options []vm.Choice, picked string) *widgets.Picker {
		w := widgets.NewPicker("", page.Options(options), nil)
		w.Pick(picked)
		w.OnChanged = func([]string) { changed() }
		return w
	}
	c := &fields{id: f.ID, name: entry(say.L("A short name, like partner-burst"), f.Name), rate: entry("600", f.Rate), burst: entry(say.L("As many as the rate"), f.Burst)}
	c.per, c.by, c.api = picker(f.Spans(), f.Per), picker(vm.ByChoices(), f.By), picker(p.vm.APIChoices(), f.API)
	c.routes = picker(p.vm.PathChoices(f.API, f.Match), f.Match)
	c.api.OnChanged = func(ids []string) {
		c.routes.SetOptions(page.Options(p.vm.PathChoices(first(ids), "")))
		if len(c.routes.Picked()) == 0 {
			c.routes.Pick("")
		}
		changed()
	}
	return c
}

// form is the form for a limit, new or not. A sentence says what it means while one fills it in.
func (p *Page) form(f vm.LimitForm) {
	var d *dialogs.Dialog
	var c *fields
	notice := page.NewNotice()
	preview := func() {
		if c == nil {
			return
		}
		text, ok := p.vm.Preview(c.typed())
		m := tone.Mark{Tone: tone.Info, Icon: "timer", Word: text}
		if !ok {
			m = tone.Mark{Tone: tone.Neutral, Icon: "info", Word: text}
		}
		if notice.Say(m, dialogs.Inner) && d != nil {
			d.Refresh()
		}
	}
	c = p.controls(f, preview)
	preview()
	form := dialogs.Form{
		Icon: "timer", Title: say.L("New rate limit"), Note: say.L("What goes over it is answered with 429."), Verb: say.L("Add limit"), VerbIcon: "plus",
		First: c.name, Entries: []*widgets.Entry{c.name, c.rate, c.burst}, Draft: func() any { return c.typed() },
		Fields: []fyne.CanvasObject{
			widgets.Labelled(say.L("Name"), c.name),
			widgets.Fill(12, widgets.Grow(widgets.Labelled(say.L("Requests"), c.rate)), widgets.Grow(widgets.Labelled(say.L("Per"), c.per)), widgets.Grow(widgets.Labelled(say.L("At once"), c.burst))),
			widgets.Labelled(say.L("Counted for each"), c.by),
			widgets.Fill(12, widgets.Grow(widgets.Labelled(say.L("On"), c.api)), widgets.Grow(widgets.Labelled(say.L("Routes"), c.routes))),
			notice.Object(),
		},
		Submit: func(done func(error)) { p.vm.Save(c.typed(), done) },
	}
	if f.ID != "" {
		form.Title, form.Note, form.Verb, form.VerbIcon = say.L("Edit “{{.Name}}”", say.V{"Name": f.Name}), say.L("What changes counts from the next bundle on."), say.L("Save"), "check"
	}
	d = dialogs.ShowForm(p.env.Canvas(), form)
}

// remove asks before the chosen limit goes; the message after it has the way back.
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

func first(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}
