package api

import (
	"strconv"

	"fyne.io/fyne/v2"

	"gatehouse/core/catalog"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// previewed is how many routes the preview lists at a time.
const previewed = 60

// docFields are what one types in the first step.
type docFields struct{ path, name *widgets.Entry }

func (p *Page) newDocFields(w *vm.DocWizard) *docFields {
	f := &docFields{widgets.NewEntry("/home/ada/openapi.yaml"), widgets.NewEntry(say.L("As the title of the document says"))}
	f.path.SetText(w.Form().Path)
	f.name.SetText(w.Form().Name)
	for _, e := range []*widgets.Entry{f.path, f.name} {
		e.OnSubmitted = func(string) { p.nextDoc() }
		e.OnEscape = p.leaveDoc
	}
	return f
}

// takeDoc hands over what is typed.
func (p *Page) takeDoc() {
	if w := p.vm.Importing(); w != nil && p.fields != nil && w == p.shown && w.Step() == vm.DocChoose {
		w.SetForm(vm.DocForm{Path: p.fields.path.Text, Name: p.fields.name.Text})
	}
}

func (p *Page) nextDoc() {
	if w := p.vm.Importing(); w != nil {
		p.takeDoc()
		p.docListed = previewed
		w.Next()
	}
}

func (p *Page) leaveDoc() {
	if w := p.vm.Importing(); w != nil {
		w.Leave()
	}
}

// wizard draws the step where the import is.
func (p *Page) wizard(w *vm.DocWizard) (o fyne.CanvasObject, next fyne.Focusable) {
	if w != p.shown {
		p.fields, p.docListed = p.newDocFields(w), previewed
	}
	f := page.WizardFoot{Cancel: say.L("Cancel"), OnCancel: p.leaveDoc, OnBack: w.Back, Back: !w.Busy(), OnNext: p.nextDoc, NextDisabled: !w.CanNext()}
	var body fyne.CanvasObject
	switch w.Step() {
	case vm.DocPreview:
		body = p.preview(w)
		f.Next, f.NextIcon, f.Note = say.L("Import"), "file-down", say.L("Nothing is changed yet.")
		if w.Idle() {
			f.Note = say.L("Everything is as the document says: there is nothing to import.")
		}
	case vm.DocDone:
		body = p.imported(w)
		f.Cancel, f.OnBack, f.Next, f.NextIcon = "", nil, say.L("Done"), "check"
	default:
		body = p.chooseDoc(w)
		f.OnBack, f.Next, f.NextIcon = nil, say.L("See what changes"), "arrow-right"
		if w.Busy() {
			f.Note = say.L("Reading the document …")
		}
	}
	return page.Wizard([]string{say.L("Choose"), say.L("Preview"), say.L("Result")}, int(w.Step()), body, f)
}

// chooseDoc is the first step: which file.
func (p *Page) chooseDoc(w *vm.DocWizard) fyne.CanvasObject {
	k := theme.Current()
	browse := widgets.NewButton(widgets.Secondary, "folder-open", say.L("Choose…"), func() { p.env.PickFile(p.fields.path.SetText, ".yaml", ".yml", ".json") })
	drop := widgets.Sunken(widgets.PadXY(widgets.Row(12, widgets.Icon(theme.Icon("file-down", k.AccentText), 20), widgets.Grow(widgets.Col(2,
		widgets.Medium(say.L("Or drop the document anywhere in this window"), theme.Body, k.Text),
		widgets.Text(say.L("OpenAPI 3.0 or 3.1, YAML or JSON, in one file."), theme.Small, k.Text3)))), 16, 14))
	form := []fyne.CanvasObject{
		widgets.Labelled(say.L("File"), widgets.Row(8, widgets.Grow(p.fields.path), browse)), drop,
		widgets.Labelled(say.L("Name of the API"), p.fields.name, widgets.Help(say.L("An API that is there already is brought up to date."))),
	}
	if t := page.Trouble(w.Trouble(), p.env, page.WizardBeside); t != nil {
		form = append(form, t)
	}
	left := widgets.Card(widgets.Col(0, widgets.CardHead(say.L("Import an OpenAPI document"), say.L("routes, parameters, credentials")), widgets.HLine(), widgets.PadXY(widgets.Col(16, form...), 16, 16)))
	return widgets.Fill(12, widgets.Grow(widgets.Col(0, left)), widgets.Sized(page.WizardAside, 0, widgets.Col(0, docExplained())))
}

// docExplained says what importing a document means.
func docExplained() fyne.CanvasObject {
	return page.WhatHappens(page.WizardAside,
		page.Point{Icon: "git-compare", Text: say.L("You see which routes are new, changed and gone before anything is changed.")},
		page.Point{Icon: "user-round", Text: say.L("What you set by hand stays, also when the document says otherwise.")},
		page.Point{Icon: "lock", Text: say.L("Routes that write never become public unless you ask for it.")},
		page.Point{Icon: "circle-slash", Text: say.L("Only this file is read. References out of it are named, and nothing is fetched.")})
}

// preview is the second step: what the import would do.
func (p *Page) preview(w *vm.DocWizard) fyne.CanvasObject {
	title, note := w.Title()
	labels, at := w.Filters()
	filter := widgets.NewSegmented(func(i int) {
		p.docListed = previewed
		w.SetFilter(i)
	})
	filter.Show(labels, at)
	rows := w.Rows()
	var os []fyne.CanvasObject
	for _, r := range rows[:min(p.docListed, len(rows))] {
		os = append(os, docRow(r, p.root.Refresh))
	}
	if len(rows) == 0 {
		os = append(os, widgets.PadXY(page.Nothing(say.L("No route is like this.")), 16, 8))
	}
	os = append(os, widgets.PadXY(page.More(min(p.docListed, len(rows)), len(rows), func() {
		p.docListed += 5 * previewed
		p.render()
	}), 16, 0))
	var cards []fyne.CanvasObject
	if t := page.Trouble(w.Trouble(), p.env, page.WizardInner); t != nil {
		cards = append(cards, t)
	}
	if asks := p.docAsks(w); asks != nil {
		cards = append(cards, asks)
	}
	if fs := w.Fields(); len(fs) > 0 {
		cards = append(cards, widgets.Card(widgets.Col(0, widgets.CardHead(say.L("The API itself"), ""), widgets.HLine(), widgets.PadXY(fieldTable(fs), 16, 8))))
	}
	cards = append(cards, widgets.Card(widgets.Col(0, widgets.CardHead(title, note, filter.Object()), widgets.HLine(), widgets.PadXY(widgets.Col(0, os...), 0, 4))))
	return widgets.Col(12, append(cards, leftOut(w)...)...)
}

// docAsks are the two things that an import does only when asked to.
func (p *Page) docAsks(w *vm.DocWizard) fyne.CanvasObject {
	gone, public := w.Asked()
	var os []fyne.CanvasObject
	if w.HasGone() {
		c := widgets.NewCheck(say.L("Remove routes that the document no longer has"), func(on bool) { w.Ask(on, public) })
		c.Checked = gone
		os = append(os, c)
	}
	if w.PublicWrites() {
		c := widgets.NewCheck(say.L("Let anybody write where the document says so, without a key"), func(on bool) { w.Ask(gone, on) })
		c.Checked = public
		os = append(os, c)
	}
	if len(os) == 0 {
		return nil
	}
	return widgets.Card(widgets.PadXY(widgets.Col(4, os...), 16, 8))
}

// docRow is one route of the preview; a press shows side by side what differs. It opens in its place,
// so that what is above stays where it is.
func docRow(r vm.DocRow, grown func()) fyne.CanvasObject {
	k := theme.Current()
	var right []fyne.CanvasObject
	if r.Kept {
		right = append(right, widgets.Badge(tone.Mark{Tone: tone.Warn, Icon: "user-round", Word: say.L("Kept yours")}))
	}
	right = append(right, widgets.Sized(72, 0, widgets.Trail(widgets.Text(r.Line, theme.Small, k.Text3))))
	chevron := widgets.Icon(theme.Icon("chevron-right", k.Text3), 14)
	if len(r.Fields) == 0 {
		chevron = widgets.Gap(14, 0)
	}
	os := append([]fyne.CanvasObject{chevron, widgets.Sized(112, 0, widgets.Lead(widgets.Badge(r.Mark))), widgets.Sized(84, 0, widgets.Lead(page.MethodTags(r.Methods, 84))),
		widgets.Grow(widgets.Tip(widgets.Cut(widgets.Mono(r.Path, theme.Small, k.Text)), r.Path))}, right...)
	line := widgets.Sized(0, 34, widgets.PadXY(widgets.Row(8, os...), 16, 0))
	if len(r.Fields) == 0 {
		return line
	}
	box := widgets.Col(0)
	tap := widgets.NewTappable(line, 0, func() {
		if len(box.Objects) == 1 {
			box.Add(widgets.Pad(fieldTable(r.Fields), 2, 16, 10, 38))
		} else {
			box.Remove(box.Objects[1])
		}
		grown()
	})
	box.Add(tap)
	return box
}

// fieldTable shows fields side by side: what the catalogue states, what the document says, and which
// of both it will be.
func fieldTable(fields []catalog.FieldChange) fyne.CanvasObject {
	k := theme.Current()
	cell := func(s string, strong bool) fyne.CanvasObject {
		text := widgets.Mono(dash(s), theme.Small-0.5, k.Text3)
		if strong {
			text = widgets.Mono(dash(s), theme.Small-0.5, k.Text)
		}
		return widgets.Share(1, widgets.Tip(widgets.Cut(text), s))
	}
	head := func(s string) fyne.CanvasObject { return widgets.Share(1, widgets.Medium(s, theme.Caption, k.Text3)) }
	os := []fyne.CanvasObject{widgets.Sized(0, 22, widgets.Row(12, widgets.Sized(132, 0, widgets.Medium("", theme.Caption, k.Text3)), head(say.L("Yours")), head(say.L("The document")), widgets.Sized(110, 0, widgets.Gap(0, 0))))}
	for _, f := range fields {
		m := tone.Mark{Tone: tone.Info, Icon: "arrow-right", Word: say.L("Document")}
		if f.Kept {
			m = tone.Mark{Tone: tone.Warn, Icon: "user-round", Word: say.L("Kept yours")}
		}
		name := vm.FieldWords(f.Field)
		os = append(os, widgets.Sized(0, 26, widgets.Row(12, widgets.Sized(132, 0, widgets.Tip(widgets.Cut(widgets.Text(name, theme.Small, k.Text2)), name)), cell(f.Was, f.Kept), cell(f.Says, !f.Kept), widgets.Sized(110, 0, widgets.Lead(widgets.Badge(m))))))
	}
	return widgets.Col(0, os...)
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// leftOut lists what of the document cannot be imported, with its line and why.
func leftOut(w *vm.DocWizard) []fyne.CanvasObject {
	k := theme.Current()
	ps := w.Problems()
	if len(ps) == 0 {
		return nil
	}
	var os []fyne.CanvasObject
	for _, x := range ps[:min(previewed, len(ps))] {
		icon, fg := "info", k.Text3
		if x.Route {
			icon = "triangle-alert"
			fg, _ = k.Of(tone.Warn)
		}
		line := say.L("line {{.Line}}", say.V{"Line": strconv.Itoa(x.Line)})
		os = append(os, widgets.Sized(0, 30, widgets.Row(10, widgets.Icon(theme.Icon(icon, fg), 14), widgets.Sized(64, 0, widgets.Text(line, theme.Small, k.Text3)),
			widgets.Sized(200, 0, widgets.Tip(widgets.Cut(widgets.Mono(x.Where, theme.Small-0.5, k.Text)), x.Where)), widgets.Grow(widgets.Tip(widgets.Cut(widgets.Text(x.Text, theme.Small, k.Text2)), x.Text)))))
	}
	if n := len(ps) - previewed; n > 0 {
		os = append(os, page.Nothing(say.N(int64(n), "and {{.Count}} more", "and {{.Count}} more")))
	}
	n := int64(len(ps))
	return []fyne.CanvasObject{widgets.Card(widgets.Col(0, widgets.CardHead(say.L("Left out"), say.N(n, "{{.Count}} place in the document", "{{.Count}} places in the document")), widgets.HLine(), widgets.PadXY(widgets.Col(0, os...), 16, 6)))}
}

// imported is the last step: what was done.
func (p *Page) imported(w *vm.DocWizard) fyne.CanvasObject {
	k := theme.Current()
	title, note := w.Title()
	var numbers []fyne.CanvasObject
	for _, n := range w.Numbers() {
		numbers = append(numbers, widgets.Col(1, widgets.Semi(n[0], theme.Number, k.Text), widgets.Text(n[1], theme.Small, k.Text3)))
	}
	ok := tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Imported")}
	role := widgets.NewSmallButton(widgets.Secondary, "shield-check", say.L("New role…"), func() {
		p.leaveDoc()
		p.env.Run("roles.new")
	})
	role.SetEnabled(p.env.Permitted("roles.new"))
	cards := []fyne.CanvasObject{
		widgets.Card(widgets.Col(0, widgets.CardHead(title, note, widgets.Badge(ok)), widgets.HLine(), widgets.PadXY(widgets.Row(36, append(numbers, widgets.Flex())...), 16, 16))),
		widgets.Banner(tone.Mark{Tone: tone.Info, Icon: "info", Word: say.L("Roles grant the new routes next.")}, say.L("Gateways know of them with the next bundle."), page.WizardInner, role),
	}
	return widgets.Col(12, append(cards, leftOut(w)...)...)
}
