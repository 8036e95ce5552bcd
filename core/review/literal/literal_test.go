package literal_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"gatehouse/core/review/literal"
)

var patterns = []literal.Pattern{
	{Text: "he", Bit: 0}, {Text: "she", Bit: 1}, {Text: "HERS", Bit: 2}, {Text: "/admin", Bit: 3, Start: true},
	{Text: ".php", Bit: 4, End: true}, {Text: "/x", Bit: 65, Start: true, End: true}, {Text: "his", Bit: 0},
	{Text: "\x00\xff", Bit: 6},
}

// naive finds the patterns one by one.
func naive(text []byte) (hits [2]uint64) {
	t := bytes.ToLower(text)
	if !ascii(text) {
		t = lowerASCII(text)
	}
	for _, p := range patterns {
		want := lowerASCII([]byte(p.Text))
		ok := bytes.Contains(t, want)
		switch {
		case p.Start && p.End:
			ok = bytes.Equal(t, want)
		case p.Start:
			ok = bytes.HasPrefix(t, want)
		case p.End:
			ok = bytes.HasSuffix(t, want)
		}
		if ok {
			hits[p.Bit/64] |= 1 << (p.Bit % 64)
		}
	}
	return hits
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c > 127 {
			return false
		}
	}
	return true
}

func lowerASCII(b []byte) []byte {
	out := bytes.Clone(b)
	for i, c := range out {
		if 'A' <= c && c <= 'Z' {
			out[i] = c + 32
		}
	}
	return out
}

func FuzzASetFindsWhatOneByOneFinds(f *testing.F) {
	for _, s := range []string{"ushers", "SHE", "/admin/x.php", "/x", "/x/", "a/admin", "", "this", "\x00\xffhers"} {
		f.Add([]byte(s))
	}
	set := literal.New(patterns)
	f.Fuzz(func(t *testing.T, text []byte) {
		var got [2]uint64
		any := set.Scan(text, got[:])
		if want := naive(text); got != want {
			t.Errorf("%q: got %b, want %b", text, got, want)
		}
		if any != (got != [2]uint64{}) {
			t.Errorf("%q: reported %v", text, any)
		}
	})
}

func TestAnEmptySetFindsNothing(t *testing.T) {
	var none *literal.Set
	if none.Scan([]byte("x"), nil) || none.Words() != 0 || literal.New(nil).Scan([]byte("x"), nil) {
		t.Error("an empty set found something")
	}
}

func BenchmarkScan(b *testing.B) {
	text := []byte(strings.Repeat("/api/v1/orders/4711?expand=lines&page=2 Mozilla/5.0 (X11; Linux x86_64) ", 4))
	for _, n := range []int{10, 1000} {
		var all []literal.Pattern
		for i := range n {
			all = append(all, literal.Pattern{Text: fmt.Sprintf("pat%dtern", i), Bit: i % 64})
		}
		set := literal.New(all)
		hits := make([]uint64, set.Words())
		b.Run(fmt.Sprint(n, " patterns"), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				set.Scan(text, hits)
			}
		})
	}
}
