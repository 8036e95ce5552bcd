package auditlog

import (
	"math/bits"

	"github.com/valyala/fastjson"
)

// jsonParser reads JSON lines that nginx writes by a log_format of one's own; members lists the
// names that are understood. A value may be a string or a number; "" and "-" are absent.
//
// A line must tell a time, the request and the status. Members that nobody knows are skipped; one
// that appears twice rejects the line: what a client wrote must not replace what the server did.
type jsonParser struct {
	parser *fastjson.Parser
	clock  clock
	visit  func(key []byte, v *fastjson.Value)
	order  [32]uint8 // indexes in members of the last line's names
	plain  bool      // this line holds no backslash
	slow   bool      // for tests: never the short way

	// Of the current line:
	seen   uint64             // members
	groups uint32             // groups that any member belongs to
	texts  [groupCount][]byte // valid where groups has the bit
	ranks  [groupCount]uint8  // index in members of the text
	times  uint8              // of the first eight members, which are the times
	stamps [8][]byte          // their texts
	twice  bool
	arena  []byte // texts that are not in the line: strings without their escapes, numbers
}

func newJSONParser() *jsonParser {
	p := &jsonParser{parser: &fastjson.Parser{}}
	p.visit = p.member // made once: a method value allocates
	return p
}

// Parse implements [Parser].
func (p *jsonParser) Parse(line []byte, e *Event) error {
	e.reset()
	line = trimBOM(line)
	if len(line) == 0 {
		return RejectEmpty
	}
	if len(line) > MaxJSONLine {
		return RejectTooLong
	}
	if !isObject(line) {
		return RejectJSON
	}
	p.begin()
	if p.slow || !p.flat(line) {
		p.begin()
		if !p.general(line) {
			return RejectJSON
		}
	}
	if p.twice {
		return RejectTwice
	}
	if err := p.time(e); err != nil {
		return err
	}
	if err := p.request(e); err != nil {
		return err
	}
	if err := p.numbers(e); err != nil {
		return err
	}
	p.strings(e)
	return nil
}

// begin forgets the last line.
func (p *jsonParser) begin() {
	p.seen, p.groups, p.times, p.twice, p.arena = 0, 0, 0, false, p.arena[:0]
}

// general reads a line whatever JSON it is; false means it is no object.
func (p *jsonParser) general(line []byte) bool {
	v, err := p.parser.ParseBytes(line)
	if len(line) > MaxTextLine {
		// One huge line may be half a million values; don't keep room for that many.
		p.parser = &fastjson.Parser{}
	}
	if err != nil || v.Type() != fastjson.TypeObject {
		return false
	}
	v.GetObject().Visit(p.visit)
	return true
}

// isObject reports whether the first byte that is no space opens an object.
func isObject(line []byte) bool {
	for _, c := range line {
		switch c {
		case ' ', '\t':
		case '{':
			return true
		default:
			return false
		}
	}
	return false
}

// member stores the value of a member that is understood.
func (p *jsonParser) member(key []byte, v *fastjson.Value) {
	m := memberOf(key)
	if m < 0 {
		return
	}
	var text []byte
	switch v.Type() {
	case fastjson.TypeString:
		text = v.GetStringBytes()
	case fastjson.TypeNumber:
		start := len(p.arena)
		p.arena = v.MarshalTo(p.arena)
		text = p.arena[start:]
	case fastjson.TypeNull:
	default:
		return // an object or a list is not what is meant by this name
	}
	p.put(m, text)
}

// put stores the text of the member with index m.
func (p *jsonParser) put(m int, text []byte) {
	if len(text) == 1 && text[0] == '-' {
		text = nil
	}
	if p.seen&(1<<m) != 0 {
		p.twice = true
		return
	}
	p.seen |= 1 << m
	g := members[m].group
	if g == groupTime {
		p.times |= 1 << m
		p.stamps[m] = text
		return
	}
	better := p.groups&(1<<g) == 0 || len(p.texts[g]) == 0 || (len(text) > 0 && uint8(m) < p.ranks[g])
	p.groups |= 1 << g
	if better {
		p.texts[g], p.ranks[g] = text, uint8(m)
	}
}

// text returns the value of a group, and whether the line has any of its members.
func (p *jsonParser) text(g group) (text []byte, there bool) {
	if p.groups&(1<<g) == 0 {
		return nil, false
	}
	return p.texts[g], true
}

// time reads the first of the times that tells an instant.
func (p *jsonParser) time(e *Event) error {
	for left := p.times; left != 0; left &= left - 1 {
		text := p.stamps[bits.TrailingZeros8(left)]
		ms, nanos, ok := iso(text)
		if !ok {
			ms, nanos, ok = p.clock.clf(text)
		}
		if !ok {
			ms, nanos, ok = epoch(text)
		}
		if ok {
			e.Time, e.Nanos = ms, nanos
			e.Has |= FieldTime
			e.Carried |= FieldTime
			return nil
		}
	}
	return RejectJSONTime
}

