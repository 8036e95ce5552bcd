package auditlog

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// flat reads a line that is one flat object of strings, plain numbers and nulls, as nearly all lines
// are, in a third of the time that a general parser needs. Whatever else it meets, a nested value or
// an odd escape or a mistake, it gives up, and the general parser reads the whole line: it must
// accept nothing that the general parser refuses or reads otherwise.
func (p *jsonParser) flat(line []byte) bool {
	i := skipSpace(line, 0)
	if at(line, i) != '{' {
		return false
	}
	i = skipSpace(line, i+1)
	p.plain = bytes.IndexByte(line, '\\') < 0
	for n := 0; ; n++ {
		if at(line, i) != '"' {
			return false
		}
		m, end := p.memberAt(n, line, i+1)
		if end < 0 {
			return false
		}
		i = skipSpace(line, end+1)
		if at(line, i) != ':' {
			return false
		}
		text, next := p.flatValue(line, skipSpace(line, i+1))
		if next < 0 {
			return false
		}
		if m >= 0 {
			p.put(m, text)
		}
		i = skipSpace(line, next)
		switch at(line, i) {
		case ',':
			i = skipSpace(line, i+1)
		case '}':
			return skipSpace(line, i+1) == len(line)
		default:
			return false
		}
	}
}

// memberAt returns the index in members, or -1, of the n-th name of a line, which begins at i, and
// where its quote ends it, or -1. Lines of one log have their members in one order, so the name is
// most likely the one that stood there in the last line.
func (p *jsonParser) memberAt(n int, line []byte, i int) (m, end int) {
	if n < len(p.order) {
		guess := members[p.order[n]].name
		if end = i + len(guess); end < len(line) && line[end] == '"' && string(line[i:end]) == guess {
			return int(p.order[n]), end
		}
	}
	if end = p.plainString(line, i); end < 0 {
		return -1, -1
	}
	m = memberOf(line[i:end])
	if m >= 0 && n < len(p.order) {
		p.order[n] = uint8(m)
	}
	return m, end
}

// flatValue reads the value at i and returns its text, empty for null, and where it ended, or -1.
func (p *jsonParser) flatValue(line []byte, i int) (text []byte, next int) {
	switch c := at(line, i); {
	case c == '"':
		if end := p.plainString(line, i+1); end >= 0 {
			return line[i+1 : end], end + 1
		}
		return p.escapedString(line, i+1)
	case isDigit(c):
		start := i
		for isDigit(at(line, i)) {
			i++
		}
		if at(line, i) == '.' && isDigit(at(line, i+1)) {
			for i++; isDigit(at(line, i)); {
				i++
			}
		}
		if c := at(line, i); c != ',' && c != '}' && c != ' ' {
			return nil, -1
		}
		return line[start:i], i
	case c == 'n' && i+4 <= len(line) && string(line[i:i+4]) == "null":
		return nil, i + 4
	}
	return nil, -1
}

// plainString returns the index of the quote that ends the string beginning at i, or -1 when it
// holds an escape or does not end.
func (p *jsonParser) plainString(line []byte, i int) int {
	n := bytes.IndexByte(line[i:], '"')
	if n < 0 || (!p.plain && bytes.IndexByte(line[i:i+n], '\\') >= 0) {
		return -1
	}
	return i + n
}

// escapedString reads the string that begins at i into the arena, its escapes undone, and returns
// where it ended after its quote, or -1.
func (p *jsonParser) escapedString(line []byte, i int) (text []byte, next int) {
	start := len(p.arena)
	for {
		plain := i
		for i < len(line) && line[i] != '"' && line[i] != '\\' {
			i++
		}
		p.arena = append(p.arena, line[plain:i]...)
		if at(line, i) != '\\' {
			break
		}
		c, n := escapeOf(line[i:])
		if n == 0 {
			return nil, -1
		}
		p.arena = utf8.AppendRune(p.arena, c)
		i += n
	}
	if i >= len(line) {
		return nil, -1
	}
	return p.arena[start:], i + 1
}

// escapeOf returns the character that the escape at the beginning of b means and the escape's
// length, 0 for one that is wrong or half of a pair.
func escapeOf(b []byte) (c rune, n int) {
	switch at(b, 1) {
	case '"', '\\', '/':
		return rune(b[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		if len(b) < 6 {
			return 0, 0
		}
		value, digits := hextet(b[2:6])
		if digits < 4 || utf16.IsSurrogate(rune(value)) {
			return 0, 0
		}
		return rune(value), 6
	}
	return 0, 0
}

// at returns line[i], or 0 beyond its end.
func at(line []byte, i int) byte {
	if i < len(line) {
		return line[i]
	}
	return 0
}

// skipSpace returns the index of the first byte from i on that is no white space.
func skipSpace(line []byte, i int) int {
	for i < len(line) && (line[i] == ' ' || line[i] == '\t') {
		i++
	}
	return i
}
