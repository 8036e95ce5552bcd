// Package page holds what all pages share: the environment that the shell lends them, and the ways
// in which a page loads, is empty, finds nothing or fails. Each page is a package below this one;
// it draws its view-model and forwards what people do, and decides nothing.
package page

import (
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"gatehouse/ui/nav"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Page is a page as the shell shows it.
type Page interface {
	nav.Page
	Object() fyne.CanvasObject
}

// Env is what the shell lends to every page.
type Env struct {
	Window fyne.Window
	Go     func(nav.Route)     // leads to another page
	Copy   func(secret string) // to the clipboard, cleared after a while
}

// Canvas is where dialogs go.
func (e Env) Canvas() fyne.Canvas { return e.Window.Canvas() }

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

// Toolbar is the line over a list: what narrows at the left, what makes at the right.
func Toolbar(left, right []fyne.CanvasObject) fyne.CanvasObject {
	os := append(append(append([]fyne.CanvasObject{}, left...), widgets.Flex()), right...)
	bar := widgets.Stack(widgets.Rect(theme.Current().Surface, 0), widgets.PadXY(widgets.Row(8, os...), 16, 0))
	return widgets.Col(0, widgets.Sized(0, theme.ToolHeight, bar), widgets.HLine())
}

// Empty is what a page says when there is nothing yet.
type Empty struct {
	Icon, Title string
	Lines       []string
	Actions     []fyne.CanvasObject
}

// Lister is the part of a view-model that every list page draws.
type Lister interface {
	Phase() vm.Phase
	Problem() vm.Problem
	Search() string
	ClearSearch()
	Reload()
	Total() int
	Index() int
}

// Draw shows the list in its phase: rows, or what stands in their place.
func Draw(g *widgets.Grid, l Lister, foot string, empty Empty, noun string) {
	switch l.Phase() {
	case vm.Loading:
		g.SetOver(widgets.Skeleton(8))
		foot = "Reading …"
	case vm.Failed:
		g.SetOver(Failure(l.Problem(), l.Reload))
		foot = ""
	case vm.Empty:
		g.SetOver(widgets.Placeholder(tone.Accent, empty.Icon, empty.Title, empty.Lines, empty.Actions...))
	case vm.NoMatch:
		clear := widgets.NewButton(widgets.Secondary, "x", "Show all", l.ClearSearch)
		line := vm.Plural(int64(l.Total()), noun) + " are hidden by the filter."
		if s := l.Search(); s != "" {
			line = vm.Plural(int64(l.Total()), noun) + " are hidden by the search for “" + s + "”."
		}
		g.SetOver(widgets.Placeholder(tone.Neutral, "list-filter", "Nothing fits", []string{line}, clear))
	default:
		g.SetOver(nil)
	}
	g.SetFoot(foot, "")
	g.Refresh(l.Index())
	if l.Phase() != vm.Loading {
		slog.Debug("shown: " + noun)
	}
}

// Failure says what went wrong and offers to try again.
func Failure(p vm.Problem, again func()) fyne.CanvasObject {
	return widgets.Placeholder(tone.Danger, "circle-x", p.Title, []string{p.Detail}, widgets.NewButton(widgets.Primary, "refresh-cw", "Try again", again))
}
