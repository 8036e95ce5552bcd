package storage_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// TestADiskThatFillsUp works on a disk of three megabytes until it is full, frees some space and
// goes on in the same session: nothing acknowledged is lost and nothing half-done is there.
func TestADiskThatFillsUp(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=3m"); err != nil {
		t.Skipf("no disk of one's own: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	ws, path := mustMake(t, dir)
	put := func() error {
		id := seal.NewID()
		_, err := ws.Vault.Change(context.Background(), ws.Actor(), vault.Action{Name: "setting.change", Subject: id}, func(tx *vault.Tx) error {
			return tx.Put(vault.KindSetting, id, map[string]string{"id": id, "text": strings.Repeat("x", 20_000)})
		})
		return err
	}
	var err error
	for range 1000 {
		if err = put(); err != nil {
			break
		}
	}
	if !fault.Is(err, fault.Full) {
		t.Fatalf("the full disk gives %v (%v)", err, fault.KindOf(err))
	}
	full := ws.Vault.Seq()
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := put(); err != nil {
			t.Fatalf("with space again: %v", err)
		}
	}
	if got := ws.Vault.Seq(); got != full+3 {
		t.Errorf("%d entries after %d and three more", got, full)
	}
	ws.Close()
	if rep := check(t, path); !rep.OK() || !rep.Opened {
		t.Fatalf("found %+v", rep)
	}
	again := mustOpen(t, dir)
	if got := again.Vault.Seq(); got != full+4 { // and the log-in
		t.Errorf("opened again it has %d entries", got)
	}
	again.Close()
}
