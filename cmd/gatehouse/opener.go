package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gatehouse/core/demo"
	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/core/seal"
	"gatehouse/core/workspace"
	"gatehouse/storage"
	"gatehouse/ui/desk"
	"gatehouse/ui/vm"
)

// folders are where the program keeps things.
type folders struct {
	vaults  string          // new vaults, unless one says otherwise
	sample  string          // the vault of the invented company
	recents string          // file that remembers which vaults were opened
	device  *storage.Device // what this machine remembers of each vault; nil = its own place
}

// findFolders returns the user's own folders, or those below data.
func findFolders(data string) (folders, error) {
	if data != "" {
		dir, err := filepath.Abs(data)
		if err != nil {
			return folders{}, fmt.Errorf("finding %s: %w", data, err)
		}
		return folders{dir, filepath.Join(dir, "sample"), filepath.Join(dir, "recent.json"), &storage.Device{Dir: filepath.Join(dir, "device")}}, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return folders{}, fmt.Errorf("finding your home folder: %w", err)
	}
	config, err := os.UserConfigDir()
	if err != nil {
		return folders{}, fmt.Errorf("finding your configuration folder: %w", err)
	}
	own := filepath.Join(config, "gatehouse")
	return folders{vaults: filepath.Join(home, "vaults"), sample: filepath.Join(own, "sample"), recents: filepath.Join(own, "recent.json")}, nil
}

// opener makes and opens vaults with storage.
type opener struct{ folders folders }

// program is what the journal says made a change.
func program() string { return "gatehouse " + version }

// Create implements vm.Opener. It makes the vault's folder where that is missing.
func (o opener) Create(ctx context.Context, n vm.NewVault) (vm.House, error) {
	if err := os.MkdirAll(filepath.Dir(n.Path), 0o700); err != nil {
		return nil, fault.New(fault.Invalid, "The folder %s cannot be made. Choose another.", filepath.Dir(n.Path))
	}
	ws, err := storage.Create(ctx, n.Path, storage.Setup{Name: n.Name, Admin: n.Admin, Password: seal.NewSecret([]byte(n.Password)), Program: program(), Device: o.folders.device})
	if err != nil {
		return nil, err
	}
	return house(ws, n.Path), nil
}

// Open implements vm.Opener.
func (o opener) Open(ctx context.Context, path, admin, password string) (vm.House, error) {
	ws, err := storage.Open(ctx, path, storage.Credentials{Admin: admin, Password: seal.NewSecret([]byte(password)), Program: program(), Device: o.folders.device})
	if err != nil {
		return nil, err
	}
	return house(ws, path), nil
}

// house lays out an open vault for the pages.
func house(ws *workspace.Workspace, path string) vm.House {
	return desk.New(ws, path).WithBackup(func(ctx context.Context, folder string) (string, error) { return storage.Backup(ctx, ws, path, folder) })
}

// sampleLog is how many lines the sample's log has: enough for every plant, done in seconds.
const sampleLog = 50_000

// Sample implements vm.Opener. The sample is made once and kept; its password lies beside it,
// because there is nothing in it to protect.
func (o opener) Sample(ctx context.Context, report job.Report) (vm.House, error) {
	path, password := filepath.Join(o.folders.sample, "halden.gate"), filepath.Join(o.folders.sample, "password.txt")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := o.play(ctx, report); err != nil {
			return nil, err
		}
	}
	b, err := os.ReadFile(password)
	if err != nil {
		return nil, fault.New(fault.NotFound, "The sample's password is not beside it. Delete %s to make the sample again.", o.folders.sample)
	}
	return o.Open(ctx, path, demo.Admin, strings.TrimSpace(string(b)))
}

// play makes the sample aside and puts it into its place when it is whole.
func (o opener) play(ctx context.Context, report job.Report) error {
	if err := os.MkdirAll(filepath.Dir(o.folders.sample), 0o700); err != nil {
		return fmt.Errorf("making the folder of the sample: %w", err)
	}
	aside, err := os.MkdirTemp(filepath.Dir(o.folders.sample), "sample-")
	if err != nil {
		return fmt.Errorf("making the folder of the sample: %w", err)
	}
	defer os.RemoveAll(aside)
	if _, err := demo.Run(ctx, demo.Options{Dir: aside, Lines: sampleLog, Seed: 1, Create: o.createSample}, report); err != nil {
		return err
	}
	if err := os.Rename(aside, o.folders.sample); err != nil {
		return fmt.Errorf("keeping the sample: %w", err)
	}
	return nil
}

// createSample makes the sample's vault, by the sample's clock.
func (o opener) createSample(ctx context.Context, path, admin string, password seal.Secret, now func() time.Time) (*workspace.Workspace, error) {
	return storage.Create(ctx, path, storage.Setup{Name: "halden", Admin: admin, Password: password, Now: now, Program: program(), Device: o.folders.device})
}
