package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"gatehouse/core/auditlog"
	"gatehouse/core/job"
	"gatehouse/core/review"
)

// memory is a staging that keeps copies, and fails where it is told to.
type memory struct {
	mu        sync.Mutex
	rows      []string
	rejects   []string
	marks     []Mark
	failPut   int // number of the cut whose storing fails, from 1
	failCode  int // number of the cut whose encoding fails
	panicCode bool
}

func (m *memory) Encoder() Encoder { return &memoryEncoder{m} }

type memoryEncoder struct{ m *memory }

var errTest = errors.New("told to fail")

func (e *memoryEncoder) Encode(c *Cut) (Sealed, error) {
	if e.m.failCode > 0 && c.Segment+1 >= e.m.failCode {
		if e.m.panicCode {
			panic("told to panic")
		}
		return nil, errTest
	}
	var rows, rejects []string
	for _, b := range c.Batches {
		begin := uint32(0)
		for i, end := range b.Text[4].Ends {
			rows = append(rows, fmt.Sprintf("%d:%d@%d %s", b.File[i], b.Line[i], b.Offset[i], b.Text[4].Bytes[begin:end]))
			begin = end
		}
	}
	for _, r := range c.Rejects {
		rejects = append(rejects, fmt.Sprintf("%d:%d@%d", r.At.File, r.At.Line, r.At.Offset))
	}
	return [2][]string{rows, rejects}, nil
}

func (m *memory) Put(_ context.Context, s Sealed, done Mark) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.marks)+1 == m.failPut {
		return errTest
	}
	parts := s.([2][]string)
	m.rows, m.rejects, m.marks = append(m.rows, parts[0]...), append(m.rejects, parts[1]...), append(m.marks, done)
	return nil
}

func (m *memory) PutReview(context.Context, string, review.Rows) ([]byte, error) {
	return nil, nil
}

func (m *memory) Finish(context.Context) (Totals, error) { return Totals{}, nil }

// source returns an opened stream of n lines, every hundredth of them no line of a log.
func source(t *testing.T, name string, n int) (*opened, string) {
	t.Helper()
	var b strings.Builder
	for i := range n {
		if i%100 == 99 {
			fmt.Fprintf(&b, "nothing %d\n", i)
			continue
		}
		fmt.Fprintf(&b, "10.0.0.1 - - [03/Nov/2026:10:00:%02d +0000] \"GET /%s/%d HTTP/1.1\" 200 5 \"-\" \"-\"\n", i*60/n, name, i)
	}
	s := Source{Path: name, Stream: strings.NewReader(b.String())}
	in, err := s.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return &opened{Source: s, in: in, found: auditlog.Detection{Format: auditlog.NginxCombined}, file: File{Name: name}}, b.String()
}

func start(t *testing.T, ctx context.Context, m *memory, done Mark, report job.Report, sources ...*opened) (*pipeline, error) {
	t.Helper()
	e, err := review.NewEngine(review.Config{Format: auditlog.NginxCombined, Files: []string{"a", "b"}})
	if err != nil {
		t.Fatal(err)
	}
	p := newPipeline(ctx, sources, e, m, done, report)
	_, err = p.run()
	return p, err
}

func TestThePipelineKeepsTheOrder(t *testing.T) {
	a, textA := source(t, "a", 90_000)
	b, _ := source(t, "b", 300)
	m := &memory{}
	p, err := start(t, context.Background(), m, Mark{}, nil, a, b)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.rows) != 90_300*99/100 || len(m.rejects) != 903 || p.totals.lines != 90_300 || p.totals.events != uint64(len(m.rows)) || p.totals.rejected != 903 {
		t.Fatalf("got %d rows, %d rejected, %+v", len(m.rows), len(m.rejects), p.totals)
	}
	next := 0
	for i := range 90_300 {
		if i%100 == 99 {
			continue
		}
		file, n, name := 0, i, "a"
		if i >= 90_000 {
			file, n, name = 1, i-90_000, "b"
		}
		if got := m.rows[next]; !strings.HasPrefix(got, fmt.Sprintf("%d:%d@", file, n+1)) || !strings.HasSuffix(got, fmt.Sprintf("/%s/%d", name, n)) {
			t.Fatalf("row %d is %s", next, got)
		}
		next++
	}
	last := m.marks[len(m.marks)-1]
	if len(m.marks) < 2 || last.Segments != len(m.marks) || last.File != 1 {
		t.Errorf("got marks %+v", m.marks)
	}
	if f := p.files[0]; f.Size != int64(len(textA)) || f.Lines != 90_000 || !f.Ended {
		t.Errorf("got file %+v", f)
	}
}

