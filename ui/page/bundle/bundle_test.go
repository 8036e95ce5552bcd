package bundle_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"gatehouse/core/fault"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/page/bundle"
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
	page   *bundle.Page
	copied string
	went   nav.Route
}

// look is the set of colours of the tests that do not draw both.
const look = theme.LightMode

func open(t *testing.T, h *uitest.House, m theme.Mode) *desk {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.Theme{Mode: m})
	d := &desk{t: t, run: &runner.Steps{Time: uitest.Now}}
	d.window = test.NewTempWindow(t, widgets.Gap(10, 10))
	d.window.SetPadded(false)
	env := page.Env{Window: d.window, Runner: d.run, Go: func(r nav.Route) { d.went = r }, CopyText: func(s string) { d.copied = s }, Copy: func(s string) { d.copied = s }, Toast: func(page.Toast) {},
		Permitted: func(string) bool { return true }, Tip: func(fyne.CanvasObject, string, fyne.Position) {},
		Columns: func(string) map[string]widgets.Fixed { return nil }, KeepColumns: func(string, map[string]widgets.Fixed) {}}
	d.page = bundle.New(env, vm.NewBundles(d.run, h), nav.Bundles)
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

// tap taps what says this.
func (d *desk) tap(text string) {
	d.t.Helper()
	uitest.Tap(d.t, d.window, text)
	d.run.Settle()
}

func (d *desk) shot(name string) {
	d.t.Helper()
	uitest.Shot(d.t, d.window, "bundles-"+name)
}

func (d *desk) says(part string) {
	d.t.Helper()
	if all := strings.Join(uitest.Texts(d.window), "\n"); !strings.Contains(all, part) {
		d.t.Errorf("the screen does not say %q, but:\n%s", part, all)
	}
}

// waiting is a house with changes that wait for an export.
func waiting() *uitest.House {
	h := uitest.Full()
	for i := range h.History {
		h.History[i].Audience = "eu-edge"
	}
	key := func(state string) []byte {
		return []byte(`{"principal":"p","env":"live","state":"` + state + `","tokens":[{"sha256":"2804bad6fe94a55f","public":"AAAA"}]}`)
	}
	change := func(kind, id, was, is string) vm.PolicyChange {
		return vm.PolicyChange{Kind: kind, ID: id, Change: "changed", Old: []byte(was), New: []byte(is)}
	}
	h.Waiting = vm.Preview{Holds: map[string]int{"apikey": 1281, "route": 96, "principal": 41, "role": 12, "api": 3, "limit": 4},
		Names: map[string]string{"k1": "Load test", "k2": "Android app 4.1", "k3": "Old ERP", "k4": "Halden ERP", "p": "nordwind-gmbh", "r1": "partner", "r2": "support-agent", "l1": "Partner", "a1": "Shop"},
		Changes: []vm.PolicyChange{
			{Kind: "apikey", ID: "k1", Change: "changed", Old: key("active"), New: key("revoked")}, {Kind: "apikey", ID: "k2", Change: "changed", Old: key("active"), New: key("revoked")},
			{Kind: "apikey", ID: "k3", Change: "changed", Old: key("active"), New: key("revoked")}, {Kind: "apikey", ID: "k4", Change: "added", New: key("active")},
			change("role", "r1", `{"grants":[{"api":"a1","path":"/refunds","methods":["POST"]},{"api":"a1","path":"/customers/{id}","methods":["DELETE"]}]}`, `{"grants":[{"api":"a1","path":"/customers/{id}","methods":["DELETE"],"otp":true}]}`),
			change("role", "r2", `{}`, `{"grants":[{"api":"a1","path":"/orders/{id}/events","methods":["GET"]}]}`),
			change("limit", "l1", `{"rate":900,"per":60000,"by":"key"}`, `{"rate":600,"per":60000,"by":"key"}`),
		}}
	return h
}

var looks = map[string]theme.Mode{"light": theme.LightMode, "dark": theme.DarkMode}

