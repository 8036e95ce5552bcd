package sqlite

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gatehouse/core/fault"
)

// Holder says who holds a file.
type Holder struct {
	Program string    `json:"program"`
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Since   time.Time `json:"since"`
}

// String names the holder as messages do.
func (h Holder) String() string {
	return fmt.Sprintf("%s (process %d on %s) since %s", h.Program, h.PID, h.Host, h.Since.UTC().Format(time.RFC3339))
}

// Lock is the right to use a file, until it is released.
type Lock struct {
	path string
	f    *os.File
}

// errHeld is what lockFile returns when somebody else holds the lock.
var errHeld = errors.New("held")

// Acquire takes the lock beside path, PATH.lock. When another program holds it the error is Busy
// and says which, on which host and since when. A lock left by a program that died is free.
func Acquire(path string) (*Lock, error) {
	name := path + ".lock"
	if st, err := os.Lstat(name); err == nil && !st.Mode().IsRegular() {
		// It came with a folder that others filled: what it points to must not be written over.
		return nil, fault.New(fault.Invalid, "%s is not a file; remove it", name)
	}
	for range 10 { // a holder that ends removes the file; then we lock the next one
		f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fault.New(fault.NotFound, "there is no folder %s", filepath.Dir(path))
		case fault.OutOfRoom(err):
			return nil, fault.NoRoom(path)
		case err != nil:
			return nil, fault.Wrap(fault.Invalid, err, "the folder of %s is not writable", path)
		}
		if err := lockFile(f); err != nil {
			who := readHolder(f)
			_ = f.Close()
			if errors.Is(err, errHeld) {
				return nil, fault.New(fault.Busy, "%s is open in %s; close it there first", path, who)
			}
			return nil, fmt.Errorf("locking %s: %w", name, err)
		}
		if !current(f, name) {
			_ = f.Close()
			continue
		}
		if err := writeHolder(f); err != nil {
			_ = os.Remove(name) // ours, and nobody's name is in it
			_ = f.Close()
			if fault.OutOfRoom(err) {
				return nil, fault.NoRoom(path)
			}
			return nil, fmt.Errorf("writing %s: %w", name, err)
		}
		return &Lock{path: name, f: f}, nil
	}
	return nil, fault.New(fault.Busy, "%s is being opened and closed by another program; try again", path)
}

// Release gives the lock back and removes its file. It may be called twice.
func (l *Lock) Release() error {
	if l == nil || l.f == nil {
		return nil
	}
	if current(l.f, l.path) { // another program's is not ours to remove
		_ = os.Remove(l.path) // where an open file can't be removed, it stays and does no harm
	}
	err := l.f.Close() // closing gives the lock back
	l.f = nil
	return err
}

// current reports whether f is still the file called name; a link to it is another one.
func current(f *os.File, name string) bool {
	mine, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(name)
	return err == nil && os.SameFile(mine, there)
}

func writeHolder(f *os.File) error {
	host, _ := os.Hostname() // a nameless host is written as ""
	b, err := json.Marshal(Holder{Program: program(), PID: os.Getpid(), Host: host, Since: time.Now().UTC().Truncate(time.Second)})
	if err != nil {
		return err
	}
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err = f.WriteAt(append(b, '\n'), 0)
	return err
}

// readHolder reads who holds the lock; a file in the making names "another program".
func readHolder(f *os.File) Holder {
	h := Holder{Program: "another program"}
	b, err := io.ReadAll(io.NewSectionReader(f, 0, 4096))
	if err == nil {
		_ = json.Unmarshal(b, &h)
	}
	return h
}

// program is the name of the running program.
func program() string {
	exe, err := os.Executable()
	if err != nil {
		return "gatehouse"
	}
	return filepath.Base(exe)
}

// syncDir makes a rename or a new name in dir durable, where the system can.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, fs.ErrInvalid) {
		return err
	}
	return nil
}

// HeldBy says who holds the file at path, if somebody does. It takes no lock that lasts.
func HeldBy(path string) (Holder, bool) {
	f, err := os.OpenFile(path+".lock", os.O_RDWR, 0)
	if err != nil {
		return Holder{}, false
	}
	defer f.Close() // gives a lock back that was free
	if errors.Is(lockFile(f), errHeld) {
		return readHolder(f), true
	}
	return Holder{}, false
}
