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
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gatehouse/ui/nav"
	"gatehouse/ui/shell"
)

const (
	patience = 60 * time.Second // for one thing to happen; the first frame in software takes its time
	display  = "1280x800x24"
	appID    = "io.gatehouse.app"
)

// driven is the program under an X server of its own.
type driven struct {
	t      *testing.T
	look   string
	home   string
	data   string
	wrong  atomic.Bool
	env    []string
	lines  chan string
	window string
	did    struct{ keys, clicks, typed int } // what a person had to do so far
}

// program builds the program once. With GATEHOUSE_RACE=1 it is built with the race detector and
// without the tag that takes the toolkit's own checks of its thread away.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "gatehouse-smoke-")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "gatehouse")
	args := []string{"build", "-tags", "migrated_fynedo", "-o", binary, "."}
	if racing() {
		args = []string{"build", "-race", "-o", binary, "."}
	}
	build := exec.Command("go", args...)
	build.Env = append(os.Environ(), "CGO_ENABLED=1")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building: %v\n%s", err, out)
	}
	return binary, nil
})

func racing() bool { return os.Getenv("GATEHOUSE_RACE") != "" }

// start runs the program in a look, on the vault if there is one.
func start(t *testing.T, look, vault string) *driven {
	t.Helper()
	if os.Getenv("GATEHOUSE_XVFB") == "" {
		t.Skip("set GATEHOUSE_XVFB=1 to drive the real program")
	}
	binary, err := program()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	d := &driven{t: t, look: look, home: dir, data: filepath.Join(dir, "data"), lines: make(chan string, 100_000)}
	kept := filepath.Join(dir, "config", "fyne", appID)
	if err := os.MkdirAll(kept, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(kept, "preferences.json"), []byte(`{"look.mode":"`+look+`"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	d.env = append(os.Environ(), "DISPLAY="+xserver(t), "WAYLAND_DISPLAY=", "GATEHOUSE_DEBUG=1", "FYNE_SCALE=1", "LIBGL_ALWAYS_SOFTWARE=1",
		"XDG_CONFIG_HOME="+filepath.Join(dir, "config"), "XDG_STATE_HOME="+filepath.Join(dir, "state"), "XDG_RUNTIME_DIR="+dir, "HOME="+dir, "LANG=C.UTF-8", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	ctx, cancel := context.WithCancel(context.Background())
	args := []string{"--data", d.data}
	if vault != "" {
		args = append(args, "--vault", vault)
	}
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = d.env
	r, w := io.Pipe()
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		w.Close()
		close(ended)
	}()
	go func() {
		for s := bufio.NewScanner(r); s.Scan(); {
			line := s.Text()
			if strings.Contains(line, "Error in Fyne call thread") || strings.Contains(line, "DATA RACE") {
				d.wrong.Store(true)
			}
			d.lines <- line
		}
		close(d.lines)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		if d.wrong.Load() {
			t.Error("the program touched the screen from another thread, or raced")
		}
	})
	return d
}

// xserver starts an X server on a free display and returns its name.
func xserver(t *testing.T, more ...string) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "Xvfb", append([]string{"-displayfd", "3", "-screen", "0", display, "+extension", "GLX", "+render", "-noreset", "-nolisten", "tcp"}, more...)...)
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
			d.snap("failed")
			d.t.Fatalf("the program did not say %q; it said %q", what, seen)
		}
	}
}

// isFile fails where no file stands in the person's folder.
func (d *driven) isFile(path ...string) error {
	st, err := os.Stat(filepath.Join(append([]string{d.home}, path...)...))
	if err == nil && (!st.Mode().IsRegular() || st.Size() == 0) {
		err = fmt.Errorf("%s is empty or no file", st.Name())
	}
	return err
}

// waitForEnd waits until the program has ended.
func (d *driven) waitForEnd() {
	d.t.Helper()
	late := time.After(patience)
	for {
		select {
		case _, ok := <-d.lines:
			if !ok {
				return
			}
		case <-late:
			d.t.Fatal("the program does not end")
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
	d.did.clicks++
	d.xdo("mousemove", "--window", d.window, fmt.Sprint(at[0]), fmt.Sprint(at[1]), "click", "1")
}

func (d *driven) write(s string) {
	d.did.typed += len(s)
	d.xdo("type", "--delay", "15", s)
}

func (d *driven) key(names ...string) {
	d.did.keys += len(names)
	d.xdo(append([]string{"key", "--delay", "30"}, names...)...)
}

// goTo opens a page by its key, wherever it stands in the side bar, or else by its name.
func (d *driven) goTo(r nav.Route) {
	d.t.Helper()
	i := slices.IndexFunc(shell.Items(), func(i shell.Item) bool { return i.Route == r })
	if i < 9 {
		d.key(fmt.Sprintf("ctrl+%d", i+1))
	} else {
		d.run(shell.Title(r))
	}
	d.waitFor("shown: " + r.Page)
}

// run carries out a command by its name.
func (d *driven) run(command string) {
	d.t.Helper()
	d.key("ctrl+k")
	d.waitFor("ready: palette")
	d.write(command)
	d.key("Return")
}

// shot takes pictures of the screen until it shows something and rests, and keeps the last one among
// the artefacts of the run (GATEHOUSE_ARTEFACTS, or bin/smoke).
func (d *driven) shot(name string) {
	d.t.Helper()
	dir := os.Getenv("GATEHOUSE_ARTEFACTS")
	if dir == "" {
		dir = filepath.Join("..", "..", "bin", "smoke")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		d.t.Fatal(err)
	}
	file := filepath.Join(dir, name+"-"+d.look+".png")
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
		n := colours(d.t, file)
		if n > 100 && same >= 2 {
			return
		}
		if time.Now().After(late) {
			if n > 100 {
				return // something on it blinks
			}
			d.t.Fatalf("%s shows %d colours: nothing was drawn", name, n)
		}
	}
}

// snap takes one picture, whatever it shows.
func (d *driven) snap(name string) {
	_ = d.picture(filepath.Join("..", "..", "bin", "smoke", name+"-"+d.look+".png"))
}

// picture writes what is on the screen to a file.
func (d *driven) picture(file string) error {
	cmd := exec.Command("import", "-window", "root", file)
	cmd.Env = d.env
	return cmd.Run()
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
