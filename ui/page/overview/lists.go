package overview

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/nav"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/widgets"
)

// steps is the way from an empty vault to a first review.
func (p *Page) steps() fyne.CanvasObject {
	k := theme.Current()
	note := say.N(int64(p.vm.StepsLeft()), "{{.Count}} step left", "{{.Count}} steps left")
	os := []fyne.CanvasObject{widgets.CardHead(say.L("First steps"), note), widgets.HLine(), widgets.Gap(0, 4)}
	next := true
	for i, s := range p.vm.Steps() {
		fg, bg, icon, words := k.Text3, k.NeutralSoft, "circle-dashed", k.Text
		if s.Done {
			fg, bg = k.Of(tone.Ok)
			icon, words = "check", k.Text2
		}
		run := func() { p.env.Run(s.Command) }
		var action fyne.CanvasObject = widgets.Text(say.L("Done"), theme.Small, k.Text3)
		if !s.Done && next {
			next = false
			fg, bg = k.Of(tone.Accent)
			icon = "arrow-right"
			action = widgets.NewSmallButton(widgets.Primary, "", say.L("Start"), run)
		} else if !s.Done {
			action = widgets.NewSmallButton(widgets.Secondary, "", say.L("Open"), func() { p.env.Go(nav.Route{Page: s.Page}) })
		}
		mark := widgets.Sized(24, 24, widgets.Stack(widgets.Rect(bg, 12), widgets.Mid(widgets.Icon(theme.Icon(icon, fg), 14))))
		line := widgets.Row(14, mark, widgets.Grow(widgets.Col(1, widgets.Medium(s.Title, theme.Body, words), widgets.Text(s.Why, theme.Small, k.Text3))), action)
		if i > 0 {
			os = append(os, widgets.PadXY(widgets.HLine(), 16, 0))
		}
		os = append(os, widgets.Sized(0, 50, widgets.PadXY(line, 16, 0)))
	}
	return card(widgets.Col(0, append(os, widgets.Gap(0, 4))...))
}

// weak lists what is weak in the vault, worst first; each line leads to where it is mended.
func (p *Page) weak() fyne.CanvasObject {
	k := theme.Current()
	all := widgets.NewSmallButton(widgets.Link, "arrow-right", say.L("All {{.Count}}", say.V{"Count": say.Count(int64(p.vm.WeakCount()))}), func() { p.env.Go(nav.Posture) })
	os := []fyne.CanvasObject{widgets.CardHead(say.L("Posture"), p.vm.WeakNote(), more(p.vm.WeakCount() > 0, all)...), widgets.HLine()}
	rows := p.vm.WeakSpots()
	for i, w := range rows {
		fix := widgets.Row(4, widgets.Medium(say.L("Fix"), theme.Small, k.AccentText), widgets.Icon(theme.Icon("arrow-right", k.AccentText), 12))
		line := widgets.Row(10, widgets.Sized(76, 0, widgets.Row(0, widgets.Badge(w.Severity), widgets.Flex())), widgets.Grow(widgets.Tip(widgets.Cut(widgets.Text(w.Title, theme.Body, k.Text)), w.Title+"\n"+w.Tip)),
			widgets.Text(w.Count, theme.Small, k.Text3), fix)
		if i > 0 {
			os = append(os, widgets.PadXY(widgets.HLine(), 16, 0))
		}
		os = append(os, widgets.NewTappable(widgets.Sized(0, theme.RowHeight-1, widgets.PadXY(line, 16, 0)), 0, func() { p.env.Go(w.Fix) }))
	}
	if len(rows) == 0 {
		os = append(os, quiet("shield-check", say.L("Nothing is weak in this vault.")))
	}
	return card(widgets.Col(0, append(os, widgets.Gap(0, 4))...))
}

// ending lists the keys that end first; each leads to its key.
func (p *Page) ending() fyne.CanvasObject {
	k := theme.Current()
	all := widgets.NewSmallButton(widgets.Link, "arrow-right", say.L("All {{.Count}}", say.V{"Count": say.Count(int64(p.vm.EndingCount()))}), func() { p.env.Go(nav.Filtered(nav.Keys, "is:expiring")) })
	os := []fyne.CanvasObject{widgets.CardHead(say.L("Expiring keys"), say.L("next 30 days"), more(p.vm.EndingCount() > 0, all)...), widgets.HLine()}
	rows := p.vm.Ending()
	for i, e := range rows {
		line := widgets.Row(12, widgets.Share(5, widgets.Cut(widgets.Medium(e.Name, theme.Body, k.Text))), widgets.Sized(118, 0, widgets.Cut(widgets.Mono(e.Prefix, theme.Small-0.5, k.Text2))),
			widgets.Share(4, widgets.Cut(widgets.Text(e.Who, theme.Small, k.Text3))), widgets.Tip(widgets.Badge(e.Left), e.Tip))
		if i > 0 {
			os = append(os, widgets.PadXY(widgets.HLine(), 16, 0))
		}
		os = append(os, widgets.NewTappable(widgets.Sized(0, theme.RowHeight-1, widgets.PadXY(line, 16, 0)), 0, func() { p.env.Go(nav.Key(e.ID)) }))
	}
	if len(rows) == 0 {
		os = append(os, quiet("key-round", say.L("No key ends in the next 30 days.")))
	}
	return card(widgets.Col(0, append(os, widgets.Gap(0, 4))...))
}

// more is the link at the end of a card's head, if there is more to see.
func more(some bool, link fyne.CanvasObject) []fyne.CanvasObject {
	if !some {
		return nil
	}
	return []fyne.CanvasObject{link}
}

// journal lists what happened last.
func (p *Page) journal() fyne.CanvasObject {
	k := theme.Current()
	open := widgets.NewSmallButton(widgets.Link, "arrow-right", say.L("Open"), func() { p.env.Go(nav.Journal) })
	os := []fyne.CanvasObject{widgets.CardHead(say.L("Journal"), p.vm.Entries(), open), widgets.HLine()}
	rows := p.vm.Recent()
	for i, e := range rows {
		line := widgets.Row(12, widgets.Icon(theme.Icon(e.Icon, k.Text3), 16), widgets.Grow(widgets.Cut(widgets.Text(e.Text, theme.Body, k.Text))), widgets.Tip(widgets.Text(e.When, theme.Small, k.Text3), e.Tip))
		if i > 0 {
			os = append(os, widgets.PadXY(widgets.HLine(), 16, 0))
		}
		os = append(os, widgets.Sized(0, theme.RowHeight-1, widgets.PadXY(line, 16, 0)))
	}
	if len(rows) == 0 {
		os = append(os, quiet("scroll-text", say.L("Nothing was written yet.")))
	}
	return card(widgets.Col(0, append(os, widgets.Gap(0, 4))...))
}

// quiet is what a card says that has nothing to list.
func quiet(icon, line string) fyne.CanvasObject {
	k := theme.Current()
	return widgets.Sized(0, 108, widgets.Mid(widgets.Row(10, widgets.Icon(theme.Icon(icon, k.Text3), 16), widgets.Text(line, theme.Small, k.Text2))))
}
