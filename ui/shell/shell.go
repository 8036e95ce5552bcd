// Package shell is everything round the pages: the sidebar, the top bar, the status bar with what
// runs, and what floats above a page: toasts, the palette, the sheet of shortcuts.
//
// It draws and forwards; where one goes and what is locked is decided by package ui. A [Shell] lives
// as long as a vault is open in one set of colours. Its parts are made once and change in place, so
// that opening a page costs the page alone.
package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/nav"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Shell is the frame. Its callbacks may be left nil.
type Shell struct {
	OnGo         func(nav.Route)
	OnBack       func()
	OnForward    func()
	OnLock       func()
	OnPalette    func()
	OnClear      func()          // clears the clipboard now
	OnCancelJob  func(id string) // stops a running job
	OnDismissJob func(id string) // forgets an ended job; nil = they go by themselves

	info   vm.VaultInfo
	side   *sidebar
	top    *topBar
	status *statusBar
	page   *fyne.Container
	root   fyne.CanvasObject
	layers *fyne.Container
	toasts *Toasts
}

// New makes the frame for an open vault in the colours of now.
func New(info vm.VaultInfo) *Shell {
	s := &Shell{info: info, page: container.NewStack()}
	s.side = newSidebar(info, func(r nav.Route) {
		if s.OnGo != nil {
			s.OnGo(r)
		}
	})
	s.top = newTopBar(s)
	s.status = newStatusBar(s)
	right := widgets.Col(0, s.top.object, widgets.Grow(s.page))
	s.root = widgets.Col(0, widgets.Grow(widgets.Fill(0, s.side.object, widgets.Grow(right))), s.status.object) // the window itself is of the ground's colour
	s.layers = widgets.Stack(s.root)
	return s
}

// Object is the frame without what floats above it.
func (s *Shell) Object() fyne.CanvasObject { return s.root }

// Layers is the frame with the toasts above it; it is what the window shows.
func (s *Shell) Layers() fyne.CanvasObject { return s.layers }

// SetToasts puts the layer of toasts above the frame. Toasts outlive a frame: a change of colours
// makes a new one.
func (s *Shell) SetToasts(t *Toasts) {
	s.toasts = t
	s.layers.Objects = []fyne.CanvasObject{s.root}
	if t != nil {
		t.redraw()
		s.layers.Objects = append(s.layers.Objects, t.Object())
	}
	s.layers.Refresh()
}

// Show puts a page into the frame.
func (s *Shell) Show(r nav.Route, page fyne.CanvasObject, canBack, canForward bool) {
	s.top.show(r, canBack, canForward)
	s.side.show(r.Page)
	s.page.Objects = []fyne.CanvasObject{page}
	s.page.Refresh()
}

// SetBadges shows badges in the sidebar, by page ("keys"), and no others.
func (s *Shell) SetBadges(badges map[string]vm.Badge) { s.side.setBadges(badges) }

// SetJournal says in the status bar how the journal is, such as verified at some time. The zero mark
// says nothing, as long as that is not known.
func (s *Shell) SetJournal(m tone.Mark) { s.status.setJournal(m) }

// SetClipboard says until when the clipboard is cleared ("0:18"), or nothing for "".
func (s *Shell) SetClipboard(left string) { s.status.setClipboard(left) }

// SetJobs shows what runs and what ended, as the view-model of jobs has it.
func (s *Shell) SetJobs(jobs []vm.JobRow) { s.status.setJobs(jobs) }

// ShowJobs opens the list of jobs above the status bar.
func (s *Shell) ShowJobs() { s.status.openJobs() }

// CanUndo reports whether a toast offers to take something back.
func (s *Shell) CanUndo() bool { return s.toasts != nil && s.toasts.CanUndo() }

// Undo takes back what the newest toast with an undo tells of; it reports whether there was one.
func (s *Shell) Undo() bool { return s.toasts != nil && s.toasts.Undo() }

// Clear takes the toasts away, because the vault is being locked.
func (s *Shell) Clear() {
	if s.toasts != nil {
		s.toasts.Clear()
	}
}
