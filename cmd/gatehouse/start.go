package main

import (
	"fmt"
	"log/slog"
	"os"

	"gatehouse/storage/applog"
)

// beside runs work while the program goes on, and returns what waits for its end.
func beside(work func()) (wait func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		work()
	}()
	return func() { <-done }
}

// startLog sends the program's log to its file, or, for tests, all of it to standard error.
func startLog() func() {
	if os.Getenv("GATEHOUSE_DEBUG") != "" {
		slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug})))
		return func() {}
	}
	log, closeLog, err := applog.Open("gatehouse")
	if err != nil {
		fmt.Fprintln(os.Stderr, "gatehouse: no log is kept:", err)
	}
	slog.SetDefault(log)
	return closeLog
}
