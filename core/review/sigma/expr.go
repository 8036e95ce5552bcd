package sigma

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

// Expr is a condition over one event: [And], [Or], [Not] or [*Match].
type Expr interface{ eval(get Lookup) bool }

// And holds if all of its parts hold; of no parts it holds.
type And []Expr

// Or holds if one of its parts holds; of no parts it doesn't.
type Or []Expr

// Not turns its part around.
type Not struct{ Of Expr }

// Op says how a [Match] compares.
type Op uint8

// The operators. Equal, Contains, Prefix and Suffix compare text; without Cased, letters A-Z and a-z are equal.
const (
	Equal Op = iota
	Contains
	Prefix
	Suffix
	Regexp
	CIDR
	Gt
	Gte
	Lt
	Lte
	Exists // Number 1: the field is there; 0: it isn't
)

var opNames = [...]string{"equal", "contains", "startswith", "endswith", "re", "cidr", "gt", "gte", "lt", "lte", "exists"}

// String returns the operator's modifier.
func (o Op) String() string { return opNames[o] }

// Match compares one field with one value.
type Match struct {
	Field   string
	Op      Op
	Text    string
	Number  int64
	Numeric bool // Number is set
	Cased   bool
	Re      *regexp.Regexp
	Prefix  netip.Prefix
	Line    int
}

// Lookup gives an event's field as text; false when the event doesn't have it.
type Lookup func(field string) (string, bool)

// Matches evaluates the rule over one event, slowly and plainly.
func (r *Rule) Matches(get Lookup) bool { return r.Condition.eval(get) }

func (e And) eval(get Lookup) bool {
	for _, p := range e {
		if !p.eval(get) {
			return false
		}
	}
	return true
}

func (e Or) eval(get Lookup) bool {
	for _, p := range e {
		if p.eval(get) {
			return true
		}
	}
	return false
}

func (e Not) eval(get Lookup) bool { return !e.Of.eval(get) }

func (m *Match) eval(get Lookup) bool {
	s, ok := get(m.Field)
	if m.Op == Exists {
		return ok == (m.Number == 1)
	}
	return ok && m.Test(s)
}

// Test compares a present value.
func (m *Match) Test(s string) bool {
	switch m.Op {
	case Regexp:
		return m.Re.MatchString(s)
	case CIDR:
		a, err := netip.ParseAddr(s)
		return err == nil && m.Prefix.Contains(a.Unmap())
	case Gt, Gte, Lt, Lte:
		v, err := strconv.ParseInt(s, 10, 64)
		return err == nil && m.Compare(v)
	case Equal:
		if m.Numeric {
			if v, err := strconv.ParseInt(s, 10, 64); err == nil {
				return v == m.Number
			}
		}
	case Exists:
		return m.Number == 1
	}
	text := m.Text
	if !m.Cased {
		s, text = lower(s), lower(text)
	}
	switch m.Op {
	case Contains:
		return strings.Contains(s, text)
	case Prefix:
		return strings.HasPrefix(s, text)
	case Suffix:
		return strings.HasSuffix(s, text)
	}
	return s == text
}

// Compare compares a number: only for Equal, Gt, Gte, Lt and Lte.
func (m *Match) Compare(v int64) bool {
	switch m.Op {
	case Gt:
		return v > m.Number
	case Gte:
		return v >= m.Number
	case Lt:
		return v < m.Number
	case Lte:
		return v <= m.Number
	}
	return v == m.Number
}

// lower folds ASCII letters, as the fast evaluator does.
func lower(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; 'A' <= c && c <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if c := b[i]; 'A' <= c && c <= 'Z' {
					b[i] = c + 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}
