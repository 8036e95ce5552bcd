package vault

import (
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
)

// failpoint is where the process kills itself, by the environment: "NAME", or "NAME:3" for the
// third time that it is passed. It is read once.
var failpoint = sync.OnceValue(func() (f struct {
	name string
	nth  int64
}) {
	name, nth, _ := strings.Cut(os.Getenv("GATEHOUSE_FAILPOINT"), ":")
	f.name, f.nth = name, 1
	if n, err := strconv.ParseInt(nth, 10, 32); err == nil {
		f.nth = n
	}
	return f
})

// passed counts how often the failpoint was passed.
var passed atomic.Int64

// Failpoint kills the process with SIGKILL when the environment variable GATEHOUSE_FAILPOINT names
// this point: the tests' way to pull the plug before and after each commit. Without the variable it
// costs one comparison.
func Failpoint(name string) {
	f := failpoint()
	if f.name == "" || f.name != name || passed.Add(1) != f.nth {
		return
	}
	p, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = p.Signal(syscall.SIGKILL)
	}
	if err == nil {
		select {} // the signal is on its way
	}
}
