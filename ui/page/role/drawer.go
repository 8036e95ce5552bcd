package role

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// someMore is how many grants a drawer lists at a time.
const someMore = 20

// drawer says everything about the chosen role.
func (p *Page) drawer() fyne.CanvasObject {
	f, ok := p.vm.Facts()
	if !ok {
		return nil
	}
	if p.about != f.ID {
		p.about, p.listed = f.ID, someMore
	}
	rename := widgets.NewSmallButton(widgets.Secondary, "pencil", say.L("Rename…"), func() { p.Do("roles.rename") })
	rename.SetEnabled(p.Can("roles.rename"))
	remove := widgets.NewSmallButton(widgets.Danger, "trash-2", say.L("Remove…"), func() { p.Do("roles.remove") })
	remove.SetEnabled(p.Can("roles.remove"))
	journal := widgets.NewSmallButton(widgets.Link, "arrow-right", say.L("Journal"), func() { p.env.Go(nav.Filtered(nav.Journal, f.Name)) })
	created := widgets.PadXY(page.Facts([]vm.Pair{f.Created}, 92), 16, 0)
	body := widgets.Col(0, widgets.PadXY(widgets.Row(6, rename, remove, widgets.Flex()), 16, 0), widgets.Gap(0, 8), created, widgets.Gap(0, 4),
		p.reach(f), p.grants(f), p.inherits(f), p.apart(f), p.holders(f), page.Section(say.L("History"), page.Timeline(f.History), journal))
	return page.Drawer(f.Name, f.Status, func() { p.vm.Choose("") }, p.scroll.Scroll(f.ID, body))
}

// reach says in words what the role opens.
func (p *Page) reach(f vm.RoleFacts) fyne.CanvasObject {
	if len(f.Reach) == 0 {
		return page.Section(say.L("What it reaches"), page.Nothing(say.L("Nothing yet. Add a grant to open some routes.")))
	}
	return page.Section(say.L("What it reaches"), page.ReachLines(f.Reach, func(api string) { p.env.Go(nav.API(api)) }))
}

// grants are the role's grants, each with the way to take it away.
func (p *Page) grants(f vm.RoleFacts) fyne.CanvasObject {
	add := widgets.NewSmallButton(widgets.Secondary, "plus", say.L("Add grant…"), func() { p.Do("roles.grant") })
	add.SetEnabled(p.Can("roles.grant"))
	if len(f.Grants) == 0 {
		return page.Section(say.L("Grants"), page.Nothing(say.L("None.")), add)
	}
	var os []fyne.CanvasObject
	for _, g := range f.Grants[:min(p.listed, len(f.Grants))] {
		remove := widgets.NewIconButton(widgets.Ghost, "trash-2", say.L("Remove the grant of {{.Path}}", say.V{"Path": g.Path}), func() { p.dropGrant(g.Grant) })
		remove.SetEnabled(p.Can("roles.grant"))
		os = append(os, page.GrantLine(g, remove))
	}
	os = append(os, page.More(len(os), len(f.Grants), func() {
		p.listed += someMore * 5
		p.Render()
	}))
	return page.Section(say.N(int64(len(f.Grants)), "{{.Count}} grant", "{{.Count}} grants"), widgets.Col(2, os...), add)
}

// inherits are the roles that it inherits, and those that inherit it.
func (p *Page) inherits(f vm.RoleFacts) fyne.CanvasObject {
	edit := widgets.NewSmallButton(widgets.Secondary, "pencil", say.L("Change…"), func() { p.Do("roles.inherit") })
	edit.SetEnabled(p.Can("roles.inherit"))
	var os []fyne.CanvasObject
	for _, l := range f.Inherits {
		os = append(os, page.LinkLine(l, "shield-check", func() { p.env.Go(nav.Role(l.ID)) }))
	}
	if len(os) == 0 {
		os = append(os, page.Nothing(say.L("No other role.")))
	}
	if len(f.Heirs) > 0 {
		os = append(os, widgets.Gap(0, 4), widgets.Text(say.L("Inherited by"), theme.Small, theme.Current().Text3))
	}
	for _, l := range f.Heirs {
		os = append(os, page.LinkLine(l, "shield-check", func() { p.env.Go(nav.Role(l.ID)) }))
	}
	return page.Section(say.L("Inherits"), widgets.Col(0, os...), edit)
}

// apart are the roles that nobody may hold beside it.
func (p *Page) apart(f vm.RoleFacts) fyne.CanvasObject {
	add := widgets.NewSmallButton(widgets.Secondary, "plus", say.L("Keep apart…"), func() { p.Do("roles.apart") })
	add.SetEnabled(p.Can("roles.apart"))
	if len(f.Apart) == 0 {
		return page.Section(say.L("Kept apart from"), page.Nothing(say.L("No role: whoever has this one may have any other.")), add)
	}
	k := theme.Current()
	var os []fyne.CanvasObject
	for _, a := range f.Apart {
		drop := widgets.NewIconButton(widgets.Ghost, "x", say.L("Let “{{.Role}}” be held as well", say.V{"Role": a.Name}), func() { p.vm.LetTogether(a.ID, p.env.Done) })
		drop.SetEnabled(p.Can("roles.apart"))
		name := page.CutLink("shield-check", a.Name, page.DrawerInner-drop.MinSize().Width-8, func() { p.env.Go(nav.Role(a.ID)) })
		os = append(os, widgets.Sized(0, theme.SmallHeight, widgets.Row(6, name, widgets.Flex(), drop)))
		if a.Both != "" {
			os = append(os, widgets.Para(a.Both, theme.Small, k.Warn, page.DrawerInner))
		}
	}
	return page.Section(say.L("Kept apart from"), widgets.Col(0, os...), add)
}

// holders are the first principals that have the role.
func (p *Page) holders(f vm.RoleFacts) fyne.CanvasObject {
	if f.All == 0 {
		return page.Section(say.L("Who has it"), page.Nothing(say.L("Nobody. Give it to a principal on its page.")))
	}
	os := []fyne.CanvasObject{}
	for _, l := range f.Holders {
		os = append(os, page.LinkLine(l, "users-round", func() { p.env.Go(nav.Principal(l.ID)) }))
	}
	if len(os) == 0 {
		os = append(os, widgets.Text(say.N(int64(f.All), "{{.Count}} principal", "{{.Count}} principals"), theme.Small, theme.Current().Text2))
	}
	all := widgets.NewSmallButton(widgets.Link, "arrow-right", say.N(int64(f.All), "All {{.Count}}", "All {{.Count}}"), func() { p.env.Go(nav.Filtered(nav.Principals, vm.Term("role", f.Name))) })
	return page.Section(say.L("Who has it"), widgets.Col(0, os...), all)
}
