package bundle

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// nameWidth is the column of the facts' names.
const nameWidth float32 = 84

// drawer says everything about the chosen export.
func (p *Page) drawer() fyne.CanvasObject {
	f, ok := p.vm.Facts()
	if !ok {
		return nil
	}
	copyIt := widgets.NewSmallButton(widgets.Secondary, "copy", say.L("Copy digest"), p.copyDigest)
	verify := widgets.NewSmallButton(widgets.Secondary, "shield-check", say.L("Verify a file…"), func() { p.Do("bundles.verify") })
	verify.SetEnabled(p.Can("bundles.verify"))
	body := widgets.Col(0,
		widgets.PadXY(widgets.Row(6, copyIt, verify, widgets.Flex()), 16, 0), widgets.Gap(0, 12), widgets.HLine(), widgets.Gap(0, 8),
		widgets.PadXY(page.Facts(f.Facts, nameWidth), 16, 0), widgets.Gap(0, 8), widgets.HLine(), p.changed(f.Changes))
	return page.Drawer(f.Title, f.Status, func() { p.vm.Choose("") }, container.NewVScroll(body))
}

// changed says what an export changed.
func (p *Page) changed(c vm.ChangesView) fyne.CanvasObject {
	k := theme.Current()
	head := widgets.PadXY(widgets.Lead(widgets.Semi(say.L("What it changed"), theme.Body, k.Text)), 16, 10)
	said := func(s string) fyne.CanvasObject {
		return widgets.Col(0, head, widgets.PadXY(widgets.Para(s, theme.Small, k.Text2, page.DrawerWidth-33), 16, 0))
	}
	switch c.Phase {
	case vm.Loading:
		return said(say.L("Comparing with the one before …"))
	case vm.Failed:
		return said(c.Problem.Title + ". " + c.Problem.Detail)
	case vm.Empty:
		return said(say.L("Nothing: it only renewed how long the policy counts."))
	}
	os := []fyne.CanvasObject{head}
	if c.First {
		os = append(os, widgets.PadXY(widgets.Para(say.L("It was the first for its audience."), theme.Small, k.Text2, page.DrawerWidth-33), 16, 0), widgets.Gap(0, 6))
	}
	for _, g := range c.Groups {
		os = append(os, widgets.PadXY(widgets.Row(6, widgets.Medium(g.Effect.Title(), theme.Small, k.Text2), widgets.Text(say.Count(int64(g.Count)), theme.Small, k.Text3), widgets.Flex()), 16, 2))
		for _, l := range g.Lines {
			os = append(os, drawerLine(l))
		}
		os = append(os, widgets.Gap(0, 8))
	}
	return widgets.Col(0, os...)
}

// drawerLine is a line of what changed in little room: it breaks instead of being cut.
func drawerLine(l vm.ChangeLine) fyne.CanvasObject {
	k := theme.Current()
	fg, _ := k.Of(l.Mark.Tone)
	icon := widgets.Col(0, widgets.Gap(0, 1), widgets.Icon(theme.Icon(l.Mark.Icon, fg), 14))
	return widgets.PadXY(widgets.Fill(8, icon, widgets.Grow(widgets.Para(l.Text, theme.Small, k.Text, page.DrawerWidth-33-22))), 16, 3)
}

// facts is a list of facts in a dialog; what is long is cut to the width.
func facts(all [][2]string) fyne.CanvasObject {
	var os []fyne.CanvasObject
	for _, f := range all {
		os = append(os, widgets.FactText(f[0], 96, f[1]))
	}
	return widgets.Col(0, os...)
}

// verdict is a banner that says what verifying a file said.
func verdict(v vm.Verdict, width float32) fyne.CanvasObject {
	return widgets.Banner(tone.Mark{Tone: v.Mark.Tone, Icon: v.Mark.Icon, Word: v.Mark.Word}, v.More, width)
}
