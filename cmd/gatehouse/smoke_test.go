// The smoke test drives the real program, in a real window, with mouse and keyboard. It needs a C
// compiler and the tools of an X server, so it runs only with GATEHOUSE_XVFB=1 (make smoke).
package main_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	patience = 60 * time.Second // for one thing to happen; the first frame in software takes its time
	display  = "1280x800x24"
	password = "korrekt pferd batterie heftklammer"
)

// Where things stand in a window of 1280 by 800 with a menu bar.
var (
	newVault = [2]int{800, 428}
	apiKeys  = [2]int{100, 247}
)

func TestAVaultIsMadeWithMouseAndKeyboard(t *testing.T) {
	if os.Getenv("GATEHOUSE_XVFB") == "" {
		t.Skip("set GATEHOUSE_XVFB=1 to drive the real program")
	}
	d := start(t)
	d.waitFor("ready: welcome")
	d.focusWindow()

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
	vault := filepath.Join(d.data, "production.gate")
	st, err := os.Stat(vault)
	if err != nil {
		t.Fatalf("no vault was made: %v", err)
	}
	if st.Mode().Perm() != 0o600 {
		t.Errorf("the vault's mode is %v", st.Mode())
	}

	d.click(apiKeys)
	d.waitFor("ready: keys")
	d.waitFor("shown: key")
	d.shot("smoke-keys.png")

	d.key("ctrl+l")
	d.waitFor("ready: unlock")
	d.write("not the password at all")
	d.key("Return")
	d.waitFor("ready: unlock/failed")
	d.write(password)
	d.key("Return")
	d.waitFor("ready: overview")
	d.shot("smoke-overview.png")
}

// driven is the program under an X server of its own.
type driven struct {
	t      *testing.T
	data   string
	env    []string
	lines  chan string
	window string
}

// start builds the program and runs it.
func start(t *testing.T) *driven {
	t.Helper()
	dir := t.TempDir()
	binary := filepath.Join(dir, "gatehouse")
	build := exec.Command("go", "build", "-tags", "migrated_fynedo", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=1")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	d := &driven{t: t, data: filepath.Join(dir, "data"), lines: make(chan string, 1000)}
	d.env = append(os.Environ(), "DISPLAY="+xserver(t), "WAYLAND_DISPLAY=", "GATEHOUSE_DEBUG=1", "FYNE_SCALE=1", "FYNE_THEME=light", "LIBGL_ALWAYS_SOFTWARE=1",
		"XDG_CONFIG_HOME="+filepath.Join(dir, "config"), "XDG_STATE_HOME="+filepath.Join(dir, "state"), "XDG_RUNTIME_DIR="+dir, "HOME="+dir, "LANG=C.UTF-8", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, binary, "--data", d.data)
	cmd.Env = d.env
	r, w := io.Pipe()
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for s := bufio.NewScanner(r); s.Scan(); {
			d.lines <- s.Text()
		}
		close(d.lines)
	}()
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait()
		w.Close()
	})
	return d
}

// xserver starts an X server on a free display and returns its name.
func xserver(t *testing.T) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "Xvfb", "-displayfd", "3", "-screen", "0", display, "+extension", "GLX", "+render", "-noreset", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatalf("starting Xvfb: %v", err)
	}
	w.Close()
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait()
	})
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb did not start: %v", err)
	}
	return ":" + strings.TrimSpace(number)
}

// waitFor reads the program's log until it says what.
func (d *driven) waitFor(what string) {
	d.t.Helper()
	late := time.After(patience)
	var seen []string
	for {
		select {
		case line, ok := <-d.lines:
			if !ok {
				d.t.Fatalf("the program ended before it said %q; it said %q", what, seen)
			}
			seen = append(seen, line)
			if strings.HasSuffix(strings.Trim(line, `"`), what) {
				return
			}
		case <-late:
			d.shot("smoke-failed.png")
			d.t.Fatalf("the program did not say %q; it said %q", what, seen)
		}
	}
}

// xdo runs xdotool.
func (d *driven) xdo(args ...string) string {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "xdotool", args...)
	cmd.Env = d.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		d.t.Fatalf("xdotool %v: %v: %s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (d *driven) focusWindow() {
	d.t.Helper()
	d.window, _, _ = strings.Cut(d.xdo("search", "--sync", "--onlyvisible", "--name", "Gatehouse"), "\n")
	d.xdo("windowfocus", "--sync", d.window)
}

func (d *driven) click(at [2]int) {
	d.xdo("mousemove", "--window", d.window, fmt.Sprint(at[0]), fmt.Sprint(at[1]), "click", "1")
}

func (d *driven) write(s string) { d.xdo("type", "--delay", "15", s) }

func (d *driven) key(names ...string) { d.xdo(append([]string{"key", "--delay", "30"}, names...)...) }

// shot takes pictures of the screen until it shows something and rests, and keeps the last one in
// the folder that GATEHOUSE_SHOTS names.
func (d *driven) shot(name string) {
	d.t.Helper()
	dir := os.Getenv("GATEHOUSE_SHOTS")
	if dir == "" {
		dir = d.t.TempDir()
	}
	file := filepath.Join(dir, name)
	var before []byte
	for late, same := time.Now().Add(patience), 0; ; {
		cmd := exec.Command("import", "-window", "root", file)
		cmd.Env = d.env
		if out, err := cmd.CombinedOutput(); err != nil {
			d.t.Fatalf("taking a picture: %v: %s", err, out)
		}
		now, err := os.ReadFile(file)
		if err != nil {
			d.t.Fatal(err)
		}
		if same++; !bytes.Equal(now, before) {
			same, before = 0, now
		}
		if n := colours(d.t, file); n > 100 && same >= 3 {
			return
		} else if time.Now().After(late) {
			d.t.Fatalf("%s shows %d colours: nothing was drawn", name, n)
		}
	}
}

// colours counts the colours of a picture.
func colours(t *testing.T, file string) int {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[[3]uint32]bool{}
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y += 2 {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x += 2 {
			r, g, b, _ := img.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}
