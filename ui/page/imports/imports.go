// Package imports is the page of imports: a card that leads from a file to its summary, and the
// list of what was imported.
package imports

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Page is the page.
type Page struct {
	env  page.Env
	vm   *vm.ImportsPage
	root *fyne.Container
	grid *widgets.Grid
	card *fyne.Container

	// One widget each, so that drawing again does not take the text or the focus away.
	path    *widgets.Entry
	gateway *widgets.Entry
	bar     *widgets.Bar
	step    vm.ImportStep
	drawn   bool
	words   running
}

// New makes the page over its view-model.
func New(env page.Env, v *vm.ImportsPage) *Page {
	p := &Page{env: env, vm: v}
	p.grid = widgets.NewGrid(
		widgets.Column{Title: "Files", Width: -1}, widgets.Column{Title: "Format", Width: 132}, widgets.Column{Title: "Events", Width: 104, Right: true}, widgets.Column{Title: "Not understood", Width: 118, Right: true},
		widgets.Column{Title: "First to last", Width: 196}, widgets.Column{Title: "Imported", Width: 150}, widgets.Column{Title: "Worst findings", Width: 130})
	p.grid.Len, p.grid.Row, p.grid.OnSelect = v.Len, p.row, v.ChooseRow
	p.path = widgets.NewEntry("/var/log/nginx/access.log — plain, .gz or .zst")
	p.path.OnSubmitted = func(s string) { v.Select(vm.Expand(s)) }
	p.gateway = widgets.NewEntry("default")
	p.bar = widgets.NewBar(300, 6)
	p.card = container.NewStack()
	p.root = widgets.Col(0, widgets.PadXY(p.card, 16, 14), widgets.HLine(), widgets.Grow(p.grid.Object()))
	return p
}

// Object is what is shown.
func (p *Page) Object() fyne.CanvasObject { return p.root }

// Start implements nav.Page. A running import goes on when the page stops.
func (p *Page) Start(ctx context.Context) {
	p.vm.OnChange = p.render
	p.path.SetText(p.vm.Path())
	p.vm.Start(ctx)
	p.render()
}

// Stop implements nav.Page.
func (p *Page) Stop() { p.vm.OnChange = nil }

// Reload implements nav.Reloader.
func (p *Page) Reload() { p.vm.Reload() }

// New implements nav.Creator: it begins with another file.
func (p *Page) New() {
	p.vm.Restart()
	p.env.Canvas().Focus(p.path)
}

func (p *Page) row(i int) ([]widgets.Cell, bool) {
	r := p.vm.Row(i)
	return []widgets.Cell{{Text: r.Files, Style: widgets.Strong}, {Text: r.Format}, {Text: r.Events}, {Text: r.Rejected, Tone: r.RejectedTone}, {Text: r.Span}, {Text: r.Made, Style: widgets.Dim}, {Mark: r.Worst}}, false
}

// render draws the page as the view-model is now. While an import runs only its numbers change.
func (p *Page) render() {
	if step := p.vm.Step(); p.drawn && step == p.step && step == vm.Importing {
		p.renderRunning()
	} else {
		p.step, p.drawn = step, true
		p.card.RemoveAll()
		p.card.Add(widgets.Card(p.build(step)))
		p.card.Refresh()
	}
	page.Draw(p.grid, p.vm, p.vm.Foot(), page.Empty{
		Icon: "inbox", Title: "Nothing imported yet",
		Lines: []string{"Choose a gateway's access log above. Its lines are sealed in the evidence file,", "and every request is judged again by the policy that was in force."},
	}, "import")
	p.root.Refresh()
}

func (p *Page) build(step vm.ImportStep) fyne.CanvasObject {
	switch step {
	case vm.Detecting:
		return p.detecting()
	case vm.Detected:
		return p.detected()
	case vm.Importing:
		return p.importing()
	case vm.Done:
		return p.done()
	}
	return p.choose()
}

var (
	_ page.Page    = (*Page)(nil)
	_ nav.Creator  = (*Page)(nil)
	_ nav.Reloader = (*Page)(nil)
)
