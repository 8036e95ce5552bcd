package bundle

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"gatehouse/core/fault"
)

// aside is a file that was written next to the place it is meant for, and does not count yet.
type aside struct {
	name string // where it shall be
	temp string // where it is; empty once it is there
}

type asides []*aside

// writeAside writes body next to name, down to the disk. What stands there already is replaced only
// when it begins as an earlier export did: not a vault, and not somebody's private key.
func writeAside(name string, body, begins []byte) (*aside, error) {
	if err := mayReplace(name, begins); err != nil {
		return nil, err
	}
	a := &aside{name: name, temp: filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+".part")}
	if err := os.Remove(a.temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(fault.Invalid, err, "writing %s", name)
	}
	f, err := os.OpenFile(a.temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "writing %s", name)
	}
	_, err = f.Write(body)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = os.Remove(a.temp)
		if fault.OutOfRoom(err) {
			return nil, fault.NoRoom(name)
		}
		return nil, fault.Wrap(fault.Full, err, "writing %s", name)
	}
	return a, nil
}

// mayReplace refuses to replace what no export wrote. Nothing there, and an empty file, are fine.
func mayReplace(name string, begins []byte) error {
	st, err := os.Stat(name)
	switch {
	case err != nil:
		return nil // writing says what is wrong with the place
	case !st.Mode().IsRegular():
		return fault.New(fault.Invalid, "%s is not a file that can be replaced", name)
	case st.Size() == 0:
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "looking at %s", name)
	}
	defer f.Close()
	head := make([]byte, len(begins))
	if _, err := io.ReadFull(f, head); err != nil || !bytes.Equal(head, begins) {
		return fault.New(fault.Conflict, "there is already a file %s, which no export wrote; choose another name", name)
	}
	return nil
}

// settle gives the file its name, and makes the name last.
func (a *aside) settle() error {
	if err := os.Rename(a.temp, a.name); err != nil {
		return err
	}
	a.temp = ""
	dir, err := os.Open(filepath.Dir(a.name))
	if err != nil {
		return nil // the file is there; only its lasting is up to the system
	}
	_ = dir.Sync() // not every file system can
	return dir.Close()
}

// drop removes what was not settled.
func (all asides) drop() {
	for _, a := range all {
		if a.temp != "" {
			_ = os.Remove(a.temp)
			a.temp = ""
		}
	}
}
