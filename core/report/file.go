package report

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"gatehouse/core/fault"
)

// Form is a form that a report can have.
type Form string

// The forms.
const (
	FormHTML Form = "html"
	FormJSON Form = "json"
)

// ParseForm returns the form called name.
func ParseForm(name string) (Form, error) {
	switch f := Form(name); f {
	case FormHTML, FormJSON:
		return f, nil
	}
	return "", fault.New(fault.Invalid, "unknown report format %q; it is html or json", name)
}

// Write writes the document in a form.
func (f Form) Write(w io.Writer, d *Document) error {
	if f == FormJSON {
		return JSON(w, d)
	}
	return HTML(w, d)
}

// Written says what a file holds.
type Written struct {
	File   string `json:"file"`
	Format Form   `json:"format"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// WriteFile writes the document into a file that only its owner can read, whole or not at all. A
// report that is there is replaced; anything that is no regular file is refused.
func WriteFile(path string, f Form, d *Document) (Written, error) {
	if st, err := os.Lstat(path); err == nil && !st.Mode().IsRegular() {
		return Written{}, fault.New(fault.Invalid, "%s is no regular file; name another one", path)
	}
	return writeWhole(path, f, func(w io.Writer) error { return f.Write(w, d) })
}

// writeWhole writes a file of mode 0600 beside its place and then moves it there.
func writeWhole(path string, f Form, write func(io.Writer) error) (Written, error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".report-*") // of mode 0600
	if err != nil {
		return Written{}, fault.Wrap(fault.Invalid, err, "writing the report")
	}
	sum := sha256.New()
	count := &counter{}
	err = write(io.MultiWriter(tmp, sum, count))
	if err == nil {
		err = tmp.Sync()
	}
	err = errors.Join(err, tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return Written{}, fmt.Errorf("writing the report %s: %w", path, errors.Join(err, os.Remove(tmp.Name())))
	}
	return Written{File: path, Format: f, Bytes: count.n, SHA256: hex.EncodeToString(sum.Sum(nil))}, nil
}

// counter counts bytes.
type counter struct{ n int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return len(b), nil
}
