// Package matrix is the page of routes by roles: what each role opens, and who may call what. Cells
// are marked by keys or pointer, shown with their whole effect, and saved as one change.
package matrix

import (
	"context"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"

	rights "gatehouse/core/access"
)

// Page is the page.
type Page struct {
	env    page.Env
	vm     *vm.Matrix
	root   *fyne.Container
	over   *fyne.Container // the matrix, or what stands in its place
	drawer *fyne.Container
	below  *fyne.Container // what is marked
	grid   *widgets.Matrix
	search *widgets.SearchField
	scroll page.Scroller
	wants  bool // the keys, once the matrix is there to have them
}

// New makes the page over its view-model; the route may name a search.
func New(env page.Env, v *vm.Matrix, r nav.Route) *Page {
	p := &Page{env: env, vm: v, over: container.NewStack(), drawer: container.NewStack(), below: container.NewStack()}
	p.grid = widgets.NewMatrix(say.L("Route"))
	p.grid.Rows, p.grid.Columns, p.grid.Line, p.grid.Head, p.grid.Cell = v.Len, v.Columns, p.line, p.head, p.cell
	p.grid.OnChoose = v.Choose
	p.grid.OnToggle, p.grid.OnDemand = func() { p.Do("matrix.toggle") }, func() { p.Do("matrix.demand") }
	p.grid.OnOpen = func() { p.Do("matrix.review") }
	p.grid.OnEscape = func() { v.Choose(-1, -1) }
	p.search = widgets.NewSearchField(say.L("Who can … DELETE /orders/7"), "Ctrl F", v.SetSearch)
	p.search.OnSubmitted = p.find
	if r.Search != "" {
		v.Restore(vm.MatrixState{Search: r.Search})
		p.search.SetText(r.Search)
	}
	p.root = widgets.Col(0, p.bar(), widgets.Grow(widgets.Fill(0, widgets.Grow(p.over), p.drawer)), p.below)
	return p
}

// bar is the line over the matrix: what its marks mean, and the search.
func (p *Page) bar() fyne.CanvasObject {
	k := theme.Current()
	mark := func(word string, icons ...string) fyne.CanvasObject {
		var os []fyne.CanvasObject
		for _, i := range icons {
			os = append(os, widgets.Icon(theme.Icon(i, k.AccentText), 14))
		}
		box := widgets.Stack(widgets.Plate(k.AccentSoft, k.AccentLine, theme.RadiusBadge), widgets.PadXY(widgets.Row(0, os...), 8, 0))
		return widgets.Row(6, widgets.Sized(0, 22, box), widgets.Text(word, theme.Small, k.Text2))
	}
	dot := widgets.Sized(8, 22, widgets.Mid(widgets.Sized(4, 4, widgets.Rect(k.LineStrong, 2))))
	legend := widgets.Row(12, mark(say.L("May"), "check"), mark(say.L("With one-time password"), "check", "smartphone"), widgets.Row(6, dot, widgets.Text(say.L("May not"), theme.Small, k.Text2)))
	search := widgets.Sized(244, theme.SmallHeight, p.search.Object())
	return widgets.Col(0, widgets.Sized(0, theme.ToolHeight, widgets.PadXY(widgets.Row(16, legend, widgets.Flex(), search), 16, 0)), widgets.HLine())
}

// find answers a question such as "DELETE /orders/7".
func (p *Page) find(question string) {
	p.vm.Find(question, func(err error) {
		if err != nil {
			p.env.Failed(err)
			return
		}
		if i, j := p.vm.Chosen(); i >= 0 {
			p.search.SetText("")
			p.grid.Choose(i, j)
		}
		p.env.Canvas().Focus(p.grid)
	})
}

// line is the head of a row.
func (p *Page) line(i int) widgets.MatrixLine {
	r := p.vm.Row(i)
	if r.Method == "" {
		return widgets.MatrixLine{Group: true, Title: r.Group, Note: r.Note}
	}
	fill := 0
	switch r.Method {
	case "POST", "PUT", "PATCH":
		fill = 1
	case "DELETE":
		fill = 2
	}
	return widgets.MatrixLine{Tag: r.Method, Text: r.Path, TagFill: fill}
}

// head is the head of a column.
func (p *Page) head(j int) widgets.MatrixHead {
	name, holders := p.vm.Column(j)
	return widgets.MatrixHead{Title: name, Note: holders}
}

// cell is a cell's mark.
func (p *Page) cell(i, j int) widgets.MatrixCell {
	c := p.vm.Cell(i, j)
	s := [...]widgets.MatrixState{rights.Nothing: widgets.MatrixNo, rights.WithOTP: widgets.MatrixOTP, rights.Plainly: widgets.MatrixYes}[c.Then]
	switch {
	case c.Public:
		s = widgets.MatrixAll
	case c.Then == c.Now:
	case c.Then == rights.Nothing:
		s = widgets.MatrixLosses
	case c.Then == rights.WithOTP:
		s = widgets.MatrixOTPs
	default:
		s = widgets.MatrixGains
	}
	return widgets.MatrixCell{State: s, Fixed: c.Public}
}

// Object implements page.Page.
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

// Focus implements nav.Focuser. Until the matrix was read, nothing can have the keys.
func (p *Page) Focus() {
	if p.wants = p.vm.Phase() == vm.Loading; !p.wants {
		p.env.Canvas().Focus(p.grid)
	}
}

// FocusSearch implements nav.Searcher.
func (p *Page) FocusSearch() { p.env.Canvas().Focus(p.search.Entry()) }

// Keep implements nav.Keeper: what is marked is found again.
func (p *Page) Keep() any { return p.vm.State() }

