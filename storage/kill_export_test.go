//go:build unix

package storage_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/core/bundle"
	"gatehouse/core/catalog"
	"gatehouse/core/signing"
	"gatehouse/core/workspace"
	"gatehouse/storage"
)

func init() {
	children["export"] = func(dir string) error { return exportOn(dir, 2) }
	children["export-on"] = func(dir string) error { return exportOn(dir, 1<<20) }
}

// exportOn opens the vault and exports n bundles, each acknowledged on stdout after it is done.
func exportOn(dir string, n int) error {
	ws, err := storage.Open(context.Background(), filepath.Join(dir, "acme.gate"), credentials(dir))
	if err != nil {
		return err
	}
	defer ws.Close()
	for range n {
		e, err := export(ws, dir)
		if err != nil {
			return err
		}
		fmt.Println("exported", e.Serial)
	}
	return nil
}

func export(ws *workspace.Workspace, dir string) (bundle.Exported, error) {
	return ws.Bundles.Export(context.Background(), ws.Actor(), bundle.ExportOptions{Out: filepath.Join(dir, "out", "edge.tar.gz")})
}

// readyToExport makes a vault with something to export and closes it.
func readyToExport(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	ws, _ := mustMake(t, dir)
	ctx := context.Background()
	api, err := ws.Catalog.AddAPI(ctx, ws.Actor(), catalog.API{Name: "orders"})
	if err == nil {
		_, err = ws.Catalog.AddRoute(ctx, ws.Actor(), catalog.Route{API: api.ID, Path: "/orders", Methods: []string{"GET"}})
	}
	if err == nil {
		err = os.Mkdir(filepath.Join(dir, "out"), 0o700)
	}
	if err == nil {
		_, err = export(ws, dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	ws.Close()
	return dir
}

// exportSurvives opens the vault after a crash: it checks, the bundle on the disk is whole and one
// of those that were exported, and the next export goes on.
func exportSurvives(t *testing.T, dir string, acknowledged uint64) {
	t.Helper()
	if rep := check(t, filepath.Join(dir, "acme.gate")); !rep.OK() || !rep.Opened {
		t.Fatalf("after the crash: %+v", rep)
	}
	ws := mustOpen(t, dir)
	defer ws.Close()
	last, ok := ws.Bundles.Last(bundle.DefaultAudience)
	if !ok || last.Serial < acknowledged {
		t.Fatalf("serial %d was acknowledged, the vault has %d", acknowledged, last.Serial)
	}
	for _, e := range ws.Bundles.List() {
		if _, err := ws.Bundles.Open(context.Background(), e); err != nil {
			t.Errorf("the archived serial %d: %v", e.Serial, err)
		}
	}
	if got := onDisk(t, dir); got.Serial < acknowledged || got.Serial > last.Serial {
		t.Errorf("the file has serial %d; %d was acknowledged, the vault has %d", got.Serial, acknowledged, last.Serial)
	}
	next, err := export(ws, dir)
	if err != nil || next.Serial != last.Serial+1 {
		t.Fatalf("the next export: serial %d after %d, %v", next.Serial, last.Serial, err)
	}
	if got := onDisk(t, dir); got.Serial != next.Serial {
		t.Errorf("the file has serial %d after exporting %d", got.Serial, next.Serial)
	}
}

// onDisk verifies the exported file with the public key beside it.
func onDisk(t *testing.T, dir string) bundle.Bundle {
	t.Helper()
	pem, err := os.ReadFile(filepath.Join(dir, "out", "edge.pem"))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := signing.ParsePublic(pem)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(dir, "out", "edge.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := bundle.Verify(f, bundle.Expect{Keys: keys, Audience: bundle.DefaultAudience, Now: time.Now()})
	if err != nil {
		t.Fatalf("the file on the disk: %v", err)
	}
	return b
}

func TestKilledAtEveryFailpointOfAnExport(t *testing.T) {
	for _, point := range []string{
		"bundle.before-archive", "bundle.after-archive", "vault.before-commit:2", "vault.after-commit:2",
		"bundle.before-rename", "bundle.after-rename", "bundle.before-archive:2", "bundle.before-rename:2",
	} {
		t.Run(point, func(t *testing.T) {
			dir := readyToExport(t)
			out, err := child("export", dir, "GATEHOUSE_FAILPOINT="+point).Output()
			if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.ExitCode() != -1 {
				t.Fatalf("the child was not killed: %v, %s", err, out)
			}
			exportSurvives(t, dir, exported(string(out)))
		})
	}
}

// exported returns the last serial that a child said was done; the parent made serial 1.
func exported(out string) uint64 {
	last := uint64(1)
	for line := range strings.Lines(out) {
		fmt.Sscanf(line, "exported %d", &last)
	}
	return last
}

func TestKilledAtRandomMomentsOfExports(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 4
	}
	dir := readyToExport(t)
	for range rounds {
		cmd := child("export-on", dir)
		pipe, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(pipe)
		var out strings.Builder
		if lines.Scan() {
			out.WriteString(lines.Text() + "\n")
		}
		timer := time.AfterFunc(time.Duration(rand.IntN(60_000))*time.Microsecond, func() { cmd.Process.Kill() })
		for lines.Scan() {
			out.WriteString(lines.Text() + "\n")
		}
		timer.Stop()
		if err := cmd.Wait(); err == nil {
			t.Fatal("the child was not killed")
		}
		exportSurvives(t, dir, exported(out.String()))
	}
}
