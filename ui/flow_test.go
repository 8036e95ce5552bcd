package ui_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"gatehouse/core/fault"
	"gatehouse/ui/dialogs"
	"gatehouse/ui/nav"
	"gatehouse/ui/uitest"
	"gatehouse/ui/widgets"
)

// pick opens the n-th picker of the screen and picks the option with this label.
func (d *desk) pick(n int, label string) {
	d.t.Helper()
	p := uitest.Find[*widgets.Picker](d.t, d.Window(), n)
	for _, o := range p.Options {
		if o.Label == label {
			p.Pick(append(multi(p), o.ID)...)
			return
		}
	}
	d.t.Fatalf("the picker does not offer %q but %+v", label, p.Options)
}

// chooseLog opens the wizard of imports and goes on to what the file looks like.
func (d *desk) chooseLog(path string) {
	d.t.Helper()
	if !uitest.Says(d.Window(), "Choose log files") {
		d.action("Import logs…")
	}
	uitest.Fill(d.t, d.Window(), "/var/log/nginx/access.log", path)
	d.press("Add")
	d.press("See what they are")
}

func multi(p *widgets.Picker) []string {
	if p.Multi {
		return p.Picked()
	}
	return nil
}

// action runs an entry of the menu, as its shortcut would.
func (d *desk) action(title string) {
	d.t.Helper()
	for _, m := range d.Window().MainMenu().Items {
		for _, i := range m.Items {
			if i.Label == title {
				i.Action()
				d.settle()
				return
			}
		}
	}
	d.t.Fatalf("the menu has no %q", title)
}

func TestANewUserDoesTheWholeMainJob(t *testing.T) {
	h := uitest.Empty()
	h.Looks = uitest.Full().Looks
	d := newDesk(t, h)
	const password = "korrekt pferd batterie heft"
	d.press("New vault")
	uitest.Fill(t, d.Window(), "production", "production")
	uitest.Fill(t, d.Window(), "Mira Kovač", "Mira Kovač")
	uitest.Fill(t, d.Window(), "Five random words", password)
	uitest.Fill(t, d.Window(), "The same again", password)
	test.Tap(uitest.Find[*widgets.Check](t, d.Window(), 0)) // the password is kept
	d.press("Create vault")
	if d.opener.Created.Password != password || filepath.Base(d.opener.Created.Path) != "production.gate" {
		t.Fatalf("made %+v", d.opener.Created)
	}
	d.says("Overview", "First steps", "6 steps left")

	d.press("Start") // the first step leads to the APIs: a document, or by hand
	d.press("New API")
	uitest.Fill(t, d.Window(), "A short name, like orders", "Orders")
	d.press("Add API")
	d.press("Add route…")
	uitest.Fill(t, d.Window(), "Like /orders/{id}", "/orders/{id}")
	d.press("Add route")
	d.says("/orders/{id}", "Needs a grant")

	d.goTo(nav.Roles)
	d.press("New role")
	uitest.Fill(t, d.Window(), "A short name, like orders.read", "orders.read")
	d.pick(0, "Orders")
	routes := uitest.Find[*widgets.Picker](t, d.Window(), 1)
	routes.Pick(routes.Options[0].ID)
	d.press("Add role")
	d.says("orders.read", "Orders")

	d.goTo(nav.Principals)
	d.press("New principal")
	uitest.Fill(t, d.Window(), "Like svc-billing or amelie.roth", "svc-billing")
	d.pick(1, "orders.read")
	d.press("Add principal")
	d.says("svc-billing", "service account", "orders.read")

	d.goTo(nav.Keys)
	d.press("New key")
	d.pick(0, "svc-billing")
	uitest.Fill(t, d.Window(), "Where it is used, like Billing worker", "Billing worker")
	d.press("Create key")
	d.says("This is the only time you can see it.")
	d.press("Copy")
	if got := d.app.Clipboard().Content(); got != h.TokenMade {
		t.Errorf("copied %q", got)
	}
	d.run.Advance(time.Minute)
	if got := d.app.Clipboard().Content(); got != "" {
		t.Errorf("after a minute the clipboard still has %q", got)
	}
	test.Tap(uitest.Find[*widgets.Check](t, d.Window(), 0))
	d.press("Done")
	d.says("Billing worker", "Active", "live_Rn5gD3Jm")

	d.goTo(nav.Bundles)
	d.press("Export…")
	d.press("See what changes")
	d.press("Sign and write")
	d.says("Bundle 1 for default is signed and written", "The signature holds and nothing was changed.")
	d.press("Done")

	d.goTo(nav.Imports)
	d.chooseLog("/logs/access.log")
	d.says("nginx combined")
	d.press("Import and review")
	d.says("access.log is imported and reviewed", "3 critical")
	h.Found = uitest.Full().Found
	for i := range h.Found {
		h.Found[i].Import = h.Logs[0].ID
	}
	d.press("See the findings")
	d.says("DRIFT-01", "6 findings")
}

