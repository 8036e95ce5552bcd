package leak_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/core/leak"
)

func FuzzScan(f *testing.F) {
	d := newDesk(f)
	token := d.tokens["valid"]
	gz, zs := packedWith(f, token)
	f.Add([]byte("a "+token+" b"), uint16(3))
	f.Add([]byte(gz), uint16(0))
	f.Add([]byte(zs), uint16(9))
	f.Add([]byte(wide(token, true)), uint16(1))
	f.Add([]byte("gh_live_gh_live_\x00g\x00h\x00_\x00"), uint16(200))
	f.Fuzz(func(t *testing.T, junk []byte, at uint16) {
		s := d.scanner(leak.Options{Foreign: true})
		s.SetChunk(leak.Tail + 1 + int(at)%200)
		if _, err := s.Reader(context.Background(), "junk", bytes.NewReader(junk), nil); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatalf("reading from memory: %v", err)
		}
		i := int(at) % (len(junk) + 1) // a token in the middle of anything is found, but where the anything is packed
		text := append([]byte("#"), append(bytes.Clone(junk[:i]), append([]byte(token), junk[i:]...)...)...)
		r, err := s.Reader(context.Background(), "junk", bytes.NewReader(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		want := int64(bytes.Count(text, []byte(token)))
		if r.Live < want {
			t.Errorf("%d of %d found", r.Live, want)
		}
	})
}

func BenchmarkScan(b *testing.B) {
	d := newDesk(b)
	rnd := rand.New(rand.NewPCG(1, 2))
	var text []byte
	for len(text) < 32<<20 {
		text = fmt.Appendf(text, "192.0.2.%d - - [01/Dec/2026:00:00:00 +0000] \"GET /api/v1/orders/%x HTTP/1.1\" 200 %d \"-\" \"Mozilla/5.0 (X11; Linux x86_64) gh_%x\"\n", rnd.IntN(256), rnd.Uint64(), rnd.IntN(9999), rnd.Uint32())
	}
	text = append(text, d.tokens["valid"]...)
	for _, foreign := range []bool{false, true} {
		b.Run(fmt.Sprintf("foreign=%v", foreign), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			s := d.scanner(leak.Options{Foreign: foreign})
			for b.Loop() {
				if r, err := s.Reader(context.Background(), "log", bytes.NewReader(text), nil); err != nil || r.Total != 1 {
					b.Fatal(r, err)
				}
			}
		})
	}
}
