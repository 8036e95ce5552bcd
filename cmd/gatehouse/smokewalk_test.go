package main_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/core/otp"
	"gatehouse/ui/nav"
)

// gatectl builds the headless program once.
var gatectl = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "gatectl-smoke-")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "gatectl")
	build := exec.Command("go", "build", "-o", binary, "../gatectl")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building gatectl: %v\n%s", err, out)
	}
	return binary, nil
})

// ctl asks the headless program about the vault, with some text on its stdin.
func (d *driven) ctl(vault, stdin string, args ...string) (out []byte, code int) {
	d.t.Helper()
	binary, err := gatectl()
	must(d.t, err)
	cmd := exec.Command(binary, args...)
	cmd.Env = append(os.Environ(), "GATEHOUSE_VAULT="+vault, "GATEHOUSE_ADMIN=Mira Kovac", "GATEHOUSE_PASSWORD="+password, "HOME="+d.home, "XDG_STATE_HOME="+filepath.Join(d.home, "state"), "XDG_CONFIG_HOME="+filepath.Join(d.home, "config"))
	cmd.Stdin = strings.NewReader(stdin)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err = cmd.Output()
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		return append(out, stderr.Bytes()...), exit.ExitCode()
	}
	must(d.t, err)
	return out, 0
}

// newcomer makes a first vault, as somebody does who starts the program for the first time.
func newcomer(t *testing.T, look string) (d *driven, vault string) {
	t.Helper()
	d = start(t, look, "")
	d.waitFor("ready: welcome")
	d.focusWindow()
	d.shot("first-1-welcome")
	d.click(newVault)
	d.waitFor("ready: welcome/create")
	d.write("production")
	d.key("Tab", "Tab", "Tab")
	d.write("Mira Kovac")
	d.key("Tab")
	d.write(password)
	d.key("Tab", "Tab") // over the eye
	d.write(password)
	d.key("Return", "space", "Tab", "Return") // to the box, tick it, and on to the button
	d.waitFor("ready: overview")
	d.waitFor("shown: overview")
	return d, filepath.Join(d.data, "production.gate")
}

// people is the list that a newcomer has of who calls the API.
func people() string {
	var b strings.Builder
	b.WriteString("name,kind,owner,roles\n")
	for i := range 10 {
		role := []string{"parcels.read", "parcels.write", "parcels.delete"}[min(i/4, 2)]
		fmt.Fprintf(&b, "caller-%02d,service,Logistics,%s\n", i+1, role)
	}
	return b.String()
}

// grant adds a role on all routes of the API, from the page of roles: GET, which is ticked, and the
// methods that are so many boxes after it; with a one-time password where otp is true.
func (d *driven) grant(name string, otp bool, methods ...int) {
	d.t.Helper()
	d.key("ctrl+n")
	d.waitFor("ready: dialog")
	d.write(name)
	d.key("Tab", "Return") // the list of APIs
	d.write("parcels")
	d.key("Return", "Tab", "Return") // the list of routes
	d.write("/**")
	d.key("Return", "Escape", "Tab")
	var keys []string
	for box := range 7 { // of methods; then the one for one-time passwords
		if slices.Contains(methods, box) {
			keys = append(keys, "space")
		}
		keys = append(keys, "Tab")
	}
	if otp {
		keys = append(keys, "space")
	}
	d.key(append(keys, "Tab", "Tab")...) // over leaving
	d.shot("walk-4-" + name)
	d.key("Return")
	d.waitFor("closed: dialog")
}

// enrol takes one principal of a round through its three steps; the key stays in the authenticator.
func (d *driven) enrol() otp.Key {
	d.t.Helper()
	d.key("Return")
	d.waitFor("ready: sheet")
	k := d.scan()
	code, err := k.Code(otp.StepAt(time.Now()))
	must(d.t, err)
	d.write(code)
	d.key("Return")
	d.waitFor("ready: sheet")
	d.key("Tab", "Tab", "space", "Tab", "Return") // over saving to the box, tick it, and on to the button
	return k
}

