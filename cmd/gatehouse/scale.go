package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	"gatehouse/ui/prefs"
)

// appID names the program to the toolkit, and the folder of its preferences.
const appID = "io.gatehouse.app"

// The toolkit reads these when it starts and has no other way to be told.
const (
	scaleEnv = "FYNE_SCALE"                 // multiplies what the toolkit found out about the screen
	guessEnv = "FYNE_DISABLE_DPI_DETECTION" // any value: the screen counts as 1
)

// applyScale puts the chosen scale into the environment; it must come before the toolkit starts.
// The toolkit's own preferences cannot be asked by then, so their file is read.
func applyScale() {
	set := scaleSettings(readPreferences(preferencesFile()), os.Getenv)
	for k, v := range set {
		if err := os.Setenv(k, v); err != nil {
			slog.Warn("the chosen scale is not used", "error", err)
		}
	}
}

// scaleSettings returns what to add to the environment: nothing at a scale of 1, which leaves the
// size to the screen, and nothing where the environment decides already.
func scaleSettings(preferences map[string]any, getenv func(string) string) map[string]string {
	scale := prefs.ScaleOf(preferences)
	if scale == 1 || getenv(scaleEnv) != "" {
		return nil
	}
	set := map[string]string{scaleEnv: strconv.FormatFloat(scale, 'f', 2, 64)}
	if getenv(guessEnv) == "" {
		set[guessEnv] = "true"
	}
	return set
}

// preferencesFile is where the toolkit keeps this program's preferences; "" when there is no home.
func preferencesFile() string {
	config, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	if runtime.GOOS == "darwin" { // the toolkit uses Preferences, not Application Support
		config = filepath.Join(filepath.Dir(config), "Preferences")
	}
	return filepath.Join(config, "fyne", appID, "preferences.json")
}

// maxPreferences is how much of a file of preferences is read; ours has a few kilobytes.
const maxPreferences = 1 << 20

// readPreferences reads a file of preferences; one that is missing or broken holds none.
func readPreferences(file string) map[string]any {
	f, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer f.Close()
	var values map[string]any
	if json.NewDecoder(io.LimitReader(f, maxPreferences)).Decode(&values) != nil {
		return nil
	}
	return values
}
