package seal_test

import (
	"bytes"
	"errors"
	"testing"
	"testing/cryptotest"

	"gatehouse/core/seal"
	"gatehouse/core/seal/vector"
)

// key returns a fixed key.
func key(t *testing.T, fill byte) seal.Key {
	t.Helper()
	k, err := seal.KeyFrom(bytes.Repeat([]byte{fill}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// fixed returns a fixed seed.
func fixed(fill byte) seal.Secret { return seal.NewSecret(bytes.Repeat([]byte{fill}, 32)) }

func recordPlace(id string, version uint64) seal.Place {
	return seal.At(seal.LabelRecord).U8(seal.Suite).Raw(make([]byte, 20)).U64(1).Text("apikey").Text(id).U64(version)
}

func TestVectorsOfSealedRecords(t *testing.T) {
	vector.Run(t, "testdata/vectors/sealed", func(t *testing.T) []vector.Case {
		cryptotest.SetGlobalRandom(t, 1)
		plain := []byte(`{"name":"orders"}`)
		sealed := seal.Seal(key(t, 1), recordPlace("a", 7), plain)
		c := func(name, comment, expect string, k byte, p seal.Place, sealed []byte) vector.Case {
			return vector.Case{Name: name, Comment: comment, Expect: expect, Fields: map[string][]byte{
				"key": bytes.Repeat([]byte{k}, 32), "place": p.Bytes(), "sealed": sealed, "plain": plain,
			}}
		}
		here := recordPlace("a", 7)
		return []vector.Case{
			c("success", "a record in its place", "success", 1, here, sealed),
			c("wrong-key", "another key", "no-open", 2, here, sealed),
			c("moved", "the same bytes under another id", "no-open", 1, recordPlace("b", 7), sealed),
			c("rolled-back", "the same bytes under another version", "no-open", 1, recordPlace("a", 8), sealed),
			c("suite", "the suite byte is 2", "no-open", 1, here, append([]byte{2}, sealed[1:]...)),
			c("nonce", "a bit of the nonce was changed", "no-open", 1, here, vector.Flip(sealed, 5)),
			c("ciphertext", "a bit of the ciphertext was changed", "no-open", 1, here, vector.Flip(sealed, 30)),
			c("tag", "the last bit of the tag was changed", "no-open", 1, here, vector.Flip(sealed, -1)),
			c("cut", "the last byte is missing", "no-open", 1, here, sealed[:len(sealed)-1]),
			c("short", "shorter than suite, nonce and tag", "no-open", 1, here, sealed[:seal.Overhead-1]),
			c("empty", "no bytes at all", "no-open", 1, here, nil),
		}
	}, func(t *testing.T, c vector.Case) string {
		k, err := seal.KeyFrom(c.Fields["key"])
		if err != nil {
			t.Fatal(err)
		}
		plain, err := seal.Open(k, seal.Bare().Raw(c.Fields["place"]), c.Fields["sealed"])
		return outcome(t, plain, c.Fields["plain"], err)
	})
}

func TestVectorsOfWrappedKeys(t *testing.T) {
	vector.Run(t, "testdata/vectors/wrapped", func(t *testing.T) []vector.Case {
		cryptotest.SetGlobalRandom(t, 2)
		info := seal.At(seal.LabelKeyring).Raw(make([]byte, 20)).U64(1).Text("journal").Text("a")
		pub, err := seal.WrapPublic(fixed(3))
		if err != nil {
			t.Fatal(err)
		}
		wrapped, err := seal.Wrap(pub, info, key(t, 9))
		if err != nil {
			t.Fatal(err)
		}
		long, err := seal.SealTo(pub, info, make([]byte, 33))
		if err != nil {
			t.Fatal(err)
		}
		c := func(name, comment, expect string, seed byte, info seal.Place, wrapped []byte) vector.Case {
			return vector.Case{Name: name, Comment: comment, Expect: expect, Fields: map[string][]byte{
				"seed": fixed(seed).Expose(), "info": info.Bytes(), "wrapped": wrapped, "plain": bytes.Repeat([]byte{9}, 32),
			}}
		}
		short := c("seed-size", "a seed of 31 bytes", "no-open", 3, info, wrapped)
		short.Fields["seed"] = short.Fields["seed"][1:]
		return []vector.Case{
			c("success", "a domain key sealed to an administrator", "success", 3, info, wrapped),
			c("wrong-seed", "another administrator's seed", "no-open", 4, info, wrapped),
			c("wrong-info", "the row of another domain", "no-open", 3, info.U8(0), wrapped),
			c("encapsulation", "a bit of the encapsulated key was changed", "no-open", 3, info, vector.Flip(wrapped, 7)),
			c("tag", "the last bit was changed", "no-open", 3, info, vector.Flip(wrapped, -1)),
			c("cut", "only the first half", "no-open", 3, info, wrapped[:600]),
			c("not-a-key", "what is sealed has 33 bytes", "no-open", 3, info, long),
			short,
		}
	}, func(t *testing.T, c vector.Case) string {
		k, err := seal.Unwrap(seal.NewSecret(c.Fields["seed"]), seal.Bare().Raw(c.Fields["info"]), c.Fields["wrapped"])
		return outcome(t, k.Expose().Expose(), c.Fields["plain"], err)
	})
}

// outcome puts the result of opening in a word.
func outcome(t *testing.T, got, want []byte, err error) string {
	t.Helper()
	switch {
	case errors.Is(err, seal.ErrOpen):
		return "no-open"
	case err != nil:
		t.Errorf("another error than ErrOpen: %v", err)
		return "error"
	case !bytes.Equal(got, want):
		return "other bytes"
	}
	return "success"
}

func TestWhatIsSealedOpens(t *testing.T) {
	k := key(t, 1)
	for _, n := range []int{0, 1, 31, 1 << 16} {
		plain := bytes.Repeat([]byte{7}, n)
		sealed := seal.Seal(k, recordPlace("a", 1), plain)
		if len(sealed) != n+seal.Overhead {
			t.Errorf("%d bytes become %d", n, len(sealed))
		}
		if again := seal.Seal(k, recordPlace("a", 1), plain); bytes.Equal(again, sealed) {
			t.Error("two seals are the same")
		}
		got, err := seal.Open(k, recordPlace("a", 1), sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: %v", n, err)
		}
		box := seal.SealBox(k, recordPlace("a", 1), plain)
		if got, err := seal.OpenBox(k, recordPlace("a", 1), box); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("a box of %d bytes: %v", n, err)
		}
	}
}

func TestWrappingNeedsAPublicKey(t *testing.T) {
	if _, err := seal.WrapPublic(seal.NewSecret([]byte("short"))); err == nil {
		t.Error("a seed of five bytes has a public key")
	}
	if _, err := seal.Wrap(make([]byte, 31), seal.At("x"), key(t, 1)); err == nil {
		t.Error("wrapped to 31 bytes")
	}
	low, err := seal.WrapPublic(fixed(1))
	if err != nil || len(low) != seal.WrapPublicSize {
		t.Fatalf("%d bytes, %v", len(low), err)
	}
	clear(low[seal.WrapPublicSize-32:]) // the zero point of X25519: no shared secret
	if _, err := seal.Wrap(low, seal.At("x"), key(t, 1)); err == nil {
		t.Error("wrapped to a point of low order")
	}
	pub, err := seal.WrapPublic(fixed(1))
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := seal.Wrap(pub, seal.At("x"), key(t, 1))
	if err != nil || len(wrapped) != seal.WrappedSize {
		t.Errorf("%d bytes, %v", len(wrapped), err)
	}
}

func TestSignaturesCountOnlyForTheirKindAndVault(t *testing.T) {
	k, err := seal.NewSigningKey(fixed(5))
	if err != nil {
		t.Fatal(err)
	}
	vault, other, msg := make([]byte, 20), bytes.Repeat([]byte{1}, 20), []byte("text")
	sig := k.Sign(seal.SigEntry, vault, msg)
	for name, c := range map[string]struct {
		pub        []byte
		kind       string
		vault, msg []byte
		sig        []byte
		want       bool
	}{
		"as it was signed":        {k.Public(), seal.SigEntry, vault, msg, sig, true},
		"another kind":            {k.Public(), seal.SigRoster, vault, msg, sig, false},
		"another vault":           {k.Public(), seal.SigEntry, other, msg, sig, false},
		"another text":            {k.Public(), seal.SigEntry, vault, []byte("texT"), sig, false},
		"another key":             {bytes.Repeat([]byte{2}, 32), seal.SigEntry, vault, msg, sig, false},
		"a key of the wrong size": {k.Public()[1:], seal.SigEntry, vault, msg, sig, false},
		"a signature cut off":     {k.Public(), seal.SigEntry, vault, msg, sig[:63], false},
		"no signature":            {k.Public(), seal.SigEntry, vault, msg, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := seal.Verified(c.pub, c.kind, c.vault, c.msg, c.sig); got != c.want {
				t.Errorf("got %t", got)
			}
		})
	}
	if seal.VerifiedPlain(k.Public(), msg, sig) || !seal.VerifiedPlain(k.Public(), msg, k.SignPlain(msg)) {
		t.Error("plain and labelled signatures are mixed up")
	}
	if _, err := seal.NewSigningKey(seal.NewSecret([]byte("short"))); err == nil {
		t.Error("a seed of five bytes makes a key")
	}
	if !(seal.SigningKey{}).IsZero() || (seal.SigningKey{}).Public() != nil || k.IsZero() {
		t.Error("IsZero is wrong")
	}
	pub := bytes.Clone(k.Public())
	k.Wipe()
	if bytes.Equal(k.Public(), pub) {
		t.Error("the key is still there")
	}
}

func FuzzOpen(f *testing.F) {
	k, _ := seal.KeyFrom(make([]byte, 32))
	f.Add(seal.Seal(k, recordPlace("a", 1), []byte("plain")))
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, sealed []byte) {
		if _, err := seal.Open(k, recordPlace("b", 1), sealed); err != seal.ErrOpen {
			t.Fatalf("got %v", err)
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	k, _ := seal.KeyFrom(make([]byte, 32))
	p := recordPlace("a", 1)
	sealed := seal.Seal(k, p, make([]byte, 400))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := seal.Open(k, p, sealed); err != nil {
			b.Fatal(err)
		}
	}
}
