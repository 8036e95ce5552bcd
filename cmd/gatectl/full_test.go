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
	"strings"
	"sync"
	"testing"
)

// How much one import of a document and of a list holds.
const (
	manyRoutes = 1_200
	manyPeople = 10_000
)

// document writes an OpenAPI document with many operations; no two rounds have the same base.
func (v *victim) document(round int) (name string) {
	v.t.Helper()
	name = fmt.Sprintf("api-%d.yaml", round)
	var b bytes.Buffer
	fmt.Fprintf(&b, "openapi: 3.1.0\ninfo: {title: Big %d, version: \"1\"}\nservers: [{url: /big%d}]\npaths:\n", round, round)
	for i := range manyRoutes {
		fmt.Fprintf(&b, "  /things/%d/{id}:\n    get:\n      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n      responses: {\"200\": {description: one}}\n", i)
	}
	v.file(name, b.Bytes())
	return name
}

// people writes a list of many principals; no two rounds have the same names.
func (v *victim) people(round int) (name string) {
	v.t.Helper()
	name = fmt.Sprintf("people-%d.csv", round)
	var b bytes.Buffer
	b.WriteString("name,kind,owner\n")
	for i := range manyPeople {
		fmt.Fprintf(&b, "r%d-%05d,service,Logistics\n", round, i)
	}
	v.file(name, b.Bytes())
	return name
}

func (v *victim) file(name string, text []byte) {
	v.t.Helper()
	if err := os.WriteFile(filepath.Join(v.dir, name), text, 0o600); err != nil {
		v.t.Fatal(err)
	}
}

// stored counts routes and principals whose path or name begins like a round's.
func (v *victim) stored(round int) (routes, people int) {
	v.t.Helper()
	var rs []struct {
		API string `json:"api"`
	}
	var ps []struct {
		Name string `json:"name"`
	}
	for noun, into := range map[string]any{"route": &rs, "principal": &ps} {
		if err := json.Unmarshal(v.must("--output", "json", noun, "list"), into); err != nil {
			v.t.Fatal(err)
		}
	}
	for _, r := range rs {
		if r.API == fmt.Sprintf("big-%d", round) {
			routes++
		}
	}
	for _, p := range ps {
		if strings.HasPrefix(p.Name, fmt.Sprintf("r%d-", round)) {
			people++
		}
	}
	return routes, people
}

func TestKillImportsOfDocumentsAndListsAtRandomMoments(t *testing.T) {
	v := newVictim(t)
	wholeAPI, wholePeople := v.timed("api", "import", v.document(0)), v.timed("principal", "import", v.people(0))
	tally := map[string]int{}
	for round := 1; round <= rounds(t); round++ {
		if round%5 == 0 {
			v = newVictim(t) // a vault that grows without end takes long to look through
		}
		api, people := v.document(round), v.people(round)
		apiDone := v.kill(rand.N(wholeAPI), "api", "import", api)
		peopleDone := v.kill(rand.N(wholePeople), "principal", "import", people)
		v.healthy()
		routes, names := v.stored(round)
		if routes != 0 && routes != manyRoutes || apiDone && routes == 0 {
			t.Fatalf("round %d: after the kill (done: %v) there are %d routes", round, apiDone, routes)
		}
		if names != 0 && names != manyPeople || peopleDone && names == 0 {
			t.Fatalf("round %d: after the kill (done: %v) there are %d principals", round, peopleDone, names)
		}
		tally[fmt.Sprintf("%d routes", routes)]++
		tally[fmt.Sprintf("%d principals", names)]++
		v.must("api", "import", api) // goes on as if nothing had been
		v.must("principal", "import", people)
		if routes, names = v.stored(round); routes != manyRoutes || names != manyPeople {
			t.Fatalf("round %d: in the end there are %d routes and %d principals", round, routes, names)
		}
	}
	t.Logf("after the kills there were: %v", tally)
}

