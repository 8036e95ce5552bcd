package leak

import (
	"bytes"
	"errors"
	"io"
)

// window is the part of a stream that is looked at. Its tail is carried over to the next part, so
// that nothing is missed where two parts meet.
type window struct {
	*walk
	path string
	buf  []byte

	offset int64  // of the part in the stream
	line   uint64 // line feeds before the part
	begin  int64  // where the line begins that goes on into the part
	inWord bool   // the byte before the part belongs to a word that was looked at
}

// tail is what is carried over: the longest thing that is looked for, and a byte.
const tail = maxWord + 1

// run looks at a whole stream.
func (w *window) run(r io.Reader) error {
	have := 0
	for {
		n, err := io.ReadFull(r, w.buf[have:])
		end := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !end {
			w.look(w.buf[:have+n], have+n) // what was read before it broke counts
			return err
		}
		w.result.Bytes += int64(n)
		data := w.buf[:have+n]
		upTo := len(data)
		if !end {
			upTo -= tail
		}
		w.look(data, upTo)
		if end {
			return nil
		}
		w.pass(data, upTo)
		have = copy(w.buf, data[upTo:])
	}
}

// look reports what begins in data before upTo.
func (w *window) look(data []byte, upTo int) {
	w.tokens(data, upTo)
	if w.options.Foreign {
		w.words(data, upTo)
	}
}

// pass counts the lines of what was looked at.
func (w *window) pass(data []byte, upTo int) {
	w.line += uint64(bytes.Count(data[:upTo], newline))
	if i := bytes.LastIndexByte(data[:upTo], '\n'); i >= 0 {
		w.begin = w.offset + int64(i) + 1
	}
	w.inWord = isWord[data[upTo-1]]
	w.offset += int64(upTo)
}

var newline = []byte{'\n'}

// place says where data[i] stands; wide is UTF-16.
func (w *window) place(data []byte, i int, wide bool) Hit {
	begin := w.begin
	if j := bytes.LastIndexByte(data[:i], '\n'); j >= 0 {
		begin = w.offset + int64(j) + 1
	}
	h := Hit{Path: w.path, Line: w.line + uint64(bytes.Count(data[:i], newline)) + 1, Offset: w.offset + int64(i)}
	h.Column = uint64(h.Offset - begin)
	if wide {
		h.Column /= 2
	}
	h.Column++
	return h
}
