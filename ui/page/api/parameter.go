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

// parameters are what the route declares, with what can be done with each.
func (p *Page) parameters(f vm.RouteFacts) fyne.CanvasObject {
	var os []fyne.CanvasObject
	for _, x := range f.Parameters[:min(p.listed, len(f.Parameters))] {
		os = append(os, p.parameterLine(x))
	}
	os = append(os, page.More(len(os), len(f.Parameters), p.listMore))
	if len(f.Parameters) == 0 {
		os = append(os, page.Nothing(say.L("None is declared.")))
	}
	strict := tone.Mark{Tone: tone.Neutral, Icon: "circle-dashed", Word: say.L("Others allowed")}
	if f.Strict {
		strict = tone.Mark{Tone: tone.Ok, Icon: "lock", Word: say.L("Strict")}
	}
	os = append(os, small(say.L("Kept for later: this version does not test them yet.")))
	add := p.keys.Name("add parameter", widgets.NewSmallButton(widgets.Secondary, "plus", say.L("Add…"), func() { p.Do("apis.route.parameter") }))
	add.SetEnabled(p.Can("apis.route.parameter"))
	return page.Section(say.L("Parameters"), widgets.Col(2, os...), widgets.Badge(strict), add)
}

// parameterLine is one parameter: its name, place and buttons, and below what is stated about it.
func (p *Page) parameterLine(x vm.ParameterRow) fyne.CanvasObject {
	k := theme.Current()
	may := p.env.Permitted("apis.route.parameter")
	named := say.V{"Name": x.Name}
	edit := p.keys.Name("edit "+x.Key, widgets.NewIconButton(widgets.Ghost, "pencil", say.L("Edit parameter {{.Name}}", named), func() { p.editParameter(x.Key) }))
	edit.SetEnabled(may)
	remove := p.keys.Name("remove "+x.Key, widgets.NewIconButton(widgets.Ghost, "trash-2", say.L("Remove parameter {{.Name}}", named), func() { p.vm.RemoveParameter(x.Key, p.env.Done) }))
	remove.SetEnabled(may)
	name := widgets.Tip(widgets.Cut(widgets.Mono(x.Name, theme.Small, k.Text)), x.Name)
	return widgets.Col(0, widgets.Sized(0, theme.SmallHeight, widgets.Row(2, widgets.Grow(name), widgets.Tag(x.Place), edit, remove)),
		widgets.Tip(widgets.Cut(widgets.Text(x.Form, theme.Small, k.Text2)), x.Form), widgets.Gap(0, 4))
}

// addParameter asks for a parameter of the route that is shown.
func (p *Page) addParameter() {
	if f, ok := p.vm.NewParameter(); ok {
		p.parameterForm(f)
	}
}

// editParameter asks what of a parameter shall change.
func (p *Page) editParameter(key string) {
	if f, ok := p.vm.Parameter(key); ok {
		p.parameterForm(f)
	}
}

// parameterFields are the controls of the form of a parameter.
type parameterFields struct {
	f                                                      vm.ParameterForm // as it was
	place, kind, items                                     *widgets.Picker
	name, format, pattern, min, max, least, most, values   *widgets.Entry
	required                                               *widgets.Check
	always, itemsBox                                       fyne.CanvasObject
	whoFault, kindFault, patternFault, boundFault, enFault *page.Fault
}

// typed is the form as it is now.
func (c *parameterFields) typed() vm.ParameterForm {
	f := c.f
	f.Place, f.Name, f.Type, f.Items, f.Format, f.Pattern, f.Values = first(c.place.Picked()), c.name.Text, first(c.kind.Picked()), first(c.items.Picked()), c.format.Text, c.pattern.Text, c.values.Text
	f.Min, f.Max, f.MinLength, f.MaxLength, f.Required = c.min.Text, c.max.Text, c.least.Text, c.most.Text, c.required.Checked
	return f
}

