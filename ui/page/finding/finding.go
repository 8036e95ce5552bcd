// Package finding is the page of findings: the list, and below it the evidence of the chosen one,
// line by line, with the place of each line in its file.
package finding

import (
	"context"
	"strconv"

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
	env    page.Env
	vm     *vm.FindingsPage
	first  string // the finding that the route names
	root   *fyne.Container
	grid   *widgets.Grid
	levels *widgets.Segmented
	search *widgets.Entry
	lower  *fyne.Container
}

// New makes the page over its view-model; item is the finding to show first, or "".
func New(env page.Env, v *vm.FindingsPage, item string) *Page {
	p := &Page{env: env, vm: v, first: item}
	p.grid = widgets.NewGrid(
		widgets.Column{Title: "Severity", Width: 104}, widgets.Column{Title: "Check", Width: 92}, widgets.Column{Title: "Title", Width: -1}, widgets.Column{Title: "Count", Width: 80, Right: true},
		widgets.Column{Title: "Principal or source", Width: 160}, widgets.Column{Title: "First to last", Width: 188}, widgets.Column{Title: "Grade", Width: 148})
	p.grid.Len, p.grid.Row, p.grid.OnSelect = v.Len, p.row, v.ShowRow
	p.levels = widgets.NewSegmented(v.SetLevel)
	p.search = widgets.NewSearch("Search findings", v.SetSearch)
	p.lower = container.NewStack()
	bar := page.Toolbar([]fyne.CanvasObject{p.levels.Object()}, []fyne.CanvasObject{widgets.Sized(200, 0, p.search)})
	p.root = widgets.Col(0, bar, widgets.Grow(p.grid.Object()), p.lower)
	return p
}

// Object is what is shown.
func (p *Page) Object() fyne.CanvasObject { return p.root }

// Start implements nav.Page.
func (p *Page) Start(ctx context.Context) {
	p.vm.OnChange = p.render
	p.render()
	p.vm.Start(ctx)
	if p.first != "" {
		p.vm.Show(p.first)
	}
}

// Stop implements nav.Page.
func (p *Page) Stop() { p.vm.OnChange = nil }

// Reload implements nav.Reloader.
func (p *Page) Reload() { p.vm.Reload() }

// FocusSearch implements nav.Searcher.
func (p *Page) FocusSearch() { p.env.Canvas().Focus(p.search) }

func (p *Page) row(i int) ([]widgets.Cell, bool) {
	r := p.vm.Row(i)
	return []widgets.Cell{{Mark: r.Severity}, {Text: r.Check, Style: widgets.Code}, {Text: r.Title, Style: widgets.Strong}, {Text: r.Count}, {Text: r.Who}, {Text: r.When}, {Mark: r.Grade}}, false
}

// render draws the page as the view-model is now.
func (p *Page) render() {
	p.levels.Show(p.vm.Levels(), p.vm.Level())
	page.Draw(p.grid, p.vm, p.vm.Foot(), page.Empty{
		Icon: "search-alert", Title: "No findings",
		Lines:   []string{"Import an access log: every request is judged again by the policy that was in force,", "and what looks like an attack or differs from policy is listed here."},
		Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Primary, "inbox", "Import a log", func() { p.env.Go(nav.Imports) })},
	}, "finding")
	p.lower.RemoveAll()
	if d := p.vm.Detail(); d.Phase != vm.Empty && p.vm.Phase() == vm.Ready {
		p.lower.Add(p.detail(d))
	}
	p.lower.Refresh()
	p.root.Refresh()
}

const lowerHeight float32 = 344

