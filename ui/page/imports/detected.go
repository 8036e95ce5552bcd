package imports

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// words are a text that changes in place.
type words struct{ text *canvas.Text }

func newWords(t *canvas.Text) *words { return &words{t} }

// set says something else.
func (w *words) set(s string) {
	if w.text.Text != s {
		w.text.Text = s
		w.text.Refresh()
	}
}

// halfWidth is how wide sentences may be in one of two cards side by side.
const halfWidth = (page.WizardInner-12)/2 - 32

// detected is the second step: what the files are, and how they are read.
func (p *Page) detected() fyne.CanvasObject {
	d := p.vm.Detection()
	var os []fyne.CanvasObject
	if t := page.Trouble(p.vm.Trouble(), p.env, bodyWidth); t != nil {
		os = append(os, t)
	}
	os = append(os, widgets.Fill(12, widgets.Grow(p.format(d)), widgets.Grow(lacks(d))))
	if len(d.Rows) > 0 {
		os = append(os, sample(d))
	}
	if len(d.Raw) > 0 {
		os = append(os, raw(d))
	}
	return widgets.Col(12, os...)
}

// format says what the shown file is, and asks which gateway wrote it.
func (p *Page) format(d vm.DetectionView) fyne.CanvasObject {
	k := theme.Current()
	rows := p.vm.Files()
	var os []fyne.CanvasObject
	if len(rows) > 1 {
		var options []widgets.Option
		for i, r := range rows {
			options = append(options, widgets.Option{ID: strconv.Itoa(i), Label: r.Name, Note: r.Size})
		}
		which := widgets.NewPicker("", options, nil)
		which.Pick(strconv.Itoa(p.vm.ShownFile()))
		which.OnChanged = func(ids []string) {
			if len(ids) == 1 {
				i, _ := strconv.Atoi(ids[0]) // the picker holds numbers only
				p.vm.ShowFile(i)
			}
		}
		os = append(os, widgets.Labelled(say.L("File"), which))
	}
	os = append(os, widgets.Col(2, widgets.Row(10, widgets.Semi(d.Format, theme.Title, k.Text), widgets.Badge(d.Sure), widgets.Flex()),
		widgets.Row(0, widgets.Grow(widgets.Cut(widgets.Text(d.Name+" · "+d.Size, theme.Small, k.Text3))))))
	if d.Doubt != "" {
		os = append(os, page.Note(tone.Warn, "triangle-alert", d.Doubt, halfWidth))
	}
	help := []fyne.CanvasObject{widgets.Para(say.L("Its name, or its audience: requests are judged by the bundles exported for it."), theme.Small, k.Text3, halfWidth)}
	if known := p.vm.Gateways(); len(known) > 0 {
		known = known[:min(3, len(known))]
		row := []fyne.CanvasObject{widgets.Text(say.L("Known:"), theme.Small, k.Text3)}
		for _, g := range known {
			row = append(row, page.CutLink("", g, 88, func() { p.gateway.SetText(g) }))
		}
		help = append(help, widgets.Row(6, append(row, widgets.Flex())...))
	}
	os = append(os, widgets.Labelled(say.L("From the gateway"), p.gateway, help...))
	return widgets.Card(widgets.Col(0, widgets.CardHead(say.L("Format"), say.L("as the first lines look")), widgets.HLine(), widgets.PadXY(widgets.Col(14, os...), 16, 14)))
}

// lacks says what the format does not carry, and what cannot be checked therefore.
func lacks(d vm.DetectionView) fyne.CanvasObject {
	k := theme.Current()
	fg, _ := k.Of(tone.Neutral)
	var os []fyne.CanvasObject
	for _, l := range d.Lacks {
		os = append(os, widgets.Fill(10, widgets.Col(0, widgets.Gap(0, 1), widgets.Icon(theme.Icon("circle-slash", fg), 16)), widgets.Grow(widgets.Col(1, widgets.Medium(l.What, theme.Body, k.Text), widgets.Para(l.Therefore, theme.Small, k.Text2, halfWidth-26)))))
	}
	if len(os) == 0 {
		ok, _ := k.Of(tone.Ok)
		os = append(os, widgets.Row(10, widgets.Icon(theme.Icon("circle-check", ok), 16), widgets.Grow(widgets.Para(say.L("It carries everything that the checks look at."), theme.Body, k.Text2, halfWidth-26))))
	}
	return widgets.Card(widgets.Col(0, widgets.CardHead(say.L("Not in this format"), say.L("cannot be checked")), widgets.HLine(), widgets.PadXY(widgets.Col(12, os...), 16, 14)))
}

