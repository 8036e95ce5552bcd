package single_test

import (
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/ui/runner"
	"gatehouse/ui/single"
)

func mustListen(t *testing.T, path string) *single.Door {
	t.Helper()
	d, err := single.Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// deliver lets say run while the door takes one message.
func deliver(t *testing.T, run *runner.Steps, say func()) {
	t.Helper()
	said := make(chan bool)
	go func() { defer close(said); say() }()
	if !run.Step(0) {
		t.Fatal("nobody listens")
	}
	<-said
}

func TestASecondStartHandsOverItsVault(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "gatehouse.sock")
	if err := single.Send(path, ""); !errors.Is(err, single.ErrNobody) {
		t.Fatalf("with nobody there: %v", err)
	}
	var run runner.Steps
	var got []string
	d := mustListen(t, path)
	d.Serve(t.Context(), &run, func(vault string) { got = append(got, vault) })
	for _, vault := range []string{"", "/home/mira/vaults/pröduction one.gate"} {
		deliver(t, &run, func() {
			if err := single.Send(path, vault); err != nil {
				t.Errorf("sending %q: %v", vault, err)
			}
		})
	}
	if strings.Join(got, "|") != "|/home/mira/vaults/pröduction one.gate" || len(got) != 2 {
		t.Errorf("heard %q", got)
	}
	st, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	if st.Mode().Perm() != 0o600 {
		t.Errorf("the socket's mode is %v", st.Mode())
	}
	if all, _ := os.ReadDir(filepath.Dir(path)); len(all) != 1 {
		t.Errorf("beside the socket lies %v", all)
	}
	d.Close()
	if run.Settle(); run.Waiting() != 0 {
		t.Error("a closed door still waits")
	}
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket is still there: %v", err)
	}
}

func TestHostileMessagesAreNotHeardAndDoNotCloseTheDoor(t *testing.T) {
	cases := []struct{ name, text string }{
		{"a relative path", "vault.gate\n"},
		{"a path that climbs", "/home/mira/../root/x\n"},
		{"a control character", "/home/mira/\x1b[2J\n"},
		{"a NUL", "/home/\x00\n"},
		{"a line that is not text", "/home/\xff\n"},
		{"a line without an end", "/home/mira/x"},
		{"a line that is too long", "/" + strings.Repeat("a", 5000) + "\n"},
		{"an endless line", strings.Repeat("/a", 1<<20)},
	}
	path := filepath.Join(t.TempDir(), "s")
	var run runner.Steps
	heard := 0
	mustListen(t, path).Serve(t.Context(), &run, func(string) { heard++ })
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			deliver(t, &run, func() {
				conn, err := net.Dial("unix", path)
				if err != nil {
					t.Error(err)
					return
				}
				defer conn.Close()
				_, _ = io.WriteString(conn, c.text) // the door may close before the end
				_ = conn.(*net.UnixConn).CloseWrite()
				if got, _ := io.ReadAll(conn); len(got) != 0 {
					t.Errorf("it was answered %q", got)
				}
			})
		})
	}
	if heard != 0 {
		t.Errorf("%d of them were heard", heard)
	}
	deliver(t, &run, func() {
		if err := single.Send(path, "/a"); err != nil {
			t.Error(err)
		}
	})
	if heard != 1 {
		t.Error("after them a good message was not heard")
	}
}

func TestOnlyPathsAreSent(t *testing.T) {
	for _, vault := range []string{"vault.gate", "/a\n/b", "/" + strings.Repeat("a", 5000)} {
		if err := single.Send(filepath.Join(t.TempDir(), "s"), vault); err == nil || errors.Is(err, single.ErrNobody) {
			t.Errorf("sending %.20q: %v", vault, err)
		}
	}
}

func TestASocketOfADeadProgramIsReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close()
	if err := single.Send(path, ""); !errors.Is(err, single.ErrNobody) {
		t.Fatalf("a dead program answered: %v", err)
	}
	first := mustListen(t, path)
	second := mustListen(t, path)
	first.Close()
	var run runner.Steps
	heard := 0
	second.Serve(t.Context(), &run, func(string) { heard++ })
	deliver(t, &run, func() {
		if err := single.Send(path, ""); err != nil {
			t.Errorf("closing the first door closed the second: %v", err)
		}
	})
	if heard != 1 {
		t.Errorf("heard %d", heard)
	}
}

func TestAFileThatIsNoSocketStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := single.Send(path, ""); err == nil || errors.Is(err, single.ErrNobody) {
		t.Errorf("sending to a file: %v", err)
	}
	if _, err := single.Listen(path); err == nil {
		t.Error("a file was replaced by a socket")
	}
	if b, _ := os.ReadFile(path); string(b) != "mine" {
		t.Errorf("the file holds %q", b)
	}
}

func TestASilentProgramIsNotWaitedForLong(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	mustListen(t, path) // and nobody serves
	if err := single.Send(path, ""); err == nil || errors.Is(err, single.ErrNobody) {
		t.Errorf("a silent program: %v", err)
	}
}
