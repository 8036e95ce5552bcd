package conformance

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	crand "crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	opabundle "github.com/open-policy-agent/opa/v1/bundle"
	opacompile "github.com/open-policy-agent/opa/v1/compile"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"gatehouse/core/apikey"
	"gatehouse/core/bundle"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/policy"
	"gatehouse/core/seal"
	"gatehouse/core/signing"
	"gatehouse/core/vault"
	"gatehouse/storage"
)

// crowd is how many API keys the benchmarks have.
const crowd = 100_000

// crowded is a world of the demo's shape with very many keys.
func crowded(b *testing.B) *policy.Snapshot {
	b.Helper()
	w := newWorld(b, 1)
	w.rng = rand.New(rand.NewPCG(7, 7))
	for len(w.in.Keys) < crowd {
		k := apikey.Key{ID: w.id(), Principal: one(w, w.in.Principals...).ID, State: apikey.Active, Tokens: []apikey.TokenRow{w.token()}}
		if w.rng.IntN(10) == 0 {
			k.Networks = []string{"10.0.0.0/8"}
		}
		if w.rng.IntN(2) == 0 {
			k.Expires = ms(0)
		}
		if w.rng.IntN(4) == 0 {
			k.Scopes = []string{one(w, w.in.Roles...).ID}
		}
		w.in.Keys = append(w.in.Keys, k)
	}
	snap, err := policy.Compile(w.in, noon)
	if err != nil {
		b.Fatal(err)
	}
	return snap
}

