// Package storage makes and opens a whole vault: the vault's file NAME.gate, its lock, the evidence
// file NAME.gate-logs beside it, and what this device remembers of it. Both programs go through it.
//
//	ws, err := storage.Create(ctx, "acme.gate", storage.Setup{Admin: "olga", Password: pw})
//	ws, err := storage.Open(ctx, "acme.gate", storage.Credentials{Admin: "olga", Password: pw})
//
// [Check], [Inspect], [VerifyJournal] and [Checkpoint] need no password. They read the file as it
// stands, also while another program holds it, and also when it does not unlock.
package storage

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/login"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
	"gatehouse/storage/logdb"
	"gatehouse/storage/vaultdb"
)

// Setup is what a new vault is made of.
type Setup struct {
	Name     string // of the vault; "" takes the file's
	Admin    string // name of its owner
	Password seal.Secret
	Now      func() time.Time // the clock; nil is time.Now
	Program  string           // name and version of the program, for the journal
	Device   *Device          // nil is [DefaultDevice]
}

// Credentials are what an administrator opens a vault with.
type Credentials struct {
	Admin    string
	Password seal.Secret
	Now      func() time.Time // the clock; nil is time.Now
	Program  string           // name and version of the program, for the journal
	Device   *Device          // nil is [DefaultDevice]
}

// memory is the device as core/login wants it.
func memory(d *Device) vault.Memory {
	if d == nil {
		return DefaultDevice()
	}
	return *d
}

// Create makes a new vault at path and opens it. Conflict when there is a file already, Invalid for
// a weak password. Of a vault that could not be made nothing is left.
func Create(ctx context.Context, path string, s Setup) (*workspace.Workspace, error) {
	if s.Name == "" {
		s.Name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	}
	for _, file := range []string{path, logdb.Path(path)} {
		if _, err := os.Lstat(file); err == nil {
			return nil, fault.New(fault.Conflict, "there is already a file %s; choose another name", file)
		}
	}
	db, err := vaultdb.Create(ctx, path)
	if err != nil {
		return nil, err
	}
	v, err := login.Create(ctx, db, login.Setup{
		Name: s.Name, Admin: s.Admin, Password: s.Password, Now: s.Now, Memory: memory(s.Device), Program: s.Program,
	})
	if err != nil {
		_ = db.Close()
		return nil, errors.Join(err, os.Remove(path))
	}
	ws, err := wire(ctx, path, v)
	if err != nil {
		return nil, errors.Join(err, os.Remove(path))
	}
	return ws, nil
}

// Open opens the vault at path. Denied for a wrong name or password, NotFound and Invalid for a file
// that is none of ours or too new, Busy naming the program that holds it, Damaged naming what is
// wrong.
func Open(ctx context.Context, path string, c Credentials) (*workspace.Workspace, error) {
	path = resolved(path)
	db, err := vaultdb.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	v, err := login.Unlock(ctx, db, login.Credentials{
		Admin: c.Admin, Password: c.Password, Now: c.Now, Memory: memory(c.Device), Program: c.Program,
	})
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return wire(ctx, path, v)
}

// resolved follows symbolic links, so that a vault has one lock and one evidence file whatever it is
// called by.
func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path // opening it says what is wrong
}

// wire opens the evidence file of an open vault and the services over both.
func wire(ctx context.Context, path string, v *vault.Vault) (*workspace.Workspace, error) {
	logs, err := logdb.Open(ctx, logdb.Path(path), v)
	if err != nil {
		_ = v.Close()
		return nil, err
	}
	return workspace.New(v, logs, workspace.Passwords{Change: login.ChangePassword, AskAgain: login.AskAgain}), nil
}
