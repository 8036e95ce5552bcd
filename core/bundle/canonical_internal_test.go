package bundle

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestCanonicalJSONIsRecognised(t *testing.T) {
	for _, doc := range []string{
		`{}`, `[]`, `""`, `0`, `-1`, `123456789012345678`, `true`, `false`, `null`, `{"a":1,"b":[{"c":null}]}`,
		`{"A":1,"a":1,"b":1}`, `["\"\\\n\u0001","é"]`, `{"":1,"a":2}`, `"\u2028"`, `{"é":1}`,
	} {
		if err := checkCanonical([]byte(doc)); err != nil {
			t.Errorf("%s: %v", doc, err)
		}
	}
}

func TestOtherJSONIsRefused(t *testing.T) {
	for name, doc := range map[string]string{
		"nothing": "", "white space": "{ }", "a line end": "{}\n", "white space in a list": "[1, 2]", "two documents": "{}{}",
		"members out of order": `{"b":1,"a":2}`, "a member twice": `{"a":1,"a":1}`, "a member twice by an escape": `{"a":1,"\u0061":1}`,
		"an escape that is not needed": `"\u0061"`, "a slash escaped": `"\/"`, "upper-case hex": `"\u001F"`, "HTML escaped": `"\u003c"`,
		"a control": "\"\x01\"", "bytes that are not UTF-8": "\"\xff\"", "a lone surrogate": `"\ud800"`, "a fraction": "1.0", "an exponent": "1e3",
		"a plus": "+1", "a zero in front": "01", "a negative zero": "-0", "a minus": "-", "too many digits": "1234567890123456789",
		"NaN": "NaN", "a name": "tru", "an open list": "[1", "an open object": `{"a":1`, "an open string": `"a`, "no value": `{"a":}`,
		"no colon": `{"a"1}`, "a comma at the end": `[1,]`, "a comma in an object": `{"a":1,}`, "a number as name": `{1:1}`, "single quotes": `'a'`,
		"a comment": `{}//`, "an escape at the end": `"\`, "too deep": strings.Repeat("[", 40) + strings.Repeat("]", 40),
	} {
		if err := checkCanonical([]byte(doc)); err == nil {
			t.Errorf("%s: %q is taken for canonical", name, doc)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{`{"a":1}`, `["x",{"b":null}]`, `"\u0001é"`, `-12`, `{"a":{"b":{}}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if checkCanonical(b) != nil {
			return
		}
		var v any
		d := json.NewDecoder(bytes.NewReader(b))
		d.UseNumber()
		if err := d.Decode(&v); err != nil {
			t.Fatalf("%q is no JSON: %v", b, err)
		}
		if again, err := marshal(v); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%q is written as %q (%v)", b, again, err)
		}
	})
}

func FuzzStringsAreAsEncodingJSONWritesThem(f *testing.F) {
	for _, s := range []string{"", "a", `"`, `\`, "\x00", "é", "\u2028", "<&>", "\xff", "a\xf0\x90"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := appendString(nil, s); !bytes.Equal(got, want) {
			t.Errorf("%q is written as %s, want %s", s, got, want)
		}
	})
}
