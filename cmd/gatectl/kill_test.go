//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// victim is a vault in a folder of its own, and the program to be killed over it.
type victim struct {
	t   *testing.T
	dir string
	env []string
}

func newVictim(t *testing.T) *victim {
	t.Helper()
	dir := t.TempDir()
	v := &victim{t: t, dir: dir, env: append(os.Environ(),
		"GATEHOUSE_VAULT="+filepath.Join(dir, "acme.gate"), "GATEHOUSE_ADMIN=ada", "GATEHOUSE_PASSWORD=correct horse battery staple",
		"XDG_STATE_HOME="+filepath.Join(dir, "state"), "XDG_CONFIG_HOME="+filepath.Join(dir, "config"), "HOME="+dir)}
	v.must("vault", "init", "--admin", "ada")
	v.must("api", "add", "orders")
	v.must("route", "add", "--api", "orders", "--path", "/orders/{id}", "--methods", "GET")
	v.must("bundle", "export", "--out", "b.tar.gz")
	return v
}

func (v *victim) command(args ...string) *exec.Cmd {
	cmd := exec.Command("gatectl", args...)
	cmd.Dir, cmd.Env = v.dir, v.env
	return cmd
}

// must runs a command that has to end well, and returns what it printed.
func (v *victim) must(args ...string) []byte {
	v.t.Helper()
	var stderr bytes.Buffer
	cmd := v.command(args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		v.t.Fatalf("gatectl %q: %v\n%s%s", args, err, out, stderr.Bytes())
	}
	return out
}

// kill runs a command and kills it after some time. It reports whether the command was done before.
func (v *victim) kill(after time.Duration, args ...string) (done bool) {
	v.t.Helper()
	cmd := v.command(args...)
	if err := cmd.Start(); err != nil {
		v.t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	err := cmd.Wait()
	if exit := new(exec.ExitError); errors.As(err, &exit) && exit.ExitCode() != -1 {
		v.t.Fatalf("gatectl %q ended with %v before it was killed", args, err)
	}
	return err == nil
}

// imported is what `import list` says of one import.
type imported struct {
	ID     string   `json:"id"`
	State  string   `json:"state"`
	Files  []string `json:"files"`
	Events uint64   `json:"events"`
}

// of returns the imports of a file.
func (v *victim) of(file string) (found []imported) {
	v.t.Helper()
	var all []imported
	if err := json.Unmarshal(v.must("--output", "json", "import", "list"), &all); err != nil {
		v.t.Fatal(err)
	}
	for _, i := range all {
		if len(i.Files) == 1 && i.Files[0] == file {
			found = append(found, i)
		}
	}
	return found
}

// healthy fails unless the vault and its journal verify and the bundle on the disk is whole.
func (v *victim) healthy() {
	v.t.Helper()
	v.must("vault", "check")
	v.must("journal", "verify")
	v.must("bundle", "verify", "b.tar.gz", "--key", "b.pem")
}

// killLines is how many lines the log of one round has: several segments.
const killLines = 60_000

// log writes the log of one round; no two are alike.
func (v *victim) log(round int) (name string) {
	v.t.Helper()
	name = fmt.Sprintf("access-%d.log", round)
	var b bytes.Buffer
	at := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	for i := range killLines {
		fmt.Fprintf(&b, "10.%d.%d.%d - - [%s] \"GET /orders/%d HTTP/1.1\" 200 %d \"-\" \"curl/8\"\n",
			round, i>>8&0xff, i&0xff, at.Add(time.Duration(i)*50*time.Millisecond).Format("02/Jan/2006:15:04:05 -0700"), i%977, i%4096)
	}
	if err := os.WriteFile(filepath.Join(v.dir, name), b.Bytes(), 0o600); err != nil {
		v.t.Fatal(err)
	}
	return name
}

// rounds is how often a test kills: GATEHOUSE_KILL_ROUNDS, else a few.
func rounds(t *testing.T) int {
	t.Helper()
	text := os.Getenv("GATEHOUSE_KILL_ROUNDS")
	if text == "" {
		return 3
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("GATEHOUSE_KILL_ROUNDS is %q, no number", text)
	}
	return n
}

// timed returns how long a command takes that is not killed.
func (v *victim) timed(args ...string) time.Duration {
	v.t.Helper()
	began := time.Now()
	v.must(args...)
	return time.Since(began)
}

func TestKillAnImportAtRandomMoments(t *testing.T) {
	v := newVictim(t)
	whole := v.timed("import", "add", v.log(0))
	tally := map[string]int{}
	for round := 1; round <= rounds(t); round++ {
		file := v.log(round)
		done := v.kill(rand.N(whole), "import", "add", file)
		v.healthy()
		found := v.of(file)
		switch {
		case len(found) == 0 && !done:
			tally["absent"]++
			v.must("import", "add", file)
		case len(found) == 1 && found[0].State == "interrupted" && !done:
			tally["interrupted"]++
			v.must("import", "resume", found[0].ID)
		case len(found) == 1 && found[0].State == "complete":
			tally["complete"]++
		default:
			t.Fatalf("round %d: after the kill (done: %v) there is %+v", round, done, found)
		}
		if found = v.of(file); len(found) != 1 || found[0].State != "complete" || found[0].Events != killLines {
			t.Fatalf("round %d: in the end there is %+v", round, found)
		}
		if before := v.of("access-0.log"); len(before) != 1 || before[0].Events != killLines {
			t.Fatalf("round %d: the first import is now %+v", round, before)
		}
		v.healthy()
		_ = os.Remove(filepath.Join(v.dir, file))
	}
	t.Logf("after the kills the import was: %v", tally)
}

func TestKillAnExportAtRandomMoments(t *testing.T) {
	v := newVictim(t)
	whole := v.timed("bundle", "export", "--out", "b.tar.gz")
	for round := range rounds(t) {
		acknowledged := v.serial()
		if v.kill(rand.N(whole), "bundle", "export", "--out", "b.tar.gz") {
			acknowledged++
		}
		v.healthy()
		if got := v.serial(); got < acknowledged {
			t.Fatalf("round %d: serial %d was acknowledged, the newest is %d", round, acknowledged, got)
		}
		if left, _ := filepath.Glob(filepath.Join(v.dir, "*.tar.gz")); len(left) != 1 {
			t.Errorf("round %d: %q lie in the folder", round, left)
		}
	}
	last := v.serial()
	v.must("bundle", "export", "--out", "b.tar.gz")
	v.must("bundle", "verify", "b.tar.gz", "--key", "b.pem", "--min-serial", strconv.FormatUint(last+1, 10))
}

// serial returns the serial of the newest export.
func (v *victim) serial() (last uint64) {
	v.t.Helper()
	var all []struct {
		Serial uint64 `json:"serial"`
	}
	if err := json.Unmarshal(v.must("--output", "json", "bundle", "list"), &all); err != nil {
		v.t.Fatal(err)
	}
	for _, e := range all {
		last = max(last, e.Serial)
	}
	return last
}
