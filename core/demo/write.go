package demo

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"time"

	"gatehouse/core/fault"
)

// Format is how the lines of a demo log look.
type Format string

// The formats of a demo log: JSON lines of Gatehouse's own nginx log_format, or combined lines.
const (
	JSON     Format = "json"
	Combined Format = "combined"
)

// Fewest is the smallest number of lines a log can have with all incidents and some everyday
// traffic around them.
const Fewest = 5000

// writeLog writes exactly n lines in the order of time and returns what is planted in them.
func writeLog(w io.Writer, c *company, seed uint64, n int, format Format) ([]Plant, error) {
	if n < Fewest {
		return nil, fault.New(fault.Invalid, "--lines is %d; the smallest log that holds every incident has %d", n, Fewest)
	}
	ins := c.incidents(seed, format == Combined)
	planted := merge(ins)
	lines := make([][]int, len(ins))
	t := newTraffic(c, seed)
	out := liner{w: bufio.NewWriterSize(w, 1<<20), c: c, r: random(seed, "request ids")}
	everyday, next := n-len(planted), 0
	for i, line := 0, 1; line <= n; line++ {
		var h hit
		var at time.Time
		if i < everyday {
			at = t.when((float64(i) + 0.5) / float64(everyday))
		}
		if next < len(planted) && (i >= everyday || !planted[next].at.After(at)) {
			h = planted[next]
			next++
			lines[h.incident-1] = append(lines[h.incident-1], line)
		} else {
			h = t.everyday(at)
			i++
		}
		if err := out.write(&h, format); err != nil {
			return nil, err
		}
	}
	if err := out.w.Flush(); err != nil {
		return nil, err
	}
	var plants []Plant
	for i, in := range ins {
		for _, p := range in.plants {
			p.Lines = lines[i]
			plants = append(plants, p)
		}
	}
	return plants, nil
}

// merge puts the requests of all incidents in the order of time.
func merge(ins []incident) []hit {
	var all []hit
	heads := make([]int, len(ins))
	for {
		best := -1
		for i, in := range ins {
			if heads[i] < len(in.hits) && (best < 0 || in.hits[heads[i]].at.Before(ins[best].hits[heads[best]].at)) {
				best = i
			}
		}
		if best < 0 {
			return all
		}
		all = append(all, ins[best].hits[heads[best]])
		heads[best]++
	}
}

// liner writes hits as log lines.
type liner struct {
	w   *bufio.Writer
	c   *company
	r   *rand.Rand
	buf []byte
}

func (l *liner) write(h *hit, format Format) error {
	if format == Combined {
		l.buf = l.combined(l.buf[:0], h)
	} else {
		l.buf = l.json(l.buf[:0], h)
	}
	_, err := l.w.Write(l.buf)
	return err
}

// combined appends h as nginx's combined format has it. No field needs escaping: the demo draws
// none of the bytes that nginx would escape.
func (l *liner) combined(b []byte, h *hit) []byte {
	b = append(b, h.source...)
	b = append(b, " - - ["...)
	b = h.at.AppendFormat(b, "02/Jan/2006:15:04:05 -0700")
	b = append(b, `] "`...)
	b = append(b, h.method...)
	b = append(b, ' ')
	b = append(b, h.target...)
	b = append(b, ` HTTP/1.1" `...)
	b = strconv.AppendInt(b, int64(h.status), 10)
	b = append(b, ' ')
	b = strconv.AppendInt(b, int64(h.bytes), 10)
	b = append(b, ` "`...)
	b = append(b, orDash(h.referer)...)
	b = append(b, `" "`...)
	b = append(b, h.agent...)
	return append(b, "\"\n"...)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// json appends h in Gatehouse's own log_format (escape=json: an absent value is an empty string).
func (l *liner) json(b []byte, h *hit) []byte {
	b = append(b, `{"time_iso8601":"`...)
	b = h.at.AppendFormat(b, "2006-01-02T15:04:05+00:00")
	b = member(b, "remote_addr", h.source)
	b = member(b, "request_method", h.method)
	b = member(b, "request_uri", h.target)
	b = member(b, "server_protocol", "HTTP/1.1")
	b = append(b, `","status":`...)
	b = strconv.AppendInt(b, int64(h.status), 10)
	b = append(b, `,"body_bytes_sent":`...)
	b = strconv.AppendInt(b, int64(h.bytes), 10)
	b = append(b, `,"http_referer":"`...)
	b = append(b, h.referer...)
	b = member(b, "http_user_agent", h.agent)
	b = member(b, "host", host)
	b = member(b, "ssl_protocol", h.tls)
	b = append(b, `","request_time":`...)
	b = strconv.AppendFloat(b, h.took.Seconds(), 'f', 3, 64)
	b = append(b, `,"request_id":"`...)
	b = hex.AppendEncode(b, l.requestID())
	principal, public := "", ""
	if h.key != nil {
		principal, public = l.c.principals[h.key.principal].id, h.key.public
	}
	b = member(b, "gh_principal", principal)
	b = member(b, "gh_key", public)
	b = member(b, "gh_reason", h.reason)
	b = member(b, "gh_revision", revision)
	return append(b, "\"}\n"...)
}

// member ends one string member and begins the next.
func member(b []byte, name, value string) []byte {
	b = append(b, `","`...)
	b = append(b, name...)
	b = append(b, `":"`...)
	return append(b, value...)
}

func (l *liner) requestID() []byte {
	var id [16]byte
	for i := 0; i < 16; i += 8 {
		n := l.r.Uint64()
		for j := range 8 {
			id[i+j] = byte(n >> (8 * j))
		}
	}
	return id[:]
}

// revision is what the gateway logs of the bundle it runs: the first export's, without the digest
// behind it, which depends on the random secrets and would make the log another one each time.
const revision = "gh-000001"

// ParseFormat reads a format's name.
func ParseFormat(s string) (Format, error) {
	switch f := Format(s); f {
	case JSON, Combined:
		return f, nil
	}
	return "", fault.New(fault.Invalid, "--format is %q; it is json or combined", s)
}

// String describes a plant in one line.
func (p Plant) String() string {
	return fmt.Sprintf("%s %s: %s (%d lines)", p.Check, p.Route, p.Note, len(p.Lines))
}
