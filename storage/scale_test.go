package storage_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"gatehouse/core/apikey"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
	"gatehouse/storage"
)

const password = "maple ridge otter copper"

// credentials are those of the owner of every vault made here, on a device of the test's own.
func credentials(dir string) storage.Credentials {
	return storage.Credentials{Admin: "olga", Password: seal.NewSecret([]byte(password)), Device: &storage.Device{Dir: filepath.Join(dir, "device")}}
}

// mustMake makes a vault in dir.
func mustMake(t testing.TB, dir string) (*workspace.Workspace, string) {
	t.Helper()
	seal.CheapForTests()
	path := filepath.Join(dir, "acme.gate")
	c := credentials(dir)
	ws, err := storage.Create(context.Background(), path, storage.Setup{Admin: c.Admin, Password: c.Password, Device: c.Device})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	return ws, path
}

// mustOpen opens the vault in dir.
func mustOpen(t testing.TB, dir string) *workspace.Workspace {
	t.Helper()
	ws, err := storage.Open(context.Background(), filepath.Join(dir, "acme.gate"), credentials(dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	return ws
}

// manyKeys stores n API keys of the usual shape in one change.
func manyKeys(t testing.TB, ws *workspace.Workspace, n int) (ids []string) {
	t.Helper()
	_, err := ws.Vault.Change(context.Background(), ws.Actor(), vault.Action{Name: "apikey.create"}, func(tx *vault.Tx) error {
		for i := range n {
			k := apikey.Key{
				ID: seal.NewID(), Principal: seal.NewID(), Name: fmt.Sprintf("key-%d", i), Env: "live",
				Tokens: []apikey.TokenRow{{Public: fmt.Sprintf("%08d", i), SHA256: fmt.Sprintf("%064x", i), Last4: "9xYz", Made: 1}},
				Scopes: []string{seal.NewID()}, Networks: []string{"203.0.113.0/24"}, Expires: 2, State: "active", Created: 1,
			}
			ids = append(ids, k.ID)
			if err := tx.Put(vault.KindAPIKey, k.ID, k); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// BenchmarkUnlock opens a vault with 100,000 API keys on a device that remembers it; the password's
// stretch is cheap here, so this is the time beyond it.
func BenchmarkUnlock(b *testing.B) {
	dir := b.TempDir()
	ws, _ := mustMake(b, dir)
	manyKeys(b, ws, 100_000)
	ws.Close()
	for b.Loop() {
		ws := mustOpen(b, dir)
		if n := len(ws.Keys.Keys()); n != 100_000 {
			b.Fatalf("%d keys", n)
		}
		ws.Close()
	}
}

// BenchmarkChange revokes one of 100,000 API keys.
func BenchmarkChange(b *testing.B) {
	ws, _ := mustMake(b, b.TempDir())
	ids := manyKeys(b, ws, 100_000)
	i := 0
	for b.Loop() {
		k, _ := ws.Keys.Key(ids[i%len(ids)])
		i++
		k.Reason = fmt.Sprint(i)
		_, err := ws.Vault.Change(context.Background(), ws.Actor(), vault.Action{Name: "apikey.edit", Subject: k.ID}, func(tx *vault.Tx) error {
			return tx.Put(vault.KindAPIKey, k.ID, k)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
