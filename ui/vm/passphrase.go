package vm

import (
	"crypto/rand"
	"encoding/binary"
	"io"
	"strings"

	"gatehouse/assets"
)

// phraseWords is how many words a proposed password has: five of 2,487 are 56 bits, which Argon2id
// makes as slow to guess as 70.
const phraseWords = 5

// Passphrase proposes a password of random words. They come from the system's random source, each
// word as likely as any other.
func Passphrase() (string, error) { return passphrase(rand.Reader, assets.Words()) }

func passphrase(random io.Reader, words []string) (string, error) {
	picked := make([]string, phraseWords)
	for i := range picked {
		n, err := below(random, uint32(len(words)))
		if err != nil {
			return "", err
		}
		picked[i] = words[n]
	}
	return strings.Join(picked, " "), nil
}

// below draws a number below n. Draws from the end of the range that n does not divide are thrown
// away, or small numbers would come up more often.
func below(random io.Reader, n uint32) (uint32, error) {
	limit := ^uint32(0) - ^uint32(0)%n
	var b [4]byte
	for {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return 0, err
		}
		if x := binary.BigEndian.Uint32(b[:]); x < limit {
			return x % n, nil
		}
	}
}
