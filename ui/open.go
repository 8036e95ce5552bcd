package ui

import (
	"context"
	"log/slog"
	"time"

	"gatehouse/core/job"
	"gatehouse/ui/dialogs"
	"gatehouse/ui/lock"
	"gatehouse/ui/nav"
	"gatehouse/ui/say"
	"gatehouse/ui/shell"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// patience is how long a lock waits for work that was told to stop and takes back what it did.
const patience = 5 * time.Second

// opened takes over an open vault. Whoever locked this very vault goes on where he was.
func (a *App) opened(h vm.House) {
	a.house = h
	a.ctx, a.cancel = context.WithCancel(context.Background())
	a.desk = job.NewDesk(a.deps.Runner.Now)
	a.desk.Run = a.deps.Spawn
	a.work = vm.NewJobList(a.deps.Runner, a.desk)
	a.work.OnChange = a.jobsMoved
	a.work.Follow(a.ctx)
	a.imports = vm.NewImports(a.deps.Runner, h, a.work)
	a.scan = vm.NewKeyScan(a.deps.Runner, h, a.work)
	a.toasts = shell.NewToasts(a.deps.Runner)
	a.palette = vm.NewPalette(a.deps.Runner, h, a.paletteActions, a.palettePages, memory{a.prefs})
	a.verified = tone.Mark{}
	a.counts = vm.NewShell(a.deps.Runner, h)
	a.counts.OnChange = a.badges
	a.history = nav.History{}
	a.buildFrame()
	a.counts.Start(a.ctx)
	a.guard.Start()
	was := a.left
	a.left = left{}
	if r, ok := was.history.Current(); ok && was.path == h.VaultInfo().Path {
		a.history = was.history
		a.show(r)
		if d, ok := a.host.Page().(nav.Drafter); ok && was.draft != nil {
			d.Resume(was.draft)
		}
		return
	}
	a.Go(nav.Route{Page: a.startPage()})
}

// working reports whether something runs that a lock would stop.
func (a *App) working() bool { return a.work != nil && a.work.Running() > 0 }

// lockFor locks because of what the guard saw.
func (a *App) lockFor(why lock.Reason) {
	note := say.L("Locked because nothing happened for a while.")
	if why == lock.Suspended {
		note = say.L("Locked because the computer slept.")
	}
	a.Lock(note)
}

// Lock closes the vault; note tells why when it was not asked for. What is on the screen, in a
// tooltip, in the title or on the clipboard goes with it; where one was, and a form that was not
// finished, is found again after the next unlock.
func (a *App) Lock(note string) {
	if a.house == nil {
		return
	}
	info, house := a.house.VaultInfo(), a.house
	a.leave()
	a.left = left{path: info.Path, history: a.history}
	if d, ok := a.host.Page().(nav.Drafter); ok {
		a.left.draft = d.Draft()
	}
	a.guard.Stop()
	a.clip.Clear()
	a.toasts.Clear()
	a.host.Clear()
	a.cancel()
	canvas := a.window.Canvas()
	for _, o := range canvas.Overlays().List() {
		switch d := o.(type) {
		case *dialogs.Dialog:
			d.Wipe()
		case widgets.Dismisser:
			d.Dismiss()
		}
		canvas.Overlays().Remove(o)
	}
	widgets.HideTips(canvas)
	wait, stop := context.WithTimeout(context.Background(), patience)
	if err := a.desk.Close(wait); err != nil {
		slog.Error("stopping what ran", "error", err)
	}
	stop()
	a.house, a.frame, a.counts, a.work, a.desk, a.palette, a.imports, a.scan = nil, nil, nil, nil, nil, nil, nil, nil
	a.history = nav.History{}
	if err := house.Close(); err != nil {
		slog.Error("locking the vault", "error", err)
	}
	a.gate.ShowUnlock(info.Path, note)
	a.showWelcome()
}

// Shutdown closes the vault when the program ends in another way than by its window.
func (a *App) Shutdown() {
	a.clip.Clear()
	if a.house == nil {
		return
	}
	a.cancel()
	if err := a.house.Close(); err != nil {
		slog.Error("closing the vault", "error", err)
	}
	a.house = nil
}

// askLock locks, or asks first while something runs: locking stops it.
func (a *App) askLock(then func()) {
	if !a.working() {
		then()
		return
	}
	ask := vm.Asking{Title: say.L("Stop what runs?"), Verb: say.L("Stop it"),
		Body: say.L("{{.Job}} is running. Without the open vault it cannot go on; nothing of it is kept.", say.V{"Job": a.work.Title()})}
	dialogs.Confirm(a.window.Canvas(), ask, "lock", func(done func(error)) {
		a.work.StopAll(func() {
			done(nil)
			then()
		})
	})
}

// close ends the program, after asking where something runs.
func (a *App) close() {
	s := a.window.Canvas().Size()
	a.prefs.SetWindow(float64(s.Width), float64(s.Height))
	a.askLock(func() {
		a.Lock("")
		a.clip.Clear()
		a.window.Close()
	})
}