// detail is the lower half.
func (p *Page) detail(d vm.FindingDetail) fyne.CanvasObject {
	k := theme.Current()
	closeIt := widgets.NewSmallButton(widgets.Ghost, "x", "", func() { p.vm.Choose("") })
	head := widgets.Sized(0, 48, widgets.PadXY(widgets.Row(8, widgets.Badge(d.Severity), widgets.Mono(d.Check, theme.Body, k.Text2), widgets.Grow(widgets.Cut(widgets.Semi(d.Title, theme.Title, k.Text))), widgets.Badge(d.Grade), closeIt), 16, 0))
	var body fyne.CanvasObject
	switch d.Phase {
	case vm.Failed:
		body = page.Failure(d.Problem, func() { p.vm.ShowRow(p.vm.Index()) })
	case vm.Loading:
		body = widgets.Skeleton(4)
	default:
		body = widgets.Fill(0, widgets.Grow(p.evidence(d)), widgets.VLine(), widgets.Sized(300, 0, facts(d)))
	}
	split := widgets.Col(0, widgets.HLine(), widgets.Sized(0, 6, widgets.Rect(k.Ground, 0)), widgets.HLine())
	return widgets.Sized(0, lowerHeight, widgets.Stack(widgets.Rect(k.Surface, 0), widgets.Col(0, split, head, widgets.HLine(), widgets.Grow(body))))
}

// facts says why the finding matters, and what it is about.
func facts(d vm.FindingDetail) fyne.CanvasObject {
	k := theme.Current()
	os := []fyne.CanvasObject{widgets.Gap(0, 10)}
	if d.Why != "" {
		os = append(os, widgets.Semi("What was seen", theme.Body, k.Text), widgets.Gap(0, 6), widgets.Para(d.Why, theme.Small, k.Text2, 268), widgets.Gap(0, 10))
	}
	for _, f := range d.Facts {
		os = append(os, widgets.Sized(0, 24, widgets.FactText(f[0], 84, f[1])))
	}
	return container.NewVScroll(widgets.PadXY(widgets.Col(0, os...), 16, 0))
}

// evidence lists the lines, with the place of each.
func (p *Page) evidence(d vm.FindingDetail) fyne.CanvasObject {
	k := theme.Current()
	top := widgets.Row(8, widgets.Semi("Evidence", theme.Body, k.Text), widgets.Text(d.Shown, theme.Small, k.Text3), widgets.Flex())
	if len(d.Evidence) == 0 {
		return widgets.PadXY(widgets.Col(8, widgets.Gap(0, 2), top, widgets.Text("This finding rests on numbers, not on single lines.", theme.Small, k.Text2)), 16, 0)
	}
	var lines []fyne.CanvasObject
	for i, e := range d.Evidence {
		lines = append(lines, p.line(i, e))
	}
	return widgets.PadXY(widgets.Col(8, widgets.Gap(0, 2), top, widgets.Grow(container.NewVScroll(widgets.Col(8, append(lines, widgets.Gap(0, 4))...)))), 16, 0)
}

// line is one line of evidence: its text, escaped, and where it stands.
func (p *Page) line(i int, e vm.EvidenceLine) fyne.CanvasObject {
	k := theme.Current()
	text := widgets.NewLogText(e.Text)
	place := []fyne.CanvasObject{widgets.Icon(theme.Icon("file-text", k.Text3), 12), widgets.Text(e.Place, theme.Caption, k.Text3)}
	if e.SHA256 != "" {
		place = append(place, widgets.Gap(6, 0), widgets.Icon(theme.Icon("hash", k.Text3), 12), widgets.Grow(widgets.Cut(widgets.Mono("sha256 "+e.SHA256, theme.Caption-0.5, k.Text3))))
	} else {
		place = append(place, widgets.Flex())
	}
	copyIt := widgets.NewSmallButton(widgets.Ghost, "copy", "", func() {
		fyne.CurrentApp().Clipboard().SetContent(e.Place + "\nsha256 " + e.SHA256 + "\n" + e.Text + "\n")
	})
	copyIt.Height = 20
	place = append(place, copyIt)
	number := widgets.Badge(tone.Mark{Tone: tone.Neutral, Word: strconv.Itoa(i + 1)})
	return widgets.Sunken(widgets.PadXY(widgets.Fill(8, widgets.Col(0, widgets.Gap(0, 2), number), widgets.Grow(widgets.Col(2, text, widgets.Row(4, place...)))), 10, 6))
}

var (
	_ page.Page    = (*Page)(nil)
	_ nav.Searcher = (*Page)(nil)
	_ nav.Reloader = (*Page)(nil)
)
