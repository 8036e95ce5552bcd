package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Effect is a change that is shown before it is made.
type Effect struct {
	Title, Verb, VerbIcon string
	Danger                bool
	View                  vm.EffectView
	Do                    func(done func(error))
}

// effectHeight is how high the list of an effect gets.
const effectHeight float32 = 260

// ShowEffect says who would gain and who would lose what, and asks whether to go on.
func ShowEffect(env Env, e Effect) *dialogs.Dialog {
	return dialogs.ShowForm(env.Canvas(), dialogs.Form{
		Icon: "users-round", Title: e.Title, Note: say.L("The whole effect, if you go on. It counts from the next bundle on."), Verb: e.Verb, VerbIcon: e.VerbIcon, Danger: e.Danger,
		Fields: []fyne.CanvasObject{EffectList(e.View, dialogs.Inner)}, Submit: e.Do,
	})
}

// EffectList lists an effect, group by group.
func EffectList(v vm.EffectView, width float32) fyne.CanvasObject {
	k := theme.Current()
	mark := tone.Mark{Tone: tone.Info, Icon: "users-round", Word: v.Sum}
	if v.None {
		mark = tone.Mark{Tone: tone.Neutral, Icon: "info", Word: v.Sum}
	}
	sum := widgets.Banner(mark, "", width)
	if v.None {
		return sum
	}
	var os []fyne.CanvasObject
	for i, g := range v.Groups {
		if i > 0 {
			os = append(os, widgets.Gap(0, 8))
		}
		os = append(os, widgets.Row(0, widgets.Grow(widgets.Tip(widgets.Cut(widgets.Medium(g.Who, theme.Body, k.Text)), g.All))))
		if g.But != "" {
			os = append(os, widgets.Row(0, widgets.Grow(widgets.Tip(widgets.Cut(widgets.Text(g.But, theme.Small, k.Text2)), g.AllBut))))
		}
		for _, l := range g.Lines {
			os = append(os, effectLine(l, width-40))
		}
		if g.More > 0 {
			os = append(os, widgets.Pad(widgets.Text(say.N(int64(g.More), "and {{.Count}} more route", "and {{.Count}} more routes"), theme.Small, k.Text3), 0, 0, 0, 22))
		}
	}
	if v.More > 0 {
		os = append(os, widgets.Gap(0, 8), widgets.Text(say.N(int64(v.More), "and {{.Count}} more group", "and {{.Count}} more groups"), theme.Small, k.Text3))
	}
	list := widgets.PadXY(widgets.Col(4, os...), 12, 10)
	h := min(effectHeight, list.MinSize().Height)
	return widgets.Col(10, sum, widgets.Sunken(widgets.Sized(0, h, container.NewVScroll(list))))
}

// effectLine is one route that is gained or lost.
func effectLine(l vm.EffectLine, width float32) fyne.CanvasObject {
	k := theme.Current()
	fg, _ := k.Of(l.Mark.Tone)
	note := widgets.Text(l.Note, theme.Small, k.Text3)
	methods := MethodTags(l.Methods, 190)
	path := widgets.Mono(l.Path, theme.Small, k.Text)
	os := []fyne.CanvasObject{widgets.Tip(widgets.Icon(theme.Icon(l.Mark.Icon, fg), 14), l.Mark.Word), methods, widgets.Grow(widgets.Tip(widgets.Cut(path), l.Path))}
	if l.Note != "" {
		os = append(os, note)
	}
	return widgets.Sized(width, 22, widgets.Row(8, os...))
}
