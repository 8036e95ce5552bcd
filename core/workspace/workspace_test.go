package workspace_test

import (
	"context"
	"path/filepath"
	"testing"

	"gatehouse/core/apikey"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/policy"
	"gatehouse/core/seal"
	"gatehouse/core/workspace"
	"gatehouse/storage"
)

const password = "maple ridge otter copper"

func mustMake(t testing.TB, dir string) *workspace.Workspace {
	t.Helper()
	ws := makeOpen(t, dir)
	t.Cleanup(func() { ws.Close() })
	return ws
}

// makeOpen makes a vault that stays open after the test.
func makeOpen(t testing.TB, dir string) *workspace.Workspace {
	t.Helper()
	seal.CheapForTests()
	ws, err := storage.Create(context.Background(), filepath.Join(dir, "acme.gate"), storage.Setup{
		Admin: "olga", Password: seal.NewSecret([]byte(password)), Device: &storage.Device{},
	})
	if err != nil {
		t.Fatal(err)
	}
	return ws
}

// status asks the current policy about one request.
func status(t *testing.T, ws *workspace.Workspace, method, path, key string) int {
	t.Helper()
	s, err := ws.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return s.Decide(&policy.Request{Method: method, Host: "api.example.com", Path: path, TLS: policy.TLS13, Key: key}, nil).Status
}

func TestTheMainJobThroughTheServices(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	ws := mustMake(t, dir)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	api, err := ws.Catalog.AddAPI(ctx, ws.Actor(), catalog.API{Name: "orders", Hosts: []string{"api.example.com"}})
	must(err)
	_, err = ws.Catalog.AddRoute(ctx, ws.Actor(), catalog.Route{API: api.ID, Path: "/orders/{id}", Methods: []string{"GET", "DELETE"}})
	must(err)
	role, err := ws.Directory.AddRole(ctx, ws.Actor(), directory.Role{Name: "reader", Grants: []directory.Grant{{API: api.ID, Path: "/orders/**", Methods: []string{"GET"}}}})
	must(err)
	ann, err := ws.Directory.AddPrincipal(ctx, ws.Actor(), directory.Principal{Name: "ann", Kind: directory.KindUser, Roles: []string{role.ID}})
	must(err)
	made, err := ws.Keys.Create(ctx, ws.Actor(), apikey.Draft{Principal: ann.ID})
	must(err)
	key := string(made.Token.Expose())

	first, err := ws.Snapshot(ctx)
	must(err)
	if again, err := ws.Snapshot(ctx); err != nil || again != first {
		t.Errorf("the policy is compiled again without a change (%v)", err)
	}
	if got := status(t, ws, "GET", "/orders/7", key); got != 200 {
		t.Errorf("reading with the key gives %d", got)
	}
	if got := status(t, ws, "DELETE", "/orders/7", key); got != 403 {
		t.Errorf("deleting with the key gives %d", got)
	}
	_, err = ws.Keys.Revoke(ctx, ws.Actor(), made.Key.ID, "lost")
	must(err)
	if got := status(t, ws, "GET", "/orders/7", key); got != 401 {
		t.Errorf("a revoked key gives %d", got)
	}
	must(ws.Close())

	again, err := storage.Open(ctx, filepath.Join(dir, "acme.gate"), storage.Credentials{
		Admin: "olga", Password: seal.NewSecret([]byte(password)), Device: &storage.Device{},
	})
	must(err)
	defer again.Close()
	if got := status(t, again, "GET", "/orders/7", key); got != 401 {
		t.Errorf("after opening again the key gives %d", got)
	}
}

func TestClosingLocks(t *testing.T) {
	ws := mustMake(t, t.TempDir())
	for range 2 {
		if err := ws.Close(); err != nil {
			t.Fatal(err)
		}
	}
	_, err := ws.Catalog.AddAPI(context.Background(), ws.Actor(), catalog.API{Name: "orders"})
	if fault.KindOf(err) != fault.NeedsLogin {
		t.Errorf("a change after closing gives %v", err)
	}
}

func TestChangingThePasswordAsksForTheOldOne(t *testing.T) {
	ws := mustMake(t, t.TempDir())
	next := seal.NewSecret([]byte("copper otter ridge maple"))
	if err := ws.ChangePassword(context.Background(), seal.NewSecret([]byte("wrong")), next); fault.KindOf(err) != fault.Denied {
		t.Errorf("with a wrong old password: %v", err)
	}
	if err := ws.ChangePassword(context.Background(), seal.NewSecret([]byte(password)), next); err != nil {
		t.Error(err)
	}
}

func TestALockedVaultHasNoPolicy(t *testing.T) {
	ctx := context.Background()
	ws := mustMake(t, t.TempDir())
	if _, err := ws.Snapshot(ctx); err != nil {
		t.Fatal(err)
	}
	ws.Vault.Lock()
	if s, err := ws.Snapshot(ctx); s != nil || fault.KindOf(err) != fault.NeedsLogin {
		t.Errorf("after the lock: %v, %v", s, err)
	}
}
