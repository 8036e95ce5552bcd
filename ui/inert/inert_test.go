package inert_test

import (
	"testing"
	"unicode/utf8"

	"gatehouse/ui/inert"
)

func TestTextIsInert(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"plain text stays", "Billing worker", "Billing worker"},
		{"letters of every script stay", "مفتاح 鍵 ключ é", "مفتاح 鍵 ключ é"},
		{"a narrow space in a number stays", "38\u202f204", "38\u202f204"},
		{"a change of direction is written out", "invoice\u202egpj.exe", `invoice\u{202e}gpj.exe`},
		{"an isolate is written out", "a\u2066b", `a\u{2066}b`},
		{"a zero width space is written out", "pay\u200bpal", `pay\u{200b}pal`},
		{"a terminal's colour is written out", "\x1b[31mred", `\x1b[31mred`},
		{"a line break is written out", "a\r\nb", `a\x0d\x0ab`},
		{"nothing is written out twice", `\x1b`, `\x1b`},
		{"bytes that are no text are written out", "a\xffb", `a\xffb`},
		{"a byte order mark is written out", "\ufeffa", `\u{feff}a`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := inert.Text(c.text); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzText(f *testing.F) {
	f.Add("a\u202eb\x00")
	f.Fuzz(func(t *testing.T, s string) {
		got := inert.Text(s)
		if !utf8.ValidString(got) || inert.Text(got) != got {
			t.Errorf("%q became %q", s, got)
		}
	})
}

func BenchmarkText(b *testing.B) {
	for b.Loop() {
		inert.Text("gh_live_7Kq2mZ9x")
	}
}
