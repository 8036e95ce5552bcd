package ui_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/ui/nav"
	"gatehouse/ui/shell"
	"gatehouse/ui/uitest"
	"gatehouse/ui/widgets"
)

// TestShotsOfStates draws what pages look like while somebody works with them: things chosen, menus,
// dialogs, wizards, messages. Where the pictures go is said at TestShots.
func TestShotsOfStates(t *testing.T) {
	themes, _ := looks()
	for _, theme := range themes {
		for name, shoot := range stateShots() {
			t.Run(name+"/"+theme, func(t *testing.T) {
				d := newDesk(t, uitest.Full(), theme)
				d.suffix = theme
				shoot(d)
			})
		}
	}
}

func stateShots() map[string]func(*desk) {
	return map[string]func(*desk){
		"chosen": shootChosen, "access": shootAccess, "matrix": shootMatrix, "people": shootPeople, "menus": shootMenus, "dialogs": shootDialogs, "secrets": shootSecrets, "palette": shootPalette,
		"imports": shootImport, "exports": shootExport, "locked": shootLocked, "settings": shootSettings,
		"narrow": shootNarrow, "long": shootLong, "strange": shootStrange, "days": shootDays, "table": shootTable, "filters": shootFilters, "picker": shootPicker, "running": shootRunning, "json": shootJSON, "tip": shootTip, "export-view": shootExportView,
		"key-tools": shootKeyTools, "otp": shootOTP, "otp-round": shootRound, "document": shootDocument, "route": shootRoute,
	}
}

// still keeps a picture of a state.
func (d *desk) still(name string) {
	d.t.Helper()
	d.settle()
	d.shot("state-" + name + "-" + d.suffix)
}

// key presses a key on the rows of the page.
func (d *desk) key(names ...fyne.KeyName) {
	d.t.Helper()
	g := grid(d.t, d)
	d.Window().Canvas().Focus(g)
	for _, n := range names {
		g.TypedKey(&fyne.KeyEvent{Name: n})
	}
	d.settle()
}

// close closes everything that floats.
func (d *desk) closeOver() {
	for d.Window().Canvas().Overlays().Top() != nil {
		top := d.Window().Canvas().Overlays().Top()
		if x, ok := top.(widgets.Dismisser); ok {
			x.Dismiss()
		}
		if d.Window().Canvas().Overlays().Top() == top {
			d.Window().Canvas().Overlays().Remove(top)
		}
	}
	d.settle()
}

// lists are the pages that list things.
func lists() (all []nav.Route) {
	for _, i := range shell.Items() {
		if i.Route != nav.Overview && i.Route != nav.Settings {
			all = append(all, i.Route)
		}
	}
	return all
}

func shootChosen(d *desk) {
	d.open()
	for _, r := range lists() {
		d.goTo(r)
		d.key(fyne.KeyHome)
		d.still("chosen-" + r.Page)
	}
	d.goTo(nav.Finding("f1"))
	d.still("hostile-finding")
	d.goTo(nav.Findings)
	d.key(fyne.KeyHome, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace)
	d.still("selected-findings")
	d.goTo(nav.Keys)
	d.key(fyne.KeyHome, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace)
	d.still("selected-keys")
}

func shootMenus(d *desk) {
	d.open()
	d.goTo(nav.Keys)
	d.key(fyne.KeyHome, desktop.KeyMenu)
	d.still("menu-row")
	d.closeOver()
	for _, b := range buttons(d) {
		if b.Icon == "columns-3" {
			test.Tap(b)
			break
		}
	}
	d.still("menu-columns")
	d.closeOver()
	d.press("Filter")
	d.still("menu-filter")
	d.closeOver()
	d.action("Keyboard shortcuts")
	d.still("shortcuts")
}

