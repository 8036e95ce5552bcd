// Package welcome is the window while no vault is open: the vaults that were opened here before,
// and beside them the card that creates one, unlocks one, or opens the sample.
package welcome

import (
	"context"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Page is the page.
type Page struct {
	env  page.Env
	vm   *vm.Welcome
	root *fyne.Container
	side *fyne.Container
	card *fyne.Container

	open    *widgets.Entry // a typed path
	create  *createCard
	unlock  *unlockCard
	screen  vm.Screen
	path    string
	drawn   bool
	trouble *fyne.Container
	bar     *widgets.Bar
	version string
}

// New makes the page over its view-model.
func New(env page.Env, v *vm.Welcome, version string) *Page {
	p := &Page{env: env, vm: v, version: version, side: container.NewStack(), card: container.NewStack(), trouble: container.NewStack(), bar: widgets.NewBar(cardInner, 4)}
	k := theme.Current()
	p.open = widgets.NewEntry(say.L("Path of a .gate file"))
	p.open.OnSubmitted = v.Choose
	stage := widgets.Stack(widgets.Rect(k.Ground, 0), newArches(), widgets.Mid(p.card))
	left := widgets.Sized(320, 0, widgets.Stack(widgets.Rect(k.Surface, 0), widgets.Fill(0, widgets.Grow(widgets.PadXY(p.side, 24, 24)), widgets.VLine())))
	p.root = widgets.Fill(0, left, widgets.Grow(stage))
	return p
}

// Object is what is shown.
func (p *Page) Object() fyne.CanvasObject { return p.root }

// Start implements nav.Page.
func (p *Page) Start(ctx context.Context) {
	p.vm.OnChange = p.render
	p.vm.Start(ctx)
	p.render()
}

// Stop implements nav.Page.
func (p *Page) Stop() { p.vm.OnChange = nil }

// render draws the page as the view-model is now. A card keeps its fields while its screen stays.
func (p *Page) render() {
	if !p.drawn || p.screen != p.vm.Screen() || p.path != p.vm.Path() {
		p.drawn, p.screen, p.path = true, p.vm.Screen(), p.vm.Path()
		p.card.RemoveAll()
		p.renderTrouble()
		p.card.Add(p.buildCard())
		p.card.Refresh()
		p.open.SetText("")
		p.focus()
		slog.Debug("ready: " + screenNames[p.screen])
	}
	p.renderTrouble()
	p.renderSide()
	switch {
	case p.create != nil:
		p.create.enable(!p.vm.Busy())
	case p.unlock != nil:
		p.unlock.enable(!p.vm.Busy())
	}
	p.root.Refresh()
}

func (p *Page) buildCard() fyne.CanvasObject {
	p.create, p.unlock = nil, nil
	switch p.screen {
	case vm.Creating:
		p.create = newCreateCard(p)
		return p.create.object
	case vm.Unlocking:
		p.unlock = newUnlockCard(p)
		return p.unlock.object
	}
	return p.intro()
}

// focus puts the keys where typing begins.
func (p *Page) focus() {
	var first fyne.Focusable
	switch {
	case p.create != nil:
		first = p.create.name
	case p.unlock != nil:
		first = p.unlock.first()
	}
	if first != nil {
		p.env.Canvas().Focus(first)
	}
}

// screenNames are what the log calls the screens, for those who drive the program.
var screenNames = map[vm.Screen]string{vm.Intro: "welcome", vm.Creating: "welcome/create", vm.Unlocking: "unlock"}

// renderTrouble shows what went wrong last, or how far the work is.
func (p *Page) renderTrouble() {
	k := theme.Current()
	p.trouble.RemoveAll()
	if p.vm.Busy() {
		pr := p.vm.Progress()
		words := say.L("Turning the password into a key. This takes a moment on purpose: it slows down whoever guesses.")
		if p.screen == vm.Intro {
			words = say.L("Making the sample")
			if pr.Label != "" {
				words = say.L("Making the sample: {{.Step}}", say.V{"Step": pr.Label})
			}
		}
		p.bar.SetValue(fraction(pr.Step, pr.Steps, pr.Done, pr.Total))
		os := []fyne.CanvasObject{widgets.Para(words, theme.Small, k.Text2, p.inner())}
		if p.screen == vm.Intro {
			os = append(os, p.bar)
		}
		p.trouble.Add(widgets.Pad(widgets.Col(8, os...), 14, 0, 0, 0))
	} else if f, ok := p.vm.Failed(); ok {
		slog.Debug("ready: " + screenNames[p.screen] + "/failed")
		detail := f.Detail
		title := f.Title
		if title == "" || p.screen == vm.Creating && detail != "" {
			title, detail = detail, "" // the form itself says where it is wrong
		}
		p.trouble.Add(widgets.Pad(widgets.Banner(tone.Mark{Tone: tone.Danger, Icon: "circle-alert", Word: title}, detail, p.inner()), 14, 0, 0, 0))
	}
	p.trouble.Refresh()
	p.card.Refresh()
}

// inner is how wide the card of now is inside.
func (p *Page) inner() float32 {
	if p.screen == vm.Creating {
		return createInner
	}
	return cardInner
}

// fraction is how much of all steps is done.
func fraction(step, steps int, done, total int64) float64 {
	part := 0.0
	if total > 0 {
		part = float64(done) / float64(total)
	}
	if steps == 0 {
		return part
	}
	return (float64(max(0, step-1)) + part) / float64(steps)
}

// renderSide lists the vaults that were opened here.
func (p *Page) renderSide() {
	k := theme.Current()
	os := []fyne.CanvasObject{
		widgets.Row(12, widgets.Logo(36), widgets.Semi("Gatehouse", 18, k.Text)), widgets.Gap(0, 32),
		widgets.Medium(say.L("Vaults"), theme.Small, k.Text3), widgets.Gap(0, 8),
	}
	recent := p.vm.Recent()
	for i, r := range recent {
		if i == maxRecent {
			break
		}
		os = append(os, p.recent(r), widgets.Gap(0, 4))
	}
	if len(recent) == 0 {
		os = append(os, widgets.Para(say.L("Vaults that you open on this machine are listed here."), theme.Small, k.Text3, 264))
	}
	browse := widgets.NewSmallButton(widgets.Secondary, "folder-open", say.L("Choose…"), p.browse)
	fresh := widgets.NewSmallButton(widgets.Secondary, "plus", say.L("New vault"), p.vm.ShowCreate)
	home := widgets.NewSmallButton(widgets.Link, "", say.L("Start page"), p.vm.ShowIntro)
	home.SetEnabled(p.vm.Screen() != vm.Intro)
	os = append(os, widgets.Gap(0, 16), widgets.Medium(say.L("Open a vault"), theme.Small, k.Text3), widgets.Gap(0, 6), p.open, widgets.Gap(0, 8), widgets.Row(8, browse, fresh, widgets.Flex()),
		widgets.Gap(0, 8), widgets.Text(say.L("Or drop its file on this window."), theme.Small, k.Text3),
		widgets.Flex(), widgets.Lead(home), widgets.Gap(0, 6), widgets.Text("Gatehouse "+p.version, theme.Caption, k.Text3))
	p.side.RemoveAll()
	p.side.Add(widgets.Col(0, os...))
	p.side.Refresh()
}

// maxRecent is how many vaults fit into the column at 800 pixels.
const maxRecent = 6

// recent is one vault in the column.
func (p *Page) recent(r vm.RecentRow) fyne.CanvasObject {
	k := theme.Current()
	icon := k.Text3
	layers := []fyne.CanvasObject{}
	if r.Path == p.vm.Path() {
		icon = k.AccentText
		layers = append(layers, widgets.Border(k.AccentSoft, k.AccentLine, theme.RadiusControl))
	}
	name, symbol := k.Text, "database"
	if r.Missing {
		name, icon, symbol = k.Text2, k.Warn, "triangle-alert"
	}
	words := widgets.Col(1, widgets.Row(0, widgets.Grow(widgets.Cut(widgets.Medium(r.Name, theme.Body, name)))), widgets.Row(0, widgets.Grow(widgets.Cut(widgets.Text(r.Note, theme.Caption, k.Text3)))))
	layers = append(layers, widgets.PadXY(widgets.Row(12, widgets.Icon(theme.Icon(symbol, icon), 16), widgets.Grow(widgets.Col(0, widgets.Flex(), words, widgets.Flex()))), 12, 0))
	t := widgets.NewTappable(widgets.Sized(0, 48, widgets.Stack(layers...)), theme.RadiusControl, func() { p.vm.Choose(r.Path) })
	t.Tip = r.Path
	return t
}

var _ page.Page = (*Page)(nil)
