package report

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"

	"gatehouse/core/auditlog"
)

// glance is a line of evidence as a person reads it: when, which request, which answer. The line
// itself stands below it; that one is the evidence.
type glance struct {
	Time   string
	Method template.HTML
	Target template.HTML // percent-decoded
	Status string
}

// decodeRounds is how many layers of percent-encoding are taken off, as the checks do.
const decodeRounds = 3

// reader reads lines of evidence again.
type reader struct{ parsers map[int]auditlog.Parser }

// newReader returns a reader for the logs of a document.
func newReader(d *Document) *reader {
	r := &reader{map[int]auditlog.Parser{}}
	for _, l := range d.Logs {
		if p, err := auditlog.NewParser(auditlog.Format(l.Format)); err == nil {
			r.parsers[l.Number] = p
		}
	}
	return r
}

// glance reads a line that was kept, nil when it can't be read again: then it was cut off.
func (r *reader) glance(log int, line Text) *glance {
	p := r.parsers[log]
	var e auditlog.Event
	if p == nil || p.Parse([]byte(line), &e) != nil {
		return nil
	}
	g := &glance{Time: time.UnixMilli(e.Time).UTC().Format("2 Jan 15:04:05"), Method: Text(e.Method).HTML(), Target: readable(string(e.Target)).HTML()}
	if e.Has.Has(auditlog.FieldStatus) {
		g.Status = strconv.Itoa(int(e.Status))
	}
	return g
}

// readable takes the layers of encoding off a target. What was hidden below them may be a secret
// too, so it is masked again.
func readable(target string) Text {
	for range decodeRounds {
		path, query, has := strings.Cut(target, "?")
		if p, err := url.PathUnescape(path); err == nil {
			path = p
		}
		if q, err := url.QueryUnescape(query); err == nil && has {
			query = q
		}
		next := path
		if has {
			next += "?" + query
		}
		if next == target {
			break
		}
		target = next
	}
	return textOf(target)
}
