package vault

import (
	"os"
	"sync"
	"syscall"
)

// failpoint is the point at which the process kills itself, named by the environment; read once.
var failpoint = sync.OnceValue(func() string { return os.Getenv("GATEHOUSE_FAILPOINT") })

// Failpoint kills the process with SIGKILL when the environment variable GATEHOUSE_FAILPOINT names
// this point: the tests' way to pull the plug before and after each commit. Without the variable it
// costs one comparison.
func Failpoint(name string) {
	if fp := failpoint(); fp != "" && fp == name {
		if p, err := os.FindProcess(os.Getpid()); err == nil {
			_ = p.Signal(syscall.SIGKILL)
			select {}
		}
	}
}
