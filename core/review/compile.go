package review

import (
	"fmt"
	"net/netip"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/core/review/inject"
	"gatehouse/core/review/literal"
	"gatehouse/core/review/sigma"
)

// compiler turns Sigma's conditions into programs and collects the literals of each field into one
// set. Literals of one list share a bit, so that a list costs the same however long it is.
type compiler struct {
	file     string
	patterns [][]literal.Pattern // by field
	bits     []int               // used, by field
}

// newCompiler returns a compiler without literals.
func newCompiler() *compiler {
	return &compiler{patterns: make([][]literal.Pattern, len(fields)), bits: make([]int, len(fields))}
}

// fail names file and line.
func (c *compiler) fail(line int, format string, args ...any) error {
	return fault.New(fault.Invalid, "%s:%d: %s", c.file, line, fmt.Sprintf(format, args...))
}

// sets returns the compiled literals of each field.
func (c *compiler) sets() []*literal.Set {
	sets := make([]*literal.Set, len(fields))
	for i, p := range c.patterns {
		if len(p) > 0 {
			sets[i] = literal.New(p)
		}
	}
	return sets
}

// compile turns a condition into a program.
func (c *compiler) compile(e sigma.Expr) (program, error) {
	switch e := e.(type) {
	case sigma.And:
		var all allOf
		for _, x := range e {
			p, err := c.compile(x)
			if err != nil {
				return nil, err
			}
			all = append(all, p)
		}
		return simple(cheapFirst(all)), nil
	case sigma.Or:
		return c.list(e)
	case sigma.Not:
		p, err := c.compile(e.Of)
		return notOf{p}, err
	case *sigma.Match:
		return c.match([]*sigma.Match{e})
	}
	return nil, fmt.Errorf("%s: a condition of type %T", c.file, e)
}

// simple takes the wrapping from a conjunction of one.
func simple(all allOf) program {
	if len(all) == 1 {
		return all[0]
	}
	return all
}

// cheapFirst orders a conjunction so that numbers are compared before text is scanned.
func cheapFirst(all allOf) allOf {
	var out allOf
	for class := range 3 {
		for _, p := range all {
			if cost(p) == class {
				out = append(out, p)
			}
		}
	}
	return out
}

// cost is 0 for a comparison, 1 for a pass over a text, 2 for what may be slow.
func cost(p program) int {
	switch p := p.(type) {
	case *numbers, compare, exists, classes, fixed, words:
		return 0
	case expression, networks:
		return 2
	case notOf:
		return cost(p.of)
	}
	return 1
}

// list compiles a disjunction; matches of one field and operator become one program.
func (c *compiler) list(e sigma.Or) (program, error) {
	var (
		out   oneOf
		order []string
	)
	groups := map[string][]*sigma.Match{}
	for _, x := range e {
		m, ok := x.(*sigma.Match)
		if !ok {
			p, err := c.compile(x)
			if err != nil {
				return nil, err
			}
			out = append(out, p)
			continue
		}
		kind := m.Op
		if kind == sigma.Prefix || kind == sigma.Suffix {
			kind = sigma.Contains // they share a scan
		}
		key := fmt.Sprint(m.Field, "|", kind, m.Cased)
		if kind >= sigma.Gt || kind == sigma.Regexp {
			key += fmt.Sprint("|", len(order)) // each for itself
		}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], m)
	}
	for _, key := range order {
		p, err := c.match(groups[key])
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	if len(out) == 1 {
		return out[0], nil
	}
	return out, nil
}

