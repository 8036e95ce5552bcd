package bundle

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/signing"
)

func TestVerifyAcceptsWhatSignWrote(t *testing.T) {
	packed, expect := sample(t)
	b, err := Verify(bytes.NewReader(packed), expect)
	if err != nil {
		t.Fatal(err)
	}
	if b.Meta != testMeta {
		t.Errorf("meta = %+v, want %+v", b.Meta, testMeta)
	}
	if b.SignedBy != testSigner(t, 1).Kid() || b.SHA256 != hexSum(packed) || b.Size != int64(len(packed)) {
		t.Errorf("signed by %s, sha256 %s, %d bytes", b.SignedBy, b.SHA256, b.Size)
	}
	if want := "gh-000012-" + b.Digest[:12]; b.Revision != want {
		t.Errorf("revision = %s, want %s", b.Revision, want)
	}
}

func TestSigningTwiceGivesTheSameFile(t *testing.T) {
	a, _ := sample(t)
	b, _ := sample(t)
	if !bytes.Equal(a, b) {
		t.Error("the same content and key gave different files")
	}
	if got := newForge(t).make(); !bytes.Equal(got, a) {
		t.Error("the tests' forge does not make the sample")
	}
}

func TestVerifyRefusesAttacks(t *testing.T) {
	_, expect := sample(t)
	for name, a := range attacks {
		t.Run(name, func(t *testing.T) {
			_, err := Verify(bytes.NewReader(a.make(t, newForge(t))), expect)
			if !fault.Is(err, fault.Refused) {
				t.Fatalf("error = %v, want a refusal", err)
			}
			if !strings.Contains(err.Error(), a.says) {
				t.Errorf("it says %q, want %q in it", err, a.says)
			}
		})
	}
}

func TestVerifyComparesWithWhatIsExpected(t *testing.T) {
	packed, good := sample(t)
	for name, c := range map[string]struct {
		change func(*Expect)
		says   string
	}{
		"another audience":     {func(e *Expect) { e.Audience = "other" }, "for the audience"},
		"any audience":         {func(e *Expect) { e.Audience = "" }, ""},
		"a higher serial":      {func(e *Expect) { e.MinSerial = 13 }, "this is an old one"},
		"one second before":    {func(e *Expect) { e.Now = testMeta.Expires.Add(-time.Second) }, ""},
		"the moment of expiry": {func(e *Expect) { e.Now = testMeta.Expires }, "expired"},
		"no clock":             {func(e *Expect) { e.Now = time.Time{} }, ""},
		"the key among others": {func(e *Expect) { e.Keys = append([]signing.Public{testSigner(t, 9).Public()}, e.Keys...) }, ""},
		"only another key":     {func(e *Expect) { e.Keys = []signing.Public{testSigner(t, 9).Public()} }, "not among the keys"},
	} {
		e := good
		c.change(&e)
		_, err := Verify(bytes.NewReader(packed), e)
		switch {
		case c.says == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.says != "" && (!fault.Is(err, fault.Refused) || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s: error = %v, want a refusal with %q", name, err, c.says)
		}
	}
	if _, err := Verify(bytes.NewReader(packed), Expect{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a key: %v", err)
	}
	broken := errors.New("broken cable")
	if _, err := Verify(iotest.ErrReader(broken), good); !errors.Is(err, broken) {
		t.Errorf("a reader's error became %v", err)
	}
}

func TestInspectReadsWithoutKeys(t *testing.T) {
	f := newForge(t)
	f.signer = testSigner(t, 9)
	b, err := Inspect(bytes.NewReader(f.make()))
	if err != nil {
		t.Fatal(err)
	}
	if b.Meta != testMeta || b.SignedBy != testSigner(t, 1).Kid() {
		t.Errorf("inspected %+v, signed by %s", b.Meta, b.SignedBy)
	}
}

// TestEverySingleBit is the tamper bar for our own reader: for every flipped bit of the file it
// refuses, or the tar inside is the same to the byte.
func TestEverySingleBit(t *testing.T) {
	packed, expect := sample(t)
	want, err := gunzip(packed)
	if err != nil {
		t.Fatal(err)
	}
	accepted := 0
	for i := range packed {
		for bit := range 8 {
			packed[i] ^= 1 << bit
			if _, err := Verify(bytes.NewReader(packed), expect); err == nil {
				accepted++
				if got, err := gunzip(packed); err != nil || !bytes.Equal(got, want) {
					t.Errorf("byte %d, bit %d: accepted with another content", i, bit)
				}
			} else if !fault.Is(err, fault.Refused) {
				t.Errorf("byte %d, bit %d: %v", i, bit, err)
			}
			packed[i] ^= 1 << bit
		}
	}
	t.Logf("%d bytes: %d flips accepted with the same content", len(packed), accepted)
}

func FuzzVerify(f *testing.F) {
	packed, expect := sample(f)
	f.Add(packed)
	for name, a := range attacks {
		if name != "a bomb" { // too slow to unpack again and again
			f.Add(a.make(f, newForge(f)))
		}
	}
	want, err := gunzip(packed)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<20 {
			return
		}
		_, _ = Inspect(bytes.NewReader(b))
		if _, err := Verify(bytes.NewReader(b), expect); err != nil {
			return
		}
		if got, err := gunzip(b); err != nil || !bytes.Equal(got, want) {
			t.Error("accepted what was never signed")
		}
	})
}
