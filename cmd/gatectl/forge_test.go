package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"
	"encoding/json"
	"io"
	"os"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"gatehouse/core/bundle"
	"gatehouse/core/policy"
	"gatehouse/core/signing"
)

// forge is the script command `forge ATTACK FROM TO`: it makes of the bundle FROM what somebody
// without its key could make of it. `forge expired TO KEY` signs one that expired long ago with a
// key of its own.
func forge(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: forge ATTACK FROM TO | forge expired TO KEY")
	}
	write := func(name string, body []byte) { ts.Check(os.WriteFile(ts.MkAbs(name), body, 0o600)) }
	if args[0] == "expired" {
		packed, key := expiredBundle(ts)
		write(args[1], packed)
		write(args[2], key)
		return
	}
	packed := []byte(ts.ReadFile(args[1]))
	switch args[0] {
	case "trailing-bytes":
		write(args[2], append(packed, "more"...))
		return
	case "truncated":
		write(args[2], packed[:len(packed)/2])
		return
	}
	write(args[2], retar(ts, packed, args[0]))
}

// retar packs a bundle again with one thing changed.
func retar(ts *testscript.TestScript, packed []byte, attack string) []byte {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	ts.Check(err)
	in := tar.NewReader(z)
	var out bytes.Buffer
	zw := gzip.NewWriter(&out)
	tw := tar.NewWriter(zw)
	add := func(h *tar.Header, body []byte) {
		h.Size, h.Format = int64(len(body)), tar.FormatUSTAR
		ts.Check(tw.WriteHeader(h))
		_, err := tw.Write(body)
		ts.Check(err)
	}
	for {
		h, err := in.Next()
		if err == io.EOF {
			break
		}
		ts.Check(err)
		body, err := io.ReadAll(in)
		ts.Check(err)
		if attack == "missing-file" && h.Name == "gatehouse/roles/data.json" {
			continue
		}
		add(h, spoil(ts, attack, h.Name, body))
	}
	switch attack {
	case "extra-file":
		add(&tar.Header{Name: "gatehouse/zz/data.json", Mode: 0o644}, []byte(`{"all":"yours"}`))
	case "symlink":
		add(&tar.Header{Name: "gatehouse/zz", Linkname: "/etc/passwd", Typeflag: tar.TypeSymlink}, nil)
	case "case-clash":
		add(&tar.Header{Name: "gatehouse/routes/DATA.json", Mode: 0o644}, []byte(`{}`))
	case "climbing-name":
		add(&tar.Header{Name: "../../etc/cron.d/x", Mode: 0o644}, []byte(`x`))
	}
	ts.Check(tw.Close())
	ts.Check(zw.Close())
	return out.Bytes()
}

// spoil changes the body of one file.
func spoil(ts *testscript.TestScript, attack, name string, body []byte) []byte {
	switch {
	case attack == "changed-grant" && name == "gatehouse/roles/data.json":
		return bytes.Replace(body, []byte(`"GET"`), []byte(`"PUT"`), 1)
	case attack == "duplicate-member" && name == "gatehouse/principals/data.json":
		return append([]byte(`{"x":1,`), body[1:]...)
	case attack == "changed-policy" && strings.HasSuffix(name, ".rego"):
		return append(body, "\nallow := true\n"...)
	case attack == "no-signature" && name == ".signatures.json":
		return []byte(`{"signatures":[]}`)
	case attack == "alg-none" && name == ".signatures.json":
		var doc struct {
			Signatures []string `json:"signatures"`
		}
		ts.Check(json.Unmarshal(body, &doc))
		parts := strings.Split(doc.Signatures[0], ".")
		header, err := base64.RawURLEncoding.DecodeString(parts[0])
		ts.Check(err)
		header = bytes.Replace(header, []byte("ES256"), []byte("none"), 1)
		return []byte(`{"signatures":["` + base64.RawURLEncoding.EncodeToString(header) + "." + parts[1] + `."]}`)
	}
	return body
}

// expiredBundle signs an empty policy that nobody should enforce any more.
func expiredBundle(ts *testscript.TestScript) (packed, key []byte) {
	raw := make([]byte, 32)
	raw[31] = 1
	private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), raw)
	ts.Check(err)
	signer, err := signing.NewSigner(private)
	ts.Check(err)
	issued := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	snap, err := policy.Compile(policy.Input{}, issued)
	ts.Check(err)
	content, err := bundle.Build(snap, bundle.Meta{
		Vault: strings.Repeat("a", 32), Audience: "default", Serial: 1, Issued: issued, Expires: issued.Add(bundle.DefaultLife),
	})
	ts.Check(err)
	packed, err = bundle.Sign(content, signer)
	ts.Check(err)
	key, err = signer.Public().PEM()
	ts.Check(err)
	return packed, key
}
