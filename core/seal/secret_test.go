package seal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/iotest"

	"gatehouse/core/seal"
)

func TestSecretsNeverPrint(t *testing.T) {
	const marker = "MARKER-of-thirty-two-bytes-12345"
	secret := seal.NewSecret([]byte(marker))
	key, err := seal.KeyFrom([]byte(marker))
	if err != nil {
		t.Fatal(err)
	}
	signing, err := seal.NewSigningKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	bare := fmt.Sprint([]byte(marker))
	for name, v := range map[string]any{
		"a secret": secret, "a pointer to one": &secret, "a key": key, "a pointer to a key": &key, "a signing key": signing,
		"a struct that holds them": struct {
			S seal.Secret
			K seal.Key
			P seal.SigningKey
		}{secret, key, signing},
		"a list": []seal.Secret{secret}, "a map": map[string]seal.Key{"k": key},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t"} {
				fmt.Fprintf(&out, verb+"\n", v)
			}
			fmt.Fprintln(&out, v, fmt.Errorf("x: %v", v))
			slog.New(slog.NewTextHandler(&out, nil)).Info("m", "v", v)
			slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "v", v)
			j, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			out.Write(j)
			text := out.String()
			for _, leak := range []string{"MARKER", strings.Trim(bare, "[]"), fmt.Sprintf("%x", marker), "TUFSS0VS", "0x4d, 0x41"} {
				if strings.Contains(strings.ToLower(text), strings.ToLower(leak)) {
					t.Errorf("%q is in\n%s", leak, text)
				}
			}
			if !strings.Contains(text, "[hidden]") {
				t.Errorf("nothing says [hidden]:\n%s", text)
			}
		})
	}
	for _, s := range []string{secret.String(), secret.GoString(), key.String(), key.GoString(), signing.String(), signing.GoString()} {
		if s != "[hidden]" {
			t.Errorf("got %q", s)
		}
	}
}

func TestWipingASecretClearsAllCopies(t *testing.T) {
	given := []byte("password")
	s := seal.NewSecret(given)
	given[0] = 'X'
	if string(s.Expose()) != "password" {
		t.Error("the secret shares the caller's bytes")
	}
	c := s
	s.Wipe()
	if !bytes.Equal(c.Expose(), make([]byte, 8)) || c.Len() != 8 {
		t.Error("the copy is still there")
	}
	if !(seal.Secret{}).IsZero() || !seal.NewSecret(nil).IsZero() || c.IsZero() {
		t.Error("IsZero is wrong")
	}
	if !seal.NewSecret([]byte("a")).Equal(seal.NewSecret([]byte("a"))) || seal.NewSecret([]byte("a")).Equal(seal.NewSecret([]byte("b"))) {
		t.Error("Equal is wrong")
	}
}

func TestKeysAreMadeFromThirtyTwoBytes(t *testing.T) {
	k, err := seal.NewKey(nil)
	if err != nil || k.IsZero() {
		t.Fatalf("got %v, zero %t", err, k.IsZero())
	}
	if _, err := seal.NewKey(iotest.ErrReader(errors.New("no randomness"))); err == nil {
		t.Error("a key without randomness")
	}
	if _, err := seal.NewKey(bytes.NewReader(make([]byte, 31))); err == nil {
		t.Error("a key from 31 bytes")
	}
	if _, err := seal.KeyFrom(make([]byte, 31)); err == nil {
		t.Error("a key from 31 bytes")
	}
	back, err := seal.KeyFrom(k.Expose().Expose())
	if err != nil || !back.Equal(k) {
		t.Errorf("the key did not come back: %v", err)
	}
	if k.Derive("a").Equal(k.Derive("b")) || k.Derive("a").Equal(k) || !k.Derive("a").Equal(k.Derive("a")) {
		t.Error("subkeys do not depend on the label alone")
	}
	k.Wipe()
	if !k.IsZero() || back.IsZero() {
		t.Error("Wipe is wrong")
	}
}

func TestIdsHaveOneText(t *testing.T) {
	id := seal.NewID()
	if len(id) != seal.IDLen || !seal.ValidID(id) || id == seal.NewID() {
		t.Errorf("got %q", id)
	}
	raw, err := seal.IDBytes(id)
	if err != nil || seal.IDText(raw[:]) != id {
		t.Errorf("%q came back as %q, %v", id, seal.IDText(raw[:]), err)
	}
	for name, bad := range map[string]string{
		"empty": "", "too short": id[1:], "too long": id + "a", "capitals": strings.ToUpper(id),
		"a digit that is not in base32": "1" + id[1:], "bits behind the end": strings.Repeat("a", 25) + "b",
		"a line break": id[:24] + "\n" + "a",
	} {
		if seal.ValidID(bad) {
			t.Errorf("%s: %q is taken for an id", name, bad)
		}
	}
}

func TestPlacesAreValues(t *testing.T) {
	base := seal.At("label").U8(1)
	a, b := base.U8(2), base.U8(3)
	if a.Sum() == b.Sum() || !bytes.Equal(base.Bytes(), []byte("\x00\x00\x00\x05label\x01")) {
		t.Error("extending a place changed another one")
	}
	got := seal.Bare().U8(1).U32(2).U64(3).Raw([]byte{9}).LP([]byte("ab")).Text("c").Bytes()
	want := []byte("\x01\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x03\x09\x00\x00\x00\x02ab\x00\x00\x00\x01c")
	if !bytes.Equal(got, want) {
		t.Errorf("got %x, want %x", got, want)
	}
}

// RFC 5869 appendix A.1, of which a key is the first 32 bytes.
func TestKeysAreDerivedByHKDF(t *testing.T) {
	ikm := seal.NewSecret(bytes.Repeat([]byte{0x0b}, 22))
	salt := []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	info := seal.Bare().Raw([]byte{0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9})
	got := fmt.Sprintf("%x", seal.DeriveKey(ikm, salt, info).Expose().Expose())
	if want := "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if a := seal.RandomSecret(32); a.Len() != 32 || a.Equal(seal.RandomSecret(32)) {
		t.Error("random secrets are not random")
	}
}
