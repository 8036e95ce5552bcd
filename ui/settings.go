package ui

import (
	"time"

	"gatehouse/ui/prefs"
	"gatehouse/ui/vm"
)

// choices keeps what one chooses on the page of settings, and puts it into force.
type choices struct{ app *App }

// Choices implements vm.Preferences.
func (c choices) Choices() vm.Choices {
	p := c.app.prefs
	return vm.Choices{Theme: string(p.Theme()), Density: string(p.Density()), Scale: p.Scale(), Start: p.StartPage(), Idle: int(p.IdleLock()), Clipboard: p.ClipboardSeconds()}
}

// Choose implements vm.Preferences.
func (c choices) Choose(n vm.Choices) {
	p, was := c.app.prefs, c.Choices()
	p.SetTheme(prefs.Theme(n.Theme))
	p.SetDensity(prefs.Density(n.Density))
	p.SetScale(n.Scale)
	p.SetStartPage(n.Start)
	p.SetIdleLock(prefs.Minutes(n.Idle))
	p.SetClipboardSeconds(n.Clipboard)
	c.app.guard.SetAfter(p.IdleLock().Duration())
	c.app.clip.After = time.Duration(p.ClipboardSeconds()) * time.Second
	if n.Theme != was.Theme || n.Density != was.Density {
		c.app.redraw()
	}
}

// ResetColumns implements vm.Preferences.
func (c choices) ResetColumns() {
	for _, grid := range c.app.prefs.Grids() {
		c.app.prefs.SetColumns(grid, nil)
	}
}

// settings makes the view-model of the page of settings.
func (a *App) settings() *vm.Settings {
	v := vm.NewSettings(a.deps.Runner, a.house, choices{a}, a.deps.Version)
	v.StartedWith(a.scale)
	return v
}
