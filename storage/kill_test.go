//go:build unix

package storage_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/storage"
)

// TestMain runs a child's part when a test started this binary as a child.
func TestMain(m *testing.M) {
	if part := children[os.Getenv("GATEHOUSE_TEST_CHILD")]; part != nil {
		seal.CheapForTests()
		if err := part(os.Getenv("GATEHOUSE_TEST_DIR")); err != nil {
			fmt.Println(fault.KindOf(err), "|", err)
			os.Exit(3)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

var children = map[string]func(dir string) error{
	"write": func(dir string) error { return writeOn(dir, 1<<20) },
	"two":   func(dir string) error { return writeOn(dir, 2) },
	// open signs in and out.
	"open": func(dir string) error {
		ws, err := storage.Open(context.Background(), filepath.Join(dir, "acme.gate"), credentials(dir))
		if err != nil {
			return err
		}
		return ws.Close()
	},
	"fill": func(dir string) error {
		signal.Ignore(syscall.SIGXFSZ)
		return writeOn(dir, 1<<20)
	},
}

// writeOn opens the vault and makes n changes, each acknowledged on stdout after it is done.
func writeOn(dir string, n int) error {
	ws, err := storage.Open(context.Background(), filepath.Join(dir, "acme.gate"), credentials(dir))
	if err != nil {
		return err
	}
	defer ws.Close()
	for i := range n {
		id := seal.NewID()
		r, err := ws.Vault.Change(context.Background(), ws.Actor(), vault.Action{Name: "api.add", Subject: id}, func(tx *vault.Tx) error {
			if i > 0 && i%3 == 0 {
				for rec := range tx.All(vault.KindSetting) {
					if strings.HasPrefix(rec.ID, "x") {
						return tx.Remove(vault.KindSetting, rec.ID)
					}
				}
			}
			return tx.Put(vault.KindSetting, "x"+id, map[string]string{"id": id, "text": strings.Repeat("y", 2000)})
		})
		if err != nil {
			fmt.Println("stopped at", ws.Vault.Seq())
			return err
		}
		fmt.Println("done", r.Seq)
	}
	return nil
}

// child prepares this binary to run a child's part on the vault in dir.
func child(part, dir string, env ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "GATEHOUSE_TEST_CHILD="+part, "GATEHOUSE_TEST_DIR="+dir)
	cmd.Env = append(cmd.Env, env...)
	return cmd
}

// acknowledged returns the number of the last entry that a child said was done; -1 for none.
func acknowledged(out string) int {
	last := -1
	for line := range strings.Lines(out) {
		fmt.Sscanf(line, "done %d", &last)
	}
	return last
}

// survives opens the vault after a crash and checks that nothing acknowledged is lost.
func survives(t *testing.T, dir string, last int) (entries uint64) {
	t.Helper()
	if rep := check(t, filepath.Join(dir, "acme.gate")); !rep.OK() || !rep.Opened {
		t.Fatalf("after the crash: %+v", rep)
	}
	ws := mustOpen(t, dir)
	defer ws.Close()
	if got := int(ws.Vault.Seq()) - 1; got <= last { // without the log-in just now
		t.Fatalf("entry %d was acknowledged; the journal has %d", last, got)
	}
	return ws.Vault.Seq()
}

func TestKilledAtEveryFailpoint(t *testing.T) {
	cases := []struct {
		point   string
		entries uint64 // at the next log-in, which is counted: the first entry, log-ins and changes
	}{
		{"vault.before-commit:1", 2}, // the log-in of the child is lost
		{"vault.after-commit:1", 3},
		{"vault.before-commit:2", 3}, // its first change is lost
		{"vault.after-commit:2", 4},
		{"vault.before-commit:3", 4},
		{"vault.after-commit:3", 5},
	}
	for _, c := range cases {
		t.Run(c.point, func(t *testing.T) {
			dir := t.TempDir()
			ws, _ := mustMake(t, dir)
			ws.Close()
			out, err := child("two", dir, "GATEHOUSE_FAILPOINT="+c.point).Output()
			if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.ExitCode() != -1 {
				t.Fatalf("the child was not killed: %v, %s", err, out)
			}
			if got := survives(t, dir, acknowledged(string(out))); got != c.entries {
				t.Errorf("%d entries, want %d", got, c.entries)
			}
		})
	}
}

func TestKilledAtRandomMoments(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 4
	}
	dir := t.TempDir()
	ws, _ := mustMake(t, dir)
	ws.Close()
	for range rounds {
		cmd := child("write", dir)
		pipe, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// The clock starts when the child works, so that the moment lies inside of it.
		lines := bufio.NewScanner(pipe)
		var out strings.Builder
		if lines.Scan() {
			out.WriteString(lines.Text() + "\n")
		}
		timer := time.AfterFunc(time.Duration(rand.IntN(60_000))*time.Microsecond, func() { cmd.Process.Kill() })
		for lines.Scan() {
			out.WriteString(lines.Text() + "\n")
		}
		timer.Stop()
		if err := cmd.Wait(); err == nil {
			t.Fatal("the child was not killed")
		}
		last := acknowledged(out.String())
		if last < 1 {
			t.Fatalf("the child did nothing: %s", out.String())
		}
		survives(t, dir, last)
	}
}

func TestASecondProgramIsToldWhoHasTheVault(t *testing.T) {
	dir := t.TempDir()
	ws, _ := mustMake(t, dir)
	out, _ := child("open", dir).Output()
	host, _ := os.Hostname()
	for _, want := range []string{"busy |", "storage.test", host, fmt.Sprint(os.Getpid()), "since 20"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the second program says %q, want %q in it", out, want)
		}
	}
	ws.Close()
	if out, err := child("open", dir).Output(); err != nil {
		t.Errorf("after closing: %v, %s", err, out)
	}
}

func TestAFullDiskChangesNothing(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no shell to set a limit with")
	}
	dir := t.TempDir()
	ws, path := mustMake(t, dir)
	ws.Close()
	cmd := child("fill", dir)
	cmd.Args = []string{"sh", "-c", "ulimit -f 1000 && exec " + os.Args[0]} // 512,000 bytes a file
	cmd.Path, _ = exec.LookPath("sh")
	out, err := cmd.Output()
	if err == nil {
		t.Skip("the limit was not kept")
	}
	if !strings.Contains(string(out), "full |") {
		t.Errorf("the child says %.300q", out[max(0, len(out)-300):])
	}
	if st, err := os.Stat(path); err != nil || st.Size() > 600_000 {
		t.Errorf("the file: %v, %v", st.Size(), err)
	}
	survives(t, dir, acknowledged(string(out)))
}

func TestAReadOnlyFileSaysSo(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("nothing is read-only for root")
	}
	dir := t.TempDir()
	ws, path := mustMake(t, dir)
	ws.Close()
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	_, err := storage.Open(context.Background(), path, credentials(dir))
	if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("got %v", err)
	}
}
