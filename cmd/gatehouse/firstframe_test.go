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
const frameRuns = 9

// TestTheFirstFrameBesideABareWindow measures how long the program takes from its start to its
// first frame, and how long a bare window of the toolkit takes. It asserts no time: machines differ.
// For both alike, the first frame is there when the screen differs from the empty screen. The X server
// keeps its screen in a file, so that looking at it takes nothing from who draws.
func TestTheFirstFrameBesideABareWindow(t *testing.T) {
	if os.Getenv("GATEHOUSE_XVFB") == "" {
		t.Skip("set GATEHOUSE_XVFB=1 to start the real program")
	}
	dir := t.TempDir()
	ours, bare := filepath.Join(dir, "gatehouse"), filepath.Join(dir, "bare")
	for binary, pkg := range map[string]string{ours: ".", bare: "./testdata/bare"} {
		build := exec.Command("go", "build", "-tags", "migrated_fynedo", "-ldflags", "-s -w", "-o", binary, pkg)
		build.Env = append(os.Environ(), "CGO_ENABLED=1")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("building: %v\n%s", err, out)
		}
	}
	shown := t.TempDir()
	show := xserver(t, "-fbdir", shown)
	pixels := filepath.Join(shown, "Xvfb_screen0")
	var a, b []time.Duration
	for n := range frameRuns + 1 {
		x, y := firstFrame(t, show, pixels, ours, "--data", t.TempDir()), firstFrame(t, show, pixels, bare)
		if n > 0 {
			a, b = append(a, x), append(b, y)
		}
	}
	t.Logf("gatehouse %v, bare %v; all %v, %v", median(a), median(b), a, b)
	t.Logf("ratio=%.2f", float64(median(a))/float64(median(b)))
}

// firstFrame starts a program on an empty screen and returns after what time something is there.
func firstFrame(t *testing.T, show, pixels, binary string, args ...string) time.Duration {
	t.Helper()
	dir := t.TempDir()
	empty := screen(t, pixels)
	cmd := exec.Command(binary, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+show, "WAYLAND_DISPLAY=", "FYNE_SCALE=1", "FYNE_THEME=light", "LIBGL_ALWAYS_SOFTWARE=1",
		"XDG_CONFIG_HOME="+dir, "XDG_STATE_HOME="+dir, "XDG_RUNTIME_DIR="+dir, "HOME="+dir, "LANG=C.UTF-8", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	took := until(func() bool { return !bytes.Equal(screen(t, pixels), empty) }, begin)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if took > patience {
		t.Fatalf("%s showed nothing in %v", filepath.Base(binary), patience)
	}
	if until(func() bool { return bytes.Equal(screen(t, pixels), empty) }, time.Now()) > patience {
		t.Fatal("the screen does not become empty again")
	}
	return took
}

// until looks every two milliseconds and returns how long after begin it was true, or more than the
// patience.
func until(is func() bool, begin time.Time) time.Duration {
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for range look.C {
		if took := time.Since(begin); is() || took > patience {
			return took
		}
	}
	return 0
}

// screen reads some lines of the screen.
func screen(t *testing.T, pixels string) []byte {
	t.Helper()
	f, err := os.Open(pixels)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var lines []byte
	for y := int64(100); y < 800; y += 100 {
		line := make([]byte, 4096)
		if _, err := f.ReadAt(line, y*5120); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line...)
	}
	return lines
}

// median is the middle of an odd number of times.
func median(all []time.Duration) time.Duration { return slices.Sorted(slices.Values(all))[len(all)/2] }
