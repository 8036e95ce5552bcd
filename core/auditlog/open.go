package auditlog

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"

	"gatehouse/core/fault"
)

// Input is a decompressed stream of log text.
type Input struct {
	// Compression is "", "gzip" or "zstd".
	Compression string

	text  *bufio.Reader
	close func()
}

// magics are what files begin with; those without an opener are named to the person.
var magics = []struct {
	name  string
	magic []byte
	open  func(r io.Reader) (io.Reader, func(), error)
}{
	{"gzip", []byte{0x1F, 0x8B}, openGzip},
	{"zstd", []byte{0x28, 0xB5, 0x2F, 0xFD}, openZstd},
	{"bzip2", []byte("BZh"), nil},
	{"xz", []byte{0xFD, '7', 'z', 'X', 'Z', 0}, nil},
	{"zip", []byte("PK\x03\x04"), nil},
	{utf16Text, []byte{0xFF, 0xFE}, nil},
	{utf16Text, []byte{0xFE, 0xFF}, nil},
}

const utf16Text = "UTF-16 text"

// Open starts reading a log that is plain, gzip or zstd, which its first bytes tell. The stream is
// decompressed as it is read, with memory that does not depend on the file. Errors of reading, here
// and in [Input.Read], are of kind [fault.Invalid] where the data is wrong.
func Open(r io.Reader) (*Input, error) {
	file := &remembering{r: r}
	raw := bufio.NewReaderSize(file, 64<<10)
	head, err := raw.Peek(6)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(head) == 0 {
		return nil, fault.New(fault.Invalid, "the file is empty")
	}
	in := &Input{close: func() {}}
	var text io.Reader = raw
	for _, m := range magics {
		if !bytes.HasPrefix(head, m.magic) {
			continue
		}
		if m.open == nil {
			return nil, fault.New(fault.Invalid, "the file is %s, which is not read; convert it to plain text, gzip or zstd first", m.name)
		}
		d := &decompressed{name: m.name, file: file}
		if d.r, in.close, err = m.open(raw); err != nil {
			return nil, d.explain(err)
		}
		in.Compression = m.name
		text = d
		break
	}
	in.text = bufio.NewReaderSize(text, HeadSize)
	return in, nil
}

// Decompress starts reading a file that need not be a log: gzip and zstd are decompressed as they are
// read, everything else comes as it is. Packed names a format whose content stays hidden, such as
// zip. Buf is used for reading and may be used again after close. Errors as those of [Open].
func Decompress(r io.Reader, buf *bufio.Reader) (text io.Reader, packed string, closed func(), err error) {
	file := &remembering{r: r}
	buf.Reset(file)
	head, err := buf.Peek(6)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, "", nil, err
	}
	for _, m := range magics {
		switch {
		case !bytes.HasPrefix(head, m.magic):
		case m.open == nil && m.name != utf16Text:
			return buf, m.name, func() {}, nil
		case m.open != nil:
			d := &decompressed{name: m.name, file: file}
			if d.r, closed, err = m.open(buf); err != nil {
				return nil, "", nil, d.explain(err)
			}
			return d, "", closed, nil
		}
	}
	return buf, "", func() {}, nil
}

func openGzip(r io.Reader) (io.Reader, func(), error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, nil, err
	}
	return z, func() { _ = z.Close() }, nil // everything read was checked when it was read
}

func openZstd(r io.Reader) (io.Reader, func(), error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderMaxWindow(maxZstdWindow))
	if err != nil {
		return nil, nil, err
	}
	return z, z.Close, nil
}

// Head returns the first bytes of the stream, at most [HeadSize], without consuming them.
func (in *Input) Head() ([]byte, error) {
	head, err := in.text.Peek(HeadSize)
	if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
		return nil, err // later errors come when that place is read
	}
	if len(head) == 0 {
		return nil, fault.New(fault.Invalid, "the file is empty")
	}
	return head, nil
}

// Read implements [io.Reader].
func (in *Input) Read(b []byte) (int, error) { return in.text.Read(b) }

// Close releases the decompressor; it does not close the reader given to [Open].
func (in *Input) Close() error {
	in.close()
	return nil
}

// decompressed turns a decompressor's errors into sentences.
type decompressed struct {
	r    io.Reader
	name string
	file *remembering
}

func (d *decompressed) Read(b []byte) (int, error) {
	n, err := d.r.Read(b)
	if err != nil && err != io.EOF {
		err = d.explain(err)
	}
	return n, err
}

// explain says what is wrong with compressed data. An error of the file below stays as it is.
func (d *decompressed) explain(err error) error {
	switch {
	case d.file.err != nil && !errors.Is(d.file.err, io.EOF):
		return d.file.err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fault.New(fault.Invalid, "the %s data ends in the middle: the file was cut off, or is still being written", d.name)
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return fault.New(fault.Invalid, "the zstd data asks for a window over %d MiB; compress it again with a smaller one", maxZstdWindow>>20)
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, zstd.ErrCRCMismatch):
		return fault.New(fault.Invalid, "the %s data is damaged: its checksum does not match", d.name)
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, zstd.ErrMagicMismatch):
		return fault.New(fault.Invalid, "the %s data is damaged, or something else follows it", d.name)
	}
	return fault.New(fault.Invalid, "the %s data is damaged: %v", d.name, err)
}

// remembering keeps the error of the file, so that it is not taken for one of the data.
type remembering struct {
	r   io.Reader
	err error
}

func (m *remembering) Read(b []byte) (int, error) {
	n, err := m.r.Read(b)
	if err != nil {
		m.err = err
	}
	return n, err
}
