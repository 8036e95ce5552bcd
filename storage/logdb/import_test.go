package logdb_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/core/review"
	"gatehouse/core/review/intake"
	"gatehouse/core/vault"
)

// line returns one combined line at a second of a fixed day.
func line(second int, target string) string {
	return fmt.Sprintf("10.0.0.1 - - [03/Nov/2026:%02d:%02d:%02d +0000] \"GET %s HTTP/1.1\" 200 512 \"-\" \"curl/8\"\n",
		second/3600, second/60%60, second%60, target)
}

// lines returns n lines from a second on.
func lines(from, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(line(from+i, fmt.Sprintf("/orders/%d", from+i)))
	}
	return b.String()
}

// stored is one event as Scan gives it.
type stored struct {
	target string
	at     review.Position
}

func (b *bench) scan(id string) (all []stored) {
	b.t.Helper()
	err := b.store.Scan(context.Background(), id, func(ev *auditlog.Event, at review.Position) error {
		all = append(all, stored{string(ev.Target), at})
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return all
}

func (b *bench) rejects(id string) (all []intake.Reject) {
	b.t.Helper()
	err := b.imports.Rejects(context.Background(), id, 1<<20, func(r intake.Reject) error {
		all = append(all, r)
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return all
}

// healthy fails when Check finds something.
func (b *bench) healthy() {
	b.t.Helper()
	wrong, err := b.store.Check(context.Background())
	if err != nil || len(wrong) > 0 {
		b.t.Errorf("the check found %q (%v)", wrong, err)
	}
}

func TestAnImportedEventLeadsToItsLine(t *testing.T) {
	b := newBench(t)
	content := b.log(70_000, 3) // more than a segment
	sum := b.mustAdd(b.file("access.log", content))
	if sum.Events != 70_000 || sum.Lines != 70_000 || sum.Rejected != 0 || sum.Bytes != int64(len(content)) || sum.Format != auditlog.NginxCombined {
		t.Errorf("got %+v", sum)
	}
	all := b.scan(sum.ID)
	if len(all) != 70_000 {
		t.Fatalf("got %d events", len(all))
	}
	for i, s := range all {
		if s.at.Line != uint64(i+1) || s.at.File != 0 {
			t.Fatalf("event %d is of line %d of file %d", i, s.at.Line, s.at.File)
		}
		text, _, _ := bytes.Cut(content[s.at.Offset:], []byte("\n"))
		if !bytes.Contains(text, []byte(" "+s.target+" HTTP/1.1")) {
			t.Fatalf("event %d: the line at offset %d is %q, not one of %s", i, s.at.Offset, text, s.target)
		}
	}
	rec, err := b.imports.Find(sum.ID[:8])
	if err != nil || rec.Segments < 2 || rec.First == 0 || rec.Last <= rec.First {
		t.Errorf("got %+v, %v", rec, err)
	}
	if r, ok := b.v.Get(vault.KindReview, sum.Review); !ok || r.ID != rec.Review {
		t.Error("there is no review beside the import")
	}
	b.healthy()
}

func TestFilesAreReadInTheOrderOfTheirFirstEvents(t *testing.T) {
	b := newBench(t)
	late, early := b.file("access.log", []byte(lines(100, 3))), b.file("access.log.1", []byte(lines(0, 3)))
	sum := b.mustAdd(late, early)
	var got []string
	for _, s := range b.scan(sum.ID) {
		got = append(got, fmt.Sprintf("%d:%d %s", s.at.File, s.at.Line, s.target))
	}
	want := "[0:1 /orders/0 0:2 /orders/1 0:3 /orders/2 1:1 /orders/100 1:2 /orders/101 1:3 /orders/102]"
	if fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if sum.Files[0].Name != "access.log.1" || sum.Files[1].Name != "access.log" {
		t.Errorf("got files %v", sum.Files)
	}
}

func TestRejectedLinesAreKept(t *testing.T) {
	b := newBench(t)
	long := strings.Repeat("x", 300<<10)
	content := line(0, "/a") + "no log line\r\n" + long + "\n" + line(1, "/b") + "\n" + line(2, "/c") + "cut o"
	sum := b.mustAdd(b.file("access.log", []byte(content)))
	if sum.Events != 3 || sum.Rejected != 4 || sum.Lines != 7 {
		t.Errorf("got %+v", sum)
	}
	want := []struct {
		line   uint64
		text   string
		reason auditlog.Reject
	}{
		{2, "no log line", auditlog.RejectShape}, {3, long, auditlog.RejectTooLong}, {5, "", auditlog.RejectEmpty}, {7, "cut o", auditlog.RejectShape},
	}
	got := b.rejects(sum.ID)
	if len(got) != len(want) {
		t.Fatalf("got %d rejected lines", len(got))
	}
	for i, r := range got {
		w := want[i]
		if r.At.Line != w.line || r.Reason != w.reason || r.Sum != sha256.Sum256([]byte(w.text)) ||
			!strings.HasPrefix(w.text, string(r.Text)) || !strings.HasPrefix(content[r.At.Offset:], string(r.Text)) {
			t.Errorf("got line %d at %d (%s), want line %d (%s)", r.At.Line, r.At.Offset, r.Reason, w.line, w.reason)
		}
	}
	b.healthy()
}

func TestAFileThatGrewIsContinued(t *testing.T) {
	for name, first := range map[string]int{"smaller than a block": 20, "many blocks": 5000} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			begin, more := lines(0, first), lines(first, 50)
			path := b.file("access.log", []byte(begin))
			one := b.mustAdd(path)
			if _, err := b.add(path); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), one.ID) {
				t.Errorf("importing it again: got %v", err)
			}
			if _, err := b.add(b.file("renamed.log", []byte(begin))); !fault.Is(err, fault.Conflict) {
				t.Errorf("importing it under another name: got %v", err)
			}
			path = b.file("access.log.1", []byte(begin+more))
			two := b.mustAdd(path)
			if two.Events != 50 || two.Files[0].From != int64(len(begin)) {
				t.Errorf("got %+v", two)
			}
			if all := b.scan(two.ID); all[0].at.Line != uint64(first+1) || all[0].at.Offset != int64(len(begin)) {
				t.Errorf("the first event is at %+v", all[0].at)
			}
			three := b.mustAdd(b.file("third.log", []byte(begin+more+lines(first+50, 5))))
			if three.Events != 5 {
				t.Errorf("got %+v", three)
			}
			if sum := b.mustAdd(b.file("other.log", []byte(begin[:len(begin)/2]+line(0, "/different")+more))); sum.Files[0].From != 0 {
				t.Error("another file was taken for a continuation")
			}
		})
	}
}

