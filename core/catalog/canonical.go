package catalog

// PathPattern is the canonical path as one anchored RE2 expression; policy.PathPattern says more.
// It and [Canonical] are the same rule, and a test holds them together.
const PathPattern = `^(?:(?:/` + segment + `)+/?|/)$`

// The parts of PathPattern.
const (
	// What may stand raw but for the dot: unreserved, sub-delims without ";", ":" and "@".
	rawNoDot = `[A-Za-z0-9_~!$&'()*+,=:@-]`

	// Escapes of ASCII: not of unreserved bytes, "/", "\", ";", "%" or controls.
	escASCII = `%(?:2[0-46-9A-Ca-c]|3[AaC-Fc-f]|40|5[BbDdEe]|60|7[B-Db-d])`

	// Escapes of the bytes from 0x80 on: only what is UTF-8 (RFC 3629 §4).
	tail    = `%[89ABab][0-9A-Fa-f]`
	escUTF8 = `(?:%(?:[Cc][2-9A-Fa-f]|[Dd][0-9A-Fa-f])` + tail +
		`|%[Ee]0%[ABab][0-9A-Fa-f]` + tail +
		`|%[Ee][1-9A-CEFa-cef]` + tail + tail +
		`|%[Ee][Dd]%[89][0-9A-Fa-f]` + tail +
		`|%[Ff]0%[9ABab][0-9A-Fa-f]` + tail + tail +
		`|%[Ff][1-3]` + tail + tail + tail +
		`|%[Ff]4%8[0-9A-Fa-f]` + tail + tail + `)`

	charNoDot = `(?:` + rawNoDot + `|` + escASCII + `|` + escUTF8 + `)`
	char      = `(?:\.|` + charNoDot + `)`

	// A segment is not empty, not "." and not "..".
	segment = `(?:` + charNoDot + char + `*|\.` + charNoDot + char + `*|\.\.` + char + `+)`
)

// What a byte may do in a path.
const (
	badByte = iota
	plainByte
	slashByte
	percentByte
	dotByte
)

// byteClass says it for each byte.
var byteClass = func() (t [256]uint8) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~!$&'()*+,=:@-") {
		t[c] = plainByte
	}
	t['/'], t['%'], t['.'] = slashByte, percentByte, dotByte
	return t
}()

// hexValue is the value of a hex digit, or 0xff.
var hexValue = func() (t [256]uint8) {
	for i := range t {
		t[i] = 0xff
	}
	for i := range uint8(10) {
		t['0'+i] = i
	}
	for i := range uint8(6) {
		t['a'+i], t['A'+i] = 10+i, 10+i
	}
	return t
}()

// escapable says which bytes below 0x80 may be escaped.
var escapable = func() (t [128]bool) {
	for _, c := range []byte(" !\"#$&'()*+,:<=>?@[]^`{|}") {
		t[c] = true
	}
	return t
}()

// Canonical reports whether a path can be read in one way only: segments behind single slashes, none
// of them "." or "..", none empty but the last; valid escapes, of nothing that needs none and of
// nothing that some gateways decode before they route; UTF-8 behind the escapes. The query is no part
// of the path.
func Canonical(path string) bool {
	if path == "" || path[0] != '/' {
		return false
	}
	start := 1       // of the current segment
	onlyDots := true // nothing but dots in it so far
	for i := 1; i < len(path); {
		switch byteClass[path[i]] {
		case plainByte:
			onlyDots = false
			i++
		case dotByte:
			i++
		case percentByte:
			n := escapeLen(path[i:])
			if n == 0 {
				return false
			}
			onlyDots = false
			i += n
		case slashByte:
			if n := i - start; n == 0 || onlyDots && n <= 2 {
				return false
			}
			i++
			start, onlyDots = i, true
		default:
			return false
		}
	}
	n := len(path) - start
	return n == 0 || !onlyDots || n > 2
}

// escapeLen returns the length of the escaped character at the beginning of s: 3 for ASCII, 6, 9 or
// 12 for a longer UTF-8 sequence, 0 when it is not allowed.
func escapeLen(s string) int {
	b, ok := escapedByte(s)
	if !ok {
		return 0
	}
	if b < 0x80 {
		if escapable[b] {
			return 3
		}
		return 0
	}
	more, low, high := 0, byte(0x80), byte(0xbf) // continuation bytes; the range of the first
	switch {
	case b >= 0xc2 && b <= 0xdf:
		more = 1
	case b >= 0xe0 && b <= 0xef:
		more = 2
		if b == 0xe0 {
			low = 0xa0
		} else if b == 0xed {
			high = 0x9f // surrogates are not UTF-8
		}
	case b >= 0xf0 && b <= 0xf4:
		more = 3
		if b == 0xf0 {
			low = 0x90
		} else if b == 0xf4 {
			high = 0x8f
		}
	default:
		return 0
	}
	for k := 1; k <= more; k++ {
		if len(s) < 3*k {
			return 0
		}
		c, ok := escapedByte(s[3*k:])
		if !ok || c < low || c > high {
			return 0
		}
		low, high = 0x80, 0xbf
	}
	return 3 * (more + 1)
}

// escapedByte returns the byte of the escape at the beginning of s.
func escapedByte(s string) (byte, bool) {
	if len(s) < 3 || s[0] != '%' {
		return 0, false
	}
	h, l := hexValue[s[1]], hexValue[s[2]]
	return h<<4 | l, h != 0xff && l != 0xff
}
