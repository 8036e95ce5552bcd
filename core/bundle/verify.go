package bundle

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"time"

	"gatehouse/core/fault"
)

// Verify reads a bundle and refuses it unless it is, byte for byte, what a holder of one of the
// keys signed for this audience. The signature is checked before any content is read. A refusal is
// fault.Refused and says what is wrong; other errors are those of r.
func Verify(r io.Reader, e Expect) (Bundle, error) {
	if len(e.Keys) == 0 {
		return Bundle{}, fault.New(fault.Invalid, "no key to verify the bundle with")
	}
	packed, err := readAll(r)
	if err != nil {
		return Bundle{}, err
	}
	files, err := unpack(packed)
	if err != nil {
		return Bundle{}, err
	}
	signed, kid, err := checkSignature(files[0].body, e.Keys)
	if err != nil {
		return Bundle{}, err
	}
	files = files[1:]
	if err := checkFiles(signed.Files, files); err != nil {
		return Bundle{}, err
	}
	b, err := describe(files)
	if err != nil {
		return Bundle{}, err
	}
	if signed.Scope != b.Audience || signed.Iss != issuer(b.Vault) || signed.Iat != b.Issued.Unix() {
		return Bundle{}, refuse("the signature is for another audience, vault or time than the manifest names")
	}
	b.SignedBy, b.SHA256, b.Size = kid, hexSum(packed), int64(len(packed))
	return b, e.check(b)
}

// Inspect reads a bundle as it describes itself, without verifying who signed it. What it returns
// proves nothing.
func Inspect(r io.Reader) (Bundle, error) {
	packed, err := readAll(r)
	if err != nil {
		return Bundle{}, err
	}
	files, err := unpack(packed)
	if err != nil {
		return Bundle{}, err
	}
	b, err := describe(files[1:])
	b.SHA256, b.Size, b.SignedBy = hexSum(packed), int64(len(packed)), claimedKid(files[0].body)
	return b, err
}

// readAll reads a bundle's file.
func readAll(r io.Reader) ([]byte, error) {
	var buf bytes.Buffer
	n, err := io.Copy(&buf, io.LimitReader(r, maxPacked+1))
	if err != nil {
		return nil, err
	}
	if n > maxPacked {
		return nil, refuse("the file is larger than %d MiB", maxPacked>>20)
	}
	return buf.Bytes(), nil
}

// checkFiles compares the archive with the signed list: the same names in the same order, each with
// its digest, nothing more and nothing less.
func checkFiles(signed []signedFile, files []file) error {
	for _, f := range files {
		if !slices.ContainsFunc(signed, func(s signedFile) bool { return s.Name == f.name }) {
			return refuse("%q is in the archive, but was not signed", f.name)
		}
	}
	if len(signed) != len(files) {
		for _, s := range signed {
			if !slices.ContainsFunc(files, func(f file) bool { return s.Name == f.name }) {
				return refuse("%q was signed, but is missing from the archive", s.Name)
			}
		}
		return refuse("%s: the signed list names a file twice", signatureFile)
	}
	for i, f := range files {
		switch s := signed[i]; {
		case s.Name != f.name:
			return refuse("%s: the signed list is not in the archive's order", signatureFile)
		case s.Algorithm != "SHA-256":
			return refuse("%q is signed with the digest %q; SHA-256 is expected", f.name, s.Algorithm)
		case s.Hash != hexSum(f.body):
			return refuse("%q is not what was signed", f.name)
		}
	}
	return nil
}

// describe reads what a bundle says about itself, and checks that it says it the same way twice.
func describe(files []file) (Bundle, error) {
	if len(files) == 0 || files[0].name != manifestFile {
		return Bundle{}, refuse("the bundle has no %s", manifestFile)
	}
	m, rev, err := parseManifest(files[0].body)
	if err != nil {
		return Bundle{}, err
	}
	content := files[1:]
	digest := contentDigest(content)
	if rev != revision(m.Serial, digest) {
		return Bundle{}, refuse("the revision %q does not fit the content; %q would", rev, revision(m.Serial, digest))
	}
	var f facts
	for _, c := range content {
		if err := checkContent(c); err != nil {
			return Bundle{}, err
		}
		if c.name == factsFile {
			if err := decode(c.body, &f); err != nil {
				return Bundle{}, refuse("%s: %v", c.name, err)
			}
		}
	}
	if f != factsOf(m, f.Grammar) {
		return Bundle{}, refuse("%s does not say what %s says", factsFile, manifestFile)
	}
	return Bundle{Meta: m, Revision: rev, Digest: digest, files: files}, nil
}

// checkContent refuses a file that OPA would read differently from us, or that has no place here.
func checkContent(f file) error {
	if !strings.HasPrefix(f.name, root+"/") {
		return refuse("%q lies outside %s/", f.name, root)
	}
	base := f.name[strings.LastIndexByte(f.name, '/')+1:]
	switch {
	case base == "data.json":
		if err := checkCanonical(f.body); err != nil {
			return refuse("%s: %v", f.name, err)
		}
	case f.name == regoFile:
	case strings.HasSuffix(base, ".rego"), strings.HasSuffix(base, ".wasm"), strings.HasPrefix(base, "data."), base == manifestFile, base == signatureFile:
		return refuse("%q has no place in a bundle of ours", f.name)
	}
	return nil
}

// contentDigest is the SHA-256 over the canonical list of [name, sha256], in hex.
func contentDigest(files []file) string {
	b := []byte{'['}
	for i, f := range files {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendStrings(b, []string{f.name, hexSum(f.body)})
	}
	return hexSum(append(b, ']'))
}

// check compares a verified bundle with what was expected.
func (e Expect) check(b Bundle) error {
	switch {
	case e.Audience != "" && b.Audience != e.Audience:
		return refuse("the bundle is for the audience %q, not for %q", b.Audience, e.Audience)
	case b.Serial < e.MinSerial:
		return refuse("the bundle has serial %d; at least %d is expected, so this is an old one", b.Serial, e.MinSerial)
	case !e.Now.IsZero() && b.ExpiredAt(e.Now):
		return refuse("the bundle expired on %s", b.Expires.Format(time.RFC1123))
	}
	return nil
}
