package apikey

import (
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
const nameWidth float32 = 92

// drawer says everything about the chosen key.
func (p *Page) drawer() fyne.CanvasObject {
	f, ok := p.vm.Facts()
	if !ok {
		return nil
	}
	// There is nothing to reveal: the vault keeps a digest only.
	prefix := widgets.NewSecretField(f.Prefix+"_", nil, p.copyPrefix, nil).NameCopy(say.L("Copy the prefix")).Object()
	os := []fyne.CanvasObject{
		widgets.PadXY(widgets.Col(10, prefix, p.buttons()), 16, 0), widgets.Gap(0, 12), widgets.HLine(), widgets.Gap(0, 8),
	}
	if f.Reason != "" {
		os = append(os, widgets.PadXY(widgets.Banner(tone.Mark{Tone: tone.Neutral, Icon: f.Status.Icon, Word: f.Status.Word}, f.Reason, page.DrawerWidth-33), 16, 4))
	}
	if f.Notes != "" {
		os = append(os, widgets.PadXY(widgets.Para(f.Notes, theme.Small, theme.Current().Text2, page.DrawerInner), 16, 4), widgets.Gap(0, 4))
	}
	os = append(os, widgets.PadXY(p.facts(f), 16, 0), widgets.Gap(0, 8), widgets.HLine(), p.history(f))
	return page.Drawer(f.Name, f.Status, func() { p.vm.Choose("") }, container.NewVScroll(widgets.Col(0, os...)))
}

// buttons are what one does with a key most often; the others are in its menu.
func (p *Page) buttons() fyne.CanvasObject {
	rotate := widgets.NewSmallButton(widgets.Secondary, "refresh-cw", say.L("Rotate…"), func() { p.Do("keys.rotate") })
	rotate.SetEnabled(p.Can("keys.rotate"))
	edit := widgets.NewSmallButton(widgets.Secondary, "pencil", say.L("Edit…"), func() { p.Do("keys.edit") })
	edit.SetEnabled(p.Can("keys.edit"))
	revoke := widgets.NewSmallButton(widgets.Danger, "ban", say.L("Revoke…"), func() {
		p.vm.ClearSelection()
		p.Do("keys.revoke")
	})
	revoke.SetEnabled(p.Can("keys.revoke"))
	return widgets.Row(6, rotate, edit, revoke, widgets.Flex())
}

// facts are the key's own; the principal leads to its page.
func (p *Page) facts(f vm.KeyFacts) fyne.CanvasObject {
	k := theme.Current()
	who := widgets.NewSmallButton(widgets.Link, "", f.Principal, func() { p.env.Go(nav.Principal(f.PrincipalID)) })
	os := []fyne.CanvasObject{
		widgets.Fact(say.L("Principal"), nameWidth, widgets.CutButton(who, page.DrawerWidth-33-nameWidth)), widgets.FactText(say.L("Kind"), nameWidth, f.Kind),
	}
	if len(f.Scopes) == 0 {
		os = append(os, widgets.FactText(say.L("Scopes"), nameWidth, say.L("All roles of the principal")))
	} else {
		os = append(os, widgets.Fact(say.L("Scopes"), nameWidth, page.Tags(f.Scopes, page.DrawerWidth-33-nameWidth)))
	}
	for _, x := range f.Facts {
		value := widgets.Text(x.Value, theme.Small, k.Text)
		if x.Name == "SHA-256" {
			value = widgets.Mono(x.Value, theme.Small-0.5, k.Text2)
		}
		said := widgets.Tip(widgets.CutTo(value, page.DrawerWidth-33-nameWidth), x.Tip)
		if f.Left != "" && x.Name == say.L("Expires") {
			fg, _ := k.Of(f.LeftTone)
			said = widgets.Row(8, said, widgets.Text(f.Left, theme.Small, fg))
		}
		os = append(os, widgets.Fact(x.Name, nameWidth, said))
	}
	return widgets.Col(0, os...)
}

// history is what the journal says about the key.
func (p *Page) history(f vm.KeyFacts) fyne.CanvasObject {
	all := widgets.NewSmallButton(widgets.Link, "arrow-right", say.L("Journal"), func() { p.env.Go(nav.Filtered(nav.Journal, f.Prefix)) })
	return widgets.PadXY(widgets.Col(6, widgets.Row(8, widgets.Semi(say.L("History"), theme.Body, theme.Current().Text), widgets.Flex(), all), page.Timeline(f.History)), 16, 10)
}
