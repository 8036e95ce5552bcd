package storage_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
	"gatehouse/storage"
)

func TestOfAVaultThatCouldNotBeMadeNothingIsLeft(t *testing.T) {
	seal.CheapForTests()
	good := seal.NewSecret([]byte(password))
	cases := []struct {
		name  string
		file  string
		setup storage.Setup
		kind  fault.Kind
	}{
		{"a weak password", "a.gate", storage.Setup{Admin: "olga", Password: seal.NewSecret([]byte("weak"))}, fault.Invalid},
		{"no name", "a.gate", storage.Setup{Password: good}, fault.Invalid},
		{"no such folder", "none/a.gate", storage.Setup{Admin: "olga", Password: good}, fault.NotFound},
		{"a folder of that name", "folder", storage.Setup{Admin: "olga", Password: good}, fault.Conflict},
		{"an evidence file without its vault", "orphan.gate", storage.Setup{Admin: "olga", Password: good}, fault.Conflict},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "orphan.gate-logs"), []byte("evidence"), 0o600); err != nil {
				t.Fatal(err)
			}
			c.setup.Device = &storage.Device{}
			_, err := storage.Create(context.Background(), filepath.Join(dir, c.file), c.setup)
			if fault.KindOf(err) != c.kind {
				t.Errorf("got %v (%v), want %v", err, fault.KindOf(err), c.kind)
			}
			if names, _ := filepath.Glob(dir + "/*"); len(names) != 2 {
				t.Errorf("left: %q", names)
			}
			if b, err := os.ReadFile(filepath.Join(dir, "orphan.gate-logs")); err != nil || string(b) != "evidence" {
				t.Errorf("the foreign file: %q, %v", b, err)
			}
		})
	}
}

func TestFilesOfAVaultArePrivate(t *testing.T) {
	dir := t.TempDir()
	ws, _ := mustMake(t, dir)
	manyKeys(t, ws, 1)
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || name == dir {
			return err
		}
		st, err := d.Info()
		if err == nil && st.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", name, st.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ws.Close()
	names, _ := filepath.Glob(dir + "/acme*")
	if len(names) != 2 {
		t.Errorf("a closed vault has the files %q", names)
	}
}

func TestOpeningAFileThatIsNoVault(t *testing.T) {
	seal.CheapForTests()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "text.gate"), []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for file, want := range map[string]fault.Kind{"text.gate": fault.Invalid, "none.gate": fault.NotFound} {
		path := filepath.Join(dir, file)
		if _, err := storage.Open(ctx, path, credentials(dir)); fault.KindOf(err) != want {
			t.Errorf("opening %s: %v", file, err)
		}
		if _, err := storage.Check(ctx, path, storage.CheckOptions{}); fault.KindOf(err) != want {
			t.Errorf("checking %s: %v", file, err)
		}
		if _, err := storage.Inspect(ctx, path); fault.KindOf(err) != want {
			t.Errorf("looking at %s: %v", file, err)
		}
		if _, err := storage.VerifyJournal(ctx, path, nil); fault.KindOf(err) != want {
			t.Errorf("verifying %s: %v", file, err)
		}
		if _, err := storage.Checkpoint(ctx, path); fault.KindOf(err) != want {
			t.Errorf("the checkpoint of %s: %v", file, err)
		}
	}
	if names, _ := filepath.Glob(dir + "/*"); len(names) != 1 {
		t.Errorf("left: %q", names)
	}
}

func TestVaultsBesideEachOtherHaveEvidenceFilesOfTheirOwn(t *testing.T) {
	seal.CheapForTests()
	ctx, dir := context.Background(), t.TempDir()
	for _, name := range []string{"acme.gate", "acme.vault", "acme", "acme.2026.gate"} {
		ws, err := storage.Create(ctx, filepath.Join(dir, name), storage.Setup{
			Admin: "olga", Password: seal.NewSecret([]byte(password)), Device: &storage.Device{},
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		ws.Close()
		if _, err := os.Stat(filepath.Join(dir, name+"-logs")); err != nil {
			t.Error(err)
		}
	}
}
