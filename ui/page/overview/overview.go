// Package overview is the first page: what needs care and where that is done, the traffic and the
// findings of the imported logs, what ends soon, and what happened last. Who is new finds the way to
// a signed bundle.
package overview

import (
	"context"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/charts"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Page is the page.
type Page struct {
	env   page.Env
	vm    *vm.Overview
	root  *fyne.Container
	bars  *charts.TimeBars
	donut *charts.Donut
}

// New makes the page over its view-model.
func New(env page.Env, v *vm.Overview, _ nav.Route) *Page {
	p := &Page{env: env, vm: v, root: container.NewStack()}
	p.bars = charts.NewTimeBars(
		charts.Series{ID: "2xx", Label: "2xx", Colour: theme.Chart2xx}, charts.Series{ID: "3xx", Label: "3xx", Colour: theme.Chart3xx},
		charts.Series{ID: "4xx", Label: "4xx", Colour: theme.Chart4xx}, charts.Series{ID: "5xx", Label: "5xx", Colour: theme.Chart5xx})
	p.bars.Empty = say.L("Import an access log to see its requests here")
	p.bars.OnTap = p.openDay
	p.donut = charts.NewDonut(say.L("open"))
	p.donut.OnTap = func(severity string) { env.Go(nav.Filtered(nav.Findings, "is:open severity:"+severity)) }
	return p
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

// openDay leads from a bar to the findings of its day.
func (p *Page) openDay(bucket int, _ string) {
	if days := p.vm.Traffic(); bucket >= 0 && bucket < len(days) {
		p.env.Go(nav.Filtered(nav.Findings, "on:"+days[bucket].From.Format("2006-01-02")))
	}
}

// render draws the page as the view-model is now.
func (p *Page) render() {
	p.root.RemoveAll()
	switch p.vm.Phase() {
	case vm.Loading:
		p.root.Add(widgets.Rect(theme.Current().Ground, 0))
		p.root.Add(loading())
	case vm.Failed:
		p.root.Add(widgets.Rect(theme.Current().Ground, 0))
		p.root.Add(page.Failure(p.vm.Problem(), p.vm.Reload))
	default:
		p.root.Add(p.content())
		slog.Debug("shown: overview")
	}
	p.root.Refresh()
}

// loading stands for the cards that are being counted.
func loading() fyne.CanvasObject {
	var cards []fyne.CanvasObject
	for range 4 {
		cards = append(cards, widgets.Grow(widgets.Card(widgets.Sized(0, 132, widgets.Skeleton(2)))))
	}
	return container.NewClip(widgets.PadXY(widgets.Col(12, widgets.Fill(12, cards...), widgets.Card(widgets.Sized(0, 262, widgets.Skeleton(6)))), 16, 16))
}

// cardMat is the margin that a card has for itself, so that two cards are two of them apart, and pageMat
// what the page has round them all.
const cardMat, pageMat = 6, 10

// card is how everything on this page is framed.
func card(o fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Mat(cardMat, widgets.CardOnSurface(o))
}

func (p *Page) content() fyne.CanvasObject {
	var cards []fyne.CanvasObject
	for _, c := range p.vm.Postures() {
		cards = append(cards, p.posture(c))
	}
	os := []fyne.CanvasObject{container.New(&flow{least: 196}, cards...)}
	if p.vm.StepsLeft() > 0 {
		os = append(os, p.steps())
	}
	if len(p.vm.Traffic()) > 0 {
		os = append(os, container.New(&flow{least: 340, shares: []float32{7.0 / 11, 4.0 / 11}}, p.traffic(), p.severities()))
	}
	os = append(os, container.New(&flow{least: 400}, p.weak(), p.ending()), p.journal())
	return scrolled(os...)
}

// posture is one card; all of it leads to its next step.
func (p *Page) posture(c vm.Posture) fyne.CanvasObject {
	k := theme.Current()
	cut := func(o fyne.CanvasObject) fyne.CanvasObject { return widgets.Row(0, widgets.Grow(o)) }
	head := widgets.Row(8, widgets.Grow(widgets.Cut(widgets.Text(c.Title, theme.Small, k.Text2))), widgets.Badge(c.Mark))
	next := widgets.Row(6, widgets.Medium(c.Next, theme.Small, k.AccentText), widgets.Icon(theme.Icon("arrow-right", k.AccentText), 14), widgets.Flex())
	body := widgets.Col(0, head, widgets.Gap(0, 4), cut(widgets.Cut(widgets.Semi(c.Number, theme.Number, k.Text))), widgets.Gap(0, 4),
		cut(widgets.Cut(widgets.Text(c.Why, theme.Small, k.Text2))), widgets.Gap(0, 1), cut(widgets.Cut(widgets.Text(c.More, theme.Small, k.Text3))), widgets.Gap(0, 10), next)
	return widgets.Mat(cardMat, widgets.NewTappable(widgets.CardOnSurface(widgets.PadXY(body, 16, 14)), theme.RadiusCard, func() {
		if c.Command != "" && p.env.Permitted(c.Command) {
			p.env.Run(c.Command)
			return
		}
		p.env.Go(nav.Route{Page: c.Page, Search: c.Search})
	}))
}

// traffic is the chart of requests.
func (p *Page) traffic() fyne.CanvasObject {
	days := p.vm.Traffic()
	buckets := make([]charts.Bucket, len(days))
	for i, d := range days {
		buckets[i] = charts.Bucket{From: d.From, To: d.To, Values: d.Class[:]}
	}
	p.bars.SetBuckets(buckets)
	return card(widgets.Sized(0, 262, widgets.PadXY(charts.WithTable(p.bars, say.L("Requests by status")), 16, 12)))
}

// severityColours are the colours of the slices, worst first.
var severityColours = []theme.ChartColour{theme.ChartCritical, theme.ChartHigh, theme.ChartMedium, theme.ChartLow, theme.ChartInfo}

// severities is the chart of open findings.
func (p *Page) severities() fyne.CanvasObject {
	var slices []charts.Slice
	for i, s := range p.vm.Severities() {
		slices = append(slices, charts.Slice{ID: s.Severity, Label: s.Label, Value: s.Count, Colour: severityColours[i], Mark: s.Mark})
	}
	p.donut.SetSlices(slices)
	return card(widgets.Sized(0, 262, widgets.PadXY(charts.WithTable(p.donut, say.L("Open findings by severity")), 16, 12)))
}

var (
	_ page.Page    = (*Page)(nil)
	_ nav.Reloader = (*Page)(nil)
)
