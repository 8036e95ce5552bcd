package apikey

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// wizardFields are what one types in the first step of a wizard.
type wizardFields struct {
	path, text               *widgets.Entry // digests: a file or a text
	name, networks, from     *widgets.Entry // many keys
	who, role, lasts, scopes *widgets.Picker
	offered                  bool // the pickers offer what the vault holds
}

// noRole is the choice of nobody by a role; ids of roles never begin with it.
const noRole = "-"

// newWizardFields makes the fields of a wizard.
func (p *Page) newWizardFields(w *vm.KeyWizard) *wizardFields {
	f := &wizardFields{}
	entry := func(hint, text string) *widgets.Entry {
		e := widgets.NewEntry(hint)
		e.SetText(text)
		e.OnSubmitted = func(string) { p.wizardNext() }
		e.OnEscape = w.Leave
		return e
	}
	if w.Kind() == vm.TakeOver {
		f.path = entry("~/keys.csv", w.Source().Path)
		f.text = widgets.NewLines("digest,principal,name,last4,expires\n9f86d081884c7d65…,svc-billing,Old billing,x9Yw,2027-01-31", 7)
		f.text.SetText(w.Source().Text)
		f.text.OnEscape = w.Leave
		f.who = widgets.NewPicker(say.L("Nobody: each line says whose it is"), nil, nil)
		return f
	}
	m := w.Many()
	f.who = widgets.NewMultiPicker(say.L("Pick some"), nil, nil)
	f.role = widgets.NewPicker(say.L("No role"), nil, nil)
	f.lasts = widgets.NewPicker("", nil, nil)
	f.scopes = widgets.NewMultiPicker(say.L("All roles of each principal"), nil, nil)
	f.name = entry(say.L("Where they are used, like Rollout 2027"), m.Form.Name)
	f.networks = entry(say.L("Anywhere; or 10.2.0.0/24, 2001:db8::/48"), m.Form.Networks)
	f.from = entry(say.L("Now, or 2027-01-31"), m.Form.From)
	f.path = entry("~/api-keys.csv", m.Path)
	return f
}

// offer fills the pickers once the vault was read: a wizard may be opened from another page.
func (p *Page) offer(w *vm.KeyWizard) {
	f := p.fields
	if f.offered || p.vm.Phase() == vm.Loading {
		return
	}
	f.offered = true
	f.who.SetOptions(page.Options(p.vm.Principals()))
	if w.Kind() == vm.TakeOver {
		f.who.Pick(w.Source().Principal)
		return
	}
	m := w.Many()
	f.role.SetOptions(page.Options(append([]vm.Choice{{ID: noRole, Label: say.L("No role")}}, p.vm.AllRoles()...)))
	f.scopes.SetOptions(page.Options(p.vm.AllRoles()))
	f.lasts.SetOptions(page.Options(p.vm.Lifetimes()))
	f.who.Pick(m.Principals...)
	f.role.Pick(m.Role)
	f.scopes.Pick(m.Form.Scopes...)
	if f.lasts.Pick(strconv.Itoa(m.Form.Days)); len(f.lasts.Picked()) == 0 {
		f.lasts.Pick(strconv.Itoa(p.vm.NewForm().Days))
	}
}

// takeWizard hands over what is typed.
func (p *Page) takeWizard() {
	w, f := p.vm.Wizard(), p.fields
	if w == nil || f == nil || w != p.shown || w.Step() != 0 {
		return
	}
	if w.Kind() == vm.TakeOver {
		w.SetSource(vm.DigestSource{Path: f.path.Text, Text: f.text.Text, Principal: first(f.who.Picked())})
		return
	}
	m := w.Many()
	days, _ := strconv.Atoi(first(f.lasts.Picked())) // the picker holds numbers only
	m.Principals, m.Role, m.Path = f.who.Picked(), strings.TrimPrefix(first(f.role.Picked()), noRole), f.path.Text
	m.Form.Name, m.Form.Days, m.Form.Networks, m.Form.From, m.Form.Scopes = f.name.Text, days, f.networks.Text, f.from.Text, f.scopes.Picked()
	w.SetMany(m)
}

