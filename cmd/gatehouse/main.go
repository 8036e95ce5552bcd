// Gatehouse is the desktop program: it reads flags, finds its folders and wires storage into ui.
//
// It is the only program that links a window system; everything it shows lives in ui, everything it
// does in core. With GATEHOUSE_DEBUG=1 it says on standard error which page it shows, for tests.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"gatehouse/assets"
	"gatehouse/ui"
	"gatehouse/ui/desk"
	"gatehouse/ui/runner/live"
)

// version is set by the build (-ldflags "-X main.version=…").
var version = "development"

func main() {
	vault := flag.String("vault", "", "the vault `FILE` to unlock")
	data := flag.String("data", "", "a `DIR` for new vaults, the sample and what is remembered (default: your own folders)")
	show := flag.Bool("version", false, "print the version and end")
	flag.Parse()
	if *show {
		fmt.Println("gatehouse", version)
		return
	}
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		fmt.Fprintln(os.Stderr, "gatehouse: there is no display here; gatectl does the same work without one")
		os.Exit(1)
	}
	closeLog := startLog()
	defer closeLog()
	f, err := findFolders(*data)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gatehouse:", err)
		os.Exit(1)
	}
	path, err := absolute(*vault)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gatehouse:", err)
		os.Exit(1)
	}
	door, ok := first(f, path)
	if !ok {
		fmt.Println("Gatehouse runs already; its window comes to the front.")
		return
	}
	applyScale()
	a := app.NewWithID(appID)
	// What the start allocates stays. To go through it again and again while it grows would only keep
	// the first frame waiting.
	percent := debug.SetGCPercent(-1)
	a.Lifecycle().SetOnStarted(func() { debug.SetGCPercent(percent) })
	a.SetIcon(fyne.NewStaticResource("gatehouse.png", assets.AppIcon))
	d := ui.New(ui.Deps{
		App: a, Runner: live.Runner{}, Opener: opener{f}, Recents: desk.Recents{File: f.recents},
		Folder: f.vaults, Vault: path, Version: version, Beside: beside,
	})
	end := serve(door, d.Raise)
	defer end()
	d.Window().ShowAndRun()
	d.Shutdown()
}
