package bundle_test

import (
	"strings"
	"testing"
)

func TestCheckNamesEveryArchivedBundleThatIsNotAsExported(t *testing.T) {
	h := newHouse(t)
	first, second, third := h.export(t, "a.tar.gz", ""), h.export(t, "b.tar.gz", ""), h.export(t, "c.tar.gz", "edge")
	if wrong, err := h.Check(t.Context()); err != nil || len(wrong) > 0 {
		t.Fatalf("as exported: %q, %v", wrong, err)
	}
	sealed := h.shelf.rows[first.ID]
	sealed[len(sealed)/2] ^= 1
	h.shelf.rows[second.ID] = h.shelf.rows[third.ID]
	delete(h.shelf.rows, third.ID)
	wrong, err := h.Check(t.Context())
	if err != nil || len(wrong) != 3 {
		t.Fatalf("got %q, %v; want three sentences", wrong, err)
	}
	for i, want := range []string{`serial 1 for "default" was changed`, `serial 2 for "default" was changed`, `serial 1 for "edge" is missing`} {
		if !strings.Contains(wrong[i], want) {
			t.Errorf("sentence %d is %q, want %q in it", i, wrong[i], want)
		}
	}
}
