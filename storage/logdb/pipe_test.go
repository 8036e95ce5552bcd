//go:build linux || darwin

package logdb_test

import (
	"os"
	"syscall"
	"testing"
)

func TestANamedPipeIsReadOnce(t *testing.T) {
	b := newBench(t)
	path := b.dir + "/pipe"
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("no named pipes here")
	}
	content := lines(0, 9000)
	written := make(chan error, 1)
	go func() { written <- os.WriteFile(path, []byte(content), 0) }()
	sum := b.mustAdd(path)
	if err := <-written; err != nil || sum.Events != 9000 {
		t.Errorf("got %d events (%v)", sum.Events, err)
	}
}
