package limit

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// nameWidth is the column of the facts' names.
const nameWidth float32 = 92

// drawer says everything about the chosen limit.
func (p *Page) drawer() fyne.CanvasObject {
	f, ok := p.vm.Facts()
	if !ok {
		return nil
	}
	edit := widgets.NewSmallButton(widgets.Secondary, "pencil", say.L("Edit…"), func() { p.Do("limits.edit") })
	edit.SetEnabled(p.Can("limits.edit"))
	remove := widgets.NewSmallButton(widgets.Danger, "trash-2", say.L("Remove…"), func() { p.Do("limits.remove") })
	remove.SetEnabled(p.Can("limits.remove"))
	os := []fyne.CanvasObject{
		widgets.PadXY(widgets.Row(6, edit, remove, widgets.Flex()), 16, 0), widgets.Gap(0, 12),
		widgets.PadXY(widgets.Para(f.Sentence, theme.Body, theme.Current().Text, page.DrawerInner), 16, 0), widgets.Gap(0, 12),
	}
	if f.Status.Tone == tone.Warn {
		os = append(os, widgets.Pad(widgets.Banner(f.Status, say.L("It counts nothing until a route has this path."), page.DrawerInner), 0, 16, 12, 16))
	}
	os = append(os, widgets.HLine(), widgets.Gap(0, 4), widgets.PadXY(p.facts(f), 16, 0), widgets.Gap(0, 4))
	journal := widgets.NewSmallButton(widgets.Link, "arrow-right", say.L("Journal"), func() { p.env.Go(nav.Filtered(nav.Journal, f.Name)) })
	os = append(os, page.Section(say.L("History"), page.Timeline(f.History), journal))
	return page.Drawer(f.Name, f.Status, func() { p.vm.Choose("") }, p.scroll.Scroll(f.ID, widgets.Col(0, os...)))
}

// facts are the limit's own; the API leads to its page.
func (p *Page) facts(f vm.LimitFacts) fyne.CanvasObject {
	if f.API == "" {
		return widgets.Col(0, widgets.FactText(say.L("API"), nameWidth, say.L("every API")), page.Facts(f.Facts, nameWidth))
	}
	api := page.CutLink("", f.APIName, page.DrawerInner-nameWidth, func() { p.env.Go(nav.API(f.API)) })
	return widgets.Col(0, widgets.Fact(say.L("API"), nameWidth, api), page.Facts(f.Facts, nameWidth))
}
