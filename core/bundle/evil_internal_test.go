package bundle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"testing"
	"time"

	"gatehouse/core/signing"
)

// testSigner returns a signer that is the same in every run.
func testSigner(t testing.TB, n byte) signing.Signer {
	t.Helper()
	raw := make([]byte, 32)
	raw[31] = n
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), raw)
	if err != nil {
		t.Fatal(err)
	}
	s, err := signing.NewSigner(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// testMeta is what the sample bundle says about itself.
var testMeta = Meta{
	Vault: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Audience: "edge", Serial: 12,
	Issued: time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC), Expires: time.Date(2026, 11, 16, 8, 0, 0, 0, time.UTC),
	Previous: hexSum([]byte("previous")), Checkpoint: "gatehouse/aaaa\n41\nabc\n\n— x y\n",
}

// testFiles are the files of a bundle that holds next to nothing.
func testFiles(t testing.TB, m Meta) []file {
	t.Helper()
	known, err := marshal(factsOf(m, grammar{"^x$", "^/"}))
	if err != nil {
		t.Fatal(err)
	}
	return []file{
		{regoFile, []byte("package gatehouse\n")},
		{factsFile, known},
		{root + "/keys/0a/data.json", []byte(`{"0a":{"id":"k"}}`)},
		{root + "/secrets/x.hpke", []byte("opaque")},
	}
}

func mustAssemble(t testing.TB, m Meta, files []file) Content {
	t.Helper()
	c, err := assemble(m, files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func mustSign(t testing.TB, c Content, s Signer) []byte {
	t.Helper()
	packed, err := Sign(c, s)
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

// sample returns a small bundle and what accepts it.
func sample(t testing.TB) ([]byte, Expect) {
	t.Helper()
	s := testSigner(t, 1)
	packed := mustSign(t, mustAssemble(t, testMeta, testFiles(t, testMeta)), s)
	return packed, Expect{Keys: []signing.Public{s.Public()}, Audience: "edge", MinSerial: 12, Now: testMeta.Issued.Add(time.Hour)}
}

// forge is a bundle in the making: everything that a forger, or a careless signer, could change.
type forge struct {
	signer  signing.Signer
	content []file // with the manifest, without the signature
	header  []byte
	claims  []byte
	b64     func([]byte) string
	doc     func(jws string) []byte
	signed  func(input string) []byte // the signature of a signing input
	tar     func(files []file) []byte
	zip     func(tar []byte) []byte
}

// newForge returns a forge that makes exactly the sample.
func newForge(t testing.TB) *forge {
	t.Helper()
	f := &forge{signer: testSigner(t, 1), content: mustAssemble(t, testMeta, testFiles(t, testMeta)).files}
	f.header = mustJSON(t, jwsHeader{signing.ES256, f.signer.Kid(), jwsType})
	f.claims = mustJSON(t, claimsOf(testMeta, f.content))
	f.b64 = base64.RawURLEncoding.EncodeToString
	f.doc = func(jws string) []byte { return mustJSON(t, signatures{[]string{jws}}) }
	f.signed = func(input string) []byte {
		digest := sha256.Sum256([]byte(input))
		sig, err := f.signer.Sign(digest[:])
		if err != nil {
			t.Fatal(err)
		}
		return sig
	}
	f.tar = func(files []file) []byte {
		var b bytes.Buffer
		if err := writeTar(&b, files); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	f.zip = func(plain []byte) []byte { return zipped(t, gzip.Header{OS: 255}, plain) }
	return f
}

// reclaim signs the content as it is now.
func (f *forge) reclaim(t testing.TB) { f.claims = mustJSON(t, claimsOf(testMeta, f.content)) }

// replace gives a file another body, and signs that.
func (f *forge) replace(t testing.TB, name string, body []byte) {
	t.Helper()
	for i := range f.content {
		if f.content[i].name == name {
			f.content[i].body = body
			f.reclaim(t)
			return
		}
	}
	t.Fatalf("no file %s", name)
}

// rebuild signs other files under a fitting manifest.
func (f *forge) rebuild(t testing.TB, files []file) {
	t.Helper()
	f.content = mustAssemble(t, testMeta, files).files
	f.reclaim(t)
}

// make returns the file.
func (f *forge) make() []byte {
	input := f.b64(f.header) + "." + f.b64(f.claims)
	jws := input + "." + f.b64(f.signed(input))
	return f.zip(f.tar(append([]file{{signatureFile, f.doc(jws)}}, f.content...)))
}

func mustJSON(t testing.TB, v any) []byte {
	t.Helper()
	b, err := marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// zipped returns a gzip member with a header of one's choice.
func zipped(t testing.TB, h gzip.Header, plain []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Header = h
	if _, err := z.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tarWith writes files and then whatever else a tar can hold.
func tarWith(t testing.TB, files []file, extra ...*tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		if err := w.WriteHeader(&tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.body)), Format: tar.FormatUSTAR, Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(f.body); err != nil {
			t.Fatal(err)
		}
	}
	for _, h := range extra {
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// member adds or replaces a member of a JSON object, out of order and all.
func member(t testing.TB, doc []byte, name string, value any) []byte {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(doc, &m); err != nil {
		t.Fatal(err)
	}
	m[name] = value
	return mustJSON(t, m)
}
