package intake

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"gatehouse/core/auditlog"
)

// stutter reads a few bytes at a time, as a pipe or a decompressor does.
type stutter struct {
	r   io.Reader
	rnd *rand.Rand
}

func (s stutter) Read(p []byte) (int, error) {
	return s.r.Read(p[:min(len(p), 1+s.rnd.IntN(100_000))])
}

const letters = "abcdefghijklmnopqrstuvwxyz0123456789 abcdefghijklmnopqrstuvwxyz0123456789"

// text returns a log of random lines: empty ones, with CR LF, longer than allowed, and maybe
// without an end.
func text(seed uint64, lines int, max int) []byte {
	r := rand.New(rand.NewPCG(seed, 2))
	var b bytes.Buffer
	for i := range lines {
		n := r.IntN(300)
		switch r.IntN(200) {
		case 0:
			n = max + r.IntN(3) - 1
		case 1:
			n = max + r.IntN(3*chunkSize)
		case 2:
			n = 0
		}
		for n > 0 {
			k := min(n, len(letters)-r.IntN(40))
			b.WriteString(letters[len(letters)-k:])
			n -= k
		}
		if r.IntN(3) == 0 {
			b.WriteByte('\r')
		}
		if i < lines-1 || r.IntN(2) == 0 {
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}

// seen is what the pipeline makes of one line, told by its place, length and hash.
func seen(line uint64, offset int64, sum [32]byte, long bool) string {
	return fmt.Sprintf("%d@%d %x %v", line, offset, sum[:6], long)
}

// naive splits content from a line on, in one go.
func naive(content []byte, from int64, line uint64, max int) (all []string) {
	offset := from
	for rest := content[from:]; len(rest) > 0; {
		one, next := auditlog.CutLine(rest)
		all = append(all, seen(line, offset, sha256.Sum256(one), len(one) > max))
		offset += int64(len(rest) - len(next))
		line++
		rest = next
	}
	return all
}

// chunked splits it as an import does.
func chunked(t *testing.T, c *chunker, max int) (all []string) {
	t.Helper()
	ch := &chunk{}
	for {
		ch.reset()
		more, err := c.read(ch)
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			return all
		}
		for _, r := range ch.rejects {
			all = append(all, seen(r.At.Line, r.At.Offset, r.Sum, true))
		}
		before := len(all)
		at := ch.start
		for rest := ch.text; len(rest) > 0; {
			one, next := auditlog.CutLine(rest)
			all = append(all, seen(at.Line, at.Offset, sha256.Sum256(one), len(one) > max))
			at.Line++
			at.Offset += int64(len(rest) - len(next))
			rest = next
		}
		if n := uint64(len(all)-before) + uint64(len(ch.rejects)); n != ch.lines {
			t.Fatalf("a chunk of %d lines says that it has %d", n, ch.lines)
		}
	}
}

func TestChunksHoldEveryLineOnce(t *testing.T) {
	for _, max := range []int{auditlog.MaxTextLine, auditlog.MaxJSONLine} {
		for seed := range uint64(6) {
			content := text(seed, 1500, max)
			c := newChunker(stutter{bytes.NewReader(content), rand.New(rand.NewPCG(seed, 3))}, 0, max)
			got, want := chunked(t, c, max), naive(content, 0, 1, max)
			if len(got) != len(want) {
				t.Fatalf("seed %d: got %d lines, want %d", seed, len(got), len(want))
			}
			for i := range got {
				if got[i] != want[i] {
					t.Fatalf("seed %d, line %d: got %s, want %s", seed, i+1, got[i], want[i])
				}
			}
			whole := newBlocks()
			whole.Write(content)
			if !bytes.Equal(c.sum.Sum(), whole.Sum()) || c.next != int64(len(content)) || c.ended != bytes.HasSuffix(content, []byte("\n")) {
				t.Errorf("seed %d: the chunker ends at %d of %d, or its digest differs", seed, c.next, len(content))
			}
		}
	}
}

func TestVeryShortLinesMakeSmallChunks(t *testing.T) {
	content := bytes.Repeat([]byte("\n\r\nx\n"), 40_000)
	c := newChunker(bytes.NewReader(content), 0, auditlog.MaxTextLine)
	got, want := chunked(t, c, auditlog.MaxTextLine), naive(content, 0, 1, auditlog.MaxTextLine)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %d lines, want %d, or they differ", len(got), len(want))
	}
	c = newChunker(bytes.NewReader(content), 0, auditlog.MaxTextLine)
	for ch := (&chunk{}); ; ch.reset() {
		if more, err := c.read(ch); err != nil || !more {
			break
		}
		if ch.lines > chunkLines {
			t.Fatalf("a chunk has %d lines", ch.lines)
		}
	}
}

func TestAContinuationGoesOnWhereTheFileEnded(t *testing.T) {
	for seed := range uint64(8) {
		content := text(seed, 900, auditlog.MaxTextLine)
		cut := bytes.IndexByte(content[len(content)/2:], '\n') + len(content)/2 + 1
		f := File{From: int64(cut), Lines: uint64(bytes.Count(content[:cut], []byte("\n"))), Ended: true}
		c := newChunker(bytes.NewReader(content), 0, auditlog.MaxTextLine)
		if err := c.skip(&f); err != nil {
			t.Fatal(err)
		}
		got, want := chunked(t, c, auditlog.MaxTextLine), naive(content, int64(cut), f.Lines+1, auditlog.MaxTextLine)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("seed %d: the lines after byte %d differ", seed, cut)
		}
		sum, _ := headSum(content, int64(len(content)))
		if !bytes.Equal(c.headSum(), sum) {
			t.Errorf("seed %d: the digest of the first block differs", seed)
		}
	}
}

func TestTheDigestOfABeginningIsThatOfTheShorterFile(t *testing.T) {
	content := text(1, 2000, auditlog.MaxTextLine)
	for _, n := range []int{0, 1, blockSize - 1, blockSize, blockSize + 1, 3 * blockSize, len(content)} {
		short, long := newBlocks(), newBlocks()
		short.Write(content[:n])
		for rest := content[:n]; len(rest) > 0; { // in other portions
			k := min(len(rest), 1+n/7)
			long.Write(rest[:k])
			long.Sum() // asking changes nothing
			rest = rest[k:]
		}
		if !bytes.Equal(short.Sum(), long.Sum()) {
			t.Errorf("%d bytes: the digests differ", n)
		}
		long.Write([]byte("x"))
		if bytes.Equal(short.Sum(), long.Sum()) {
			t.Errorf("%d bytes: one more byte gives the same digest", n)
		}
	}
}

func FuzzChunks(f *testing.F) {
	f.Add([]byte("a\r\n\n\rb"), uint64(1))
	f.Add(bytes.Repeat([]byte("x"), 3*blockSize), uint64(2))
	f.Fuzz(func(t *testing.T, content []byte, seed uint64) {
		c := newChunker(stutter{bytes.NewReader(content), rand.New(rand.NewPCG(seed, 3))}, 0, 100)
		if got, want := chunked(t, c, 100), naive(content, 0, 1, 100); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}