// newParameterFields makes the controls; changed is called whenever one of them is.
func newParameterFields(f vm.ParameterForm, changed func()) *parameterFields {
	entry := func(e *widgets.Entry, text string) *widgets.Entry {
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
	c := &parameterFields{f: f, place: picker(vm.PlaceChoices(), f.Place), kind: picker(vm.TypeChoices(), f.Type), items: picker(vm.TypeChoices(), f.Items),
		name: entry(widgets.NewEntry(say.L("As callers send it, like limit")), f.Name), format: entry(widgets.NewEntry(say.L("None; or uuid, date-time")), f.Format),
		pattern: entry(widgets.NewEntry(say.L("None; or ^[A-Z]{2}[0-9]+$")), f.Pattern), values: entry(widgets.NewLines(say.L("Any value; or one a line"), 2), f.Values),
		min: entry(widgets.NewEntry("–"), f.Min), max: entry(widgets.NewEntry("–"), f.Max), least: entry(widgets.NewEntry("–"), f.MinLength), most: entry(widgets.NewEntry("–"), f.MaxLength),
		required: widgets.NewCheck(say.L("Required"), func(bool) { changed() }), always: widgets.Help(say.L("always required")),
		whoFault: page.NewFault(), kindFault: page.NewFault(), patternFault: page.NewFault(), boundFault: page.NewFault(), enFault: page.NewFault()}
	c.required.Checked = f.Required
	c.itemsBox = widgets.Grow(widgets.Labelled(say.L("Of items"), c.items))
	return c
}

// look shows what fits the place and the type, and what is wrong so far; it reports whether that
// changed.
func (c *parameterFields) look(faults map[string]string, idle string) bool {
	f := c.typed()
	again := show(c.itemsBox, f.Type == "array")
	again = show(c.required, f.Place != "path") || again
	again = show(c.always, f.Place == "path") || again
	for _, x := range []struct {
		at     *page.Fault
		fields []string
		note   string
	}{{c.whoFault, []string{"in", "name"}, ""}, {c.kindFault, []string{"type", "items", "format"}, ""}, {c.patternFault, []string{"pattern"}, ""},
		{c.boundFault, []string{"min", "max", "minlength", "maxlength"}, idle}, {c.enFault, []string{"enum"}, ""}} {
		text := ""
		for _, field := range x.fields {
			if text == "" {
				text = faults[field]
			}
		}
		again = x.at.Say(text, x.note, dialogs.Inner) || again
	}
	return again
}

// show shows or hides o, and reports whether that changed.
func show(o fyne.CanvasObject, on bool) bool {
	if o.Visible() == on {
		return false
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
	return true
}

// parameterForm is the form for a parameter of a route, new or not. What is wrong stands below its
// field while one types.
func (p *Page) parameterForm(f vm.ParameterForm) {
	var d *dialogs.Dialog
	var c *parameterFields
	place := f.Place
	look := func() {
		if c == nil {
			return
		}
		now := c.typed()
		if now.Place != place {
			if place = now.Place; place == "path" && now.Name == "" {
				c.name.SetText(p.vm.NextName(now)) // comes back here
				return
			}
		}
		if c.look(p.vm.Faults(now), now.Idle()) && d != nil {
			d.Refresh()
		}
	}
	c = newParameterFields(f, look)
	look()
	third := func(label string, e fyne.CanvasObject) fyne.CanvasObject {
		return widgets.Grow(widgets.Labelled(label, e))
	}
	form := dialogs.Form{
		Icon: "sliders-horizontal", Title: say.L("Add a parameter"), Note: say.L("What a caller of {{.Path}} may send.", say.V{"Path": f.Path}), Verb: say.L("Add parameter"), VerbIcon: "plus",
		First: c.name, Entries: []*widgets.Entry{c.name, c.format, c.pattern, c.min, c.max, c.least, c.most}, Draft: func() any { return c.typed() },
		Fields: []fyne.CanvasObject{
			widgets.Col(4, widgets.Fill(12, widgets.Sized(132, 0, widgets.Labelled(say.L("Stands in"), c.place)), third(say.L("Name"), c.name),
				widgets.Sized(92, 0, widgets.Labelled("", widgets.Sized(0, theme.ControlHeight, widgets.Row(0, widgets.Grow(c.required), c.always))))), c.whoFault.Object()),
			widgets.Col(4, widgets.Fill(12, widgets.Sized(132, 0, widgets.Labelled(say.L("Type"), c.kind)), c.itemsBox, third(say.L("Format"), c.format)), c.kindFault.Object()),
			widgets.Col(4, widgets.Labelled(say.L("Pattern"), c.pattern), c.patternFault.Object()),
			widgets.Col(4, widgets.Fill(12, third(say.L("Smallest"), c.min), third(say.L("Largest"), c.max), third(say.L("Shortest"), c.least), third(say.L("Longest"), c.most)), c.boundFault.Object()),
			widgets.Col(4, widgets.Labelled(say.L("The only values, one a line"), c.values), c.enFault.Object()),
		},
		Submit: func(done func(error)) { p.vm.SaveParameter(c.typed(), done) },
	}
	if f.Was != "" {
		form.Title, form.Note, form.Verb, form.VerbIcon = say.L("Edit parameter “{{.Name}}”", say.V{"Name": f.Name}), say.L("Of {{.Path}}. What changes counts from the next bundle on.", say.V{"Path": f.Path}), say.L("Save"), "check"
	}
	d = dialogs.ShowForm(p.env.Canvas(), form)
}
