package imports

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// nameWidth is the column of the facts' names.
const nameWidth float32 = 100

// inside is how wide the content of the drawer is.
const inside = page.DrawerWidth - 33

// drawer says everything about the chosen import.
func (p *Page) drawer() fyne.CanvasObject {
	f, ok := p.vm.Facts()
	if !ok {
		return nil
	}
	see := widgets.NewSmallButton(widgets.Secondary, "search-alert", say.L("See the findings"), p.findings)
	see.SetEnabled(f.All > 0)
	remove := widgets.NewSmallButton(widgets.Danger, "trash-2", say.L("Remove…"), func() { p.Do("imports.remove") })
	remove.SetEnabled(p.Can("imports.remove"))
	body := widgets.Col(0,
		widgets.PadXY(widgets.Row(6, see, remove, widgets.Flex()), 16, 0), widgets.Gap(0, 12), widgets.HLine(), widgets.Gap(0, 8),
		widgets.PadXY(page.Facts(f.Facts, nameWidth), 16, 0), widgets.Gap(0, 8), widgets.HLine(), p.found(f), widgets.HLine(), files(f))
	return page.Drawer(f.Name, f.Worst, func() { p.vm.Choose("") }, container.NewVScroll(body))
}

// found are the findings by severity, each leading to its list.
func (p *Page) found(f vm.ImportFacts) fyne.CanvasObject {
	k := theme.Current()
	os := []fyne.CanvasObject{widgets.Lead(widgets.Semi(say.L("Findings"), theme.Body, k.Text))}
	if len(f.Findings) == 0 {
		os = append(os, widgets.Para(say.L("The review found nothing in it."), theme.Small, k.Text2, inside))
	}
	for _, s := range f.Findings {
		row := widgets.Sized(0, 28, widgets.Row(8, widgets.Badge(s.Mark), widgets.Flex(), widgets.Icon(theme.Icon("chevron-right", k.Text3), 14)))
		os = append(os, widgets.NewTappable(row, theme.RadiusControl, func() { p.env.Go(nav.Filtered(nav.Findings, s.Search)) }))
	}
	return widgets.PadXY(widgets.Col(4, os...), 16, 10)
}

// files lists the files of an import.
func files(f vm.ImportFacts) fyne.CanvasObject {
	k := theme.Current()
	const most = 20
	os := []fyne.CanvasObject{widgets.Row(6, widgets.Semi(say.L("Files"), theme.Body, k.Text), widgets.Text(say.Count(int64(len(f.Files))), theme.Small, k.Text3), widgets.Flex())}
	for i, name := range f.Files {
		if i == most {
			os = append(os, widgets.Lead(widgets.Text(say.N(int64(len(f.Files)-i), "and {{.Count}} more", "and {{.Count}} more"), theme.Small, k.Text3)))
			break
		}
		os = append(os, widgets.Tip(widgets.CutTo(widgets.Mono(name, theme.Small-0.5, k.Text2), inside), name))
	}
	return widgets.PadXY(widgets.Col(4, os...), 16, 10)
}

// findings leads to what was found in the chosen import.
func (p *Page) findings() {
	if f, ok := p.vm.Facts(); ok {
		p.env.Go(nav.Filtered(nav.Findings, vm.FindingsOf(f.ID)))
	}
}

// remove asks for the name, and removes the import.
func (p *Page) remove() {
	dialogs.Confirm(p.env.Canvas(), p.vm.RemoveText(), "trash-2", p.vm.Remove)
}
