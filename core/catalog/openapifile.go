package catalog

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"gatehouse/core/fault"
)

// ReadOpenAPIFile reads the OpenAPI document in a file. Only an ordinary file is read, and no more of it
// than a document may have.
//
// Errors: NotFound, Denied and Invalid, naming the file, and what to do; otherwise as [ReadOpenAPI].
func ReadOpenAPIFile(path string) (Document, error) {
	name := filepath.Base(path)
	about, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Document{}, fault.New(fault.NotFound, "the file %s cannot be read: there is none at %s; choose another", name, filepath.Dir(path))
	case err != nil:
		return Document{}, cannotRead(name, err)
	case about.IsDir():
		return Document{}, fault.New(fault.Invalid, "%q is a folder; choose the document in it", name)
	case !about.Mode().IsRegular(): // a pipe would be waited for, a device has no end
		return Document{}, fault.New(fault.Invalid, "%q is no ordinary file; choose a YAML or JSON file", name)
	}
	f, err := os.Open(path)
	if err != nil {
		return Document{}, cannotRead(name, err)
	}
	defer f.Close()
	if about.Size() > MaxDocument {
		return Document{}, fault.Wrap(fault.Invalid, tooLarge(about.Size()), "the file %s", name)
	}
	text, err := io.ReadAll(io.LimitReader(f, MaxDocument+1))
	if err != nil {
		return Document{}, cannotRead(name, err)
	}
	doc, err := ReadOpenAPI(text)
	if err != nil {
		return Document{}, fault.Wrap(fault.Invalid, err, "the file %s", name)
	}
	return doc, nil
}

// cannotRead says why the system does not let a file be read, without its whole path.
func cannotRead(name string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fault.New(fault.Denied, "the file %s cannot be read: the system does not let you; change who may read it, or choose a copy", name)
	}
	if disk := (*fs.PathError)(nil); errors.As(err, &disk) {
		err = disk.Err
	}
	return fault.New(fault.Invalid, "the file %s cannot be read: %v; choose another", name, err)
}
