package logdb

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"gatehouse/core/auditlog"
	"gatehouse/core/review"
	"gatehouse/core/review/intake"
)

// events returns n events of a random but repeatable kind.
func events(n int, seed uint64, fill func(r *rand.Rand, i int, ev *auditlog.Event)) ([]auditlog.Event, []review.Position) {
	r := rand.New(rand.NewPCG(seed, 1))
	evs := make([]auditlog.Event, n)
	at := make([]review.Position, n)
	offset := int64(0)
	for i := range evs {
		evs[i] = auditlog.Event{
			Has: auditlog.FieldTime | auditlog.FieldStatus, Carried: 0xFF, Time: 1_700_000_000_000 + int64(i)*7, Status: 200,
			BytesIn: -1, BytesOut: -1, BytesSent: -1,
		}
		fill(r, i, &evs[i])
		at[i] = review.Position{Line: uint64(i + 1), Offset: offset}
		offset += 100 + int64(r.IntN(100))
	}
	return evs, at
}

var kinds = map[string]func(r *rand.Rand, i int, ev *auditlog.Event){
	"combined": func(r *rand.Rand, i int, ev *auditlog.Event) {
		ev.Source = fmt.Appendf(nil, "10.0.%d.%d", r.IntN(20), r.IntN(250))
		ev.Method = []byte([]string{"GET", "POST", "DELETE"}[r.IntN(3)])
		ev.Target = fmt.Appendf(nil, "/orders/%d?page=%d", r.IntN(100000), r.IntN(9))
		ev.Proto = []byte("HTTP/1.1")
		ev.Status = int16([]int{200, 404, 500}[r.IntN(3)])
		ev.BytesOut = int64(r.IntN(1 << 20))
		if r.IntN(3) == 0 {
			ev.Referer = []byte("https://example.org/")
		}
		ev.UserAgent = fmt.Appendf(nil, "agent/%d", r.IntN(300))
	},
	"every field": func(r *rand.Rand, i int, ev *auditlog.Event) {
		for n, field := range intake.Texts(ev) {
			if r.IntN(4) > 0 {
				*field = fmt.Appendf(nil, "f%d-%d", n, r.IntN(1+n*1000))
			}
		}
		ev.Nanos, ev.UpstreamStatus = int32(r.IntN(999_999)), int16(r.IntN(600))
		ev.BytesIn, ev.BytesOut, ev.BytesSent, ev.Duration = r.Int64(), r.Int64(), r.Int64(), r.Int64()
		ev.Has, ev.Carried = auditlog.Field(r.IntN(1<<24)), auditlog.Field(r.IntN(1<<24))
		ev.Time -= int64(r.IntN(60_000))
	},
	"only what must be": func(*rand.Rand, int, *auditlog.Event) {},
	"hostile bytes": func(r *rand.Rand, i int, ev *auditlog.Event) {
		b := make([]byte, r.IntN(200))
		for j := range b {
			b[j] = byte(r.Uint32())
		}
		ev.Target = b
		ev.Status = int16(r.Int())
	},
}

func TestColumnsComeBackAsTheyWere(t *testing.T) {
	for name, fill := range kinds {
		for _, n := range []int{1, 7, 1000, 20_000} {
			t.Run(fmt.Sprintf("%s, %d rows", name, n), func(t *testing.T) {
				evs, at := events(n, uint64(n), fill)
				var batches []*intake.Batch
				for i := 0; i < n; i += 3000 {
					b := &intake.Batch{}
					for j := i; j < min(n, i+3000); j++ {
						b.Add(&evs[j], at[j])
					}
					batches = append(batches, b)
				}
				w, err := newColumnWriter()
				if err != nil {
					t.Fatal(err)
				}
				for range 2 { // the second time with used buffers
					file, err := w.encode(batches)
					if err != nil {
						t.Fatal(err)
					}
					s, err := decode(file, nil)
					if err != nil {
						t.Fatal(err)
					}
					compare(t, s, evs, at)
				}
			})
		}
	}
}

func compare(t *testing.T, s *segment, evs []auditlog.Event, at []review.Position) {
	t.Helper()
	if s.rows != len(evs) {
		t.Fatalf("got %d rows, want %d", s.rows, len(evs))
	}
	var got auditlog.Event
	for i := range evs {
		pos := s.event(i, &got)
		want := evs[i]
		for _, field := range intake.Texts(&want) {
			if len(*field) == 0 {
				*field = nil
			}
		}
		if !reflect.DeepEqual(got, want) || pos != at[i] {
			t.Fatalf("row %d: got %+v at %v, want %+v at %v", i, got, pos, want, at[i])
		}
	}
}

func BenchmarkEncodeCombined(b *testing.B) {
	evs, at := events(65_536, 1, kinds["combined"])
	batch := &intake.Batch{}
	for i := range evs {
		batch.Add(&evs[i], at[i])
	}
	w, err := newColumnWriter()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	size := 0
	for b.Loop() {
		file, err := w.encode([]*intake.Batch{batch})
		if err != nil {
			b.Fatal(err)
		}
		size = len(file)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/65_536, "ns/row")
	b.ReportMetric(float64(size)/65_536, "bytes/row")
}
