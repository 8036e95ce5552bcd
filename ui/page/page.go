// Package page holds what all pages share: the environment that the shell lends them, and the ways
// in which a page loads, is empty, finds nothing or fails. Each page is a package below this one;
// it draws its view-model and forwards what people do, and decides nothing.
package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"gatehouse/ui/nav"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Page is a page as the shell shows it.
type Page interface {
	nav.Page
	Object() fyne.CanvasObject
}

// Env is what the desktop lends to every page.
type Env struct {
	Window fyne.Window
	Runner runner.Runner
	Go     func(nav.Route) // leads to another page
	// Begin leads to another page, which goes on with a draft: a form that is filled in to begin with.
	Begin func(r nav.Route, draft any)
	Copy  func(secret string) // to the clipboard, cleared after a while
	// CopyText puts something on the clipboard that is no secret, and says so.
	CopyText func(text string)
	// Toast says something for a few seconds.
	Toast func(Toast)
	// Run carries out the action with this id, on its page.
	Run func(action string)
	// Permitted reports whether who is signed in may do the action with this id.
	Permitted func(action string) bool
	// Tip says what the pointer is over.
	Tip func(over fyne.CanvasObject, text string, at fyne.Position)
	// Columns and KeepColumns remember what one chose for the columns of a grid.
	Columns     func(grid string) map[string]widgets.Fixed
	KeepColumns func(grid string, chosen map[string]widgets.Fixed)
}

// Toast is a short message; Undo takes back what it tells of, if that can be.
type Toast struct {
	Mark tone.Mark // its icon and tone; the word is not shown
	Text string
	Undo func()
	Link string // a further step: "Export"
	Run  func()
}

// Canvas is where dialogs go.
func (e Env) Canvas() fyne.Canvas { return e.Window.Canvas() }

// Done says what was done and offers the way back, or says what went wrong.
func (e Env) Done(u vm.Undone, err error) {
	if err != nil {
		e.Failed(err)
		return
	}
	t := Toast{Mark: tone.Mark{Tone: tone.Ok, Icon: "circle-check"}, Text: u.Text}
	if u.Undo != nil {
		t.Undo = func() {
			u.Undo(func(err error) {
				if err != nil {
					e.Failed(err)
					return
				}
				e.Toast(Toast{Mark: tone.Mark{Tone: tone.Info, Icon: "undo-2"}, Text: say.L("Undone.")})
			})
		}
	}
	e.Toast(t)
}

// Failed says that something that was asked for did not happen, and why.
func (e Env) Failed(err error) {
	p := vm.Explain(err)
	text := p.Detail
	if text == "" {
		text = p.Title
	}
	t := Toast{Mark: tone.Mark{Tone: tone.Danger, Icon: "circle-alert"}, Text: text}
	if p.Ref != "" {
		t.Link, t.Run = say.L("Copy reference"), func() { e.CopyText(p.Ref) }
	}
	e.Toast(t)
}

// PickFile lets one choose a file; endings may be none.
func (e Env) PickFile(chosen func(path string), endings ...string) {
	d := dialog.NewFileOpen(func(f fyne.URIReadCloser, err error) {
		if err != nil || f == nil { // nil: the person thought better of it
			return
		}
		f.Close()
		chosen(f.URI().Path())
	}, e.Window)
	if len(endings) > 0 {
		d.SetFilter(storage.NewExtensionFileFilter(endings))
	}
	d.Show()
	enlarge(d)
}

// PickFolder lets one choose a folder.
func (e Env) PickFolder(chosen func(path string)) {
	d := dialog.NewFolderOpen(func(u fyne.ListableURI, err error) {
		if err == nil && u != nil {
			chosen(u.Path())
		}
	}, e.Window)
	d.Show()
	enlarge(d)
}

// enlarge gives a file dialog room. It has no size before it is shown, and stands in the middle
// again only when it is refreshed.
func enlarge(d *dialog.FileDialog) {
	d.Resize(fyne.NewSize(840, 560))
	d.Refresh()
}

// Options turns choices of a view-model into options of a picker.
func Options(cs []vm.Choice) []widgets.Option {
	os := make([]widgets.Option, len(cs))
	for i, c := range cs {
		os[i] = widgets.Option{ID: c.ID, Label: c.Label, Note: c.Note}
	}
	return os
}

// Empty is what a page says when there is nothing yet.
type Empty struct {
	Icon, Title string
	Lines       []string
	Actions     []fyne.CanvasObject
}

// Failure says what went wrong and offers to try again.
func Failure(p vm.Problem, again func()) fyne.CanvasObject {
	return widgets.Placeholder(tone.Danger, "circle-x", p.Title, []string{p.Detail}, widgets.NewButton(widgets.Primary, "refresh-cw", say.L("Try again"), again))
}
