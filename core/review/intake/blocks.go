package intake

import (
	"crypto/sha256"
	"hash"
)

// blocks digests a stream: SHA-256 over the SHA-256 of each 64 KiB block, the last one as long as
// it is. The digest may be asked for anywhere, so a file's beginning can be compared with a file
// that was imported when it was shorter.
type blocks struct {
	block hash.Hash
	over  hash.Hash
	n     int64
}

func newBlocks() *blocks { return &blocks{block: sha256.New(), over: sha256.New()} }

// Write implements [io.Writer]; it never fails.
func (b *blocks) Write(p []byte) (int, error) {
	written := len(p)
	for len(p) > 0 {
		n := min(len(p), blockSize-int(b.n%blockSize))
		b.block.Write(p[:n])
		b.n += int64(n)
		p = p[n:]
		if b.n%blockSize == 0 {
			var sum [sha256.Size]byte
			b.over.Write(b.block.Sum(sum[:0]))
			b.block.Reset()
		}
	}
	return written, nil
}

// Sum returns the digest of what was written so far, which may go on.
func (b *blocks) Sum() []byte {
	if b.n%blockSize == 0 {
		return b.over.Sum(nil)
	}
	over, err := b.over.(hash.Cloner).Clone()
	if err != nil { // SHA-256 of the standard library can be cloned
		panic(err)
	}
	over.Write(b.block.Sum(nil))
	return over.Sum(nil)
}

// headSum is the digest by which a file is first looked up: of its first block, or of the n bytes
// it has.
func headSum(head []byte, n int64) ([]byte, bool) {
	n = min(n, blockSize)
	if int64(len(head)) < n {
		return nil, false
	}
	sum := sha256.Sum256(head[:n])
	return sum[:], true
}
