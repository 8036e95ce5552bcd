package auditlog

import (
	"bytes"
	"net/netip"
)

// Addr returns the client's address; ok is false where the log holds a name or nothing.
func (e *Event) Addr() (addr netip.Addr, ok bool) { return ParseAddr(e.Source) }

// ParseAddr reads an address as logs hold it, without allocating: IPv4, IPv6, IPv6 in brackets,
// each with or without a port (a bare IPv6 address without). IPv4 mapped into IPv6 is returned as
// IPv4. Zones are refused.
func ParseAddr(text []byte) (addr netip.Addr, ok bool) {
	if len(text) < 2 {
		return netip.Addr{}, false
	}
	if a, n, ok := ipv4(text); ok {
		return netip.AddrFrom4(a), n == len(text) || (text[n] == ':' && isPort(text[n+1:]))
	}
	if text[0] == '[' {
		end := bytes.IndexByte(text, ']')
		if end < 0 || (end+1 < len(text) && (text[end+1] != ':' || !isPort(text[end+2:]))) {
			return netip.Addr{}, false
		}
		text = text[1:end]
	}
	a, ok := ipv6(text)
	if !ok {
		return netip.Addr{}, false
	}
	return netip.AddrFrom16(a).Unmap(), true
}

// isPort reports whether b is a port number.
func isPort(b []byte) bool {
	n, ok := atoi(b)
	return ok && len(b) <= 5 && n <= 65535
}

// ipv4 reads a dotted address at the beginning of b and returns its length. Leading zeros are
// refused, because some read them as octal.
func ipv4(b []byte) (a [4]byte, n int, ok bool) {
	for part := range a {
		value, digits := 0, 0
		for n < len(b) && isDigit(b[n]) && digits < 4 {
			value = value*10 + int(b[n]-'0')
			n++
			digits++
		}
		if digits == 0 || value > 255 || (digits > 1 && b[n-digits] == '0') {
			return a, 0, false
		}
		a[part] = byte(value)
		if part == 3 {
			return a, n, true
		}
		if n == len(b) || b[n] != '.' {
			return a, 0, false
		}
		n++
	}
	return a, 0, false
}

// ipv6 reads a whole IPv6 address (RFC 4291 §2.2).
func ipv6(b []byte) (a [16]byte, ok bool) {
	if len(b) < 2 || len(b) > 45 {
		return a, false
	}
	i, gap := 0, -1 // bytes filled; where "::" stands
	if b[0] == ':' {
		if b[1] != ':' {
			return a, false
		}
		gap, b = 0, b[2:]
	}
	for len(b) > 0 {
		if i == 16 {
			return a, false
		}
		if v4, n, isV4 := ipv4(b); isV4 {
			if n != len(b) || i > 12 {
				return a, false
			}
			copy(a[i:], v4[:])
			i += 4
			break
		}
		value, n := hextet(b)
		if n == 0 {
			return a, false
		}
		a[i], a[i+1] = byte(value>>8), byte(value)
		i += 2
		if b = b[n:]; len(b) == 0 {
			break
		}
		if b[0] != ':' || len(b) == 1 {
			return a, false
		}
		if b = b[1:]; b[0] == ':' {
			if gap >= 0 {
				return a, false
			}
			gap, b = i, b[1:]
		}
	}
	if gap < 0 {
		return a, i == 16
	}
	if i == 16 {
		return a, false
	}
	tail := i - gap
	copy(a[16-tail:], a[gap:i])
	clear(a[gap : 16-tail])
	return a, true
}

// hextet reads up to four hexadecimal digits and returns how many there were.
func hextet(b []byte) (value, n int) {
	for n < len(b) && n < 4 {
		d := unhex(b[n])
		if d < 0 {
			break
		}
		value = value<<4 | d
		n++
	}
	return value, n
}

// unhex returns the value of a hexadecimal digit, or -1.
func unhex(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// isSource reports whether b may be a client: an address, a host name, or nginx's "unix:".
func isSource(b []byte) bool {
	if len(b) == 0 || len(b) > 255 {
		return false
	}
	if _, ok := ParseAddr(b); ok {
		return true
	}
	for i, c := range b {
		ok := c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' ||
			i > 0 && (c == '-' || c == '.' || c == ':' || c == '%')
		if !ok {
			return string(b) == "-"
		}
	}
	return true
}

// isForwarded reports whether b reads like X-Forwarded-For: addresses, separated by commas.
func isForwarded(b []byte) bool {
	if len(b) < 2 || len(b) > 4096 {
		return false
	}
	first, _, _ := bytes.Cut(b, []byte{','})
	_, ok := ParseAddr(bytes.TrimSpace(first))
	return ok
}
