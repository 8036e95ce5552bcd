package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"gatehouse/ui/action"
	"gatehouse/ui/dialogs"
	"gatehouse/ui/nav"
	"gatehouse/ui/shell"
	"gatehouse/ui/theme"
)

// modeKey is the preference that keeps the colours; preferences hold nothing but looks.
const modeKey = "look.mode"

var modeNames = map[string]theme.Mode{"light": theme.LightMode, "dark": theme.DarkMode}

func modeOf(name string) theme.Mode { return modeNames[name] }

// register lists everything one can do.
func (a *App) register() {
	open := func() bool { return a.house != nil }
	a.actions.Blocked = func() bool { return dialogs.Active(a.window.Canvas()) }
	add := func(id action.ID, menu, title, icon, key string, enabled func() bool, run func()) {
		a.actions.Add(action.Action{ID: id, Title: title, Menu: menu, Icon: icon, Key: key, Enabled: enabled, Run: run})
	}
	add("vault.lock", "Vault", "Lock", "lock", "Ctrl+L", open, func() { a.askLock(func() { a.Lock("") }) })
	// The toolkit looks for this word at this place; its own would end the program without locking.
	add("app.quit", "Vault", "Quit", "", "Ctrl+Q", nil, a.close)
	add("page.new", "Page", "New", "plus", "Ctrl+N", open, func() {
		if p, ok := a.host.Page().(nav.Creator); ok {
			p.New()
		}
	})
	add("page.search", "Page", "Search", "search", "Ctrl+F", open, func() {
		if p, ok := a.host.Page().(nav.Searcher); ok {
			p.FocusSearch()
		}
	})
	add("page.reload", "Page", "Read again", "refresh-cw", "Ctrl+R", open, func() {
		if p, ok := a.host.Page().(nav.Reloader); ok {
			p.Reload()
		}
	})
	add("go.back", "Go", "Back", "arrow-left", "Alt+Left", a.history.CanBack, a.back)
	add("go.forward", "Go", "Forward", "arrow-right", "Alt+Right", a.history.CanForward, a.forward)
	for i, item := range shell.Items {
		add(action.ID("go."+item.Route.Page), "Go", item.Title, item.Icon, "Ctrl+"+string(rune('1'+i)), open, func() { a.Go(item.Route) })
	}
	add("look.system", "Look", "Follow the desktop", "", "", nil, func() { a.setMode("") })
	add("look.light", "Look", "Light", "", "", nil, func() { a.setMode("light") })
	add("look.dark", "Look", "Dark", "", "", nil, func() { a.setMode("dark") })
}

// setMode changes the colours and draws everything again in them.
func (a *App) setMode(name string) {
	a.deps.App.Preferences().SetString(modeKey, name)
	a.deps.App.Settings().SetTheme(theme.Theme{Mode: modeOf(name)})
	if a.house == nil {
		a.showWelcome()
		return
	}
	a.buildFrame()
	if r, ok := a.history.Current(); ok {
		a.show(r)
	}
}

// menu makes the menu bar from the actions. App-wide shortcuts live here and nowhere else: a field
// that has the keys swallows every other kind.
func (a *App) menu() *fyne.MainMenu {
	var menus []*fyne.Menu
	for _, act := range a.actions.All() {
		if len(menus) == 0 || menus[len(menus)-1].Label != act.Menu {
			menus = append(menus, fyne.NewMenu(act.Menu))
		}
		item := fyne.NewMenuItem(act.Title, func() {
			a.guard.Touch()
			a.actions.Run(act.ID)
		})
		if act.Key != "" {
			item.Shortcut = shortcut(act.Key)
		}
		m := menus[len(menus)-1]
		m.Items = append(m.Items, item)
	}
	return fyne.NewMainMenu(menus...)
}

// shortcut reads "Ctrl+L" or "Alt+Left".
func shortcut(key string) fyne.Shortcut {
	parts := strings.Split(key, "+")
	s := &desktop.CustomShortcut{KeyName: fyne.KeyName(parts[len(parts)-1])}
	for _, p := range parts[:len(parts)-1] {
		switch p {
		case "Ctrl":
			s.Modifier |= fyne.KeyModifierShortcutDefault
		case "Alt":
			s.Modifier |= fyne.KeyModifierAlt
		case "Shift":
			s.Modifier |= fyne.KeyModifierShift
		}
	}
	return s
}
