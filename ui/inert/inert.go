// Package inert makes texts harmless to show: what a log, a file or another person's program says can
// neither hide, reorder nor colour anything on the screen. Letters of every script stay as they are;
// what does not print is written out, as \x1b or \u{202e}.
//
// core/name keeps such runes out of a vault's names; this is the second wall, for all that was not
// written through it. Unicode Technical Report 36, section 2.2 and Unicode Standard Annex 9.
package inert

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Text writes out what does not print. Text that prints, which nearly all does, is returned as it is.
func Text(s string) string {
	for i := range len(s) {
		if b := s[i]; b < ' ' || b >= 0x7f {
			return rewrite(s)
		}
	}
	return s
}

// rewrite is Text for what is not plain ASCII.
func rewrite(s string) string {
	var b strings.Builder
	changed := false
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1, r < ' ', r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, s[i])
			changed = true
		case !shows(r):
			fmt.Fprintf(&b, `\u{%x}`, r)
			changed = true
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	if !changed {
		return s
	}
	return b.String()
}

// shows reports whether a rune prints, or joins letters, or is a space in a number.
func shows(r rune) bool {
	switch r {
	case '\u00a0', '\u2009', '\u202f', '\u200c', '\u200d':
		return true
	}
	return strconv.IsPrint(r)
}