// wizardNext goes on.
func (p *Page) wizardNext() {
	if w := p.vm.Wizard(); w != nil && w.CanNext() {
		p.takeWizard()
		w.Next()
	}
}

// wizard draws the step where a wizard is.
func (p *Page) wizard(w *vm.KeyWizard) (o fyne.CanvasObject, next fyne.Focusable) {
	if w != p.shown {
		p.fields = p.newWizardFields(w)
	}
	p.offer(w)
	f := page.WizardFoot{Cancel: say.L("Cancel"), OnCancel: w.Leave, OnBack: w.Back, Back: w.CanBack(), OnNext: p.wizardNext, NextDisabled: !w.CanNext()}
	steps := []string{say.L("Choose"), say.L("Look"), say.L("Done")}
	var body fyne.CanvasObject
	switch {
	case w.Step() == 2:
		body = p.wizardDone(w)
		f.Cancel, f.OnBack, f.Next, f.NextIcon = "", nil, say.L("Done"), "check"
	case w.Step() == 1 && w.Kind() == vm.TakeOver:
		body = p.digestRows(w)
		f.Next, f.NextIcon, f.Note = say.L("Take over"), "key-round", say.L("All of them or none. Nothing is stored yet.")
	case w.Step() == 1:
		body = p.manyLook(w)
		f.Next, f.NextIcon, f.Note = say.L("Make the keys"), "key-round", say.L("Nothing is made yet.")
	case w.Kind() == vm.TakeOver:
		body = p.digestChoose(w)
		f.OnBack, f.Next, f.NextIcon = nil, say.L("Read the lines"), "arrow-right"
	default:
		body = p.manyChoose(w)
		f.OnBack, f.Next, f.NextIcon = nil, say.L("Look at it"), "arrow-right"
	}
	if w.Busy() {
		f.Note = say.L("One moment …")
	}
	return page.Wizard(steps, w.Step(), body, f)
}

// withTrouble adds what went wrong to a body.
func (p *Page) withTrouble(w *vm.KeyWizard, os []fyne.CanvasObject) []fyne.CanvasObject {
	if t := page.Trouble(w.Trouble(), p.env, bodyWidth-32); t != nil {
		os = append(os, t)
	}
	return os
}

// digestChoose asks where the digests are.
func (p *Page) digestChoose(w *vm.KeyWizard) fyne.CanvasObject {
	browse := widgets.NewIconButton(widgets.Secondary, "folder-open", say.L("Choose a file"), func() { p.env.PickFile(p.fields.path.SetText) })
	os := []fyne.CanvasObject{
		widgets.Labelled(say.L("File"), widgets.Row(8, widgets.Grow(p.fields.path), browse), widgets.Help(say.L("Lines of digest, principal, name, last4, expires, public; all but the digest may be missing."))),
		widgets.Labelled(say.L("Or the lines themselves"), p.fields.text, widgets.Help(say.L("The digest is the SHA-256 of the whole key, in 64 hex digits. Never paste a key."))),
		widgets.Labelled(say.L("Whose, where a line names nobody"), p.fields.who),
	}
	return widgets.Col(12, widgets.Card(widgets.Col(0, widgets.CardHead(say.L("Take over keys of another system"), say.L("callers keep the keys they have")), widgets.HLine(), widgets.PadXY(widgets.Col(14, p.withTrouble(w, os)...), 16, 16))))
}

