package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"gatehouse/ui/action"
	"gatehouse/ui/dialogs"
	"gatehouse/ui/nav"
	"gatehouse/ui/prefs"
	"gatehouse/ui/say"
	"gatehouse/ui/shell"
	"gatehouse/ui/vm"
)

// register lists everything one can do.
func (a *App) register() {
	open := func() bool { return a.house != nil }
	a.actions.Blocked = func() bool { return dialogs.Active(a.window.Canvas()) }
	a.actions.May = func(permission string) bool { return a.house != nil && a.house.Can(permission) }
	a.registerVault(open)
	a.registerPage(open)
	a.registerGo(open)
	for _, c := range pageCommands() {
		a.actions.Add(action.Action{ID: c.id, Title: c.title, Menu: shell.Title(c.page), Icon: c.icon, Key: c.key, Hint: c.hint, Permission: c.permission, Page: c.page.Page,
			Enabled: func() bool { return open() && a.canCommand(c) }, Run: func() { a.command(c) }})
	}
	a.registerLook()
}

func (a *App) registerVault(open func() bool) {
	menu := say.L("Vault")
	a.actions.Add(action.Action{ID: "palette", Title: say.L("Search or run a command"), Menu: menu, Icon: "search", Key: "Ctrl+K", Enabled: open, Run: a.showPalette, Hidden: true})
	a.actions.Add(action.Action{ID: "vault.lock", Title: say.L("Lock"), Menu: menu, Icon: "lock", Key: "Ctrl+L", Enabled: open, Run: func() { a.askLock(func() { a.Lock("") }) }})
	a.actions.Add(action.Action{ID: "clipboard.clear", Title: say.L("Clear the clipboard now"), Menu: menu, Icon: "clipboard", Enabled: func() bool { return a.clip.Left() > 0 }, Run: a.clip.Clear})
	a.actions.Add(action.Action{ID: "jobs", Title: say.L("Show what runs"), Menu: menu, Icon: "list", Key: "Ctrl+J", Enabled: func() bool { return open() && len(a.work.Rows()) > 0 }, Run: func() { a.frame.ShowJobs() }})
	// The toolkit looks for the word "Quit" at this place; its own would end the program without locking.
	a.actions.Add(action.Action{ID: "app.quit", Title: say.L("Quit"), Menu: menu, Icon: "x", Key: "Ctrl+Q", Run: a.close})
}

func (a *App) registerPage(open func() bool) {
	menu := say.L("Page")
	by := func(table map[string]action.ID) action.ID {
		r, _ := a.history.Current()
		return table[r.Page]
	}
	a.actions.Add(action.Action{ID: "page.new", Title: say.L("New"), Menu: menu, Icon: "plus", Key: "Ctrl+N", Hidden: true, Enabled: func() bool { return a.actions.Can(by(creates)) }, Run: func() { a.actions.Run(by(creates)) }})
	a.actions.Add(action.Action{ID: "page.edit", Title: say.L("Edit"), Menu: menu, Icon: "pencil", Key: "Ctrl+E", Hidden: true, Enabled: func() bool { return a.actions.Can(by(edits)) }, Run: func() { a.actions.Run(by(edits)) }})
	a.actions.Add(action.Action{ID: "page.search", Title: say.L("Search in the page"), Menu: menu, Icon: "search", Key: "Ctrl+F", Hidden: true, Enabled: open, Run: func() {
		if p, ok := a.host.Page().(nav.Searcher); ok {
			p.FocusSearch()
		}
	}})
	a.actions.Add(action.Action{ID: "page.reload", Title: say.L("Read again"), Menu: menu, Icon: "refresh-cw", Key: "Ctrl+R", Enabled: open, Run: func() {
		if p, ok := a.host.Page().(nav.Reloader); ok {
			p.Reload()
		}
	}})
	a.actions.Add(action.Action{ID: "undo", Title: say.L("Undo"), Menu: menu, Icon: "undo-2", Hint: "Ctrl+Z", Enabled: func() bool { return open() && a.toasts.CanUndo() }, Run: func() { a.toasts.Undo() }})
	// No key of the menu: there it would come before a field's own undo. A field that has the keys takes it.
	a.window.Canvas().AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { a.actions.Run("undo") })
}

