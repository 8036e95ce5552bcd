package catalog

import (
	"regexp/syntax"
	"strings"

	"gatehouse/core/fault"
)

// MaxPattern is the length of a parameter's pattern in bytes.
const MaxPattern = 256

// CheckPattern reports whether a pattern is of the portable subset of RE2: one that RE2, PCRE and
// JavaScript read alike. It stands between ^ and $ and is made of ASCII characters, ".", classes such
// as [a-z0-9_] and [^/], the classes \d and \w, escaped punctuation, groups ( ) and (?: ),
// alternatives |, and the repetitions * + ? {n} {n,} {n,m}. An empty pattern is none.
//
// Errors: Invalid, saying which part is not portable.
func CheckPattern(p string) error {
	if p == "" {
		return nil
	}
	if len(p) > MaxPattern {
		return fault.New(fault.Invalid, "a pattern of %d bytes; at most %d are allowed", len(p), MaxPattern)
	}
	if !strings.HasPrefix(p, "^") || !strings.HasSuffix(p, "$") || strings.HasSuffix(p, `\$`) {
		return fault.New(fault.Invalid, "pattern %q must stand between ^ and $, so that it holds for the whole value", p)
	}
	if part := unportable(p[1 : len(p)-1]); part != "" {
		return fault.New(fault.Invalid, "pattern %q: %q is not read alike everywhere; use ASCII characters, classes, \\d, \\w, groups, | and repetitions", p, part)
	}
	if _, err := syntax.Parse(p, syntax.Perl); err != nil {
		return fault.New(fault.Invalid, "pattern %q is no pattern: %v", p, err)
	}
	return nil
}

// unportable returns the first part of a pattern's inside that is not of the subset, or "".
func unportable(p string) string {
	const punctuation = `\.+*?()|[]{}^$/-`
	depth := 0 // of groups
	for i := 0; i < len(p); i++ {
		switch c := p[i]; {
		case c < 0x20 || c >= 0x7f || strings.IndexByte("^$}]", c) >= 0:
			return p[i : i+1]
		case c == '|' && depth == 0: // ^ and $ would hold for one alternative each
			return p[i : i+1]
		case c == '\\':
			if i+1 == len(p) || !strings.ContainsRune(punctuation+"dw", rune(p[i+1])) {
				return p[i:min(len(p), i+2)]
			}
			i++
		case c == '(' && strings.HasPrefix(p[i+1:], "?") && !strings.HasPrefix(p[i+1:], "?:"):
			return p[i:min(len(p), i+3)]
		case c == '(':
			depth++
			if strings.HasPrefix(p[i+1:], "?:") {
				i += 2
			}
		case c == ')':
			depth--
		case c == '*' || c == '+' || c == '?' || c == '{':
			n := repetition(p[i:])
			if n == 0 || i == 0 || i+n < len(p) && strings.IndexByte("*+?{", p[i+n]) >= 0 { // of nothing, lazy, possessive, repeated
				return p[i:min(len(p), i+n+1)]
			}
			i += n - 1
		case c == '[':
			n, part := class(p[i:])
			if part != "" {
				return part
			}
			i += n - 1
		}
	}
	return ""
}

// repetition returns the length of *, +, ?, {n}, {n,} or {n,m} at the beginning of s, or 0.
func repetition(s string) int {
	if s[0] != '{' {
		return 1
	}
	digits, commas := 0, 0
	for i := 1; i < len(s) && i < 12; i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == ',' && commas == 0 && digits > 0:
			commas++
		case c == '}' && digits > 0:
			return i + 1
		default:
			return 0
		}
	}
	return 0
}

// class returns the length of the class at the beginning of s, or what is wrong with it.
func class(s string) (n int, part string) {
	i := 1
	if strings.HasPrefix(s[i:], "^") {
		i++
	}
	for start := i; i < len(s); i++ {
		switch c := s[i]; {
		case c < 0x20 || c >= 0x7f:
			return 0, s[i : i+1]
		case c == ']' && i == start: // empty in JavaScript, a bracket elsewhere
			return 0, s[:i+1]
		case c == ']':
			return i + 1, ""
		case c == '[': // [:alpha:] and sets of sets
			return 0, s[i:min(len(s), i+2)]
		case c == '&' && strings.HasPrefix(s[i:], "&&"), c == '-' && strings.HasPrefix(s[i:], "--"):
			return 0, s[i : i+2]
		case c == '\\':
			if i+1 == len(s) || !strings.ContainsRune(`\.+*?()|[]{}^$/-dw`, rune(s[i+1])) {
				return 0, s[i:min(len(s), i+2)]
			}
			i++
		}
	}
	return 0, s
}
