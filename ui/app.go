// Package ui is the desktop: it puts view-models, pages and the frame together, and owns what
// belongs to the window alone: navigation, the menu, locking.
//
// Everything it needs from outside comes in [Deps] as small interfaces. It opens no file, starts no
// goroutine, and does not know how a vault is stored. Rules of the house: pages draw view-models
// and decide nothing; view-models know no toolkit; only ui/runner leaves the drawing thread.
package ui

import (
	"context"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"

	"gatehouse/ui/action"
	"gatehouse/ui/dialogs"
	"gatehouse/ui/lock"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/page/api"
	"gatehouse/ui/page/apikey"
	"gatehouse/ui/page/bundle"
	"gatehouse/ui/page/finding"
	"gatehouse/ui/page/imports"
	"gatehouse/ui/page/overview"
	"gatehouse/ui/page/principal"
	"gatehouse/ui/page/role"
	"gatehouse/ui/page/welcome"
	"gatehouse/ui/runner"
	"gatehouse/ui/shell"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Deps is what the desktop needs from outside.
type Deps struct {
	App     fyne.App
	Runner  runner.Runner
	Opener  vm.Opener
	Recents vm.Recents
	Folder  string        // where new vaults go
	Vault   string        // the vault to unlock at the start, or ""
	Version string        // of the program
	Idle    time.Duration // until an untouched vault locks; 0 = lock.IdleAfter
}

// App is the desktop in one window.
type App struct {
	deps    Deps
	window  fyne.Window
	actions action.Registry
	clip    *lock.Clipboard
	guard   *lock.Guard
	gate    *vm.Welcome

	// While a vault is open:
	house   vm.House
	frame   *shell.Shell
	imports *vm.ImportsPage
	ctx     context.Context
	cancel  context.CancelFunc

	history nav.History
	host    nav.Host
}

// Size of the window at the start.
const startWidth, startHeight = 1280, 800

// New builds the window; show it with Window().ShowAndRun() or, in tests, just use it.
func New(d Deps) *App {
	if d.Idle == 0 {
		d.Idle = lock.IdleAfter
	}
	a := &App{deps: d}
	a.deps.App.Settings().SetTheme(theme.Theme{Mode: modeOf(d.App.Preferences().String(modeKey))})
	a.window = d.App.NewWindow("Gatehouse")
	a.window.SetPadded(false)
	a.window.SetMaster()
	a.window.Resize(fyne.NewSize(startWidth, startHeight))
	a.clip = lock.NewClipboard(d.Runner, d.App.Clipboard())
	a.clip.OnChange = a.status
	a.guard = lock.NewGuard(d.Runner, d.Idle, a.importing, func() { a.Lock("Locked because nothing happened for a while.") })
	a.gate = vm.NewWelcome(d.Runner, d.Opener, d.Recents, d.Folder)
	a.gate.OnOpen = a.opened
	widgets.OnActivity = a.guard.Touch
	a.register()
	a.window.SetMainMenu(a.menu())
	a.window.SetCloseIntercept(a.close)
	a.window.SetOnDropped(a.dropped)
	a.showWelcome()
	if d.Vault != "" {
		a.gate.Choose(d.Vault)
	}
	return a
}

// Window is the window.
func (a *App) Window() fyne.Window { return a.window }

// env is what pages get.
func (a *App) env() page.Env {
	return page.Env{Window: a.window, Go: a.Go, Copy: a.clip.Copy}
}

// showWelcome shows the window without a vault.
func (a *App) showWelcome() {
	a.host.Show(context.Background(), func() nav.Page {
		w := welcome.New(a.env(), a.gate, a.deps.Version)
		a.window.SetContent(w.Object())
		return w
	})
	a.window.SetTitle("Gatehouse")
}

// opened takes over an open vault.
func (a *App) opened(h vm.House) {
	a.house = h
	a.ctx, a.cancel = context.WithCancel(context.Background())
	a.imports = vm.NewImports(a.deps.Runner, h.Imports())
	a.imports.OnJob = a.status
	a.imports.Start(a.ctx)
	a.history = nav.History{}
	a.buildFrame()
	a.guard.Start()
	a.Go(nav.Overview)
}

// buildFrame makes the frame in the colours of now.
func (a *App) buildFrame() {
	s := shell.New(a.house.VaultInfo())
	s.OnGo, s.OnBack, s.OnForward = a.Go, a.back, a.forward
	s.OnLock = func() { a.actions.Run("vault.lock") }
	s.OnClear = a.clip.Clear
	a.frame = s
	a.window.SetContent(s.Object())
	a.status()
}

// Go shows a page.
func (a *App) Go(r nav.Route) {
	if a.house == nil {
		return
	}
	a.guard.Touch()
	a.history.Go(r)
	a.show(r)
}

func (a *App) back() {
	if r, ok := a.history.Back(); ok {
		a.show(r)
	}
}

func (a *App) forward() {
	if r, ok := a.history.Forward(); ok {
		a.show(r)
	}
}

// show builds the page of a route and puts it into the frame.
func (a *App) show(r nav.Route) {
	a.host.Show(a.ctx, func() nav.Page {
		p := a.build(r)
		a.frame.Show(r, p.Object(), a.history.CanBack(), a.history.CanForward())
		return p
	})
	a.window.SetTitle(shell.Title(r) + " – " + a.house.VaultInfo().Name + " – Gatehouse")
	slog.Debug("ready: " + r.Page)
}

// build makes the page of a route with a new view-model; only imports keeps its own, because an
// import goes on while one looks elsewhere.
func (a *App) build(r nav.Route) page.Page {
	run, env := a.deps.Runner, a.env()
	switch r.Page {
	case nav.APIs.Page:
		return api.New(env, vm.NewAPIs(run, a.house.Catalog()))
	case nav.Principals.Page:
		return principal.New(env, vm.NewPrincipals(run, a.house.Directory()))
	case nav.Roles.Page:
		return role.New(env, vm.NewRoles(run, a.house.Directory(), a.house.Catalog()))
	case nav.Keys.Page:
		return apikey.New(env, vm.NewAPIKeys(run, a.house.Keys(), a.house.Directory()))
	case nav.Bundles.Page:
		return bundle.New(env, vm.NewBundles(run, a.house.Bundles()))
	case nav.Imports.Page:
		return imports.New(env, a.imports)
	case nav.Findings.Page:
		return finding.New(env, vm.NewFindings(run, a.house.Findings()), r.Item)
	}
	return overview.New(env, vm.NewOverview(run, a.house))
}

// dropped takes a file that was dropped on the window: a vault to unlock, or a log to import.
func (a *App) dropped(_ fyne.Position, files []fyne.URI) {
	switch {
	case len(files) == 0 || dialogs.Active(a.window.Canvas()):
	case a.house == nil:
		a.gate.Choose(files[0].Path())
	default:
		a.imports.Restart()
		a.Go(nav.Imports)
		a.imports.Select(files[0].Path())
	}
}

// importing reports whether an import runs.
func (a *App) importing() bool {
	return a.imports != nil && a.imports.Step() == vm.Importing
}

// status draws the status bar.
func (a *App) status() {
	if a.frame == nil || a.imports == nil {
		return
	}
	var st shell.Status
	if r, ok := a.imports.Running(); ok {
		st = shell.Status{Job: "Importing " + r.File, Percent: r.Percent, Fraction: max(0, r.Fraction)}
	}
	if left := a.clip.Left(); left > 0 {
		st.Clears = left.Round(time.Second).String()
	}
	a.frame.SetStatus(st)
}

// Lock closes the vault; note tells why when it was not asked for.
func (a *App) Lock(note string) {
	if a.house == nil {
		return
	}
	info, house := a.house.VaultInfo(), a.house
	a.guard.Stop()
	a.clip.Clear()
	a.host.Clear()
	a.cancel()
	for _, o := range a.window.Canvas().Overlays().List() {
		a.window.Canvas().Overlays().Remove(o)
	}
	a.house, a.frame, a.imports = nil, nil, nil
	if err := house.Close(); err != nil {
		slog.Error("locking the vault", "error", err)
	}
	a.gate.ShowUnlock(info.Path, note)
	a.showWelcome()
}

// Shutdown closes the vault when the program ends in another way than by its window.
func (a *App) Shutdown() {
	if a.house == nil {
		return
	}
	a.cancel()
	if err := a.house.Close(); err != nil {
		slog.Error("closing the vault", "error", err)
	}
	a.house = nil
}

// askLock locks, or asks first while an import runs: locking stops it.
func (a *App) askLock(then func()) {
	if !a.importing() {
		then()
		return
	}
	dialogs.Confirm(a.window.Canvas(), "Stop the import?", "An import is running. Without the open vault it cannot go on; nothing of it is kept.", "lock", "Stop it", func(done func(error)) {
		if !a.importing() { // it ended while one was asked
			done(nil)
			then()
			return
		}
		a.imports.OnJob = func() {
			if !a.importing() {
				a.imports.OnJob = nil
				done(nil)
				then()
			}
		}
		a.imports.Cancel()
	})
}

// close ends the program, after asking where something runs.
func (a *App) close() {
	a.askLock(func() {
		a.Lock("")
		a.clip.Clear()
		a.window.Close()
	})
}
