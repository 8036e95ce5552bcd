package review_test

import (
	"slices"
	"testing"
	"time"

	"gatehouse/core/review"
	"gatehouse/core/vault"
)

func TestUsesOfTheVaultsKeysAreCounted(t *testing.T) {
	e := mustEngine(t, review.Config{Policies: review.NewTimeline(nil, compile(t, world()))})
	w, seq := e.Worker(), e.Sequencer()
	var chunk review.Chunk
	const order = "/shop/orders/7"
	for i, l := range []logged{
		{method: "GET", target: order, key: "goodgood", status: 200, after: time.Hour},
		{method: "GET", target: order, key: "goodgood", status: 200},
		{method: "GET", target: order, key: "deaddead", status: 401},
		{method: "GET", target: order, key: "deaddead", status: 200, after: time.Minute},
		{method: "GET", target: order, key: "whatever", status: 200},
		{method: "GET", target: order, status: 200},
		{method: "GET", target: "/shop/nothing", key: "goodgood", status: 404, after: 2 * time.Hour},
	} {
		ev := l.event()
		w.Enrich(&ev, nil, review.Position{Line: uint64(i + 1)}, &chunk)
	}
	seq.Add(chunk.Rows)
	at := func(d time.Duration) vault.Millis { return vault.MillisOf(noon.Add(d)) }
	want := []review.Usage{
		{Public: "deaddead", Count: 1, First: at(time.Minute), Last: at(time.Minute)},
		{Public: "goodgood", Count: 3, First: at(0), Last: at(2 * time.Hour)},
	}
	r := seq.Finish()
	if !slices.Equal(r.Usages, want) {
		t.Fatalf("got %+v, want %+v", r.Usages, want)
	}
	rows, err := r.Rows()
	if err != nil || len(rows.Usages) != 1 {
		t.Fatalf("%d rows, %v", len(rows.Usages), err)
	}
	if back, err := review.DecodeUsages(rows.Usages[0]); err != nil || !slices.Equal(back, want) {
		t.Errorf("got back %+v, %v", back, err)
	}
	uses := review.Usages{"goodgood": want[1], "deaddead": want[0]}
	if got := uses.Of("goodgood", "nothing", "deaddead"); got.Count != 4 || got.First != at(0) || got.Last != at(2*time.Hour) {
		t.Errorf("both tokens: %+v", got)
	}
	if got := uses.Of("nothing"); got.Count != 0 {
		t.Errorf("a token without uses: %+v", got)
	}
}

func FuzzDecodeUsages(f *testing.F) {
	f.Add([]byte("\x08AbCd1234\x01\x02\x03"))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Add([]byte("\x00\x01"))
	f.Fuzz(func(t *testing.T, row []byte) {
		all, err := review.DecodeUsages(row)
		if err == nil && len(all) > len(row) {
			t.Errorf("%d uses of %d bytes", len(all), len(row))
		}
	})
}