// sample shows how the first lines are read.
func sample(d vm.DetectionView) fyne.CanvasObject {
	k := theme.Current()
	cell := func(w float32, o fyne.CanvasObject) fyne.CanvasObject { return widgets.Sized(w, 0, widgets.Lead(o)) }
	head := func(w float32, s string) fyne.CanvasObject { return cell(w, widgets.Medium(s, theme.Small, k.Text3)) }
	os := []fyne.CanvasObject{widgets.Sized(0, theme.HeadHeight, widgets.Stack(widgets.Rect(k.Ground, 0), widgets.PadXY(widgets.Row(12, head(48, say.L("Line")), head(88, say.L("Time")), head(112, say.L("Source")), head(64, say.L("Method")),
		widgets.Grow(widgets.Lead(widgets.Medium(say.L("Path"), theme.Small, k.Text3))), head(72, say.L("Status")), head(140, say.L("Principal"))), 16, 0)))}
	for _, r := range d.Rows {
		os = append(os, widgets.HLine(), widgets.Sized(0, 32, widgets.PadXY(sampleRow(r, cell), 16, 0)))
	}
	var right []fyne.CanvasObject
	if d.Unread > 0 {
		right = append(right, widgets.Badge(tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: say.N(int64(d.Unread), "{{.Count}} line not understood", "{{.Count}} lines not understood")}))
	}
	return widgets.Card(widgets.Col(0, widgets.CardHead(say.L("First rows"), say.L("as Gatehouse reads them"), right...), widgets.HLine(), widgets.Pad(widgets.Col(0, os...), 0, 1, 6, 1)))
}

// sampleRow is one line of the sample.
func sampleRow(r vm.SampleLine, cell func(w float32, o fyne.CanvasObject) fyne.CanvasObject) fyne.CanvasObject {
	k := theme.Current()
	line := cell(48, widgets.Text(r.Line, theme.Small, k.Text3))
	if r.Bad != "" {
		fg, _ := k.Of(tone.Warn)
		return widgets.Row(12, line, widgets.Icon(theme.Icon("triangle-alert", fg), 14), widgets.Grow(widgets.Cut(widgets.Text(say.L("Not understood: {{.Why}}", say.V{"Why": r.Bad}), theme.Small, fg))))
	}
	mono := func(s string, w float32) fyne.CanvasObject {
		return widgets.Tip(widgets.CutTo(widgets.Mono(s, theme.Small-0.5, k.Text2), w), s)
	}
	fg, bg := k.Of(r.MethodTone)
	method := widgets.Sized(56, 20, widgets.Stack(widgets.Rect(bg, theme.RadiusBadge), widgets.Mid(widgets.CutTo(widgets.Mono(r.Method, theme.Caption, fg), 50))))
	return widgets.Row(12, line, cell(88, widgets.Tip(widgets.Text(r.Time, theme.Small, k.Text2), r.TimeTip)), cell(112, mono(r.Source, 112)), cell(64, method),
		widgets.Grow(widgets.Tip(widgets.Cut(widgets.Mono(r.Path, theme.Small-0.5, k.Text)), r.Path)), cell(72, widgets.Badge(r.Status)), cell(140, widgets.Tip(widgets.CutTo(widgets.Text(r.Principal, theme.Small, k.Text2), 140), r.Principal)))
}

// raw shows the first lines as they are, escaped.
func raw(d vm.DetectionView) fyne.CanvasObject {
	k := theme.Current()
	var lines []fyne.CanvasObject
	for _, l := range d.Raw {
		lines = append(lines, widgets.Sized(0, 20, widgets.Tip(widgets.Cut(widgets.Mono(l, theme.Small-0.5, k.Text2)), l)))
	}
	return widgets.Card(widgets.Col(0, widgets.CardHead(say.L("First lines"), say.L("escaped for display")), widgets.HLine(), widgets.PadXY(widgets.Sunken(widgets.PadXY(widgets.Col(0, lines...), 12, 6)), 16, 12)))
}
