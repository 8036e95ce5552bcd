package ui

import (
	"log/slog"
	"maps"
	"time"

	"gatehouse/ui/action"
	"gatehouse/ui/dialogs"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/shell"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
)

// buildFrame makes the frame in the colours of now.
func (a *App) buildFrame() {
	s := shell.New(a.house.VaultInfo())
	s.OnGo, s.OnBack, s.OnForward = a.Go, a.back, a.forward
	s.OnLock = func() { a.actions.Run("vault.lock") }
	s.OnPalette = func() { a.actions.Run("palette") }
	s.OnClear, s.OnCancelJob = a.clip.Clear, a.work.Cancel
	s.SetToasts(a.toasts)
	a.frame = s
	a.setContent(s.Layers())
	a.badges()
	a.jobsMoved()
	a.clipboardMoved()
	a.frame.SetJournal(a.verified)
}

// badges shows the counts that need care.
func (a *App) badges() {
	out := maps.Clone(a.counts.Badges())
	for _, r := range a.work.Rows() {
		if r.CanCancel && r.Percent != "" {
			out[nav.Imports.Page] = vm.Badge{Mark: tone.Mark{Tone: tone.Info, Word: r.Percent}, Tip: r.Title}
		}
	}
	a.frame.SetBadges(out)
}

// jobsMoved shows what runs.
func (a *App) jobsMoved() {
	if a.frame == nil {
		return
	}
	a.frame.SetJobs(a.work.Rows())
	a.badges()
}

// clipboardMoved shows how long a secret stays on the clipboard.
func (a *App) clipboardMoved() {
	if a.frame == nil {
		return
	}
	left := ""
	switch d := a.clip.Left().Round(time.Second); {
	case d > 0:
		left = say.L("0:{{.Seconds}}", say.V{"Seconds": twoDigits(int(d.Seconds()))})
	case a.clip.Pending():
		left = say.L("when this window is in front")
	}
	a.frame.SetClipboard(left)
}

func twoDigits(n int) string { return string(rune('0'+n/10%10)) + string(rune('0'+n%10)) }

// journalVerified keeps in the status bar what a check of the journal said.
func (a *App) journalVerified(at time.Time, ok bool) {
	a.verified = tone.Mark{Tone: tone.Danger, Icon: "circle-x", Word: say.L("Journal damaged")}
	if ok {
		a.verified = tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Journal verified {{.Time}}", say.V{"Time": at.Local().Format("15:04")})}
	}
	if a.frame != nil {
		a.frame.SetJournal(a.verified)
	}
}

// toast says something for a few seconds.
func (a *App) toast(t page.Toast) {
	m := shell.Toast{Mark: t.Mark, Text: t.Text, Undo: t.Undo}
	if t.Link != "" {
		m.Actions = []shell.ToastAction{{Label: t.Link, Run: t.Run}}
	}
	a.toasts.Show(m)
}

// showPalette opens the palette over the page.
func (a *App) showPalette() {
	slog.Debug("ready: palette")
	shell.OpenPalette(a.ctx, a.window.Canvas(), a.palette, func(t vm.PaletteTarget) {
		if t.Action != "" {
			a.actions.Run(action.ID(t.Action))
			return
		}
		a.Go(t.Route)
	})
}

// palettePages are the pages that the palette leads to.
func (a *App) palettePages() []vm.PalettePage {
	var out []vm.PalettePage
	for _, i := range shell.Items() {
		out = append(out, vm.PalettePage{Route: i.Route, Title: i.Title, Icon: i.Icon, Note: i.Group})
	}
	return out
}

// showKeys opens the sheet of shortcuts.
func (a *App) showKeys() {
	if !dialogs.Active(a.window.Canvas()) {
		slog.Debug("ready: shortcuts")
		shell.OpenShortcuts(a.window.Canvas(), shell.Shortcuts(a.actions.All()))
	}
}
