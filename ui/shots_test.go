package ui_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/ui/nav"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

// TestShots draws every page in every state, light and dark. With GATEHOUSE_SHOTS=folder it keeps
// the pictures: look at them before calling a page done.
func TestShots(t *testing.T) {
	looks, quick := []string{"light", "dark"}, os.Getenv("GATEHOUSE_SHOTS") == ""
	if quick {
		looks = looks[:1] // when nobody looks, drawing all of it again shows no more
	}
	pages := []nav.Route{nav.Overview, nav.APIs, nav.Principals, nav.Roles, nav.Keys, nav.Bundles, nav.Imports, nav.Findings}
	for _, name := range looks {
		for _, state := range []struct {
			name  string
			house *uitest.House
		}{{"full", uitest.Full()}, {"empty", uitest.Empty()}, {"many", uitest.ManyKeys(10_000)}, {"failed", failing()}} {
			if quick && state.name != "full" && state.name != "many" {
				continue
			}
			d := newDesk(t, state.house, name)
			fail := state.house.Fail
			state.house.Fail = nil
			d.open()
			state.house.Fail = fail
			for _, r := range pages {
				if state.name == "many" && r != nav.Keys {
					continue
				}
				d.goTo(r)
				uitest.Shot(t, d.Window(), r.Page+"-"+state.name+"-"+name)
			}
		}
		shootDialogs(t, name)
	}
}

func failing() *uitest.House {
	h := uitest.Full()
	h.Fail = fault.New(fault.Damaged, "The evidence file's last segment is not what was written. The vault itself is whole; restore the evidence file from a backup.")
	return h
}

// shootDialogs draws what lies over pages, and the pages with something chosen.
func shootDialogs(t *testing.T, name string) {
	h := uitest.Full()
	h.Reports = []job.Progress{{Label: "Reading and reviewing", Done: 1_840_000_000, Total: 2_960_000_000}}
	d := newDesk(t, h, name)
	shot := func(what string) { t.Helper(); uitest.Shot(t, d.Window(), what+"-"+name) }
	shootWelcome(t, d, shot)
	d.press("Start page")
	d.open()

	d.goTo(nav.Keys)
	g := grid(t, d)
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	d.settle()
	shot("keys-chosen")
	d.press("Revoke…")
	shot("keys-revoke")
	d.press("Cancel")
	d.press("New key")
	shot("keys-new")
	d.press("Create key")
	shot("keys-new-wrong")
	d.press("Cancel")

	d.goTo(nav.APIs)
	grid(t, d).TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	d.settle()
	shot("apis-chosen")
	d.press("New API")
	shot("apis-new")
	d.press("Cancel")

	d.goTo(nav.Bundles)
	d.press("Export…")
	shot("bundles-export")
	d.press("Export")
	shot("bundles-exported")
	d.press("Done")

	d.goTo(nav.Finding("f1"))
	shot("findings-chosen")

	d.goTo(nav.Imports)
	uitest.Fill(t, d.Window(), "/var/log/nginx/access.log — plain, .gz or .zst", "/logs/eu-edge-2/access.log.3.zst")
	d.press("Look at it")
	shot("imports-detected")
	h.Hold = func(context.Context) error {
		d.run.Time = d.run.Time.Add(4 * time.Second)
		d.settle() // the report arrives while the import runs
		shot("imports-running")
		return nil
	}
	d.press("Import and review")
	shot("imports-done")
}

func shootWelcome(t *testing.T, d *desk, shot func(string)) {
	dir := t.TempDir()
	path := filepath.Join(dir, "production.gate")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.seen.Vaults = []vm.Recent{{Path: path, Opened: uitest.Now.Add(-20 * time.Hour)}, {Path: "/media/usb/archive-2025.gate", Opened: uitest.Now.Add(-90 * 24 * time.Hour)}}
	d.press("New vault")
	uitest.Fill(t, d.Window(), "production", "staging")
	uitest.Fill(t, d.Window(), "Four or five random words", "korrekt pferd batterie heft")
	shot("welcome-create")
	d.press("Create vault")
	shot("welcome-create-wrong")
	d.press("Start page")
	shot("welcome")
	uitest.Field(t, d.Window(), "Path of a .gate file").SetText(path)
	uitest.Field(t, d.Window(), "Path of a .gate file").OnSubmitted(path)
	shot("unlock")
	d.opener.Fail = fault.New(fault.Denied, "denied")
	uitest.Fill(t, d.Window(), "Password", "wrong")
	d.press("Unlock")
	shot("unlock-denied")
	d.opener.Fail = fault.New(fault.Busy, "gatectl on desk-14 holds it since 14:02 (process 4711). Close it there first.")
	uitest.Fill(t, d.Window(), "Password", "wrong")
	d.press("Unlock")
	shot("unlock-busy")
	d.opener.Fail = nil
}
