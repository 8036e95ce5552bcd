package assets_test

import (
	"slices"
	"testing"

	"gatehouse/assets"
)

func TestWordsAreManyShortAndPlain(t *testing.T) {
	words := assets.Words()
	if len(words) < 2048 {
		t.Fatalf("%d words give a password of five fewer than 55 bits", len(words))
	}
	for i, w := range words {
		if len(w) < 3 || len(w) > 7 {
			t.Errorf("%q has %d letters", w, len(w))
		}
		for _, r := range w {
			if r < 'a' || r > 'z' {
				t.Errorf("%q is not plain", w)
			}
		}
		if i > 0 && words[i-1] >= w {
			t.Errorf("%q does not come after %q", w, words[i-1])
		}
	}
	if !slices.Contains(words, "walnut") {
		t.Error("the walnut is missing")
	}
}