func TestAContinuationBeginsInTheMiddleOfALine(t *testing.T) {
	b := newBench(t)
	whole := lines(0, 3)
	b.mustAdd(b.file("a.log", []byte(strings.TrimSuffix(whole, "\n"))))
	sum := b.mustAdd(b.file("b.log", []byte(whole+line(5, "/next"))))
	all := b.scan(sum.ID)
	if len(all) != 1 || all[0].at.Line != 4 || sum.Rejected > 1 {
		t.Errorf("got %+v, %+v", all, sum)
	}
}

func TestACompressedFileIsTheSameAsItsText(t *testing.T) {
	b := newBench(t)
	content := []byte(lines(0, 2000))
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(content)
	z.Close()
	one := b.mustAdd(b.file("access.log.1.gz", packed.Bytes()))
	if one.Events != 2000 {
		t.Errorf("got %+v", one)
	}
	if _, err := b.add(b.file("access.log.1", content)); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v, want a conflict", err)
	}
}

func TestWhatCannotBeImportedLeavesNothing(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte(strings.Repeat(lines(0, 3000), 3)))
	z.Close()
	good := lines(0, 10)
	cases := []struct {
		name  string
		files map[string]string
		kind  fault.Kind
		says  string
	}{
		{"an empty file", map[string]string{"a.log": ""}, fault.Invalid, "empty"},
		{"a binary file", map[string]string{"a.log": "\x7fELF\x00\x01\x02" + strings.Repeat("\x00\xff\x13", 9000)}, fault.Invalid, "a.log"},
		{"a single line of 10 MB", map[string]string{"a.log": strings.Repeat("x", 10<<20)}, fault.Invalid, "a.log"},
		{"an unknown format", map[string]string{"a.log": "# what\nis=this\n"}, fault.Invalid, "a.log"},
		{"a truncated gzip", map[string]string{"a.gz": packed.String()[:packed.Len()*2/3]}, fault.Invalid, "cut off"},
		{"one good and one bad file", map[string]string{"a.log": good, "b.log": "nothing\n"}, fault.Invalid, "b.log"},
		{"one file that is not there", map[string]string{"a.log": good, "gone.log": "-"}, fault.Invalid, "gone.log: there is no such file"},
		{"the same content twice", map[string]string{"a.log": good, "b.log": good}, fault.Conflict, "same"},
		{"two formats", map[string]string{
			"a.log": good,
			"b.log": `{"time_iso8601":"2026-11-03T10:00:00+00:00","remote_addr":"10.0.0.1","request_method":"GET","request_uri":"/","status":"200"}` + "\n",
		}, fault.Invalid, "one after the other"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			var paths []string
			for _, name := range []string{"a.log", "a.gz", "b.log", "gone.log"} {
				if content, ok := c.files[name]; ok {
					path := b.file(name, []byte(content))
					if content == "-" {
						os.Remove(path)
					}
					paths = append(paths, path)
				}
			}
			_, err := b.add(paths...)
			if fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
			b.empty()
		})
	}
}

