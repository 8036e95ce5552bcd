package intake

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"slices"

	"gatehouse/core/auditlog"
	"gatehouse/core/review"
)

// chunk is a stretch of one file that ends at a line's end, on its way through the pipeline. It is
// used again once the sequencer has seen it.
type chunk struct {
	seq    int
	start  review.Position // of its first line
	end    int64           // offset of what follows
	lines  uint64
	text   []byte
	read   int64  // how much of the file was read when the chunk was made
	blocks []byte // digest of that much and of the files before

	rows    review.Chunk
	batch   *Batch
	rejects []Reject
	first   int64 // times of the earliest and the latest event
	last    int64
	stored  bool // a resumed import: its rows are in the evidence file
}

// reset makes the chunk ready for the next stretch.
func (c *chunk) reset() {
	c.rows.Reset()
	*c = chunk{text: c.text[:0], rows: c.rows, rejects: c.rejects[:0]}
}

// chunker splits one file's stream into chunks.
type chunker struct {
	r     io.Reader
	file  uint32
	max   int // the longest line of the format
	sum   *blocks
	past  []byte // digest of the files before this one
	head  []byte // the first block
	carry []byte // the beginning of a line whose end was not read yet
	next  int64  // offset of carry
	line  uint64 // its number
	eof   bool
	ended bool // the last byte given was a line end
}

func newChunker(r io.Reader, file uint32, max int) *chunker {
	return &chunker{r: r, file: file, max: max, sum: newBlocks(), line: 1, ended: true}
}

// skip reads the part of a file that an earlier import holds.
func (c *chunker) skip(f *File) error {
	if f.From == 0 {
		return nil
	}
	w := io.MultiWriter(c.sum, (*header)(&c.head))
	if _, err := io.CopyN(w, c.r, f.From); err != nil {
		return err
	}
	c.next, c.line, c.ended = f.From, f.Lines+1, true
	if !f.Ended {
		c.line = f.Lines // the rest of its last line, or only that line's end
	}
	return nil
}

// header keeps the first block of what is written to it.
type header []byte

func (h *header) Write(p []byte) (int, error) {
	if room := blockSize - len(*h); room > 0 {
		*h = append(*h, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

// read fills ch with the next lines. It reports false at the end of the file.
func (c *chunker) read(ch *chunk) (bool, error) {
	ch.text = append(ch.text[:0], c.carry...)
	c.carry = c.carry[:0]
	ch.start = review.Position{File: c.file, Line: c.line, Offset: c.next}
	for size := chunkSize; ; size *= 2 {
		if err := c.fill(ch, size); err != nil {
			return false, err
		}
		if c.eof {
			break
		}
		if end := bytes.LastIndexByte(ch.text, '\n'); end >= 0 {
			c.carry = append(c.carry, ch.text[end+1:]...)
			ch.text = ch.text[:end+1]
			break
		}
		if len(ch.text) > c.max+1 { // one more, for a CR
			return true, c.long(ch)
		}
	}
	if len(ch.text) == 0 {
		return false, nil
	}
	c.limit(ch)
	c.ended = ch.text[len(ch.text)-1] == '\n'
	ch.lines = uint64(bytes.Count(ch.text, []byte{'\n'}))
	if !c.ended {
		ch.lines++
	}
	c.advance(ch, int64(len(ch.text)))
	return true, nil
}

// limit leaves all but the first lines of a chunk of very short ones to the next chunks.
func (c *chunker) limit(ch *chunk) {
	if bytes.Count(ch.text, []byte{'\n'}) <= chunkLines {
		return
	}
	end := 0
	for range chunkLines {
		end += bytes.IndexByte(ch.text[end:], '\n') + 1
	}
	c.carry = append(slices.Clone(ch.text[end:]), c.carry...)
	ch.text = ch.text[:end]
}

// advance moves on by what ch took.
func (c *chunker) advance(ch *chunk, n int64) {
	c.next += n
	c.line += ch.lines
	ch.end, ch.read, ch.blocks = c.next, c.sum.n, c.digest()
}

// digest returns the digest of all that was read of this file and of those before it.
func (c *chunker) digest() []byte {
	sum := sha256.Sum256(append(slices.Clip(c.past), c.sum.Sum()...))
	return sum[:]
}

// fill reads until ch holds size bytes or the file ends.
func (c *chunker) fill(ch *chunk, size int) error {
	have := len(ch.text)
	if have >= size {
		return nil
	}
	ch.text = slices.Grow(ch.text, size-have)[:size]
	n, err := io.ReadFull(c.r, ch.text[have:])
	ch.text = ch.text[:have+n]
	c.took(ch.text[have:])
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		c.eof = true
		return nil
	}
	return err
}

// took digests bytes of the file.
func (c *chunker) took(p []byte) {
	_, _ = c.sum.Write(p)              // never fails
	_, _ = (*header)(&c.head).Write(p) // never fails
}

// long makes ch one rejected line: what it holds is the beginning of a line that is longer than the
// format allows, and is read to its end with no more memory than this.
func (c *chunker) long(ch *chunk) error {
	text := slices.Clone(ch.text[:rejectText])
	sum := sha256.New()
	size := int64(0)
	held := false // a CR that may belong to the line's end
	hash := func(p []byte) {
		if len(p) == 0 {
			return
		}
		if held {
			sum.Write([]byte{'\r'})
		}
		p, held = bytes.CutSuffix(p, []byte{'\r'})
		sum.Write(p)
	}
	part := ch.text
	for {
		size += int64(len(part))
		hash(part)
		if c.eof {
			break
		}
		ch.text = ch.text[:0]
		if err := c.fill(ch, blockSize); err != nil {
			return err
		}
		if end := bytes.IndexByte(ch.text, '\n'); end >= 0 {
			hash(ch.text[:end])
			size += int64(end + 1)
			c.carry = append(c.carry, ch.text[end+1:]...)
			c.ended = true
			break
		}
		part, c.ended = ch.text, false
	}
	r := Reject{At: ch.start, Reason: auditlog.RejectTooLong, Text: text}
	sum.Sum(r.Sum[:0])
	ch.rejects = append(ch.rejects, r)
	ch.text, ch.lines = ch.text[:0], 1
	c.advance(ch, size)
	return nil
}

// headSum returns the digest by which the file is first looked up.
func (c *chunker) headSum() []byte {
	sum, _ := headSum(c.head, int64(len(c.head)))
	return sum
}
