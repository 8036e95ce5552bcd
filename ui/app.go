// Package ui is the desktop: it puts view-models, pages and the frame together, and owns what
// belongs to the window alone: navigation, commands, locking.
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

	"gatehouse/core/job"
	"gatehouse/ui/action"
	"gatehouse/ui/dialogs"
	"gatehouse/ui/lock"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/page/welcome"
	"gatehouse/ui/prefs"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/say/catalogue"
	"gatehouse/ui/shell"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Deps is what the desktop needs from outside.
type Deps struct {
	App     fyne.App
	Runner  runner.Runner
	Opener  vm.Opener
	Recents vm.Recents
	Folder  string // where new vaults go
	Vault   string // the vault to unlock at the start, or ""
	Version string // of the program
	// Spawn starts the work of a job; nil = on a goroutine of its own. See job.Desk.
	Spawn func(work func())
	// Beside begins work on a goroutine of its own and returns what waits for its end; nil = the work
	// is left out. It is for work that only makes the start shorter.
	Beside func(work func()) (wait func())
}

// App is the desktop in one window.
type App struct {
	deps    Deps
	window  fyne.Window
	prefs   *prefs.Prefs
	scale   float64 // with which the window was started
	actions action.Registry
	clip    *lock.Clipboard
	guard   *lock.Guard
	gate    *vm.Welcome
	left    left // what was left behind by a lock

	// While a vault is open:
	house    vm.House
	frame    *shell.Shell
	counts   *vm.Shell
	palette  *vm.Palette
	work     *vm.JobList
	imports  *vm.ImportsPage // an import goes on while one looks elsewhere
	scan     *vm.KeyScan     // and so does a scan for leaked keys
	toasts   *shell.Toasts
	verified tone.Mark // what the last check of the journal said
	desk     *job.Desk
	ctx      context.Context
	cancel   context.CancelFunc
	history  nav.History
	host     nav.Host
}

// left is where somebody was when the vault was locked. It holds no secret and nothing to read:
// routes, ids, and what was typed into a form that is not finished.
type left struct {
	path    string // of the vault
	history nav.History
	draft   any
}

// New builds the window; show it with Window().ShowAndRun() or, in tests, just use it.
func New(d Deps) *App {
	if err := catalogue.Use(); err != nil {
		slog.Error("no translations", "error", err)
	}
	a := &App{deps: d, prefs: prefs.New(d.App.Preferences())}
	a.scale = a.prefs.Scale()
	a.applyLook()
	fonts := func() {}
	if d.Beside != nil {
		fonts = d.Beside(widgets.ReadFonts)
	}
	a.window = d.App.NewWindow("Gatehouse") // which starts the window system, and takes as long as the fonts
	fonts()
	a.window.SetPadded(false)
	a.window.SetMaster()
	w, h := a.prefs.Window()
	a.window.Resize(fyne.NewSize(float32(w), float32(h)))
	a.clip = lock.NewClipboard(d.Runner, d.App.Clipboard())
	a.clip.After = time.Duration(a.prefs.ClipboardSeconds()) * time.Second
	a.clip.OnChange = a.clipboardMoved
	a.guard = lock.NewGuard(d.Runner, a.prefs.IdleLock().Duration(), a.working, a.lockFor)
	a.gate = vm.NewWelcome(d.Runner, d.Opener, d.Recents, d.Folder)
	a.gate.OnOpen = a.opened
	widgets.OnActivity, widgets.After = a.guard.Touch, d.Runner.After
	a.register()
	a.window.SetMainMenu(a.menu())
	a.window.SetCloseIntercept(a.close)
	a.window.SetOnDropped(a.dropped)
	d.App.Lifecycle().SetOnEnteredForeground(a.clip.Retry)
	a.showWelcome()
	if d.Vault != "" {
		a.gate.Choose(d.Vault)
	}
	return a
}

// Window is the window.
func (a *App) Window() fyne.Window { return a.window }

// Page is the page that is shown, or nil.
func (a *App) Page() nav.Page { return a.host.Page() }

// Actions lists everything one can do.
func (a *App) Actions() []action.Action { return a.actions.All() }

