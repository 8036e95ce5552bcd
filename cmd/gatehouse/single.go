package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"

	"gatehouse/ui/runner/live"
	"gatehouse/ui/single"
)

// first reports whether this program is the only one of its user and folder. If it is not, the
// other one was handed the vault. The door is nil where nothing can be listened at, which costs the
// comfort and nothing else.
func first(f folders, vault string) (door *single.Door, ok bool) {
	path := filepath.Join(filepath.Dir(f.recents), "gatehouse.sock")
	err := single.Send(path, vault)
	if err == nil {
		return nil, false
	}
	if !errors.Is(err, single.ErrNobody) {
		slog.Warn("another start cannot be reached; this one goes on", "error", err)
		return nil, true
	}
	if door, err = single.Listen(path); err != nil {
		slog.Warn("other starts are not noticed", "error", err)
		return nil, true
	}
	return door, true
}

// serve hands the messages of later starts to take, on the drawing thread, until end is called.
func serve(door *single.Door, take func(vault string)) (end func()) {
	if door == nil {
		return func() {}
	}
	door.Serve(context.Background(), live.Runner{}, take)
	return func() {
		if err := door.Close(); err != nil {
			slog.Warn("closing the socket", "error", err)
		}
	}
}

// absolute returns the path of a vault as another program understands it.
func absolute(vault string) (string, error) {
	if vault == "" {
		return "", nil
	}
	return filepath.Abs(vault)
}