// request finds method, target, protocol and status. Members of their own win over the request
// line, but for a malformed request, of which only that line tells.
func (p *jsonParser) request(e *Event) error {
	line, hasLine := p.text(groupLine)
	target, hasTarget := p.text(groupTarget)
	status, hasStatus := p.text(groupStatus)
	if !hasStatus || !(hasLine || hasTarget) {
		return RejectJSONFields
	}
	e.Carried |= FieldTarget | FieldStatus
	if hasLine {
		e.Carried |= FieldMethod | FieldProto
		e.request(line)
	}
	if method, there := p.text(groupMethod); there {
		e.set(FieldMethod, &e.Method, method)
		e.Carried |= FieldMethod
	}
	if proto, there := p.text(groupProto); there {
		e.set(FieldProto, &e.Proto, proto)
		e.Carried |= FieldProto
	}
	e.set(FieldTarget, &e.Target, target)
	if len(status) > 0 && !e.status(status) {
		return RejectStatus
	}
	return nil
}

// numbers reads sizes, the duration and the upstream's status.
func (p *jsonParser) numbers(e *Event) error {
	ok := p.count(e, groupBytesOut, FieldBytesOut, &e.BytesOut)
	ok = p.count(e, groupBytesSent, FieldBytesSent, &e.BytesSent) && ok
	ok = p.count(e, groupBytesIn, FieldBytesIn, &e.BytesIn) && ok
	if text, there := p.text(groupDuration); there {
		e.Carried |= FieldDuration
		if len(text) > 0 {
			ns, isNumber := seconds(text)
			ok = ok && isNumber
			e.Duration = ns
			e.Has |= FieldDuration
		}
	}
	if text, there := p.text(groupUpstreamStatus); there {
		e.Carried |= FieldUpstreamStatus
		if n, isNumber := atoi(lastNumber(text)); isNumber && n > 0 && n < 1000 {
			e.UpstreamStatus = int16(n)
			e.Has |= FieldUpstreamStatus
		}
	}
	if !ok {
		return RejectJSONNumber
	}
	return nil
}

// count reads a size; false when it is there and no number.
func (p *jsonParser) count(e *Event, g group, f Field, dst *int64) bool {
	text, there := p.text(g)
	if !there {
		return true
	}
	e.Carried |= f
	if len(text) == 0 {
		return true
	}
	n, ok := atoi(text)
	if ok {
		*dst = n
		e.Has |= f
	}
	return ok
}

// strings stores the members that are kept as they are.
func (p *jsonParser) strings(e *Event) {
	p.store(e, groupSource, FieldSource, &e.Source)
	p.store(e, groupForwarded, FieldForwarded, &e.Forwarded)
	p.store(e, groupUser, FieldUser, &e.User)
	e.Carried &^= FieldUser // nginx knows only users of HTTP basic authentication
	p.store(e, groupHost, FieldHost, &e.Host)
	p.store(e, groupReferer, FieldReferer, &e.Referer)
	p.store(e, groupUserAgent, FieldUserAgent, &e.UserAgent)
	p.store(e, groupScheme, FieldScheme, &e.Scheme)
	p.store(e, groupTLS, FieldTLS, &e.TLS)
	p.store(e, groupCipher, FieldCipher, &e.Cipher)
	p.store(e, groupRequestID, FieldRequestID, &e.RequestID)
	p.store(e, groupPrincipal, FieldPrincipal, &e.Principal)
	p.store(e, groupKey, FieldKey, &e.Key)
	p.store(e, groupReason, FieldReason, &e.Reason)
	p.store(e, groupRevision, FieldRevision, &e.Revision)
}

// store stores one text.
func (p *jsonParser) store(e *Event, g group, f Field, dst *[]byte) {
	if p.groups&(1<<g) != 0 {
		e.Carried |= f
		e.set(f, dst, p.texts[g])
	}
}

// lastNumber returns the digits at the end: nginx writes "502, 200" for two tries of an upstream
// and "502 : 200" after an internal redirect.
func lastNumber(text []byte) []byte {
	i := len(text)
	for i > 0 && isDigit(text[i-1]) {
		i--
	}
	return text[i:]
}

// seconds reads a decimal count of seconds as nanoseconds.
func seconds(text []byte) (int64, bool) {
	i := 0
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	whole, ok := atoi(text[:i])
	if !ok || whole > 1e9 {
		return 0, false
	}
	if i == len(text) {
		return whole * 1e9, true
	}
	frac, digits := fraction(text[i+1:])
	if text[i] != '.' || digits == 0 || i+1+digits != len(text) {
		return 0, false
	}
	return whole*1e9 + frac, true
}
