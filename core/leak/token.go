package leak

import (
	"bytes"

	"gatehouse/core/apikey"
)

// mark is what every token begins with, and wide the same in UTF-16 of either order of bytes.
var (
	mark     = []byte("gh_")
	wideMark = []byte("g\x00h\x00_")
)

// TokenLen is the length of a token in bytes.
const TokenLen = len("gh_live_") + apikey.PublicLen + 1 + 38

// tokens reports the tokens that begin in data before upTo.
func (w *window) tokens(data []byte, upTo int) {
	var narrow [TokenLen]byte
	defer clear(narrow[:])
	for i := next(data, 0, upTo, mark); i < upTo; {
		if len(data)-i >= TokenLen && w.token(data, i, data[i:i+TokenLen], false) {
			i += TokenLen
		} else {
			i++
		}
		i = next(data, i, upTo, mark)
	}
	for i := next(data, 0, upTo, wideMark); i < upTo; i = next(data, i+1, upTo, wideMark) {
		if narrowed(&narrow, data[i:]) {
			w.token(data, i, narrow[:], true)
		}
	}
}

// next returns where what stands in data from i on and begins before upTo, else upTo.
func next(data []byte, i, upTo int, what []byte) int {
	if i >= upTo {
		return upTo
	}
	j := bytes.Index(data[i:], what)
	if j < 0 {
		return upTo
	}
	return min(i+j, upTo)
}

// narrowed takes the zero bytes out of UTF-16.
func narrowed(to *[TokenLen]byte, data []byte) bool {
	if len(data) < 2*TokenLen-1 {
		return false
	}
	for i := range to {
		to[i] = data[2*i]
		if i > 0 && data[2*i-1] != 0 {
			return false
		}
	}
	return true
}

// token reports text when it is a token: by its form and checksum first, and then by the vault.
func (w *window) token(data []byte, at int, text []byte, wide bool) bool {
	if text[7] != '_' || text[16] != '_' { // cheap, before an error is made
		return false
	}
	p, err := apikey.Parse(text)
	if err != nil {
		return false
	}
	h := w.place(data, at, wide)
	h.Prefix, h.Last4 = p.Prefix(), string(text[TokenLen-4:])
	w.judge(&h, text)
	w.result.hit(h)
	return true
}

// judge says whose a token is, and whether it opens anything.
func (w *window) judge(h *Hit, text []byte) {
	now := w.options.Now()
	v := w.keys.Verify(text, now)
	h.State = v.Reason
	if v.Key.ID == "" {
		h.State = "unknown"
		return
	}
	h.Known, h.Key, h.Principal = true, v.Key.ID, v.Key.Principal
	switch v.Reason {
	case "valid", "suspended", "not_yet_valid":
		h.Live = v.Until.IsZero() || v.Until.After(now)
	}
}
