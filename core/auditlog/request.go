package auditlog

import "bytes"

// request splits a logged request line into method, target and protocol. What is no HTTP request
// becomes the target as a whole, without a method: the log's own words are the evidence.
//
// Servers log what they were sent. A target may hold spaces, so the protocol is what follows the
// last " HTTP/"; without one, the line is a request only when it reads like HTTP/0.9, that is a
// method in capitals and one target.
func (e *Event) request(line []byte) {
	sp := bytes.IndexByte(line, ' ')
	if sp <= 0 || !isToken(line[:sp]) {
		e.set(FieldTarget, &e.Target, line)
		return
	}
	end := len(line)
	rest := line[sp+1:]
	proto := lastProto(rest)
	if proto < 0 {
		if !isPlainRequest(line[:sp], rest) {
			e.set(FieldTarget, &e.Target, line)
			return
		}
		e.set(FieldMethod, &e.Method, line[:sp])
		e.set(FieldTarget, &e.Target, line[sp+1:end])
		return
	}
	e.set(FieldMethod, &e.Method, line[:sp])
	e.set(FieldTarget, &e.Target, rest[:proto])
	e.set(FieldProto, &e.Proto, rest[proto+1:])
}

// lastProto returns where " HTTP/" with a version begins at the end of rest, or -1.
func lastProto(rest []byte) int {
	// The version is one to five bytes ("1.1", "2", "2.0"), so the space is near the end.
	n := len(rest)
	for i := n - len("HTTP/x") - 1; i >= 0 && i >= n-len(" HTTP/")-5; i-- {
		if rest[i] == ' ' && string(rest[i+1:i+6]) == "HTTP/" && isVersion(rest[i+6:]) {
			return i
		}
	}
	return -1
}

// isVersion reports whether b is an HTTP version: digits and points.
func isVersion(b []byte) bool {
	for _, c := range b {
		if (c < '0' || c > '9') && c != '.' {
			return false
		}
	}
	return len(b) > 0
}

// isPlainRequest reports whether method and target are a request without a protocol.
func isPlainRequest(method, target []byte) bool {
	for _, c := range method {
		if (c < 'A' || c > 'Z') && c != '-' && c != '_' {
			return false
		}
	}
	if len(target) == 0 || bytes.IndexByte(target, ' ') >= 0 {
		return false
	}
	return target[0] == '/' || target[0] == '*' || bytes.Contains(target, []byte("://"))
}

// isToken reports whether b is a token of RFC 9110 §5.6.2, as a method is.
func isToken(b []byte) bool {
	for _, c := range b {
		if !tokenBytes[c] {
			return false
		}
	}
	return len(b) > 0
}

// tokenBytes are the bytes of a token.
var tokenBytes = func() (t [256]bool) {
	for c := '0'; c <= '9'; c++ {
		t[c] = true
	}
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = true, true
	}
	for _, c := range "!#$%&'*+-.^_`|~" {
		t[c] = true
	}
	return t
}()
