package welcome

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// cardInner is what a card holds across.
const cardInner float32 = 376

// cardOf frames what stands on the stage.
func cardOf(inner float32, os ...fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Raised(widgets.PadXY(widgets.Sized(inner, 0, widgets.Col(0, os...)), 32, 28), theme.RadiusDialog)
}

// intro is the first card: what the program is for, and the ways to begin.
func (p *Page) intro() fyne.CanvasObject {
	k := theme.Current()
	create := widgets.NewButton(widgets.Primary, "plus", say.L("New vault"), p.vm.ShowCreate)
	create.Height = 40
	open := widgets.NewButton(widgets.Secondary, "folder-open", say.L("Open a vault…"), p.browse)
	open.Height = 40
	sample := widgets.NewButton(widgets.Secondary, "sparkles", say.L("Explore with sample data"), p.vm.Sample)
	sample.Height = 40
	os := []fyne.CanvasObject{widgets.Semi(say.L("Decide who may call your APIs"), 18, k.Text), widgets.Gap(0, 14)}
	for _, s := range []struct{ icon, title, text string }{
		{"key-round", say.L("Describe"), say.L("APIs, principals, roles and keys lie in one encrypted file.")},
		{"package", say.L("Export"), say.L("A signed bundle tells your gateways what is allowed.")},
		{"search-alert", say.L("Review"), say.L("Logs are judged by the policy that was in force.")},
	} {
		mark := widgets.Sized(32, 32, widgets.Stack(widgets.Rect(k.AccentSoft, 8), widgets.Mid(widgets.Icon(theme.Icon(s.icon, k.AccentText), 16))))
		os = append(os, widgets.Row(12, mark, widgets.Grow(widgets.Col(1, widgets.Row(0, widgets.Medium(s.title, theme.Body, k.Text), widgets.Flex()), widgets.Para(s.text, theme.Small, k.Text2, cardInner-44)))), widgets.Gap(0, 10))
	}
	os = append(os, widgets.Gap(0, 10), create, widgets.Gap(0, 10), open, widgets.Gap(0, 10), sample, widgets.Gap(0, 8),
		widgets.Para(say.L("The sample is a vault of an invented company, with a log that was imported and reviewed. No network is used, ever."), theme.Small, k.Text3, cardInner),
		p.trouble)
	return cardOf(cardInner, os...)
}

// browse lets one choose a vault's file.
func (p *Page) browse() { p.env.PickFile(p.vm.Choose, ".gate") }