func shootDialogs(d *desk) {
	d.open()
	for _, r := range lists()[:5] {
		d.goTo(r)
		d.action("New")
		d.still("new-" + r.Page)
		d.closeOver()
		d.key(fyne.KeyHome, fyne.KeyReturn)
		d.still("edit-" + r.Page)
		d.closeOver()
		d.key(fyne.KeyHome, fyne.KeyDelete)
		d.still("remove-" + r.Page)
		d.closeOver()
	}
	shootFleet(d)
	d.goTo(nav.Imports)
	d.key(fyne.KeyHome, fyne.KeyDelete)
	d.still("remove-imports")
	d.closeOver()
	d.goTo(nav.Finding("f1"))
	d.press("Accept…")
	d.still("accept-finding")
}

// shootFleet draws what is asked about gateways, and before a weakness is accepted.
func shootFleet(d *desk) {
	d.goTo(nav.Gateways)
	d.action("New")
	d.still("new-gateways")
	d.closeOver()
	d.key(fyne.KeyHome, fyne.KeyReturn)
	d.still("edit-gateways")
	d.closeOver()
	d.key(fyne.KeyHome)
	d.press("Floor…")
	d.still("floor-gateways")
	d.closeOver()
	d.key(fyne.KeyHome, fyne.KeyDelete)
	d.still("remove-gateways")
	d.closeOver()
	d.goTo(nav.Gateway("g2"))
	d.still("behind-gateway")
	d.goTo(nav.Weakness("key-anywhere"))
	d.still("weakness")
	d.press("Accept…")
	d.still("accept-weakness")
	d.closeOver()
}

func shootSecrets(d *desk) {
	d.open()
	d.goTo(nav.Keys)
	d.press("New key")
	d.pick(0, "svc-billing")
	uitest.Fill(d.t, d.Window(), "Where it is used, like Billing worker", "Billing worker")
	d.press("Create key")
	d.still("once")
	test.Tap(uitest.Find[*widgets.Check](d.t, d.Window(), 0))
	d.press("Copy")
	d.press("Done")
	d.key(fyne.KeyHome)
	d.action("Pause API key")
	d.still("toast")
}

func shootPalette(d *desk) {
	d.open()
	for name, text := range map[string]string{"empty": "", "found": "bill", "nothing": "zzqx"} {
		d.action("Search or run a command")
		if text != "" {
			test.Type(d.Window().Canvas().Focused(), text)
		}
		d.still("palette-" + name)
		d.closeOver()
	}
}

func shootImport(d *desk) {
	d.open()
	d.chooseLog("/logs/eu-edge-2/access.log.3.zst")
	d.still("import-3")
	d.press("Import and review")
	d.still("import-4")
}

func shootExport(d *desk) {
	d.open()
	d.goTo(nav.Bundles)
	d.press("Export…")
	d.still("export-1")
	d.press("See what changes")
	d.still("export-2")
	d.press("Sign and write")
	d.still("export-3")
}

func shootLocked(d *desk) {
	d.still("welcome")
	d.press("New vault")
	d.still("welcome-new")
	d.press("Start page")
	d.open()
	d.action("Lock")
	d.still("unlock")
	d.opener.Fail = fault.New(fault.Refused, "The name or the password is not right.")
	uitest.Fill(d.t, d.Window(), "Password", "wrong")
	d.press("Unlock")
	d.still("unlock-wrong")
}

func shootSettings(d *desk) {
	d.open()
	d.goTo(nav.Settings)
	d.action("Change password…")
	d.still("settings-password")
	d.closeOver()
	d.action("Back up the vault…")
	d.still("settings-backup")
}

// shootNarrow draws the smallest window that is still to be of use: 1280 by 800 at a scale of 1.5.
func shootNarrow(d *desk) {
	d.open()
	d.Window().Resize(fyne.NewSize(853, 533))
	d.goTo(nav.Overview)
	d.still("narrow-overview")
	for _, r := range lists() {
		d.goTo(r)
		d.still("narrow-" + r.Page)
	}
	d.goTo(nav.Keys)
	d.key(fyne.KeyHome)
	d.still("narrow-drawer")
	d.action("New")
	d.still("narrow-dialog")
}

