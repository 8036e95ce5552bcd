package journal

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
const nameWidth float32 = 92

// inner is what the drawer holds across.
const inner = page.DrawerWidth - 33

// drawer says everything about the chosen entry.
func (p *Page) drawer() fyne.CanvasObject {
	f, ok := p.vm.Facts()
	if !ok {
		return nil
	}
	k := theme.Current()
	os := []fyne.CanvasObject{widgets.Gap(0, 4), widgets.Row(8, widgets.Icon(theme.Icon(f.What.Icon, k.Text3), 16), widgets.Grow(widgets.Tip(widgets.Cut(widgets.Semi(f.What.Word, theme.Section, k.Text)), f.What.Word))), widgets.Gap(0, 8)}
	if f.Reason != "" {
		os = append(os, widgets.Banner(tone.Mark{Tone: tone.Neutral, Icon: "pencil", Word: say.L("Reason")}, f.Reason, inner), widgets.Gap(0, 8))
	}
	os = append(os, page.Facts(f.Facts, nameWidth))
	if f.About.Page != "" {
		os = append(os, widgets.Gap(0, 4), widgets.Lead(widgets.NewSmallButton(widgets.Link, "arrow-right", say.L("Show it"), func() { p.env.Go(f.About) })))
	}
	os = append(os, widgets.Gap(0, 8), widgets.HLine(), widgets.Gap(0, 10), widgets.Semi(say.L("What changed"), theme.Body, k.Text), widgets.Gap(0, 6))
	if len(f.Diff) == 0 {
		os = append(os, widgets.Text(say.L("No field is listed."), theme.Small, k.Text3))
	}
	for _, d := range f.Diff {
		os = append(os, diffLine(d), widgets.Gap(0, 8))
	}
	if len(f.Checkpoint) > 0 {
		os = append(os, widgets.Gap(0, 4), widgets.HLine(), widgets.Gap(0, 10), widgets.Semi(say.L("Newest checkpoint"), theme.Body, k.Text), widgets.Gap(0, 4), page.Facts(f.Checkpoint, nameWidth))
	}
	return page.Drawer(f.Title, tone.Mark{}, func() { p.vm.Choose("") }, container.NewVScroll(widgets.PadXY(widgets.Col(0, append(os, widgets.Gap(0, 12))...), 16, 0)))
}

// maxValue is how much of a value the drawer shows; the rest is in the export.
const maxValue = 400

// diffLine is one field: what it was, and what it became.
func diffLine(d vm.DiffLine) fyne.CanvasObject {
	k := theme.Current()
	fg, _ := k.Of(d.Mark.Tone)
	os := []fyne.CanvasObject{widgets.Row(6, widgets.Icon(theme.Icon(d.Mark.Icon, fg), 12), widgets.Medium(d.Name, theme.Small, k.Text), widgets.Text(d.Mark.Word, theme.Caption, k.Text3), widgets.Flex())}
	value := func(sign, s string, t tone.Tone) {
		fg, bg := k.Of(t)
		r := []rune(s)
		if len(r) > maxValue {
			s = string(r[:maxValue]) + " …"
		}
		os = append(os, widgets.Stack(widgets.Rect(bg, theme.RadiusBadge), widgets.PadXY(widgets.Row(6, widgets.Col(0, widgets.Mono(sign, theme.Small, fg), widgets.Flex()), widgets.Grow(widgets.Para(s, theme.Small, k.Text, inner-36))), 8, 4)))
	}
	if d.Old != "" {
		value("−", d.Old, tone.Danger)
	}
	if d.New != "" {
		value("+", d.New, tone.Ok)
	}
	return widgets.Col(3, os...)
}
