package imports_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/page/imports"
	"gatehouse/ui/runner"
	"gatehouse/ui/theme"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// desk is the page in a window.
type desk struct {
	t      *testing.T
	run    *runner.Steps
	window fyne.Window
	page   *imports.Page
	went   nav.Route
}

const (
	look = theme.LightMode
	path = "/var/log/nginx/access.log" // the hint of the field
)

func open(t *testing.T, h *uitest.House, m theme.Mode) *desk {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.Theme{Mode: m})
	d := &desk{t: t, run: &runner.Steps{Time: uitest.Now}}
	d.window = test.NewTempWindow(t, widgets.Gap(10, 10))
	d.window.SetPadded(false)
	env := page.Env{Window: d.window, Runner: d.run, Go: func(r nav.Route) { d.went = r }, CopyText: func(string) {}, Copy: func(string) {}, Toast: func(page.Toast) {},
		Permitted: func(string) bool { return true }, Tip: func(fyne.CanvasObject, string, fyne.Position) {},
		Columns: func(string) map[string]widgets.Fixed { return nil }, KeepColumns: func(string, map[string]widgets.Fixed) {}}
	d.page = imports.New(env, vm.NewImports(d.run, h, nil), nav.Imports)
	d.window.SetContent(widgets.Stack(widgets.Rect(theme.Current().Ground, 0), d.page.Object()))
	d.window.Resize(fyne.NewSize(1076, 720))
	d.page.Start(t.Context())
	d.run.Settle()
	return d
}

func (d *desk) press(label string) {
	d.t.Helper()
	uitest.Press(d.t, d.window, label)
	d.run.Settle()
}

func (d *desk) shot(name string) {
	d.t.Helper()
	uitest.Shot(d.t, d.window, "imports-"+name)
}

func (d *desk) says(part string) {
	d.t.Helper()
	if all := strings.Join(uitest.Texts(d.window), "\n"); !strings.Contains(all, part) {
		d.t.Errorf("the screen does not say %q, but:\n%s", part, all)
	}
}

// log is a house with a log that can be imported.
func log() *uitest.House {
	h := uitest.Full()
	h.Looks.Missing = []string{"principal", "tls", "revision", "cipher"}
	at := uitest.Now.Add(-43 * time.Minute)
	h.Looks.Rows = []vm.SampleRow{
		{Line: 1, Time: at, Source: "10.2.0.31", Method: "GET", Path: "/v1/orders/81", Status: 200, Principal: "svc-console"},
		{Line: 2, Time: at, Source: "203.0.113.77", Method: "POST", Path: "/v1/refunds", Status: 403, Principal: "nordwind-gmbh"},
		{Line: 3, Bad: "the request line has no closing quote"},
		{Line: 4, Time: at, Source: "198.51.100.9", Method: "DELETE", Path: "/v1/\u202eorders/\x1b[2J", Status: 500, Principal: "android-app"},
	}
	return h
}

var looks = map[string]theme.Mode{"light": theme.LightMode, "dark": theme.DarkMode}

