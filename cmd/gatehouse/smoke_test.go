// The smoke tests drive the real program, in a real window, with mouse and keyboard. They need a C
// compiler and the tools of an X server, so they run only with GATEHOUSE_XVFB=1 (make smoke).
package main_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"gatehouse/core/apikey"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/review"
	"gatehouse/core/seal"
	"gatehouse/core/workspace"
	"gatehouse/storage"
	"gatehouse/ui/nav"
)

const password = "korrekt pferd batterie heftklammer"

// newVault is where the button stands in a window of 1280 by 800 with a menu bar.
var newVault = [2]int{800, 428}

// looks runs a flow in both colours; with the race detector once.
func looks(t *testing.T, flow func(t *testing.T, look string)) {
	for _, look := range []string{"light", "dark"} {
		if racing() && look == "dark" {
			continue
		}
		t.Run(look, func(t *testing.T) { flow(t, look) })
	}
}

// seeded makes a vault with an API, a role, a principal and a key, and returns its path.
func seeded(t *testing.T) string {
	t.Helper()
	if os.Getenv("GATEHOUSE_XVFB") == "" {
		t.Skip("set GATEHOUSE_XVFB=1 to drive the real program")
	}
	dir, ctx := t.TempDir(), context.Background()
	path := filepath.Join(dir, "acme.gate")
	ws, err := storage.Create(ctx, path, storage.Setup{Admin: "Mira", Password: seal.NewSecret([]byte(password)), Device: &storage.Device{Dir: filepath.Join(dir, "device")}})
	must(t, err)
	api, err := ws.Catalog.AddAPI(ctx, ws.Actor(), catalog.API{Name: "orders", Hosts: []string{"api.example.com"}, TLSMin: "none"})
	must(t, err)
	_, err = ws.Catalog.AddRoute(ctx, ws.Actor(), catalog.Route{API: api.ID, Path: "/orders/{id}", Methods: []string{"GET", "DELETE"}})
	must(t, err)
	role, err := ws.Directory.AddRole(ctx, ws.Actor(), directory.Role{Name: "reader", Grants: []directory.Grant{{API: api.ID, Path: "/orders/{id}", Methods: []string{"GET"}}}})
	must(t, err)
	who, err := ws.Directory.AddPrincipal(ctx, ws.Actor(), directory.Principal{Name: "svc-billing", Kind: directory.KindService, Roles: []string{role.ID}})
	must(t, err)
	_, err = ws.Keys.Create(ctx, ws.Actor(), apikey.Draft{Principal: who.ID, Name: "Billing worker"})
	must(t, err)
	must(t, ws.Close())
	return path
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// unlocked runs the program on a seeded vault and unlocks it.
func unlocked(t *testing.T, look string) (*driven, string) {
	t.Helper()
	path := seeded(t)
	d := start(t, look, path)
	d.waitFor("ready: unlock")
	d.focusWindow()
	d.write("Mira")
	d.key("Return")
	d.write(password)
	d.key("Return")
	d.waitFor("ready: overview")
	d.waitFor("shown: overview")
	return d, path
}

// after ends the program and opens its vault.
func (d *driven) after(path string) *workspace.Workspace {
	d.t.Helper()
	d.key("ctrl+q")
	d.waitForEnd()
	ws, err := storage.Open(context.Background(), path, storage.Credentials{Admin: "Mira", Password: seal.NewSecret([]byte(password)), Device: &storage.Device{Dir: filepath.Join(filepath.Dir(path), "device")}})
	must(d.t, err)
	d.t.Cleanup(func() { ws.Close() })
	return ws
}

func TestFromTheFirstRunToABundle(t *testing.T) {
	looks(t, func(t *testing.T, look string) {
		d, vault := newcomer(t, look)
		st, err := os.Stat(vault)
		must(t, err)
		if st.Mode().Perm() != 0o600 {
			t.Errorf("the vault's mode is %v", st.Mode())
		}
		d.shot("first-2-overview")
		d.goTo(nav.APIs)
		d.key("ctrl+n")
		d.waitFor("ready: dialog")
		d.write("orders")
		d.key("Return")
		d.waitFor("closed: dialog")
		d.shot("first-3-api")
		d.key("ctrl+shift+e")
		d.waitFor("ready: step 1")
		d.key("Return")
		d.waitFor("ready: step 2")
		d.shot("first-4-changes")
		d.key("Return")
		d.waitFor("ready: step 4")
		d.shot("first-5-bundle")
		must(t, d.isFile("gatehouse-bundle", "bundle.tar.gz"))
		must(t, d.isFile("gatehouse-bundle", "bundle.opa.yaml"))
	})
}

func TestUnlockAndLock(t *testing.T) {
	looks(t, func(t *testing.T, look string) {
		d := start(t, look, seeded(t))
		d.waitFor("ready: unlock")
		d.focusWindow()
		d.write("Mira")
		d.key("Return")
		d.write("not the password at all")
		d.key("Return")
		d.waitFor("ready: unlock/failed")
		d.shot("lock-1-refused")
		d.write(password)
		d.key("Return")
		d.waitFor("ready: overview")
		d.goTo(nav.Keys)
		d.shot("lock-2-keys")
		d.key("ctrl+l")
		d.waitFor("ready: unlock")
		d.shot("lock-3-locked")
		d.write(password)
		d.key("Return")
		d.waitFor("ready: keys") // where one was
	})
}

func TestAKeyIsMadeAndRevoked(t *testing.T) {
	looks(t, func(t *testing.T, look string) {
		d, path := unlocked(t, look)
		d.goTo(nav.Keys)
		d.key("ctrl+n")
		d.waitFor("ready: dialog")
		d.key("Return") // the list of principals
		d.write("svc")
		d.key("Return", "Tab")
		d.write("Nightly export")
		d.shot("key-1-form")
		d.key("Return")
		d.waitFor("ready: dialog")
		d.shot("key-2-once")
		d.key("Tab", "space", "Tab", "Return") // stored, done
		d.waitFor("closed: dialog")
		d.key("ctrl+f")
		d.write("nightly")
		d.key("Return", "Home", "Delete")
		d.waitFor("ready: dialog")
		d.write("only a test")
		d.shot("key-3-revoke")
		d.key("Return")
		d.waitFor("closed: dialog")
		d.shot("key-4-revoked")
		state := map[string]apikey.State{}
		for _, k := range d.after(path).Keys.Keys() {
			state[k.Name] = k.State
		}
		if state["Nightly export"] != apikey.Revoked || state["Billing worker"] != apikey.Active {
			t.Errorf("the keys are %v", state)
		}
	})
}

// logLines are requests of one client, two of them an attack.
const logLines = `203.0.113.7 - - [24/Nov/2026:09:14:01 +0000] "GET /orders/1 HTTP/1.1" 200 211 "-" "curl/8"
203.0.113.7 - - [24/Nov/2026:09:14:02 +0000] "GET /orders/1%27%20UNION%20SELECT%20name%20FROM%20users-- HTTP/1.1" 200 5121 "-" "curl/8"
203.0.113.7 - - [24/Nov/2026:09:14:03 +0000] "DELETE /orders/1 HTTP/1.1" 200 180 "-" "curl/8"
`

func TestALogIsImportedAndAFindingOpened(t *testing.T) {
	looks(t, func(t *testing.T, look string) {
		d, path := unlocked(t, look)
		log := filepath.Join(t.TempDir(), "access.log")
		must(t, os.WriteFile(log, []byte(logLines), 0o600))
		d.key("ctrl+i")
		d.waitFor("ready: step 1")
		d.write(log)
		d.key("Return", "Return")
		d.waitFor("ready: step 2")
		d.shot("import-1-detected")
		d.key("Return")
		d.waitFor("ready: step 4")
		d.shot("import-2-summary")
		d.goTo(nav.Findings)
		d.key("ctrl+f")
		d.write("inj")
		d.key("Return", "Home")
		d.shot("import-3-finding")
		found, err := d.after(path).Reviews.Findings(context.Background(), review.Filter{})
		must(t, err)
		if len(found) == 0 {
			t.Error("nothing was found")
		}
	})
}

func TestThePaletteLeadsEverywhere(t *testing.T) {
	looks(t, func(t *testing.T, look string) {
		d, _ := unlocked(t, look)
		d.key("ctrl+k")
		d.waitFor("ready: palette")
		d.write("rate lim")
		d.shot("palette-1-found")
		d.key("Return")
		d.waitFor("ready: limits")
		d.key("ctrl+k")
		d.waitFor("ready: palette")
		d.write("billing wor")
		d.shot("palette-2-key")
		d.key("Return")
		d.waitFor("ready: keys")
		d.key("ctrl+slash")
		d.waitFor("ready: shortcuts")
		d.shot("palette-3-shortcuts")
		d.key("Escape", "alt+Left")
		d.waitFor("ready: limits")
	})
}
