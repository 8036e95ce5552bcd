package bundle

import (
	"errors"
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

// writeAside writes body next to name, down to the disk.
func writeAside(name string, body []byte) (*aside, error) {
	if st, err := os.Stat(name); err == nil && !st.Mode().IsRegular() {
		return nil, fault.New(fault.Invalid, "%s is not a file that can be replaced", name)
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
		return nil, fault.Wrap(fault.Full, err, "writing %s", name)
	}
	return a, nil
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
