package catalog_test

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"gatehouse/core/catalog"
)

var pathRE = regexp.MustCompile(catalog.PathPattern)

func TestCanonical(t *testing.T) {
	for path, want := range map[string]bool{
		"/":                                     true,
		"/orders":                               true,
		"/orders/":                              true,
		"/orders/7/items":                       true,
		"/a.b/.well-known/...":                  true,
		"/..a/a../.a/a.":                        true,
		"/~user/-_!$&'()*+,=:@":                 true,
		"/%20%22%23%3C%3e%3F":                   true,
		"/%5B%5d%5E%60%7B%7c%7D":                true,
		"/%21%24%26%27%28%29%2A%2b%2C%3A%3d%40": true,
		"/caf%C3%A9":                            true,
		"/%e2%82%AC/%F0%9F%98%80":               true,
		"/%ed%9f%bf/%ee%80%80":                  true,
		"/%f4%8f%bf%bf/%e0%a0%80":               true,
		"":                                      false,
		"orders":                                false,
		"*":                                     false,
		"http://h/orders":                       false,
		"//":                                    false,
		"//orders":                              false,
		"/orders//7":                            false,
		"/orders//":                             false,
		"/.":                                    false,
		"/..":                                   false,
		"/./":                                   false,
		"/orders/..":                            false,
		"/orders/./7":                           false,
		"/orders/../7":                          false,
		"/%41":                                  false,
		"/%2e%2e":                               false,
		"/%2E":                                  false,
		"/%7e":                                  false,
		"/%5f":                                  false,
		"/%2d":                                  false,
		"/a%2fb":                                false,
		"/a%5Cb":                                false,
		"/a%3bb":                                false,
		"/a%25b":                                false,
		"/a%00b":                                false,
		"/a%0Ab":                                false,
		"/a%1fb":                                false,
		"/a%7Fb":                                false,
		"/a;b":                                  false,
		"/a\\b":                                 false,
		"/a b":                                  false,
		"/a#b":                                  false,
		"/a?b":                                  false,
		"/a\"b":                                 false,
		"/a<b>":                                 false,
		"/a^b":                                  false,
		"/{id}":                                 false,
		"/a|b":                                  false,
		"/a\x00b":                               false,
		"/a\x7fb":                               false,
		"/caf\xc3\xa9":                          false,
		"/a\n":                                  false,
		"/%":                                    false,
		"/%4":                                   false,
		"/%zz":                                  false,
		"/%C3":                                  false,
		"/%C3%28":                               false,
		"/%c0%af":                               false,
		"/%c1%81":                               false,
		"/%e0%80%af":                            false,
		"/%ed%a0%80":                            false,
		"/%f0%8f%bf%bf":                         false,
		"/%f4%90%80%80":                         false,
		"/%f5%80%80%80":                         false,
		"/%80":                                  false,
		"/%ff":                                  false,
		"/%e2%82":                               false,
		"/%e2%82%":                              false,
		"/%e2%82x%AC":                           false,
	} {
		if got := catalog.Canonical(path); got != want {
			t.Errorf("Canonical(%q) = %v, want %v", path, got, want)
		}
		if got := pathRE.MatchString(path); got != want {
			t.Errorf("PathPattern on %q = %v, want %v", path, got, want)
		}
	}
}

// TestScannerAndPatternAgree compares the scanner with the RE2 text that Rego uses.
func TestScannerAndPatternAgree(t *testing.T) {
	n := 300_000
	if testing.Short() {
		n = 50_000
	}
	rng := rand.New(rand.NewPCG(7, 11))
	canonical := 0
	for range n {
		path := randomPath(rng)
		got, want := catalog.Canonical(path), pathRE.MatchString(path)
		if got != want {
			t.Fatalf("the scanner says %v, the pattern %v: %q", got, want, path)
		}
		if got {
			canonical++
		}
	}
	if canonical < n/20 || canonical > n*19/20 {
		t.Errorf("%d of %d paths are canonical: the comparison is one-sided", canonical, n)
	}
	t.Logf("%d paths, %d canonical", n, canonical)
}

// randomPath strings together pieces that lie near the borders of the grammar.
func randomPath(rng *rand.Rand) string {
	pieces := []string{
		"/", "/", "/", "a", "Z9", ".", "..", "...", "-_~", "!$&'", "()*+,", "=:@", ";", "%", "%2", "%41", "%2e", "%2F", "%5c", "%3B", "%25",
		"%20", "%3f", "%23", "%00", "%7f", "%7e", "%C3%A9", "%c3", "%A9", "%E2%82%AC", "%e0%a0%80", "%e0%9f%80", "%ED%9F%BF", "%ed%a0%80",
		"%F0%9F%98%80", "%f0%8f%80%80", "%F4%8F%BF%BF", "%f4%90%80%80", "%C1%81", "%f5%80%80%80", "?", "#", "\\", " ", "\xc3\xa9", "\x00", "{", "|",
	}
	weird := rng.IntN(3) == 0 // a third of the paths has anything in it, the others mostly good pieces
	var b strings.Builder
	if rng.IntN(20) != 0 {
		b.WriteByte('/')
	}
	for range rng.IntN(9) {
		switch {
		case weird && rng.IntN(4) == 0:
			b.WriteByte(byte(rng.IntN(256)))
		case weird:
			b.WriteString(pieces[rng.IntN(len(pieces))])
		case rng.IntN(4) == 0:
			b.WriteByte('/')
		default:
			b.WriteString([]string{"a", "orders", "7", ".", "..", "%20", "%C3%A9", "%e2%82%ac", "%F0%9F%98%80", "x.y", "%2B", "~"}[rng.IntN(12)])
		}
	}
	return b.String()
}

// TestEveryEscapeAgrees compares both on each byte and on each pair of escaped bytes.
func TestEveryEscapeAgrees(t *testing.T) {
	const hex = "0123456789abcdefABCDEF"
	for b := range 256 {
		for _, path := range []string{"/x" + string([]byte{byte(b)}) + "y", "/" + string([]byte{byte(b)})} {
			if got, want := catalog.Canonical(path), pathRE.MatchString(path); got != want {
				t.Errorf("the scanner says %v, the pattern %v: %q", got, want, path)
			}
		}
	}
	for _, h := range hex {
		for _, l := range hex {
			one := "%" + string(h) + string(l)
			for _, path := range []string{"/" + one, "/a" + one + "b", "/" + one + "%80", "/" + one + "%80%80", "/" + one + "%80%80%80", "/" + one + "%9f%bf", "/" + one + "%a0%80", "/" + one + "%90%80%80", "/" + one + "%8f%80%80"} {
				if got, want := catalog.Canonical(path), pathRE.MatchString(path); got != want {
					t.Errorf("the scanner says %v, the pattern %v: %q", got, want, path)
				}
			}
		}
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"/", "/orders/7", "/%C3%A9", "/a%2fb", "//", "/..", "*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if got, want := catalog.Canonical(path), pathRE.MatchString(path); got != want {
			t.Errorf("the scanner says %v, the pattern %v: %q", got, want, path)
		}
	})
}

func BenchmarkCanonical(b *testing.B) {
	for b.Loop() {
		if !catalog.Canonical("/v1/customers/48213/orders/2026-11-000417/items") {
			b.Fatal("not canonical")
		}
	}
}