func TestAnImportGoesFromFilesToFindings(t *testing.T) {
	for name, m := range looks {
		h := log()
		h.Reports = []job.Progress{{Label: "Importing access.log", Done: 379_000_000, Total: 611_204_118}}
		d := open(t, h, m)
		d.shot("list-" + name)
		d.press("Import logs…")
		d.says("Drop log files anywhere in this window")
		uitest.Fill(t, d.window, path, "/srv/logs/eu-edge-2/access.log")
		d.press("Add")
		d.page.Dropped([]string{"/srv/logs/eu-edge-2/access.log.1"})
		d.run.Settle()
		d.says("Sure, 98 %")
		d.shot("choose-" + name)
		d.press("See what they are")
		d.says("Not understood: the request line has no closing quote")
		d.says(`/v1/\u{202e}orders/\x1b[2J`)
		d.says("The TLS version")
		d.shot("detected-" + name)
		uitest.Fill(t, d.window, "default", "eu-edge")
		h.Hold = func(context.Context) error {
			d.run.Advance(26 * time.Second)
			d.run.Settle()
			d.says("62 %")
			d.says("You can leave this page; the status bar keeps counting.")
			d.shot("importing-" + name)
			uitest.Press(t, d.window, "Show the list")
			d.says("Importing access.log +1 · 62 %")
			d.shot("hidden-" + name)
			return nil
		}
		d.press("Import and review")
		d.says("access.log +1 is imported and reviewed")
		d.says("3 critical")
		d.shot("summary-" + name)
		if h.LastLog.Gateway != "eu-edge" || len(h.LastLog.Paths) != 2 {
			t.Errorf("imported %+v", h.LastLog)
		}
		d.press("See the findings")
		if d.went.Page != nav.Findings.Page || !strings.HasPrefix(d.went.Search, "import:") {
			t.Errorf("it leads to %v", d.went)
		}
		d.press("Done")
		d.says("Not understood")
		d.shot("drawer-" + name)
	}
}

func TestStoppingAnImportKeepsTheFiles(t *testing.T) {
	h := log()
	d := open(t, h, look)
	d.page.Dropped([]string{"/srv/access.log"})
	d.run.Settle()
	d.press("See what they are")
	h.Hold = func(ctx context.Context) error {
		uitest.Press(t, d.window, "Stop and undo")
		d.says("Stopping; nothing is kept")
		return ctx.Err()
	}
	d.press("Import and review")
	d.says("Nothing was kept.")
	d.says("access.log")
	d.shot("stopped-light")
	d.press("Back")
	d.says("Drop log files anywhere in this window")
	d.press("Cancel")
	d.says("Worst findings")
}

func TestAFileThatIsNoLogIsSaidInItsRow(t *testing.T) {
	h := log()
	d := open(t, h, look)
	d.press("Import logs…")
	h.Fail = fault.New(fault.Invalid, "the file is empty")
	uitest.Fill(t, d.window, path, "/srv/empty.log")
	uitest.Field(t, d.window, path).TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	d.run.Settle()
	d.says("The file is empty.")
	d.shot("bad-light")
}

func TestEnterAddsAFileAndThenGoesOn(t *testing.T) {
	d := open(t, log(), look)
	d.press("Import logs…")
	enter := func() {
		uitest.Field(t, d.window, path).TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		d.run.Settle()
	}
	enter()
	d.says("Choose log files") // there is nothing yet
	uitest.Fill(t, d.window, path, "/srv/access.log")
	enter()
	d.says("Sure, 98 %")
	enter()
	d.says("Import and review")
}

func TestWhatWasChosenOutlivesTheLock(t *testing.T) {
	d := open(t, log(), look)
	d.page.Dropped([]string{"/srv/access.log"})
	d.run.Settle()
	draft := d.page.Draft()
	next := open(t, log(), look)
	next.page.Resume(draft)
	next.run.Settle()
	next.says("/srv")
	next.says("Sure, 98 %")
}

func TestRemovingAsksForTheName(t *testing.T) {
	h := log()
	d := open(t, h, look)
	d.window.Canvas().Focus(d.page.Grid.Focusable())
	d.page.Grid.Rows.ChooseRow(0)
	d.run.Settle()
	before := len(h.Logs)
	d.page.Do("imports.remove")
	d.shot("remove-light")
	name := "access.log.1"
	uitest.Fill(t, d.window, name, name)
	d.press("Remove import")
	if len(h.Logs) != before-1 {
		t.Errorf("%d imports, before %d", len(h.Logs), before)
	}
}

func TestEmptyManyAndFailed(t *testing.T) {
	d := open(t, uitest.Empty(), look)
	d.says("Nothing imported yet")
	d.shot("empty-light")
	open(t, uitest.Many(10_000), look).shot("many-light")
	h := log()
	h.Fail = fault.New(fault.Damaged, "the evidence file is damaged")
	d = open(t, h, look)
	d.says("Try again")
	d.shot("failed-light")
}
