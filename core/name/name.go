// Package name holds the rules for names that people give to things.
//
// A name of an API, a principal, a role or a limit leaves the vault: it stands in tables, reports
// and configuration of foreign programs. So it is short and plain:
// [A-Za-z0-9][A-Za-z0-9._@-]{0,63}, unique after [Fold]. Free text (an owner, a note) may hold any
// letter of any script, but no control and no direction marks.
//
// Both are brought to NFC first, so that what looks equal is equal. A name never looks like an id, so
// that either can be given where a thing is meant. The package knows no records; uniqueness is the
// business of whoever keeps them.
//
// Imports on the same floor: seal, which makes ids.
package name

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
)

// MaxLen is the longest name in bytes.
const MaxLen = 64

// Check brings a name to NFC and returns it, or says what would be right. What names the field or
// the kind of thing: "API name".
func Check(what, s string) (string, error) {
	s = norm.NFC.String(s)
	switch {
	case s == "":
		return "", fault.New(fault.Invalid, "%s is empty; it needs 1 to %d of A-Z a-z 0-9 . _ @ -, beginning with a letter or digit", what, MaxLen)
	case len(s) > MaxLen:
		return "", fault.New(fault.Invalid, "%s has %d bytes; at most %d are allowed", what, len(s), MaxLen)
	case !alnum(s[0]):
		return "", fault.New(fault.Invalid, "%s %q must begin with a letter or digit", what, s)
	}
	if seal.ValidID(s) {
		return "", fault.New(fault.Invalid, "%s %q looks like an id; choose another", what, s)
	}
	for _, r := range s {
		if r >= utf8.RuneSelf || !alnum(byte(r)) && !strings.ContainsRune("._@-", r) {
			return "", fault.New(fault.Invalid, "%s %q holds %q; allowed are A-Z a-z 0-9 . _ @ -", what, s, r)
		}
	}
	return s, nil
}

// NewID returns id when it is a good one, and a random one when it is empty. What names the kind of
// thing: "API".
func NewID(what, id string) (string, error) {
	switch {
	case id == "":
		return seal.NewID(), nil
	case !seal.ValidID(id):
		return "", fault.New(fault.Invalid, "%s id %q is not 26 letters of base32", what, id)
	}
	return id, nil
}

// Fold returns the form in which two names are compared.
func Fold(s string) string { return strings.ToLower(norm.NFC.String(s)) }

// Text brings free text to NFC, trims it and returns it, or says what is wrong with it.
func Text(what, s string, maxLen int) (string, error) {
	if !utf8.ValidString(s) {
		return "", fault.New(fault.Invalid, "%s is not valid UTF-8", what)
	}
	s = strings.TrimSpace(norm.NFC.String(s))
	if len(s) > maxLen {
		return "", fault.New(fault.Invalid, "%s has %d bytes; at most %d are allowed", what, len(s), maxLen)
	}
	for _, r := range s {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == utf8.RuneError {
			return "", fault.New(fault.Invalid, "%s holds the character %U, which cannot be shown", what, r)
		}
	}
	return s, nil
}

func alnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