// Run carries out an action, and reports whether it did.
func (a *App) Run(id action.ID) bool { return a.actions.Run(id) }

// Begin shows a vault that was opened elsewhere.
func (a *App) Begin(h vm.House) { a.opened(h) }

// env is what pages get.
func (a *App) env() page.Env {
	return page.Env{
		Window: a.window, Runner: a.deps.Runner, Go: a.Go, Begin: a.begin, Copy: a.clip.Copy, CopyText: a.copyText, Toast: a.toast, Run: func(id string) { a.actions.Run(action.ID(id)) },
		Permitted: func(id string) bool { act, ok := a.actions.Get(action.ID(id)); return ok && a.actions.Permitted(act) },
		Tip:       a.tip, Columns: a.columns, KeepColumns: a.keepColumns,
	}
}

// copyText copies what is no secret, and says so.
func (a *App) copyText(s string) {
	a.deps.App.Clipboard().SetContent(s)
	a.toast(page.Toast{Text: say.L("Copied.")})
}

// showWelcome shows the window without a vault.
func (a *App) showWelcome() {
	a.host.Show(context.Background(), func() nav.Page {
		w := welcome.New(a.env(), a.gate, a.deps.Version)
		a.setContent(w.Object())
		return w
	}, nil)
	a.window.SetTitle("Gatehouse")
}

// setContent fills the window.
func (a *App) setContent(o fyne.CanvasObject) {
	a.window.SetContent(widgets.TipLayer(o, a.window.Canvas()))
}

// Go shows a page.
func (a *App) Go(r nav.Route) {
	if a.house == nil {
		return
	}
	a.guard.Touch()
	a.leave()
	a.history.Go(r)
	a.show(r)
}

// begin shows a page that goes on with a draft.
func (a *App) begin(r nav.Route, draft any) {
	a.Go(r)
	if p, ok := a.host.Page().(nav.Drafter); ok {
		p.Resume(draft)
	}
}

// leave keeps what the current page wants to find again.
func (a *App) leave() {
	if k, ok := a.host.Page().(nav.Keeper); ok {
		a.history.Keep(k.Keep())
	}
}

func (a *App) back() {
	a.leave()
	if r, ok := a.history.Back(); ok {
		a.show(r)
	}
}

func (a *App) forward() {
	a.leave()
	if r, ok := a.history.Forward(); ok {
		a.show(r)
	}
}

// show builds the page of a route and puts it into the frame.
func (a *App) show(r nav.Route) {
	widgets.HideTips(a.window.Canvas())
	a.host.Show(a.ctx, func() nav.Page {
		p := a.build(r)
		a.frame.Show(r, p.Object(), a.history.CanBack(), a.history.CanForward())
		return p
	}, a.history.Kept())
	if p, ok := a.host.Page().(nav.Focuser); ok && !dialogs.Active(a.window.Canvas()) {
		p.Focus()
	}
	a.prefs.SetLastPage(r.Page)
	a.window.SetTitle(shell.Title(r) + " – " + a.house.VaultInfo().Name + " – Gatehouse")
	slog.Debug("ready: " + r.Page)
}

// dropped takes files that were dropped on the window.
func (a *App) dropped(_ fyne.Position, files []fyne.URI) {
	var paths []string
	for _, f := range files {
		paths = append(paths, f.Path())
	}
	a.Drop(paths...)
}

// Drop takes files: a vault to unlock, an OpenAPI document, or logs to import.
func (a *App) Drop(paths ...string) {
	switch {
	case len(paths) == 0 || dialogs.Active(a.window.Canvas()):
	case a.house == nil:
		a.gate.Choose(paths[0])
	case len(paths) == 1 && vm.IsDocument(paths[0]):
		a.hand(nav.APIs, paths[0])
	default:
		a.hand(nav.Imports, paths...)
	}
}

// hand opens a page and hands it files.
func (a *App) hand(r nav.Route, paths ...string) {
	a.Go(r)
	if p, ok := a.host.Page().(interface{ Dropped(paths []string) }); ok {
		p.Dropped(paths)
	}
}
