package auditlog

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
)

// Line is one line of a log.
type Line struct {
	Number  uint64 // from 1
	Offset  int64  // of its first byte in the decompressed stream
	Text    []byte // without the line end; when TooLong, only its first bytes
	TooLong bool
	Sum     [sha256.Size]byte // of the whole line, only when TooLong
}

// Scanner splits a stream into lines with bounded memory, whatever the stream holds. The end of a
// line is LF or CR LF; the last line needs none.
type Scanner struct {
	r    *bufio.Reader
	max  int
	buf  []byte // a line that is longer than r's buffer
	line Line
	next int64 // offset of the next line
	err  error
}

// NewScanner returns a scanner of lines of at most max bytes.
func NewScanner(r io.Reader, max int) *Scanner {
	return &Scanner{r: bufio.NewReaderSize(r, 256<<10), max: max}
}

// Next advances to the next line, whose text is good until the next call.
func (s *Scanner) Next() bool {
	if s.err != nil {
		return false
	}
	s.line = Line{Number: s.line.Number + 1, Offset: s.next}
	text, err := s.r.ReadSlice('\n')
	s.next += int64(len(text))
	switch {
	case err == nil:
		s.finish(text)
		return true
	case errors.Is(err, bufio.ErrBufferFull):
		return s.long(text)
	case len(text) > 0 && errors.Is(err, io.EOF):
		s.finish(text)
		return true
	}
	s.err = err
	return false
}

// finish makes text, which may end in a line end, the current line.
func (s *Scanner) finish(text []byte) {
	text = trimEnd(text)
	if len(text) > s.max {
		s.line.TooLong = true
		s.line.Sum = sha256.Sum256(text)
		text = text[:s.max]
	}
	s.line.Text = text
}

// long reads a line that does not fit the reader's buffer: up to max bytes of it are kept.
func (s *Scanner) long(part []byte) bool {
	s.buf = s.buf[:0]
	sum := lineHash{hash: sha256.New()}
	for {
		body, ended := bytes.CutSuffix(part, []byte{'\n'})
		sum.write(body)
		if room := s.max + 1 - len(s.buf); room > 0 { // one more, for a CR
			s.buf = append(s.buf, body[:min(room, len(body))]...)
		}
		if ended {
			break
		}
		var err error
		part, err = s.r.ReadSlice('\n')
		s.next += int64(len(part))
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && !errors.Is(err, io.EOF) {
			s.err = err
			return false
		}
		if len(part) == 0 {
			break
		}
	}
	s.line.TooLong = sum.size > s.max
	s.line.Text = s.buf[:min(sum.size, s.max)]
	if s.line.TooLong {
		sum.hash.Sum(s.line.Sum[:0])
	}
	return true
}

// lineHash hashes a line that comes in parts. It holds back a CR until it knows that the line goes
// on after it.
type lineHash struct {
	hash hash.Hash
	size int
	cr   bool
}

func (h *lineHash) write(b []byte) {
	if len(b) == 0 {
		return
	}
	if h.cr {
		h.hash.Write([]byte{'\r'})
		h.size++
	}
	b, h.cr = bytes.CutSuffix(b, []byte{'\r'})
	h.hash.Write(b)
	h.size += len(b)
}

// Line returns the current line.
func (s *Scanner) Line() *Line { return &s.line }

// Err returns what ended the scan, nil at the end of the stream.
func (s *Scanner) Err() error {
	if errors.Is(s.err, io.EOF) {
		return nil
	}
	return s.err
}

// CutLine returns the first line of text without its line end (LF or CR LF) and what follows it. A
// last line without a line end is a line too.
func CutLine(text []byte) (line, rest []byte) {
	i := bytes.IndexByte(text, '\n')
	if i < 0 {
		return trimEnd(text), nil
	}
	return trimEnd(text[:i+1]), text[i+1:]
}

// trimEnd removes one LF, CR LF or, at the end of a stream, CR.
func trimEnd(text []byte) []byte {
	if n := len(text); n > 0 && text[n-1] == '\n' {
		text = text[:n-1]
	}
	if n := len(text); n > 0 && text[n-1] == '\r' {
		text = text[:n-1]
	}
	return text
}

// LineSum returns the SHA-256 of a line without its line end: the one that findings quote.
func LineSum(line []byte) [sha256.Size]byte { return sha256.Sum256(line) }