func TestTheOnceDialogWaitsUntilTheKeyIsStored(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	d.goTo(nav.Keys)
	d.action("New")
	d.pick(0, "svc-billing")
	uitest.Fill(t, d.Window(), "Where it is used, like Billing worker", "Second")
	d.press("Create key")
	var done *widgets.Button
	uitest.Walk(d.Window().Canvas().Overlays().Top(), func(o fyne.CanvasObject) bool {
		if b, ok := o.(*widgets.Button); ok && b.Label == "Done" {
			done = b
		}
		return false
	})
	if done == nil || !done.Disabled() {
		t.Fatal("Done works before the key is stored")
	}
	done.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	d.says("This is the only time you can see it.")
	secret := d.opener.House.TokenMade[strings.LastIndexByte(d.opener.House.TokenMade, '_')+1:]
	d.says(secret)
	d.run.Advance(dialogs.OnceShown)
	d.saysNot(secret) // a screen that is left alone
	for _, b := range buttons(d) {
		if b.Tip == "Show it again" {
			test.Tap(b)
		}
	}
	d.says(secret)
	test.Tap(uitest.Find[*widgets.Check](t, d.Window(), 0))
	d.press("Done")
	d.saysNot("This is the only time you can see it.")
}

func TestTheTokenIsNowhereAfterTheDialog(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.goTo(nav.Keys)
	d.press("New key")
	d.pick(0, "svc-billing")
	uitest.Fill(t, d.Window(), "Where it is used, like Billing worker", "Second")
	d.press("Create key")
	test.Tap(uitest.Find[*widgets.Check](t, d.Window(), 0))
	d.press("Done")
	secret := h.TokenMade[strings.LastIndexByte(h.TokenMade, '_')+1:]
	for _, s := range uitest.Texts(d.Window()) {
		if strings.Contains(s, secret) {
			t.Errorf("the screen still says %q", s)
		}
	}
}

func TestRevokingAsksForAReasonAndShowsIt(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.goTo(nav.Keys)
	d.choose(0)
	grid(t, d).TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	d.says("Revoke “Billing worker”?")
	d.press("Revoke key")
	d.says("Say why, in a few words. It is kept in the journal.")
	uitest.Fill(t, d.Window(), "For example: leaked in a public repository", "leaked")
	d.press("Revoke key")
	if h.Revoked["k2"] != "leaked" {
		t.Errorf("revoked %v", h.Revoked)
	}
	d.says("leaked")
}

func TestEscLeavesADialogAndChangesNothing(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.goTo(nav.Keys)
	d.choose(0)
	d.press("Revoke…")
	uitest.Field(t, d.Window(), "For example: leaked in a public repository").TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if d.Window().Canvas().Overlays().Top() != nil || len(h.Revoked) != 0 {
		t.Errorf("a dialog is left, or something was revoked: %v", h.Revoked)
	}
}

func TestLockingClosesTheHouseAndAsksForThePassword(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.goTo(nav.Keys)
	d.action("Lock")
	if !h.Closed {
		t.Error("the vault is still open")
	}
	d.says("Unlock production.gate", "Administrator", "Password")
	d.saysNot("Billing worker")
	h.Closed = false
	uitest.Fill(t, d.Window(), "Password", "right")
	d.press("Unlock")
	if d.opener.Admin != "Mira Kovač" {
		t.Errorf("unlocked as %q; the name of this session is not offered", d.opener.Admin)
	}
	d.says("API keys", "Billing worker") // where one was
}

func TestAnUntouchedVaultLocks(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.run.Advance(9 * time.Minute)
	d.goTo(nav.Roles) // somebody is there
	d.run.Advance(9 * time.Minute)
	if h.Closed {
		t.Fatal("it locked nine minutes after the last touch")
	}
	d.run.Advance(2 * time.Minute)
	if !h.Closed {
		t.Fatal("it did not lock")
	}
	d.says("Locked because nothing happened for a while.")
}

func TestLockingDuringAnImportAsksFirst(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.goTo(nav.Imports)
	d.chooseLog("/logs/access.log")
	h.Hold = func(ctx context.Context) error {
		d.action("Lock")
		d.says("Stop what runs?")
		if h.Closed {
			t.Error("it locked under the import")
		}
		uitest.Press(t, d.Window(), "Stop it")
		return ctx.Err()
	}
	d.press("Import and review")
	if !h.Closed || len(h.Logs) != 2 {
		t.Errorf("closed %v, %d imports", h.Closed, len(h.Logs))
	}
	d.says("Unlock production.gate")
}

func TestLockingWaitsForNoImportThatEndedMeanwhile(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.goTo(nav.Imports)
	d.chooseLog("/logs/access.log")
	h.Hold = func(context.Context) error {
		d.action("Lock")
		return nil
	}
	d.press("Import and review")
	d.says("Stop what runs?")
	uitest.Press(t, d.Window(), "Stop it")
	if !h.Closed {
		t.Error("it waits for an import that has ended")
	}
	d.says("Unlock production.gate")
}

