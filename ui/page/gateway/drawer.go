package gateway

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

// drawer says everything about the chosen gateway.
func (p *Page) drawer() fyne.CanvasObject {
	f, ok := p.vm.Facts()
	if !ok {
		return nil
	}
	k := theme.Current()
	act := func(kind widgets.Kind, id, icon, label string) fyne.CanvasObject {
		b := widgets.NewSmallButton(kind, icon, label, func() { p.Do(id) })
		b.SetEnabled(p.Can(id))
		return b
	}
	os := []fyne.CanvasObject{
		widgets.PadXY(widgets.Row(6, act(widgets.Secondary, "gateways.edit", "pencil", say.L("Edit…")), act(widgets.Secondary, "gateways.floor", "arrow-up", say.L("Floor…")), act(widgets.Danger, "gateways.remove", "trash-2", say.L("Remove…")), widgets.Flex()), 16, 0),
		widgets.Gap(0, 12),
	}
	if f.Status.Tone == tone.Danger || f.Status.Tone == tone.Warn {
		os = append(os, widgets.Pad(widgets.Banner(f.Status, f.Words, page.DrawerInner), 0, 16, 12, 16))
	} else {
		os = append(os, widgets.PadXY(widgets.Para(f.Words, theme.Body, k.Text, page.DrawerInner), 16, 0), widgets.Gap(0, 12))
	}
	os = append(os, widgets.HLine(), widgets.Gap(0, 4), widgets.PadXY(page.Facts(f.Facts, nameWidth), 16, 0), widgets.Gap(0, 4))
	os = append(os, page.Section(say.L("Trusted proxies"), proxies(f)))
	if f.Notes != "" {
		os = append(os, page.Section(say.L("Notes"), widgets.Para(f.Notes, theme.Small, k.Text2, page.DrawerInner)))
	}
	bundles := widgets.NewSmallButton(widgets.Link, "arrow-right", say.L("Bundles"), func() { p.env.Go(nav.Bundles) })
	os = append(os, page.Section(say.L("Exports for it"), exports(f), bundles))
	logs := widgets.NewSmallButton(widgets.Link, "arrow-right", say.L("Imports"), func() { p.env.Go(nav.Imports) })
	os = append(os, page.Section(say.L("Its logs"), widgets.Text(say.N(int64(f.Logs), "{{.Count}} import", "{{.Count}} imports"), theme.Small, k.Text2), logs))
	journal := widgets.NewSmallButton(widgets.Link, "arrow-right", say.L("Journal"), func() { p.env.Go(nav.Filtered(nav.Journal, f.Name)) })
	os = append(os, page.Section(say.L("History"), page.Timeline(f.History), journal))
	return page.Drawer(f.Name, f.Status, func() { p.vm.Choose("") }, p.scroll.Scroll(f.ID, widgets.Col(0, os...)))
}

// proxies lists whose word counts about a caller's address.
func proxies(f vm.GatewayFacts) fyne.CanvasObject {
	k := theme.Current()
	if len(f.Proxies) == 0 {
		return widgets.Para(say.L("None: the address of the connection is the caller's."), theme.Small, k.Text3, page.DrawerInner)
	}
	return widgets.Col(6, widgets.Row(0, page.Tags(f.Proxies, page.DrawerInner), widgets.Flex()), widgets.Para(say.L("Their X-Forwarded-For counts, nobody else's."), theme.Small, k.Text3, page.DrawerInner))
}

// exports lists the newest bundles for the gateway.
func exports(f vm.GatewayFacts) fyne.CanvasObject {
	if len(f.Exports) == 0 {
		return page.Nothing(say.L("Nothing was exported for it."))
	}
	return page.Facts(f.Exports, nameWidth)
}
