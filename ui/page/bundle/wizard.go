package bundle

import (
	"path/filepath"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// fields are what one types in the first step.
type fields struct{ audience, folder, days *widgets.Entry }

// newFields makes the fields of a wizard.
func (p *Page) newFields(w *vm.ExportWizard) *fields {
	f := &fields{widgets.NewEntry("default"), widgets.NewEntry("/srv/bundles"), widgets.NewEntry(strconv.Itoa(vm.DefaultDays))}
	typed := w.Form()
	f.audience.SetText(strings.TrimSpace(typed.Audience))
	f.folder.SetText(typed.Folder)
	f.days.SetText(typed.Days)
	for _, e := range []*widgets.Entry{f.audience, f.folder, f.days} {
		e.OnSubmitted = func(string) { p.next() }
		e.OnEscape = p.cancel
	}
	return f
}

// takeForm hands over what is typed.
func (p *Page) takeForm() {
	if w := p.vm.Wizard(); w != nil && p.fields != nil && w == p.shown && w.Step() == vm.ExportChoose {
		w.SetForm(vm.ExportForm{Audience: p.fields.audience.Text, Folder: p.fields.folder.Text, Days: p.fields.days.Text})
	}
}

func (p *Page) next() {
	if w := p.vm.Wizard(); w != nil && w.CanNext() {
		p.takeForm()
		w.Next()
	}
}

func (p *Page) back() {
	if w := p.vm.Wizard(); w != nil {
		w.Back()
	}
}

func (p *Page) cancel() {
	if w := p.vm.Wizard(); w != nil {
		w.Cancel()
	}
}

// wizard draws the step where the export is.
func (p *Page) wizard(w *vm.ExportWizard) (o fyne.CanvasObject, next fyne.Focusable) {
	if w != p.shown {
		p.fields = p.newFields(w)
	}
	f := page.WizardFoot{Cancel: say.L("Cancel"), OnCancel: p.cancel, OnBack: p.back, Back: w.CanBack(), OnNext: p.next, NextDisabled: !w.CanNext()}
	var body fyne.CanvasObject
	switch w.Step() {
	case vm.ExportChanges:
		body = p.changes(w)
		f.Next, f.NextIcon = say.L("Sign and write"), "signature"
		f.Note = say.L("Nothing is written yet.")
	case vm.ExportSign:
		body = p.signing(w)
		if !w.Busy() {
			f.Next, f.NextIcon = say.L("Try again"), "refresh-cw"
		}
	case vm.ExportVerified:
		body = p.verified(w)
		f.Cancel, f.OnBack, f.Next, f.NextIcon = "", nil, say.L("Done"), "check"
	default:
		body = p.choose(w)
		f.OnBack, f.Next, f.NextIcon = nil, say.L("See what changes"), "arrow-right"
		if w.Busy() {
			f.Note = say.L("Comparing with the last export …")
		}
	}
	return page.Wizard([]string{say.L("Choose"), say.L("Changes"), say.L("Sign"), say.L("Verify")}, int(w.Step()), body, f)
}

// choose is the first step: whom for, where to, for how long.
func (p *Page) choose(w *vm.ExportWizard) fyne.CanvasObject {
	k := theme.Current()
	browse := widgets.NewIconButton(widgets.Secondary, "folder-open", say.L("Choose a folder"), func() { p.env.PickFolder(p.fields.folder.SetText) })
	known := []fyne.CanvasObject{widgets.Text(say.L("Known:"), theme.Small, k.Text3)}
	as := p.vm.Audiences()
	for _, a := range as[:min(3, len(as))] {
		known = append(known, page.CutLink("", a, 96, func() { p.fields.audience.SetText(a) }))
	}
	help := widgets.Row(6, append(known, widgets.Flex())...)
	if len(as) == 0 {
		help = widgets.Lead(widgets.Help(say.L("The gateways that this bundle is for; others refuse it.")))
	}
	form := []fyne.CanvasObject{
		widgets.Labelled(say.L("Audience"), p.fields.audience, help),
		widgets.Labelled(say.L("Folder"), widgets.Row(8, widgets.Grow(p.fields.folder), browse), widgets.Help(say.L("The bundle, a configuration and the public key go here."))),
		widgets.Labelled(say.L("Days until it expires"), widgets.Lead(widgets.Sized(120, 0, p.fields.days)), widgets.Help(say.L("Gateways refuse every request afterwards; export before that."))),
	}
	if t := page.Trouble(w.Trouble(), p.env, page.WizardBeside); t != nil {
		form = append(form, t)
	}
	left := widgets.Card(widgets.Col(0, widgets.CardHead(say.L("Export a signed bundle"), say.L("the whole policy as it is now")), widgets.HLine(), widgets.PadXY(widgets.Col(16, form...), 16, 16)))
	return widgets.Fill(12, widgets.Grow(widgets.Col(0, left)), widgets.Sized(page.WizardAside, 0, widgets.Col(0, explained())))
}

// explained says what exporting means.
func explained() fyne.CanvasObject {
	return page.WhatHappens(page.WizardAside,
		page.Point{Icon: "git-compare", Text: say.L("You see in words what changes for the gateways before anything is signed.")},
		page.Point{Icon: "signature", Text: say.L("The policy is compiled, signed with the bundle key and written as one file. It holds digests of keys, no keys.")},
		page.Point{Icon: "shield-check", Text: say.L("The file is read back and verified, as a gateway would.")},
		page.Point{Icon: "package", Text: say.L("Gateways pull it. Until they have loaded it, nothing changes for them.")})
}

// changes is the second step: what the export changes.
func (p *Page) changes(w *vm.ExportWizard) fyne.CanvasObject {
	title, note := w.ChangesTitle()
	view := widgets.NewSegmented(func(i int) { w.ShowJSON(i == 1) })
	at := 0
	if w.AsJSON() {
		at = 1
	}
	view.Show([]string{say.L("In words"), say.L("As JSON")}, at)
	var body fyne.CanvasObject
	switch {
	case w.Nothing() != "":
		body = widgets.PadXY(widgets.Para(w.Nothing(), theme.Body, theme.Current().Text2, page.WizardBeside), 16, 16)
	case w.AsJSON():
		body = jsonChanges(w)
	default:
		var all fyne.CanvasObject
		all, p.lines = page.Changes(w.Groups(), w.IsOpen, p.toggle)
		body = widgets.Pad(all, 2, 0, 10, 0)
	}
	left := widgets.Card(widgets.Col(0, widgets.CardHead(title, note, view.Object()), widgets.HLine(), body))
	os := []fyne.CanvasObject{widgets.Fill(12, widgets.Grow(left), widgets.Sized(page.WizardAside, 0, widgets.Col(0, p.card(w))))}
	if t := page.Trouble(w.Trouble(), p.env, page.WizardInner); t != nil {
		os = append([]fyne.CanvasObject{t}, os...)
	}
	return widgets.Col(12, os...)
}

// toggle opens or closes a line, and leaves the keys on it.
func (p *Page) toggle(place int) {
	w := p.vm.Wizard()
	if w == nil {
		return
	}
	w.Toggle(place)
	if f := p.lines[place]; f != nil {
		p.env.Canvas().Focus(f)
	}
}

// card are the facts of the bundle that is about to be made.
func (p *Page) card(w *vm.ExportWizard) fyne.CanvasObject {
	k := theme.Current()
	var os []fyne.CanvasObject
	for _, f := range w.Card() {
		tip := f.Tip
		if tip == "" {
			tip = f.Value
		}
		os = append(os, widgets.Fact(f.Name, nameWidth, widgets.Tip(widgets.CutTo(widgets.Text(f.Value, theme.Small, k.Text), page.WizardAside-34-nameWidth), tip)))
	}
	draft := widgets.Badge(tone.Mark{Tone: tone.Neutral, Icon: "pencil", Word: say.L("Draft")})
	note := page.Note(tone.Info, "info", w.CardNote(), page.WizardAside-24)
	return widgets.Card(widgets.Col(0, widgets.CardHead(say.L("The new bundle"), "", draft), widgets.HLine(), widgets.PadXY(widgets.Col(0, os...), 16, 8), widgets.PadXY(note, 12, 4), widgets.Gap(0, 8)))
}

// jsonChanges shows changed records side by side.
func jsonChanges(w *vm.ExportWizard) fyne.CanvasObject {
	k := theme.Current()
	all, more := w.JSON()
	var os []fyne.CanvasObject
	for i, j := range all {
		if i > 0 {
			os = append(os, widgets.HLine())
		}
		head := widgets.Row(8, widgets.Grow(widgets.Cut(widgets.Medium(j.Title, theme.Body, k.Text))), widgets.Badge(j.Change))
		os = append(os, widgets.PadXY(widgets.Col(8, head, widgets.SideBySide(j.Old, j.New, maxLines)), 16, 10))
	}
	if more > 0 {
		os = append(os, widgets.PadXY(widgets.Lead(widgets.Text(say.N(int64(more), "and {{.Count}} more record; the words tell of all", "and {{.Count}} more records; the words tell of all"), theme.Small, k.Text3)), 16, 8))
	}
	return widgets.Col(0, os...)
}

// maxLines is how much of a record is shown.
const maxLines = 60

// signing is the third step: what is being done, or why it failed.
func (p *Page) signing(w *vm.ExportWizard) fyne.CanvasObject {
	k := theme.Current()
	var os []fyne.CanvasObject
	for _, s := range w.Stages() {
		fg, _ := k.Of(s.Mark.Tone)
		os = append(os, widgets.Sized(0, 36, widgets.Row(10, widgets.Icon(theme.Icon(s.Mark.Icon, fg), 16), widgets.Text(s.Text, theme.Body, k.Text), widgets.Flex(), widgets.Badge(s.Mark))))
	}
	if t := page.Trouble(w.Trouble(), p.env, page.WizardCard); t != nil {
		os = append(os, widgets.Gap(0, 8), t)
	}
	return widgets.Card(widgets.Col(0, widgets.CardHead(say.L("Signing"), w.Audience()), widgets.HLine(), widgets.PadXY(widgets.Col(0, os...), 16, 10)))
}

// verified is the last step: what was written, and that it holds.
func (p *Page) verified(w *vm.ExportWizard) fyne.CanvasObject {
	k := theme.Current()
	r := w.Result()
	var fs []fyne.CanvasObject
	for _, f := range r.Files {
		copyIt := widgets.NewIconButton(widgets.Ghost, "copy", say.L("Copy the path"), func() { p.env.CopyText(f.Path) })
		fs = append(fs, widgets.Sized(0, 36, widgets.Row(10, widgets.Icon(theme.Icon("file-text", k.Text3), 16), widgets.Grow(widgets.Tip(widgets.Cut(widgets.Mono(filepath.Base(f.Path), theme.Small, k.Text)), f.Path)),
			widgets.Text(f.What, theme.Small, k.Text3), copyIt)))
	}
	files := widgets.Card(widgets.Col(0, widgets.CardHead(say.L("Files"), vm.Tilde(r.Folder)), widgets.HLine(), widgets.Pad(widgets.Col(0, fs...), 6, 8, 8, 16)))
	copyDigest := widgets.NewSmallButton(widgets.Secondary, "copy", say.L("Copy digest"), func() { p.env.CopyText(r.Digest) })
	digest := widgets.Sunken(widgets.PadXY(widgets.Cut(widgets.Mono(r.Digest, theme.Small-0.5, k.Text)), 12, 8))
	bundle := widgets.Card(widgets.Col(0, widgets.CardHead("SHA-256", say.L("compare it where the bundle is served"), copyDigest), widgets.HLine(), widgets.PadXY(digest, 16, 12)))
	next := widgets.Row(8, widgets.NewSmallButton(widgets.Secondary, "package", say.L("Export for another audience"), func() {
		w.Leave()
		p.vm.BeginExport(vm.ExportForm{Audience: " ", Folder: w.Form().Folder, Days: w.Form().Days})
	}), widgets.NewSmallButton(widgets.Secondary, "inbox", say.L("Review a gateway's log"), func() { p.env.Go(nav.Imports) }), widgets.Flex())
	var os []fyne.CanvasObject
	for _, f := range r.Facts {
		os = append(os, widgets.Fact(f.Name, nameWidth, widgets.Tip(widgets.CutTo(widgets.Text(f.Value, theme.Small, k.Text), page.WizardAside-34-nameWidth), f.Value)))
	}
	aside := widgets.Card(widgets.Col(0, widgets.CardHead(say.L("The bundle"), ""), widgets.HLine(), widgets.PadXY(widgets.Col(0, os...), 16, 8)))
	return widgets.Col(12, widgets.Lead(widgets.Semi(r.Title, theme.Title, k.Text)), verdict(r.Verdict, page.WizardInner),
		widgets.Fill(12, widgets.Grow(widgets.Col(12, files, bundle, next)), widgets.Sized(page.WizardAside, 0, widgets.Col(0, aside))))
}
