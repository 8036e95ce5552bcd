package report

import (
	"fmt"
	"html/template"
	"strings"
	"unicode"
	"unicode/utf8"

	"gatehouse/core/auditlog"
)

// Text is text that came from a log, with its secrets masked. It is hostile: every form writes it by
// its methods only.
type Text string

// textOf masks the secrets of a log's text and cuts what is too long to be shown.
func textOf(s string) Text {
	s = Mask(s)
	if len(s) <= maxText {
		return Text(s)
	}
	cut := maxText
	for cut > maxText-utf8.UTFMax && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return Text(s[:cut] + "…")
}

// MarshalJSON writes the text with everything escaped that could act on a display.
func (t Text) MarshalJSON() ([]byte, error) { return auditlog.AppendQuoted(nil, []byte(t)), nil }

// HTML returns the text for a page: escaped, and what cannot be seen or turns text around written
// out and marked.
func (t Text) HTML() template.HTML {
	var b strings.Builder
	for i := 0; i < len(t); {
		r, n := utf8.DecodeRuneInString(string(t[i:]))
		switch {
		case r == utf8.RuneError && n == 1:
			unseen(&b, fmt.Sprintf(`\x%02x`, t[i]))
		case r < 0x20 || r == 0x7F:
			unseen(&b, fmt.Sprintf(`\x%02x`, r))
		case r > 0x7F && !shows(r):
			unseen(&b, fmt.Sprintf(`\u{%x}`, r))
		default:
			template.HTMLEscape(&b, []byte(t[i:i+n]))
		}
		i += n
	}
	return template.HTML(b.String())
}

// unseen writes the name of a character that would not be seen.
func unseen(b *strings.Builder, name string) {
	b.WriteString(`<span class="c">` + name + `</span>`)
}

// shows reports whether a character beyond ASCII is seen where it stands: letters, marks, numbers,
// signs, and no space but the plain one. Marks that pile up on the character before are shown: they
// move nothing.
func shows(r rune) bool {
	return unicode.IsGraphic(r) && !unicode.In(r, unicode.Zs, unicode.Cf, unicode.Co)
}