// Restore implements nav.Keeper.
func (p *Page) Restore(state any) {
	if s, ok := state.(vm.MatrixState); ok {
		p.vm.Restore(s)
		p.search.SetText(s.Search)
	}
}

// Draft implements nav.Drafter: what is marked outlives a lock.
func (p *Page) Draft() any {
	if s := p.vm.State(); len(s.Marks) > 0 {
		return s
	}
	return nil
}

// Resume implements nav.Drafter.
func (p *Page) Resume(draft any) {
	p.Restore(draft)
	p.vm.Reload()
}

// Can implements nav.Commander.
func (p *Page) Can(id string) bool {
	_, ok := p.vm.Facts()
	switch id {
	case "matrix.toggle", "matrix.demand":
		return p.env.Permitted(id) && ok
	case "matrix.review", "matrix.discard":
		return p.env.Permitted(id) && p.vm.Pending() > 0
	}
	return false
}

// Do implements nav.Commander.
func (p *Page) Do(id string) {
	if !p.Can(id) {
		return
	}
	var err error
	switch id {
	case "matrix.toggle":
		err = p.vm.Toggle()
	case "matrix.demand":
		err = p.vm.Demand()
	case "matrix.review":
		p.review()
	case "matrix.discard":
		p.vm.Discard()
	}
	if err != nil {
		p.env.Failed(err)
	}
}

// review shows the whole effect of what is marked, and saves it when one goes on.
func (p *Page) review() {
	e, ready := p.vm.Effect()
	if !ready {
		return
	}
	n := int64(p.vm.Pending())
	page.ShowEffect(p.env, page.Effect{Title: say.N(n, "Save {{.Count}} cell", "Save {{.Count}} cells"), Verb: say.L("Save changes"), VerbIcon: "save", View: e, Do: func(done func(error)) {
		p.vm.Save(func(u vm.Undone, err error) {
			done(err)
			if err == nil {
				p.env.Done(u, nil)
			}
		})
	}})
}

// render draws the page as its view-model is now.
func (p *Page) render() {
	p.over.RemoveAll()
	switch p.vm.Phase() {
	case vm.Loading:
		p.over.Add(container.NewClip(widgets.Skeleton(16)))
	case vm.Failed:
		p.over.Add(page.Failure(p.vm.Problem(), p.vm.Reload))
	case vm.Empty:
		p.over.Add(widgets.Placeholder(tone.Accent, "columns-3", say.L("Nothing to compare yet"), []string{say.L("The matrix shows which role opens which route."), say.L("It needs an API with routes, and a role.")},
			widgets.NewButton(widgets.Primary, "blocks", say.L("Go to APIs"), func() { p.env.Go(nav.APIs) }), widgets.NewButton(widgets.Secondary, "shield-check", say.L("Go to roles"), func() { p.env.Go(nav.Roles) })))
	case vm.NoMatch:
		p.over.Add(widgets.Placeholder(tone.Neutral, "list-filter", say.L("No route fits this search"), []string{say.L("Search by a part of the path, or ask who can DELETE /orders/7.")},
			widgets.NewButton(widgets.Secondary, "x", say.L("Clear search"), func() { p.search.SetText(""); p.vm.SetSearch("") })))
	default:
		p.over.Add(p.grid)
		i, j := p.vm.Chosen()
		p.grid.Refresh()
		p.grid.Choose(i, j)
		if p.wants && p.env.Canvas().Focused() == nil {
			p.env.Canvas().Focus(p.grid)
		}
	}
	p.wants = p.wants && p.vm.Phase() == vm.Loading
	p.set(p.drawer, p.facts())
	p.set(p.below, p.marked())
	p.root.Refresh()
	if p.vm.Phase() != vm.Loading {
		slog.Debug("shown: " + nav.Matrix.Page)
	}
}

func (p *Page) set(box *fyne.Container, o fyne.CanvasObject) {
	box.RemoveAll()
	if o != nil && p.vm.Phase() == vm.Ready {
		box.Add(o)
	}
	box.Refresh()
}

// marked is the bar under the matrix: how many cells shall be others, and what that does.
func (p *Page) marked() fyne.CanvasObject {
	n := int64(p.vm.Pending())
	if n == 0 {
		return nil
	}
	k := theme.Current()
	words := say.L("Working out the effect …")
	if e, ready := p.vm.Effect(); ready {
		words = e.Sum
	}
	badge := widgets.Badge(tone.Mark{Tone: tone.Warn, Icon: "pencil", Word: say.N(n, "{{.Count}} cell not saved", "{{.Count}} cells not saved")})
	discard := widgets.NewButton(widgets.Ghost, "undo-2", say.L("Discard"), func() { p.Do("matrix.discard") })
	review := widgets.NewButton(widgets.Primary, "save", say.L("Review and save…"), func() { p.Do("matrix.review") })
	review.SetEnabled(p.Can("matrix.review"))
	return widgets.Col(0, widgets.HLine(), widgets.Stack(widgets.Rect(k.Surface, 0), widgets.Sized(0, 52, widgets.PadXY(widgets.Row(12, badge, widgets.Grow(widgets.Cut(widgets.Text(words, theme.Small, k.Text2))), discard, review), 16, 0))))
}

var (
	_ page.Page     = (*Page)(nil)
	_ nav.Searcher  = (*Page)(nil)
	_ nav.Reloader  = (*Page)(nil)
	_ nav.Focuser   = (*Page)(nil)
	_ nav.Keeper    = (*Page)(nil)
	_ nav.Commander = (*Page)(nil)
	_ nav.Drafter   = (*Page)(nil)
)
