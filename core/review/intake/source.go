package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"unicode/utf8"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
)

// Source is one file to import.
type Source struct {
	// Path is the file's name. When Stream is set, it is only what the file is called.
	Path string
	// Stream is read instead of the file. It can be read once, so such an import can't be resumed,
	// and what it continues is not looked for.
	Stream io.Reader

	pipe bool // Stream is a file of ours that can be read once: a named pipe, a device
}

// open opens the source. Errors are about the file and don't name it.
func (s Source) open(ctx context.Context) (*stream, error) {
	var (
		r              = s.Stream
		file io.Closer = io.NopCloser(nil)
	)
	if r == nil {
		f, err := os.Open(s.Path)
		if err != nil {
			return nil, fault.New(fault.Invalid, "%s", reason(err))
		}
		if st, err := f.Stat(); err != nil || st.IsDir() {
			_ = f.Close()
			return nil, fault.New(fault.Invalid, "it is a folder; name the files in it")
		}
		r, file = f, f
	}
	if c, ok := r.(io.Closer); ok && s.pipe {
		file = c
	}
	out := &stream{ctx: ctx, file: file}
	if s.Stream != nil {
		out.wait = waitFor(ctx, r)
		r = out.wait
	}
	out.read = &counter{r: r}
	in, err := auditlog.Open(out.read)
	if err != nil {
		_ = out.Close()
		return nil, err
	}
	out.Input = in
	return out, nil
}

// reason is a file error without the name, which the caller has said.
func reason(err error) string {
	switch {
	case os.IsNotExist(err):
		return "there is no such file"
	case os.IsPermission(err):
		return "this user may not read it"
	}
	return err.Error()
}

// size returns the size of the source's file, 0 when nobody knows.
func (s Source) size() int64 {
	if s.Stream != nil {
		return 0
	}
	st, err := os.Stat(s.Path)
	if err != nil || !st.Mode().IsRegular() {
		return 0
	}
	return st.Size()
}

// opened is a source about which all is known that its beginning tells.
type opened struct {
	Source
	in    *stream // a stream stays open, since it can't be opened again; nil for a file
	found auditlog.Detection
	first int64 // time of the first event
	file  File
}

// inspect opens every source and puts them in the order of their first events. One source that
// cannot be read is an error about all of them.
func inspect(ctx context.Context, sources []Source, format auditlog.Format, known []Record) (all []*opened, err error) {
	if len(sources) == 0 {
		return nil, fault.New(fault.Invalid, "name at least one file to import")
	}
	defer func() {
		if err != nil {
			closeAll(all)
		}
	}()
	names := display(sources)
	for i, s := range sources {
		if !utf8.ValidString(s.Path) { // a record holds text
			return all, fault.New(fault.Invalid, "importing %q: the file's name is not UTF-8; rename the file, or give its content to stdin", names[i])
		}
		o, err := look(ctx, s, names[i], format, known)
		if disk := new(fs.PathError); errors.As(err, &disk) && fault.KindOf(err) == 0 {
			err = fault.New(fault.Invalid, "it cannot be read: %v", disk.Err)
		}
		if err != nil {
			return all, fmt.Errorf("importing %s: %w", names[i], err)
		}
		all = append(all, o)
	}
	slices.SortStableFunc(all, func(a, b *opened) int {
		switch {
		case a.first < b.first:
			return -1
		case a.first > b.first:
			return 1
		}
		return 0
	})
	return all, alike(all)
}

// alike refuses sources that one import can't hold together.
func alike(all []*opened) error {
	for i, o := range all {
		if isJSON(o.found.Format) != isJSON(all[0].found.Format) {
			return fault.New(fault.Invalid, "importing %s: it is %s, but %s is %s; import them one after the other",
				o.file.Name, o.found.Format, all[0].file.Name, all[0].found.Format)
		}
		for _, p := range all[:i] {
			if o.Stream == nil && p.Stream == nil && sameFile(o.Path, p.Path) {
				return fault.New(fault.Conflict, "importing %s: the same file is named twice", o.file.Name)
			}
		}
	}
	return nil
}

func isJSON(f auditlog.Format) bool { return f == auditlog.NginxJSON }

func sameFile(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// display returns what the sources are called: their base names, or their whole paths where two
// would be called the same.
func display(sources []Source) []string {
	count := map[string]int{}
	for _, s := range sources {
		count[filepath.Base(s.Path)]++
	}
	names := make([]string, len(sources))
	for i, s := range sources {
		if names[i] = filepath.Base(s.Path); count[names[i]] > 1 {
			names[i] = s.Path
		}
	}
	return names
}

// once makes a stream of a file that can be read only once. Opening a named pipe waits for whoever
// writes to it, so it happens aside.
func (s Source) once(ctx context.Context) (Source, error) {
	if s.Stream != nil {
		return s, nil
	}
	if st, err := os.Stat(s.Path); err != nil || st.Mode().IsRegular() || st.IsDir() {
		return s, nil // what is wrong is said when it is opened
	}
	type result struct {
		f   *os.File
		err error
	}
	opened := make(chan result)
	go func() {
		f, err := os.Open(s.Path)
		select {
		case opened <- result{f, err}:
		case <-ctx.Done():
			_ = f.Close() // of nil too
		}
	}()
	select {
	case <-ctx.Done():
		return s, ctx.Err()
	case r := <-opened:
		if r.err != nil {
			return s, fault.New(fault.Invalid, "%s", reason(r.err))
		}
		s.Stream, s.pipe = r.f, true
		return s, nil
	}
}

// look reads the beginning of one source.
func look(ctx context.Context, s Source, name string, format auditlog.Format, known []Record) (*opened, error) {
	s, err := s.once(ctx)
	if err != nil {
		return nil, err
	}
	in, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	o := &opened{Source: s, in: in, file: File{Name: name}}
	if err := o.detect(format); err != nil {
		_ = in.Close()
		return nil, err
	}
	if s.Stream != nil {
		return o, nil
	}
	err = o.recognise(ctx, known)
	if e := in.Close(); err == nil && e != nil {
		err = fault.New(fault.Invalid, "%s", reason(e))
	}
	o.in = nil
	return o, err
}

// detect finds out the format and the time of the first event.
func (o *opened) detect(format auditlog.Format) error {
	head, err := o.in.Head()
	if err != nil {
		return err
	}
	if format == auditlog.Auto || format == "" {
		if o.found, err = auditlog.Detect(head); err != nil {
			return err
		}
	} else {
		o.found = auditlog.Detection{Format: format}
		if o.found.Profile, err = auditlog.ProfileOf(format, head); err != nil {
			return err
		}
	}
	parser, err := auditlog.NewParser(o.found.Format)
	if err != nil {
		return err
	}
	var ev auditlog.Event
	counted, sampled := o.found.Sampled > 0, 0
	for len(head) > 0 && sampled < auditlog.DetectLines {
		var line []byte
		line, head = auditlog.CutLine(head)
		if len(line) == 0 {
			continue
		}
		sampled++
		ok := parser.Parse(line, &ev) == nil
		if ok && o.first == 0 {
			o.first = ev.Time
		}
		if !counted {
			o.found.Sampled++
			if ok {
				o.found.Matched++
			}
		} else if ok {
			break
		}
	}
	return nil
}

// closeAll closes the streams that are still open.
func closeAll(all []*opened) {
	for _, o := range all {
		if o.in != nil {
			_ = o.in.Close()
			o.in = nil
		}
	}
}

// absolute returns a path that means the same from every folder.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
