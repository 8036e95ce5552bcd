package review_test

import (
	"slices"
	"testing"

	"gatehouse/core/review"
)

func TestPositionsComeBackInOrderOfTheInput(t *testing.T) {
	var p review.Positions
	in := []review.Position{
		{File: 0, Line: 7, Offset: 700}, {File: 1, Line: 2, Offset: 20}, {File: 0, Line: 1, Offset: 0},
		{File: 0, Line: 1 << 40, Offset: 1 << 50}, {File: 4_000_000_000, Line: 1, Offset: 9},
	}
	for _, at := range in {
		p.Add(at)
	}
	text, err := p.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	var back review.Positions
	if err := back.UnmarshalText(text); err != nil {
		t.Fatal(err)
	}
	want := []review.Position{in[2], in[0], in[3], in[1], in[4]}
	if !slices.Equal(back.All(), want) || back.Len() != len(in) {
		t.Errorf("got %v, want %v", back.All(), want)
	}
	back.Add(review.Position{File: 4_000_000_000, Line: 2, Offset: 90})
	if all := back.All(); all[len(all)-1].Offset != 90 {
		t.Errorf("a position added after reading is %v", all[len(all)-1])
	}
}

func FuzzPositionsNeverPanic(f *testing.F) {
	f.Add([]byte("AgQG"))
	f.Add([]byte("////"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var p review.Positions
		if p.UnmarshalText(text) == nil && p.Len() != len(p.All()) {
			t.Errorf("%d positions are %d", p.Len(), len(p.All()))
		}
	})
}

func FuzzStoredRowsNeverPanic(f *testing.F) {
	f.Add([]byte(`{"id":"a","severity":"high","grade":"","positions":"AgQG"}`))
	f.Add([]byte{2, 1, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, row []byte) {
		_, _ = review.DecodeFinding(row)
		_, _ = review.DecodeAggregates(row)
	})
}
