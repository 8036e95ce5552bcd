package main

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
)

// logLimit is the size at which the program's log is rotated (one old file is kept).
const logLimit = 4 << 20

// stateDir is the folder for the program's own log: $XDG_STATE_HOME/gatehouse, else
// ~/.local/state/gatehouse.
func stateDir() (string, error) {
	if d := os.Getenv("XDG_STATE_HOME"); d != "" {
		return filepath.Join(d, "gatehouse"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".local", "state", "gatehouse"), nil
}

// openLog opens the program's log. Where there is no place for one, unexpected failures are still
// printed, and nothing is logged.
func openLog(io.Writer) (*slog.Logger, func()) {
	none := slog.New(slog.DiscardHandler)
	dir, err := stateDir()
	if err != nil || os.MkdirAll(dir, 0o700) != nil {
		return none, func() {}
	}
	name := filepath.Join(dir, "gatectl.log")
	if st, err := os.Stat(name); err == nil && st.Size() > logLimit {
		_ = os.Rename(name, name+".1") // an unrotated log is better than none
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return none, func() {}
	}
	return slog.New(slog.NewTextHandler(f, nil)), func() { f.Close() }
}
