package intake

import (
	"bytes"
	"fmt"
	"testing"

	"gatehouse/core/auditlog"
	"gatehouse/core/review"
)

func TestABatchKeepsColumnsOfWhatIsThere(t *testing.T) {
	var b Batch
	for round := range 2 { // the second time with used memory
		b.Reset()
		for i := range 100 {
			ev := auditlog.Event{Time: int64(i), Status: 200, BytesIn: -1, BytesOut: 5, BytesSent: -1, Target: []byte("/")}
			if i >= 40 {
				ev.User = fmt.Appendf(nil, "u%d", i)
			}
			if i == 60 {
				ev.Duration, ev.UpstreamStatus = 7, 502
			}
			b.Add(&ev, review.Position{File: 3, Line: uint64(i + 1), Offset: int64(i * 10)})
		}
		user := &b.Text[2]
		if len(user.Ends) != 100 || user.Ends[39] != 0 || !bytes.HasPrefix(user.Bytes, []byte("u40u41")) {
			t.Fatalf("round %d: the column of users has %d ends", round, len(user.Ends))
		}
		if len(b.Text[0].Ends) != 0 || len(b.Text[4].Ends) != 100 {
			t.Errorf("round %d: got %d sources and %d targets", round, len(b.Text[0].Ends), len(b.Text[4].Ends))
		}
		if b.N != 100 || b.File[99] != 3 || b.Line[99] != 100 || b.Upstream[60] != 502 || b.Duration[60] != 7 || b.Duration[61] != 0 {
			t.Errorf("round %d: the numbers are not those of the events", round)
		}
	}
}

func BenchmarkBatchAdd(b *testing.B) {
	p, err := auditlog.NewParser(auditlog.NginxCombined)
	if err != nil {
		b.Fatal(err)
	}
	var ev auditlog.Event
	line := []byte(`203.0.113.7 - - [03/Nov/2026:10:00:00 +0000] "GET /api/v2/orders/1270/items?page=3 HTTP/1.1" 200 512 "https://shop.example/catalogue" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"`)
	if err := p.Parse(line, &ev); err != nil {
		b.Fatal(err)
	}
	var batch Batch
	for b.Loop() {
		if batch.N == 1300 {
			batch.Reset()
		}
		batch.Add(&ev, review.Position{Line: 1, Offset: 1})
	}
}
