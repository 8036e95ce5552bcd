package auditlog

import (
	"crypto/sha256"
	"io"
)

// Line is one line of a log.
type Line struct {
	Number  uint64 // from 1
	Offset  int64  // of its first byte in the decompressed stream
	Text    []byte // without the line end; the first bytes when TooLong
	TooLong bool
	Sum     [sha256.Size]byte // of the whole line, only when TooLong
}

// Scanner splits a stream into lines with bounded memory.
type Scanner struct{}

// NewScanner returns a scanner of lines of at most max bytes.
func NewScanner(r io.Reader, max int) *Scanner { return &Scanner{} }

// Next advances to the next line, which is good until the next call.
func (s *Scanner) Next() bool { return false }

// Line returns the current line.
func (s *Scanner) Line() Line { return Line{} }

// Err returns what ended the scan, nil at the end of the stream.
func (s *Scanner) Err() error { return nil }

// CutLine returns the first line of text without its line end (LF or CR LF) and what follows it.
// The text of a chunk that ends in the middle of a line is a line too.
func CutLine(text []byte) (line, rest []byte) { return nil, nil }

// LineSum returns the SHA-256 of a line without its line end: the one that findings quote.
func LineSum(line []byte) [sha256.Size]byte { return sha256.Sum256(line) }