func TestQuittingLocksFirst(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.action("Quit")
	if !h.Closed {
		t.Error("the program ended with an open vault")
	}
	h2 := uitest.Full()
	d = newDesk(t, h2).open()
	d.Shutdown()
	d.Shutdown()
	if !h2.Closed {
		t.Error("the program was ended and left the vault open")
	}
}

func TestFilesAndFoldersCanBeChosen(t *testing.T) {
	d := newDesk(t, uitest.Full())
	chooser := func(label string) {
		t.Helper()
		d.press(label)
		if d.Window().Canvas().Overlays().Top() == nil {
			t.Errorf("%q opens nothing", label)
		}
		for _, o := range d.Window().Canvas().Overlays().List() {
			d.Window().Canvas().Overlays().Remove(o)
		}
	}
	chooser("Choose…")
	d.press("New vault")
	chooser("") // the folder
	d.press("Start page")
	d.open()
	d.action("Import logs…")
	chooser("Choose…")
}

func TestBackAndForwardWalkThePath(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	d.goTo(nav.Keys)
	d.goTo(nav.Bundles)
	d.action("Back")
	d.says("API keys")
	if got := d.Window().Title(); got != "API keys – production.gate – Gatehouse" {
		t.Errorf("the window is called %q", got)
	}
	d.action("Forward")
	if got := d.Window().Title(); !strings.HasPrefix(got, "Bundles") {
		t.Errorf("the window is called %q", got)
	}
}

func TestTheMatrixHasTheKeysOnceItIsRead(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	d.Go(nav.Matrix)
	if d.Window().Canvas().Focused() != nil {
		t.Error("something has the keys before the matrix was read")
	}
	d.settle()
	if m, ok := d.Window().Canvas().Focused().(*widgets.Matrix); !ok {
		t.Errorf("%T has the keys", d.Window().Canvas().Focused())
	} else {
		m.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
		d.settle()
		d.says("Take away") // the drawer of the first cell
	}
}

func TestNoActionRunsUnderADialog(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.goTo(nav.Keys)
	d.press("New key")
	d.action("Lock")
	d.action("Bundles")
	if h.Closed || !strings.HasPrefix(d.Window().Title(), "API keys") {
		t.Error("a shortcut worked under a dialog")
	}
}

func TestEveryPageHasItsStates(t *testing.T) {
	empty := map[nav.Route]string{nav.APIs: "No APIs yet", nav.Principals: "No principals yet", nav.Roles: "No roles yet", nav.Keys: "No API keys yet", nav.Bundles: "No bundle exported yet", nav.Imports: "Nothing imported yet", nav.Findings: "No findings"}
	broken := uitest.Full()
	none, failed := newDesk(t, uitest.Empty()).open(), newDesk(t, broken).open()
	broken.Fail = fault.New(fault.Damaged, "the file was changed")
	for r, title := range empty {
		none.goTo(r)
		none.says(title)
		failed.Go(r)
		failed.saysNot("The file was changed.") // it loads still
		failed.settle()
		failed.says("The storage is not what was written", "The file was changed.", "Try again")
	}
	failed.goTo(nav.Keys)
	broken.Fail = nil
	failed.press("Try again")
	failed.says("Billing worker")
}

func TestASearchThatFindsNothingOffersAllAgain(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	d.goTo(nav.Keys)
	uitest.Fill(t, d.Window(), "Search, or is:expiring", "zebra")
	d.run.Advance(time.Second)
	d.says("Nothing fits these filters", "9 API keys are hidden by the search for “zebra”.")
	d.press("Clear filters")
	d.says("Billing worker")
}

func TestAFindingIsReachedFromTheOverview(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	d.goTo(nav.Finding("f1"))
	d.says("SQL injection in the path or query", "eu-edge-2/access.log.3.zst, line 48,209, byte 9,111,501", "What was seen")
	for _, s := range uitest.Texts(d.Window()) {
		if strings.ContainsAny(s, "\x1b\u202e") {
			t.Errorf("log text reaches the screen unescaped: %q", s)
		}
	}
}

func TestChangingTheColoursKeepsThePage(t *testing.T) {
	d := newDesk(t, uitest.Full(), "light").open()
	d.goTo(nav.Roles)
	before := d.Window().Canvas().Capture().At(5, 400)
	d.action("Dark colours")
	d.says("orders.read")
	if d.Window().Canvas().Capture().At(5, 400) == before {
		t.Error("the window is as bright as before")
	}
	if d.app.Preferences().String("look.mode") != "dark" {
		t.Error("the choice is not kept")
	}
}

func TestAFailedUnlockSaysWhy(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	d.action("Lock")
	d.opener.Fail = fault.New(fault.Busy, "gatectl on desk-14 holds it since 14:02")
	uitest.Fill(t, d.Window(), "Password", "right")
	d.press("Unlock")
	d.says("The vault is in use elsewhere", "Gatectl on desk-14 holds it since 14:02.")
	if got := uitest.Field(t, d.Window(), "Password").Text; got != "" {
		t.Error("the password stays in the field")
	}
}