func TestACancelledImportLeavesNothing(t *testing.T) {
	b := newBench(t)
	path := b.file("access.log", b.log(150_000, 5))
	ctx, cancel := context.WithCancel(context.Background())
	o := intake.Options{Sources: []intake.Source{{Path: path}}}
	_, err := b.imports.Add(ctx, b.v.Actor(), o, func(p job.Progress) {
		if p.Total == 0 || p.Done > p.Total {
			t.Errorf("got progress %+v", p)
		}
		if p.Done > p.Total*2/3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	b.empty()
	b.mustAdd(path)
}

func TestAStreamIsImportedOnce(t *testing.T) {
	b := newBench(t)
	content := lines(0, 500)
	add := func(text string) (intake.Summary, error) {
		o := intake.Options{Sources: []intake.Source{{Path: "stdin", Stream: strings.NewReader(text)}}}
		return b.imports.Add(context.Background(), b.v.Actor(), o, nil)
	}
	one, err := add(content)
	if err != nil || one.Events != 500 || one.Files[0].Name != "stdin" {
		t.Fatalf("got %+v, %v", one, err)
	}
	if _, err := add(content); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), one.ID) {
		t.Errorf("got %v, want a conflict", err)
	}
	if n := len(b.imports.List()); n != 1 {
		t.Errorf("there are %d imports", n)
	}
	b.healthy()
}

func TestARemovedImportIsGone(t *testing.T) {
	b := newBench(t)
	path := b.file("access.log", b.log(3000, 9))
	sum := b.mustAdd(path)
	if err := b.imports.Remove(context.Background(), b.v.Actor(), sum.ID); err != nil {
		t.Fatal(err)
	}
	b.empty()
	if _, ok := b.v.Get(vault.KindReview, sum.Review); ok {
		t.Error("the review is still there")
	}
	if _, err := b.imports.Find(sum.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
	if again := b.mustAdd(path); again.Events != 3000 {
		t.Errorf("importing it again: got %+v", again)
	}
}

func TestACancelledComparisonEnds(t *testing.T) {
	b := newBench(t)
	content := b.log(50_000, 8)
	b.mustAdd(b.file("access.log", content))
	grown := b.file("grown.log", append(slices.Clone(content), lines(0, 10)...))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	o := intake.Options{Sources: []intake.Source{{Path: grown}}}
	if _, err := b.imports.Add(ctx, b.v.Actor(), o, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if n := len(b.imports.List()); n != 1 {
		t.Errorf("there are %d imports", n)
	}
	if sum := b.mustAdd(grown); sum.Events != 10 {
		t.Errorf("got %+v", sum)
	}
}

func TestWhoMayNotImportIsToldBeforeTheWork(t *testing.T) {
	b := newBench(t)
	actor := b.v.Actor()
	actor.Roles = []string{"approver"}
	o := intake.Options{Sources: []intake.Source{{Path: b.file("access.log", []byte(lines(0, 5)))}}}
	_, err := b.imports.Add(context.Background(), actor, o, func(job.Progress) { t.Error("it began") })
	if !fault.Is(err, fault.Denied) {
		t.Errorf("got %v", err)
	}
	b.empty()
}
