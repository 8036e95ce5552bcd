package signing_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/core/signing"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

// fixed returns a key that is the same in every run.
func fixed(t testing.TB, n byte) *ecdsa.PrivateKey {
	t.Helper()
	raw := make([]byte, 32)
	raw[31] = n
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), raw)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func mustSigner(t testing.TB, n byte) signing.Signer {
	t.Helper()
	s, err := signing.NewSigner(fixed(t, n))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestThumbprintIsRFC7638(t *testing.T) {
	// The key of RFC 7517 §A.1 (also RFC 7515 §A.3 family): computed by hand from its JWK.
	x := "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"
	y := "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"
	raw := []byte{4}
	for _, c := range []string{x, y} {
		b, err := base64.RawURLEncoding.DecodeString(c)
		if err != nil {
			t.Fatal(err)
		}
		raw = append(raw, b...)
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), raw)
	if err != nil {
		t.Fatal(err)
	}
	got, err := signing.Thumbprint(key)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(`{"crv":"P-256","kty":"EC","x":"` + x + `","y":"` + y + `"}`))
	if want := base64.RawURLEncoding.EncodeToString(sum[:]); got != want {
		t.Errorf("thumbprint = %s, want %s", got, want)
	}
}

func TestSignaturesAreTheSameEachTimeAndVerify(t *testing.T) {
	s := mustSigner(t, 7)
	for i := range 50 { // enough that r or s begins with a zero byte now and then
		digest := sha256.Sum256([]byte{byte(i)})
		a, err := s.Sign(digest[:])
		if err != nil {
			t.Fatal(err)
		}
		b, err := s.Sign(digest[:])
		if err != nil {
			t.Fatal(err)
		}
		if len(a) != 64 || !bytes.Equal(a, b) {
			t.Fatalf("signature %d: %x and %x", i, a, b)
		}
		if !s.Public().Verify(digest[:], a) {
			t.Errorf("signature %d does not verify", i)
		}
		if r, q := new(big.Int).SetBytes(a[:32]), new(big.Int).SetBytes(a[32:]); !ecdsa.Verify(s.Public().Key, digest[:], r, q) {
			t.Errorf("signature %d is not r||s", i)
		}
		a[i] ^= 1
		if s.Public().Verify(digest[:], a) {
			t.Errorf("signature %d verifies with a flipped bit", i)
		}
	}
	for name, digest := range map[string][]byte{"no digest": nil, "a short digest": make([]byte, 31), "a long digest": make([]byte, 48)} {
		if sig, err := s.Sign(digest); err == nil {
			t.Errorf("%s was signed: %x", name, sig)
		}
	}
	if sig, err := (signing.Signer{}).Sign(make([]byte, 32)); err == nil {
		t.Errorf("the zero signer signed: %x", sig)
	}
	if s.Public().Verify(make([]byte, 32), nil) {
		t.Error("no signature verifies")
	}
}

func TestSignerShowsNoKey(t *testing.T) {
	key := fixed(t, 200)
	s, err := signing.NewSigner(key)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
		if text := fmt.Sprintf(verb, s); text != "signer "+s.Kid() {
			t.Errorf("%s prints %q", verb, text)
		}
	}
}

func TestPublicKeysComeBack(t *testing.T) {
	a, b := mustSigner(t, 1).Public(), mustSigner(t, 2).Public()
	text, err := a.PEM()
	if err != nil {
		t.Fatal(err)
	}
	got, err := signing.ParsePublic(text)
	if err != nil || len(got) != 1 || got[0].Kid != a.Kid || !got[0].Key.Equal(a.Key) {
		t.Errorf("from PEM: %v, %v", got, err)
	}
	got, err = signing.ParsePublic([]byte(" \n" + jwks(t, jwk(t, a, nil), jwk(t, b, nil))))
	if err != nil || len(got) != 2 || got[0].Kid != a.Kid || got[1].Kid != b.Kid {
		t.Errorf("from a JWKS: %v, %v", got, err)
	}
}

// jwk returns a key as a JWK, with members replaced.
func jwk(t testing.TB, p signing.Public, change map[string]any) map[string]any {
	t.Helper()
	raw, err := p.Key.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.RawURLEncoding.EncodeToString
	k := map[string]any{"kty": "EC", "crv": "P-256", "x": b64(raw[1:33]), "y": b64(raw[33:]), "kid": p.Kid, "alg": "ES256", "use": "sig"}
	for name, v := range change {
		k[name] = v
	}
	return k
}

