package leak

import (
	"gatehouse/core/apikey"
)

// The lengths of a word that could be a key of another system.
const (
	minWord = 16
	maxWord = 256
)

// isWord says which bytes keys of other systems are made of: those of base64, of URLs and of
// tokens, but for "=", which separates names from values more often than it pads.
var isWord = func() (is [256]bool) {
	for _, c := range []byte(apikey.Alphabet + "_-.~+/") {
		is[c] = true
	}
	return is
}()

// words reports the words that begin in data before upTo and that the vault knows by their digest.
func (w *window) words(data []byte, upTo int) {
	i := 0
	if w.inWord {
		for i < len(data) && isWord[data[i]] {
			i++
		}
	}
	for i < upTo {
		if !isWord[data[i]] {
			i++
			continue
		}
		j, letters, digits := i, false, false
		for j < len(data) && isWord[data[j]] {
			c := data[j]
			digits = digits || c >= '0' && c <= '9'
			letters = letters || c >= 'A'
			j++
		}
		if n := j - i; n >= minWord && n <= maxWord && letters && digits {
			w.word(data, i, j)
			for pad := j; pad < len(data) && pad < j+2 && data[pad] == '='; pad++ {
				w.word(data, i, pad+1)
			}
		}
		i = j
	}
}

// word reports data[i:j] when it is a key that the vault knows by its digest. A digest that matches is
// no chance, so nothing else about the word matters.
func (w *window) word(data []byte, i, j int) {
	text := data[i:j]
	k, ok := w.keys.ByDigest(apikey.DigestOf(text))
	if !ok {
		return
	}
	if _, err := apikey.Parse(text); err == nil {
		return // one of ours, and reported as such
	}
	h := w.place(data, i, false)
	h.Last4 = k.Tokens[len(k.Tokens)-1].Last4
	w.judge(&h, text)
	w.result.hit(h)
}
