package auditlog

import (
	"errors"
	"io"
)

// Input is a decompressed stream of log text.
type Input struct {
	// Compression is "", "gzip" or "zstd".
	Compression string
}

// Open starts reading a log that is plain, gzip or zstd, which its first bytes tell.
// Errors of reading, here and in [Input.Read], are of kind [fault.Invalid] where the data is wrong.
func Open(r io.Reader) (*Input, error) { return nil, errors.ErrUnsupported }

// Head returns the first bytes of the stream, at most [HeadSize], without consuming them.
func (in *Input) Head() ([]byte, error) { return nil, errors.ErrUnsupported }

// Read implements [io.Reader].
func (in *Input) Read(b []byte) (int, error) { return 0, io.EOF }

// Close releases the decompressor; it does not close the reader given to [Open].
func (in *Input) Close() error { return nil }