func TestANewcomerTakesADocumentToTenCallers(t *testing.T) {
	t.Run("light", func(t *testing.T) { // the longest flow: once
		d, vault := newcomer(t, "light")
		file, list := filepath.Join(t.TempDir(), "parcels.yaml"), filepath.Join(t.TempDir(), "callers.csv")
		must(t, os.WriteFile(file, []byte(document), 0o600))
		must(t, os.WriteFile(list, []byte(people()), 0o600))

		d.goTo(nav.APIs)
		d.run("import an openapi")
		d.waitFor("ready: step 1")
		d.write(file)
		d.key("Return")
		d.waitFor("ready: step 2")
		d.key("Return")
		d.waitFor("ready: step 3")
		d.shot("walk-1-imported")
		d.key("Return")
		d.waitFor("shown: apis")

		d.goTo(nav.Roles)
		d.grant("parcels.read", false)
		d.grant("parcels.write", false, 2)
		d.grant("parcels.delete", true, 5)
		d.shot("walk-5-roles")

		d.goTo(nav.Principals)
		d.run("import principals")
		d.waitFor("ready: dialog")
		d.write(list)
		d.shot("walk-6-file")
		d.key("Return")
		d.waitFor("ready: dialog")
		d.shot("walk-7-people")
		d.key("Return")
		d.waitFor("closed: dialog")
		d.shot("walk-8-selected")

		d.run("api keys for the selected")
		d.waitFor("ready: step 1")
		d.key("Tab", "Tab") // over who gets one
		d.write("First key")
		tokens := filepath.Join(d.home, "keys.csv")
		d.key("Tab", "Tab", "Tab", "Tab", "Tab", "ctrl+a") // to the file
		d.write(tokens)
		d.shot("walk-9-keys")
		d.key("Return")
		d.waitFor("ready: step 2")
		d.key("Return")
		d.waitFor("ready: step 3")
		d.key("Return")
		d.waitFor("shown: keys")

		d.goTo(nav.Principals)
		d.key("ctrl+f")
		d.write("role:parcels.delete") // theirs demand a one-time password
		d.key("Return", "Home", "ctrl+a")
		d.run("enrol one-time")
		d.waitFor("ready: sheet")
		first := d.enrol()
		d.waitFor("ready: sheet")
		d.shot("walk-10-next")
		second := d.enrol()
		d.waitFor("closed: dialog")
		d.shot("walk-11-enrolled")
		if first.Manual() == second.Manual() {
			t.Error("two principals got the same secret")
		}
		if out, code := d.ctl(vault, "", "principal", "list"); code != 8 || !strings.Contains(string(out), "is open in gatehouse") {
			t.Errorf("while the window has the vault, gatectl ends with %d and says %s", code, out)
		}
		d.key("ctrl+q")
		d.waitForEnd()
		t.Logf("from the first run to ten callers it took %d keys, %d clicks and %d typed characters", d.did.keys, d.did.clicks, d.did.typed)
		d.judge(vault, tokens)
	})
}

// judge asks the headless program what the newcomer's callers may do.
func (d *driven) judge(vault, tokens string) {
	d.t.Helper()
	keys := map[string]string{}
	f, err := os.Open(tokens)
	must(d.t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	must(d.t, err)
	for _, r := range rows[1:] {
		keys[r[0]] = r[len(r)-1]
	}
	if len(keys) != 10 {
		d.t.Fatalf("there are keys of %d principals", len(keys))
	}
	for _, c := range []struct {
		who, method, path, want string
	}{
		{"caller-01", "GET", "/v1/parcels/7", "200 allowed"},
		{"caller-04", "DELETE", "/v1/parcels/7", "403 role_lacks_grant"},
		{"caller-05", "POST", "/v1/parcels", "200 allowed"},
		{"caller-08", "DELETE", "/v1/parcels/7", "403 role_lacks_grant"},
		{"caller-09", "DELETE", "/v1/parcels/7", "401 otp_required"},
		{"caller-10", "GET", "/v1/parcels/7", "401 otp_required"},
		{"caller-10", "PUT", "/v1/parcels/7", "405 method_not_allowed"},
		{"", "GET", "/v1/parcels/7", "401 credentials_missing"},
		{"", "GET", "/v1/health", "200 allowed"},
	} {
		args := []string{"--output", "json", "decide", "--method", c.method, "--path", c.path, "--host", "parcels.example.com", "--tls", "1.3"}
		if c.method == "POST" {
			args = append(args, "--header", "Content-Type: application/json")
		}
		if c.who != "" {
			args = append(args, "--key", "-")
		}
		out, code := d.ctl(vault, keys[c.who]+"\n", args...)
		var got struct {
			Status int
			Reason string
		}
		if err := json.Unmarshal(out, &got); err != nil || code != 0 {
			d.t.Fatalf("gatectl %q ends with %d and says %s", args, code, out)
		}
		if s := fmt.Sprint(got.Status, " ", got.Reason); s != c.want {
			d.t.Errorf("%s %s of %q: %s, want %s", c.method, c.path, c.who, s, c.want)
		}
	}
	for who, active := range map[string]bool{"caller-09": true, "caller-10": true, "caller-01": false} {
		if out, code := d.ctl(vault, "", "totp", "show", who); code != 0 || strings.Contains(string(out), "active") != active {
			d.t.Errorf("the one-time passwords of %s: exit %d, %s", who, code, out)
		}
	}
}
