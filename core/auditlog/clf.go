package auditlog

import "bytes"

// clfParser reads the common log format and its relatives, line by line in any mixture:
//
//	[vhost[:port] ]client ident user [time] "request" status size["referer" "agent"][ extra …]
//
// Clients write the request, the referer, the agent and the user. Both servers escape the quote in
// all four (nginx as \x22, Apache as \"), so the first quote of a line is the request's and what
// stands before it is the server's own: fields are found from there, never from the left, where a
// user's name may hold spaces and brackets.
type clfParser struct{ clock clock }

// Parse implements [Parser].
func (p *clfParser) Parse(line []byte, e *Event) error {
	e.reset()
	line = trimBOM(line)
	if len(line) == 0 {
		return RejectEmpty
	}
	if len(line) > MaxTextLine {
		return RejectTooLong
	}
	q := bytes.IndexByte(line, '"')
	if q < clfLen+4 || line[q-1] != ' ' || line[q-2] != ']' {
		return RejectShape
	}
	stamp := line[:q-2]
	open := bytes.LastIndexByte(stamp, '[')
	if open < 2 || stamp[open-1] != ' ' {
		return RejectShape
	}
	var ok bool
	if e.Time, e.Nanos, ok = p.clock.clf(stamp[open+1:]); !ok {
		return RejectTime
	}
	e.Has |= FieldTime
	if err := e.who(line[:open-1]); err != nil {
		return err
	}
	return e.what(line[q+1:])
}

// who reads what stands before the time: client, ident and user, maybe after a virtual host.
func (e *Event) who(b []byte) error {
	first, rest := cutSpace(b)
	second, rest2 := cutSpace(rest)
	if len(first) == 0 || len(second) == 0 || rest2 == nil {
		return RejectShape
	}
	source, ident, user := first, second, rest2
	if third, user2 := cutSpace(rest2); isVhostLine(second, third, user2) {
		source, ident, user = second, third, user2
		e.set(FieldHost, &e.Host, first)
		e.Carried |= FieldHost
	}
	if !isSource(source) {
		return RejectSource
	}
	if bytes.IndexByte(user, ' ') >= 0 {
		// A user's name with spaces, or words that something put before the line, as syslog does.
		if _, isAddr := ParseAddr(source); !isAddr || string(ident) != "-" {
			return RejectShape
		}
		if bytes.HasSuffix(user, []byte(" -")) { // another field before a user that is absent
			user = nil
		}
	}
	e.set(FieldSource, &e.Source, source)
	if string(user) != `""` { // an empty user name, as Apache writes it
		e.set(FieldUser, &e.User, user)
	}
	return nil
}

// isVhostLine reports whether a line's first word is a virtual host: then the second is the client,
// and ident and user follow. A user's name may hold spaces, so four words alone prove nothing: the
// second is an address, or a name before an ident that nobody knows.
func isVhostLine(second, third, user []byte) bool {
	if len(user) == 0 || len(second) < 2 { // an ident of "-" comes at once after the client
		return false
	}
	if _, ok := ParseAddr(second); ok {
		return true
	}
	return string(third) == "-" && isSource(second)
}

// what reads what follows the quote that opens the request.
func (e *Event) what(b []byte) error {
	end := requestEnd(b)
	if end < 0 {
		if bytes.IndexByte(b, '"') >= 0 {
			return RejectStatus
		}
		return RejectRequest
	}
	e.request(b[:end])
	e.Carried |= commonFields
	status, b := cutSpace(b[end+2:])
	if !e.status(status) {
		return RejectStatus
	}
	size, b := cutSpace(b)
	if len(size) == 0 {
		return RejectBytes
	}
	if !(len(size) == 1 && size[0] == '-') {
		n, ok := atoi(size)
		if !ok {
			return RejectBytes
		}
		e.BytesOut = n
		e.Has |= FieldBytesOut
	}
	if len(b) == 0 {
		return nil
	}
	return e.extras(b)
}

// status stores a status of three digits; "-" is absent, as is nginx's "000" of a request that was
// never answered.
func (e *Event) status(b []byte) bool {
	if len(b) == 1 && b[0] == '-' {
		return true
	}
	if len(b) != 3 {
		return false
	}
	n, ok := atoi(b)
	if !ok {
		return false
	}
	if n != 0 {
		e.Status = int16(n)
		e.Has |= FieldStatus
	}
	return true
}

