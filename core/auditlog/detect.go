package auditlog

import (
	"bytes"
	"unicode/utf8"

	"gatehouse/core/fault"
)

// Detection is what a log was found to be.
type Detection struct {
	Format     Format
	Profile    Profile
	Confidence float64 // the share of the sampled lines that parse, 0 to 1
	Sampled    int     // lines looked at
	Matched    int     // lines that parse
}

// Detect finds out what log head, the first up to [HeadSize] bytes of a stream, is of. What no
// format reads a single line of is an error of kind [fault.Invalid] that says what it looks like.
func Detect(head []byte) (Detection, error) {
	if len(head) == 0 {
		return Detection{}, fault.New(fault.Invalid, "the file is empty")
	}
	clf, json := &sample{parser: &clfParser{}}, &sample{parser: newJSONParser()}
	sampled := 0
	for line := range headLines(head) {
		sampled++
		clf.look(line)
		json.look(line)
	}
	best, format := clf, clf.flavour()
	if json.matched > clf.matched {
		best, format = json, NginxJSON
	}
	if best.matched == 0 {
		return Detection{}, unknown(head, sampled)
	}
	return Detection{
		Format: format, Profile: Profile{Name: format, Carries: best.carries},
		Confidence: float64(best.matched) / float64(sampled), Sampled: sampled, Matched: best.matched,
	}, nil
}

// ProfileOf returns what the log whose head this is can prove, given its format. A head without a
// line of that format proves nothing.
func ProfileOf(f Format, head []byte) (Profile, error) {
	p, err := NewParser(f)
	if err != nil {
		return Profile{}, err
	}
	s := &sample{parser: p}
	for line := range headLines(head) {
		s.look(line)
	}
	return Profile{Name: f, Carries: s.carries}, nil
}

// headLines yields the lines of a head to sample: up to [DetectLines] that are not empty, without
// the last one where the head ends in the middle of it.
func headLines(head []byte) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		if len(head) >= HeadSize {
			if end := bytes.LastIndexByte(head, '\n'); end >= 0 {
				head = head[:end+1]
			}
		}
		for n := 0; len(head) > 0 && n < DetectLines; {
			var line []byte
			line, head = CutLine(head)
			if len(line) == 0 {
				continue
			}
			n++
			if !yield(line) {
				return
			}
		}
	}
}

// sample counts how well one parser does.
type sample struct {
	parser  Parser
	event   Event
	matched int
	carries Field

	withAgent  int // lines with referer and agent
	apacheSign int // what only Apache writes
	nginxSign  int // what only nginx writes
}

func (s *sample) look(line []byte) {
	e := &s.event
	if s.parser.Parse(line, e) != nil {
		return
	}
	s.matched++
	s.carries |= e.Carried
	if e.Carried&FieldUserAgent != 0 {
		s.withAgent++
	}
	switch hand := handOf(line, e); {
	case hand > 0:
		s.nginxSign++
	case hand < 0:
		s.apacheSign++
	}
}

// flavour tells which server wrote the lines. Both write "combined" alike, but for a few signs;
// without any it is nginx, whose default it is. A common log is Apache's: nginx has no such format.
func (s *sample) flavour() Format {
	switch {
	case s.withAgent*2 < s.matched:
		return ApacheCommon
	case s.apacheSign > s.nginxSign:
		return ApacheCombined
	}
	return NginxCombined
}

// handOf tells the server by its habits: positive for nginx, negative for Apache, else 0. nginx
// writes escapes in capitals and never \" or \\; Apache writes \xhh in small letters, "-" for a body
// of no bytes, its port beside the virtual host and 408 for a connection without a request.
func handOf(line []byte, e *Event) int {
	switch {
	case e.Status == 499 || e.Status == 444 || (e.Status >= 494 && e.Status <= 497):
		return 1
	case e.Has&FieldBytesOut == 0 && e.Has&FieldStatus != 0,
		e.Status == 408 && e.Has&FieldTarget == 0,
		e.Has&FieldHost != 0 && bytes.IndexByte(e.Host, ':') >= 0:
		return -1
	}
	for rest := line; ; {
		i := bytes.IndexByte(rest, '\\')
		if i < 0 || i+1 == len(rest) {
			return 0
		}
		switch rest = rest[i+1:]; {
		case rest[0] == '"' || rest[0] == '\\' || rest[0] == 'n' || rest[0] == 't' || rest[0] == 'r':
			return -1
		case rest[0] == 'x' && len(rest) > 2:
			if h := handOfHex(rest[1], rest[2]); h != 0 {
				return h
			}
		}
	}
}

// handOfHex tells the server by the letters of an escape; digits alone tell nothing.
func handOfHex(a, b byte) int {
	for _, c := range [2]byte{a, b} {
		switch {
		case c >= 'A' && c <= 'F':
			return 1
		case c >= 'a' && c <= 'f':
			return -1
		}
	}
	return 0
}

// unknown says what a head that no parser understands looks like.
func unknown(head []byte, sampled int) error {
	const want = "it is none of nginx combined, Apache common or combined, nginx JSON lines"
	switch {
	case sampled == 0:
		return fault.New(fault.Invalid, "the file has no text: only empty lines")
	case len(head) >= HeadSize && bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, 0) < 0:
		return fault.New(fault.Invalid, "the first line is longer than %d KiB, the longest that is read; %s", MaxJSONLine>>10, want)
	case isBinary(head):
		return fault.New(fault.Invalid, "the file is not text; %s", want)
	case bytes.HasPrefix(bytes.TrimSpace(head), []byte("[")) && bytes.Contains(head, []byte(`{`)) && bytes.Contains(head, []byte(`":`)):
		return fault.New(fault.Invalid, "the file is one JSON list; a log has one JSON object a line")
	case bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")):
		return fault.New(fault.Invalid, "the file is JSON, but its lines lack a time, a request or a status by names of nginx; %s", want)
	}
	return fault.New(fault.Invalid, "the log format is unknown; %s; when its first %d lines are not typical, name it with --format", want, sampled)
}

// isBinary reports whether head is no text: NUL bytes, or many bytes that are no UTF-8.
func isBinary(head []byte) bool {
	if bytes.IndexByte(head, 0) >= 0 {
		return true
	}
	odd, all := 0, 0
	for text := head[:min(len(head), 8<<10)]; len(text) > 0; all++ {
		r, n := utf8.DecodeRune(text)
		if (r == utf8.RuneError && n == 1) || (r < 0x20 && r != '\n' && r != '\r' && r != '\t' && r != 0x1B) {
			odd++
		}
		text = text[n:]
	}
	return odd*10 > all
}
