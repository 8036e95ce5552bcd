package uitest

import (
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/runner"
	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// Lent is a window with what the desktop lends to one page, and what the page did with it.
type Lent struct {
	Window fyne.Window
	Run    *runner.Steps
	Env    page.Env
	Went   []nav.Route
	Begun  any      // the draft that a page was given to go on with
	Copied []string // secrets and plain texts
	Toasts []page.Toast
	Widths map[string]map[string]widgets.Fixed // kept columns by grid
	Denied map[string]bool                     // actions that are not permitted
}

// Lend opens a window of 1076 by 720, which is what the frame leaves to a page, in light colours, or
// in dark ones where GATEHOUSE_DARK is set.
func Lend(t *testing.T) *Lent {
	t.Helper()
	app := test.NewTempApp(t)
	mode := theme.LightMode
	if os.Getenv("GATEHOUSE_DARK") != "" {
		mode = theme.DarkMode
	}
	app.Settings().SetTheme(theme.Theme{Mode: mode})
	l := &Lent{Run: &runner.Steps{Time: Now}, Widths: map[string]map[string]widgets.Fixed{}, Denied: map[string]bool{}}
	l.Window = test.NewTempWindow(t, widgets.Gap(0, 0))
	l.Window.SetPadded(false)
	l.Window.Resize(fyne.NewSize(1076, 720))
	l.Env = page.Env{Window: l.Window, Runner: l.Run, Go: func(r nav.Route) { l.Went = append(l.Went, r) }, Begin: func(r nav.Route, draft any) { l.Went, l.Begun = append(l.Went, r), draft },
		Copy: func(s string) { l.Copied = append(l.Copied, s) }, CopyText: func(s string) { l.Copied = append(l.Copied, s) },
		Toast: func(x page.Toast) { l.Toasts = append(l.Toasts, x) }, Run: func(string) {},
		Permitted: func(id string) bool { return !l.Denied[id] }, Tip: func(fyne.CanvasObject, string, fyne.Position) {},
		Columns:     func(grid string) map[string]widgets.Fixed { return l.Widths[grid] },
		KeepColumns: func(grid string, c map[string]widgets.Fixed) { l.Widths[grid] = c },
	}
	return l
}

// Show starts a page in the window and lets it load.
func (l *Lent) Show(t *testing.T, p page.Page) {
	t.Helper()
	l.Window.SetContent(p.Object())
	p.Start(t.Context())
	l.Run.Settle()
	t.Cleanup(p.Stop)
}
