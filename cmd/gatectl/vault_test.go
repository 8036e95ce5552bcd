package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/core/seal"
	"gatehouse/storage"
)

// held makes a vault, sets the environment to it, and returns its name and how to let go of it.
func held(t *testing.T) (path string, release func()) {
	t.Helper()
	seal.CheapForTests()
	dir := t.TempDir()
	path = filepath.Join(dir, "acme.gate")
	for k, v := range map[string]string{
		"GATEHOUSE_VAULT": path, "GATEHOUSE_ADMIN": "ada", "GATEHOUSE_PASSWORD": "maple ridge otter copper",
		"XDG_CONFIG_HOME": filepath.Join(dir, "config"), "XDG_STATE_HOME": filepath.Join(dir, "state"), "HOME": dir,
	} {
		t.Setenv(k, v)
	}
	ws, err := storage.Create(context.Background(), path, storage.Setup{Admin: "ada", Password: seal.NewSecret([]byte("maple ridge otter copper"))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	return path, func() { ws.Close() }
}

// command runs a command line in this process.
func command(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(context.Background(), args, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

func TestAVaultThatIsOpenElsewhereIsBusy(t *testing.T) {
	path, release := held(t)
	host, _ := os.Hostname()
	for _, args := range [][]string{{"api", "list"}, {"journal", "list"}, {"bundle", "list"}, {"vault", "password"}} {
		code, _, stderr := command(args...)
		if code != exitBusy || !strings.Contains(stderr, "is open in gatectl.test (process ") || !strings.Contains(stderr, "on "+host+") since 20") {
			t.Errorf("%v exits %d saying %q", args, code, stderr)
		}
	}
	// What only reads works beside it.
	for _, args := range [][]string{{"vault", "status"}, {"vault", "check"}, {"journal", "verify"}, {"journal", "checkpoint"}} {
		if code, _, stderr := command(args...); code != exitDone {
			t.Errorf("%v exits %d saying %q", args, code, stderr)
		}
	}
	if _, out, _ := command("vault", "status"); !strings.Contains(out, "open in          gatectl.test") {
		t.Errorf("status says %q", out)
	}
	release()
	if code, _, stderr := command("api", "list"); code != exitDone {
		t.Errorf("afterwards it exits %d saying %q", code, stderr)
	}
	_ = path
}

func TestWhatIsWrongWithAFileDecidesTheExitCode(t *testing.T) {
	path, release := held(t)
	release()
	image, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	set := func(at int, v uint32) func([]byte) []byte {
		return func(b []byte) []byte { binary.BigEndian.PutUint32(b[at:], v); return b }
	}
	cases := []struct {
		name        string
		harm        func([]byte) []byte
		open, check int
		says        string
	}{
		{"as it was", func(b []byte) []byte { return b }, exitDone, exitDone, ""},
		{"made by a newer version", set(60, 99), exitInvalid, exitInvalid, "This vault was made by a newer Gatehouse. Update the program, or open a backup."},
		{"of another program", set(68, 99), exitInvalid, exitInvalid, "another program"},
		{"empty", func(b []byte) []byte { return nil }, exitInvalid, exitInvalid, "is not a Gatehouse vault"},
		{"cut in half", func(b []byte) []byte { return b[:len(b)/2] }, exitStorage, exitSaidNo, ""},
		{"a page of noise", func(b []byte) []byte { copy(b[3*4096:], bytes.Repeat([]byte("noise"), 800)); return b }, exitStorage, exitSaidNo, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if err := os.WriteFile(path, c.harm(bytes.Clone(image)), 0o600); err != nil {
				t.Fatal(err)
			}
			code, _, stderr := command("vault", "check")
			if code != c.check || !strings.Contains(stderr, c.says) {
				t.Errorf("checking exits %d, want %d, saying %q", code, c.check, stderr)
			}
			code, _, stderr = command("api", "list")
			if code != c.open || !strings.Contains(stderr, c.says) {
				t.Errorf("opening exits %d, want %d, saying %q", code, c.open, stderr)
			}
		})
	}
}
