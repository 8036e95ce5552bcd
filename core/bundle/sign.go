package bundle

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"gatehouse/core/signing"
)

// jwsType is the typ of the signature's header: what it signs cannot be taken for anything else.
const jwsType = "gatehouse-bundle+jwt"

// signatures is the document in .signatures.json. OPA wants exactly one signature.
type signatures struct {
	Signatures []string `json:"signatures"`
}

// jwsHeader is the protected header of the signature.
type jwsHeader struct {
	Alg string `json:"alg"`
	Kid string `json:"kid"`
	Typ string `json:"typ"`
}

// claims is what is signed: the digest of every file, and for whom.
type claims struct {
	Files []signedFile `json:"files"`
	Iat   int64        `json:"iat"`
	Iss   string       `json:"iss"`
	Scope string       `json:"scope"`
}

type signedFile struct {
	Algorithm string `json:"algorithm"`
	Hash      string `json:"hash"`
	Name      string `json:"name"`
}

// claimsOf returns the claims for a content.
func claimsOf(m Meta, files []file) claims {
	c := claims{Iat: m.Issued.Unix(), Iss: issuer(m.Vault), Scope: m.Audience}
	for _, f := range files {
		c.Files = append(c.Files, signedFile{"SHA-256", hexSum(f.body), f.name})
	}
	return c
}

// issuer names a vault as the source of what it signs.
func issuer(vault string) string { return "gatehouse:" + vault }

// Sign signs a content and packs it. The same content and key give the same bytes.
func Sign(c Content, s Signer) ([]byte, error) {
	header, err := marshal(jwsHeader{Alg: signing.ES256, Kid: s.Kid(), Typ: jwsType})
	if err != nil {
		return nil, fmt.Errorf("signing the bundle: %w", err)
	}
	payload, err := marshal(claimsOf(c.Meta, c.files))
	if err != nil {
		return nil, fmt.Errorf("signing the bundle: %w", err)
	}
	b64 := base64.RawURLEncoding
	input := b64.EncodeToString(header) + "." + b64.EncodeToString(payload)
	digest := sha256.Sum256([]byte(input))
	sig, err := s.Sign(digest[:])
	if err != nil {
		return nil, fmt.Errorf("signing the bundle: %w", err)
	}
	doc, err := marshal(signatures{[]string{input + "." + b64.EncodeToString(sig)}})
	if err != nil {
		return nil, fmt.Errorf("signing the bundle: %w", err)
	}
	var out bytes.Buffer
	files := append([]file{{signatureFile, doc}}, c.files...)
	if err := pack(&out, files); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// checkSignature verifies .signatures.json with one of the keys and returns what it signs. Nothing
// in it is believed before the signature holds, but the kid that chooses the key.
func checkSignature(doc []byte, keys []signing.Public) (claims, string, error) {
	var c claims
	if len(doc) > maxSignature {
		return c, "", refuse("%s is larger than %d MiB", signatureFile, maxSignature>>20)
	}
	var set signatures
	if err := decode(doc, &set); err != nil {
		return c, "", refuse("%s: %v", signatureFile, err)
	}
	if len(set.Signatures) != 1 {
		return c, "", refuse("%s: %d signatures; exactly one is expected", signatureFile, len(set.Signatures))
	}
	parts := strings.Split(set.Signatures[0], ".")
	if len(parts) != 3 {
		return c, "", refuse("%s: the signature is not a compact JWS", signatureFile)
	}
	var raw [3][]byte
	for i, p := range parts {
		b, err := base64.RawURLEncoding.Strict().DecodeString(p)
		if err != nil || strings.ContainsAny(p, "\r\n") { // the decoder skips line ends
			return c, "", refuse("%s: part %d of the signature is not strict base64url", signatureFile, i+1)
		}
		raw[i] = b
	}
	key, err := chooseKey(raw[0], keys)
	if err != nil {
		return c, "", err
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !key.Verify(digest[:], raw[2]) {
		return c, "", refuse("the signature is wrong: the bundle was changed, or another key signed it")
	}
	if err := decode(raw[1], &c); err != nil {
		return c, "", refuse("%s: the signed list: %v", signatureFile, err)
	}
	return c, key.Kid, nil
}

// chooseKey finds the key that the header names. The algorithm is ours, never the header's choice.
func chooseKey(header []byte, keys []signing.Public) (signing.Public, error) {
	var h jwsHeader
	if err := decode(header, &h); err != nil {
		return signing.Public{}, refuse("%s: the signature's header: %v", signatureFile, err)
	}
	if h.Alg != signing.ES256 {
		return signing.Public{}, refuse("the signature's algorithm is %q; bundles are signed with %s", h.Alg, signing.ES256)
	}
	if h.Typ != jwsType {
		return signing.Public{}, refuse("the signature's type is %q; %q is expected", h.Typ, jwsType)
	}
	for _, k := range keys {
		if k.Kid == h.Kid {
			return k, nil
		}
	}
	return signing.Public{}, refuse("the bundle is signed by key %q, which is not among the keys given", h.Kid)
}

// claimedKid returns the kid that a signature names, verified or not; empty when there is none.
func claimedKid(doc []byte) string {
	var set signatures
	if decode(doc, &set) != nil || len(set.Signatures) != 1 {
		return ""
	}
	head, _, _ := strings.Cut(set.Signatures[0], ".")
	raw, err := base64.RawURLEncoding.Strict().DecodeString(head)
	var h jwsHeader
	if err != nil || decode(raw, &h) != nil {
		return ""
	}
	return h.Kid
}
