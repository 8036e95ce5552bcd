// Package apikey is the page of API keys: the list, the drawer of the chosen key, and the dialogs
// that create one, show it once, and revoke one.
package apikey

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/page"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Page is the page.
type Page struct {
	env    page.Env
	vm     *vm.APIKeys
	root   *fyne.Container
	grid   *widgets.Grid
	views  *widgets.Segmented
	search *widgets.Entry
	create *widgets.Button
	drawer *fyne.Container
}

// New makes the page over its view-model.
func New(env page.Env, v *vm.APIKeys) *Page {
	p := &Page{env: env, vm: v}
	p.grid = widgets.NewGrid(
		widgets.Column{Title: "Name", Width: -1.3}, widgets.Column{Title: "Prefix", Width: 118}, widgets.Column{Title: "Principal", Width: -1},
		widgets.Column{Title: "Scopes", Width: 128}, widgets.Column{Title: "Created", Width: 78}, widgets.Column{Title: "Expires", Width: 92}, widgets.Column{Title: "Status", Width: 104})
	p.grid.Len, p.grid.Row = v.Len, p.row
	p.grid.OnSelect = v.ChooseRow
	p.grid.OnDelete = func(int) { p.Revoke() }
	p.views = widgets.NewSegmented(func(i int) { v.SetView(vm.KeyView(i)) })
	p.search = widgets.NewSearch("Search keys", v.SetSearch)
	p.create = widgets.NewSmallButton(widgets.Primary, "plus", "New key", p.New)
	p.drawer = container.NewStack()
	bar := page.Toolbar([]fyne.CanvasObject{p.views.Object()}, []fyne.CanvasObject{widgets.Sized(200, 0, p.search), p.create})
	p.root = widgets.Col(0, bar, widgets.Grow(widgets.Fill(0, widgets.Grow(p.grid.Object()), p.drawer)))
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

// FocusSearch implements nav.Searcher.
func (p *Page) FocusSearch() { p.env.Canvas().Focus(p.search) }

// row turns a row of the view-model into cells.
func (p *Page) row(i int) ([]widgets.Cell, bool) {
	r := p.vm.Row(i)
	return []widgets.Cell{
		{Text: r.Name, Style: widgets.Strong}, {Text: r.Prefix, Style: widgets.Code}, {Text: r.Principal}, {Text: r.Scopes, Style: widgets.Tagged},
		{Text: r.Created, Style: widgets.Dim}, {Text: r.Expires, Tone: r.ExpiresTone}, {Mark: r.Status},
	}, r.Struck
}

// render draws the page as the view-model is now.
func (p *Page) render() {
	if p.vm.Search() == "" && p.search.Text != "" && p.vm.Phase() == vm.Ready && p.env.Canvas().Focused() != p.search {
		p.search.SetText("")
	}
	p.views.Show(p.vm.Views(), int(p.vm.View()))
	page.Draw(p.grid, p.vm, p.vm.Foot(), page.Empty{
		Icon: "key-round", Title: "No API keys yet",
		Lines:   []string{"A key lets one principal call what its roles allow.", "It is shown once; only its digest is kept."},
		Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Primary, "plus", "New API key", p.New)},
	}, "key")
	p.renderDrawer()
}

// renderDrawer draws the facts of the chosen key.
func (p *Page) renderDrawer() {
	p.drawer.RemoveAll()
	if f, ok := p.vm.Facts(); ok && p.vm.Phase() == vm.Ready {
		p.drawer.Add(p.facts(f))
	}
	p.drawer.Refresh()
	p.root.Refresh()
}

const drawerWidth float32 = 288

// facts is the drawer.
func (p *Page) facts(f vm.KeyFacts) fyne.CanvasObject {
	k := theme.Current()
	const w, inner float32 = 84, drawerWidth - 33
	closeIt := widgets.NewSmallButton(widgets.Ghost, "x", "", func() { p.vm.Choose("") })
	copyPrefix := widgets.NewSmallButton(widgets.Ghost, "copy", "", func() { fyne.CurrentApp().Clipboard().SetContent(f.Prefix) })
	revoke := widgets.NewSmallButton(widgets.Danger, "ban", "Revoke…", p.Revoke)
	revoke.SetEnabled(f.CanRevoke)
	prefix := widgets.Sized(0, 32, widgets.Sunken(widgets.Pad(widgets.Row(8, widgets.Grow(widgets.Cut(widgets.Mono(f.Prefix+"_••••••", theme.Small, k.Text))), copyPrefix), 0, 2, 0, 10)))
	name := widgets.Row(8, widgets.Grow(widgets.Cut(widgets.Semi(f.Name, theme.Title, k.Text))), widgets.Badge(f.Status), closeIt)
	facts := []fyne.CanvasObject{
		widgets.FactText("Principal", w, f.Principal), widgets.FactText("Kind", w, f.Kind), widgets.FactText("Scopes", w, f.Scopes), widgets.FactText("Networks", w, f.Networks),
		widgets.FactText("Created", w, f.Created), widgets.FactText("Expires", w, f.Expires),
	}
	if f.Digest != "" {
		facts = append(facts, widgets.Fact("SHA-256", w, widgets.Mono(f.Digest, theme.Small-0.5, k.Text2)))
	}
	if f.Reason != "" {
		why := tone.Mark{Tone: tone.Neutral, Icon: f.Status.Icon, Word: f.Status.Word}
		facts = append(facts, widgets.Gap(0, 8), widgets.Banner(why, f.Reason, inner))
	}
	body := widgets.Col(0,
		widgets.Sized(0, theme.ToolHeight, widgets.Pad(name, 0, 8, 0, 16)),
		widgets.PadXY(widgets.Col(10, prefix, widgets.Lead(revoke)), 16, 0), widgets.Gap(0, 12), widgets.HLine(), widgets.Gap(0, 8),
		widgets.PadXY(widgets.Col(0, facts...), 16, 0))
	return widgets.Sized(drawerWidth, 0, widgets.Fill(0, widgets.VLine(), widgets.Grow(widgets.Stack(widgets.Rect(k.Surface, 0), body))))
}
