// Package settings is the page on which one chooses how the desktop looks and when it locks, and
// where the open vault is backed up and its password changed. What is chosen counts at once.
package settings

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Page is the page.
type Page struct {
	env    page.Env
	vm     *vm.Settings
	root   *fyne.Container
	scroll *container.Scroll

	theme, density, codes           *choiceRow
	scale, idle, clip               *stepper
	start                           *widgets.Picker
	later                           *fyne.Container
	password, backup, reset, notice *widgets.Button
	kept                            *kept // what to find again, once
}

// kept is where one was on the page: a theme that is chosen draws everything anew.
type kept struct {
	offset float32
	focus  string
}

// New makes the page over its view-model. It has no route of its own below it.
func New(env page.Env, v *vm.Settings, _ nav.Route) *Page {
	p := &Page{env: env, vm: v, later: container.NewStack()}
	p.theme = newChoiceRow(v.Themes(), v.SetTheme)
	p.density = newChoiceRow(v.Densities(), v.SetDensity)
	p.codes = newChoiceRow(v.CodeWindows(), p.chooseCodes)
	p.scale, p.idle, p.clip = newStepper(v.StepScale), newStepper(v.StepIdle), newStepper(v.StepClipboard)
	p.start = widgets.NewPicker("", page.Options(v.Starts()), nil)
	p.start.Pick(v.Choices().Start)
	p.start.OnChanged = func(ids []string) {
		if len(ids) > 0 {
			v.SetStart(ids[0])
		}
	}
	p.password = widgets.NewSmallButton(widgets.Secondary, "lock-keyhole", say.L("Change password…"), p.changePassword)
	p.backup = widgets.NewSmallButton(widgets.Secondary, "save", say.L("Back up…"), p.backUp)
	p.reset = widgets.NewSmallButton(widgets.Secondary, "columns-3", say.L("Reset columns"), func() { p.env.Done(vm.Undone{Text: v.ResetColumns()}, nil) })
	p.notice = widgets.NewSmallButton(widgets.Secondary, "file-text", say.L("Licences…"), p.licences)
	body := widgets.Col(12, p.appearance(), p.security(), p.vault(), p.lists(), p.about(), widgets.Gap(0, 12))
	p.scroll = container.NewVScroll(widgets.PadXY(widgets.Row(0, widgets.Sized(width, 0, body), widgets.Flex()), 24, 16))
	p.root = widgets.Stack(widgets.Rect(theme.Current().Ground, 0), p.scroll)
	return p
}

// Object is what is shown.
func (p *Page) Object() fyne.CanvasObject { return p.root }

// Start implements nav.Page.
func (p *Page) Start(ctx context.Context) {
	p.vm.OnChange = p.render
	p.vm.Start(ctx)
	p.render()
	if p.kept != nil {
		p.scroll.ScrollToOffset(fyne.NewPos(0, p.kept.offset))
		if f := p.focusable(p.kept.focus); f != nil {
			p.env.Canvas().Focus(f)
		}
		p.kept = nil
	}
}

// Stop implements nav.Page.
func (p *Page) Stop() { p.vm.OnChange = nil }

// render draws what is chosen now.
func (p *Page) render() {
	c := p.vm.Choices()
	p.theme.show(c.Theme)
	p.density.show(c.Density)
	p.codes.show(p.vm.CodeWindow())
	scale, later := p.vm.ScaleText()
	p.scale.show(scale)
	p.idle.show(p.vm.IdleText())
	p.clip.show(p.vm.ClipboardText())
	p.later.Objects = nil
	if later != "" {
		k := theme.Current()
		p.later.Objects = []fyne.CanvasObject{widgets.Row(6, widgets.Icon(theme.Icon("rotate-cw", k.Warn), 14), widgets.Text(later, theme.Small, k.Text2))}
	}
	p.later.Refresh()
	p.password.SetEnabled(p.Can("settings.password"))
	p.backup.SetEnabled(p.Can("settings.backup"))
	p.scroll.Content.Refresh()
}

// Can implements nav.Commander.
func (p *Page) Can(id string) bool {
	switch id {
	case "settings.password", "settings.backup":
		return p.env.Permitted(id) && !p.vm.Busy()
	}
	return false
}

// Do implements nav.Commander.
func (p *Page) Do(id string) {
	if !p.Can(id) {
		return
	}
	switch id {
	case "settings.password":
		p.changePassword()
	case "settings.backup":
		p.backUp()
	}
}

// named are what takes the focus, by names that outlive the page.
func (p *Page) named() map[string]fyne.Focusable {
	out := map[string]fyne.Focusable{"start": p.start, "scale-": p.scale.less, "scale+": p.scale.more, "idle-": p.idle.less, "idle+": p.idle.more, "clip-": p.clip.less, "clip+": p.clip.more}
	for id, o := range p.theme.parts {
		out["theme "+id] = o
	}
	for id, o := range p.density.parts {
		out["density "+id] = o
	}
	for id, o := range p.codes.parts {
		out["codes "+id] = o
	}
	return out
}

func (p *Page) focusable(name string) fyne.Focusable { return p.named()[name] }

// Keep implements nav.Keeper.
func (p *Page) Keep() any {
	s := kept{offset: p.scroll.Offset.Y}
	focused := p.env.Canvas().Focused()
	for name, f := range p.named() {
		if focused != nil && f == focused {
			s.focus = name
		}
	}
	return s
}

// Restore implements nav.Keeper.
func (p *Page) Restore(state any) {
	if s, ok := state.(kept); ok {
		p.kept = &s
	}
}

var (
	_ page.Page     = (*Page)(nil)
	_ nav.Keeper    = (*Page)(nil)
	_ nav.Commander = (*Page)(nil)
)
