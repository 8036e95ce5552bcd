package bundle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"strings"
	"testing"
	"time"
)

// attacks are files that a bundle's verifier must refuse, and what it says.
var attacks = map[string]struct {
	make func(t testing.TB, f *forge) []byte
	says string
}{
	"an empty file":        {func(testing.TB, *forge) []byte { return nil }, "not a gzip file"},
	"a text file":          {func(testing.TB, *forge) []byte { return []byte("hello") }, "not a gzip file"},
	"a truncated file":     {func(_ testing.TB, f *forge) []byte { b := f.make(); return b[:len(b)-9] }, "damaged"},
	"a wrong CRC":          {func(_ testing.TB, f *forge) []byte { b := f.make(); b[len(b)-5] ^= 1; return b }, "checksum"},
	"trailing bytes":       {func(_ testing.TB, f *forge) []byte { return append(f.make(), 0) }, "1 bytes follow"},
	"a second gzip member": {func(t testing.TB, f *forge) []byte { return append(f.make(), zipped(t, gzip.Header{OS: 255}, nil)...) }, "follow the archive"},
	"a gzip header with a name": {func(t testing.TB, f *forge) []byte {
		f.zip = func(plain []byte) []byte { return zipped(t, gzip.Header{OS: 255, Name: "x"}, plain) }
		return f.make()
	}, "gzip header"},
	"a gzip header with a time": {func(t testing.TB, f *forge) []byte {
		f.zip = func(plain []byte) []byte { return zipped(t, gzip.Header{OS: 255, ModTime: testMeta.Issued}, plain) }
		return f.make()
	}, "gzip header"},
	"a bomb": {func(t testing.TB, f *forge) []byte {
		return zipped(t, gzip.Header{OS: 255}, make([]byte, 64<<20))
	}, "unpacks to more than"},

	"an empty archive": {func(t testing.TB, f *forge) []byte { return f.zip(tarWith(t, nil)) }, "empty"},
	"a symbolic link": {func(t testing.TB, f *forge) []byte {
		f.tar = func(files []file) []byte {
			return tarWith(t, files, &tar.Header{Name: "gatehouse/z", Linkname: "/etc/passwd", Typeflag: tar.TypeSymlink, Format: tar.FormatUSTAR})
		}
		return f.make()
	}, "is a link"},
	"a hard link": {func(t testing.TB, f *forge) []byte {
		f.tar = func(files []file) []byte {
			return tarWith(t, files, &tar.Header{Name: "gatehouse/z", Linkname: manifestFile, Typeflag: tar.TypeLink, Format: tar.FormatUSTAR})
		}
		return f.make()
	}, "is a link"},
	"a folder": {func(t testing.TB, f *forge) []byte {
		f.tar = func(files []file) []byte {
			return tarWith(t, files, &tar.Header{Name: "gatehouse/z/", Mode: 0o755, Typeflag: tar.TypeDir, Format: tar.FormatUSTAR})
		}
		return f.make()
	}, "not a regular file"},
	"a device": {func(t testing.TB, f *forge) []byte {
		f.tar = func(files []file) []byte {
			return tarWith(t, files, &tar.Header{Name: "gatehouse/z", Typeflag: tar.TypeChar, Format: tar.FormatUSTAR})
		}
		return f.make()
	}, "not a regular file"},
	"a file that was not signed": {func(_ testing.TB, f *forge) []byte {
		f.content = append(f.content, file{"gatehouse/z", nil})
		return f.make()
	}, `"gatehouse/z" is in the archive, but was not signed`},
	"a signed file that is missing": {func(_ testing.TB, f *forge) []byte { f.content = f.content[:len(f.content)-1]; return f.make() }, "missing from the archive"},
	"a changed file":                {func(_ testing.TB, f *forge) []byte { f.content[3].body = []byte(`{"0a":{"id":"z"}}`); return f.make() }, "is not what was signed"},
	"a file twice":                  {func(t testing.TB, f *forge) []byte { f.content = append(f.content, f.content[4]); return f.make() }, "stands in the archive twice"},
	"names that differ in case only": {func(t testing.TB, f *forge) []byte {
		f.content = append(f.content, file{"gatehouse/secrets/X.hpke", nil})
		return f.make()
	}, "upper and lower case"},
	"files out of order": {func(_ testing.TB, f *forge) []byte {
		f.content[1], f.content[2] = f.content[2], f.content[1]
		return f.make()
	}, "out of order"},
	"a signature that comes late": {func(t testing.TB, f *forge) []byte {
		f.tar = func(files []file) []byte { return tarWith(t, files[1:]) }
		return f.make()
	}, "is expected first"},
	"a name with a dot in front": {func(_ testing.TB, f *forge) []byte { f.content[4].name = "./" + f.content[4].name; return f.make() }, "not a name"},
	"a name that climbs":         {func(_ testing.TB, f *forge) []byte { f.content[4].name = "gatehouse/../../x"; return f.make() }, "not a name"},
	"an absolute name":           {func(_ testing.TB, f *forge) []byte { f.content[4].name = "/x"; return f.make() }, "not a name"},
	"an owner in a header": {func(t testing.TB, f *forge) []byte {
		f.tar = func(files []file) []byte {
			last := files[len(files)-1]
			b := tarWith(t, files[:len(files)-1])
			b = b[:len(b)-1024]
			var more bytes.Buffer
			w := tar.NewWriter(&more)
			_ = w.WriteHeader(&tar.Header{Name: last.name, Mode: 0o644, Uid: 1000, Size: int64(len(last.body)), Format: tar.FormatUSTAR, Typeflag: tar.TypeReg})
			_, _ = w.Write(last.body)
			_ = w.Close()
			return append(b, more.Bytes()...)
		}
		return f.make()
	}, "canonical form"},
	"bytes in the padding": {func(_ testing.TB, f *forge) []byte {
		plain := f.tar
		f.tar = func(files []file) []byte { b := plain(files); b[len(b)-1025] = 1; return b }
		return f.make()
	}, "canonical form"},
	"bytes after the end of the tar": {func(_ testing.TB, f *forge) []byte {
		plain := f.tar
		f.tar = func(files []file) []byte { return append(plain(files), make([]byte, 512)...) }
		return f.make()
	}, "canonical form"},

	"the algorithm none":    {func(t testing.TB, f *forge) []byte { f.header = member(t, f.header, "alg", "none"); return f.make() }, `algorithm is "none"`},
	"a symmetric algorithm": {func(t testing.TB, f *forge) []byte { f.header = member(t, f.header, "alg", "HS256"); return f.make() }, `algorithm is "HS256"`},
	"another type":          {func(t testing.TB, f *forge) []byte { f.header = member(t, f.header, "typ", "JWT"); return f.make() }, `type is "JWT"`},
	"a critical header": {func(t testing.TB, f *forge) []byte {
		f.header = member(t, f.header, "crit", []string{"x"})
		return f.make()
	}, "header"},
	"a key in the header": {func(t testing.TB, f *forge) []byte {
		f.header = member(t, f.header, "jwk", map[string]string{})
		return f.make()
	}, "header"},
	"a header member twice": {func(_ testing.TB, f *forge) []byte {
		f.header = bytes.Replace(f.header, []byte(`{"alg"`), []byte(`{"alg":"none","alg"`), 1)
		return f.make()
	}, "canonical form"},
	"a header member in capitals": {func(_ testing.TB, f *forge) []byte {
		f.header = bytes.Replace(f.header, []byte(`"alg"`), []byte(`"ALG"`), 1)
		return f.make()
	}, "canonical form"},
	"an unknown key": {func(t testing.TB, f *forge) []byte {
		f.signer = testSigner(t, 9)
		f.header = member(t, f.header, "kid", f.signer.Kid())
		return f.make()
	}, "not among the keys given"},
	"another key under our name": {func(t testing.TB, f *forge) []byte { f.signer = testSigner(t, 9); return f.make() }, "signature is wrong"},
	"no signature":               {func(t testing.TB, f *forge) []byte { f.signed = func(string) []byte { return nil }; return f.make() }, "signature is wrong"},
	"a signature of zeros": {func(t testing.TB, f *forge) []byte {
		f.signed = func(string) []byte { return make([]byte, 64) }
		return f.make()
	}, "signature is wrong"},
	"a signature with a byte more": {func(t testing.TB, f *forge) []byte {
		sign := f.signed
		f.signed = func(in string) []byte { return append(sign(in), 0) }
		return f.make()
	}, "signature is wrong"},
	"base64 with padding": {func(_ testing.TB, f *forge) []byte { f.b64 = base64.URLEncoding.EncodeToString; return f.make() }, "strict base64url"},
	"base64 with a line end": {func(_ testing.TB, f *forge) []byte {
		b := f.b64
		f.b64 = func(p []byte) string { return b(p) + "\n" }
		return f.make()
	}, "strict base64url"},
	"base64 with loose bits": {func(t testing.TB, f *forge) []byte {
		doc := f.doc
		f.doc = func(jws string) []byte { return doc(loosen(t, jws)) }
		return f.make()
	}, "strict base64url"},
	"two signatures": {func(t testing.TB, f *forge) []byte {
		f.doc = func(j string) []byte { return mustJSON(t, signatures{[]string{j, j}}) }
		return f.make()
	}, "exactly one"},
	"a signature in two parts": {func(t testing.TB, f *forge) []byte {
		f.doc = func(j string) []byte { return mustJSON(t, signatures{[]string{"a.b"}}) }
		return f.make()
	}, "compact JWS"},
	"a plugin for the signature": {func(t testing.TB, f *forge) []byte {
		d := f.doc
		f.doc = func(j string) []byte { return member(t, d(j), "plugin", "x") }
		return f.make()
	}, signatureFile},
	"white space in the signature": {func(_ testing.TB, f *forge) []byte {
		d := f.doc
		f.doc = func(j string) []byte { return append(d(j), ' ') }
		return f.make()
	}, "canonical form"},
	"the signatures' member twice": {func(_ testing.TB, f *forge) []byte {
		d := f.doc
		f.doc = func(j string) []byte { return append([]byte(`{"signatures":[],`), d(j)[1:]...) }
		return f.make()
	}, "canonical form"},

	"claims that were changed":         {func(t testing.TB, f *forge) []byte { return swapClaims(t, f) }, "signature is wrong"},
	"a signed member that is not ours": {func(t testing.TB, f *forge) []byte { f.claims = member(t, f.claims, "keyid", "x"); return f.make() }, "signed list"},
	"another scope":                    {func(t testing.TB, f *forge) []byte { f.claims = member(t, f.claims, "scope", "other"); return f.make() }, "another audience"},
	"another issuer":                   {func(t testing.TB, f *forge) []byte { f.claims = member(t, f.claims, "iss", "other"); return f.make() }, "another audience, vault or time"},
	"another hash": {func(_ testing.TB, f *forge) []byte {
		f.claims = bytes.Replace(f.claims, []byte(`"algorithm":"SHA-256"`), []byte(`"algorithm":"MD5"`), 1)
		return f.make()
	}, "SHA-256 is expected"},
	"a file signed twice": {func(t testing.TB, f *forge) []byte {
		c := claimsOf(testMeta, f.content)
		c.Files = append(c.Files, c.Files[0])
		f.claims = mustJSON(t, c)
		return f.make()
	}, "names a file twice"},
	"a signed list in another order": {func(t testing.TB, f *forge) []byte {
		c := claimsOf(testMeta, f.content)
		c.Files[0], c.Files[1] = c.Files[1], c.Files[0]
		f.claims = mustJSON(t, c)
		return f.make()
	}, "not in the archive's order"},

	"no manifest": {func(t testing.TB, f *forge) []byte { f.content = f.content[1:]; f.reclaim(t); return f.make() }, "no .manifest"},
	"a manifest member twice": {func(t testing.TB, f *forge) []byte {
		f.replace(t, manifestFile, bytes.Replace(f.content[0].body, []byte(`{"metadata"`), []byte(`{"revision":"x","metadata"`), 1))
		return f.make()
	}, "canonical form"},
	"a root of everything": {func(t testing.TB, f *forge) []byte {
		f.replace(t, manifestFile, member(t, f.content[0].body, "roots", []string{""}))
		return f.make()
	}, "roots"},
	"an older version of Rego": {func(t testing.TB, f *forge) []byte {
		f.replace(t, manifestFile, member(t, f.content[0].body, "rego_version", 0))
		return f.make()
	}, "version of Rego"},
	"a revision of other bytes": {func(t testing.TB, f *forge) []byte {
		f.replace(t, manifestFile, member(t, f.content[0].body, "revision", "gh-000012-000000000000"))
		return f.make()
	}, "does not fit the content"},
	"another format": {func(t testing.TB, f *forge) []byte {
		f.replace(t, manifestFile, bytes.Replace(f.content[0].body, []byte(Format), []byte("gatehouse-bundle/2"), 1))
		return f.make()
	}, "format"},
	"a time that is spelled otherwise": {func(t testing.TB, f *forge) []byte {
		f.replace(t, manifestFile, bytes.Replace(f.content[0].body, []byte(`2026-11-16T08:00:00Z`), []byte(`2026-11-16T08:00:00+00:00`), 1))
		return f.make()
	}, "RFC 3339"},
	"facts that contradict the manifest": {func(t testing.TB, f *forge) []byte {
		m := testMeta
		m.Expires = m.Expires.Add(time.Hour)
		f.rebuild(t, testFiles(t, m))
		return f.make()
	}, "does not say what"},
	"no facts": {func(t testing.TB, f *forge) []byte { f.rebuild(t, testFiles(t, testMeta)[:1]); return f.make() }, "does not say what"},
	"a data member twice": {func(t testing.TB, f *forge) []byte {
		f.rebuild(t, with(testFiles(t, testMeta), `{"a":1,"a":2}`))
		return f.make()
	}, "repeated or not in order"},
	"data with white space": {func(t testing.TB, f *forge) []byte {
		f.rebuild(t, with(testFiles(t, testMeta), `{ }`))
		return f.make()
	}, "not canonical JSON"},
	"data with a fraction": {func(t testing.TB, f *forge) []byte {
		f.rebuild(t, with(testFiles(t, testMeta), `1.5`))
		return f.make()
	}, "follows the document"},
	"data that is no JSON": {func(t testing.TB, f *forge) []byte { f.rebuild(t, with(testFiles(t, testMeta), `x`)); return f.make() }, "not canonical JSON"},
	"a second policy": {func(t testing.TB, f *forge) []byte {
		f.rebuild(t, append(testFiles(t, testMeta), file{root + "/z.rego", nil}))
		return f.make()
	}, "no place"},
	"compiled policy": {func(t testing.TB, f *forge) []byte {
		f.rebuild(t, append(testFiles(t, testMeta), file{root + "/policy.wasm", nil}))
		return f.make()
	}, "no place"},
	"data in another language": {func(t testing.TB, f *forge) []byte {
		f.rebuild(t, append(testFiles(t, testMeta), file{root + "/z/data.yaml", nil}))
		return f.make()
	}, "no place"},
	"a file outside the root": {func(t testing.TB, f *forge) []byte {
		f.rebuild(t, append(testFiles(t, testMeta), file{"other/data.json", []byte("{}")}))
		return f.make()
	}, "lies outside"},
}

// with adds a data file.
func with(files []file, body string) []file {
	return append(files, file{root + "/z/data.json", []byte(body)})
}

// swapClaims changes the claims after signing.
func swapClaims(t testing.TB, f *forge) []byte {
	sign, old := f.signed, f.claims
	f.claims = member(t, f.claims, "iat", 1)
	f.signed = func(string) []byte { return sign(f.b64(f.header) + "." + f.b64(old)) }
	return f.make()
}

// loosen sets bits that the signature's last character has to spare.
func loosen(t testing.TB, jws string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, jws[len(jws)-1])
	if last < 0 || last&15 != 0 {
		t.Fatal("the signature's last character has no bits to spare")
	}
	return jws[:len(jws)-1] + string(alphabet[last|1])
}
