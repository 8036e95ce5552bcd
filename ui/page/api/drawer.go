package api

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

const (
	nameWidth float32 = 92 // the column of the facts' names
	someMore  int     = 20 // routes that a drawer lists at a time
)

// drawer says everything about the chosen API.
func (p *Page) drawer() fyne.CanvasObject {
	if r, ok := p.vm.RouteFacts(); ok {
		return p.routeDrawer(r)
	}
	f, ok := p.vm.Facts()
	if !ok {
		return nil
	}
	if p.about != f.ID {
		p.about, p.listed = f.ID, someMore
	}
	os := []fyne.CanvasObject{widgets.PadXY(p.buttons(), 16, 0), widgets.Gap(0, 12)}
	if f.Warning != "" {
		os = append(os, widgets.Pad(widgets.Banner(tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: say.L("Public writing")}, f.Warning, page.DrawerInner), 0, 16, 12, 16))
	}
	os = append(os, widgets.HLine(), widgets.Gap(0, 4), widgets.PadXY(page.Facts(f.Facts, nameWidth), 16, 0), widgets.Gap(0, 4), p.routes(f), p.roles(f), p.limits(f.Limits, say.L("None: as many requests as the gateway can take.")),
		page.Section(say.L("History"), page.Timeline(f.History), p.journal(f)))
	return page.Drawer(f.Name, f.Access, func() { p.vm.Choose("") }, p.scroll.Scroll(f.ID, widgets.Col(0, os...)))
}

func (p *Page) journal(f vm.APIFacts) fyne.CanvasObject {
	return widgets.NewSmallButton(widgets.Link, "arrow-right", say.L("Journal"), func() { p.env.Go(nav.Filtered(nav.Journal, f.Name)) })
}

// buttons are what one does with an API most often.
func (p *Page) buttons() fyne.CanvasObject {
	edit := widgets.NewSmallButton(widgets.Secondary, "pencil", say.L("Edit…"), func() { p.Do("apis.edit") })
	edit.SetEnabled(p.Can("apis.edit"))
	remove := widgets.NewSmallButton(widgets.Danger, "trash-2", say.L("Remove…"), func() { p.Do("apis.remove") })
	remove.SetEnabled(p.Can("apis.remove"))
	return widgets.Row(6, edit, remove, widgets.Flex())
}

// routes are the API's routes, with what can be done with each.
func (p *Page) routes(f vm.APIFacts) fyne.CanvasObject {
	add := widgets.NewSmallButton(widgets.Secondary, "plus", say.L("Add route…"), func() { p.Do("apis.route") })
	add.SetEnabled(p.Can("apis.route"))
	n := int64(len(f.Routes))
	title := say.N(n, "{{.Count}} route", "{{.Count}} routes")
	if n == 0 {
		return page.Section(say.L("Routes"), page.Nothing(say.L("None yet. Without routes every request is answered with 404.")), add)
	}
	var os []fyne.CanvasObject
	for _, r := range f.Routes[:min(p.listed, len(f.Routes))] {
		os = append(os, p.routeLine(r))
	}
	os = append(os, page.More(len(os), len(f.Routes), p.listMore))
	return page.Section(title, widgets.Col(2, os...), add)
}

// routeLine is one route: its path and buttons, and below its methods and who may call it.
func (p *Page) routeLine(r vm.RouteRow) fyne.CanvasObject {
	k := theme.Current()
	edit := widgets.NewIconButton(widgets.Ghost, "pencil", say.L("Edit route {{.Path}}", say.V{"Path": r.Path}), func() { p.editRoute(r.ID) })
	edit.SetEnabled(p.env.Permitted("apis.route.path"))
	remove := widgets.NewIconButton(widgets.Ghost, "trash-2", say.L("Remove route {{.Path}}", say.V{"Path": r.Path}), func() { p.removeRoute(r.ID) })
	remove.SetEnabled(p.env.Permitted("apis.route.remove"))
	path := widgets.NewTappable(widgets.Tip(widgets.Cut(widgets.Mono(r.Path, theme.Small, k.AccentText)), r.Path), theme.RadiusBadge, func() { p.vm.ShowRoute(r.ID) })
	mark := widgets.Badge(r.Access)
	return widgets.Col(0, widgets.Sized(0, theme.SmallHeight, widgets.Row(2, widgets.Grow(path), edit, remove)),
		widgets.Row(8, page.MethodTags(r.Methods, page.DrawerInner-mark.MinSize().Width-8), widgets.Flex(), mark), widgets.Gap(0, 6))
}

// roles are who reaches the API.
func (p *Page) roles(f vm.APIFacts) fyne.CanvasObject {
	if len(f.Roles) == 0 {
		return page.Section(say.L("Roles that reach it"), page.Nothing(say.L("No role grants anything of it, so only its public routes can be called.")))
	}
	var os []fyne.CanvasObject
	for _, l := range f.Roles[:min(p.listed, len(f.Roles))] {
		os = append(os, page.LinkLine(l, "shield-check", func() { p.env.Go(nav.Role(l.ID)) }))
	}
	var right []fyne.CanvasObject
	if len(os) > 1 {
		right = append(right, widgets.NewSmallButton(widgets.Link, "arrow-right", say.N(int64(len(f.Roles)), "All {{.Count}}", "All {{.Count}}"), func() { p.env.Go(nav.Filtered(nav.Roles, vm.Term("api", f.Name))) }))
	}
	return page.Section(say.L("Roles that reach it"), widgets.Col(0, os...), right...)
}

// limits are the rate limits that count, or a sentence that none does; each leads to its page, and a
// new one begins as one on what the drawer is about.
func (p *Page) limits(limits []vm.Link, none string) fyne.CanvasObject {
	var os []fyne.CanvasObject
	for _, l := range limits[:min(p.listed, len(limits))] {
		os = append(os, page.LinkLine(l, "timer", func() { p.env.Go(nav.Limit(l.ID)) }))
	}
	os = append(os, page.More(len(os), len(limits), p.listMore))
	if len(limits) == 0 {
		os = append(os, page.Nothing(none))
	}
	add := widgets.NewSmallButton(widgets.Secondary, "plus", say.L("Add limit…"), func() { p.env.Begin(nav.Limits, p.vm.NewLimit()) })
	add.SetEnabled(p.env.Permitted("limits.new"))
	return page.Section(say.L("Rate limits"), widgets.Col(2, os...), add)
}

// listMore lists more of what a drawer cut short.
func (p *Page) listMore() {
	p.listed += someMore * 5
	p.Render()
}
