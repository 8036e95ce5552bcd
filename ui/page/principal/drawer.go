package principal

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
	someMore  int     = 10 // grants that a drawer lists at a time
)

// drawer says everything about the chosen principal.
func (p *Page) drawer() fyne.CanvasObject {
	f, ok := p.vm.Facts()
	if !ok {
		return nil
	}
	if p.about != f.ID {
		p.about, p.listed = f.ID, someMore
	}
	journal := widgets.NewSmallButton(widgets.Link, "arrow-right", say.L("Journal"), func() { p.env.Go(nav.Filtered(nav.Journal, f.Name)) })
	body := widgets.Col(0, widgets.PadXY(p.buttons(f), 16, 0), widgets.Gap(0, 12), widgets.HLine(), widgets.Gap(0, 4), widgets.PadXY(page.Facts(f.Facts, nameWidth), 16, 0), widgets.Gap(0, 4),
		p.keys(f), p.otp(), p.roles(f), p.access(f), page.Section(say.L("History"), page.Timeline(f.History), journal))
	return page.Drawer(f.Name, f.Status, func() { p.vm.Choose("") }, p.scroll.Scroll(f.ID, body))
}

// buttons are what one does with a principal most often; the others are in its menu.
func (p *Page) buttons(f vm.PrincipalFacts) fyne.CanvasObject {
	edit := widgets.NewSmallButton(widgets.Secondary, "pencil", say.L("Edit…"), func() { p.Do("principals.edit") })
	edit.SetEnabled(p.Can("principals.edit"))
	single := func(id string) func() {
		return func() {
			p.vm.ClearSelection()
			p.Do(id)
		}
	}
	id := "principals.disable"
	turn := widgets.NewSmallButton(widgets.Danger, "ban", say.L("Disable…"), single(id))
	if f.Disabled {
		id = "principals.enable"
		turn = widgets.NewSmallButton(widgets.Secondary, "check", say.L("Enable"), single(id))
	}
	turn.SetEnabled(p.env.Permitted(id))
	return widgets.Row(6, edit, turn, widgets.Flex())
}

// keys are the first API keys of the principal, what ends first at the top.
func (p *Page) keys(f vm.PrincipalFacts) fyne.CanvasObject {
	k := theme.Current()
	add := widgets.NewSmallButton(widgets.Secondary, "plus", say.L("New API key…"), func() {
		p.vm.ClearSelection()
		p.Do("principals.key")
	})
	add.SetEnabled(p.Can("principals.key"))
	if f.AllKeys == 0 {
		return page.Section(say.L("API keys"), page.Nothing(say.L("None yet, so it cannot call anything that needs a grant.")), add)
	}
	var os []fyne.CanvasObject
	for _, x := range f.Keys {
		mark := widgets.Badge(x.Status)
		name := page.CutLink("", x.Name, page.DrawerInner-mark.MinSize().Width-8, func() { p.env.Go(nav.Key(x.ID)) })
		os = append(os, widgets.Col(0, widgets.Sized(0, theme.SmallHeight, widgets.Row(8, name, widgets.Flex(), mark)),
			widgets.Pad(widgets.Mono(x.Prefix, theme.Caption, k.Text3), 0, 0, 4, 4)))
	}
	all := widgets.NewSmallButton(widgets.Link, "arrow-right", say.N(int64(f.AllKeys), "Show {{.Count}} key", "All {{.Count}} keys"), func() { p.env.Go(nav.Filtered(nav.Keys, vm.Term("principal", f.Name))) })
	os = append(os, widgets.Lead(all))
	return page.Section(say.L("API keys"), widgets.Col(0, os...), add)
}

// roles are the principal's roles, each with the way to take it away.
func (p *Page) roles(f vm.PrincipalFacts) fyne.CanvasObject {
	add := widgets.NewSmallButton(widgets.Secondary, "plus", say.L("Add role…"), func() {
		p.vm.ClearSelection()
		p.Do("principals.role")
	})
	add.SetEnabled(p.Can("principals.role"))
	if len(f.Roles) == 0 {
		return page.Section(say.L("Roles"), page.Nothing(say.L("None, so only public routes answer it.")), add)
	}
	k := theme.Current()
	var os []fyne.CanvasObject
	for _, l := range f.Roles {
		note := widgets.Text(l.Note, theme.Small, k.Text3)
		drop := widgets.NewIconButton(widgets.Ghost, "x", say.L("Take “{{.Role}}” away", say.V{"Role": l.Label}), func() { p.vm.DropRole(l.ID, p.env.Done) })
		drop.SetEnabled(p.Can("principals.role"))
		name := page.CutLink("shield-check", l.Label, page.DrawerInner-note.MinSize().Width-drop.MinSize().Width-18, func() { p.env.Go(nav.Role(l.ID)) })
		os = append(os, widgets.Sized(0, theme.SmallHeight, widgets.Row(6, name, widgets.Flex(), note, drop)))
	}
	return page.Section(say.L("Roles"), widgets.Col(0, os...), add)
}

// access says in words what the roles open together, and then every route with the reason.
func (p *Page) access(f vm.PrincipalFacts) fyne.CanvasObject {
	if len(f.Access) == 0 {
		return page.Section(say.L("Effective access"), page.Nothing(say.L("Its roles open nothing.")))
	}
	k := theme.Current()
	var os []fyne.CanvasObject
	if f.Blocked != "" {
		os = append(os, widgets.Banner(tone.Mark{Tone: tone.Neutral, Icon: "info", Word: f.Blocked}, "", page.DrawerInner), widgets.Gap(0, 2))
	}
	os = append(os, page.ReachLines(f.Access, func(api string) { p.env.Go(nav.API(api)) }), widgets.Gap(0, 4),
		widgets.Text(say.L("Every route, and why"), theme.Small, k.Text3))
	if !f.Asked {
		os = append(os, page.Nothing(say.L("Asking …")))
	}
	n := min(p.listed, len(f.May))
	for _, l := range f.May[:n] {
		os = append(os, mayLine(l))
	}
	os = append(os, page.More(n, len(f.May), func() {
		p.listed += someMore * 5
		p.Render()
	}))
	return page.Section(say.L("Effective access"), widgets.Col(2, os...))
}

// mayLine is a route that the principal may call: its path, the methods, and the chain of roles and grant.
func mayLine(l vm.MayLine) fyne.CanvasObject {
	k := theme.Current()
	os := []fyne.CanvasObject{
		widgets.Sized(0, theme.SmallHeight, widgets.Row(8, page.MethodTags(l.Methods, 130), widgets.Grow(widgets.Tip(widgets.Cut(widgets.Mono(l.Path, theme.Small, k.Text)), l.Path)))),
		widgets.Row(0, widgets.Grow(widgets.Tip(widgets.Cut(widgets.Text(l.Why, theme.Small, k.Text3)), l.Why))),
	}
	if !l.Mark.IsZero() {
		os = append(os, widgets.Gap(0, 3), widgets.Lead(widgets.Badge(l.Mark)))
	}
	return widgets.Col(0, append(os, widgets.Gap(0, 4))...)
}
