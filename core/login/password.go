package login

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
)

// MinPassword is the least number of characters of a new password (NIST SP 800-63B-4 §3.1.1.2: 15
// where it is the only factor). There are no rules of composition.
const MinPassword = 15

// worst are passwords of sufficient length that are tried first, folded and without spaces.
var worst = []string{
	"123456789012345", "1234567890123456", "12345678901234567890", "passwordpassword", "password12345678",
	"qwertyuiopasdfgh", "qwertyuiopasdfghjkl", "correcthorsebattery", "trustno1trustno1", "iloveyouiloveyou", "adminadminadmin",
	"changemechangeme", "letmeinletmeinletmein", "administrator123", "abcdefghijklmnop", "abcdefghijklmnopqrstuvwxyz",
}

// CheckPassword says what is wrong with a new password for the administrator and vault so named.
// It may be long and hold any letter, spaces too.
func CheckPassword(password seal.Secret, context ...string) error {
	b := password.Expose()
	switch {
	case !utf8.Valid(b):
		return fault.New(fault.Invalid, "the password is not text in UTF-8")
	case len(b) > seal.MaxPassword:
		return fault.New(fault.Invalid, "the password is longer than %d bytes", seal.MaxPassword)
	}
	text := norm.NFC.Append(nil, b...) // a copy: it is cleared
	defer clear(text)
	if n := utf8.RuneCount(text); n < MinPassword {
		return fault.New(fault.Invalid, "the password has %d characters; it needs at least %d, for example five words", n, MinPassword)
	}
	folded := strings.ToLower(strings.Join(strings.Fields(string(text)), ""))
	if slices.Contains(worst, folded) || repeats(folded, context) {
		return fault.New(fault.Invalid, "the password is one that is tried first; choose another, for example five random words")
	}
	return nil
}

// repeats reports whether text is nothing but one short piece, or one of the given words, again and
// again.
func repeats(text string, words []string) bool {
	pieces := []string{"gatehouse"}
	for n := 1; n <= 3 && n < len(text); n++ {
		pieces = append(pieces, text[:n])
	}
	for _, w := range words {
		pieces = append(pieces, strings.ToLower(norm.NFC.String(w)))
	}
	for _, p := range pieces {
		if p != "" && strings.ReplaceAll(text, p, "") == "" {
			return true
		}
	}
	return false
}