// digestRows shows how the lines were read.
func (p *Page) digestRows(w *vm.KeyWizard) fyne.CanvasObject {
	title, note := w.RowsTitle()
	g := widgets.NewGrid(widgets.Column{Title: say.L("Line"), Width: 64, Right: true}, widgets.Column{Title: say.L("State"), Width: 92}, widgets.Column{Title: say.L("What it says"), Width: -1.6, Min: 200},
		widgets.Column{Title: say.L("Principal"), Width: -1, Min: 110}, widgets.Column{Title: say.L("Expires"), Width: 112})
	widgets.NewStatic(g, w.Rows(), func(i int) widgets.Line {
		r := w.Row(i)
		what := widgets.Cell{Text: strings.TrimSpace(r.Digest + "  " + r.Name), Style: widgets.Code}
		if r.Why != "" {
			what = widgets.Cell{Text: r.Why, Tip: r.Why, Tone: tone.Danger}
		}
		return widgets.Line{Cells: []widgets.Cell{{Text: r.Line}, {Mark: r.Mark}, what, {Text: r.Who}, {Text: r.Expires, Style: widgets.Dim}}}
	})
	g.SetFoot(say.N(int64(w.Rows()), "{{.Count}} line", "{{.Count}} lines"), "")
	g.OnTip, g.OnEscape = p.env.Tip, w.Leave
	os := p.withTrouble(w, nil)
	return widgets.Col(12, append(os, widgets.Card(widgets.Col(0, widgets.CardHead(title, note), widgets.HLine(), widgets.Sized(0, gridHeight+60, g.Object()))))...)
}

// manyChoose asks for whom keys are made, and what they have in common.
func (p *Page) manyChoose(w *vm.KeyWizard) fyne.CanvasObject {
	f := p.fields
	browse := widgets.NewButton(widgets.Secondary, "folder-open", say.L("Folder…"), func() {
		p.env.PickFolder(func(folder string) {
			name := f.path.Text[strings.LastIndexAny(f.path.Text, "/\\")+1:]
			f.path.SetText(folder + "/" + name)
		})
	})
	half := func(label string, o fyne.CanvasObject) fyne.CanvasObject {
		return widgets.Grow(widgets.Labelled(label, o))
	}
	os := []fyne.CanvasObject{
		widgets.Fill(12, half(say.L("Principals"), f.who), half(say.L("And everybody with the role"), f.role)),
		widgets.Fill(12, half(say.L("Name"), f.name), half(say.L("Expires"), f.lasts), half(say.L("Valid from"), f.from)),
		widgets.Fill(12, half(say.L("Scopes"), f.scopes), half(say.L("Networks"), f.networks)),
		widgets.Labelled(say.L("File for the keys"), widgets.Row(8, widgets.Grow(f.path), browse), widgets.Help(say.L("A new file that only you can read. Nothing is replaced."))),
	}
	return widgets.Col(12, widgets.Card(widgets.Col(0, widgets.CardHead(say.L("Make keys for many principals"), say.L("one each, into one file")), widgets.HLine(), widgets.PadXY(widgets.Col(14, p.withTrouble(w, os)...), 16, 16))))
}

// manyLook says what is about to be made, and warns of the file.
func (p *Page) manyLook(w *vm.KeyWizard) fyne.CanvasObject {
	k := theme.Current()
	var os []fyne.CanvasObject
	for _, f := range w.ManyFacts() {
		os = append(os, widgets.Fact(f.Name, nameWidth+20, widgets.Tip(widgets.CutTo(widgets.Text(f.Value, theme.Small, k.Text), bodyWidth-nameWidth-60), f.Tip)))
	}
	warn := widgets.Banner(tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: say.L("The file will hold working keys")}, say.L("It is written once and not encrypted. Hand the keys out over a safe way, and remove the file."), bodyWidth)
	all := append([]fyne.CanvasObject{warn}, p.withTrouble(w, nil)...)
	return widgets.Col(12, append(all, widgets.Card(widgets.Col(0, widgets.CardHead(w.ManyTitle(), ""), widgets.HLine(), widgets.PadXY(widgets.Col(0, os...), 16, 10))))...)
}

// wizardDone says what was done.
func (p *Page) wizardDone(w *vm.KeyWizard) fyne.CanvasObject {
	title, more := w.DoneText()
	t, icon := tone.Ok, "circle-check"
	var right []fyne.CanvasObject
	if w.Kind() == vm.MakeMany {
		t, icon = tone.Warn, "triangle-alert"
		right = append(right, widgets.NewSmallButton(widgets.Secondary, "copy", say.L("Copy the path"), func() { p.env.CopyText(w.NewPath()) }))
	}
	return widgets.Col(12, widgets.Banner(tone.Mark{Tone: t, Icon: icon, Word: title}, more, bodyWidth, right...))
}
