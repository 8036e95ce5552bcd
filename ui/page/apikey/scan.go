package apikey

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// bodyWidth is what sentences may take at the least.
const bodyWidth = page.WizardCard

// scanFields are what one types in the first step of a scan; one each, so that drawing again takes
// neither the text nor the focus away.
type scanFields struct {
	path, text *widgets.Entry
	foreign    *widgets.Check
}

func (p *Page) newScanFields() scanFields {
	f := scanFields{path: widgets.NewEntry("/srv/app, ~/src/shop, access.log.gz"), text: widgets.NewLines(say.L("Or paste a text here"), 6)}
	f.path.OnSubmitted = func(s string) {
		if s == "" {
			p.scanNext()
			return
		}
		p.scanTyped()
	}
	f.path.OnEscape = p.scan.Close
	f.text.OnEscape = p.scan.Close
	f.foreign = widgets.NewCheck(say.L("Also look for keys of other systems that were taken over (slower)"), p.scan.SetForeign)
	return f
}

// scanTyped takes the path over that stands in the field.
func (p *Page) scanTyped() {
	path := p.scanning.path.Text
	p.scanning.path.SetText("")
	p.scan.Add(path)
}

// scanNext goes on. What is still in the field counts as chosen.
func (p *Page) scanNext() {
	switch p.scan.Step() {
	case vm.ScanDone:
		p.scan.Close()
	case vm.ScanChoose:
		if p.scanning.path.Text != "" {
			p.scanTyped()
		}
		text := p.scanning.text.Text
		p.scanning.text.SetText("") // it may hold a secret
		p.scan.Begin(text)
	}
}

// scanWizard draws the step where the scan is.
func (p *Page) scanWizard() (o fyne.CanvasObject, next fyne.Focusable) {
	f := page.WizardFoot{Cancel: say.L("Cancel"), OnCancel: p.scan.Close, OnNext: p.scanNext}
	var body fyne.CanvasObject
	switch p.scan.Step() {
	case vm.Scanning:
		body = p.scanRuns()
		f.Cancel, f.Note = say.L("Show the list"), say.L("You can leave this page; the status bar keeps counting.")
	case vm.ScanDone:
		body = p.scanFound()
		f.Cancel, f.Next, f.NextIcon = "", say.L("Done"), "check"
	default:
		body = p.scanChoose()
		f.Next, f.NextIcon, f.Note = say.L("Look for keys"), "search", say.L("Nothing leaves this machine, and nothing is changed.")
	}
	return page.Wizard([]string{say.L("Choose"), say.L("Scan"), say.L("Found")}, int(p.scan.Step()), body, f)
}

// scanChoose asks what to look through.
func (p *Page) scanChoose() fyne.CanvasObject {
	k := theme.Current()
	add := widgets.NewButton(widgets.Secondary, "plus", say.L("Add"), p.scanTyped)
	file := widgets.NewButton(widgets.Secondary, "file-text", say.L("File…"), func() { p.env.PickFile(func(path string) { p.scan.Add(path) }) })
	folder := widgets.NewButton(widgets.Secondary, "folder-open", say.L("Folder…"), func() { p.env.PickFolder(func(path string) { p.scan.Add(path) }) })
	p.scanning.foreign.Checked = p.scan.Foreign()
	os := []fyne.CanvasObject{
		widgets.Labelled(say.L("Files and folders"), widgets.Row(8, widgets.Grow(p.scanning.path), add, file, folder), widgets.Help(say.L("Logs, repositories, backups; .gz and .zst are looked into. They can be dropped here."))),
	}
	var chosen []fyne.CanvasObject
	for i, path := range p.scan.Paths() {
		out := widgets.NewIconButton(widgets.Ghost, "x", say.L("Take {{.File}} out", say.V{"File": path}), func() { p.scan.Take(i) })
		chosen = append(chosen, widgets.Sized(0, 32, widgets.Row(10, widgets.Icon(theme.Icon("file-text", k.Text3), 16), widgets.Grow(widgets.Tip(widgets.Cut(widgets.Mono(path, theme.Small, k.Text)), path)), out)))
	}
	if len(chosen) > 0 {
		os = append(os, widgets.Sunken(widgets.PadXY(widgets.Col(0, chosen...), 12, 4)))
	} else {
		os = append(os, widgets.Labelled(say.L("A text"), p.scanning.text))
	}
	os = append(os, widgets.Lead(p.scanning.foreign))
	if t := page.Trouble(p.scan.Trouble(), p.env, bodyWidth); t != nil {
		os = append(os, t)
	}
	return widgets.Col(12, widgets.Card(widgets.Col(0, widgets.CardHead(say.L("Find leaked keys"), say.L("by their checksum, and then by lookup in this vault")), widgets.HLine(), widgets.PadXY(widgets.Col(14, os...), 16, 16))))
}

// scanLive are what changes while a scan runs.
type scanLive struct {
	bar  *widgets.Bar
	box  *fyne.Container
	stop *widgets.Button
}

