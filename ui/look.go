package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"gatehouse/ui/prefs"
	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// applyLook puts theme and density into force.
func (a *App) applyLook() {
	density := theme.Normal
	if a.prefs.Density() == prefs.Compact {
		density = theme.Compact
	}
	theme.SetDensity(density)
	mode := theme.System
	switch a.prefs.Theme() {
	case prefs.LightTheme:
		mode = theme.LightMode
	case prefs.DarkTheme:
		mode = theme.DarkMode
	}
	a.deps.App.Settings().SetTheme(theme.Theme{Mode: mode})
}

// setTheme changes the colours and draws everything again in them.
func (a *App) setTheme(t prefs.Theme) {
	a.prefs.SetTheme(t)
	a.redraw()
}

// setDensity changes the height of rows.
func (a *App) setDensity(d prefs.Density) {
	a.prefs.SetDensity(d)
	a.redraw()
}

// redraw draws everything again, where one is.
func (a *App) redraw() {
	a.applyLook()
	if a.house == nil {
		a.showWelcome()
		return
	}
	a.leave()
	a.buildFrame()
	if r, ok := a.history.Current(); ok {
		a.show(r)
	}
}

// tip says what the pointer is over.
func (a *App) tip(over fyne.CanvasObject, text string, at fyne.Position) {
	widgets.ShowTip(over, text, at)
}

// columns is what one chose for the columns of a grid.
func (a *App) columns(grid string) map[string]widgets.Fixed {
	out := map[string]widgets.Fixed{}
	for id, c := range a.prefs.Columns(grid) {
		out[id] = widgets.Fixed{Width: float32(c.Width), Hidden: c.Hidden, Order: c.Order}
	}
	return out
}

// keepColumns remembers it.
func (a *App) keepColumns(grid string, chosen map[string]widgets.Fixed) {
	out := map[string]prefs.Column{}
	for id, f := range chosen {
		out[id] = prefs.Column{Width: float64(f.Width), Hidden: f.Hidden, Order: f.Order}
	}
	a.prefs.SetColumns(grid, out)
}

// memory keeps what was picked in the palette: pages and actions, nothing of a vault.
type memory struct{ prefs *prefs.Prefs }

// PaletteRecents implements vm.PaletteMemory.
func (m memory) PaletteRecents() []string {
	var out []string
	for _, r := range m.prefs.Recents() {
		out = append(out, r.String())
	}
	return out
}

// SetPaletteRecents implements vm.PaletteMemory.
func (m memory) SetPaletteRecents(ids []string) {
	for i := len(ids) - 1; i >= 0; i-- {
		kind, id, _ := strings.Cut(ids[i], ":")
		m.prefs.AddRecent(prefs.Recent{Action: kind == "action", ID: id})
	}
}

// startPage is the page that a freshly opened vault begins with.
func (a *App) startPage() string {
	if s := a.prefs.StartPage(); s != prefs.StartAtLast {
		return s
	}
	return a.prefs.LastPage()
}
