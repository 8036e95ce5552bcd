package review

import (
	"net/netip"
	"regexp"

	"gatehouse/core/auditlog"
	"gatehouse/core/review/inject"
	"gatehouse/core/review/sigma"
)

// program is a compiled condition over one event.
type program interface {
	test(w *Worker, r *Row) bool
}

type (
	allOf []program
	oneOf []program
	notOf struct{ of program }
	fixed bool

	// literals holds if one of the literals that share the bit stands in the field. The field is
	// scanned once for an event, when the first program asks.
	literals struct{ field, bit int }
	// words holds if the field is one of many words.
	words struct {
		f     *field
		folds map[string]bool // in lower case, unless cased
		cased bool
	}
	expression struct {
		f  *field
		re *regexp.Regexp
	}
	networks struct {
		f    *field
		nets []netip.Prefix
	}
	numbers struct {
		f     *field
		small [16]uint64 // values below 1,024
		large map[int64]bool
	}
	compare struct {
		f *field
		m *sigma.Match
	}
	exists struct {
		f    *field
		want bool
	}
	classes struct{ mask inject.Class }
)

func (p allOf) test(w *Worker, r *Row) bool {
	for _, q := range p {
		if !q.test(w, r) {
			return false
		}
	}
	return true
}

func (p oneOf) test(w *Worker, r *Row) bool {
	for _, q := range p {
		if q.test(w, r) {
			return true
		}
	}
	return false
}

func (p notOf) test(w *Worker, r *Row) bool { return !p.of.test(w, r) }

func (p fixed) test(*Worker, *Row) bool { return bool(p) }

func (p literals) test(w *Worker, r *Row) bool {
	hits := w.hits[p.field]
	if w.scanned&(1<<p.field) == 0 {
		w.scanned |= 1 << p.field
		clear(hits)
		w.engine.sets[p.field].Scan(fields[p.field].text(w, r), hits)
	}
	return hits[p.bit>>6]&(1<<(p.bit&63)) != 0
}

func (p words) test(w *Worker, r *Row) bool {
	text := p.f.text(w, r)
	if len(text) == 0 {
		return false
	}
	if p.cased {
		return p.folds[string(text)]
	}
	w.folded = w.folded[:0]
	for _, c := range text {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		w.folded = append(w.folded, c)
	}
	return p.folds[string(w.folded)]
}

func (p expression) test(w *Worker, r *Row) bool {
	text := p.f.text(w, r)
	return len(text) > 0 && p.re.Match(text)
}

func (p networks) test(w *Worker, r *Row) bool {
	a, ok := auditlog.ParseAddr(p.f.text(w, r))
	if !ok {
		return false
	}
	for _, n := range p.nets {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

func (p *numbers) test(w *Worker, r *Row) bool {
	v, ok := p.f.number(w, r)
	switch {
	case !ok:
		return false
	case v >= 0 && v < 1024:
		return p.small[v>>6]&(1<<(v&63)) != 0
	}
	return p.large[v]
}

func (p compare) test(w *Worker, r *Row) bool {
	v, ok := p.f.number(w, r)
	return ok && p.m.Compare(v)
}

func (p exists) test(w *Worker, r *Row) bool {
	if p.want {
		return p.f.present(w, r)
	}
	return p.f.absent(w, r)
}

func (p classes) test(_ *Worker, r *Row) bool { return r.Inject&p.mask != 0 }
