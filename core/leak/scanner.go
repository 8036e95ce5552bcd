package leak

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
	"gatehouse/core/job"
)

// Keys knows which tokens are whose; apikey.Service is one.
type Keys interface {
	Verify(token []byte, at time.Time) apikey.Verdict
	ByDigest(apikey.Digest) (apikey.Key, bool)
}

// Options change what a scan looks for.
type Options struct {
	// Foreign also asks for every word that could be a key of another system, which the vault knows
	// by its digest only. Every such word is hashed, so this is an order of magnitude slower.
	Foreign bool
	Now     func() time.Time // nil means time.Now
}

// Scanner looks for keys. It is for one goroutine; a scan may be followed by another.
type Scanner struct {
	keys    Keys
	options Options
	buf     []byte
	file    *bufio.Reader
}

// The sizes of what is read at once.
const (
	chunk   = 256 << 10
	fileBuf = 64 << 10
)

// New returns a scanner that asks keys.
func New(keys Keys, o Options) *Scanner {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Scanner{keys: keys, options: o, buf: make([]byte, chunk), file: bufio.NewReaderSize(nil, fileBuf)}
}

// Paths scans files and folders. What can't be read is a problem of the result. Progress counts
// bytes on the disk.
//
// Errors: of the context; NotFound and Invalid for a path that is given and is not there, or is neither
// a file nor a folder.
func (s *Scanner) Paths(ctx context.Context, paths []string, report job.Report) (Result, error) {
	var r Result
	run := walk{Scanner: s, ctx: ctx, result: &r, report: report}
	for _, p := range paths {
		if err := run.measure(p); err != nil {
			return r, err
		}
	}
	for _, p := range paths {
		if err := run.path(p); err != nil {
			return r, err
		}
	}
	return r, nil
}

// Reader scans one stream, which may be compressed. Name stands in the hits.
//
// Errors: of the context and of reading.
func (s *Scanner) Reader(ctx context.Context, name string, in io.Reader, report job.Report) (Result, error) {
	var r Result
	run := walk{Scanner: s, ctx: ctx, result: &r, report: report}
	r.Files++
	err := run.stream(name, in)
	return r, err
}

// walk is one scan.
type walk struct {
	*Scanner
	ctx    context.Context
	result *Result
	report job.Report

	done, total int64 // bytes on the disk
	now         string
}

// measure counts what a path holds, so that progress has an end.
func (w *walk) measure(path string) error {
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.New(fault.NotFound, "there is no file or folder %s", path)
	case err != nil:
		return fault.Wrap(fault.Invalid, err, "looking at %s", path)
	case st.Mode().IsRegular():
		w.total += st.Size()
		return nil
	case !st.IsDir():
		return fault.New(fault.Invalid, "%s is neither a file nor a folder", path)
	}
	return w.each(path, func(_ string, d fs.DirEntry, err error) {
		if err != nil || !d.Type().IsRegular() {
			return
		}
		if st, err := d.Info(); err == nil {
			w.total += st.Size()
		}
	})
}

// path scans a file or a folder.
func (w *walk) path(path string) error {
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		var failed error
		err := w.each(path, func(name string, d fs.DirEntry, err error) {
			switch {
			case failed != nil:
			case err != nil:
				w.result.problem(name, why(err))
			case d.Type()&fs.ModeSymlink != 0:
				w.result.Links++
			case d.Type().IsRegular():
				failed = w.open(name)
			}
		})
		return errors.Join(err, failed)
	}
	return w.open(path)
}

// each walks a folder, a link to one included. Only the end of the context ends it.
func (w *walk) each(root string, fn func(name string, d fs.DirEntry, err error)) error {
	return filepath.WalkDir(root+string(filepath.Separator), func(name string, d fs.DirEntry, err error) error {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		fn(filepath.Clean(name), d, err)
		if err != nil && d != nil && d.IsDir() {
			return fs.SkipDir
		}
		return nil
	})
}

// open scans a file. Only the end of the context is an error.
func (w *walk) open(name string) error {
	f, err := os.Open(name)
	if err != nil {
		w.result.problem(name, why(err))
		return nil
	}
	defer f.Close()
	if st, err := f.Stat(); err != nil || !st.Mode().IsRegular() {
		w.result.problem(name, "it is not a file any more")
		return nil
	}
	w.result.Files++
	if err := w.stream(name, f); err != nil {
		if w.ctx.Err() != nil {
			return w.ctx.Err()
		}
		w.result.problem(name, why(err))
	}
	return nil
}

// stream scans what a reader gives.
func (w *walk) stream(name string, in io.Reader) error {
	w.now = filepath.Base(name)
	text, packed, closed, err := auditlog.Decompress(&counted{in, w}, w.file)
	if err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	defer closed()
	if packed != "" {
		w.result.problem(name, "it is "+packed+", which was not unpacked")
	}
	win := window{walk: w, path: name, buf: w.buf}
	defer clear(w.buf)
	return win.run(text)
}

// why says why something can't be read, without its name again.
func why(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// counted reports what is read of a file, and ends with the context.
type counted struct {
	r io.Reader
	w *walk
}

func (c *counted) Read(b []byte) (int, error) {
	if err := c.w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(b)
	c.w.done += int64(n)
	if c.w.report != nil {
		c.w.report(job.Progress{Label: c.w.now, Done: c.w.done, Total: max(c.w.total, c.w.done)})
	}
	return n, err
}
