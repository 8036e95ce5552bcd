package inject

import (
	"bytes"
	"hash/maphash"
)

// Detector judges requests. It keeps buffers and is not safe for concurrent use. Its answers depend
// on nothing but the text.
type Detector struct {
	seed   maphash.Seed
	agents [memoSize]memo
	layers [maxRounds + 1][]byte
	plain  []byte // SQL without comments, in lower case
	hits   [1]uint64
}

// memo is a remembered result.
type memo struct {
	text  string
	agent bool
	class Class
}

// NewDetector returns a detector.
func NewDetector() *Detector { return &Detector{seed: maphash.MakeSeed()} }

// part says where in a request a text stands.
type part uint8

const (
	inValue part = iota // of a parameter, or its name
	inPath
	inAgent
)

// Request returns the kinds of injection in a request's target, referer and user agent, each as logged.
func (d *Detector) Request(target, referer, agent []byte) Class {
	c := Class(0)
	if d.suspicious(targetSetScan, target) {
		c = d.target(target)
	}
	if len(referer) > 0 {
		c |= d.remembered(referer, false)
	}
	if len(agent) > 0 {
		c |= d.remembered(agent, true)
	}
	return c
}

// Value returns the kinds of injection in one value, as it was logged.
func (d *Detector) Value(text []byte) Class {
	if !d.suspicious(targetSetScan, text) {
		return 0
	}
	return d.text(text, inValue)
}

// scanner is a prefilter to use.
type scanner bool

const (
	targetSetScan scanner = false
	agentSetScan  scanner = true
)

// suspicious runs a prefilter and keeps its bits.
func (d *Detector) suspicious(s scanner, text []byte) bool {
	d.hits[0] = 0
	if s == agentSetScan {
		return agentSet().Scan(text, d.hits[:])
	}
	return targetSet().Scan(text, d.hits[:])
}

// has reports whether the last prefilter found something of a kind.
func (d *Detector) has(bit int) bool { return d.hits[0]&(1<<bit) != 0 }

// remembered judges a user agent or referer. There are few of them in a log, so results are kept.
func (d *Detector) remembered(text []byte, agent bool) Class {
	if len(text) > memoText {
		return d.header(text, agent)
	}
	m := &d.agents[maphash.Bytes(d.seed, text)&(memoSize-1)]
	if m.agent == agent && m.text == string(text) {
		return m.class
	}
	c := d.header(text, agent)
	*m = memo{text: string(text), agent: agent, class: c}
	return c
}

// header judges a user agent as one text, and a referer by its path and parameters. A relative path
// in a referer is a browser's, not an attack.
func (d *Detector) header(text []byte, agent bool) Class {
	if agent {
		if !d.suspicious(agentSetScan, text) {
			return 0
		}
		return d.text(text, inAgent)
	}
	if !d.suspicious(targetSetScan, text) {
		return 0
	}
	if i := bytes.Index(text, []byte("://")); i >= 0 {
		text = text[i+3:]
		if i = bytes.IndexByte(text, '/'); i < 0 {
			return 0
		}
		text = text[i:]
	}
	return d.target(text) &^ Traversal
}

// target judges a path and the names and values of its parameters, each by itself.
func (d *Detector) target(target []byte) Class {
	path, query, found := bytes.Cut(target, []byte("?"))
	c := d.text(path, inPath)
	if !found {
		return c
	}
	if i := bytes.IndexByte(query, '#'); i >= 0 && bytes.IndexByte(query[:i], '=') >= 0 && i == len(query)-1 {
		query = query[:i]
	}
	whole := query[:min(len(query), maxValue)]
	for n := 0; len(query) > 0 && n < maxValues; n++ {
		var pair []byte
		pair, query, _ = bytes.Cut(query, []byte("&"))
		name, value, assigned := bytes.Cut(pair, []byte("="))
		if assigned {
			c |= d.text(value, inValue)
		}
		c |= d.text(name, inValue)
	}
	if bytes.IndexByte(whole, '&') >= 0 || bytes.IndexByte(whole, '=') >= 0 {
		c |= d.strongOnly(whole)
	}
	return c
}

// strongOnly looks for SQL that the separators of parameters cut apart, such as "&&" or "a=b" without
// a parameter's name: only by patterns that stand for themselves.
func (d *Detector) strongOnly(query []byte) Class {
	text := d.layer(1, query, true)
	if !d.suspicious(targetSetScan, text) || !d.has(bitSQL) {
		return 0
	}
	if d.strong(text) {
		return SQL
	}
	return 0
}

// layer decodes one round into the buffer of a layer.
func (d *Detector) layer(i int, src []byte, plus bool) []byte {
	d.layers[i] = decode(d.layers[i][:0], src, plus)
	return d.layers[i]
}

// text judges a text and what it decodes to.
func (d *Detector) text(text []byte, where part) Class {
	if len(text) == 0 {
		return 0
	}
	text = text[:min(len(text), maxValue)]
	c := Class(0)
	for round := 0; ; round++ {
		set := scanner(where == inAgent)
		if !d.suspicious(set, text) && round > 0 {
			return c
		}
		escaped, sql, traversal := d.has(bitEscape), d.has(bitSQL), d.has(bitTraversal)
		if traversal && c&Traversal == 0 && d.traversal(text, where, round > 0) {
			c |= Traversal
		}
		if sql && c&SQL == 0 && d.sql(text, where) {
			c |= SQL
		}
		plus := round == 0 && where == inValue && bytes.IndexByte(text, '+') >= 0
		if round == maxRounds || (!escaped && !plus) {
			return c
		}
		next := d.layer(round, text, round == 0 && where != inAgent)
		if bytes.Equal(next, text) {
			return c
		}
		text = next
	}
}