// match compiles comparisons of one field by one kind of operator, of which one must hold.
func (c *compiler) match(all []*sigma.Match) (program, error) {
	m := all[0]
	i, ok := fieldIndex[m.Field]
	if !ok {
		return nil, c.fail(m.Line, "field %q is unknown", m.Field)
	}
	f := &fields[i]
	switch m.Op {
	case sigma.Exists:
		return exists{f: f, want: m.Number == 1}, nil
	case sigma.Regexp:
		return c.expression(i, f, m)
	case sigma.CIDR:
		var nets []netip.Prefix
		for _, x := range all {
			nets = append(nets, x.Prefix)
		}
		return networks{f: f, nets: nets}, nil
	case sigma.Gt, sigma.Gte, sigma.Lt, sigma.Lte:
		if f.kind != numberField {
			return nil, c.fail(m.Line, "field %q is no number", m.Field)
		}
		return compare{f: f, m: m}, nil
	}
	switch f.kind {
	case numberField:
		return c.numbers(f, all)
	case classField:
		return c.classes(all)
	}
	return c.texts(i, f, all)
}

// numbers compiles a list of numbers.
func (c *compiler) numbers(f *field, all []*sigma.Match) (program, error) {
	p := &numbers{f: f, large: map[int64]bool{}}
	for _, m := range all {
		if m.Op != sigma.Equal || !m.Numeric {
			return nil, c.fail(m.Line, "field %q is a number and compares with numbers", m.Field)
		}
		if m.Number >= 0 && m.Number < 1024 {
			p.small[m.Number>>6] |= 1 << (m.Number & 63)
		} else {
			p.large[m.Number] = true
		}
	}
	return p, nil
}

// classes compiles a list of injection classes.
func (c *compiler) classes(all []*sigma.Match) (program, error) {
	var p classes
	for _, m := range all {
		k := inject.ClassOf(m.Text)
		if m.Op != sigma.Equal || k == 0 {
			return nil, c.fail(m.Line, "field %q has no value %q", m.Field, m.Text)
		}
		p.mask |= k
	}
	return p, nil
}

// texts compiles a list of texts: whole words by a map, parts by the field's literal set.
func (c *compiler) texts(i int, f *field, all []*sigma.Match) (program, error) {
	if m := all[0]; m.Op == sigma.Equal {
		p := words{f: f, folds: map[string]bool{}, cased: m.Cased}
		for _, m := range all {
			t := m.Text
			if !m.Cased {
				t = foldASCII(t)
			}
			p.folds[t] = true
		}
		return p, nil
	}
	bit := c.literals(i, all)
	if !all[0].Cased {
		return literals{field: i, bit: bit}, nil
	}
	var exact oneOf // the scan folds letters; a cased match looks again
	for _, m := range all {
		exact = append(exact, cased{f: f, m: m})
	}
	return allOf{literals{field: i, bit: bit}, exact}, nil
}

// literals adds the texts to the field's set under one new bit.
func (c *compiler) literals(i int, all []*sigma.Match) int {
	bit := c.bits[i]
	c.bits[i]++
	for _, m := range all {
		c.patterns[i] = append(c.patterns[i], literal.Pattern{Text: m.Text, Bit: bit, Start: m.Op == sigma.Prefix, End: m.Op == sigma.Suffix})
	}
	return bit
}

// cased looks at a text with its letters as they are.
type cased struct {
	f *field
	m *sigma.Match
}

func (p cased) test(w *Worker, r *Row) bool { return p.m.Test(string(p.f.text(w, r))) }

// expression compiles a regular expression behind a prefilter: it runs only on events that hold a
// text without which it can't match.
func (c *compiler) expression(i int, f *field, m *sigma.Match) (program, error) {
	if f.kind != textField {
		return nil, c.fail(m.Line, "field %q is no text", m.Field)
	}
	need := required(m.Re.String())
	if len(need) == 0 {
		return expression{f: f, re: m.Re}, nil
	}
	var all []*sigma.Match
	for _, t := range need {
		all = append(all, &sigma.Match{Op: sigma.Contains, Text: t})
	}
	return allOf{literals{field: i, bit: c.literals(i, all)}, expression{f: f, re: m.Re}}, nil
}

// foldASCII lowers letters as the automaton does.
func foldASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