// scanRuns is the running scan, with the way to stop it.
func (p *Page) scanRuns() fyne.CanvasObject {
	l := &scanLive{widgets.NewBar(300, 6), widgets.Col(2), widgets.NewButton(widgets.Secondary, "x", say.L("Stop"), p.scan.Cancel)}
	p.live = l
	l.show(p.scan)
	return widgets.Col(12, widgets.Card(widgets.PadXY(widgets.Row(24, widgets.Sized(320, 0, l.bar), widgets.Grow(l.box), l.stop), 16, 18)))
}

// show takes over how far the scan is.
func (l *scanLive) show(v *vm.KeyScan) {
	r, ok := v.Running()
	if !ok {
		return
	}
	k := theme.Current()
	l.bar.SetValue(max(0, r.Fraction))
	l.stop.SetEnabled(!r.Stopping)
	line := r.Amount
	if r.Rate != "" {
		line += ", " + r.Rate
	}
	if r.Percent != "" {
		line = r.Percent + " · " + line
	}
	l.box.RemoveAll()
	l.box.Add(widgets.Medium(line, theme.Body, k.Text))
	l.box.Add(widgets.Cut(widgets.Text(r.File, theme.Small, k.Text3)))
	l.box.Refresh()
}

// gridHeight is how high the rows of a wizard are; they scroll in themselves.
const gridHeight float32 = 330

// scanFound is what was found, with the ways on.
func (p *Page) scanFound() fyne.CanvasObject {
	k := theme.Current()
	s := p.scan.Result()
	var numbers []fyne.CanvasObject
	for _, n := range s.Numbers {
		numbers = append(numbers, widgets.Col(1, widgets.Semi(n[0], theme.Number, k.Text), widgets.Text(n[1], theme.Small, k.Text3)))
	}
	right := []fyne.CanvasObject{widgets.Badge(s.Mark)}
	if n := int64(len(s.Keys)); n > 0 {
		right = append(right, widgets.NewSmallButton(widgets.Danger, "octagon-alert", say.N(n, "Stop {{.Count}} key…", "Stop {{.Count}} keys…"), func() { p.stopLeaked(s.Keys) }))
	}
	right = append(right, widgets.NewSmallButton(widgets.Secondary, "search", say.L("Look elsewhere"), p.scan.Again))
	cards := []fyne.CanvasObject{widgets.Card(widgets.Col(0, widgets.CardHead(s.Title, "", right...), widgets.HLine(), widgets.PadXY(widgets.Row(36, append(numbers, widgets.Flex())...), 16, 14)))}
	if s.Note != "" {
		cards = append(cards, page.Note(tone.Info, "info", s.Note, bodyWidth))
	}
	if p.scan.Hits() > 0 {
		g := widgets.NewGrid(
			widgets.Column{Title: say.L("File"), Width: -1, Min: 160}, widgets.Column{Title: say.L("Line"), Width: 104, Right: true}, widgets.Column{Title: say.L("Key"), Width: 156},
			widgets.Column{Title: say.L("Principal"), Width: -0.7, Min: 110}, widgets.Column{Title: say.L("State"), Width: 128})
		widgets.NewStatic(g, p.scan.Hits(), func(i int) widgets.Line {
			h := p.scan.Hit(i)
			return widgets.Line{Cells: []widgets.Cell{{Text: h.Place, Style: widgets.Strong, Tip: h.PlaceTip}, {Text: h.At}, {Text: h.Key, Style: widgets.Code}, {Text: h.Who}, {Mark: h.State}}}
		})
		g.SetFoot(say.N(int64(p.scan.Hits()), "{{.Count}} place", "{{.Count}} places"), "")
		g.OnTip = p.env.Tip
		g.OnEscape = p.scan.Close
		g.OnOpen = func(i int) { p.showLeaked(p.scan.Hit(i).ID) }
		show := widgets.NewSmallButton(widgets.Secondary, "key-round", say.L("Show the key"), func() { p.showLeaked(p.scan.Hit(max(0, g.Rows.Index())).ID) })
		cards = append(cards, widgets.Card(widgets.Col(0, widgets.CardHead(say.L("Places"), say.L("Enter shows the key in the list"), show), widgets.HLine(), widgets.Sized(0, gridHeight, g.Object()))))
	}
	return widgets.Col(12, cards...)
}

// showLeaked leaves the scan for a key in the list.
func (p *Page) showLeaked(id string) {
	if id == "" {
		p.env.Toast(page.Toast{Mark: tone.Mark{Tone: tone.Info, Icon: "info"}, Text: say.L("This vault does not know this key: it is of another one, or a rotation ended it.")})
		return
	}
	p.scan.Close()
	p.vm.ClearSelection()
	p.List.Restore(vm.ListState{})
	p.vm.Choose(id)
}

// stopLeaked leaves the scan and asks to stop the keys that were found.
func (p *Page) stopLeaked(ids []string) {
	p.scan.Close()
	p.List.Restore(vm.ListState{})
	p.vm.SelectOnly(ids)
	p.stop()
}