func (a *App) registerGo(open func() bool) {
	menu := say.L("Go")
	a.actions.Add(action.Action{ID: "go.back", Title: say.L("Back"), Menu: menu, Icon: "arrow-left", Key: "Alt+Left", Enabled: func() bool { return open() && a.history.CanBack() }, Run: a.back, Hidden: true})
	a.actions.Add(action.Action{ID: "go.forward", Title: say.L("Forward"), Menu: menu, Icon: "arrow-right", Key: "Alt+Right", Enabled: func() bool { return open() && a.history.CanForward() }, Run: a.forward, Hidden: true})
	for i, item := range shell.Items() {
		key := ""
		if i < 9 {
			key = "Ctrl+" + string(rune('1'+i))
		}
		if item.Route == nav.Settings {
			key = "Ctrl+,"
		}
		a.actions.Add(action.Action{ID: action.ID("go." + item.Route.Page), Title: item.Title, Menu: menu, Icon: item.Icon, Key: key, Enabled: open, Hidden: true, Run: func() { a.Go(item.Route) }})
	}
}

func (a *App) registerLook() {
	menu := say.L("Look")
	add := func(id action.ID, title, icon string, run func()) {
		a.actions.Add(action.Action{ID: id, Title: title, Menu: menu, Icon: icon, Run: run})
	}
	add("look.system", say.L("Colours as the desktop"), "settings", func() { a.setTheme(prefs.SystemTheme) })
	add("look.light", say.L("Light colours"), "settings", func() { a.setTheme(prefs.LightTheme) })
	add("look.dark", say.L("Dark colours"), "settings", func() { a.setTheme(prefs.DarkTheme) })
	add("look.normal", say.L("Normal rows"), "list", func() { a.setDensity(prefs.Normal) })
	add("look.compact", say.L("Compact rows"), "list", func() { a.setDensity(prefs.Compact) })
	a.actions.Add(action.Action{ID: "help.keys", Title: say.L("Keyboard shortcuts"), Menu: say.L("Help"), Icon: "info", Key: "Ctrl+/", Run: a.showKeys})
}

// canCommand reports whether a page's command is possible: on its page it is the page that knows;
// elsewhere it is, when it needs nothing chosen there.
func (a *App) canCommand(c pageCommand) bool {
	if r, _ := a.history.Current(); r.Page != c.page.Page {
		return c.anywhere
	}
	p, ok := a.host.Page().(nav.Commander)
	return ok && p.Can(string(c.id))
}

// command carries out a page's command, going to the page first where one is elsewhere.
func (a *App) command(c pageCommand) {
	if r, _ := a.history.Current(); r.Page != c.page.Page {
		a.Go(c.page)
	}
	if p, ok := a.host.Page().(nav.Commander); ok {
		p.Do(string(c.id))
	}
}

// menu makes the menu bar from the actions. App-wide shortcuts live here and nowhere else: a field
// that has the keys swallows every other kind.
func (a *App) menu() *fyne.MainMenu {
	var menus []*fyne.Menu
	at := map[string]*fyne.Menu{}
	for _, act := range a.actions.All() {
		m := at[act.Menu]
		if m == nil {
			m = fyne.NewMenu(act.Menu)
			at[act.Menu] = m
			menus = append(menus, m)
		}
		item := fyne.NewMenuItem(act.Title, func() {
			a.guard.Touch()
			a.actions.Run(act.ID)
		})
		if act.Key != "" {
			item.Shortcut = shortcut(act.Key)
		}
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

// paletteActions are the commands that the palette offers.
func (a *App) paletteActions() []vm.PaletteAction {
	var out []vm.PaletteAction
	for _, act := range a.actions.All() {
		if act.Hidden {
			continue
		}
		p := vm.PaletteAction{ID: string(act.ID), Title: act.Title, Icon: act.Icon, Key: act.Key, Enabled: act.IsEnabled(), Permitted: a.actions.Permitted(act)}
		switch {
		case !p.Permitted:
			p.Why = say.L("needs another role than yours")
		case !p.Enabled && act.Page != "":
			p.Why = say.L("choose one in {{.Page}} first", say.V{"Page": act.Menu})
		case !p.Enabled:
			p.Why = say.L("not possible now")
		}
		out = append(out, p)
	}
	return out
}
