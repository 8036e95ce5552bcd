// Package literal finds any of many fixed texts in one pass.
//
// A [Set] is the Aho-Corasick automaton written out as a table over classes of bytes: one load and
// one add a byte, however many patterns there are. Letters A-Z and a-z are equal. A pattern may be
// tied to the start of the text, to its end, or to both. Each pattern sets one bit; several
// patterns may share a bit, so that what is evaluated later doesn't grow with them either.
//
//	s := literal.New([]literal.Pattern{{Text: "union", Bit: 0}, {Text: "/etc/", Bit: 1}})
//	hits := make([]uint64, s.Words())
//	s.Scan(text, hits)
//
// It knows no expressions and no Unicode folding. A set is immutable and safe for concurrent use.
package literal

import "slices"

// Pattern is one text to find.
type Pattern struct {
	Text  string
	Bit   int  // the bit it sets
	Start bool // only at the start of the text
	End   bool // only at its end
}

// Set is a compiled list of patterns. The zero value and nil find nothing.
type Set struct {
	class   [256]uint8
	classes uint32
	next    []uint32 // state*classes + class -> state*classes
	accept  uint32   // states from here on (times classes) end a pattern
	ends    [][]end  // of the accepting states, in order
	always  []int    // bits of empty patterns
	words   int
}

// end is a pattern that ends in a state.
type end struct {
	bit        int
	length     int
	start, end bool
}

// builder is the trie with its failure links.
type builder struct {
	edges [][]int32 // state -> class -> state, -1 none
	ends  [][]end
	fail  []int32
	order []int32 // breadth first
}

// New compiles patterns.
func New(patterns []Pattern) *Set {
	s := &Set{classes: 1}
	for _, p := range patterns {
		s.words = max(s.words, p.Bit/64+1)
		for i := 0; i < len(p.Text); i++ {
			if c := fold(p.Text[i]); s.class[c] == 0 && s.classes < 256 {
				s.class[c] = uint8(s.classes)
				s.classes++
			}
		}
	}
	for c := 'A'; c <= 'Z'; c++ {
		s.class[c] = s.class[c+'a'-'A']
	}
	b := &builder{}
	b.grow(int(s.classes))
	for _, p := range patterns {
		if p.Text == "" {
			s.always = append(s.always, p.Bit)
			continue
		}
		b.insert(s, p)
	}
	b.link(int(s.classes))
	s.flatten(b)
	return s
}

// fold lowers an ASCII letter.
func fold(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// grow adds a state.
func (b *builder) grow(classes int) int32 {
	row := make([]int32, classes)
	for i := range row {
		row[i] = -1
	}
	b.edges, b.ends, b.fail = append(b.edges, row), append(b.ends, nil), append(b.fail, 0)
	return int32(len(b.edges) - 1)
}

// insert adds a pattern to the trie.
func (b *builder) insert(s *Set, p Pattern) {
	st := int32(0)
	for i := 0; i < len(p.Text); i++ {
		c := s.class[fold(p.Text[i])]
		if b.edges[st][c] < 0 {
			n := b.grow(int(s.classes))
			b.edges[st][c] = n
		}
		st = b.edges[st][c]
	}
	b.ends[st] = append(b.ends[st], end{bit: p.Bit, length: len(p.Text), start: p.Start, end: p.End})
}

// link computes failure links breadth first and completes the edges into an automaton.
func (b *builder) link(classes int) {
	for c := range classes {
		if n := b.edges[0][c]; n >= 0 {
			b.order = append(b.order, n)
		} else {
			b.edges[0][c] = 0
		}
	}
	for i := 0; i < len(b.order); i++ {
		st := b.order[i]
		b.ends[st] = append(b.ends[st], b.ends[b.fail[st]]...)
		for c := range classes {
			n := b.edges[st][c]
			if n < 0 {
				b.edges[st][c] = b.edges[b.fail[st]][c]
				continue
			}
			b.fail[n] = b.edges[b.fail[st]][c]
			b.order = append(b.order, n)
		}
	}
}

// flatten renumbers the states, those that accept last, and writes the table.
func (s *Set) flatten(b *builder) {
	number := make([]uint32, len(b.edges))
	states := []int32{0}
	for _, st := range b.order {
		if len(b.ends[st]) == 0 {
			states = append(states, st)
		}
	}
	s.accept = uint32(len(states)) * s.classes
	for _, st := range b.order {
		if len(b.ends[st]) > 0 {
			states = append(states, st)
			s.ends = append(s.ends, unique(b.ends[st]))
		}
	}
	for i, st := range states {
		number[st] = uint32(i) * s.classes
	}
	s.next = make([]uint32, len(states)*int(s.classes))
	for i, st := range states {
		for c, n := range b.edges[st] {
			s.next[uint32(i)*s.classes+uint32(c)] = number[n]
		}
	}
}

// unique drops ends that say the same.
func unique(all []end) []end {
	var out []end
	for _, e := range all {
		if !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return out
}

// Words returns how many 64-bit words [Set.Scan] needs.
func (s *Set) Words() int {
	if s == nil {
		return 0
	}
	return s.words
}

// Scan sets the bits of all patterns found in text and reports whether it set any. It leaves the
// other bits of hits alone.
func (s *Set) Scan(text []byte, hits []uint64) bool {
	if s == nil || s.next == nil {
		return false
	}
	any := false
	for _, bit := range s.always {
		hits[bit>>6] |= 1 << (bit & 63)
		any = true
	}
	next, accept, st := s.next, s.accept, uint32(0)
	for i, c := range text {
		st = next[st+uint32(s.class[c])]
		if st >= accept && s.hit(st, i+1, len(text), hits) {
			any = true
		}
	}
	return any
}

// hit sets the bits of the patterns that end at offset at.
func (s *Set) hit(st uint32, at, length int, hits []uint64) bool {
	any := false
	for _, e := range s.ends[(st-s.accept)/s.classes] {
		if (e.start && at != e.length) || (e.end && at != length) {
			continue
		}
		hits[e.bit>>6] |= 1 << (e.bit & 63)
		any = true
	}
	return any
}