func jwks(t testing.TB, keys ...map[string]any) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{"keys": keys})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestParsePublicSaysWhatIsWrong(t *testing.T) {
	p := mustSigner(t, 1).Public()
	good, err := p.PEM()
	if err != nil {
		t.Fatal(err)
	}
	one := func(change map[string]any) string { return jwks(t, jwk(t, p, change)) }
	for name, c := range map[string]struct{ file, says string }{
		"nothing":                  {"", "neither PEM nor a JWKS"},
		"text":                     {"hello", "neither PEM nor a JWKS"},
		"a private key":            {string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")})), "PUBLIC KEY is expected"},
		"two blocks":               {string(good) + string(good), "use a JWKS"},
		"bytes that are no key":    {string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: []byte("x")})), "not a public key"},
		"a key of another curve":   {foreignPEM(t, elliptic.P384()), "curve P-256"},
		"an RSA key":               {rsaPEM(t), "ES256"},
		"too much":                 {strings.Repeat("x", 300<<10), "larger than"},
		"a broken JWKS":            {`{"keys":`, "not a JWKS"},
		"an empty JWKS":            {`{"keys":[]}`, "holds no key"},
		"an object that is none":   {`{}`, "holds no key"},
		"a private JWK":            {one(map[string]any{"d": "x"}), "private key"},
		"a symmetric JWK":          {one(map[string]any{"kty": "oct"}), "not an ES256 key"},
		"another curve in a JWK":   {one(map[string]any{"crv": "P-384"}), "not an ES256 key"},
		"another algorithm":        {one(map[string]any{"alg": "ES384"}), "not an ES256 key"},
		"a key for encryption":     {one(map[string]any{"use": "enc"}), "\"sig\" is expected"},
		"a short coordinate":       {one(map[string]any{"x": "AA"}), "32 bytes"},
		"padding":                  {one(map[string]any{"x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4="}), "32 bytes"},
		"a point off the curve":    {one(map[string]any{"x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"}), "not a point"},
		"a kid of another key":     {one(map[string]any{"kid": "x"}), "thumbprint"},
		"a key twice":              {jwks(t, jwk(t, p, nil), jwk(t, p, nil)), "twice"},
		"the second key is broken": {jwks(t, jwk(t, p, nil), jwk(t, p, map[string]any{"kty": "RSA"})), "key 2 of the JWKS"},
	} {
		keys, err := signing.ParsePublic([]byte(c.file))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("%s: %v, %v; want a fault with %q", name, keys, err, c.says)
		}
	}
}

func foreignPEM(t testing.TB, curve elliptic.Curve) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return publicPEM(t, &key.PublicKey)
}

func rsaPEM(t testing.TB) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return publicPEM(t, &key.PublicKey)
}

func publicPEM(t testing.TB, key crypto.PublicKey) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func FuzzParsePublic(f *testing.F) {
	p := mustSigner(f, 1).Public()
	text, err := p.PEM()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(jwks(f, jwk(f, p, nil))))
	f.Add([]byte(`{"keys":[{"kty":"EC","crv":"P-256"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		keys, err := signing.ParsePublic(b)
		if err == nil && len(keys) == 0 {
			t.Error("no key and no error")
		}
		for _, k := range keys {
			if kid, err := signing.Thumbprint(k.Key); err != nil || kid != k.Kid {
				t.Errorf("kid %q of a key whose thumbprint is %q (%v)", k.Kid, kid, err)
			}
		}
	})
}

func TestTheBundleKeyIsMadeOnceAndStaysSealed(t *testing.T) {
	v := vaulttest.New(t)
	svc := signing.New(v)
	first, err := svc.Bundle(t.Context(), v.Actor())
	if err != nil {
		t.Fatal(err)
	}
	again, err := svc.Bundle(t.Context(), v.Actor())
	if err != nil {
		t.Fatal(err)
	}
	if first.Kid() != again.Kid() || len(svc.List()) != 1 {
		t.Errorf("kids %s and %s, %d keys", first.Kid(), again.Kid(), len(svc.List()))
	}
	k := svc.List()[0]
	if k.Kid != first.Kid() || k.Purpose != signing.PurposeBundle || k.State != signing.Active || k.Alg != signing.ES256 {
		t.Errorf("the key's record is %+v", k)
	}
	if k.ID == k.Kid {
		t.Error("the record's id stands in the clear and must not tell the key")
	}
	public, err := svc.Public(signing.PurposeBundle)
	if err != nil || len(public) != 1 || public[0].Kid != first.Kid() {
		t.Errorf("public keys: %v, %v", public, err)
	}
	digest := sha256.Sum256([]byte("x"))
	sig, err := again.Sign(digest[:])
	if err != nil || !public[0].Verify(digest[:], sig) {
		t.Errorf("what the vault signs does not verify (%v)", err)
	}
	rec, ok := v.Get(vault.KindSigningKey, k.ID)
	if !ok || bytes.Contains(rec.Body, []byte("private")) {
		t.Errorf("the public record: %s", rec.Body)
	}
}

func TestADamagedKeyIsNamed(t *testing.T) {
	v := vaulttest.New(t)
	svc := signing.New(v)
	if _, err := svc.Bundle(t.Context(), v.Actor()); err != nil {
		t.Fatal(err)
	}
	k := svc.List()[0]
	for name, change := range map[string]func(*signing.Key){
		"another kid": func(k *signing.Key) { k.Kid = "x" },
		"no base64":   func(k *signing.Key) { k.Public = "*" },
		"no point":    func(k *signing.Key) { k.Public = "AAAA" },
	} {
		broken := k
		change(&broken)
		if _, err := broken.Verifier(); !fault.Is(err, fault.Damaged) || !strings.Contains(err.Error(), k.ID) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := v.Change(t.Context(), v.Actor(), vault.Action{Name: "signing_key.create"}, func(tx *vault.Tx) error {
		k.Kid = "x"
		return tx.Put(vault.KindSigningKey, k.ID, k)
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := svc.Bundle(t.Context(), v.Actor()); !fault.Is(err, fault.Damaged) {
		t.Errorf("signing with halves that do not fit: %v", err)
	}
	_, err = v.Change(t.Context(), v.Actor(), vault.Action{Name: "signing_key.create"}, func(tx *vault.Tx) error {
		return tx.Remove(vault.KindSigningSecret, k.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := svc.Bundle(t.Context(), v.Actor()); !fault.Is(err, fault.Denied) {
		t.Errorf("signing without the private half: %v", err)
	}
}
