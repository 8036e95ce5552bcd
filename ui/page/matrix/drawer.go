package matrix

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"

	rights "gatehouse/core/access"
)

// facts is the drawer about the chosen cell: what the role may, by which grant, and who may call it.
func (p *Page) facts() fyne.CanvasObject {
	f, ok := p.vm.Facts()
	if !ok {
		return nil
	}
	k := theme.Current()
	path := widgets.Tip(widgets.CutTo(widgets.Mono(f.Path, theme.Small, k.Text), page.DrawerInner-70), f.Path)
	head := widgets.PadXY(widgets.Col(6, widgets.Row(8, page.MethodTag(f.Method), path),
		p.buttons(f), page.Facts(f.Facts, 72)), 16, 0)
	body := widgets.Col(0, head, widgets.Gap(0, 8), p.because(f), p.callers(f))
	return page.Drawer(f.Role, f.Status, func() { p.vm.Choose(-1, -1) }, p.scroll.Scroll(f.RoleID+f.Method+f.Path, body))
}

// buttons set the cell; the one that it is at is grey.
func (p *Page) buttons(f vm.CellFacts) fyne.CanvasObject {
	set := func(icon, label string, to rights.Level) fyne.CanvasObject {
		b := widgets.NewSmallButton(widgets.Secondary, icon, label, func() {
			if err := p.vm.Set(to); err != nil {
				p.env.Failed(err)
			}
		})
		b.SetEnabled(p.env.Permitted("matrix.toggle") && !f.Public && f.Level != to)
		return b
	}
	open := widgets.NewSmallButton(widgets.Link, "arrow-right", say.L("Role"), func() { p.env.Go(nav.Role(f.RoleID)) })
	return widgets.Col(6, widgets.Row(6, set("check", say.L("Grant"), rights.Plainly), set("smartphone", say.L("One-time password"), rights.WithOTP), widgets.Flex()),
		widgets.Row(6, set("minus", say.L("Take away"), rights.Nothing), widgets.Flex(), open))
}

// because are the grants that open it to the role.
func (p *Page) because(f vm.CellFacts) fyne.CanvasObject {
	if f.Public {
		return page.Section(say.L("Why"), page.Nothing(say.L("The route is public: anybody may call it, with a key or without.")))
	}
	if len(f.Because) == 0 {
		return page.Section(say.L("Why"), page.Nothing(say.L("No grant of this role opens it.")))
	}
	k := theme.Current()
	var os []fyne.CanvasObject
	for _, b := range f.Because {
		os = append(os, widgets.Para(b, theme.Small, k.Text2, page.DrawerInner))
	}
	return page.Section(say.L("Why"), widgets.Col(4, os...))
}

// callers are all who may call the row, through any role, and why.
func (p *Page) callers(f vm.CellFacts) fyne.CanvasObject {
	title := say.L("Who can {{.Method}} it", say.V{"Method": f.Method})
	switch {
	case f.Public:
		return page.Section(title, page.Nothing(say.L("Anybody.")))
	case !f.Asked:
		return page.Section(title, page.Nothing(say.L("Asking …")))
	case len(f.Callers) == 0:
		return page.Section(title, page.Nothing(say.L("Nobody: no principal has a role that opens it.")))
	}
	k := theme.Current()
	var os []fyne.CanvasObject
	for _, c := range f.Callers {
		fg := k.Text3
		if c.Blocked {
			fg = k.Warn
		}
		os = append(os, widgets.Row(0, page.CutLink("users-round", c.Name, page.DrawerInner, func() { p.env.Go(nav.Principal(c.ID)) }), widgets.Flex()),
			widgets.Pad(widgets.Para(c.Why, theme.Small, k.Text2, page.DrawerInner-22), 0, 0, 0, 22))
		if c.Note != "" {
			os = append(os, widgets.Pad(widgets.Para(c.Note, theme.Small, fg, page.DrawerInner-22), 0, 0, 0, 22))
		}
	}
	if f.More > 0 {
		os = append(os, widgets.Text(say.N(int64(f.More), "and {{.Count}} more", "and {{.Count}} more"), theme.Small, k.Text3))
	}
	return page.Section(title, widgets.Col(0, os...))
}
