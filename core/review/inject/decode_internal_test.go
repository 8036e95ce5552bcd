package inject

import (
	"bytes"
	"testing"
)

func TestOneRoundOfEscapesIsUndone(t *testing.T) {
	cases := map[string]struct{ in, want string }{
		"percent":                     {"a%41%7e", "aA~"},
		"plus":                        {"a+b", "a b"},
		"an escape of an escape":      {"%2541", "%41"},
		"a broken escape stays":       {"100% %4 %zz", "100% %4 %zz"},
		"percent inside an escape":    {"%%32%65", "%2e"},
		"Microsoft's Unicode":         {"%u0027%U002e", "'."},
		"as servers log":              {`\x27\"`, `'"`},
		"as scripts write":            {`\u0027`, "'"},
		"HTML by number":              {"&#39;&#x2F;", "'/"},
		"HTML by name":                {"&quot;&apos;&nothing;", `"'&nothing;`},
		"numbers for dots":            {"0x2e0x2e0x2f0x41", "../0x41"},
		"overlong in two bytes":       {"%c0%ae%c0%af%c1%9c", "./\\"},
		"overlong in three bytes":     {"%e0%80%ae", "."},
		"overlong in four bytes":      {"%f0%80%80%ae", "."},
		"a broken second byte":        {"%c0%2f%c1%1c", "/\\"},
		"full-width forms":            {"%ef%bc%8e%ef%bc%8f", "./"},
		"slashes of mathematics":      {"%u2215%u2216", `/\`},
		"other letters stay":          {"%c3%a4%e2%82%ac", "ä€"},
		"bytes that are no text stay": {"%ff%fe", "\xff\xfe"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := string(decode(nil, []byte(c.in), true)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzDecodeNeverGrowsAndIsTheSameEachTime(f *testing.F) {
	for _, s := range []string{"%41", "&#39;", `\x41`, "%u0041", "0x2e", "%c0%ae", "\xef\xbc\x8e", "&#1114111;", "&#xfffff;"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		a, b := decode(nil, src, true), decode([]byte("x"), src, true)
		if !bytes.Equal(a, b[1:]) {
			t.Errorf("%q: %q, then %q", src, a, b[1:])
		}
		if len(a) > len(src) {
			t.Errorf("%q grew to %q", src, a)
		}
	})
}