// extras reads the fields after the size. Two quoted ones are referer and agent; of what follows,
// quoted, in brackets or bare, the first that reads like a list of addresses is X-Forwarded-For.
func (e *Event) extras(b []byte) error {
	first, b, quoted, ok := cutField(b)
	if !ok {
		return RejectQuote
	}
	if !quoted || len(b) == 0 || b[0] != '"' {
		return e.trailing(first, quoted, b)
	}
	second, b, _, ok := cutField(b)
	if !ok {
		return RejectQuote
	}
	e.set(FieldReferer, &e.Referer, first)
	e.set(FieldUserAgent, &e.UserAgent, second)
	e.Carried |= FieldReferer | FieldUserAgent
	if len(b) == 0 {
		return nil
	}
	first, b, quoted, ok = cutField(b)
	if !ok {
		return RejectQuote
	}
	return e.trailing(first, quoted, b)
}

// trailing reads the fields after referer and agent, field being the first of them.
func (e *Event) trailing(field []byte, quoted bool, b []byte) error {
	for {
		if quoted && e.Has&FieldForwarded == 0 && isForwarded(field) {
			e.set(FieldForwarded, &e.Forwarded, field)
			e.Carried |= FieldForwarded
		}
		if len(b) == 0 {
			return nil
		}
		var ok bool
		if field, b, quoted, ok = cutField(b); !ok {
			return RejectQuote
		}
	}
}

// requestEnd returns the index of the quote that ends a request: the first that is not escaped and
// is followed by a status. Where a server escapes nothing a request may hold bare quotes.
func requestEnd(b []byte) int {
	for i := 0; i < len(b); {
		j := bytes.IndexByte(b[i:], '"')
		if j < 0 {
			return -1
		}
		i += j
		if !isEscaped(b, i) && followsStatus(b[i+1:]) {
			return i
		}
		i++
	}
	return -1
}

// followsStatus reports whether b begins with a space and a status.
func followsStatus(b []byte) bool {
	if len(b) >= 4 && b[0] == ' ' && isDigit(b[1]) && isDigit(b[2]) && isDigit(b[3]) {
		return len(b) == 4 || b[4] == ' '
	}
	return len(b) >= 3 && b[0] == ' ' && b[1] == '-' && b[2] == ' '
}

// cutField cuts the next field of a line and the space after it: a quoted one without its quotes,
// or what reaches to the next space. ok is false when a quote does not end.
func cutField(b []byte) (field, rest []byte, quoted, ok bool) {
	if b[0] != '"' {
		field, rest = cutSpace(b)
		return field, rest, false, true
	}
	for i := 1; i < len(b); {
		j := bytes.IndexByte(b[i:], '"')
		if j < 0 {
			return nil, nil, true, false
		}
		i += j
		atEnd := i+1 == len(b)
		if (atEnd || b[i+1] == ' ') && !isEscaped(b, i) {
			if atEnd {
				return b[1:i], nil, true, true
			}
			return b[1:i], b[i+2:], true, true
		}
		i++
	}
	return nil, nil, true, false
}

// isEscaped reports whether an odd number of backslashes stands before b[i].
func isEscaped(b []byte, i int) bool {
	n := 0
	for i > n && b[i-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

// cutSpace cuts b at its first space; without one all of b is before it.
func cutSpace(b []byte) (before, after []byte) {
	i := bytes.IndexByte(b, ' ')
	if i < 0 {
		return b, nil
	}
	return b[:i], b[i+1:]
}

// atoi reads a decimal number that fits an int64.
func atoi(b []byte) (int64, bool) {
	if len(b) == 0 || len(b) > 18 {
		return 0, false
	}
	var n int64
	for _, c := range b {
		if !isDigit(c) {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

func isDigit(c byte) bool { return c-'0' <= 9 }

// trimBOM removes the byte order mark that some editors put before the first line.
func trimBOM(line []byte) []byte {
	if len(line) >= 3 && line[0] == 0xEF && line[1] == 0xBB && line[2] == 0xBF {
		return line[3:]
	}
	return line
}