func TestAnExportIsMadeInFourSteps(t *testing.T) {
	for name, m := range looks {
		h := waiting()
		d := open(t, h, m)
		d.shot("list-" + name)
		d.press("Export…")
		d.says("Export a signed bundle")
		d.shot("choose-" + name)
		d.press("See what changes")
		d.says("3 keys revoked: Android app 4.1, Load test, Old ERP")
		d.says("1,281 API keys, 96 routes")
		d.shot("changes-" + name)
		d.tap("As JSON")
		d.says("API key Load test")
		d.shot("json-" + name)
		d.tap("In words")
		d.tap("3 keys revoked: Android app 4.1, Load test, Old ERP")
		d.says("Old ERP")
		if _, ok := d.window.Canvas().Focused().(*widgets.Tappable); !ok {
			t.Errorf("after a line was opened the keys are on %T", d.window.Canvas().Focused())
		}
		d.shot("open-" + name)
		uitest.Press(t, d.window, "Sign and write")
		d.says("Compile the policy, sign it, write the files")
		d.shot("sign-" + name)
		d.run.Settle()
		d.says("The signature holds and nothing was changed.")
		d.says("bundle.tar.gz.opa.yaml")
		d.shot("verified-" + name)
		d.press("Copy digest")
		if !strings.HasPrefix(d.copied, "9c1f71c4") || len(d.copied) != 64 {
			t.Errorf("copied %q", d.copied)
		}
		d.press("Done")
		d.says("What it changed")
		d.shot("drawer-" + name)
	}
}

func TestAFirstExportIsToldByAmounts(t *testing.T) {
	h := waiting()
	h.History = nil
	d := open(t, h, look)
	d.says("No bundle exported yet")
	d.shot("empty-light")
	d.press("Export the first bundle")
	d.press("See what changes")
	d.says("The first export for default")
	d.says("41 principals")
	d.shot("first-light")
}

func TestWhatIsWrongStandsInTheForm(t *testing.T) {
	d := open(t, waiting(), look)
	d.press("Export…")
	uitest.Fill(t, d.window, "14", "400")
	d.press("See what changes")
	d.says("A bundle lasts between 1 and 365 days.")
	d.shot("wrong-light")
	uitest.Fill(t, d.window, "14", "7")
	d.press("See what changes")
	d.says("7 days, to 1 Dec 2026")
	d.press("Back")
	d.says("Export a signed bundle")
	d.press("Cancel")
	d.says("gh-0000")
}

func TestWhatIsTypedOutlivesTheLock(t *testing.T) {
	d := open(t, waiting(), look)
	d.press("Export…")
	uitest.Fill(t, d.window, "14", "7")
	draft, state := d.page.Draft(), d.page.Keep()
	for name, resume := range map[string]func(p *bundle.Page){"after a lock": func(p *bundle.Page) { p.Resume(draft) }, "after another page": func(p *bundle.Page) {
		p.Restore(state)
		p.Start(t.Context())
	}} {
		next := open(t, waiting(), look)
		resume(next.page)
		next.run.Settle()
		if got := uitest.Field(t, next.window, "14").Text; got != "7" {
			t.Errorf("%s: the field holds %q", name, got)
		}
	}
}

func TestEscLeavesTheWizard(t *testing.T) {
	d := open(t, waiting(), look)
	d.press("Export…")
	f := d.window.Canvas().Focused()
	if f == nil {
		t.Fatal("no field has the focus")
	}
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if uitest.Says(d.window, "Export a signed bundle") {
		t.Error("the wizard is still there")
	}
}

func TestAFileIsVerified(t *testing.T) {
	h := waiting()
	d := open(t, h, look)
	d.page.Do("bundles.verify")
	uitest.Fill(t, d.window, "/srv/bundles/bundle.tar.gz", "/srv/x.tar.gz")
	d.press("Verify")
	d.says("The signature holds and nothing was changed.")
	d.shot("verify-light")
	d.press("Done")
	h.Fail = fault.New(fault.Refused, "the signature does not fit")
	d.page.Do("bundles.verify")
	uitest.Fill(t, d.window, "/srv/bundles/bundle.tar.gz", "/srv/x.tar.gz")
	d.press("Verify")
	d.says("The signature does not fit.")
}

func TestTenThousandExportsAreListed(t *testing.T) {
	d := open(t, uitest.Many(10_000), look)
	d.shot("many-light")
	h := uitest.Full()
	h.Fail = fault.New(fault.Damaged, "the vault is damaged")
	d = open(t, h, look)
	d.says("Try again")
	d.shot("failed-light")
}

func TestTheWizardGoesOnByEnter(t *testing.T) {
	h := waiting()
	d := open(t, h, look)
	d.press("Export…")
	for range 4 {
		f := d.window.Canvas().Focused()
		if f == nil {
			t.Fatalf("nothing has the focus; the screen says %q", uitest.Texts(d.window))
		}
		f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		d.run.Settle()
	}
	d.says("What it changed")
	if h.LastOut.Audience != "eu-edge" {
		t.Errorf("exported %+v", h.LastOut)
	}
}
