package vm

import (
	"cmp"
	"encoding/binary"
	"strings"
	"time"
	"unicode/utf8"
)

// compareFold orders names without regard to case.
func compareFold(a, b string) int {
	for i := range min(len(a), len(b)) {
		x, y := a[i], b[i]
		if x == y && x < utf8.RuneSelf {
			continue
		}
		if x >= utf8.RuneSelf || y >= utf8.RuneSelf {
			return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
		}
		if c := cmp.Compare(lowerByte(x), lowerByte(y)); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// lowerByte is a letter of ASCII in lower case.
func lowerByte(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		b += 'a' - 'A'
	}
	return b
}

// compareTimes orders times; "never" comes last.
func compareTimes(a, b time.Time) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Compare(b)
}

// rankOfName is the beginning of a name, 16 bytes, as compareFold orders it.
func rankOfName(s string) (r [2]uint64) {
	var b [16]byte
	for i := range min(len(s), len(b)) {
		if s[i] >= utf8.RuneSelf {
			clear(b[:])
			copy(b[:], strings.ToLower(s))
			break
		}
		b[i] = lowerByte(s[i])
	}
	return [2]uint64{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
}
