package journal

import (
	"strings"

	"fyne.io/fyne/v2"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// renderBanner says how far the check of the journal is, or what it found.
func (p *Page) renderBanner() {
	fraction, running := p.vm.Verifying()
	if running {
		p.verify.SetRunning(fraction)
	} else {
		p.verify.SetIdle()
	}
	d, done := p.vm.Verdict()
	if !done || running {
		p.words = ""
		p.fill()
		return
	}
	if said := d.Mark.Word + d.More + strings.Join(d.Flaws, "\n"); p.words != said {
		p.words = said
		p.fill(p.verdict(d), widgets.HLine())
	}
}

func (p *Page) fill(os ...fyne.CanvasObject) {
	p.banner.RemoveAll()
	if len(os) > 0 {
		p.banner.Add(widgets.Col(0, os...))
	}
	p.root.Refresh()
}

// bannerWidth is how long the lines of the verdict get.
const bannerWidth float32 = 900

// verdict is the outcome of the check; flaws are listed with the numbers of their entries.
func (p *Page) verdict(d vm.JournalVerdict) fyne.CanvasObject {
	k := theme.Current()
	x := widgets.NewIconButton(widgets.Ghost, "x", say.L("Close"), p.vm.Dismiss)
	os := []fyne.CanvasObject{widgets.Banner(d.Mark, d.More, bannerWidth, x)}
	for _, f := range d.Flaws {
		os = append(os, widgets.Pad(widgets.Row(0, widgets.Grow(widgets.Tip(widgets.Cut(widgets.Mono(f, theme.Small, k.Danger)), f))), 2, 16, 2, 38))
	}
	return widgets.Stack(widgets.Rect(k.Surface, 0), widgets.PadXY(widgets.Col(0, os...), 16, 10))
}

// older offers the entries before those that were read.
func (p *Page) older() fyne.CanvasObject {
	all, more := p.vm.More()
	if !more {
		return nil
	}
	k := theme.Current()
	load := widgets.NewSmallButton(widgets.Link, "", say.N(all, "Load all {{.Count}} entries", "Load all {{.Count}} entries"), p.vm.LoadAll)
	words := widgets.Text(say.L("Only the newest {{.Count}} entries are read, so search and filters see no older ones.", say.V{"Count": say.Count(int64(p.vm.Total()))}), theme.Small, k.Text2)
	return widgets.Col(0, widgets.HLine(), widgets.Sized(0, 36, widgets.Stack(widgets.Rect(k.Ground, 0), widgets.PadXY(widgets.Row(12, widgets.Icon(theme.Icon("history", k.Text3), 14), words, load, widgets.Flex()), 16, 0))))
}
