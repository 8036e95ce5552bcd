package auditlog_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/zstd"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
)

const oneLine = `192.0.2.1 - - [04/Mar/2026:07:25:02 +0000] "GET / HTTP/1.1" 200 12 "-" "curl/8.9.1"` + "\n"

func gzipped(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstded(t testing.TB, text string, opts ...zstd.EOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, opts...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOpenReadsWhatTheFirstBytesTell(t *testing.T) {
	text := strings.Repeat(oneLine, 5000)
	half := len(text) / 2
	for name, x := range map[string]struct {
		data        []byte
		compression string
	}{
		"plain text":         {[]byte(text), ""},
		"gzip":               {gzipped(t, text), "gzip"},
		"two gzip members":   {append(gzipped(t, text[:half]), gzipped(t, text[half:])...), "gzip"},
		"zstd":               {zstded(t, text), "zstd"},
		"two zstd frames":    {append(zstded(t, text[:half]), zstded(t, text[half:])...), "zstd"},
		"a short plain text": {[]byte("x"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			in, err := auditlog.Open(iotest.OneByteReader(bytes.NewReader(x.data)))
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			head, err := in.Head()
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(in)
			if err != nil {
				t.Fatal(err)
			}
			want := text
			if len(x.data) == 1 {
				want = "x"
			}
			if string(got) != want || in.Compression != x.compression || !bytes.HasPrefix(got, head) {
				t.Errorf("%d bytes of %q, want %d of %q", len(got), in.Compression, len(want), x.compression)
			}
		})
	}
}

func TestOpenSaysWhatIsWrongWithAFile(t *testing.T) {
	text := strings.Repeat(oneLine, 5000)
	gz, zs := gzipped(t, text), zstded(t, text)
	flipped := bytes.Clone(gz)
	flipped[len(flipped)-6] ^= 1 // in the checksum
	bent := bytes.Clone(zs)
	bent[len(bent)/2] ^= 0xFF
	for name, x := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":                 {nil, "the file is empty"},
		"gzip of nothing":         {gzipped(t, ""), "the file is empty"},
		"a gzip that was cut off": {gz[:len(gz)/2], "ends in the middle"},
		"a gzip header only":      {gz[:8], "ends in the middle"},
		"a zstd that was cut off": {zs[:len(zs)/2], "ends in the middle"},
		"a wrong gzip checksum":   {flipped, "checksum"},
		"a bent zstd":             {bent, "damaged"},
		"text after gzip":         {append(bytes.Clone(gz), oneLine...), "something else follows"},
		"a window over 64 MiB":    {[]byte{0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x90, 0x01, 0x00, 0x00}, "a window over 64 MiB"},
		"bzip2":                   {[]byte("BZh91AY&SY"), "bzip2"},
		"xz":                      {[]byte("\xFD7zXZ\x00abc"), "xz"},
		"zip":                     {[]byte("PK\x03\x04abc"), "zip"},
		"UTF-16":                  {[]byte("\xFF\xFEa\x00"), "UTF-16"},
	} {
		t.Run(name, func(t *testing.T) {
			in, err := auditlog.Open(bytes.NewReader(x.data))
			if err == nil {
				_, err = in.Head()
			}
			if err == nil {
				_, err = io.Copy(io.Discard, in)
			}
			if err == nil || !strings.Contains(err.Error(), x.want) || !fault.Is(err, fault.Invalid) {
				t.Errorf("got %v (%v), want %q", err, fault.KindOf(err), x.want)
			}
		})
	}
}

func TestAnErrorOfTheDiskIsNotTakenForDamage(t *testing.T) {
	broken := errors.New("input/output error")
	gz := gzipped(t, strings.Repeat(oneLine, 50000))
	in, err := auditlog.Open(io.MultiReader(bytes.NewReader(gz[:len(gz)-20]), iotest.ErrReader(broken)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = io.Copy(io.Discard, in); !errors.Is(err, broken) || fault.KindOf(err) != 0 {
		t.Errorf("got %v of kind %v", err, fault.KindOf(err))
	}
}

func TestALineLongerThanAllMemoryIsOneRejectedLine(t *testing.T) {
	const size = 64 << 20
	long := io.LimitReader(endless{}, size)
	s := auditlog.NewScanner(io.MultiReader(strings.NewReader(oneLine), long, strings.NewReader("\r\n"+oneLine)), auditlog.MaxTextLine)
	var lines []auditlog.Line
	for s.Next() {
		l := *s.Line()
		if len(l.Text) > auditlog.MaxTextLine {
			t.Errorf("%d bytes kept", len(l.Text))
		}
		lines = append(lines, l)
	}
	if s.Err() != nil || len(lines) != 3 || !lines[1].TooLong || lines[0].TooLong || lines[2].TooLong {
		t.Fatalf("%d lines, error %v", len(lines), s.Err())
	}
	if want := int64(len(oneLine)) + size + 2; lines[2].Offset != want || lines[2].Number != 3 {
		t.Errorf("the line after it is %d at %d, want 3 at %d", lines[2].Number, lines[2].Offset, want)
	}
	if want := auditlog.LineSum(bytes.Repeat([]byte{'x'}, size)); lines[1].Sum != want {
		t.Error("its hash is not the hash of the line without CR LF")
	}
}

// endless is a reader of the letter x.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}
