package inject

import (
	"bytes"
	"unicode/utf8"
)

// decode undoes one round of escapes and appends the result to dst:
//
//	%41  %u0041            percent, and Microsoft's form
//	\x41 \u0041 \" \/      as servers log and scripts write
//	&#65; &#x41; &lt; …    HTML
//	0x2e 0x2f 0x5c         dots and slashes written as numbers
//	C0 AE, E0 80 AE …      overlong UTF-8, full-width forms of dots, slashes and quotes
//
// With plus, + becomes a blank. What is no valid escape stays.
func decode(dst, src []byte, plus bool) []byte {
	start := len(dst)
	for i := 0; i < len(src); {
		c := src[i]
		switch c {
		case '%', '\\', '&', '0':
			var n int
			if dst, n = escape(dst, src[i:]); n > 0 {
				i += n
				continue
			}
		case '+':
			if plus {
				c = ' '
			}
		}
		dst = append(dst, c)
		i++
	}
	return append(dst[:start], narrow(dst[start:])...)
}

// escape reads one escape at the beginning of s, appends what it stands for and returns its length.
func escape(dst, s []byte) ([]byte, int) {
	switch s[0] {
	case '%':
		if len(s) >= 3 {
			if v, ok := hex(s[1:3]); ok {
				return append(dst, byte(v)), 3
			}
		}
		if len(s) >= 6 && (s[1] == 'u' || s[1] == 'U') {
			if v, ok := hex(s[2:6]); ok {
				return utf8.AppendRune(dst, rune(v)), 6
			}
		}
	case '\\':
		return backslash(dst, s)
	case '&':
		return entity(dst, s)
	case '0':
		if len(s) < 4 || s[1] != 'x' {
			break
		}
		switch v, _ := hex(s[2:4]); v {
		case '.', '/', '\\':
			return append(dst, byte(v)), 4
		}
	}
	return dst, 0
}

// backslash reads \xHH, \uHHHH and an escaped quote.
func backslash(dst, s []byte) ([]byte, int) {
	if len(s) >= 4 && s[1] == 'x' {
		if v, ok := hex(s[2:4]); ok {
			return append(dst, byte(v)), 4
		}
	}
	if len(s) >= 6 && s[1] == 'u' {
		if v, ok := hex(s[2:6]); ok {
			return utf8.AppendRune(dst, rune(v)), 6
		}
	}
	if len(s) >= 2 && s[1] == '"' {
		return append(dst, '"'), 2
	}
	return dst, 0
}

// entities are the HTML names that matter in attacks.
var entities = map[string]byte{"quot": '"', "apos": '\'', "lt": '<', "gt": '>', "amp": '&', "sol": '/', "bsol": '\\', "period": '.', "lpar": '(', "rpar": ')'}

// entity reads an HTML character reference with its semicolon.
func entity(dst, s []byte) ([]byte, int) {
	end := bytes.IndexByte(s[:min(len(s), 10)], ';')
	if end < 2 {
		return dst, 0
	}
	name := s[1:end]
	if name[0] != '#' {
		if c, ok := entities[string(name)]; ok {
			return append(dst, c), end + 1
		}
		return dst, 0
	}
	v, ok := number(name[1:])
	if !ok || v <= 0 || v > utf8.MaxRune {
		return dst, 0
	}
	return utf8.AppendRune(dst, rune(v)), end + 1
}

// number reads the digits of a character reference, hexadecimal behind an x.
func number(digits []byte) (int, bool) {
	if len(digits) > 1 && digits[0]|0x20 == 'x' {
		return hex(digits[1:])
	}
	v := 0
	for _, d := range digits {
		if d < '0' || d > '9' {
			return 0, false
		}
		v = v*10 + int(d-'0')
	}
	return v, len(digits) > 0
}

// hex reads hexadecimal digits.
func hex(s []byte) (int, bool) {
	v := 0
	for _, c := range s {
		switch {
		case '0' <= c && c <= '9':
			v = v<<4 | int(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			v = v<<4 | int(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return v, len(s) > 0 && len(s) <= 6
}

// narrow replaces, in place, overlong and look-alike forms of ASCII by ASCII.
func narrow(b []byte) []byte {
	i := 0
	for i < len(b) && b[i] < utf8.RuneSelf {
		i++
	}
	if i == len(b) {
		return b
	}
	out := b[:i]
	for i < len(b) {
		c := b[i]
		if c < utf8.RuneSelf {
			out = append(out, c)
			i++
			continue
		}
		if v, n := overlong(b[i:]); n > 0 {
			out = append(out, v)
			i += n
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if a := lookAlike(r); a != 0 {
			out = append(out, a)
		} else {
			out = append(out, b[i:i+n]...)
		}
		i += n
	}
	return out
}

// overlong reads an ASCII character written in two to four bytes of UTF-8, or with a broken second
// byte, as old servers accepted it (C0 2F, C1 1C).
func overlong(s []byte) (byte, int) {
	switch {
	case len(s) >= 2 && s[0] == 0xC0 && s[1] < utf8.RuneSelf:
		return s[1], 2
	case len(s) >= 2 && (s[0] == 0xC0 || s[0] == 0xC1):
		return (s[0]&1)<<6 | s[1]&0x3F, 2
	case len(s) >= 3 && s[0] == 0xE0 && (s[1] == 0x80 || s[1] == 0x81) && s[2]&0xC0 == 0x80:
		return (s[1]&1)<<6 | s[2]&0x3F, 3
	case len(s) >= 4 && s[0] == 0xF0 && s[1] == 0x80 && (s[2] == 0x80 || s[2] == 0x81) && s[3]&0xC0 == 0x80:
		return (s[2]&1)<<6 | s[3]&0x3F, 4
	}
	return 0, 0
}

// lookAlike returns the ASCII character that a database or a file system may take a rune for, or 0.
func lookAlike(r rune) byte {
	switch r {
	case 0x2215, 0x2044, 0x29F8, 0xF025: // the last by IIS's best fit
		return '/'
	case 0x2216, 0x29F5, 0xEFC8:
		return '\\'
	case 0x2024, 0x3002:
		return '.'
	case 0x02B9, 0x02BC, 0x2032:
		return '\''
	case 0x00A0, 0x3000:
		return ' '
	}
	if r >= 0xFF01 && r <= 0xFF5E {
		return byte(r - 0xFF01 + '!')
	}
	return 0
}
