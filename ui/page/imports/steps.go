package imports

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"gatehouse/ui/nav"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// cardWidth is what sentences in the card may take.
const cardWidth float32 = 980

// choose is the first step: which file.
func (p *Page) choose() fyne.CanvasObject {
	browse := widgets.NewButton(widgets.Secondary, "folder-open", "Choose…", func() {
		p.env.PickFile(func(path string) {
			p.path.SetText(path)
			p.vm.Select(path)
		})
	})
	look := widgets.NewButton(widgets.Primary, "search", "Look at it", func() { p.vm.Select(vm.Expand(p.path.Text)) })
	os := []fyne.CanvasObject{
		widgets.CardHead("Import a log", "nginx and Apache combined, Apache common, nginx JSON lines"), widgets.HLine(),
		widgets.PadXY(widgets.Row(8, widgets.Grow(p.path), browse, look), 16, 14),
	}
	if t := p.vm.Trouble(); t.Title != "" {
		m := tone.Mark{Tone: tone.Danger, Icon: "circle-alert", Word: t.Title}
		more := "Nothing was stored. " + t.Detail
		if t.Title == "Stopped" {
			m.Tone, m.Icon, more = tone.Neutral, "circle-slash", t.Detail
		}
		os = append(os, widgets.Pad(widgets.Banner(m, more, cardWidth), 0, 16, 14, 16))
	}
	return widgets.Col(0, os...)
}

// detecting is the moment while the head of the file is read.
func (p *Page) detecting() fyne.CanvasObject {
	return widgets.Col(0, widgets.CardHead("Reading the first lines of", vm.Tilde(p.vm.Path())), widgets.HLine(), widgets.PadXY(widgets.Text("…", theme.Body, theme.Current().Text3), 16, 14))
}

// detected says what the file is and offers to import it.
func (p *Page) detected() fyne.CanvasObject {
	k := theme.Current()
	format, size, sure, sample := p.vm.Detection()
	other := widgets.NewButton(widgets.Ghost, "", "Another file", p.New)
	begin := widgets.NewButton(widgets.Primary, "inbox", "Import and review", func() { p.vm.Begin(p.gateway.Text) })
	var lines []fyne.CanvasObject
	for _, l := range sample {
		lines = append(lines, widgets.Sized(0, 20, widgets.Cut(widgets.Mono(l, theme.Small-0.5, k.Text2))))
	}
	left := widgets.Col(4,
		widgets.Row(8, widgets.Semi(format, theme.Section, k.Text), widgets.Badge(sure), widgets.Text(size, theme.Small, k.Text3), widgets.Flex()),
		widgets.Row(0, widgets.Grow(widgets.Cut(widgets.Text(vm.Tilde(p.vm.Path()), theme.Small, k.Text3)))))
	right := widgets.Row(8, widgets.Text("From the gateway", theme.Small, k.Text3), widgets.Sized(150, 0, p.gateway), other, begin)
	return widgets.Col(0,
		widgets.PadXY(widgets.Row(16, widgets.Grow(left), right), 16, 12), widgets.HLine(),
		widgets.PadXY(widgets.Col(6, widgets.Text("First lines, escaped for display", theme.Caption, k.Text3), widgets.Sunken(widgets.PadXY(widgets.Col(0, lines...), 12, 6))), 16, 12))
}

// running are the words that change while an import runs.
type running struct{ percent, amount, rate, label *canvas.Text }

// importing is the running import, with the way to stop it.
func (p *Page) importing() fyne.CanvasObject {
	k := theme.Current()
	p.words = running{widgets.Semi("", theme.Number, k.Text), widgets.Text("", theme.Small, k.Text2), widgets.Text("", theme.Small, k.Text3), widgets.Text("", theme.Small, k.Text2)}
	stop := widgets.NewButton(widgets.Secondary, "x", "Stop and undo", p.vm.Cancel)
	numbers := widgets.Row(10, widgets.Sized(76, 0, widgets.Lead(p.words.percent)), widgets.Col(0, p.words.amount, p.words.rate))
	body := widgets.PadXY(widgets.Row(28, widgets.Sized(320, 0, widgets.Col(6, numbers, p.bar)), widgets.VLineH(44), widgets.Grow(widgets.Col(2,
		p.words.label, widgets.Text("You can leave this page; the status bar keeps counting.", theme.Small, k.Text3))), stop), 16, 14)
	p.renderRunning()
	return widgets.Col(0, widgets.CardHead("Importing", vm.Tilde(p.vm.Path())), widgets.HLine(), body)
}

// renderRunning takes over the numbers of the running import.
func (p *Page) renderRunning() {
	r, ok := p.vm.Running()
	if !ok {
		return
	}
	p.words.percent.Text, p.words.amount.Text, p.words.rate.Text, p.words.label.Text = r.Percent, r.Amount, r.Rate, r.Label
	if r.Percent == "" {
		p.words.percent.Text = "…"
	}
	if r.Stopping {
		p.words.label.Text = "Stopping; nothing is kept"
	}
	p.bar.SetValue(max(0, r.Fraction))
	p.card.Refresh()
}

// done is the summary.
func (p *Page) done() fyne.CanvasObject {
	k := theme.Current()
	s := p.vm.Result()
	another := widgets.NewSmallButton(widgets.Secondary, "inbox", "Import another", p.New)
	see := widgets.NewSmallButton(widgets.Primary, "search-alert", "See the findings", func() { p.env.Go(nav.Findings) })
	var os []fyne.CanvasObject
	for _, n := range s.Numbers {
		os = append(os, widgets.Col(1, widgets.Semi(n[0], theme.Title, k.Text), widgets.Text(n[1], theme.Small, k.Text3)))
	}
	os = append(os, widgets.VLineH(36))
	if len(s.Findings) == 0 {
		os = append(os, widgets.Badge(tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: "Nothing found"}))
	}
	var marks []fyne.CanvasObject
	for _, m := range s.Findings {
		marks = append(marks, widgets.Badge(m))
	}
	os = append(os, widgets.Row(6, marks...), widgets.Flex())
	return widgets.Col(0, widgets.CardHead(s.Title, "", another, see), widgets.HLine(), widgets.PadXY(widgets.Row(28, os...), 16, 14))
}