// BenchmarkExport is the whole export of 100,000 keys from a vault on disk: compile what changed,
// build, sign, archive, entry, three files.
func BenchmarkExport(b *testing.B) {
	ctx, dir := b.Context(), b.TempDir()
	ws, err := storage.Create(ctx, filepath.Join(dir, "acme.gate"), storage.Setup{
		Admin: "ada", Password: seal.NewSecret([]byte("correct horse battery staple")), Program: "conformance",
	})
	if err != nil {
		b.Fatal(err)
	}
	defer ws.Close()
	in := crowded(b).Input()
	_, err = ws.Vault.Change(ctx, ws.Actor(), vault.Action{Name: "apikey.create"}, func(tx *vault.Tx) error {
		return errors.Join(
			putAll(tx, vault.KindAPI, in.APIs, func(a catalog.API) string { return a.ID }),
			putAll(tx, vault.KindRoute, in.Routes, func(r catalog.Route) string { return r.ID }),
			putAll(tx, vault.KindRole, in.Roles, func(r directory.Role) string { return r.ID }),
			putAll(tx, vault.KindPrincipal, in.Principals, func(p directory.Principal) string { return p.ID }),
			putAll(tx, vault.KindAPIKey, in.Keys, func(k apikey.Key) string { return k.ID }),
		)
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	var e bundle.Exported
	for b.Loop() {
		e, err = ws.Bundles.Export(ctx, ws.Actor(), bundle.ExportOptions{Out: filepath.Join(dir, "b.tar.gz")})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(e.Size)/1e6, "MB")
}

// putAll stores records of one kind.
func putAll[T any](tx *vault.Tx, kind vault.Kind, rows []T, id func(T) string) error {
	for _, r := range rows {
		if err := tx.Put(kind, id(r), r); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkBuildAndSign is the part of an export that `opa build` does, too.
func BenchmarkBuildAndSign(b *testing.B) {
	snap := crowded(b)
	s := signer(b, 1)
	m := metaOf(&world{in: snap.Input()}, 1)
	b.ReportAllocs()
	var size int
	for b.Loop() {
		size = len(pack(b, snap, m, s))
	}
	b.ReportMetric(float64(size)/1e6, "MB")
}

// BenchmarkOPABuild is `opa build` with signing over the same files, in this process.
func BenchmarkOPABuild(b *testing.B) {
	dir, key := unpacked(b)
	b.ReportAllocs()
	b.ResetTimer()
	var size int
	for b.Loop() {
		var out bytes.Buffer
		c := opacompile.New().WithAsBundle(true).WithPaths(dir).WithOutput(&out).WithRegoVersion(ast.RegoV1).
			WithRoots("gatehouse").
			WithBundleSigningConfig(opabundle.NewSigningConfig(key, signing.ES256, ""))
		if err := c.Build(context.Background()); err != nil {
			b.Fatal(err)
		}
		size = out.Len()
	}
	b.ReportMetric(float64(size)/1e6, "MB")
}

// unpacked writes the files of a large bundle into a folder, as somebody with `opa build` would have
// them, and a private key to sign with.
func unpacked(b *testing.B) (dir, key string) {
	b.Helper()
	snap := crowded(b)
	s := signer(b, 1)
	read, err := opaReads(pack(b, snap, metaOf(&world{in: snap.Input()}, 1), s), verification(b, s))
	if err != nil {
		b.Fatal(err)
	}
	dir = b.TempDir()
	write := func(name string, body []byte) {
		b.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, body, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	write("gatehouse/authz/authz.rego", []byte(bundle.Rego))
	for name, part := range read.Data["gatehouse"].(map[string]any) {
		parts := map[string]any{"": part}
		if name == "keys" {
			parts = part.(map[string]any)
		}
		for shard, rows := range parts {
			body, err := json.Marshal(rows)
			if err != nil {
				b.Fatal(err)
			}
			write(filepath.Join("gatehouse", name, shard, "data.json"), body)
		}
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), crand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		b.Fatal(err)
	}
	return dir, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// BenchmarkVerify is our strict verification of a bundle of 100,000 keys.
func BenchmarkVerify(b *testing.B) {
	snap := crowded(b)
	s := signer(b, 1)
	packed := pack(b, snap, metaOf(&world{in: snap.Input()}, 1), s)
	expect := bundle.Expect{Keys: []signing.Public{s.Public()}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := bundle.Verify(bytes.NewReader(packed), expect); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOPALoad is an OPA's verified reading of the same.
func BenchmarkOPALoad(b *testing.B) {
	snap := crowded(b)
	s := signer(b, 1)
	packed := pack(b, snap, metaOf(&world{in: snap.Input()}, 1), s)
	keys := verification(b, s)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := opaReads(packed, keys); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOPADecision is one decision in an OPA that holds 100,000 keys, in process.
func BenchmarkOPADecision(b *testing.B) {
	snap := crowded(b)
	s := signer(b, 1)
	read, err := opaReads(pack(b, snap, metaOf(&world{in: snap.Input()}, 1), s), verification(b, s))
	if err != nil {
		b.Fatal(err)
	}
	c, ok := compile(parse(b))
	if !ok {
		b.Fatal(c.Errors)
	}
	q, err := rego.New(rego.Query("data.gatehouse.authz.decision"), rego.Compiler(c), rego.Runtime(ast.MustParseTerm("{}")),
		rego.Store(inmem.NewFromObjectWithOpts(read.Data, inmem.OptReturnASTValuesOnRead(true)))).PrepareForEval(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	w := &world{rng: rand.New(rand.NewPCG(9, 9)), in: snap.Input()}
	var inputs []ast.Value
	for range 1000 {
		k := one(w, w.in.Keys...)
		route := one(w, w.in.Routes...)
		for _, a := range w.in.APIs {
			if a.ID == route.API {
				text := w.plain(wish{a, route, route.Methods[0], &k, k.Tokens[0].SHA256}).json(b)
				input, err := ast.ValueFromReader(bytes.NewReader(text))
				if err != nil {
					b.Fatal(err)
				}
				inputs = append(inputs, input)
			}
		}
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if _, err := q.Eval(b.Context(), rego.EvalParsedInput(inputs[n%len(inputs)])); err != nil {
			b.Fatal(err)
		}
		n++
	}
}
