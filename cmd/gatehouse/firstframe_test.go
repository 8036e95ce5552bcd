package main_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// frameRuns is how often each program is started for the measurement, in turn, after one start of
// each that doesn't count: it fills the caches of the disk.
const frameRuns = 5

// TestTheFirstFrameBesideABareWindow measures how long the program takes from its start to its
// first frame, and how long a bare window of the toolkit takes. It asserts no time: machines differ.
// For both alike, the first frame is the first picture of the screen that differs from the empty
// screen; pictures are taken one after another, about 20 ms apart.
func TestTheFirstFrameBesideABareWindow(t *testing.T) {
	if os.Getenv("GATEHOUSE_XVFB") == "" {
		t.Skip("set GATEHOUSE_XVFB=1 to start the real program")
	}
	dir := t.TempDir()
	ours, bare := filepath.Join(dir, "gatehouse"), filepath.Join(dir, "bare")
	for binary, pkg := range map[string]string{ours: ".", bare: "./testdata/bare"} {
		build := exec.Command("go", "build", "-tags", "migrated_fynedo", "-o", binary, pkg)
		build.Env = append(os.Environ(), "CGO_ENABLED=1")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("building: %v\n%s", err, out)
		}
	}
	show := xserver(t)
	var a, b []time.Duration
	for n := range frameRuns + 1 {
		x, y := firstFrame(t, show, ours, "--data", t.TempDir()), firstFrame(t, show, bare)
		if n > 0 {
			a, b = append(a, x), append(b, y)
		}
	}
	t.Logf("gatehouse %v, bare %v; all %v, %v", median(a), median(b), a, b)
	t.Logf("ratio=%.2f", float64(median(a))/float64(median(b)))
}

// firstFrame starts a program on an empty screen and returns after what time something is there.
func firstFrame(t *testing.T, show, binary string, args ...string) time.Duration {
	t.Helper()
	dir := t.TempDir()
	env := append(os.Environ(), "DISPLAY="+show, "WAYLAND_DISPLAY=", "FYNE_SCALE=1", "FYNE_THEME=light", "LIBGL_ALWAYS_SOFTWARE=1",
		"XDG_CONFIG_HOME="+dir, "XDG_STATE_HOME="+dir, "XDG_RUNTIME_DIR="+dir, "HOME="+dir, "LANG=C.UTF-8", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	empty := screen(t, env)
	cmd := exec.Command(binary, args...)
	cmd.Env = env
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var took time.Duration
	for took == 0 && time.Since(begin) < patience {
		if !bytes.Equal(screen(t, env), empty) {
			took = time.Since(begin)
		}
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if took == 0 {
		t.Fatalf("%s showed nothing in %v", filepath.Base(binary), patience)
	}
	for late := time.Now().Add(patience); !bytes.Equal(screen(t, env), empty); {
		if time.Now().After(late) {
			t.Fatal("the screen does not become empty again")
		}
	}
	return took
}

// screen takes a picture of the whole screen.
func screen(t *testing.T, env []string) []byte {
	t.Helper()
	cmd := exec.Command("xwd", "-root", "-silent")
	cmd.Env = env
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("taking a picture: %v", err)
	}
	return out
}

// median is the middle of an odd number of times.
func median(all []time.Duration) time.Duration { return slices.Sorted(slices.Values(all))[len(all)/2] }
