package policy

import "unsafe"

// text views bytes as a string without copying. The bytes must not change while the string is used:
// a replayed event's bytes stand still during the call, and nothing of them is kept.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// raw views a string as bytes without copying. The bytes must not be written to.
func raw(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// What a byte may be part of.
const (
	tokenByte = 1 << iota // a token of HTTP (RFC 9110 §5.6.2)
	lowerByte             // a token without upper-case letters
	valueByte             // a header's value
	queryByte             // a query
	hostByte              // a host name
)

var byteKinds = func() (t [256]uint8) {
	for c := 0x21; c <= 0x7e; c++ {
		t[c] |= valueByte
		if c != '#' {
			t[c] |= queryByte
		}
	}
	t[' '] |= valueByte
	t['\t'] |= valueByte
	for _, c := range []byte("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz") {
		t[c] |= tokenByte | lowerByte
	}
	for c := 'A'; c <= 'Z'; c++ {
		t[c] |= tokenByte | hostByte
	}
	for _, c := range []byte("._-0123456789abcdefghijklmnopqrstuvwxyz") {
		t[c] |= hostByte
	}
	return t
}()

// only reports whether every byte of s is of a kind.
func only(s string, kind uint8) bool {
	for i := range len(s) {
		if byteKinds[s[i]]&kind == 0 {
			return false
		}
	}
	return true
}

// isHex64 reports whether s is 64 lower-case hex digits.
func isHex64(s string) bool {
	if len(s) != 64 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return false
		}
	}
	return true
}

// splitHost returns the host without its port, or false when it is not a host: the hand-written form
// of HostPattern.
func splitHost(s string) (string, bool) {
	if s == "" {
		return "", false
	}
	if s[0] == '[' {
		return splitLiteral(s)
	}
	end := 0
	for end < len(s) && byteKinds[s[end]]&hostByte != 0 {
		end++
	}
	return s[:end], end > 0 && end <= 255 && isPort(s[end:])
}

// splitLiteral is splitHost for an IPv6 address in brackets.
func splitLiteral(s string) (string, bool) {
	end := 1
	for end < len(s) && (s[end] == ':' || s[end] == '.' || isHexDigit(s[end])) {
		end++
	}
	if end == len(s) || s[end] != ']' || end < 3 || end > 46 {
		return "", false
	}
	return s[:end+1], isPort(s[end+1:])
}

// isPort reports whether s is nothing, or a colon and one to five digits.
func isPort(s string) bool {
	if s == "" {
		return true
	}
	if s[0] != ':' || len(s) < 2 || len(s) > 6 {
		return false
	}
	for i := 1; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func isHexDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}
