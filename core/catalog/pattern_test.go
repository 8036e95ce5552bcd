package catalog_test

import (
	"regexp"
	"strings"
	"testing"

	"gatehouse/core/catalog"
)

var portable = []string{
	"", "^a$", "^[a-z0-9_]+$", `^\d{3}-\w*$`, "^(a|b)c?$", "^(?:a|b){2,}$", `^[^/\]]{1,64}$`, `^\^\$\.$`, "^.$", "^[-a]$", "^[a-]$", "^$", "^[A-Z]{2}(-[A-Z]{2})?$",
}

var unportable = map[string]string{
	"no anchors":              "abc",
	"no end":                  "^abc",
	"an escaped end":          `^abc\$`,
	"alternatives at the top": "^a|b$",
	"a lazy repetition":       "^a+?$",
	"a possessive repetition": "^a++$",
	"a repeated repetition":   "^a{2}{3}$",
	"a look ahead":            "^(?=a)b$",
	"a flag":                  "^(?i)a$",
	"a name":                  "^(?P<x>a)$",
	"a back reference":        `^(a)\1$`,
	"a word border":           `^\ba$`,
	"white space":             `^\s$`,
	"a Unicode class":         `^\p{L}$`,
	"a POSIX class":           "^[[:alpha:]]$",
	"an empty class":          "^[]a]$",
	"an open class":           "^[a$",
	"a set intersection":      "^[a&&b]$",
	"an open group":           "^(a$",
	"a group too many":        "^a)$",
	"a lone brace":            "^}$",
	"a brace that is text":    "^a{b}$",
	"a bracket that is text":  "^]$",
	"an anchor in the middle": "^a$b$",
	"beyond ASCII":            "^é$",
	"a control character":     "^\x00$",
	"nothing to repeat":       "^*$",
	"too many repetitions":    "^a{1001}$",
	"a range backwards":       "^[z-a]$",
	"too long":                "^" + strings.Repeat("a", 255) + "$",
}

func TestPatternsArePortable(t *testing.T) {
	for _, p := range portable {
		if err := catalog.CheckPattern(p); err != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
	for name, p := range unportable {
		if err := catalog.CheckPattern(p); err == nil {
			t.Errorf("%s: %q is taken", name, p)
		}
	}
}

// FuzzCheckPattern: what is taken is a pattern for RE2, short, and of ASCII.
func FuzzCheckPattern(f *testing.F) {
	for _, p := range portable {
		f.Add(p)
	}
	for _, p := range unportable {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, p string) {
		if catalog.CheckPattern(p) != nil || p == "" {
			return
		}
		re, err := regexp.Compile(p)
		if err != nil {
			t.Fatalf("%q is taken: %v", p, err)
		}
		if len(p) > catalog.MaxPattern || re.MatchString("x\n"+strings.Repeat("é\x01", 300)+"\n") && !strings.Contains(p, "[^") {
			t.Fatalf("%q is taken", p)
		}
	})
}
