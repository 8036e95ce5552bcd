package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"gatehouse/core/fault"
)

// Device is what this machine remembers about vaults: the last checkpoint of each, so that a file
// that was put back in time is noticed. It is a folder of small files, DIR/checkpoints/VAULT-ID.
// The zero Device remembers nothing.
type Device struct{ Dir string }

// maxNote bounds a remembered checkpoint; real ones have a few hundred bytes.
const maxNote = 16 << 10

// vaultID is the form of a vault's id; nothing else becomes part of a path.
var vaultID = regexp.MustCompile(`^[a-z2-7]{32}$`)

// DefaultDevice is the folder gatehouse in the user's configuration folder.
func DefaultDevice() Device {
	dir, err := os.UserConfigDir()
	if err != nil {
		return Device{}
	}
	return Device{Dir: filepath.Join(dir, "gatehouse")}
}

func (d Device) file(vault string) (string, error) {
	if !vaultID.MatchString(vault) {
		return "", fault.New(fault.Invalid, "%q is not a vault's id", vault)
	}
	return filepath.Join(d.Dir, "checkpoints", vault), nil
}

// Last returns the checkpoint that was remembered last, nil when there is none.
func (d Device) Last(vault string) ([]byte, error) {
	if d.Dir == "" {
		return nil, nil
	}
	name, err := d.file(vault)
	if err != nil {
		return nil, err
	}
	st, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && st.Size() > maxNote {
		return nil, fault.New(fault.Damaged, "%s is not a checkpoint", name)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading the remembered checkpoint: %w", err)
	}
	return b, nil
}

// Remember keeps the checkpoint in place of the one before. A reader sees one or the other.
func (d Device) Remember(vault string, note []byte) error {
	if d.Dir == "" {
		return nil
	}
	name, err := d.file(vault)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("remembering the checkpoint: %w", err)
	}
	aside := name + ".new" // one program at a time holds the vault, so one writes this file
	err = os.WriteFile(aside, note, 0o600)
	if err == nil {
		err = os.Rename(aside, name)
	}
	if err != nil {
		_ = os.Remove(aside)
		return fmt.Errorf("remembering the checkpoint: %w", err)
	}
	return nil
}
