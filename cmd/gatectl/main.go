// Gatectl is Gatehouse without a display: the same vault, services, permissions and journal behind
// a command line made for scripts. Names, flags, JSON members and exit codes are a contract; they
// grow, they do not change. One file here holds one noun; the work is done in core.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// version is set by the build (-ldflags "-X main.version=…").
var version = "development"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends what does not heed the first
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