// cramped runs a command that may let no file grow beyond so many bytes, as on a full disk.
func (v *victim) cramped(bytesMost int64, args ...string) (stderr string, code int) {
	v.t.Helper()
	cmd := v.command(args...)
	shell := exec.Command("sh", append([]string{"-c", fmt.Sprintf("ulimit -f %d && exec \"$@\"", bytesMost/512), "sh", cmd.Path}, args...)...)
	shell.Dir, shell.Env = cmd.Dir, cmd.Env
	var e bytes.Buffer
	shell.Stderr = &e
	err := shell.Run()
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		return e.String(), exit.ExitCode()
	}
	if err != nil {
		v.t.Fatal(err)
	}
	return e.String(), 0
}

func TestAFullDiskChangesNothingAndSaysWhatToDo(t *testing.T) {
	v := newVictim(t)
	vault := filepath.Join(v.dir, "acme.gate")
	api, people := v.document(1), v.people(1)
	for _, args := range [][]string{{"api", "import", api}, {"principal", "import", people}} {
		st, err := os.Stat(vault)
		if err != nil {
			t.Fatal(err)
		}
		stderr, code := v.cramped(st.Size()+24*1024, args...)
		if want := "there is no room left for " + vault; code != exitStorage || !strings.Contains(stderr, want) || !strings.Contains(stderr, "make room and do it again") || strings.Contains(stderr, "I/O") {
			t.Errorf("gatectl %q ends with %d and says %q", args, code, stderr)
		}
		if _, err := os.Stat(vault + "-journal"); err == nil {
			t.Errorf("after %q half a change lies in the file, and what takes it back beside it", args)
		}
		if got, err := os.Stat(vault); err != nil || got.Size() > st.Size()+24*1024 {
			t.Errorf("after %q the file has grown to %d, %v", args, got.Size(), err)
		}
		v.healthy()
	}
	if routes, names := v.stored(1); routes != 0 || names != 0 {
		t.Errorf("%d routes and %d principals are stored", routes, names)
	}
	if stderr, code := v.cramped(512, "vault", "init", "--admin", "ada", "--vault", "second.gate"); code != exitStorage || !strings.Contains(stderr, "there is no room left for second.gate") {
		t.Errorf("vault init ends with %d and says %q", code, stderr)
	}
	if left, _ := filepath.Glob(filepath.Join(v.dir, "second*")); len(left) != 0 {
		t.Errorf("of a vault that could not be made there is %q", left)
	}
	v.must("api", "import", api) // there is room again
	v.must("principal", "import", people)
	v.healthy()
}

func TestNoRoomForWhatIsPrintedIsTold(t *testing.T) {
	v := newVictim(t)
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here")
	}
	defer full.Close()
	var stderr bytes.Buffer
	cmd := v.command("principal", "list")
	cmd.Stdout, cmd.Stderr = full, &stderr
	err = cmd.Run()
	if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.ExitCode() != exitStorage || !strings.Contains(stderr.String(), "there is no room left for what is printed") {
		t.Errorf("%v, %q", err, stderr.String())
	}
}

func TestWhoWritesAtOnceIsRefusedOrServed(t *testing.T) {
	v := newVictim(t)
	var files []string
	for i := range 4 {
		files = append(files, v.people(i))
	}
	codes, said := make([]int, len(files)), make([]string, len(files))
	var all sync.WaitGroup
	for i, f := range files {
		all.Go(func() {
			var stderr bytes.Buffer
			cmd := v.command("principal", "import", f)
			cmd.Stderr = &stderr
			err := cmd.Run()
			if exit := new(exec.ExitError); errors.As(err, &exit) {
				codes[i] = exit.ExitCode()
			}
			said[i] = stderr.String()
		})
	}
	all.Wait()
	served := 0
	for i := range files {
		_, names := v.stored(i)
		switch {
		case codes[i] == exitDone && names == manyPeople:
			served++
		case codes[i] == exitBusy && names == 0 && strings.Contains(said[i], "close it there first"):
		default:
			t.Errorf("%s: exit %d, %d principals, %q", files[i], codes[i], names, said[i])
		}
	}
	if served == 0 {
		t.Error("nobody was served")
	}
	v.healthy()
}
