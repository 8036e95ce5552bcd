package auditlog

import (
	"bytes"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// AppendQuoted appends text as a JSON string. Bytes that are no UTF-8 become U+FFFD. What could
// act on a terminal or turn text around (controls, marks of direction, line separators) is written
// as an escape, which means the same to a JSON reader.
func AppendQuoted(dst, text []byte) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c >= 0x20 && c < 0x7F && c != '"' && c != '\\' {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			dst = append(dst, text[start:i]...)
			switch c {
			case '"', '\\':
				dst = append(dst, '\\', c)
			case '\n':
				dst = append(dst, '\\', 'n')
			case '\r':
				dst = append(dst, '\\', 'r')
			case '\t':
				dst = append(dst, '\\', 't')
			default:
				dst = appendU(dst, rune(c))
			}
			i++
			start = i
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		if (r == utf8.RuneError && n == 1) || isUnseen(r) {
			dst = append(dst, text[start:i]...)
			dst = appendU(dst, r)
			start = i + n
		}
		i += n
	}
	dst = append(dst, text[start:]...)
	return append(dst, '"')
}

// appendU appends \uhhhh; r is below U+10000.
func appendU(dst []byte, r rune) []byte {
	return append(dst, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
}

// isUnseen reports whether a character beyond ASCII controls a display instead of being seen on it.
func isUnseen(r rune) bool {
	switch {
	case r >= 0x80 && r < 0xA0, r == 0xAD, r == 0x61C, r == 0xFEFF:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x2028 && r <= 0x202E, r >= 0x2060 && r <= 0x206F:
		return true
	}
	return false
}

// Unescape appends text with the escapes of nginx and Apache (\xhh, \", \\, \n, \t …) undone; what
// is no escape stays as it is. The result is hostile bytes, for matching only.
func Unescape(dst, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '\\')
		if i < 0 || i+1 == len(text) {
			return append(dst, text...)
		}
		dst = append(dst, text[:i]...)
		n := 2
		switch c := text[i+1]; c {
		case '"', '\\':
			dst = append(dst, c)
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'v':
			dst = append(dst, '\v')
		case 'x':
			if i+3 < len(text) && unhex(text[i+2]) >= 0 && unhex(text[i+3]) >= 0 {
				dst = append(dst, byte(unhex(text[i+2])<<4|unhex(text[i+3])))
				n = 4
				break
			}
			fallthrough
		default:
			dst = append(dst, '\\', c)
		}
		text = text[i+n:]
	}
}
