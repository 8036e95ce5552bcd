// Package say is how the desktop says something in the person's language.
//
// The key of a sentence is the sentence itself, in English. A place that is filled in later is
// written {{.Name}}:
//
//	say.L("Revoke “{{.Name}}”?", say.V{"Name": k.Name})
//	say.N(n, "{{.Count}} key", "{{.Count}} keys")
//
// Keys are literals, so that a test can list them and hold them against assets/translations.
// View-models speak through this package because they know no toolkit; [Use] puts the toolkit's
// catalogue behind it when the desktop starts. Without one, as in most tests, it speaks English.
//
// What people typed, and what came from a log, is a value and never a key.
package say

import (
	"fmt"
	"strconv"
	"strings"
)

// V are the values of the places of a sentence.
type V map[string]any

// Translator is a catalogue of sentences.
type Translator interface {
	// One translates a sentence and fills its places.
	One(key string, v V) string
	// Many translates a sentence that counts; v holds the amount, written out, as Count.
	Many(key string, n int, v V) string
}

var (
	translator Translator = english{}
	known                 = map[string]string{} // sentences without places, by key
)

// Use makes t the catalogue. Call it once, before anything is said; nil means English.
func Use(t Translator) {
	if t == nil {
		t = english{}
	}
	translator = t
	clear(known)
}

// L says a sentence. It is for one goroutine: the one that draws.
func L(key string, v ...V) string {
	if len(v) > 0 {
		return translator.One(key, v[0])
	}
	s, ok := known[key]
	if !ok {
		s = translator.One(key, nil)
		known[key] = s
	}
	return s
}

// N says a sentence that counts n things; one is the key and the singular, many the English plural.
// Both may hold {{.Count}}, which is written with separators: "1,284 keys".
func N(n int64, one, many string, v ...V) string {
	all := V{"Count": Count(n)}
	for _, more := range v {
		for name, value := range more {
			all[name] = value
		}
	}
	if _, ok := translator.(english); ok && n != 1 {
		return fill(many, all)
	}
	return translator.Many(one, int(n), all)
}

// Key marks a literal that is said later with [Of], such as one in a table.
func Key(s string) string { return s }

// Of says a sentence that was marked with [Key].
func Of(key string) string { return L(key) }

// Count writes 1284 as "1,284".
func Count(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// english says keys as they are.
type english struct{}

// One implements Translator.
func (english) One(key string, v V) string { return fill(key, v) }

// Many implements Translator.
func (english) Many(key string, _ int, v V) string { return fill(key, v) }

// fill puts values into the places of a sentence. A place without a value stays.
func fill(s string, v V) string {
	if len(v) == 0 || !strings.Contains(s, "{{") {
		return s
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "{{.")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, after, ok := strings.Cut(rest, "}}")
		value, there := v[name]
		if !ok || !there {
			b.WriteString("{{.")
			s = rest
			continue
		}
		fmt.Fprint(&b, value)
		s = after
	}
}
