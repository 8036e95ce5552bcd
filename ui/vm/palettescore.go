package vm

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// PaletteSpan is a part of a text, in letters: From is in it, To is not.
type PaletteSpan struct{ From, To int }

// How well a text fits, from not at all to entirely. Within a level shorter texts win.
const (
	fitsNot = iota
	fitsLetters
	fitsPart
	fitsWord
	fitsStart
	fitsWhole
)

// fitStep is the distance between two levels of a score.
const fitStep = 1000

// folded is a text as it is compared: without case and accents.
type folded struct {
	text   string
	starts uint64 // which of the first 64 bytes begin a word
	mask   uint64 // which letters occur
}

// barred are letters that do not come apart into a letter and an accent.
var barred = map[rune]rune{'ß': 's', 'ø': 'o', 'ł': 'l', 'đ': 'd', 'ı': 'i', 'æ': 'a', 'œ': 'o', 'þ': 't', 'ð': 'd'}

// foldRune compares as r; -1 means that r is an accent and not compared at all.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	for _, d := range norm.NFD.String(string(r)) {
		r = unicode.ToLower(d)
		break
	}
	if b, ok := barred[r]; ok {
		return b
	}
	return r
}

// foldText makes a text comparable. Words begin after what is neither letter nor digit, and at a
// capital after a small letter.
func foldText(s string) folded {
	var b strings.Builder
	b.Grow(len(s))
	f := folded{}
	before := rune(' ')
	for _, r := range s {
		c := foldRune(r)
		if c < 0 {
			continue
		}
		if i := b.Len(); i < 64 && startsWord(before, r) {
			f.starts |= 1 << i
		}
		b.WriteRune(c)
		before = r
	}
	f.text = b.String()
	f.mask = letters(f.text)
	return f
}

func startsWord(before, r rune) bool {
	if before < utf8.RuneSelf && r < utf8.RuneSelf {
		return !alnum(byte(before)) || 'a' <= before && before <= 'z' && 'A' <= r && r <= 'Z'
	}
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) }
	return !word(before) || unicode.IsLower(before) && unicode.IsUpper(r)
}

func alnum(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9'
}

// letters is the set of a text's bytes in 64 bits; a text can fit only where its set is contained.
func letters(s string) (mask uint64) {
	for i := range len(s) {
		switch b := s[i]; {
		case b == ' ':
		case 'a' <= b && b <= 'z':
			mask |= 1 << (b - 'a')
		case '0' <= b && b <= '9':
			mask |= 1 << (26 + b - '0')
		default:
			mask |= 1 << (36 + b%28)
		}
	}
	return mask
}

// startsAt reports whether a word begins at byte i.
func (f folded) startsAt(i int) bool {
	if i < 64 {
		return i == 0 || f.starts>>i&1 == 1
	}
	return !alnum(f.text[i-1]) && f.text[i-1] < utf8.RuneSelf
}

// part finds q in f as it is, at the beginning of a word if it can.
func (f folded) part(q string) (at, level int) {
	switch {
	case f.text == q:
		return 0, fitsWhole
	case strings.HasPrefix(f.text, q):
		return 0, fitsStart
	}
	first := -1
	for from := 0; from < len(f.text); {
		i := strings.Index(f.text[from:], q)
		if i < 0 {
			break
		}
		if at = from + i; f.startsAt(at) {
			return at, fitsWord
		}
		if first < 0 {
			first = at
		}
		from = at + 1
	}
	if first >= 0 {
		return first, fitsPart
	}
	return -1, fitsNot
}

// scattered holds where the letters of a query stand in a text.
type scattered [24]uint16

// spread finds the letters of q in order with others between, beginning at the start of a word. At
// least half must begin a word or follow their neighbour, else nearly everything would fit.
func (f folded) spread(q string) (at scattered, good int, ok bool) {
	if len(q) < 2 || len(q) > len(at) || len(f.text) > 1<<15 {
		return at, 0, false
	}
	next := 0
	for i := range len(q) {
		where, neat := -1, false
		if i > 0 && next < len(f.text) && f.text[next] == q[i] {
			where, neat = next, true
		}
		for j := next; !neat && j < len(f.text); j++ {
			if f.text[j] != q[i] {
				continue
			}
			if f.startsAt(j) {
				where, neat = j, true
			} else if where < 0 && i > 0 {
				where = j
			}
		}
		if where < 0 {
			return at, 0, false
		}
		if neat {
			good++
		}
		at[i], next = uint16(where), where+1
	}
	return at, good, 2*good > len(q)
}

// pattern is a query, ready to be compared.
type pattern struct {
	text  string
	words []string // when there are several
	mask  uint64
}

func patternOf(s string) pattern {
	p := pattern{text: strings.Join(strings.Fields(foldText(s).text), " ")}
	p.mask = letters(p.text)
	if w := strings.Fields(p.text); len(w) > 1 {
		p.words = w
	}
	return p
}

// score says how well a thing with a title and other words fits; 0 is not at all. What is found in
// the title counts more than what is found elsewhere.
func (p pattern) score(title, other folded) int {
	if p.mask&^(title.mask|other.mask) != 0 {
		return 0
	}
	short := min(len(title.text), 400)
	level := fitsNot
	if p.mask&^title.mask == 0 {
		_, level = title.part(p.text)
	}
	if level >= fitsPart {
		return level*fitStep - short
	}
	if p.mask&^other.mask == 0 {
		if _, l := other.part(p.text); l >= fitsPart {
			return l*fitStep - fitStep/2 - short
		}
	}
	if p.words != nil {
		return p.each(title, other, short)
	}
	if p.mask&^title.mask == 0 {
		if _, good, ok := title.spread(p.text); ok {
			return fitsLetters*fitStep - fitStep/2 + 10*good - short
		}
	}
	return 0
}

// each wants every word somewhere.
func (p pattern) each(title, other folded, short int) int {
	level := fitsWord
	for _, w := range p.words {
		_, a := title.part(w)
		if a < fitsPart {
			_, a = other.part(w)
		}
		if a < fitsPart {
			return 0
		}
		level = min(level, a)
	}
	return level*fitStep - fitStep/4 - short
}

// spans are the parts of a text that fit, for its drawing.
func (p pattern) spans(s string) []PaletteSpan {
	if p.text == "" {
		return nil
	}
	f := foldText(s)
	var marked = make([]bool, len(f.text))
	mark := func(at, n int) {
		for i := at; i < at+n; i++ {
			marked[i] = true
		}
	}
	if at, level := f.part(p.text); level > fitsNot {
		mark(at, len(p.text))
	} else if p.words != nil {
		for _, w := range p.words {
			if at, level := f.part(w); level > fitsNot {
				mark(at, len(w))
			}
		}
	} else if at, _, ok := f.spread(p.text); ok {
		for i := range len(p.text) {
			mark(int(at[i]), 1)
		}
	}
	return inLetters(s, marked)
}

// inLetters turns marked bytes of a folded text into spans of the text itself. An accent goes with
// its letter.
func inLetters(s string, marked []bool) (spans []PaletteSpan) {
	at, letter, on := 0, 0, false
	for _, r := range s {
		if c := foldRune(r); c >= 0 {
			on = at < len(marked) && marked[at]
			at += utf8.RuneLen(c)
		}
		if on {
			if n := len(spans); n > 0 && spans[n-1].To == letter {
				spans[n-1].To++
			} else {
				spans = append(spans, PaletteSpan{letter, letter + 1})
			}
		}
		letter++
	}
	return spans
}
