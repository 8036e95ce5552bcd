package auditlog_test

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"gatehouse/core/auditlog"
)

// seed adds the labelled lines of a format to a fuzz target.
func seed(f *testing.F, formats ...auditlog.Format) {
	for _, format := range formats {
		for _, l := range readLabels(f, format) {
			f.Add([]byte(l.Line))
		}
	}
}

// checkEvent demands what must hold of every event, whatever the line was.
func checkEvent(t *testing.T, line []byte, e *auditlog.Event) {
	t.Helper()
	if !e.Has.Has(auditlog.FieldTime) {
		t.Errorf("no time: %q", line)
	}
	if e.Time < 0 || e.Nanos < 0 || e.Nanos > 999_999 {
		t.Errorf("time is %d ms and %d ns: %q", e.Time, e.Nanos, line)
	}
	if e.Has.Has(auditlog.FieldStatus) && (e.Status < 1 || e.Status > 999) {
		t.Errorf("status %d: %q", e.Status, line)
	}
	for _, n := range []int64{e.BytesIn, e.BytesOut, e.BytesSent} {
		if n < -1 {
			t.Errorf("a size of %d: %q", n, line)
		}
	}
	for _, text := range [][]byte{e.Source, e.User, e.Method, e.Target, e.Proto, e.Host, e.Referer, e.UserAgent, e.TLS, e.Principal, e.Key} {
		if string(text) == "-" || (text != nil && len(text) == 0) {
			t.Errorf("a field that is absent was stored: %q", line)
		}
	}
	out := auditlog.AppendECS(nil, e, 1<<40)
	if !json.Valid(out) || !utf8.Valid(out) || bytes.ContainsAny(out, "\r\n\x1b\x00\x7f") {
		t.Errorf("bad JSON %q of %q", out, line)
	}
}

func FuzzParseCommonLog(f *testing.F) {
	seed(f, auditlog.NginxCombined, auditlog.ApacheCombined, auditlog.ApacheCommon)
	p, _ := auditlog.NewParser(auditlog.NginxCombined)
	f.Fuzz(func(t *testing.T, line []byte) {
		var e auditlog.Event
		if err := p.Parse(line, &e); err != nil {
			return
		}
		checkEvent(t, line, &e)
		for _, text := range [][]byte{e.Source, e.User, e.Target, e.UserAgent, e.Referer, e.Host} {
			if !bytes.Contains(line, text) {
				t.Errorf("%q is not in %q", text, line)
			}
		}
	})
}

func FuzzParseNginxJSON(f *testing.F) {
	seed(f, auditlog.NginxJSON)
	p, _ := auditlog.NewParser(auditlog.NginxJSON)
	f.Fuzz(func(t *testing.T, line []byte) {
		var e auditlog.Event
		if err := p.Parse(line, &e); err == nil {
			checkEvent(t, line, &e)
		}
	})
}

func FuzzDetect(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.labels.jsonl")
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[:min(len(b), 2000)])
	}
	seed(f, auditlog.ApacheCommon)
	f.Fuzz(func(t *testing.T, head []byte) {
		got, err := auditlog.Detect(head)
		if err != nil {
			return
		}
		if got.Matched < 1 || got.Matched > got.Sampled || got.Confidence <= 0 || got.Confidence > 1 {
			t.Errorf("%+v of %q", got, head)
		}
		p, err := auditlog.NewParser(got.Format)
		if err != nil {
			t.Fatal(err)
		}
		matched := 0
		for rest := head; len(rest) > 0; {
			var line []byte
			var e auditlog.Event
			if line, rest = auditlog.CutLine(rest); p.Parse(line, &e) == nil {
				matched++
			}
		}
		if matched < got.Matched {
			t.Errorf("detected %d lines, the parser reads %d: %q", got.Matched, matched, head)
		}
	})
}

func FuzzParseAddrAgreesWithNetip(f *testing.F) {
	for _, s := range []string{"1.2.3.4", "1.2.3.4:80", "[::1]:80", "::", "::ffff:1.2.3.4", "1::2::3", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:1.2.3.4", "01.2.3.4", "fe80::1%eth0", ":::", "1:", "::1:"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := netip.ParseAddr(s)
		if err != nil {
			if ap, err2 := netip.ParseAddrPort(s); err2 == nil {
				want, err = ap.Addr(), nil
			}
		}
		got, ok := auditlog.ParseAddr([]byte(s))
		if err == nil && want.Zone() == "" {
			if !ok || got != want.Unmap() {
				t.Errorf("%q: got %v %v, want %v", s, got, ok, want)
			}
			return
		}
		if ok && !strings.ContainsAny(s, "[:") {
			t.Errorf("%q is %v here and nothing to netip", s, got)
		}
	})
}

func FuzzUnescapeAndQuote(f *testing.F) {
	for _, s := range []string{`a\x22b`, `\\`, `\"`, `\`, `\x2`, "\xff\u202e", "\x1b[31m", `\q`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if got := auditlog.Unescape(nil, text); len(got) > len(text) {
			t.Errorf("%q became longer: %q", text, got)
		}
		var back string
		quoted := auditlog.AppendQuoted(nil, text)
		if err := json.Unmarshal(quoted, &back); err != nil {
			t.Fatalf("%q: %v", quoted, err)
		}
		if want := strings.ToValidUTF8(string(text), "\uFFFD"); utf8.Valid(text) && back != want {
			t.Errorf("got %q, want %q", back, want)
		}
	})
}

func FuzzScannerCutsLinesLikeASplit(f *testing.F) {
	f.Add([]byte("a\r\n\nbb\rc\n\r\nlast"), uint8(3))
	f.Fuzz(func(t *testing.T, text []byte, limit uint8) {
		s := auditlog.NewScanner(bytes.NewReader(text), int(limit))
		rest, number, offset := text, uint64(0), int64(0)
		for s.Next() {
			var want []byte
			before := len(rest)
			want, rest = auditlog.CutLine(rest)
			got := s.Line()
			number++
			if got.Number != number || got.Offset != offset || got.TooLong != (len(want) > int(limit)) {
				t.Fatalf("line %+v, want number %d at %d: %q", got, number, offset, want)
			}
			if !got.TooLong && !bytes.Equal(got.Text, want) || got.TooLong && got.Sum != auditlog.LineSum(want) {
				t.Fatalf("line %d is %q, want %q", number, got.Text, want)
			}
			offset += int64(before - len(rest))
		}
		if len(rest) != 0 || s.Err() != nil {
			t.Fatalf("%q left, error %v", rest, s.Err())
		}
	})
}
