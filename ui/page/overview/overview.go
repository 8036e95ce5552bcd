// Package overview is the first page: what the vault holds, and the way to a signed bundle for who
// is new.
package overview

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Page is the page.
type Page struct {
	env  page.Env
	vm   *vm.Overview
	root *fyne.Container
}

// New makes the page over its view-model.
func New(env page.Env, v *vm.Overview) *Page {
	return &Page{env: env, vm: v, root: container.NewStack()}
}

// Object is what is shown.
func (p *Page) Object() fyne.CanvasObject { return p.root }

// Start implements nav.Page.
func (p *Page) Start(ctx context.Context) {
	p.vm.OnChange = p.render
	p.render()
	p.vm.Start(ctx)
}

// Stop implements nav.Page.
func (p *Page) Stop() { p.vm.OnChange = nil }

// Reload implements nav.Reloader.
func (p *Page) Reload() { p.vm.Reload() }

// render draws the page as the view-model is now.
func (p *Page) render() {
	p.root.RemoveAll()
	switch p.vm.Phase() {
	case vm.Loading:
		p.root.Add(widgets.Skeleton(6))
	case vm.Failed:
		p.root.Add(page.Failure(p.vm.Problem(), p.vm.Reload))
	default:
		p.root.Add(container.NewVScroll(p.content()))
	}
	p.root.Refresh()
}

func (p *Page) content() fyne.CanvasObject {
	var tiles []fyne.CanvasObject
	for _, t := range p.vm.Tiles() {
		tiles = append(tiles, widgets.Grow(p.tile(t)))
	}
	os := []fyne.CanvasObject{widgets.Fill(12, tiles...)}
	if p.vm.StepsLeft() > 0 {
		os = append(os, p.steps())
	}
	if worst := p.vm.Worst(); len(worst) > 0 {
		os = append(os, p.worst(worst))
	}
	return widgets.PadXY(widgets.Col(12, os...), 16, 16)
}

// tile is one number; all of it leads to its page.
func (p *Page) tile(t vm.Tile) fyne.CanvasObject {
	k := theme.Current()
	head := widgets.Row(8, widgets.Icon(theme.Icon(t.Icon, k.Text3), 16), widgets.Medium(t.Title, theme.Body, k.Text2), widgets.Flex())
	body := widgets.Col(8, head, widgets.Row(8, widgets.Semi(t.Number, theme.Number, k.Text), widgets.Flex(), widgets.Badge(t.Mark)), widgets.Row(0, widgets.Grow(widgets.Cut(widgets.Text(t.Note, theme.Small, k.Text3)))))
	return widgets.NewTappable(widgets.Card(widgets.PadXY(body, 14, 14)), theme.RadiusCard, func() { p.env.Go(nav.Route{Page: t.Page}) })
}

// steps is the way from an empty vault to a first review.
func (p *Page) steps() fyne.CanvasObject {
	k := theme.Current()
	left := p.vm.StepsLeft()
	os := []fyne.CanvasObject{widgets.CardHead("First steps", vm.Plural(int64(left), "step")+" left"), widgets.HLine(), widgets.Gap(0, 6)}
	next := true
	for i, s := range p.vm.Steps() {
		fg, bg, icon, words := k.Text3, k.NeutralSoft, "circle-dashed", k.Text
		if s.Done {
			fg, bg = k.Of(tone.Ok)
			icon, words = "check", k.Text2
		}
		var action fyne.CanvasObject = widgets.Gap(0, 28)
		if !s.Done && next {
			next = false
			fg, bg = k.Of(tone.Accent)
			icon = "arrow-right"
			action = widgets.NewSmallButton(widgets.Primary, "", "Start", func() { p.env.Go(nav.Route{Page: s.Page}) })
		} else if !s.Done {
			action = widgets.NewSmallButton(widgets.Secondary, "", "Open", func() { p.env.Go(nav.Route{Page: s.Page}) })
		}
		mark := widgets.Sized(24, 24, widgets.Stack(widgets.Rect(bg, 12), widgets.Mid(widgets.Icon(theme.Icon(icon, fg), 14))))
		line := widgets.Row(14, mark, widgets.Grow(widgets.Col(1, widgets.Medium(s.Title, theme.Body, words), widgets.Text(s.Why, theme.Small, k.Text3))), action)
		if i > 0 {
			os = append(os, widgets.PadXY(widgets.HLine(), 16, 0))
		}
		os = append(os, widgets.Sized(0, 54, widgets.PadXY(line, 16, 0)))
	}
	return widgets.Card(widgets.Col(0, append(os, widgets.Gap(0, 6))...))
}

// worst lists the findings that need a look first; each leads to its evidence.
func (p *Page) worst(rows []vm.WorstFinding) fyne.CanvasObject {
	k := theme.Current()
	all := widgets.NewSmallButton(widgets.Link, "arrow-right", "All findings", func() { p.env.Go(nav.Findings) })
	os := []fyne.CanvasObject{widgets.CardHead("Look at these first", "", all), widgets.HLine(), widgets.Gap(0, 4)}
	for _, f := range rows {
		line := widgets.Row(12, widgets.Sized(82, 0, widgets.Lead(widgets.Badge(f.Severity))), widgets.Sized(76, 0, widgets.Mono(f.Check, theme.Small-0.5, k.Text2)),
			widgets.Grow(widgets.Cut(widgets.Medium(f.Title, theme.Body, k.Text))), widgets.Text(f.Who, theme.Small, k.Text2), widgets.Sized(84, 0, widgets.Trail(widgets.Text(f.Count, theme.Small, k.Text2))), widgets.Sized(128, 0, widgets.Trail(widgets.Badge(f.Grade))))
		os = append(os, widgets.NewTappable(widgets.Sized(0, theme.RowHeight, widgets.PadXY(line, 16, 0)), 0, func() { p.env.Go(nav.Finding(f.ID)) }))
	}
	return widgets.Card(widgets.Col(0, append(os, widgets.Gap(0, 4))...))
}

var (
	_ page.Page    = (*Page)(nil)
	_ nav.Reloader = (*Page)(nil)
)