func TestAResumedImportStoresTheRest(t *testing.T) {
	whole := &memory{}
	a, _ := source(t, "a", 140_000)
	if _, err := start(t, context.Background(), whole, Mark{}, nil, a); err != nil {
		t.Fatal(err)
	}
	for at, mark := range whole.marks[:len(whole.marks)-1] {
		a, _ := source(t, "a", 140_000)
		rest := &memory{}
		p, err := start(t, context.Background(), rest, mark, nil, a)
		if err != nil {
			t.Fatal(err)
		}
		n := len(whole.rows) - len(rest.rows)
		if n <= 0 || fmt.Sprint(whole.rows[n:]) != fmt.Sprint(rest.rows) || p.totals.events != uint64(len(whole.rows)) {
			t.Errorf("resumed at mark %d: %d rows, %d events", at, len(rest.rows), p.totals.events)
		}
		if fmt.Sprint(rest.marks) != fmt.Sprint(whole.marks[at+1:]) {
			t.Errorf("resumed at mark %d: got marks %v, want %v", at, rest.marks, whole.marks[at+1:])
		}
	}
}

func TestAnErrorAnywhereEndsTheImport(t *testing.T) {
	broken := func() *opened {
		o, text := source(t, "a", 50_000)
		o.Stream = nil
		in, err := Source{Path: "a", Stream: &failing{bytes.NewReader([]byte(text))}}.open(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		o.in = in
		return o
	}
	whole := func() *opened { o, _ := source(t, "a", 140_000); return o }
	cases := map[string]struct {
		m    *memory
		o    *opened
		want string
	}{
		"storing fails at once":    {&memory{failPut: 1}, whole(), "told to fail"},
		"storing fails later":      {&memory{failPut: 2}, whole(), "told to fail"},
		"encoding fails":           {&memory{failCode: 2}, whole(), "told to fail"},
		"a part of ours panics":    {&memory{failCode: 1, panicCode: true}, whole(), "internal error: told to panic"},
		"reading the file fails":   {&memory{}, broken(), "importing a: the disk is gone"},
		"nothing fails after this": {&memory{}, whole(), ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := start(t, context.Background(), c.m, Mark{}, nil, c.o)
			if got := fmt.Sprint(err); (c.want == "") != (err == nil) || !strings.Contains(got, c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// failing gives its text and then an error in place of the end.
type failing struct{ r *bytes.Reader }

func (f *failing) Read(p []byte) (int, error) {
	if f.r.Len() == 0 {
		return 0, errors.New("the disk is gone")
	}
	return f.r.Read(p)
}

func TestACancelledPipelineEnds(t *testing.T) {
	for after := range 8 {
		a, _ := source(t, "a", 60_000)
		ctx, cancel := context.WithCancel(context.Background())
		n := 0
		_, err := start(t, ctx, &memory{}, Mark{}, func(job.Progress) {
			if n++; n > after*2 {
				cancel()
			}
		}, a)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled after %d chunks: got %v", after*2, err)
		}
		cancel()
	}
}

func TestWaitingForAPipeCanBeEnded(t *testing.T) {
	silent, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		fmt.Fprint(w, strings.Repeat("10.0.0.1 - - [03/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"\n", 9000))
		cancel() // and nothing follows, nor an end
	}()
	in, err := Source{Path: "stdin", Stream: silent}.open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	o := &opened{Source: Source{Path: "stdin", Stream: silent}, in: in, found: auditlog.Detection{Format: auditlog.NginxCombined}, file: File{Name: "stdin"}}
	if _, err := start(t, ctx, &memory{}, Mark{}, nil, o); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
