package finding

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// nameWidth is the column of the facts' names.
const nameWidth float32 = 84

// evidence lists the lines, with the place of each.
func (p *Page) evidence(d vm.FindingDetail) fyne.CanvasObject {
	k := theme.Current()
	top := widgets.Sized(0, 32, widgets.PadXY(widgets.Row(8, widgets.Semi(say.L("Evidence"), theme.Body, k.Text), widgets.Text(d.Shown, theme.Small, k.Text3), widgets.Flex()), 16, 0))
	if len(d.Evidence) == 0 {
		return widgets.Col(0, top, widgets.PadXY(widgets.Row(0, widgets.Grow(widgets.Cut(widgets.Text(say.L("This finding rests on numbers, not on single lines."), theme.Small, k.Text2)))), 16, 0))
	}
	lines := make([]fyne.CanvasObject, 0, len(d.Evidence)+1)
	for i, e := range d.Evidence {
		lines = append(lines, p.line(i, e))
	}
	lines = append(lines, widgets.Gap(0, 8))
	return widgets.Col(0, top, widgets.Grow(container.NewVScroll(widgets.PadXY(widgets.Col(8, lines...), 16, 0))))
}

// line is one line of evidence: its text, escaped, and where it stands.
func (p *Page) line(i int, e vm.EvidenceLine) fyne.CanvasObject {
	k := theme.Current()
	place := []fyne.CanvasObject{widgets.Icon(theme.Icon("file-text", k.Text3), 12), widgets.Tip(widgets.CutTo(widgets.Text(e.Place, theme.Caption, k.Text3), 330), e.Place)}
	if e.SHA256 != "" {
		place = append(place, widgets.Gap(6, 0), widgets.Icon(theme.Icon("hash", k.Text3), 12), widgets.Grow(widgets.Tip(widgets.Cut(widgets.Mono("sha256 "+e.SHA256, theme.Caption-0.5, k.Text3)), e.SHA256)))
	} else {
		place = append(place, widgets.Flex())
	}
	copyIt := widgets.NewIconButton(widgets.Ghost, "copy", say.L("Copy the line with its place"), func() { p.env.CopyText(e.Copy) })
	copyIt.Height = 20
	place = append(place, copyIt)
	number := widgets.Badge(tone.Mark{Tone: tone.Neutral, Word: strconv.Itoa(i + 1)})
	return widgets.Sunken(widgets.PadXY(widgets.Fill(8, widgets.Col(0, widgets.Gap(0, 2), number), widgets.Grow(widgets.Col(2, widgets.NewLogText(e.Text), widgets.Row(4, place...)))), 10, 6))
}

// side says what was seen, what policy says, what it is about, and what was decided.
func (p *Page) side(d vm.FindingDetail) fyne.CanvasObject {
	k := theme.Current()
	width := rightWidth - 33
	os := []fyne.CanvasObject{widgets.Gap(0, 10)}
	section := func(title string) {
		if len(os) > 1 {
			os = append(os, widgets.Gap(0, 10))
		}
		os = append(os, widgets.Semi(title, theme.Body, k.Text), widgets.Gap(0, 6))
	}
	if d.Why != "" {
		section(say.L("What was seen"))
		os = append(os, widgets.Para(d.Why, theme.Small, k.Text2, width))
	}
	if !d.Policy.IsZero() {
		os = append(os, widgets.Gap(0, 10))
		os = append(os, policyLine(d, width)...)
	}
	section(say.L("About"))
	os = append(os, p.links(d)...)
	for _, f := range d.Facts {
		tip := f.Tip
		if tip == "" {
			tip = f.Value
		}
		os = append(os, short(f.Name, widgets.Tip(widgets.CutTo(widgets.Text(f.Value, theme.Small, k.Text), width-nameWidth), tip)))
	}
	section(say.L("Decision"))
	state := []fyne.CanvasObject{widgets.Badge(d.Status)}
	if d.Until != "" {
		state = append(state, widgets.Text(d.Until, theme.Small, k.Text2))
	}
	os = append(os, widgets.Row(8, append(state, widgets.Flex())...))
	if d.Note != "" {
		os = append(os, widgets.Gap(0, 6), widgets.Para(d.Note, theme.Small, k.Text2, width))
	}
	if len(d.History) > 0 {
		section(say.L("History"))
		os = append(os, page.Timeline(d.History))
	}
	return container.NewVScroll(widgets.PadXY(widgets.Col(0, append(os, widgets.Gap(0, 12))...), 16, 0))
}

// policyLine is what policy says and what the gateway did; side by side where that fits.
func policyLine(d vm.FindingDetail, width float32) []fyne.CanvasObject {
	k := theme.Current()
	a, b := widgets.Badge(d.Policy), widgets.Badge(d.Gateway)
	arrow := widgets.Icon(theme.Icon("arrow-right", k.Text3), 14)
	if a.MinSize().Width+b.MinSize().Width+30 <= width {
		return []fyne.CanvasObject{widgets.Row(8, a, arrow, b, widgets.Flex())}
	}
	return []fyne.CanvasObject{widgets.Lead(a), widgets.Gap(0, 4), widgets.Row(8, arrow, b, widgets.Flex())}
}

// links lead to the principal, the key and the route.
func (p *Page) links(d vm.FindingDetail) []fyne.CanvasObject {
	k := theme.Current()
	var os []fyne.CanvasObject
	add := func(name string, l vm.Link, to nav.Route) {
		switch {
		case l.Label == "":
		case l.ID == "":
			os = append(os, short(name, widgets.Tip(widgets.CutTo(widgets.Text(l.Label, theme.Small, k.Text), rightWidth-33-nameWidth), l.Label)))
		default:
			os = append(os, short(name, p.link(l.Label, to)))
		}
	}
	add(say.L("Principal"), d.Principal, nav.Principal(d.Principal.ID))
	add(say.L("API key"), d.Key, nav.Key(d.Key.ID))
	add(say.L("Route"), vm.Link{ID: d.Route, Label: d.Route}, nav.Filtered(nav.APIs, d.Route))
	return os
}

// short is a fact of less height than in a drawer.
func short(name string, o fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Sized(0, 24, widgets.Row(0, widgets.Sized(nameWidth, 0, widgets.Text(name, theme.Small, theme.Current().Text3)), widgets.Grow(widgets.Lead(o))))
}