func shootLong(d *desk) {
	h, long := d.opener.House, strings.Repeat("A very long name ", 20)
	h.Info.Name, h.Info.Admin, h.Info.Path = long+".gate", long, "/"+long+"/"+long+".gate"
	h.AllKeys[1].Name, h.People[0].Name, h.AllAPIs[0].Name, h.AllRoles[0].Name = long, long, long, long
	h.AllLimits[0].Name, h.Found[0].Title, h.Found[0].Source = long, long, long
	d.open()
	d.goTo(nav.Overview)
	d.still("long-overview")
	for _, r := range lists() {
		d.goTo(r)
		d.key(fyne.KeyHome)
		d.still("long-" + r.Page)
	}
}

// shootStrange draws names that run from right to left, and such as only look harmless.
func shootStrange(d *desk) {
	h := d.opener.House
	arabic, hebrew, spoof, control := "مفتاح الفوترة", "מפתח חיוב", "invoice\u202egpj.exe", "line\nbreak\x1b[31m\x00 end"
	for i, name := range []string{arabic, hebrew, spoof, control, "日本語の鍵", "e\u0301\u0302\u0303\u0304 zalgo", "<b>bold</b> {{.Name}} %s"} {
		h.AllKeys[i].Name = name
	}
	h.People[0].Name, h.People[1].Name, h.AllRoles[0].Name, h.AllAPIs[0].Name, h.Found[0].Title = arabic, spoof, hebrew, control, spoof
	d.open()
	for _, r := range []nav.Route{nav.Keys, nav.Principals, nav.Roles, nav.APIs, nav.Findings} {
		d.goTo(r)
		d.key(fyne.KeyHome)
		d.still("strange-" + r.Page)
	}
}

func shootDays(d *desk) {
	d.open()
	d.goTo(nav.Journal)
	uitest.Find[*widgets.DateRange](d.t, d.Window(), 0).Open()
	d.still("days")
}

func shootTable(d *desk) {
	d.open()
	d.goTo(nav.Overview)
	d.press("Show as table")
	d.still("overview-table")
}

func shootFilters(d *desk) {
	d.open()
	d.Go(nav.Filtered(nav.Keys, "is:active within:90d"))
	d.settle()
	d.still("filters")
}

func shootPicker(d *desk) {
	d.open()
	d.goTo(nav.Keys)
	d.press("New key")
	test.Tap(uitest.Find[*widgets.Picker](d.t, d.Window(), 0))
	test.Type(d.Window().Canvas().Focused(), "svc")
	d.still("picker")
}

// shootRunning draws an import while one looks elsewhere, with the list of what runs.
func shootRunning(d *desk) {
	d.open()
	d.chooseLog("/logs/eu-edge-2/access.log.3.zst")
	d.opener.House.Reports = []job.Progress{{Label: "eu-edge-2/access.log.3.zst", Done: 378_953_000, Total: 611_204_118}}
	d.opener.House.Hold = func(context.Context) error {
		d.still("import-running")
		d.Go(nav.Keys)
		d.settle()
		d.action("Show what runs")
		d.still("jobs")
		return nil
	}
	uitest.Press(d.t, d.Window(), "Import and review")
	d.run.Time = d.run.Time.Add(26 * time.Second)
	d.settle()
}

func shootJSON(d *desk) {
	d.open()
	d.goTo(nav.Bundles)
	d.press("Export…")
	d.press("See what changes")
	uitest.Tap(d.t, d.Window(), "As JSON")
	d.settle()
	d.still("export-json")
}

func shootTip(d *desk) {
	d.open()
	d.goTo(nav.Keys)
	test.MoveMouse(d.Window().Canvas(), fyne.NewPos(300, 336))
	d.run.Advance(time.Second)
	d.still("tip")
}

func shootExportView(d *desk) {
	d.open()
	d.Go(nav.Filtered(nav.Journal, "kind:apikey"))
	d.settle()
	d.key(fyne.KeyHome)
	d.press("Export…")
	d.still("export-view")
}
