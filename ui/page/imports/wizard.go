package imports

import (
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

// bodyWidth is what sentences may take.
const bodyWidth = page.WizardCard

// places is the place of each step in the line of steps.
var places = map[vm.ImportStep]int{vm.Choosing: 0, vm.Detecting: 0, vm.Detected: 1, vm.Importing: 2, vm.Done: 3}

// wizard draws the step where the import is.
func (p *Page) wizard() (o fyne.CanvasObject, next fyne.Focusable) {
	step := p.vm.Step()
	f := page.WizardFoot{Cancel: say.L("Cancel"), OnCancel: p.vm.Close, OnBack: p.vm.Back, Back: p.vm.CanBack(), OnNext: p.next, NextDisabled: !p.vm.CanNext()}
	var body fyne.CanvasObject
	switch step {
	case vm.Detected:
		body = p.detected()
		f.Next, f.NextIcon, f.Note = say.L("Import and review"), "inbox", say.L("Nothing is stored yet.")
	case vm.Importing:
		body = p.importing()
		f.Cancel, f.OnBack = say.L("Show the list"), nil
		f.Note = say.L("You can leave this page; the status bar keeps counting.")
	case vm.Done:
		body = p.done()
		f.Cancel, f.OnBack, f.Next, f.NextIcon = "", nil, say.L("Done"), "check"
	default:
		body = p.choose()
		f.OnBack, f.Next, f.NextIcon = nil, say.L("See what they are"), "arrow-right"
		if step == vm.Detecting {
			f.Note = say.L("Reading the first lines …")
		}
	}
	return page.Wizard([]string{say.L("Choose"), say.L("Detect"), say.L("Import"), say.L("Summary")}, places[step], body, f)
}

// next goes on. What is still in the field counts as chosen.
func (p *Page) next() {
	if p.vm.Step() == vm.Choosing && strings.TrimSpace(p.path.Text) != "" {
		p.typed()
	}
	if p.vm.CanNext() {
		p.vm.Next()
	}
}

// entered is Enter in the field: it takes the path over, and goes on when there is none.
func (p *Page) entered() {
	if strings.TrimSpace(p.path.Text) == "" {
		p.next()
		return
	}
	p.typed()
}

// typed takes the path over that stands in the field.
func (p *Page) typed() {
	path := vm.Expand(strings.TrimSpace(p.path.Text))
	p.path.SetText("")
	p.vm.Add(path)
}

// choose is the first step: which files.
func (p *Page) choose() fyne.CanvasObject {
	k := theme.Current()
	browse := widgets.NewButton(widgets.Secondary, "folder-open", say.L("Choose…"), func() { p.env.PickFile(func(path string) { p.vm.Add(path) }) })
	add := widgets.NewButton(widgets.Secondary, "plus", say.L("Add"), p.typed)
	drop := widgets.Sunken(widgets.PadXY(widgets.Row(12, widgets.Icon(theme.Icon("file-down", k.AccentText), 20), widgets.Grow(widgets.Col(2,
		widgets.Medium(say.L("Drop log files anywhere in this window"), theme.Body, k.Text),
		widgets.Text(say.L("Plain, .gz or .zst. Several files of one gateway make one import."), theme.Small, k.Text3)))), 16, 14))
	os := []fyne.CanvasObject{widgets.Row(8, widgets.Grow(p.path), add, browse), drop}
	if t := page.Trouble(p.vm.Trouble(), p.env, bodyWidth); t != nil {
		os = append(os, t)
	}
	cards := []fyne.CanvasObject{widgets.Card(widgets.Col(0, widgets.CardHead(say.L("Choose log files"), say.L("nginx and Apache combined, Apache common, nginx JSON lines, ECS")), widgets.HLine(), widgets.PadXY(widgets.Col(12, os...), 16, 16)))}
	if rows := p.vm.Files(); len(rows) > 0 {
		var fs []fyne.CanvasObject
		for i, r := range rows {
			fs = append(fs, p.fileRow(i, r))
		}
		cards = append(cards, widgets.Card(widgets.Col(0, widgets.CardHead(say.L("Chosen"), say.N(int64(len(rows)), "{{.Count}} file", "{{.Count}} files")), widgets.HLine(), widgets.Pad(widgets.Col(0, fs...), 6, 8, 8, 16))))
	}
	return widgets.Col(12, cards...)
}

// fileRow is a chosen file, with the way to take it out.
func (p *Page) fileRow(i int, r vm.FileRow) fyne.CanvasObject {
	k := theme.Current()
	out := widgets.NewIconButton(widgets.Ghost, "x", say.L("Take {{.File}} out", say.V{"File": r.Name}), func() { p.vm.Take(i) })
	name := widgets.Col(1, widgets.Cut(widgets.Medium(r.Name, theme.Body, k.Text)), widgets.Cut(widgets.Text(r.Folder, theme.Small, k.Text3)))
	if r.Why != "" {
		fg, _ := k.Of(tone.Danger)
		name = widgets.Col(1, widgets.Cut(widgets.Medium(r.Name, theme.Body, k.Text)), widgets.Tip(widgets.Cut(widgets.Text(r.Why, theme.Small, fg)), r.Why))
	}
	return widgets.Sized(0, 44, widgets.Row(12, widgets.Icon(theme.Icon("file-text", k.Text3), 16), widgets.Grow(name), widgets.Text(r.Format, theme.Small, k.Text2), widgets.Sized(72, 0, widgets.Trail(widgets.Text(r.Size, theme.Small, k.Text3))),
		widgets.Sized(120, 0, widgets.Lead(widgets.Badge(r.Mark))), out))
}

// live are what changes while an import runs.
type live struct {
	percent, amount, rate, label *words
	counters                     *fyne.Container
	bar                          *widgets.Bar
	stop                         *widgets.Button
}

// importing is the running import, with the way to stop it.
func (p *Page) importing() fyne.CanvasObject {
	k := theme.Current()
	l := &live{newWords(widgets.Semi("", theme.Number, k.Text)), newWords(widgets.Text("", theme.Small, k.Text2)), newWords(widgets.Text("", theme.Small, k.Text3)), newWords(widgets.Text("", theme.Small, k.Text3)),
		widgets.Row(28), widgets.NewBar(300, 6), widgets.NewButton(widgets.Secondary, "x", say.L("Stop and undo"), p.vm.Cancel)}
	p.live = l
	numbers := widgets.Row(12, widgets.Sized(76, 0, widgets.Lead(l.percent.text)), widgets.Grow(widgets.Col(1, l.amount.text, l.rate.text)))
	head := widgets.PadXY(widgets.Row(28, widgets.Sized(320, 0, widgets.Col(8, numbers, l.bar)), widgets.VLineH(44), l.counters, widgets.Flex(), l.stop), 16, 14)
	var fs []fyne.CanvasObject
	for _, r := range p.vm.Files() {
		fs = append(fs, widgets.Sized(0, 32, widgets.Row(12, widgets.Icon(theme.Icon("file-text", k.Text3), 16), widgets.Medium(r.Name, theme.Body, k.Text), widgets.Grow(widgets.Cut(widgets.Text(r.Folder, theme.Small, k.Text3))), widgets.Text(r.Format, theme.Small, k.Text2),
			widgets.Sized(72, 0, widgets.Trail(widgets.Text(r.Size, theme.Small, k.Text3))))))
	}
	files := widgets.Card(widgets.Col(0, widgets.Sized(0, 44, widgets.PadXY(widgets.Row(8, widgets.Semi(say.L("Files"), theme.Section, k.Text), l.label.text, widgets.Flex()), 16, 0)), widgets.HLine(), widgets.PadXY(widgets.Col(0, fs...), 16, 6)))
	l.show(p.vm)
	return widgets.Col(12, widgets.Card(head), files, page.Note(tone.Neutral, "info", say.L("Every line is sealed in the evidence file and reviewed as it is read. What was stored is undone as a whole when you stop."), bodyWidth))
}

// show takes over the numbers of the running import.
func (l *live) show(v *vm.ImportsPage) {
	r, ok := v.Running()
	if !ok {
		return
	}
	k := theme.Current()
	percent := r.Percent
	if percent == "" {
		percent = "…"
	}
	l.percent.set(percent)
	l.amount.set(r.Amount)
	l.rate.set(r.Rate)
	l.label.set(r.Label)
	l.bar.SetValue(max(0, r.Fraction))
	l.stop.SetEnabled(!r.Stopping)
	l.counters.RemoveAll()
	for _, c := range r.Counters {
		l.counters.Add(widgets.Col(1, widgets.Semi(c[0], theme.Section, k.Text), widgets.Text(c[1], theme.Small, k.Text3)))
	}
	l.counters.Refresh()
}

// done is the summary.
func (p *Page) done() fyne.CanvasObject {
	k := theme.Current()
	s := p.vm.Result()
	var numbers []fyne.CanvasObject
	for _, n := range s.Numbers {
		numbers = append(numbers, widgets.Col(1, widgets.Semi(n[0], theme.Number, k.Text), widgets.Text(n[1], theme.Small, k.Text3)))
	}
	other := widgets.NewSmallButton(widgets.Secondary, "inbox", say.L("Import others"), p.vm.Restart)
	ok := tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Imported")}
	cards := []fyne.CanvasObject{widgets.Card(widgets.Col(0, widgets.CardHead(s.Title, "", widgets.Badge(ok), other), widgets.HLine(), widgets.PadXY(widgets.Row(36, append(numbers, widgets.Flex())...), 16, 16)))}
	if s.Note != "" {
		cards = append(cards, page.Note(tone.Info, "info", s.Note, bodyWidth))
	}
	see := widgets.NewSmallButton(widgets.Secondary, "search-alert", say.L("See the findings"), func() { p.env.Go(nav.Filtered(nav.Findings, vm.FindingsOf(s.ID))) })
	var rows []fyne.CanvasObject
	for _, f := range s.Findings {
		row := widgets.Sized(0, 36, widgets.PadXY(widgets.Row(8, widgets.Badge(f.Mark), widgets.Flex(), widgets.Icon(theme.Icon("chevron-right", k.Text2), 16)), 16, 0))
		rows = append(rows, widgets.NewTappable(row, 0, func() { p.env.Go(nav.Filtered(nav.Findings, f.Search)) }))
	}
	var right []fyne.CanvasObject
	if len(rows) == 0 {
		rows = append(rows, widgets.PadXY(widgets.Lead(widgets.Badge(tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Nothing found")})), 16, 12))
	} else {
		right = append(right, see)
	}
	cards = append(cards, widgets.Card(widgets.Col(0, widgets.CardHead(say.L("Findings"), say.L("by severity"), right...), widgets.HLine(), widgets.PadXY(widgets.Col(0, rows...), 0, 4))))
	return widgets.Col(12, cards...)
}
